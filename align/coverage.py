"""How much of each sentence the other side's sentences cover, for all spans inside a band.

A *table* here is ragged: row ``i`` (a sentence) has values for the columns ``first[i]`` to ``stop[i]``
(sentences of the other side), so that memory stays linear in the length of the text.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.lattice import Band

Ints = NDArray[np.int64]
Singles = NDArray[np.float32]

Block = Callable[[slice, slice], Singles]
"""Given a slice of row tokens and one of column sentences: how well each sentence covers each token."""

CHUNK = 32  # row sentences that are computed together


@dataclass(frozen=True)
class Windows:
    """For each row sentence the column sentences that it can share a bead with."""

    first: Ints
    stop: Ints

    @property
    def offsets(self) -> Ints:
        """Where each row begins in flat arrays; the last entry is the size of all."""
        return np.concatenate(([0], np.cumsum(self.stop - self.first)))

    def flat(self, rows: Ints, columns: Ints) -> Ints:
        """The flat index of entries, which must lie inside."""
        return np.asarray(self.offsets[rows] + columns - self.first[rows])

    def chunks(self) -> list[tuple[slice, slice]]:
        """Slices of rows, each with the columns that any of its rows needs."""
        rows = range(0, len(self.first), CHUNK)
        return [
            (
                slice(i, min(i + CHUNK, len(self.first))),
                slice(int(self.first[i]), int(self.stop[i : i + CHUNK].max())),
            )
            for i in rows
        ]


def windows_of(band: Band, longest: int) -> tuple[Windows, Windows]:
    """The windows of source and of target sentences: all that some bead inside the band could join."""
    n, m = band.n, band.m
    rows = np.arange(n)
    src = Windows(band.first[np.maximum(rows - longest, 0)], np.minimum(band.stop[rows + 1] + longest, m))
    columns = np.arange(m)
    low = np.searchsorted(band.stop, columns - longest, side="right")
    high = np.searchsorted(band.first, columns + 1, side="right") + longest
    return src, Windows(np.minimum(low, n - 1), np.minimum(high, n))


@dataclass(frozen=True)
class Coverage:
    """``values[windows.flat(i, j), b - 1]``: what the columns ``j:j + b`` cover of row ``i``, weighted."""

    windows: Windows
    values: Singles  # (entries, longest)

    def of_spans(self, rows: Ints, size: int, columns: Ints, width: int) -> NDArray[np.float64]:
        """What the column spans ``columns:columns + width`` cover of the spans ``rows:rows + size``."""
        total = np.zeros(len(rows))
        for step in range(size):
            total += self.values[self.windows.flat(rows + step, columns), width - 1]
        return total


def cover(block: Block, weights: Singles, starts: Ints, windows: Windows, longest: int) -> Coverage:
    """Sum over the tokens of each row sentence of weight × best match among ``b`` neighbouring columns.

    ``weights`` has one entry for each token, ``starts`` where each row sentence's tokens begin (n + 1).
    Rows without tokens are covered by nothing: 0.
    """
    values = np.zeros((int(windows.offsets[-1]), longest), np.float32)
    for rows, columns in windows.chunks():
        tokens = slice(int(starts[rows.start]), int(starts[rows.stop]))
        if tokens.start == tokens.stop or columns.start == columns.stop:
            continue
        matches = block(tokens, columns)
        best = matches
        share = weights[tokens, None]
        begins = starts[rows] - tokens.start
        full = starts[rows.start + 1 : rows.stop + 1] - tokens.start > begins
        for width in range(1, longest + 1):
            if width > 1:
                if best.shape[1] < 2:
                    break
                best = np.maximum(best[:, :-1], matches[:, width - 1 :])
            sums = np.zeros((len(begins), best.shape[1]), np.float32)
            sums[full] = np.add.reduceat(best * share, begins[full], axis=0)
            _spread(values, sums, windows, rows, columns, width)
    return Coverage(windows, values)


def _spread(
    values: Singles, sums: Singles, windows: Windows, rows: slice, columns: slice, width: int
) -> None:
    """Copy a chunk's sums into the ragged table, each row its own window."""
    offsets = windows.offsets
    for row, line in zip(range(rows.start, rows.stop), sums, strict=True):
        first = int(windows.first[row])
        last = min(int(windows.stop[row]), columns.start + len(line))
        if last > first:
            begin = int(offsets[row])
            values[begin : begin + last - first, width - 1] = line[
                first - columns.start : last - columns.start
            ]


def products(rows: Singles, columns: Singles, windows: Windows) -> NDArray[np.float64]:
    """Running sums of the dot products of row and column vectors, along each row of the windows.

    Entry ``offsets[i] + i + k`` is the sum over the first ``k`` columns of row ``i``'s window.
    """
    offsets = windows.offsets
    sums = np.zeros(int(offsets[-1]) + len(rows))
    for part, across in windows.chunks():
        dots = (rows[part] @ columns[across].T).astype(np.float64)
        for row, line in zip(range(part.start, part.stop), dots, strict=True):
            first, stop = int(windows.first[row]), int(windows.stop[row])
            begin = int(offsets[row]) + row
            np.cumsum(
                line[first - across.start : stop - across.start],
                out=sums[begin + 1 : begin + 1 + stop - first],
            )
    return sums


def product_of_spans(
    sums: NDArray[np.float64], windows: Windows, rows: Ints, size: int, columns: Ints, width: int
) -> NDArray[np.float64]:
    """The sum of all dot products between row spans and column spans, from :func:`products`."""
    total = np.zeros(len(rows))
    for step in range(size):
        row = rows + step
        at = windows.flat(row, columns) + row
        total += sums[at + width] - sums[at]
    return total
