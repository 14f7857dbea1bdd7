"""Fit the weights of mining on diluted gold: few true pairs among unrelated sentences of the same texts.

    uv run --with scipy python -m align.fitting.mining GOLD/*/???.ladder [--quick] \
        -o align/search/weights.json

For each set of documents and each rate, English sentences of some beads and Chinese sentences of others are
shuffled together with that share of true pairs. First the weights of the evidence are fitted, then those of
the translator's scores for candidates that may be pairs; these candidates are chosen with weights fitted
without their set. ``--cross`` leaves each set out in turn and prints precision, recall and F1 beside margin
scoring (Artetxe & Schwenk 2019) with the same vectors, its threshold chosen in its favour on the test data
itself. If one text says the same thing twice, the wrong copy isn't a fair negative, so it is left out
(REPEATS).
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from align.arrays import Floats
from align.evidence.sentences import FEATURES, Drafts, PairEvidence
from align.evidence.texts import Text
from align.evidence.vectors import Encoder, Space, Vectors
from align.fitting.weights import write
from align.ladder import read_ladder
from align.search.judging import CandidatePairs
from align.search.mining import accounted_for, probabilities, with_shares, worth_asking
from align.search.weights import PairBalance
from translate.engines.likelihood import Likelihood

SPEAKS_FOR = ("words_src", "words_tgt", "words_least", "items")  # their weights can't be negative
SEEDS = {0.02: 4, 0.1: 1, 0.5: 1}  # mixtures by rate; more of them where true pairs are few
PRIOR = 1.0
REPEATS = 60.0  # per cent of similarity, mean of both languages, from which a pair repeats another


@dataclass
class Bed:
    """A diluted pair of texts: candidates, their features, which are true, and how many pairs exist."""

    name: str
    rate: float
    rows: Any
    columns: Any
    texts: list[tuple[str, str]]  # of the candidates
    features: Floats
    true: NDArray[np.bool_]
    total: int
    asked: Any = None  # indexes of the candidates that the translator scores
    shares: Any = None  # :func:`accounted_for` of each of these


def main() -> None:
    """Fit, or cross-validate."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ladders", nargs="+", type=Path)
    parser.add_argument("-o", "--out", type=Path)
    parser.add_argument("--cross", action="store_true")
    parser.add_argument(
        "--quick", action="store_true", help="skip the translator: leave its weights as they are"
    )
    options = parser.parse_args()
    encoder = Encoder()
    beds = []
    for name, pairs in _pairs(options.ladders).items():
        texts = [encoder.encode([pair[side] for pair in pairs]) for side in (0, 1)]
        beds += [
            _bed(name, rate, seed, pairs, texts, encoder.space)
            for rate, count in SEEDS.items()
            for seed in range(count)
        ]
    names = list(dict.fromkeys(bed.name for bed in beds))
    weights = _fit(beds)
    for feature, value in zip(FEATURES, weights, strict=True):
        print(f"  {feature.name:12} {value:+.3f}")
    left_out = {name: _fit([bed for bed in beds if bed.name != name]) for name in names}
    word = None
    if not options.quick:
        judge = Likelihood()
        for bed in beds:
            _ask(bed, left_out[bed.name], judge)
        word = _fit_balance(beds, left_out)
        print(word)
    if options.cross:
        for name in names:
            there, rest = ([bed for bed in beds if (bed.name == name) is own] for own in (True, False))
            others = None if options.quick else _fit_balance(rest, left_out)
            for rate in SEEDS:
                _report(name, rate, [bed for bed in there if bed.rate == rate], left_out[name], others)
    if options.out:
        values = zip(FEATURES, weights, strict=True)
        write(options.out, mining={feature.name: round(float(value), 4) for feature, value in values})
        if word:
            write(options.out, mined={name: round(value, 4) for name, value in asdict(word).items()})


def _pairs(ladders: Sequence[Path]) -> dict[str, list[tuple[str, str]]]:
    """The 1-1 beads of each set of documents."""
    sets: dict[str, list[tuple[str, str]]] = {}
    for ladder in ladders:
        en, zh = (
            ladder.with_suffix(f".{lang}").read_text(encoding="utf-8").splitlines() for lang in ("en", "zh")
        )
        pairs = [(en[a[0]], zh[b[0]]) for a, b in read_ladder(ladder) if len(a) == len(b) == 1]
        sets.setdefault(ladder.parent.name, []).extend(pairs)
    return sets


def _bed(
    name: str, rate: float, seed: int, pairs: Sequence[tuple[str, str]], vectors: list[Vectors], space: Space
) -> Bed:
    """English of some pairs and Chinese of others; a share ``rate`` of the sentences has both sides."""
    order = list(range(len(pairs)))
    random.Random(f"{name}{rate}{seed}").shuffle(order)
    size = int(len(order) / (2 - rate))
    both = max(2, int(size * rate))
    sides = order[:size], order[size - both : 2 * size - both]
    for side in sides:
        random.Random(seed).shuffle(side)
    texts = [Text([pairs[k][s] for k in side], vectors[s].take(side)) for s, side in enumerate(sides)]
    evidence = PairEvidence(texts[0], texts[1], space, Drafts())
    rows, columns = evidence.candidates()
    left, right = np.array(sides[0])[rows], np.array(sides[1])[columns]
    fair = np.array([i == j or not _repeat(pairs[i], pairs[j]) for i, j in zip(left, right, strict=True)])
    rows, columns, left, right = (some[fair] for some in (rows, columns, left, right))
    shown = [(pairs[i][0], pairs[j][1]) for i, j in zip(left, right, strict=True)]
    return Bed(name, rate, rows, columns, shown, evidence.features(rows, columns), left == right, both)


