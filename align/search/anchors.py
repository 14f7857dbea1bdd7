"""Anchors: sentence pairs that are each other's nearest, in an order that runs through both texts.

They show roughly where the texts run parallel, so that the search needs to look only nearby. Long texts
are anchored on a sample of their sentences first and fully between these anchors, so that the work grows
with the length of the texts and not with its square.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from align.arrays import Ints, Singles

AREA = 16_000_000  # sentence pairs that are compared in one sweep
APART = 40  # rows between anchors of the sample that are compared among each other again
TILE = 256, 1024  # rows and columns that are compared at once: their cosines stay in the processor's cache
CLEAR = 0.04  # cosine by which the nearest must be nearer than the second, where it alone supports itself
NEAR = 12  # sentences within which other anchors support one


def anchors(src: Singles, tgt: Singles) -> list[tuple[int, int]]:
    """Pairs ``(i, j)`` that rise on both sides.

    ``src`` (n, d) and ``tgt`` (m, d) hold centred unit vectors.
    """
    chain = _chain(src, tgt, np.arange(len(src)), np.arange(len(tgt)))
    if len(src) * len(tgt) <= AREA:
        return chain
    corners = [(-1, -1)]
    for i, j in chain:
        if i >= corners[-1][0] + APART:
            corners.append((i, j))
    refined: list[tuple[int, int]] = []
    for (i, j), (k, l) in zip(corners, [*corners[1:], (len(src), len(tgt))], strict=True):  # noqa: E741
        inside = _chain(src, tgt, np.arange(i + 1, k), np.arange(j + 1, l))
        refined += [*inside, (k, l)]
    return refined[:-1]


def _chain(src: Singles, tgt: Singles, rows: Ints, columns: Ints) -> list[tuple[int, int]]:
    """The heaviest rising chain of supported mutual neighbours among these rows and columns."""
    if not len(rows) or not len(columns):
        return []
    step = max(1, len(rows) * len(columns) // AREA)
    pairs, weights = mutual(src, tgt, rows[step // 2 :: step], columns)
    kept = _supported(pairs, weights, step)
    return heaviest_rising([pairs[k] for k in kept], [weights[k] for k in kept])


def mutual(
    src: Singles, tgt: Singles, rows: Ints, columns: Ints
) -> tuple[list[tuple[int, int]], list[float]]:
    """Pairs that are each other's nearest, and by how much the nearest is nearer than the second."""
    here, there = src[rows], tgt[columns]
    nearest = np.zeros(len(rows), np.int64)
    highest, second = np.full((2, len(rows)), -2.0, np.float32)
    best = np.full(len(columns), -2.0, np.float32)
    for top in range(0, len(rows), TILE[0]):
        part = slice(top, top + TILE[0])
        for left in range(0, len(columns), TILE[1]):
            across = slice(left, left + TILE[1])
            cosines = here[part] @ there[across].T
            np.maximum(best[across], cosines.max(axis=0), out=best[across])
            rank = cosines.argmax(axis=1)
            every = np.arange(len(cosines))
            here_best = cosines[every, rank]
            cosines[every, rank] = -2.0
            beaten = np.minimum(here_best, highest[part])
            second[part] = np.maximum(np.maximum(second[part], beaten), cosines.max(axis=1))
            nearest[part] = np.where(here_best > highest[part], rank + left, nearest[part])
            highest[part] = np.maximum(highest[part], here_best)
    lead = highest - second if len(columns) > 1 else np.zeros_like(highest)
    mutual = np.flatnonzero(highest == best[nearest])
    _, first = np.unique(nearest[mutual], return_index=True)  # of equals, the first row is the nearest
    mutual = mutual[np.sort(first)]
    return [(int(rows[k]), int(columns[nearest[k]])) for k in mutual], [float(lead[k]) for k in mutual]


def _supported(pairs: Sequence[tuple[int, int]], weights: Sequence[float], step: int) -> list[int]:
    """The pairs that stand out clearly, or have another close to them on nearly the same diagonal."""
    if not pairs:
        return []
    reach = NEAR * step
    rows, columns = np.array(pairs, np.int64).T
    near = np.zeros(len(rows), np.int64)
    for away in range(1, min(5, len(rows))):
        down, right = rows[away:] - rows[:-away], columns[away:] - columns[:-away]
        close = (down <= reach) & (np.abs(right - down) <= NEAR + down // 2)
        near[away:] += close
        near[:-away] += close
    return np.flatnonzero((near >= 2) | ((near > 0) & (np.array(weights) > CLEAR))).tolist()


def heaviest_rising(pairs: Sequence[tuple[int, int]], weights: Sequence[float]) -> list[tuple[int, int]]:
    """The chain, strictly rising in both, with the greatest sum of weights; ``pairs`` rise in the first.

    A front of (column, sum) that rises in both is kept: patience sorting with weights.
    """
    columns: list[int] = []
    sums: list[float] = []
    ends: list[int] = []
    before = [-1] * len(pairs)
    for at, (_, j) in enumerate(pairs):
        place = bisect_left(columns, j)
        total = (sums[place - 1] if place else 0.0) + weights[at] + 0.01
        before[at] = ends[place - 1] if place else -1
        stop = place
        while stop < len(columns) and sums[stop] <= total:
            stop += 1
        if stop > place or place == len(columns) or columns[place] != j:
            columns[place:stop], sums[place:stop], ends[place:stop] = [j], [total], [at]
    chain = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
