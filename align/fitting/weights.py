"""Fit ``align/search/weights.json`` on hand-aligned documents: the regularised likelihood of the gold beads.

    uv run --with scipy python -m align.fitting.weights GOLD/*/???.ladder -o align/search/weights.json

``NAME.en`` and ``NAME.zh`` lie beside each ladder, one sentence a line. The first pass is fitted on a wide
band, then the full evidence in the narrower band along the first pass's path. ``--cross`` also fits without
each document in turn and prints the scores of that document.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from align.arrays import Floats
from align.evidence.beads import USUAL_RATIO, Evidence
from align.evidence.features import FEATURES, SKIP_FEATURES
from align.evidence.kinds import KINDS
from align.evidence.surface import visible_lengths
from align.evidence.texts import Text, unit_vectors
from align.evidence.vectors import Encoder
from align.ladder import Rung, Scores, f1, read_ladder
from align.lattice.lattice import NEVER, Band, Kind, Lattice, Step, band_along, expected_path, posterior
from align.search.search import BAND, anchored_band, length_ratio, path_nodes, rungs
from align.search.weights import Weights

PRIOR = 3.0  # ridge; 3 gave the best left-out F1 of 0.5 to 80

DAMAGED = 0.05  # weight of a copy with stretches missing; 0.2 to 1 leave too many sentences alone
HOLES = 0.04  # share of 1-1 beads that lose a side in a pierced copy
PIERCED = 1.0  # weight of a pierced copy beside a whole document when the translator's weights are fitted


@dataclass
class Case:
    """A gold document with its evidence in arrays for fitting."""

    name: str
    en: Text
    zh: Text
    gold: list[Rung]
    band: Band
    features: Any = None  # (kinds, nodes, FEATURES) float32
    fits: Any = None
    skips: Any = None
    wanted: Any = None
    share: float = 1.0  # weight of the document in the fit

    def prepare(self, encoder: Encoder, *, deep: bool, ratio: float) -> None:
        """Compute the features of all beads in the band, and their sum over the gold alignment."""
        evidence = Evidence.of(self.en, self.zh, encoder.space, self.band, ratio=ratio, deep=deep)
        rows, columns = self.band.nodes()
        count = len(rows)
        self.features = np.zeros((len(KINDS), count, len(FEATURES)), np.float32)
        self.fits = np.zeros((len(KINDS), count), bool)
        for k, kind in enumerate(KINDS):
            at = np.flatnonzero(self.band.index(rows - kind.src, columns - kind.tgt) < count)
            self.fits[k, at] = True
            self.features[k, at] = evidence.features(kind, rows[at] - kind.src, columns[at] - kind.tgt)
        self.skips = evidence.skip_features()
        bead, alone_src, alone_tgt = (
            np.zeros(len(FEATURES)),
            np.ones(self.band.n, bool),
            np.ones(self.band.m, bool),
        )
        for src, tgt in self.gold:
            size = (len(src), len(tgt))
            node = self.band.index(
                np.array([src[-1] + 1 if src else -1]), np.array([tgt[-1] + 1 if tgt else -1])
            )[0]
            if src and tgt:
                alone_src[list(src)] = alone_tgt[list(tgt)] = False
                if size in KINDS and node < count:
                    bead += self.features[KINDS.index(Kind(*size)), node]
        self.wanted = np.concatenate([bead, self.skips[0][alone_src].sum(0), self.skips[1][alone_tgt].sum(0)])

    def lattice(self, weights: Floats) -> Lattice:
        """The document's lattice under these weights."""
        bead, skips = weights[: len(FEATURES)], np.split(weights[len(FEATURES) :], 2)
        scores = np.where(self.fits, self.features @ bead.astype(np.float32), NEVER)
        return Lattice(self.band, KINDS, scores, self.skips[0] @ skips[0], self.skips[1] @ skips[1])

    def loss(self, weights: Floats) -> tuple[float, Floats]:
        """Negative log-likelihood of the gold alignment, and its gradient."""
        chances = posterior(self.lattice(weights))
        likely = (chances.beads * self.fits).astype(np.float32).reshape(-1)
        expected = (likely @ self.features.reshape(len(likely), -1)).astype(np.float64)
        skipped = chances.skip_src @ self.skips[0], chances.skip_tgt @ self.skips[1]
        return chances.log_partition - float(weights @ self.wanted), np.concatenate(
            [expected, *skipped]
        ) - self.wanted


