"""Bands and lattices at random, small enough to be walked path by path."""

import numpy as np
from hypothesis import strategies as st

from align.lattice.lattice import NEVER, Band, Kind, Lattice, full_band

KINDS = (Kind(1, 1), Kind(2, 1), Kind(1, 2), Kind(2, 2), Kind(3, 1))


@st.composite
def bands(draw: st.DrawFn, most: int = 4) -> Band:
    """A full band, or a ragged one: edges do not fall, neighbouring rows overlap."""
    n, m = draw(st.integers(0, most)), draw(st.integers(0, most))
    if draw(st.booleans()):
        return full_band(n, m)
    first, stop = [0], [draw(st.integers(1, m + 1))]
    for _ in range(n):
        first.append(draw(st.integers(first[-1], stop[-1] - 1)))
        stop.append(draw(st.integers(stop[-1], m + 1)))
    stop[-1] = m + 1
    return Band(np.array(first, np.int64), np.array(stop, np.int64))


@st.composite
def lattices(draw: st.DrawFn, most: int = 4) -> Lattice:
    """Scores between -4 and 4 nats on a band; some beads cannot be."""
    band = draw(bands(most))
    kinds = KINDS[: draw(st.integers(1, len(KINDS)))]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows, columns = band.nodes()
    scores = rng.uniform(-4, 4, (len(kinds), len(rows)))
    scores[rng.random(scores.shape) < draw(st.sampled_from([0.0, 0.2, 1.0]))] = NEVER
    for k, kind in enumerate(kinds):
        scores[k, band.index(rows - kind.src, columns - kind.tgt) == len(rows)] = NEVER
    return Lattice(band, kinds, scores, rng.uniform(-4, 2, band.n), rng.uniform(-4, 2, band.m))


@st.composite
def rising_paths(draw: st.DrawFn, most: int = 12) -> list[tuple[int, int]]:
    """Nodes from ``(0, 0)`` to ``(n, m)``, falling on no side."""
    steps = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=most))
    path = [(0, 0)]
    for down, right in steps:
        path.append((path[-1][0] + down, path[-1][1] + right))
    return path