def _repeat(pair: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two pairs say the same, so that the English of one translates the other's Chinese."""
    return sum(fuzz.ratio(a, b) for a, b in zip(pair, other, strict=True)) / 2 >= REPEATS


def _ask(bed: Bed, weights: Floats, judge: Likelihood) -> None:
    """Have the translator score the candidates that may be pairs."""
    bed.asked = worth_asking(bed.rows, bed.columns, probabilities(bed.features @ weights))
    bed.shares = accounted_for(CandidatePairs([bed.texts[k] for k in bed.asked]).score_with(judge))
    print(f"{bed.name:16} {bed.rate:4.0%}: {len(bed.asked)} candidates weighed", flush=True)


def _fit_balance(beds: Sequence[Bed], weights: dict[str, Floats]) -> PairBalance:
    """Weights of the translator's scores beside the other evidence."""
    shares = np.concatenate([bed.shares for bed in beds])
    evidence = np.concatenate([(bed.features @ weights[bed.name])[bed.asked] for bed in beds])
    true = [bed.true[bed.asked] for bed in beds]
    odds = np.concatenate([np.full(len(some), _log_odds(some)) for some in true])
    features = np.column_stack([np.ones(len(shares)), evidence, shares])
    weighed = _logistic(features / TYPICAL, np.concatenate(true), odds, [(None, None)] * 3) / TYPICAL
    return PairBalance(*map(float, weighed))


MARGIN = [feature.name for feature in FEATURES].index("margin")
TYPICAL = np.array([1.0, 1.0, 0.2])  # size of each feature; the fit scales by it


def _fit(beds: Sequence[Bed]) -> Floats:
    features = np.concatenate([bed.features for bed in beds])
    true = np.concatenate([bed.true for bed in beds])
    odds = np.concatenate([np.full(len(bed.true), _log_odds(bed.true)) for bed in beds])
    bounds = [(0.0, None) if feature.name in SPEAKS_FOR else (None, None) for feature in FEATURES]
    return _logistic(features, true, odds, bounds)


def _logistic(features: Floats, true: NDArray[np.bool_], odds: Floats, bounds: Sequence[Any]) -> Floats:
    """Logistic regression with a ridge and bounds, beside known log-odds."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    signs = np.where(true, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        z = signs * (features @ weights + odds)
        gradient = -(signs / (1 + np.exp(z))) @ features + PRIOR * weights
        return float(np.logaddexp(0, -z).sum() + PRIOR * weights @ weights / 2), gradient

    start = np.zeros(features.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def _log_odds(true: NDArray[np.bool_]) -> float:
    """Log-odds that a candidate is true; not fitted, because mining estimates them for each text."""
    return float(np.log((true.sum() + 0.5) / ((~true).sum() + 0.5)))


def _report(name: str, rate: float, beds: Sequence[Bed], weights: Floats, word: PairBalance | None) -> None:
    before = [probabilities(bed.features @ weights) for bed in beds]
    ways = {"evidence": before}
    if word:
        ways["translator"] = [
            with_shares(own, bed.asked, (bed.features @ weights)[bed.asked], bed.shares, word)
            for bed, own in zip(beds, before, strict=True)
        ]
    print(f"{name:16} {rate:4.0%}, {sum(bed.total for bed in beds)} pairs")
    for way, scores in ways.items():
        figures = []
        for threshold in (0.5, 0.9, 0.95):
            counts = [_counts(bed, score, threshold) for bed, score in zip(beds, scores, strict=True)]
            precision, recall, f1 = _f1(counts)
            figures.append(f"{threshold}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
        print(f"  {way:12} {'   '.join(figures)}   {_best(beds, scores, np.arange(0.02, 1, 0.02))}")
    margins = [bed.features[:, MARGIN] for bed in beds]
    print(f"  margin       {_best(beds, margins, np.arange(-2, 8, 0.1))}", flush=True)


def _best(beds: Sequence[Bed], scores: Sequence[Floats], thresholds: Floats) -> str:
    results = (
        _f1([_counts(bed, score, at) for bed, score in zip(beds, scores, strict=True)]) for at in thresholds
    )
    return f"best F1 {max(result[2] for result in results):.3f}"


def _counts(bed: Bed, scores: Floats, threshold: float) -> tuple[int, int, int]:
    """True pairs proposed, pairs proposed, pairs that exist; only mutually best pairs are proposed."""
    best: dict[tuple[str, int], int] = {}
    for index, (i, j) in enumerate(zip(bed.rows.tolist(), bed.columns.tolist(), strict=True)):
        for key in (("row", i), ("column", j)):
            if key not in best or scores[index] > scores[best[key]]:
                best[key] = index
    chosen = [
        k
        for k, (i, j) in enumerate(zip(bed.rows.tolist(), bed.columns.tolist(), strict=True))
        if best["row", i] == best["column", j] == k and scores[k] >= threshold
    ]
    return int(bed.true[chosen].sum()), len(chosen), bed.total


def _f1(counts: Sequence[tuple[int, int, int]]) -> tuple[float, float, float]:
    right, proposed, there = (sum(column) for column in zip(*counts, strict=True))
    precision, recall = right / max(1, proposed), right / max(1, there)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


if __name__ == "__main__":
    main()
