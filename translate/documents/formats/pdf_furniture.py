"""Running heads and page numbers of a PDF: what recurs at one place of several pages, or counts them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from translate.documents.cleaning.furniture import page_number
from translate.documents.formats.pdf_glyphs import Page, Piece

_EDGE_ROWS = 3  # at the top and at the bottom of a page, among which furniture is looked for
_SAME_ROW = 0.4  # of the size
_SEVERAL = 2  # pages
_NEAR = 2  # pages from one with the same head: those on the left may have another than those on the right
_MANY = 4  # other pages with a head that stands close above the text
_APART_FROM = 1.8  # of the size, that a lone number stands off the text
_LONG_UP_TO = 120  # characters of a running head
_DIGITS = re.compile(r"\d+")

_Row = list[Piece]
_Place = tuple[str, int]
"""The edge of the page, and the height of the row on it in points."""


def furniture(pages: Sequence[Page]) -> list[list[Piece]]:
    """For each page, the pieces that are no part of its text, the outermost first."""
    edges = [(_edge_rows(page.pieces, -1), _edge_rows(page.pieces, 1)) for page in pages]
    recurring: dict[tuple[_Place, str], set[int]] = defaultdict(set)
    counting: Counter[tuple[str, int, str]] = Counter()
    for number, rows in enumerate(edges):
        for place, row in _places(rows):
            if _is_head(_text(row)):
                recurring[place, _masked(_text(row))].add(number)
            counting.update({(place[0], *offset): 1 for offset in _offsets(row, number)})
    return [
        [
            piece
            for side, part in zip(("top", "foot"), rows, strict=True)
            for row in _outermost(side, part, number, len(pages), recurring, counting)
            for piece in row
        ]
        for number, rows in enumerate(edges)
    ]


def _edge_rows(pieces: Sequence[Piece], direction: int) -> list[_Row]:
    """The outermost rows of a page, from its edge inwards, and one more.

    :param direction: -1 from above, 1 from below.
    """
    rows: list[_Row] = []
    for piece in sorted(pieces, key=lambda piece: direction * piece.base):
        if rows and abs(rows[-1][0].base - piece.base) <= _SAME_ROW * max(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        elif len(rows) > _EDGE_ROWS:
            break
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _places(rows: tuple[list[_Row], list[_Row]]) -> list[tuple[_Place, _Row]]:
    return [
        ((side, round(row[0].base)), row)
        for side, part in zip(("top", "foot"), rows, strict=True)
        for row in part[:_EDGE_ROWS]
    ]


def _text(row: _Row) -> str:
    return " ".join(piece.text.strip() for piece in row)


def _masked(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.split())).casefold()


def _is_head(text: str) -> bool:
    return len(text) <= _LONG_UP_TO and any(map(str.isalpha, text))


def _offsets(row: _Row, number: int) -> set[tuple[int, str]]:
    """How far the numbers of a row are from that of its page, and the words written with each."""
    texts = {_text(row), row[0].text, row[-1].text, _text(row).split()[0], _text(row).split()[-1]}
    marks = (page_number(text) for text in texts)
    return {(mark[0] - number if mark[0] else 0, mark[1]) for mark in marks if mark}


def _outermost(
    side: str,
    rows: list[_Row],
    number: int,
    count: int,
    recurring: dict[tuple[_Place, str], set[int]],
    counting: Counter[tuple[str, int, str]],
) -> list[_Row]:
    """The rows from the edge on that are furniture, up to the first that isn't."""
    aside = 0
    for k, row in enumerate(rows[:_EDGE_ROWS]):
        text = _text(row)
        place = (side, round(row[0].base))
        apart = _is_apart(row, rows[k + 1 : k + 2])
        others = recurring.get((place, _masked(text)), set()) - {number}
        near = any(abs(other - number) <= _NEAR for other in others)
        recurs = near and (apart or len(others) >= _MANY)
        counts = any(counting[side, *offset] >= _SEVERAL for offset in _offsets(row, number))
        alone = (mark := page_number(text)) is not None and (
            mark[1] in ("total", "named") or (count <= _SEVERAL and apart)
        )
        if recurs or alone or (counts and apart and len(text) <= _LONG_UP_TO):
            aside = k + 1
    return rows[:aside]


def _is_apart(row: _Row, following: list[_Row]) -> bool:
    """Whether a row stands off the next one by more than lines of text do."""
    if not following:
        return True
    gap = abs(row[0].base - following[0][0].base)
    return gap >= _APART_FROM * min(piece.size for piece in (*row, *following[0]))
