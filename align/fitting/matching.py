"""Fit the weights for matching documents, on texts cut into pieces: which piece translates which?

    uv run python -m align.fitting.matching GOLD/*/???.ladder

Each text is cut into pieces of 4 to 40 beads. Some pieces lose their English or Chinese side, and a tenth of
all sentences goes. The fit thus has to tell many pieces of one novel apart, and to leave those without a
counterpart alone. The weights are printed, with precision and recall of each set under weights fitted without
it.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.arrays import Floats
from align.batching.matching import THRESHOLD, WEIGHTS, Sketch, evidence, sketch
from align.ladder import read_ladder
from translate.model import Side

ALONE = 0.15  # share of pieces that lose a side, for either side
LOST = 0.1  # share of sentences that are left out
SMALL = 80  # small collections drawn from each set
PRIOR = 1.0  # ridge


def main() -> None:
    """Cut texts into pieces, compare, fit, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ladders", nargs="+", type=Path)
    parser.add_argument("--longest", type=int, default=40, help="beads of a piece")
    options = parser.parse_args()
    sets: dict[str, list[Path]] = {}
    for path in options.ladders:
        if path.name.count(".") == 1:
            sets.setdefault(path.parent.name, []).append(path)
    beds = {name: pieces(paths, random.Random(8), options.longest) for name, paths in sets.items()}
    compared = {name: samples(*bed, random.Random(8)) for name, bed in beds.items()}
    for name, (en, zh) in beds.items():
        weights = fit([one for other, several in compared.items() if other != name for one in several])
        report(f"{name}, fitted without it", [compare(en, zh)], weights)
        report("  of which few are given", compared[name][1:], weights)
    every = fit([one for several in compared.values() for one in several])
    print({key: round(float(value), 2) for key, value in zip(WEIGHTS, every, strict=True)})


class Comparison(NamedTuple):
    """Two collections, compared: the pairs worth a look, their features, and which of them are true."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    features: Floats
    true: NDArray[np.bool_]
    total: int  # true pairs that exist


def compare(en: Sequence[Sketch], zh: Sequence[Sketch]) -> Comparison:
    """Features of the pairs worth a look; a pair is true if both sketches have the same path."""
    rows, columns, features = evidence(en, zh)
    true = np.array([en[i].path == zh[j].path for i, j in zip(rows, columns, strict=True)])
    return Comparison(rows, columns, features, true, len({s.path for s in en} & {s.path for s in zh}))


def samples(en: Sequence[Sketch], zh: Sequence[Sketch], rng: random.Random) -> list[Comparison]:
    """Comparisons of the whole collections, and of small ones with counterparts for half the documents."""
    comparisons = [compare(en, zh)]
    for _ in range(SMALL):
        left = rng.sample(en, rng.randint(1, 6))
        paths = {sketch.path for sketch in left if rng.random() < 0.5}
        right = [sketch for sketch in zh if sketch.path in paths]
        comparisons.append(compare(left, right + rng.sample(zh, 1 if right else rng.randint(1, 4))))
    return comparisons


def pieces(paths: Sequence[Path], rng: random.Random, longest: int) -> tuple[list[Sketch], list[Sketch]]:
    """Sketches of the pieces of some texts, English and Chinese; the two sides of a piece share a path."""
    sides: dict[Side, list[Sketch]] = {"en": [], "zh": []}
    for path in paths:
        beads = list(read_ladder(path))
        texts = [path.with_suffix(f".{lang}").read_text("utf-8").split("\n") for lang in ("en", "zh")]
        at = 0
        while at < len(beads):
            piece = beads[at : at + rng.randint(4, longest)]
            for side, lang in enumerate(("en", "zh")):
                lines = [texts[side][k] for bead in piece for k in bead[side] if rng.random() >= LOST]
                if lines and rng.random() >= ALONE:
                    sides[lang].append(sketch(f"{path.stem}.{at}", lang, lines))  # type: ignore[index,arg-type]
            at += len(piece)
    return sides["en"], sides["zh"]


def fit(comparisons: Sequence[Comparison]) -> Floats:
    """Logistic regression by Newton's method, with a ridge on all but the constant."""
    features = np.concatenate([one.features for one in comparisons])
    true = np.concatenate([one.true for one in comparisons])
    scale = features.std(axis=0)
    scale[scale == 0] = 1
    scaled, weights = features / scale, np.zeros(features.shape[1])
    ridge = np.diag([0.0] + [PRIOR] * (features.shape[1] - 1))
    for _ in range(50):
        p = 1 / (1 + np.exp(-(scaled @ weights)))
        slope = scaled.T @ (true - p) - ridge @ weights
        curve = (scaled * (p * (1 - p))[:, None]).T @ scaled + ridge
        weights += np.linalg.solve(curve, slope)
    return np.asarray(weights / scale)


def report(name: str, comparisons: Sequence[Comparison], weights: Floats) -> None:
    """Print precision and recall, at the threshold, of the pairs that are each other's best."""
    right = kept = total = 0
    for rows, columns, features, true, there in comparisons:
        scores = 1 / (1 + np.exp(-(features @ weights)))
        best_row, best_column = np.zeros(rows.max() + 1), np.zeros(columns.max() + 1)
        np.maximum.at(best_row, rows, scores)
        np.maximum.at(best_column, columns, scores)
        chosen = (scores == best_row[rows]) & (scores == best_column[columns]) & (scores >= THRESHOLD)
        right, kept, total = right + int((chosen & true).sum()), kept + int(chosen.sum()), total + there
    print(f"{name}: {total} pairs, precision {right / max(1, kept):.3f}, recall {right / max(1, total):.3f}")


if __name__ == "__main__":
    main()
