"""PPTX: slides in the order in which they are shown, with their tables, charts, SmartArt, notes and comments.

ECMA-376 Part 1, 19 (PresentationML). A paragraph is read as in :mod:`docx_paragraphs`: runs that look unlike
its first are stretches, a break ends a line, fields are words that stay. Hidden slides are read like others.
Numbers and dates of slides are no text; a footer is translated on each slide, but is not of the text that is
aligned. Layouts and masters stay as they are. A paragraph with an element that has words of its own and is
not understood (a formula) stays, too, and is counted.

To be aligned, the title of a slide comes first, and what stands twice is read once: SmartArt has its texts in
the data and in the drawing made of it, and some shapes have a second form for old programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from translate.documents.formats.docx_paragraphs import Part
from translate.documents.formats.drawingml import DRAWN, descriptions, paragraphs, properties
from translate.documents.formats.markup import Cells, Token, decode_xml, element_end, labels, local, tokens
from translate.documents.formats.ooxml import PROPERTIES, main_part, reference, related
from translate.documents.formats.ooxml_source import Source
from translate.documents.formats.zipped import Archive
from translate.documents.seam import Item, Opened, Options, broken
from translate.model import BlockKind

_MAIN = "ppt/presentation.xml"
_SHAPES = frozenset(("sp", "graphicFrame", "pic", "cxnSp", "contentPart"))
_TITLES = frozenset(("title", "ctrTitle"))
_LISTS = frozenset(("body", "obj"))
_BULLETS = frozenset(("buChar", "buAutoNum", "buBlip"))
_NO_TEXT = frozenset(("dt", "sldNum", "sldImg", "hdr"))


class _Shape(NamedTuple):
    """A shape of a slide, with what it stands for: the type of its placeholder."""

    role: str
    tokens: list[Token]


def open_pptx(data: bytes, options: Options) -> Opened:
    """A presentation."""
    return _opened(data, options, reading=False)


def read_pptx(data: bytes, options: Options) -> Opened:
    """A presentation to be aligned: each slide from its title on, then its charts and its notes."""
    return _opened(data, options, reading=True)


def _opened(data: bytes, options: Options, *, reading: bool) -> Opened:
    archive = Archive(data, options, "a PPTX")
    deck = _Deck(archive, options, reading=reading)
    for number, slide in enumerate(_slides(archive, options)):
        deck.take_slide(slide, BlockKind.HEADING if number else BlockKind.TITLE)
    if not reading and (name := archive.called(PROPERTIES)):
        deck.take(name, lambda part, stream: properties(part.text, stream, part.offset))
    return deck.opened("pptx")


def _slides(archive: Archive, options: Options) -> list[str]:
    """The names of the slides, in the order of the presentation."""
    main = main_part(archive, options, "a PPTX", _MAIN, "presentation")
    parts = {one.id: one.part for one in related(archive, main, options) if one.kind == "slide"}
    text, _ = decode_xml(archive.read(main), options)
    listed = (reference(token) for token in tokens(text) if local(token.name) == "sldId")
    slides = [parts[name] for name in dict.fromkeys(listed) if name in parts]
    if not slides:
        raise broken(options, "has no slide")
    return slides


class _Deck(Source):
    """What has been read of a presentation so far."""

    def __init__(self, archive: Archive, options: Options, *, reading: bool) -> None:
        super().__init__(archive, options, reading=reading, named=True)
        self._cells = Cells("a:tbl", "a:tr", "a:tc")  # tables are counted over all slides

    def take_slide(self, name: str, title: BlockKind) -> None:
        """A slide, and what belongs to it.

        :param title: what its title is.
        """
        self._take_shapes(name, title)
        for _, kind, part in related(self.archive, name, self.options):
            if kind in DRAWN and not (self.reading and kind == "diagramDrawing"):
                self.take_drawing(part)
            elif kind == "notesSlide":
                self._take_shapes(part, notes=True)
            elif kind == "comments" and not self.reading:
                self.take(part, self._comments)

    def _take_shapes(self, name: str, title: BlockKind = BlockKind.HEADING, *, notes: bool = False) -> None:
        """The shapes of a slide or of its notes. To be aligned, each is a text of its own: titles move."""
        part = self.part(name)
        if not part:
            return
        stream = list(tokens(part.text))
        shapes = [
            shape
            for shape in _shapes(stream, twice=not self.reading)
            if shape.role not in _NO_TEXT and (shape.role == "body" or not notes)
        ]
        if self.reading:
            for shape in sorted(shapes, key=lambda shape: shape.role not in _TITLES):
                start, stop = shape.tokens[0].start, shape.tokens[-1].stop
                moved = replace(part, offset=self.offset - start)
                self.add(part.text[start:stop], self._shape(moved, shape, title, notes))
        else:
            items = [item for shape in shapes for item in self._shape(part, shape, title, notes)]
            items += () if notes else descriptions(part.text, stream, part.offset, "cNvPr")
            self.add(part.text, items)

    def _shape(self, part: Part, shape: _Shape, title: BlockKind, notes: bool) -> Iterator[Item]:
        def kind(paragraph: list[Token]) -> BlockKind:
            if shape.role in _TITLES:
                return title
            if shape.role == "ftr" and self.reading:
                return BlockKind.META
            return BlockKind.ITEM if _is_listed(paragraph, shape.role, notes) else BlockKind.PARAGRAPH

        return paragraphs(part, shape.tokens, self.passed_over, cells=self._cells, kind=kind)

    def _comments(self, part: Part, stream: list[Token]) -> Iterator[Item]:
        """Comments: texts in older presentations, paragraphs in newer ones."""
        yield from labels(part.text, stream, ("text",), part.offset, BlockKind.PARAGRAPH)
        yield from paragraphs(part, stream, self.passed_over)


def _shapes(stream: list[Token], *, twice: bool) -> Iterator[_Shape]:
    """The shapes of a slide in its order, those of groups each by itself.

    :param twice: with the second form that a shape has for programs which do not know the first.
    """
    index = 0
    while index < len(stream):
        token, end = stream[index], index + 1
        if token.kind == "open" and local(token.name) in _SHAPES:
            end = element_end(stream, index)
            yield _Shape(_role(stream[index:end]), stream[index:end])
        elif token.kind == "open" and local(token.name) == "Fallback" and not twice:
            end = element_end(stream, index)
        index = end


def _role(shape: list[Token]) -> str:
    """What a placeholder is there for; nothing for other shapes."""
    place = next((token for token in shape if local(token.name) == "ph"), None)
    return (place.get("type") or "obj") if place else ""


def _is_listed(paragraph: list[Token], role: str, notes: bool) -> bool:
    """Whether a paragraph has a bullet: one of its own, or that of its placeholder."""
    marks = {local(token.name) for token in paragraph}
    return bool(marks & _BULLETS) or (role in _LISTS and not notes and "buNone" not in marks)
