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
from collections.abc import Mapping

from translate.documents.formats.docx_nodes import DRAWING, WORD
from translate.documents.formats.docx_package import parts, style_fonts
from translate.documents.formats.docx_paragraphs import Part
from translate.documents.formats.drawingml import (
    DRAWN,
    descriptions,
    names,
    ordered,
    paragraphs,
    properties,
)
from translate.documents.formats.markup import decode_xml, tokens
from translate.documents.formats.ooxml import PROPERTIES
from translate.documents.formats.zipped import JOINT, Archive
from translate.documents.seam import Item, Opened, Options, packed

_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_DRAWN = re.compile(r"word/(?:charts/chart(?:Ex)?\d+|diagrams/(?:data|drawing)\d*)\.xml")
_KINDS = frozenset(("document", "header", "footer", "footnotes", "endnotes", "comments"))
_READ = ("document", "footnotes", "endnotes", "header", "footer")
"""The parts that are aligned, in the order of reading."""

_STYLES = "word/styles.xml"


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
    if name == PROPERTIES:
        return "properties"
    if kind in DRAWN or _DRAWN.fullmatch(name):
        return "drawn"
    return "written" if kind in _KINDS or _PARTS.fullmatch(name) else ""


def _rank(name: str, kinds: Mapping[str, str]) -> int:
    """Where a part stands in reading order."""
    kind = kinds.get(name) or re.sub(r"\d*\.xml$", "", name.rpartition("/")[2])
    return _READ.index(kind) if kind in _READ else len(_READ)


def _items(kind: str, part: Part, passed_over: Counter[str], *, beside: bool) -> list[Item]:
    """The items of a part; ``passed_over`` counts the paragraphs that have to stay as they are.

    :param beside: with what stands in attributes.
    """
    text, stream = part.text, list(tokens(part.text))
    if kind == "properties":
        items = [*properties(text, stream, part.offset)]
    else:
        items = [*paragraphs(part, stream, passed_over)]
        if beside and kind == "drawn":
            items += names(text, stream, part.offset)
        elif beside:
            items += descriptions(text, stream, part.offset, "docPr")
    return ordered(items)
