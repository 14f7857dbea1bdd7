"""Fit the weights of mining on diluted gold: few true pairs among unrelated sentences of the same texts.

    uv run --with scipy python -m align.fitting.mining GOLD/*/*.ladder \\
        [--drafts DRAFTS.json] -o align/weights.json

For each set of documents and each rate, English sentences of some beads and Chinese sentences of others
are shuffled together with that share of true pairs. ``--cross`` leaves each set out in turn and prints
precision, recall and F1 beside margin scoring (Artetxe & Schwenk 2019) with the same vectors, the margin's
threshold chosen for it on the same test data. DRAFTS.json maps set names to lists of
``[English, Chinese, draft of the English, draft of the Chinese]``.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.evidence import Text
from align.ladder import read_ladder
from align.mine import FEATURES, Drafts, PairEvidence, probabilities
from align.vectors import Encoder, Space, Vectors

Floats = NDArray[np.float64]
SPEAKS_FOR = ("words_src", "words_tgt", "words_least", "items", "draft")  # never against a pair
RATES = (0.02, 0.1, 0.5)
PRIOR = 1.0


@dataclass
class Bed:
    """A diluted pair of texts: candidates, their features, which are true, and how many there are to find."""

    name: str
    rate: float
    rows: Any
    columns: Any
    features: Floats
    true: NDArray[np.bool_]
    total: int


def main() -> None:
    """Fit, or cross-validate."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ladders", nargs="+", type=Path)
    parser.add_argument("--drafts", type=Path)
    parser.add_argument("-o", "--out", type=Path)
    parser.add_argument("--cross", action="store_true")
    options = parser.parse_args()
    encoder = Encoder()
    beds = []
    for name, pairs in _pairs(options.ladders).items():
        texts = [encoder.encode([pair[side] for pair in pairs]) for side in (0, 1)]
        beds += [_bed(name, rate, seed, pairs, texts, encoder.space) for rate in RATES for seed in range(3)]
    if options.drafts:
        for name, rows in json.loads(options.drafts.read_text(encoding="utf-8")).items():
            texts = [encoder.encode([row[side] for row in rows]) for side in (0, 1)]
            beds += [
                _bed(name, rate, seed, rows, texts, encoder.space) for rate in RATES for seed in range(3)
            ]
    weights = _fit(beds)
    for name, value in zip(FEATURES, weights, strict=True):
        print(f"  {name:12} {value:+.3f}")
    if options.cross:
        for name in dict.fromkeys(bed.name for bed in beds):
            held = _fit([bed for bed in beds if bed.name != name])
            for rate in RATES:
                _report(name, rate, [bed for bed in beds if bed.name == name and bed.rate == rate], held)
    if options.out:
        values = json.loads(options.out.read_text(encoding="utf-8"))
        values["mining"] = {
            name: round(float(value), 4) for name, value in zip(FEATURES, weights, strict=True)
        }
        options.out.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def _pairs(ladders: Sequence[Path]) -> dict[str, list[Any]]:
    """The 1-1 beads of each set of documents."""
    found: dict[str, list[Any]] = {}
    for ladder in ladders:
        en, zh = (
            ladder.with_suffix(f".{lang}").read_text(encoding="utf-8").splitlines() for lang in ("en", "zh")
        )
        pairs = [(en[a[0]], zh[b[0]]) for a, b in read_ladder(ladder) if len(a) == len(b) == 1]
        found.setdefault(ladder.parent.name, []).extend(pairs)
    return found


def _bed(name: str, rate: float, seed: int, pairs: list[Any], vectors: list[Vectors], space: Space) -> Bed:
    """English of some pairs, Chinese of others, and of both only a share ``rate``."""
    order = list(range(len(pairs)))
    random.Random(f"{name}{rate}{seed}").shuffle(order)
    size = int(len(order) / (2 - rate))
    both = max(2, int(size * rate))
    sides = order[:size], order[size - both : 2 * size - both]
    for side in sides:
        random.Random(seed).shuffle(side)
    texts = [Text([pairs[k][s] for k in side], vectors[s].take(side)) for s, side in enumerate(sides)]
    drafts = (
        Drafts(*([pairs[k][s + 2] for k in side] for s, side in enumerate(sides)))
        if len(pairs[0]) > 2
        else Drafts()
    )
    evidence = PairEvidence(texts[0], texts[1], space, drafts)
    rows, columns = evidence.candidates()
    left, right = np.array(sides[0])[rows], np.array(sides[1])[columns]
    label = name + ("+drafts" if len(pairs[0]) > 2 else "")
    return Bed(label, rate, rows, columns, evidence.features(rows, columns), left == right, both)


def _fit(beds: Sequence[Bed]) -> Floats:
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    features = np.concatenate([bed.features for bed in beds])
    true = np.concatenate([bed.true for bed in beds])
    signs = np.where(true, 1.0, -1.0)
    odds = np.concatenate([np.full(len(bed.true), _log_odds(bed)) for bed in beds])

    def loss(weights: Floats) -> tuple[float, Floats]:
        z = signs * (features @ weights + odds)
        gradient = -(signs / (1 + np.exp(z))) @ features + PRIOR * weights
        return float(np.logaddexp(0, -z).sum() + PRIOR * weights @ weights / 2), gradient

    bounds = [(0, None) if name in SPEAKS_FOR else (None, None) for name in FEATURES]
    return np.asarray(minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", bounds=bounds).x)


def _log_odds(bed: Bed) -> float:
    """How many of a bed's candidates are true: taken out of the fit, as mining estimates it for each text."""
    return float(np.log((bed.true.sum() + 0.5) / ((~bed.true).sum() + 0.5)))


def _report(name: str, rate: float, beds: Sequence[Bed], weights: Floats) -> None:
    ours = [probabilities(bed.features @ weights) for bed in beds]
    margins = [bed.features[:, FEATURES.index("margin")] for bed in beds]
    found = [_found(bed, score, 0.5) for bed, score in zip(beds, ours, strict=True)]
    best = max(
        (
            _f1([_found(bed, score, at) for bed, score in zip(beds, margins, strict=True)])
            for at in np.arange(-2, 8, 0.1)
        ),
        key=lambda result: result[2],
    )
    print(
        f"{name:16} {rate:4.0%}: ours P {_f1(found)[0]:.3f} R {_f1(found)[1]:.3f} F1 {_f1(found)[2]:.3f}"
        f"   margin, best threshold: P {best[0]:.3f} R {best[1]:.3f} F1 {best[2]:.3f}",
        flush=True,
    )


def _found(bed: Bed, scores: Floats, threshold: float) -> tuple[int, int, int]:
    """True pairs proposed, pairs proposed, pairs there: mutual best only."""
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


def _f1(found: Sequence[tuple[int, int, int]]) -> tuple[float, float, float]:
    right, proposed, there = (sum(column) for column in zip(*found, strict=True))
    precision, recall = right / max(1, proposed), right / max(1, there)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


if __name__ == "__main__":
    main()
