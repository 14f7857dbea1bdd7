"""The layout of a page: its columns in reading order, and the lines in each.

A page is cut where nothing crosses: columns stand beside a gutter that many lines respect, between bands
(a title, an abstract, a wide figure) that cross it. Columns are told from tables by their lines, which fill
them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tmx.base.script import is_wide
from translate.documents.formats.pdf_glyphs import Piece
from translate.documents.formats.pdf_lines import (
    RAISED_UP_TO,
    SAME_LINE,
    SMALL_UP_TO,
    Line,
    is_beside,
    is_mark,
    lines,
)

_NOTE_UP_TO = 0.93  # of the size of the text, that notes have
_RUBY_UP_TO = 0.6  # of the size of the line, that readings above or below characters have
_RUBY_LETTERS = 40
_RUBY_SHIFT = 1.4  # of the size of the line, up to which they stand above it
_EDGE = 2.0  # points, by which pieces that begin at one edge may differ
_KNOWN_FROM = 12  # pieces in columns, from which their edge is looked for on other pages
_KNOWN_EDGE = 4.0  # points, for a column that other pages have
_GUTTER_FROM = 0.6  # of the size
_COLUMN_LINES = 3  # lines from which a column is seen
_INNER_LINES = 6  # and within a column
_COLUMN_FROM = 9.0  # of the size, that a column is wide
_ROW_GAP = 1.25  # of the least distance of lines: between rows of a table
_FULL_FROM = 0.7  # of its width, that most lines of a column have
_FULL_LINES = 0.5  # of its lines
_MOST_PIECES = 4000  # of a page that has a layout; one with more is a map or a plan
_MOST_DEPTH = 5  # columns within columns


@dataclass(frozen=True)
class Region:
    """A column, or what crosses all columns: its lines from above, and where its edges are."""

    lines: tuple[Line, ...]
    left: float
    right: float


def gutters(pieces: Sequence[Piece]) -> list[float]:
    """Where columns beside others begin on a page, if they hold much of it."""
    edges: list[float] = []
    if len(pieces) > _MOST_PIECES:
        return edges
    _regions(pieces, (), 0, edges)
    return edges


def regions(pieces: Sequence[Piece], known: Sequence[float] = ()) -> list[Region]:
    """The columns and bands of a page in reading order.

    :param known: where columns begin on other pages of the document.
    """
    if len(pieces) > _MOST_PIECES:
        left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
        return [Region(tuple(lines(pieces)), left, right)]
    riders = _riders(pieces)
    parts = _regions([piece for piece in pieces if piece not in riders], known, 0, [])
    hosts: dict[Piece, list[Piece]] = {}
    for rider, host in riders.items():
        if host is not None:
            hosts.setdefault(host, []).append(rider)
    return [
        Region(tuple(lines([one for piece in part for one in (piece, *hosts.get(piece, ()))])), left, right)
        for part, left, right in parts
        if part
    ]


def _riders(pieces: Sequence[Piece]) -> dict[Piece, Piece | None]:
    """Raised and lowered pieces with those that they stand beside; readings with none: they are left out."""
    largest = max((piece.size for piece in pieces), default=0.0)
    riders: dict[Piece, Piece | None] = {}
    by_base = sorted(pieces, key=lambda piece: piece.base)
    for piece in pieces:
        if piece.size >= SMALL_UP_TO * largest:
            continue
        reach = _RUBY_SHIFT * largest
        near = by_base[
            bisect_left(by_base, piece.base - reach, key=lambda one: one.base) : bisect_right(
                by_base, piece.base + reach, key=lambda one: one.base
            )
        ]
        beside = [
            other
            for other in near
            if piece.size < SMALL_UP_TO * other.size
            and abs(piece.base - other.base) <= RAISED_UP_TO * other.size
            and is_beside([piece], [other])
        ]
        if beside:
            riders[piece] = max(beside, key=lambda other: other.size)
        elif _is_ruby(piece, near):
            riders[piece] = None
    return riders


def _is_ruby(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether a piece is a reading set above or below characters, between the lines."""
    if len(piece.text) > _RUBY_LETTERS or is_mark(piece.text):
        return False
    return any(
        piece.size < _RUBY_UP_TO * other.size
        and 0.5 * other.size < abs(piece.base - other.base) < _RUBY_SHIFT * other.size
        and other.left - other.size < piece.left
        and piece.right < other.right + other.size
        and any(map(is_wide, other.text))
        for other in pieces
    )


_Part = tuple[list[Piece], float, float]


def _regions(pieces: Sequence[Piece], known: Sequence[float], depth: int, edges: list[float]) -> list[_Part]:
    if not pieces:
        return []
    ordered = sorted(pieces, key=lambda piece: (-piece.base, piece.left))
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    fewest = _INNER_LINES if depth else _COLUMN_LINES
    best = _gutter(ordered, known, fewest) if depth < _MOST_DEPTH else None
    if best is None:
        return [(ordered, left, right)]
    edge, runs, count = best
    if count >= _KNOWN_FROM:
        edges.append(edge)
    parts: list[_Part] = []
    band: list[Piece] = []
    for run in runs:
        if isinstance(run, list):
            band += run
            continue
        before, west, east, after = run
        band += before
        parts += _band(band, known, depth, edges, left, right)
        band = after
        parts += _regions(west, known, depth + 1, edges)
        parts += _regions(east, known, depth + 1, edges)
    return [*parts, *_band(band, known, depth, edges, left, right)]


def _band(
    band: list[Piece], known: Sequence[float], depth: int, edges: list[float], left: float, right: float
) -> list[_Part]:
    """What crosses the gutter; it may have columns of its own."""
    inner = _regions(band, known, depth + 1, edges)
    return [(inner[0][0], left, right)] if len(inner) == 1 else inner