def fit(cases: Sequence[Case], start: Floats, used: Floats | None = None) -> Floats:
    """The weights that make the gold alignments most likely.

    :param used: 1 for each weight to fit, 0 for those that stay 0; all are fitted unless given.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    mask = np.ones_like(start) if used is None else used

    def objective(weights: Floats) -> tuple[float, Floats]:
        losses = [
            (case.share * loss, case.share * slope) for case in cases for loss, slope in [case.loss(weights)]
        ]
        gradient = np.sum([slope for _, slope in losses], axis=0) + PRIOR * weights
        return sum(loss for loss, _ in losses) + PRIOR * float(weights @ weights) / 2, gradient * mask

    options = {"maxiter": 80}
    return np.asarray(minimize(objective, start * mask, jac=True, method="L-BFGS-B", options=options).x)


@dataclass
class Material:
    """The documents, whole and with gaps, with their evidence in the band along the first pass's path."""

    whole: list[Case]
    cases: list[Case]  # the whole ones and their damaged copies: what the evidence weights are fitted on
    pierced: list[Case]  # copies of the whole ones, in their order
    first: Floats

    def left_out(
        self, folds: Sequence[Sequence[Case]], start: Floats, used: Floats | None = None
    ) -> list[tuple[Case, Lattice]]:
        """The lattice of each document under weights fitted without its fold, one fold after the other."""
        lattices = []
        for fold in folds:
            names = tuple(case.name for case in fold)
            rest = [case for case in self.cases if not case.name.startswith(names)]
            weights = fit(rest, start, used)
            for case in fold:
                lattices.append((case, case.lattice(weights)))
                print(f"{case.name:24} left out   {_score(case, weights)}", flush=True)
        return lattices


Paths = list[tuple[Case, list[Step]]]
"""Documents with the path that the aligner takes through each."""


def material(ladders: Sequence[Path], encoder: Encoder) -> Material:
    """Read hand-aligned documents, fit the first pass on them, and lay out the evidence for the second."""
    whole = [_case(path, encoder) for path in ladders]
    cases = whole + [_damaged(case, encoder, seed) for seed, case in enumerate(whole)]
    pierced = [_pierced(case, encoder, seed) for seed, case in enumerate(whole)]
    for case in cases + pierced:
        case.prepare(encoder, deep=False, ratio=USUAL_RATIO)
    first = fit(cases, NOTHING)
    for case in cases + pierced:
        print(f"{case.name:24} first pass {_score(case, first)}", flush=True)
        steps, ratio = _path(case, first), _ratio(case, first)
        case.band = band_along(path_nodes(steps), half_width=BAND)
        case.prepare(encoder, deep=True, ratio=ratio)
    return Material(whole, cases, pierced, first)


def by_folder(paths: Paths) -> dict[str, Scores]:
    """The scores of each folder's documents together."""
    folders: dict[str, list[tuple[list[Rung], list[Rung]]]] = {}
    for case, steps in paths:
        folders.setdefault(case.name.split("/")[0], []).append((case.gold, rungs(steps)))
    return {folder: f1(pairs) for folder, pairs in folders.items()}


NOTHING = np.zeros(len(FEATURES) + 2 * len(SKIP_FEATURES))


def main() -> None:
    """Fit, or cross-validate."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ladders", nargs="+", type=Path)
    parser.add_argument("-o", "--out", type=Path)
    parser.add_argument("--cross", action="store_true")
    options = parser.parse_args()
    laid_out = material(options.ladders, Encoder())
    full = fit(laid_out.cases, NOTHING)
    names = [one.name for one in FEATURES] + 2 * [one.name for one in SKIP_FEATURES]
    for name, value in zip(names, full, strict=True):
        print(f"  {name:18} {value:+.3f}")
    for case in laid_out.cases:
        print(f"{case.name:24} fitted on all {_score(case, full)}", flush=True)
    if options.cross:
        lattices = laid_out.left_out([[case] for case in laid_out.whole], full)
        paths = [(case, expected_path(scored, posterior(scored))) for case, scored in lattices]
        for folder, scores in by_folder(paths).items():
            print(f"{folder:24} together   strict {scores.strict:.4f} lax {scores.lax:.4f}")
        print_calibration(paths)
    if options.out:
        write(options.out, first=rounded(laid_out.first), full=rounded(full))


def write(path: Path, **fitted: Any) -> None:
    """Write fitted weights to the file under their names; weights under other names stay."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(kept | fitted, indent=1) + "\n", encoding="utf-8")


