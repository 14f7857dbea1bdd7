"""Paragraphs, charts and descriptions in Office files: what DOCX, PPTX and XLSX have alike.

ECMA-376 Part 1, 20.1 and 21.2: DrawingML and charts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from translate.documents.formats.docx_nodes import DRAWING, Markup, NotUnderstoodError
from translate.documents.formats.docx_paragraphs import Part, paragraph
from translate.documents.formats.markup import (
    Cells,
    Token,
    attributes,
    element_end,
    in_quotes,
    labels,
    local,
)
from translate.documents.seam import Item, is_prose
from translate.model import BlockKind

DRAWN = frozenset(("chart", "chartEx", "chartUserShapes", "diagramData", "diagramDrawing"))
"""Kinds of parts that are drawings with paragraphs of DrawingML."""

_NUMBERS = frozenset(("numCache", "numLit"))
_DRAWINGML = re.compile(
    r"\sxmlns:([\w.-]+)\s*=\s*[\"'](?:http://schemas\.openxmlformats\.org/drawingml/2006/main"
    r"|http://purl\.oclc\.org/ooxml/drawingml/main)[\"']"
)


def drawing(text: str) -> Markup:
    """How DrawingML is written in a part: by the prefix that it declares."""
    match = _DRAWINGML.search(text)
    return Markup(match[1], f"<{match[1]}:t>") if match and match[1] != DRAWING.prefix else DRAWING


def paragraphs(
    part: Part,
    stream: list[Token],
    passed_over: Counter[str],
    *,
    cells: Cells | None = None,
    kind: Callable[[list[Token]], BlockKind] | None = None,
) -> Iterator[Item]:
    """The paragraphs of a stream of tokens, and those in text boxes inside of them.

    :param passed_over: counts the paragraphs that have to stay as they are.
    :param cells: where in the tables of the file the stream begins; without, in none.
    :param kind: what a paragraph is, by its tokens; without, what its style says.
    """
    markup = part.markup
    cells = cells or Cells(*map(markup.tag, ("tbl", "tr", "tc")))
    deleted = frozenset(map(markup.tag, ("del", "moveFrom")))
    index = 0
    while index < len(stream):
        token = stream[index]
        cells.take(token)
        if token.kind == "open" and token.name in deleted:
            index = element_end(stream, index)
        elif token.kind == "open" and token.name == markup.tag("p"):
            end = element_end(stream, index)
            try:
                item = paragraph(part, stream[index:end])
            except NotUnderstoodError as element:
                passed_over[str(element)] += 1
            else:
                if item:
                    what = kind(stream[index:end]) if kind else item.kind
                    yield replace(item, cell=cells.place, kind=what)
            yield from paragraphs(part, stream[index + 1 : end - 1], passed_over)
            index = end
        else:
            index += 1


def names(text: str, stream: list[Token], offset: int) -> Iterator[Item]:
    """The names of a chart's series and categories."""
    index = start = 0
    while index < len(stream):
        if stream[index].kind == "open" and local(stream[index].name) in _NUMBERS:
            yield from labels(text, stream[start:index], ("v",), offset, BlockKind.CAPTION)
            index = start = element_end(stream, index)
        else:
            index += 1
    yield from labels(text, stream[start:], ("v",), offset, BlockKind.CAPTION)


def descriptions(text: str, stream: list[Token], offset: int, element: str) -> Iterator[Item]:
    """The descriptions of pictures and drawings (alternative text).

    :param element: what holds them, without its prefix: ``docPr``, ``cNvPr``.
    """
    for token in stream:
        for attribute in attributes(text, token) if local(token.name) == element else ():
            if attribute.name in ("descr", "title") and is_prose(attribute.value):
                words = " ".join(attribute.value.split())
                yield Item(offset + attribute.start, offset + attribute.stop, (words,), in_quotes)


def properties(text: str, stream: list[Token], offset: int) -> Iterator[Item]:
    """The title and subject of a document, in its properties."""
    yield from labels(text, stream, ("title", "subject"), offset, BlockKind.TITLE)


def ordered(items: Iterable[Item]) -> list[Item]:
    """Items in the order of the source, those inside others behind them."""
    return sorted(items, key=lambda item: (item.start, -item.stop))
