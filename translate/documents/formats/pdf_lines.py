"""Pieces of a column as lines; raised marks of notes are codes in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from tmx.base.script import is_wide
from translate.documents.formats.pdf_glyphs import Piece
from translate.documents.seam import joined
from translate.model import Code, Content

SAME_LINE = 0.3
"""Of the size, by which baselines of one line may differ."""

RAISED_UP_TO = 0.65
"""Of the size of a line, by which pieces in it are raised or lowered."""

SMALL_UP_TO = 0.9
"""Of the size of a line, that raised and lowered pieces have."""

_RAISED_FROM = 0.15  # of the size, that the mark of a note is raised by
_TOUCHING = 1.0  # points between pieces of one word

_MARK = re.compile(r"[(\[（〔]?(?:\d{1,3}(?:[,，、–-]\s?\d{1,3})*|[*†‡§¶‖]{1,3}|[①-⑳])[)\]）〕]?")


@dataclass(frozen=True)
class Line:
    """The pieces on one line of a column, from left to right."""

    pieces: tuple[Piece, ...]
    base: float
    size: float

    @property
    def left(self) -> float:
        """Where its text begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where its text ends."""
        return max(piece.right for piece in self.pieces)

    @cached_property
    def bold(self) -> bool:
        """Whether most of it is bold."""
        return 2 * sum(len(piece.text) for piece in self.pieces if piece.bold) > sum(
            len(piece.text) for piece in self.pieces
        )

    @cached_property
    def content(self) -> Content:
        """Its text; raised marks are codes."""
        parts: list[str | Code] = [self._part(self.pieces[0])]
        for before, piece in pairwise(self.pieces):
            if self._is_raised(piece) or piece.left - before.right < _TOUCHING:
                space = ""
            else:
                space = space_between(before.text, piece.text)
            parts += [space, self._part(piece)]
        return joined(parts)

    @cached_property
    def text(self) -> str:
        """All that is written on it."""
        return "".join(part if isinstance(part, str) else part.native for part in self.content)

    def _is_raised(self, piece: Piece) -> bool:
        return piece.size < SMALL_UP_TO * self.size and piece.base > self.base + _RAISED_FROM * self.size

    def _part(self, piece: Piece) -> str | Code:
        text = piece.text.strip()
        mark = self._is_raised(piece) and len(self.pieces) > 1 and is_mark(text)
        return Code(text) if mark else text


def is_mark(text: str) -> bool:
    """Whether a raised text may be the mark of a note: numbers or signs."""
    return _MARK.fullmatch(text) is not None


def space_between(before: str, after: str) -> str:
    """What stands between two texts that were set apart: nothing beside wide characters."""
    left, right = before[-1:], after[:1]
    return "" if is_wide(left) or is_wide(right) or left in ("\N{EM DASH}", "/") else " "


def lines(pieces: Iterable[Piece]) -> list[Line]:
    """Pieces of one column as lines, from above; raised and lowered pieces stand in theirs."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.base):
        if rows and abs(rows[-1][0].base - piece.base) <= SAME_LINE * max(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    merged = list(_with_small(rows))
    return [_line(row) for row in merged]


def _with_small(rows: Sequence[list[Piece]]) -> Iterator[list[Piece]]:
    """Rows with the raised pieces before and the lowered ones behind them."""
    sizes = [max(piece.size for piece in row) for row in rows]
    homes = list(range(len(rows)))
    for k, row in enumerate(rows):
        for other in (k + 1, k - 1):
            if 0 <= other < len(rows) and sizes[k] < SMALL_UP_TO * sizes[other]:
                shift = abs(row[0].base - rows[other][0].base)
                if shift <= RAISED_UP_TO * sizes[other] and is_beside(row, rows[other]):
                    homes[k] = other
                    break
    whole: dict[int, list[Piece]] = {}
    for k, row in enumerate(rows):
        home = k
        while homes[home] != home:  # each is larger than the one before
            home = homes[home]
        whole.setdefault(home, []).extend(row)
    yield from (whole[k] for k in sorted(whole))


def is_beside(row: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Whether small pieces touch those of a row."""
    return any(
        one.left - piece.size <= piece.right and piece.left <= one.right + piece.size
        for piece in row
        for one in other
    )


def _line(row: Sequence[Piece]) -> Line:
    ordered = tuple(sorted(row, key=lambda piece: piece.left))
    size = max(ordered, key=lambda piece: len(piece.text) * (piece.size**2)).size
    main = max((piece for piece in ordered if piece.size == size), key=lambda piece: len(piece.text))
    return Line(ordered, main.base, size)
