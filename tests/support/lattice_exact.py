"""The slow twin of :mod:`align.lattice.lattice`: every path of a tiny lattice, one by one.

It is exact by definition and easy to read; tests hold the fast lattice to it. The number of paths grows
exponentially: a handful of sentences on either side is all that it bears.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import exp, log

from align.lattice.lattice import NEVER, Kind, Lattice, Step

Path = tuple[Step, ...]


def paths(lattice: Lattice) -> Iterator[Path]:
    """All paths from ``(0, 0)`` to ``(n, m)`` inside the band; each step's value is its score in nats."""
    yield from _paths_from(lattice, 0, 0)


def weight(path: Path) -> float:
    """The sum of a path's scores, in nats."""
    return sum(step.value for step in path)


def log_partition(lattice: Lattice) -> float:
    """The logarithm of the summed weights of all paths, in nats."""
    return log(sum(exp(weight(path)) for path in paths(lattice)))


def chances(lattice: Lattice) -> dict[tuple[int, int, Kind], float]:
    """The probability of every bead and every skipped sentence, by where it begins and its kind.

    Skips are told by their sentence: the chance that source sentence ``i`` stands alone is the sum over
    all columns, and stands under ``(i, -1, Kind(1, 0))``; for targets under ``(-1, j, Kind(0, 1))``.
    """
    total = log_partition(lattice)
    shares: dict[tuple[int, int, Kind], float] = {}
    for path in paths(lattice):
        share = exp(weight(path) - total)
        for step in path:
            i = -1 if step.kind == (0, 1) else step.i
            j = -1 if step.kind == (1, 0) else step.j
            shares[i, j, step.kind] = shares.get((i, j, step.kind), 0.0) + share
    return shares


def is_path(steps: Path, lattice: Lattice) -> bool:
    """Whether steps lead from ``(0, 0)`` to ``(n, m)``, each beginning where the last one ended."""
    nodes = [(0, 0), *((step.i + step.kind.src, step.j + step.kind.tgt) for step in steps)]
    begins = [(step.i, step.j) for step in steps]
    rises = all(a != b for a, b in pairwise(nodes))
    inside = all(_inside(lattice, i, j) for i, j in nodes)
    return rises and inside and begins == nodes[:-1] and nodes[-1] == (lattice.band.n, lattice.band.m)


def _paths_from(lattice: Lattice, i: int, j: int) -> Iterator[Path]:
    if (i, j) == (lattice.band.n, lattice.band.m):
        yield ()
        return
    for step in _steps_from(lattice, i, j):
        for rest in _paths_from(lattice, i + step.kind.src, j + step.kind.tgt):
            yield (step, *rest)


def _steps_from(lattice: Lattice, i: int, j: int) -> Iterator[Step]:
    band = lattice.band
    if _inside(lattice, i + 1, j):
        yield Step(i, j, Kind(1, 0), float(lattice.skip_src[i]))
    if _inside(lattice, i, j + 1):
        yield Step(i, j, Kind(0, 1), float(lattice.skip_tgt[j]))
    for k, kind in enumerate(lattice.kinds):
        row, column = i + kind.src, j + kind.tgt
        if _inside(lattice, row, column):
            score = float(lattice.scores[k, int(band.offsets[row] + column - band.first[row])])
            if score > NEVER / 2:
                yield Step(i, j, kind, score)


def _inside(lattice: Lattice, i: int, j: int) -> bool:
    band = lattice.band
    return i <= band.n and bool(band.first[i] <= j < band.stop[i])
