"""Tables on a page of a PDF: lines of cells that begin, end or are centred at the same places."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from translate.documents.formats.pdf_glyphs import Piece
from translate.documents.formats.pdf_lines import Line
from translate.documents.formats.pdf_style import Style

_CELL_GAP = 1.5  # of the size, between cells
_NEAR_GAP = 0.6  # of the size, between cells of columns that several lines show
_EDGE_ROWS = 3
_MARKER = re.compile(r"[(（]?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivx]+)[.)）、]?|[^\w\s]{1,2}")
_ALIGNED = 3.0  # points, by which cells of a column may differ
_FEWEST_ROWS = 2
_ROW_GAP = 1.25  # of the least distance of lines: a new row
_FAR = 4.0  # sizes between two lines of a table


@dataclass
class Row:
    """A row: the pieces of each cell, by column; a cell may have several lines."""

    cells: dict[int, list[list[Piece]]]


@dataclass
class Table:
    """A table: its lines, and their rows."""

    lines: list[Line]
    rows: list[Row]


def tables(lines: Sequence[Line], style: Style) -> list[list[Line] | Table]:
    """Lines in order, those of tables as tables."""
    parts: list[list[Line] | Table] = []
    plain: list[Line] = []
    at, edges = 0, _edges(lines)
    while at < len(lines):
        stop = _table_end(lines, at, edges)
        if stop - at >= _FEWEST_ROWS:
            if plain:
                parts.append(plain)
                plain = []
            parts.append(_table(list(lines[at:stop]), edges))
            at = stop
        else:
            plain.append(lines[at])
            at += 1
    if plain:
        parts.append(plain)
    return parts


def _edges(lines: Sequence[Line]) -> frozenset[int]:
    """Where, in points, text begins on several lines, on one of them after a gap: edges of columns."""
    starts = Counter(round(piece.left) for line in lines for piece in line.pieces)
    return frozenset(
        round(piece.left)
        for line in lines
        for before, piece in pairwise(line.pieces)
        if piece.left - before.right >= _NEAR_GAP * line.size
        and sum(starts[round(piece.left) + step] for step in (-1, 0, 1)) >= _EDGE_ROWS
    )


def _groups(line: Line, edges: frozenset[int]) -> list[list[Piece]]:
    """The cells of a line: pieces between wide gaps, and those that begin at an edge of a column."""
    groups = [[line.pieces[0]]]
    for piece in line.pieces[1:]:
        gap = piece.left - groups[-1][-1].right
        near = gap >= _NEAR_GAP * line.size and round(piece.left) in edges
        is_first = len(groups) == 1 and len(groups[0]) == 1
        if is_first and _MARKER.fullmatch(groups[0][0].text.strip()):
            groups[-1].append(piece)  # of a list, or of a heading
        elif near or gap >= _CELL_GAP * line.size:
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return groups


def _spans(line: Line, edges: frozenset[int]) -> list[tuple[float, float]]:
    return [(group[0].left, group[-1].right) for group in _groups(line, edges)]


def _table_end(lines: Sequence[Line], at: int, edges: frozenset[int]) -> int:
    """Where the table that begins at a line ends; there, if none does."""
    spans = _spans(lines[at], edges)
    if len(spans) < 2:
        return at
    columns, full, stop = list(spans), 1, at + 1
    for k in range(at + 1, len(lines)):
        line = lines[k]
        if lines[k - 1].base - line.base > _FAR * line.size:
            break
        spans = _spans(line, edges)
        if len(spans) >= 2 and all(_fits(span, columns) for span in spans):
            full += 1
            columns = _widened(columns, spans)
            stop = k + 1
        elif len(spans) == 1 and _inside(spans[0], sorted(columns)[1:]):
            stop = k + 1  # a cell of several lines
        else:
            break
    if full < _FEWEST_ROWS:
        return at
    return stop


def _fits(span: tuple[float, float], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a cell stands in a column: aligned with it or within it, and over no other."""
    over = [one for one in columns if span[0] < one[1] and one[0] < span[1]]
    if len(over) != 1:
        return False
    [column] = over
    middle = (span[0] + span[1] - column[0] - column[1]) / 2
    within = column[0] <= span[0] and span[1] <= column[1]
    around = span[0] <= column[0] and column[1] <= span[1]
    aside = min(abs(span[0] - column[0]), abs(span[1] - column[1]), abs(middle))
    return within or around or aside <= _ALIGNED


def _inside(span: tuple[float, float], columns: Sequence[tuple[float, float]]) -> bool:
    return any(abs(span[0] - one[0]) <= _ALIGNED and span[1] <= one[1] + _ALIGNED for one in columns)


def _widened(
    columns: Sequence[tuple[float, float]], spans: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    wide = []
    for left, right in columns:
        over = [span for span in spans if span[0] < right and left < span[1]]
        wide.append((min([left, *(one[0] for one in over)]), max([right, *(one[1] for one in over)])))
    return wide


def _table(lines: list[Line], edges: frozenset[int]) -> Table:
    columns = [span for line in lines[:1] for span in _spans(line, edges)]
    for line in lines[1:]:
        columns = _widened(columns, _spans(line, edges))
    columns.sort()
    steps = [before.base - line.base for before, line in itertools.pairwise(lines)]
    least = min(steps)
    even = max(steps) <= _ROW_GAP * least
    rows: list[Row] = []
    for k, line in enumerate(lines):
        cells = {_column(group, columns): group for group in _groups(line, edges)}
        begins = not rows or (0 in cells if even else steps[k - 1] > _ROW_GAP * least)
        if begins:
            rows.append(Row({}))
        for column, group in cells.items():
            rows[-1].cells.setdefault(column, []).append(group)
    return Table(lines, rows)


def _column(group: Sequence[Piece], columns: Sequence[tuple[float, float]]) -> int:
    middle = (group[0].left + group[-1].right) / 2
    return min(range(len(columns)), key=lambda k: max(columns[k][0] - middle, middle - columns[k][1], 0.0))
