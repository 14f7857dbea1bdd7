"""The texts of a part of an ODF document: which elements hold them, and where in tables and slides they are.

ODF 1.3 Part 3, 3 to 11. A part is read as a stream: of a million numbers nothing is kept. What a paragraph
holds beside its words (notes, frames, comments) has paragraphs of its own, which follow it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from translate.documents.formats.docx_nodes import NotUnderstoodError
from translate.documents.formats.markup import Token, attributes, labels, local, tokens
from translate.documents.formats.odf_paragraphs import paragraph
from translate.documents.formats.odf_styles import Styles
from translate.documents.seam import Edit, Item, Options, broken
from translate.model import BlockKind, Cell

PARAGRAPHS = frozenset(("text:p", "text:h"))
_MOST_ITEMS = 1_000_000
_DEEPEST = 12  # paragraphs in the notes and frames of others
_SKIPPED = frozenset(
    (
        "text:tracked-changes",
        "table:tracked-changes",
        "table:content-validations",
        "office:automatic-styles",
        "office:font-face-decls",
        "office:forms",
        "office:scripts",
        "office:settings",
        "office:styles",
    )
)
_LISTED = frozenset(("text:list-item", "text:list-header", "text:numbered-paragraph"))
_CELLS = frozenset(("table:table-cell", "table:covered-table-cell"))
_MARGINS = frozenset(
    f"style:{kind}{pages}" for kind in ("header", "footer") for pages in ("", "-left", "-first")
)
_FOOT = "presentation:footer-decl"
_LABELS = {
    "svg:title": BlockKind.PARAGRAPH,
    "svg:desc": BlockKind.PARAGRAPH,
    "dc:title": BlockKind.TITLE,
    "dc:subject": BlockKind.TITLE,
    _FOOT: BlockKind.PARAGRAPH,
}
_HOLD_TEXTS = PARAGRAPHS | frozenset(_LABELS)
_NO_TEXT = frozenset(("page", "handout", "header", "date-time", "page-number"))
_TITLE, _BODY, _NOTES = range(3)  # the order in which a slide is read
MARGIN = 3
"""The rank of what stands at the head or the foot of all pages."""


class Placed(NamedTuple):
    """A text, and what of it is aligned in which order."""

    item: Item
    slide: int
    rank: int
    is_beside: bool  # in a comment or a description, or of the file: not aligned


class _Place(NamedTuple):
    """Where a stream is: what its elements have from those around them."""

    kind: BlockKind | None = None  # of all paragraphs
    is_listed: bool = False
    cell: Cell | None = None
    value: Edit | None = None  # takes the text out that a cell has beside its paragraphs
    rank: int = _BODY
    is_beside: bool = False
    is_mute: bool = False  # its own paragraphs are no text
    is_chart: bool = False
    label: Token | None = None  # the element whose text is one


@dataclass(slots=True)
class _Table:
    """A table: its number in the file, and the row and column that come next."""

    number: int
    row: int = 0
    column: int = 0
    next_row: int = 0


class Walker:
    """Finds the texts of a document, part by part.

    ``passed_over`` counts the paragraphs that have to stay as they are; ``edits`` go with a translation.

    :param kind: ``text``, ``spreadsheet``, ``presentation`` or ``drawing``.
    """

    def __init__(self, kind: str, options: Options) -> None:
        self._kind, self._options = kind, options
        self.passed_over: Counter[str] = Counter()
        self.edits: list[Edit] = []
        self._tables: list[_Table] = []
        self._count = self._slide = self._placed = 0
        self._text, self._offset, self._styles = "", 0, Styles(())

    def texts(self, text: str, offset: int, styles: Styles) -> Iterator[Placed]:
        """The texts of a part.

        :param offset: where ``text`` begins in the text of the file.
        :param styles: those that the part uses.
        :raises InputError: if there are too many, or they nest too deep.
        """
        self._text, self._offset, self._styles = text, offset, styles
        for placed in self._walk(tokens(text), _Place(), 0):
            self._placed += 1
            if self._placed > _MOST_ITEMS:
                raise broken(
                    self._options, "has more text than can be read", hint="Save its sheets one by one."
                )
            yield placed

    def _walk(self, stream: Iterator[Token], place: _Place, depth: int) -> Iterator[Placed]:
        if depth > _DEEPEST:
            raise broken(
                self._options, "has frames in frames, too deep", hint="Take the innermost ones out of them."
            )
        places = [place]
        for token in stream:
            here = places[-1]
            if token.kind == "text":
                yield from self._label(token, here) if here.label else ()
            elif token.kind == "open" and token.name in PARAGRAPHS and not here.is_mute:
                yield from self._paragraph([token, *_rest(stream)], here, depth)
            elif token.kind == "open" and self._is_skipped(token, here):
                for _ in _rest(stream):
                    pass
            elif token.kind == "open":
                places.append(self._inside(token, here))
            elif token.kind == "empty" and token.name in ("table:table-row", *_CELLS):
                self._inside(token, here)
            elif token.kind == "close":
                places.pop()
                if token.name == "table:table" and self._tables:
                    self._tables.pop()

    def _paragraph(self, element: list[Token], place: _Place, depth: int) -> Iterator[Placed]:
        """A paragraph, and then what it holds beside its words."""
        try:
            item = paragraph(self._text, self._offset, element, self._styles)
        except NotUnderstoodError as name:
            self.passed_over[str(name)] += 1
            item = None
        if item:
            kind = place.kind or self._kind_of(element[0], place)
            yield Placed(replace(item, kind=kind, cell=place.cell), self._slide, place.rank, place.is_beside)
            if place.value:
                self.edits += [] if place.value in self.edits[-1:] else [place.value]
        if any(token.name in _HOLD_TEXTS for token in element[1:-1]):
            yield from self._walk(iter(element[1:-1]), place._replace(value=None), depth + 1)

    def _kind_of(self, tag: Token, place: _Place) -> BlockKind:
        kind = self._styles.kind(tag.get("text:style-name") or "")
        if tag.name == "text:h" or kind is BlockKind.HEADING:
            return BlockKind.HEADING
        return BlockKind.ITEM if place.is_listed else kind

    def _label(self, token: Token, place: _Place) -> Iterator[Placed]:
        """The text of an element that holds nothing else."""
        assert place.label
        name = place.label.name
        for item in labels(self._text, [place.label, token], (local(name),), self._offset, _LABELS[name]):
            yield Placed(item, self._slide, MARGIN, name != _FOOT)

    def _is_skipped(self, token: Token, place: _Place) -> bool:
        """Whether an element holds no text of the document."""
        name = token.name
        if name in _SKIPPED:
            return True
        if name == "office:master-styles":
            return self._kind != "text"
        if name in _MARGINS:
            return token.get("style:display") == "false"
        if name == "table:table":  # a chart's copy of the cells of a sheet
            return place.is_chart and self._kind == "spreadsheet"
        if "presentation:" in token.attributes and name.startswith("draw:"):
            return (
                token.get("presentation:placeholder") == "true" or token.get("presentation:class") in _NO_TEXT
            )
        return False

    def _inside(self, token: Token, place: _Place) -> _Place:
        """Where the stream is inside of an element."""
        name = token.name
        if name == "table:table":
            self._tables.append(_Table(self._count))
            self._count += 1
        elif name == "table:table-row" and self._tables:
            table = self._tables[-1]
            table.row, table.column = table.next_row, 0
            table.next_row += _repeated(token, "table:number-rows-repeated")
        elif name in _CELLS and self._tables:
            return self._cell(token, place)
        elif name in _LISTED:
            return place._replace(is_listed=True)
        elif name in _LABELS:
            return place._replace(label=token)
        elif name == "office:annotation":
            return _Place(is_beside=True, is_chart=place.is_chart, rank=place.rank)
        elif name in _MARGINS:
            return _Place(rank=MARGIN)
        elif name == "office:chart":
            return _Place(is_beside=True, is_chart=True)
        elif name == "draw:page":
            self._slide += 1
        elif name == "presentation:notes":
            return _Place(rank=_NOTES)
        elif name.startswith("draw:"):
            return self._shape(token, place._replace(is_listed=False, cell=None, value=None, is_mute=False))
        elif name == "text:note":
            return place._replace(is_listed=False, cell=None, value=None)
        return place

    def _cell(self, token: Token, place: _Place) -> _Place:
        table = self._tables[-1]
        cell = Cell(table.number, table.row, table.column)
        table.column += _repeated(token, "table:number-columns-repeated")
        value = None
        is_mute = "covered" in token.name
        if "formula" in token.attributes or "value" in token.attributes:
            kind = token.get("office:value-type")
            typed = self._kind == "spreadsheet" or place.is_chart
            is_number = typed and kind not in (None, "string")
            is_mute = is_mute or is_number or token.get("table:formula") is not None
            value = next((one for one in attributes(self._text, token) if one.name == "string-value"), None)
        edit = Edit(self._blank_before(value.start), self._offset + value.stop, "") if value else None
        return place._replace(cell=cell, value=edit, is_mute=is_mute, is_listed=False)

    def _blank_before(self, start: int) -> int:
        """Where in the file an attribute begins, with the space before its name."""
        return self._offset + self._text.rindex("office:string-value", 0, start) - 1

    def _shape(self, token: Token, place: _Place) -> _Place:
        """A shape of a slide: its title comes first; what stands at the foot of all slides is no sentence."""
        role = token.get("presentation:class") if "presentation:class" in token.attributes else None
        if role == "title":
            kind = BlockKind.TITLE if self._slide == 1 else BlockKind.HEADING
            return place._replace(kind=kind, rank=_TITLE)
        return place._replace(rank=MARGIN) if role == "footer" else place


def _rest(stream: Iterator[Token]) -> Iterator[Token]:
    """The tokens of an element that has been opened, with the one that closes it."""
    depth = 1
    for token in stream:
        yield token
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if not depth:
            return


def _repeated(token: Token, name: str) -> int:
    count = (token.get(name) if "repeated" in token.attributes else None) or "1"
    return int(count) if count.isascii() and count.isdecimal() and len(count) < 10 else 1
