"""DOCX: paragraphs of the text, text boxes, notes, headers and footers, and the descriptions of pictures.

What stands between the words of a paragraph are codes. Charts and SmartArt have paragraphs of DrawingML,
which are read in the same way; of the document's properties, its title and subject are translated.

A run whose look differs from that of the paragraph's first is a stretch between two codes; links, tracked
insertions and content controls are stretches, too; tabs, breaks, pictures and note marks stand alone; fields
and formulas are words that stay. A paragraph with an element that has words of its own and is not understood
stays as it is, and is counted. A text box stands in a run of a paragraph: its paragraphs
are items inside a code. Word keeps most boxes twice, for new and for old readers; both are translated. So are
SmartArt's texts, which stand in the data and in the drawing made of it, and what a chart's sheet calls its
series and categories: the chart's own copy, not the sheet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from translate.documents.formats.docx_nodes import DRAWING, WORD, NotUnderstoodError
from translate.documents.formats.docx_package import parts, style_fonts
from translate.documents.formats.docx_paragraphs import Part, paragraph
from translate.documents.formats.markup import (
    Cells,
    Token,
    attributes,
    decode_xml,
    element_end,
    in_quotes,
    labels,
    local,
    tokens,
)
from translate.documents.formats.zipped import JOINT, Archive
from translate.documents.seam import Item, Opened, Options, is_prose, packed
from translate.model import BlockKind

_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_DRAWN = re.compile(r"word/(?:charts/chart(?:Ex)?\d+|diagrams/(?:data|drawing)\d*)\.xml")
_KINDS = frozenset(("document", "header", "footer", "footnotes", "endnotes", "comments"))
_DRAWN_KINDS = frozenset(("chart", "chartEx", "diagramData", "diagramDrawing"))
_READ = ("document", "footnotes", "endnotes", "header", "footer")
"""The parts that are aligned, in the order of reading."""

_PROPERTIES = "docProps/core.xml"
_STYLES = "word/styles.xml"
_DELETED = frozenset(("w:del", "w:moveFrom"))
_NUMBERS = frozenset(("numCache", "numLit"))


def open_docx(data: bytes, options: Options) -> Opened:
    """A Word document."""
    return _opened(data, options)


def read_docx(data: bytes, options: Options) -> Opened:
    """A Word document to be aligned: the text first, then its notes, headers and footers."""
    return _opened(data, options, reading=True)


def _opened(data: bytes, options: Options, *, reading: bool = False) -> Opened:
    archive = Archive(data, options, "a DOCX")
    kinds = parts(archive, options)
    styles = next((name for name, kind in kinds.items() if kind == "styles"), _STYLES)
    fonts = style_fonts(archive, styles, options)
    members = {name: kind for name in archive.names if (kind := _kind(name, kinds))}
    if reading:
        members = dict(sorted(members.items(), key=lambda member: _rank(member[0], kinds)))
        members = {name: kind for name, kind in members.items() if _rank(name, kinds) < len(_READ)}
    texts, packs, offset = [], [], 0
    items: list[Item] = []
    passed_over: Counter[str] = Counter()
    for name, kind in members.items():
        text, encoding = decode_xml(archive.read(name), options)
        part = Part(text, offset, DRAWING if kind == "drawn" else WORD, fonts)
        items += _items(kind, part, passed_over, beside=not reading)
        texts.append(text)
        packs.append(packed(encoding))
        offset += len(text) + len(JOINT)
    pack = archive.packer(list(members), packs)
    return Opened(
        "docx", JOINT.join(texts), tuple(items), pack, passed_over=dict(sorted(passed_over.items()))
    )


def _kind(name: str, kinds: Mapping[str, str]) -> str:
    """The kind of a member's text, by its relationships or its name; empty if it has none."""
    kind = kinds.get(name, "")
    if name == _PROPERTIES:
        return "properties"
    if kind in _DRAWN_KINDS or _DRAWN.fullmatch(name):
        return "drawn"
    return "written" if kind in _KINDS or _PARTS.fullmatch(name) else ""


def _rank(name: str, kinds: Mapping[str, str]) -> int:
    """Where a part stands in reading order."""
    kind = kinds.get(name) or re.sub(r"\d*\.xml$", "", name.rpartition("/")[2])
    return _READ.index(kind) if kind in _READ else len(_READ)


def _items(kind: str, part: Part, passed_over: Counter[str], *, beside: bool) -> Iterator[Item]:
    """The items of a part; ``passed_over`` counts the paragraphs that have to stay as they are.

    :param beside: with what stands in attributes.
    """
    text, stream = part.text, list(tokens(part.text))
    if kind == "properties":
        items = [*labels(text, stream, ("title", "subject"), part.offset, BlockKind.TITLE)]
    else:
        more = _names if kind == "drawn" else _descriptions
        items = [*_paragraphs(part, stream, passed_over)]
        items += more(text, stream, part.offset) if beside else ()
    yield from sorted(items, key=lambda item: (item.start, -item.stop))


def _names(text: str, stream: list[Token], offset: int) -> Iterator[Item]:
    """The names of a chart's series and categories."""
    index = start = 0
    while index < len(stream):
        if stream[index].kind == "open" and local(stream[index].name) in _NUMBERS:
            yield from labels(text, stream[start:index], ("v",), offset, BlockKind.CAPTION)
            index = start = element_end(stream, index)
        else:
            index += 1
    yield from labels(text, stream[start:], ("v",), offset, BlockKind.CAPTION)


def _paragraphs(part: Part, stream: list[Token], passed_over: Counter[str]) -> Iterator[Item]:
    """The paragraphs of a stream of tokens, and those in text boxes inside of them."""
    cells = Cells("w:tbl", "w:tr", "w:tc")
    index = 0
    while index < len(stream):
        token = stream[index]
        cells.take(token)
        if token.kind == "open" and token.name in _DELETED:
            index = element_end(stream, index)
        elif token.kind == "open" and token.name == part.markup.tag("p"):
            end = element_end(stream, index)
            try:
                item = paragraph(part, stream[index:end])
            except NotUnderstoodError as element:
                passed_over[str(element)] += 1
            else:
                yield from [replace(item, cell=cells.place)] if item else []
            yield from _paragraphs(part, stream[index + 1 : end - 1], passed_over)
            index = end
        else:
            index += 1


def _descriptions(text: str, stream: list[Token], offset: int) -> Iterator[Item]:
    """The descriptions of pictures and drawings (alternative text)."""
    for token in stream:
        for attribute in attributes(text, token) if local(token.name) == "docPr" else ():
            if attribute.name in ("descr", "title") and is_prose(attribute.value):
                words = " ".join(attribute.value.split())
                yield Item(offset + attribute.start, offset + attribute.stop, (words,), in_quotes)
