"""Anchors: sentence pairs that are each other's nearest, in an order that runs through both texts.

They show roughly where the texts run parallel, so that the search needs to look only nearby. Long texts
are anchored on a sample of their sentences first and fully between these anchors, so that the work grows
with the length of the texts and not with its square.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Ints = NDArray[np.int64]

AREA = 40_000_000  # sentence pairs that are compared in one sweep
STRIPE = 2_000_000  # pairs that are held in memory at once
CLEAR = 0.04  # cosine by which the nearest must be nearer than the second, where it alone supports itself
NEAR = 12  # sentences within which other anchors support one


def anchors(src: Singles, tgt: Singles) -> list[tuple[int, int]]:
    """Pairs ``(i, j)`` that rise on both sides.

    ``src`` (n, d) and ``tgt`` (m, d) hold centred unit vectors.
    """
    chain = _chain(src, tgt, np.arange(len(src)), np.arange(len(tgt)))
    if len(src) * len(tgt) <= AREA:
        return chain
    refined: list[tuple[int, int]] = []
    for (i, j), (k, l) in zip([(-1, -1), *chain], [*chain, (len(src), len(tgt))], strict=True):  # noqa: E741
        inside = _chain(src, tgt, np.arange(i + 1, k), np.arange(j + 1, l))
        refined += [*inside, (k, l)]
    return refined[:-1]


def _chain(src: Singles, tgt: Singles, rows: Ints, columns: Ints) -> list[tuple[int, int]]:
    """The heaviest rising chain of supported mutual neighbours among these rows and columns."""
    if not len(rows) or not len(columns):
        return []
    step = max(1, len(rows) * len(columns) // AREA)
    pairs, weights = _mutual(src, tgt, rows[step // 2 :: step], columns)
    kept = _supported(pairs, weights, step)
    return _heaviest_rising([pairs[k] for k in kept], [weights[k] for k in kept])


def _mutual(
    src: Singles, tgt: Singles, rows: Ints, columns: Ints
) -> tuple[list[tuple[int, int]], list[float]]:
    """Pairs that are each other's nearest, and by how much the nearest is nearer than the second."""
    there = tgt[columns]
    nearest = np.zeros(len(rows), np.int64)
    lead = np.zeros(len(rows), np.float32)
    best = np.full(len(columns), -2.0, np.float32)
    owner = np.zeros(len(columns), np.int64)
    height = max(1, STRIPE // len(columns))
    for start in range(0, len(rows), height):
        cosines = src[rows[start : start + height]] @ there.T
        part = slice(start, start + len(cosines))
        nearest[part] = cosines.argmax(axis=1)
        if len(columns) > 1:
            top = np.partition(cosines, -2, axis=1)
            lead[part] = top[:, -1] - top[:, -2]
        highest = cosines.max(axis=0)
        better = highest > best
        owner[better] = cosines.argmax(axis=0)[better] + start
        best[better] = highest[better]
    found = np.flatnonzero(owner[nearest] == np.arange(len(rows)))
    return [(int(rows[k]), int(columns[nearest[k]])) for k in found], [float(lead[k]) for k in found]


def _supported(pairs: Sequence[tuple[int, int]], weights: Sequence[float], step: int) -> list[int]:
    """The pairs that stand out clearly, or have another close to them on nearly the same diagonal."""
    reach = NEAR * step
    kept = []
    for at, (i, j) in enumerate(pairs):
        around = [*pairs[max(0, at - 4) : at], *pairs[at + 1 : at + 5]]
        near = sum(
            abs(k - i) <= reach and abs((column - j) - (k - i)) <= NEAR + abs(k - i) // 2
            for k, column in around
        )
        if near >= 2 or (near and weights[at] > CLEAR):
            kept.append(at)
    return kept


def _heaviest_rising(pairs: Sequence[tuple[int, int]], weights: Sequence[float]) -> list[tuple[int, int]]:
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