_Run = tuple[list[Piece], list[Piece], list[Piece], list[Piece]]
"""Pieces between bands: those above, left, right and below."""


def _gutter(
    ordered: Sequence[Piece], known: Sequence[float], fewest: int
) -> tuple[float, list[list[Piece] | _Run], int] | None:
    """The edge that most pieces stand left and right of, and what lies between the bands
    that cross it, and how many pieces stand there."""
    edges = Counter(round(piece.left / _EDGE) for piece in ordered)
    candidates = {
        place * _EDGE
        for place in edges
        if sum(edges[near] for near in (place - 1, place, place + 1)) >= fewest
    }
    best, best_count = None, 0
    for edge in sorted({*candidates, *known}):
        is_known = any(abs(edge - one) <= _KNOWN_EDGE for one in known)
        runs, count = _runs(ordered, edge, 1 if is_known else fewest)
        if count > best_count:
            best, best_count = (edge, runs, count), count
    return best


def _runs(ordered: Sequence[Piece], edge: float, fewest: int) -> tuple[list[list[Piece] | _Run], int]:
    """The pieces in bands and runs, and how many of them stand in columns."""
    slack = _KNOWN_EDGE if fewest == 1 else _EDGE * 1.5
    runs: list[list[Piece] | _Run] = []
    west: list[Piece] = []
    east: list[Piece] = []
    count = 0

    def close() -> None:
        nonlocal west, east, count
        if west or east:
            run = _columns(west, east, edge, fewest)
            runs.append(run or sorted([*west, *east], key=lambda piece: (-piece.base, piece.left)))
            count += len(run[1]) + len(run[2]) if run else 0
        west, east = [], []

    for piece in ordered:
        if piece.left >= edge - slack:
            east.append(piece)
        elif piece.right <= edge - min(_GUTTER_FROM * piece.size, 6.0):
            west.append(piece)
        else:
            close()
            runs.append([piece])
    close()
    return runs, count


def _columns(west: list[Piece], east: list[Piece], edge: float, fewest: int) -> _Run | None:
    """Two columns, if their lines show that they are some; what stands above or below both is no part."""
    if not west or not east:
        return None
    size = median(piece.size for piece in (*west, *east))
    top = max(piece.base for piece in east) + size
    bottom = min(piece.base for piece in east)
    above = [piece for piece in west if piece.base > top]
    below = [piece for piece in west if piece.base < bottom - 2 * size]
    if not _is_apart(above, west, size):
        above = []
    if not _is_apart(below, west, size, below=True):
        text = min((piece.base for piece in west if piece.size >= _NOTE_UP_TO * size), default=bottom)
        below = [piece for piece in west if piece.base < min(bottom, text)]
    head = [piece for piece in east if piece.base > max(one.base for one in west) + size]
    if not above and _is_apart(head, east, size):
        above = head
    outside = {*above, *below}
    west = [piece for piece in west if piece not in outside]
    east = [piece for piece in east if piece not in outside]
    if not west or not east:
        return None
    if min(piece.left for piece in east) - max(piece.right for piece in west) < _GUTTER_FROM * size:
        return None
    flush = sum(one[0] < edge + _KNOWN_EDGE for one in _extents(east, size))
    if 2 * flush < len(_extents(east, size)):
        return None
    if all(_is_column(side, size, fewest) for side in (west, east)) and not _are_rows(west, east):
        return above, west, east, below
    return None


def _are_rows(west: Sequence[Piece], east: Sequence[Piece]) -> bool:
    """Whether two columns are those of a table: after a gap both begin anew at the same height."""
    starts = [_starts(sorted({round(piece.base) for piece in side}, reverse=True)) for side in (west, east)]
    return len(starts[0]) > 1 and starts[0] == starts[1]


def _starts(bases: Sequence[int]) -> list[int]:
    """The first height, and those after a gap."""
    steps = [a - b for a, b in pairwise(bases)]
    least = min(steps, default=0)
    return [bases[0], *(base for base, step in zip(bases[1:], steps, strict=True) if step > _ROW_GAP * least)]


def _is_apart(pieces: list[Piece], side: list[Piece], size: float, *, below: bool = False) -> bool:
    """Whether pieces at an end of a column are parted from the rest by more than its paragraphs are."""
    own_pieces = set(pieces)
    rest = [piece.base for piece in side if piece not in own_pieces]
    if not pieces or not rest:
        return bool(pieces)
    own = [piece.base for piece in pieces]
    gap = min(rest) - max(own) if below else min(own) - max(rest)
    inner = max((b - a for a, b in pairwise(sorted(rest))), default=0.0)
    return gap > max(1.8 * size, 1.1 * inner)


def _is_column(pieces: Sequence[Piece], size: float, fewest: int) -> bool:
    """Whether pieces are lines of running text: enough of them, and most as wide as the column."""
    widths = [right - left for left, right in _extents(pieces, size)]
    width = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    if len(widths) < fewest or (width < _COLUMN_FROM * size and fewest > 1):
        return False
    full = sum(one >= _FULL_FROM * width for one in widths)
    return full >= _FULL_LINES * len(widths)


def _extents(pieces: Iterable[Piece], size: float) -> list[tuple[float, float]]:
    """Where each row of pieces begins and ends."""
    rows: dict[int, list[Piece]] = {}
    for piece in pieces:
        rows.setdefault(round(piece.base / (SAME_LINE * size or 1.0)), []).append(piece)
    return [(min(one.left for one in row), max(one.right for one in row)) for row in rows.values()]
