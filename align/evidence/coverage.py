"""How much of each sentence the other side's sentences cover, for all spans that beads can join.

A *table* here is ragged: row ``i`` (a sentence) has values for the columns ``first[i]`` to ``stop[i]``
(sentences of the other side), so memory stays linear in the length of the text.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from align.arrays import Ints, Singles
from align.lattice.lattice import Band, Kind

Block = Callable[[slice], Singles | None]
"""Given a slice of row sentences: how well the columns cover each of their tokens, (width, tokens).

Entry ``w`` of a token belongs to column ``first[i] + w`` of its sentence ``i``; values past ``stop[i]``
are never read. None stands for all zeros.
"""

TOKENS = 2000  # row tokens that are covered together
CELLS = 2_000_000  # tokens times columns in memory at once


@dataclass(frozen=True)
class Windows:
    """For each row sentence, the column sentences that it can share a bead with."""

    first: Ints
    stop: Ints

    @cached_property
    def offsets(self) -> Ints:
        """Where each row begins in flat arrays; the last entry is the size of the array."""
        return np.concatenate(([0], np.cumsum(self.stop - self.first)))

    @cached_property
    def _origins(self) -> Ints:
        """Where column 0 of each row would stand in flat arrays."""
        return (self.offsets[:-1] - self.first).astype(np.int32)

    def flat(self, rows: Ints, columns: Ints) -> Ints:
        """The flat index of entries, which must lie inside."""
        return np.asarray(self._origins[rows] + columns)

    def entries(self, rows: slice) -> tuple[Ints, Ints]:
        """Row and column of all entries of some rows, in flat order."""
        every = np.repeat(np.arange(rows.start, rows.stop), (self.stop - self.first)[rows])
        flat = np.arange(int(self.offsets[rows.start]), int(self.offsets[rows.stop]))
        return every, flat - self._origins[every]

    def across(self, rows: slice) -> slice:
        """The columns that at least one of the rows needs."""
        return slice(int(self.first[rows].min()), int(self.stop[rows].max()))

    def parts(self, starts: Ints) -> Iterator[slice]:
        """Runs of rows, each small enough (TOKENS, CELLS) to be covered at once."""
        widths = self.stop - self.first
        begin, count = 0, len(widths)
        while begin < count:
            most = int(np.searchsorted(starts, starts[begin] + TOKENS, side="right")) - 1
            stop = min(max(most, begin + 1), count)
            cells = np.maximum.accumulate(widths[begin:stop]) * (starts[begin + 1 : stop + 1] - starts[begin])
            stop = begin + max(1, int(np.searchsorted(cells, CELLS, side="right")))
            yield slice(begin, stop)
            begin = stop


def windows_of(band: Band, kinds: Sequence[Kind]) -> tuple[Windows, Windows]:
    """The windows of source and of target sentences: all that any bead inside the band could join."""
    return _windows(band, kinds), _windows(_across(band), [Kind(kind.tgt, kind.src) for kind in kinds])


def windows_of_beads(band: Band, kinds: Sequence[Kind], beads: NDArray[np.bool_]) -> tuple[Windows, Windows]:
    """The windows of source and of target sentences that the given beads need.

    :param beads: by kind and the node where they end: (kinds, nodes).
    """
    rows, columns = band.nodes()
    sides = ((band.n, band.m), (band.m, band.n))
    low = [np.full(count, others) for count, others in sides]
    high = [np.zeros(count, np.int64) for count, _ in sides]
    for kind, ends in zip(kinds, beads, strict=True):
        at = np.flatnonzero(ends)
        begin = rows[at] - kind.src, columns[at] - kind.tgt
        for side in (0, 1):
            for place in range(kind[side]):
                np.minimum.at(low[side], begin[side] + place, begin[1 - side])
                np.maximum.at(high[side], begin[side] + place, begin[1 - side] + kind[1 - side])
    return _bounded(band.first[:-1], band.m, low[0], high[0]), _bounded(
        _across(band).first[:-1], band.n, low[1], high[1]
    )


def _bounded(usual: Ints, count: int, low: Ints, high: Ints) -> Windows:
    """Windows from ``low`` to ``high``; empty ones begin and end at ``usual``."""
    empty = low >= high
    low[empty] = high[empty] = np.minimum(usual, count)[empty]
    return Windows(low, high)


def _windows(band: Band, kinds: Sequence[Kind]) -> Windows:
    n, m = band.n, band.m
    low, high = np.full(n, m), np.zeros(n, np.int64)
    for a, b in kinds:
        if a > n or b > m:
            continue
        begin, end = slice(0, n + 1 - a), slice(a, n + 1)
        first = np.maximum(band.first[begin], band.first[end] - b)
        stop = np.minimum(band.stop[begin] + b, band.stop[end]) - 1
        there = first + b <= stop
        for place in range(a):
            rows = slice(place, place + n + 1 - a)
            low[rows][there] = np.minimum(low[rows], first)[there]
            high[rows][there] = np.maximum(high[rows], stop)[there]
    return _bounded(band.first[:-1], m, low, high)


def _across(band: Band) -> Band:
    """The transposed band: for each column, the rows that contain it."""
    columns = np.arange(band.m + 1)
    first = np.searchsorted(band.stop, columns, side="right")
    return Band(first, np.searchsorted(band.first, columns, side="right"))


@dataclass(frozen=True)
class Coverage:
    """``values[windows.flat(i, j), b - 1]``: how much of row ``i`` columns ``j:j + b`` cover, weighted."""

    windows: Windows
    values: Singles  # (entries, longest)

    def of_spans(self, rows: Ints, size: int, columns: Ints, width: int) -> Singles:
        """How much the columns ``columns:columns + width`` cover of the rows ``rows:rows + size``, summed."""
        total = np.zeros(len(rows), np.float32)
        for step in range(size):
            total += self.values[self.windows.flat(rows + step, columns), width - 1]
        return total


def cover(block: Block, weights: Singles, starts: Ints, windows: Windows, longest: int) -> Coverage:
    """For each row sentence, the sum over its tokens of weight × best match among ``b`` neighbouring columns.

    ``weights`` has one entry for each token; ``starts`` (n + 1) says where each row sentence's tokens begin.
    Rows without tokens have coverage 0.
    """
    values = np.zeros((int(windows.offsets[-1]), longest), np.float32)
    for rows in windows.parts(starts):
        begins = starts[rows] - starts[rows.start]
        stop = starts[rows.start + 1 : rows.stop + 1] - starts[rows.start]
        full = np.flatnonzero(stop > begins)
        table = block(rows) if len(full) else None
        if table is None or not len(table):
            continue
        share = weights[slice(int(starts[rows.start]), int(starts[rows.stop]))]
        widest = int((windows.stop - windows.first)[rows].max())
        sums = np.zeros((widest, rows.stop - rows.start, longest), np.float32)
        best = table
        for more in range(min(longest, len(table))):
            if more:
                best = np.maximum(best[:-1], table[more:])
            sums[: len(best), full, more] = np.add.reduceat(best * share, begins[full], axis=1)
        row, column = windows.entries(rows)
        entries = slice(int(windows.offsets[rows.start]), int(windows.offsets[rows.stop]))
        values[entries] = sums[column - windows.first[row], row - rows.start]
    return Coverage(windows, values)


def products(rows: Singles, columns: Singles, windows: Windows) -> NDArray[np.float64]:
    """Running sums of the dot products of rows and columns, over all windows in flat order.

    Entry ``flat(i, j)`` is the sum of everything before the product of row ``i`` and column ``j``.
    """
    dots = np.zeros(int(windows.offsets[-1]) + 1, np.float32)
    for part in windows.parts(np.arange(len(rows) + 1) * TOKENS // 32):
        across = windows.across(part)
        table = rows[part] @ columns[across].T
        row, column = windows.entries(part)
        dots[int(windows.offsets[part.start]) + 1 : int(windows.offsets[part.stop]) + 1] = table[
            row - part.start, column - across.start
        ]
    return np.cumsum(dots, dtype=np.float64)


def product_of_spans(
    sums: NDArray[np.float64], windows: Windows, rows: Ints, size: int, columns: Ints, width: int
) -> Singles:
    """The sum of all dot products between row spans and column spans, from :func:`products`."""
    total = np.zeros(len(rows))
    for step in range(size):
        at = windows.flat(rows + step, columns)
        total += sums[at + width] - sums[at]
    return total.astype(np.float32)