def rounded(values: Floats) -> dict[str, dict[str, float]]:
    """Weights by name, as they are written to the file."""
    sides = vars(Weights.from_vector(values))
    return {side: {key: round(value, 4) for key, value in named.items()} for side, named in sides.items()}


def print_calibration(paths: Paths) -> None:
    """Print the calibration error of the probabilities, and precision and recall at several thresholds."""
    sure = [
        (step.value, rung in case.gold)
        for case, steps in paths
        for step, rung in zip(steps, rungs(steps), strict=True)
        if rung[0] and rung[1]
    ]
    there = sum(bool(src and tgt) for case, _ in paths for src, tgt in case.gold)
    scores, right = np.array([s for s, _ in sure]), np.array([r for _, r in sure], float)
    bins = np.minimum((scores * 10).astype(int), 9)
    gaps = [
        abs(scores[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in set(bins.tolist())
    ]
    print(f"expected calibration error {sum(gaps):.3f} over {len(sure)} beads")
    for threshold in (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98):
        kept = scores >= threshold
        precision, recall = right[kept].mean(), right[kept].sum() / there
        print(f"  threshold {threshold:.2f}: precision {precision:.3f} recall {recall:.3f}")


def _case(ladder: Path, encoder: Encoder) -> Case:
    sides = [ladder.with_suffix(f".{lang}").read_text(encoding="utf-8").splitlines() for lang in ("en", "zh")]
    en, zh = (Text(lines, encoder.encode(lines)) for lines in sides)
    band = anchored_band(*unit_vectors(en, zh, encoder.space))
    return Case(f"{ladder.parent.name}/{ladder.stem}", en, zh, list(read_ladder(ladder)), band)


def _damaged(case: Case, encoder: Encoder, seed: int) -> Case:
    """A copy with stretches missing: a tenth of each side, at different places on the two sides."""
    chance = random.Random(seed)
    gone: tuple[set[int], set[int]] = (set(), set())
    for side, text in enumerate((case.en, case.zh)):
        size = len(text.sentences)
        while len(gone[side]) < size / 10:
            start, length = chance.randrange(size), chance.choice((1, 3, 8, 20))
            gone[side].update(
                k
                for rung in case.gold
                for k in rung[side]
                if set(rung[side]) & set(range(start, start + length))
            )
    return _without(gone, case, encoder, "damaged", DAMAGED)


def _pierced(case: Case, encoder: Encoder, seed: int) -> Case:
    """A copy in which some 1-1 beads lose a side, so the other sentence stands alone."""
    chance = random.Random(seed)
    gone: tuple[set[int], set[int]] = (set(), set())
    for rung in case.gold:
        if len(rung[0]) == len(rung[1]) == 1 and chance.random() < HOLES:
            side = chance.randrange(2)
            gone[side].update(rung[side])
    return _without(gone, case, encoder, "pierced", PIERCED)


def _without(gone: tuple[set[int], set[int]], case: Case, encoder: Encoder, what: str, share: float) -> Case:
    """A copy without the sentences ``gone`` (English, Chinese indexes); its beads are renumbered."""
    texts = (case.en, case.zh)
    kept = [
        [k for k in range(len(text.sentences)) if k not in lost]
        for text, lost in zip(texts, gone, strict=True)
    ]
    en, zh = (text.take(side) for text, side in zip(texts, kept, strict=True))
    place = [{k: at for at, k in enumerate(side)} for side in kept]
    gold = [
        tuple(tuple(there[k] for k in side if k in there) for side, there in zip(r, place, strict=True))
        for r in case.gold
    ]
    rungs_left: list[Rung] = [(rung[0], rung[1]) for rung in gold if rung[0] or rung[1]]
    band = anchored_band(*unit_vectors(en, zh, encoder.space))
    return Case(f"{case.name} {what}", en, zh, rungs_left, band, share=share)


def _path(case: Case, weights: Floats) -> list[Step]:
    scored = case.lattice(weights)
    return expected_path(scored, posterior(scored))


def _score(case: Case, weights: Floats) -> str:
    result = f1([(case.gold, rungs(_path(case, weights)))])
    return f"strict {result.strict:.4f} lax {result.lax:.4f}"


def _ratio(case: Case, weights: Floats) -> float:
    return length_ratio(
        visible_lengths(case.en.sentences),
        visible_lengths(case.zh.sentences),
        posterior(case.lattice(weights)),
    )


if __name__ == "__main__":
    main()
