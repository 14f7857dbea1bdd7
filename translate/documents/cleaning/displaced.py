"""Puts lines back where a page's layout took them from: only on a page of one width, only on clear evidence.

A PDF keeps pieces of lines, and a reader of it may give the second half of a line after the line below. Then
lines no longer add up to the page's width, lines that are too short end in mid-sentence, and marks stand
where none can. :meth:`Layout.cost` counts such oddities; a line is moved by one or two places when that takes
away at least two points of them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from tmx.base.script import HAN
from translate.documents.cleaning import steps
from translate.documents.cleaning.lines import (
    Line,
    cannot_start,
    ends_in_mark,
    has_inner_end,
    is_finished,
    is_item,
    opens_item,
    starts_with_mark,
)
from translate.documents.cleaning.mapped import Log, Mapped
from translate.documents.cleaning.page import Page

_CLEAR = 2.0  # points that a move must save; one oddity alone is not evidence enough to move text
_NEVER = 3.0  # a mark that cannot start a line does; an unfinished line ends at a bullet
_ODD = 2.0  # a line is too short and ends in mid-sentence
_UNUSUAL = 1.0  # a short line without a mark, such as a heading; a quotation mark out of balance
_SLIGHT = 0.5
_REACH = 3  # rows on each side of an odd one that are looked at
_MOVES = (1, -1, 2, -2)
_MOST_PIECES = 8  # of a row
HEADING_UP_TO = 0.85  # of the page's width
_LEVEL_FROM = 0.8  # of the page's width, for the lines of an indented quotation
_FEWEST_PIECES = 3
_PIECES_FROM = 0.01  # of lines start with a closing mark
_FEWEST_STARTS = 3
_TINY = 4  # columns; a paragraph of a word or two
_STRAY_REACH = 40  # lines, about a page
_JOINED = re.compile(f"(?=([{HAN}]{{2}}))")
_HAN_END = re.compile(f"[{HAN}]$")
_HAN_START = re.compile(f"[{HAN}]")
_SENTENCE_MARKS = "。，、；：！？"


@dataclass(frozen=True, slots=True)
class Row:
    """Lines ``start:stop`` that lay side by side on the page, and what is odd about them, in points."""

    start: int
    stop: int
    cost: float


class _Way(NamedTuple):
    """The best way to lay out all lines up to some line: its points, and its last row."""

    total: float
    start: int
    own: float
    open_before: bool  # whether the row before the last one goes on in it


@dataclass(frozen=True, slots=True)
class Layout:
    """What a document says about its own layout."""

    page: Page
    pairs: frozenset[str]  # of neighbouring Han inside lines: what can follow what
    level: frozenset[int]  # where lines start, in the source, that are as wide as two of their neighbours
    starters: frozenset[str]  # characters that start a piece of a row after a comma, again and again

    @classmethod
    def of(cls, lines: list[Line], page: Page) -> "Layout":
        """The layout as the lines show it, before any is moved."""
        pairs = frozenset(pair for line in lines for pair in _JOINED.findall(line.string))
        level = frozenset(_start(line) for i, line in enumerate(lines) if _is_level(lines, i, page))
        after_comma = Counter(
            b.string[0]
            for a, b in pairwise(lines)
            if a.string[-1] in "，、；：" and _is_piece(a, page) and not is_item(b.string)
        )
        starters = frozenset(char for char, count in after_comma.items() if count >= _FEWEST_STARTS)
        return cls(page, pairs, level, starters)

    def rows(self, lines: list[Line], after: Line | None = None, *, goes_on: bool = False) -> list[Row]:
        """The rows of the page that the lines make up with the fewest oddities (dynamic programming).

        ``after`` is the line that follows; ``goes_on`` says that the row before ends in mid-sentence.
        """
        best: list[dict[bool, _Way]] = [{goes_on: _Way(0.0, 0, 0.0, goes_on)}]  # by: does it go on
        for stop in range(1, len(lines) + 1):
            following = lines[stop] if stop < len(lines) else after
            ways: dict[bool, _Way] = {}
            for start in self._starts(lines, stop):
                for open_before, way in best[start].items():
                    own, open_end = self._row_cost(lines[start:stop], following, first=not open_before)
                    new = _Way(way.total + own, start, own, open_before)
                    if open_end not in ways or new < ways[open_end]:
                        ways[open_end] = new
            best.append(ways)
        path: list[Row] = []
        stop = len(lines)
        state = min(best[stop], key=lambda key: best[stop][key])
        while stop:
            way = best[stop][state]
            path.append(Row(way.start, stop, way.own))
            stop, state = way.start, way.open_before
        return path[::-1]

    def cost(self, lines: list[Line], after: Line | None, *, goes_on: bool) -> float:
        """What is odd about the lines in this order, in points."""
        laid = self.rows(lines, after, goes_on=goes_on)
        return sum(row.cost for row in laid) + _quotes_out_of_balance(lines) + self._odd_pairs(lines, after)

    def _starts(self, lines: list[Line], stop: int) -> Iterator[int]:
        """Where a row that ends before ``stop`` may start: pieces meet only at marks, and must fit in."""
        total = 0
        for start in range(stop - 1, max(-1, stop - 1 - _MOST_PIECES), -1):
            total += lines[start].width
            if start < stop - 1 and (
                total > self.page.width or not self._can_meet(lines[start], lines[start + 1])
            ):
                return
            yield start

    def _can_meet(self, left: Line, right: Line) -> bool:
        if right.gap or opens_item(left, right):
            return False
        return starts_with_mark(right.string) or (
            ends_in_mark(left.string) and right.string[0] in self.starters
        )

    def _row_cost(self, row: list[Line], following: Line | None, *, first: bool) -> tuple[float, bool]:
        """The points of a row, and whether its sentence goes on below."""
        points = _NEVER if cannot_start(row[0].string) else 0.0
        for left, right in pairwise(row):
            if left.string[-1] in _SENTENCE_MARKS and right.string[0] in _SENTENCE_MARKS:
                points += _NEVER
            elif right.string[0] in _SENTENCE_MARKS and not ends_in_mark(left.string):
                points += _UNUSUAL
        if following is None:
            return points, False
        width, text = sum(line.width for line in row), "".join(line.string for line in row)
        indents = (1 if first else 0) + (2 if is_item(text) else 0)
        full = self.page.is_full(width, following.string, indents=indents)
        full = full or (len(row) == 1 and _start(row[0]) in self.level)
        if is_finished(text):
            inside = any(is_finished(line.string) for line in row[:-1] if len(line.string) > 1)
            return points + (_SLIGHT if inside and not full else 0.0), False
        if full:
            return points + (_NEVER if opens_item(row[-1], following) else 0.0), True
        return points + self._short_cost(row, width, following, first=first), False

    def _short_cost(self, row: list[Line], width: int, following: Line, *, first: bool) -> float:
        tail = row[-1].string
        if tail[-1] in "：:":
            tiny = len(row) == 1 and width <= _TINY
            return 0.0 if is_item(following.string) else _ODD if tiny else _SLIGHT
        plain = tail[-1] not in "，、；,;" and not has_inner_end("".join(line.string for line in row))
        return _UNUSUAL if first and plain and width <= HEADING_UP_TO * self.page.width else _ODD

    def _odd_pairs(self, lines: list[Line], after: Line | None) -> float:
        points = 0.0
        for left, right in zip(lines, [*lines[1:], *([after] if after else [])], strict=False):
            if _HAN_END.search(left.string) and _HAN_START.match(right.string):
                points -= _SLIGHT if left.string[-1] + right.string[0] in self.pairs else 0.0
        return points

    def better_order(self, lines: list[Line], start: int, stop: int, *, goes_on: bool) -> "Move | None":
        """The move of one line within ``start:stop`` that saves the most points, if it saves enough."""
        window, after = lines[start:stop], lines[stop] if stop < len(lines) else None
        least = self.cost(window, after, goes_on=goes_on) - _CLEAR
        best = None
        for move in _MOVES:
            for i in range(max(0, -move), len(window) - max(0, move)):
                if not self._may_move(window[i]):
                    continue
                order = window[:i] + window[i + 1 :]
                order.insert(i + move, window[i])
                points = self.cost(order, after, goes_on=goes_on)
                if points <= least:
                    low, high = min(i, i + move), max(i, i + move) + 1
                    best, least = Move(start + low, start + high, tuple(order[low:high])), points - 0.01
        return best

    def _may_move(self, line: Line) -> bool:
        return _is_piece(line, self.page) and any(c.isalnum() for c in line.string)


class Move(NamedTuple):
    """Lines ``start:stop`` in their better order."""

    start: int
    stop: int
    order: tuple[Line, ...]


def restore(lines: list[Line], page: Page, log: Log) -> list[Line]:
    """The lines with the displaced ones moved back.

    Only where lines were given in pieces at all: no line that was cut at the page's width starts with a
    closing mark, so some that do show that the reader of the page broke lines at marks.
    """
    lines = list(lines)
    if sum(cannot_start(line.string) for line in lines) < max(_FEWEST_PIECES, _PIECES_FROM * len(lines)):
        return lines
    layout = Layout.of(lines, page)
    laid = layout.rows(lines)
    done = 0
    for k, row in enumerate(laid):
        if row.cost < _ODD or row.start < done:
            continue
        low = max(done, laid[max(0, k - _REACH)].start)
        high = laid[min(len(laid) - 1, k + _REACH)].stop
        before = lines[low - 1].string if low else ""
        goes_on = bool(before) and not (is_finished(before) or cannot_start(before[-1:]))
        move = layout.better_order(lines, low, high, goes_on=goes_on)
        if move:
            _note(lines[move.start : move.stop], move.order, log)
            lines[move.start : move.stop] = move.order
            done = move.stop
    return lines


def return_stray_quotes(lines: list[Line], page: Page, log: Log) -> list[Line]:
    """A closing quotation mark alone on its line goes back to the heading that opened it."""
    lines = list(lines)
    for i, line in enumerate(lines):
        if line.string != "”":
            continue
        opened = _opening_line(lines, i)
        if opened is None or not _is_heading(lines, opened, page):
            continue
        last = opened
        while last + 1 < i and _is_heading_piece(lines[last + 1], page):
            last += 1
        text = Mapped.joined([lines[last].text, line.text])
        log.add(steps.STRAY_QUOTE, line.text.where(0, 1), "”", f"{lines[last].string}”")
        lines[last] = Line(text, lines[last].width + 2, lines[last].gap, lines[last].indent)
        lines[i] = Line(line.text.slice(0, 0), 0, line.gap, line.indent)
    return [line for line in lines if line.string]


def _is_piece(line: Line, page: Page) -> bool:
    return line.width <= HEADING_UP_TO * page.width


def _start(line: Line) -> int:
    return line.text.positions[0]


def _is_level(lines: list[Line], i: int, page: Page) -> bool:
    near = lines[max(0, i - 2) : i] + lines[i + 1 : i + 3]
    width = lines[i].width
    return width >= _LEVEL_FROM * page.width and sum(abs(line.width - width) <= 1 for line in near) >= 2


def _quotes_out_of_balance(lines: list[Line]) -> float:
    marks = [c for line in lines for c in line.string if c in "“”"]
    return _UNUSUAL * min(_clashes(marks, 0), _clashes(marks, 1))


def _clashes(marks: list[str], depth: int) -> int:
    clashes = 0
    for mark in marks:
        opening = mark == "“"
        clashes += depth == opening
        depth = int(opening)
    return clashes


def _note(was: list[Line], now: tuple[Line, ...], log: Log) -> None:
    whole = Mapped.joined(line.text for line in was)
    log.add(
        steps.DISPLACED,
        whole.where(0, len(whole)),
        "\n".join(line.string for line in was),
        "\n".join(line.string for line in now),
    )


def _opening_line(lines: list[Line], i: int) -> int | None:
    depth = 1
    for k in range(i - 1, max(-1, i - 1 - _STRAY_REACH), -1):
        for char in reversed(lines[k].string):
            depth += (char == "”") - (char == "“")
            if depth == 0:
                return k
    return None


def _is_heading(lines: list[Line], i: int, page: Page) -> bool:
    return _is_heading_piece(lines[i], page) and (i == 0 or is_finished(lines[i - 1].string))


def _is_heading_piece(line: Line, page: Page) -> bool:
    return _is_piece(line, page) and not ends_in_mark(line.string) and not is_item(line.string)
