"""DOCX: paragraphs of the text, text boxes, notes, headers and footers, and the descriptions of pictures.

What stands between the words of a paragraph are codes. Charts and SmartArt have paragraphs of DrawingML,
which are read in the same way; of the document's properties, its title and subject are translated.

ECMA-376 Part 1, 17.3 (paragraphs and runs). A run whose look differs from that of most of the paragraph is
a stretch between two codes; links, tracked insertions and content controls are stretches, too; tabs,
breaks, pictures, fields and note marks stand alone. A text box stands in a run of a paragraph: its paragraphs
are items inside a code. Word keeps most boxes twice, for new and for old readers; both are translated. So are
SmartArt's texts, which stand in the data and in the drawing made of it, and what a chart's sheet calls its
series and categories: the chart's own copy, not the sheet.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from translate.formats.markup import (
    Token,
    attributes,
    decode_xml,
    element_end,
    in_quotes,
    in_tags,
    labels,
    local,
    tokens,
)
from translate.formats.seam import (
    Code,
    Content,
    Item,
    Opened,
    Options,
    Role,
    broken,
    is_prose,
    joined,
    packed,
    parted,
    shown,
)
from translate.formats.zipped import JOINT, Archive
from translate.model import BlockKind

_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_DRAWN = re.compile(r"word/(?:charts/chart(?:Ex)?\d+|diagrams/(?:data|drawing)\d*)\.xml")
_PROPERTIES = "docProps/core.xml"
_CONTAINERS = frozenset(("hyperlink", "ins", "sdt", "sdtContent", "smartTag", "fldSimple", "moveTo"))
_SKIPPED = frozenset(("txbxContent", "del", "moveFrom", "Fallback", "pict", "drawing", "object", "fld"))
_DELETED = frozenset(("w:del", "w:moveFrom"))
_ALONE = frozenset(
    [
        "tab",
        "br",
        "cr",
        "drawing",
        "pict",
        "object",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
        "fld",
        "fldChar",
        "instrText",
        "sym",
        "noBreakHyphen",
        "softHyphen",
        "ptab",
        "AlternateContent",
        "bookmarkStart",
        "bookmarkEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "del",
        "moveFrom",
        "delText",
        "footnoteRef",
        "endnoteRef",
        "annotationRef",
        "oMath",
    ]
)
_HYPHENS = frozenset(("noBreakHyphen", "softHyphen"))
_LINE_ENDS = frozenset(("br", "cr", "tab", "ptab"))
_NO_LOOK = re.compile(
    r"<w:(?:lang|noProof|rFonts|kern|proofErr)\b[^>]*/>"
    r"| (?:lang|altLang|dirty|err|noProof|smtClean)=\"[^\"]*\""  # of a:rPr
)
_STYLE = re.compile(r"<w:pStyle\s+w:val=\"(?:heading|title|标题)", re.IGNORECASE)
_NUMBERS = frozenset(("numCache", "numLit"))


@dataclass(frozen=True, slots=True)
class _Markup:
    """How paragraphs are written: in WordprocessingML (``w:p``) or DrawingML (``a:p``)."""

    prefix: str
    text: str  # the tag that opens a text

    @property
    def properties(self) -> str:
        """The element that says how a run looks."""
        return f"{self.prefix}:rPr"

    def run(self, look: str) -> str:
        """Ends a run and begins another."""
        p = self.prefix
        return f"</{p}:t></{p}:r><{p}:r>{look}{self.text}"


_WORD = _Markup("w", '<w:t xml:space="preserve">')
_DRAWING = _Markup("a", "<a:t>")


@dataclass(frozen=True, slots=True)
class _Piece:
    """The text of one ``w:t``, the look of its run, and the markup between it and the one before."""

    start: int
    stop: int
    text: str
    look: str
    gap: tuple[Token, ...]


def open_docx(data: bytes, options: Options) -> Opened:
    """A Word document."""
    archive = Archive(data, options, "DOCX")
    if "word/document.xml" not in archive.names:
        raise broken(options, "is no DOCX: it has no word/document.xml")
    members = [
        name
        for name in archive.names
        if _PARTS.fullmatch(name) or _DRAWN.fullmatch(name) or name == _PROPERTIES
    ]
    texts, packs, offset = [], [], 0
    items: list[Item] = []
    for name in members:
        text, encoding = decode_xml(archive.read(name), options)
        items += _items(name, text, offset)
        texts.append(text)
        packs.append(packed(encoding))
        offset += len(text) + len(JOINT)
    return Opened("docx", JOINT.join(texts), tuple(items), archive.packer(members, packs))


def _items(name: str, text: str, offset: int) -> Iterator[Item]:
    """The items of a part, by its name."""
    found = list(tokens(text))
    if name == _PROPERTIES:
        made = [*labels(text, found, ("title", "subject"), offset, BlockKind.TITLE)]
    elif _DRAWN.fullmatch(name):
        made = [*_paragraphs(text, found, offset, _DRAWING), *_names(text, found, offset)]
    else:
        made = [*_paragraphs(text, found, offset, _WORD), *_descriptions(text, found, offset)]
    yield from sorted(made, key=lambda item: (item.start, -item.stop))


def _names(text: str, found: list[Token], offset: int) -> Iterator[Item]:
    """What a chart calls its series and categories."""
    index = start = 0
    while index < len(found):
        if found[index].kind == "open" and local(found[index].name) in _NUMBERS:
            yield from labels(text, found[start:index], ("v",), offset, BlockKind.CAPTION)
            index = start = element_end(found, index)
        else:
            index += 1
    yield from labels(text, found[start:], ("v",), offset, BlockKind.CAPTION)


def _paragraphs(text: str, found: list[Token], offset: int, markup: _Markup) -> Iterator[Item]:
    """The paragraphs among ``found``, and those in text boxes inside of them."""
    index = 0
    while index < len(found):
        token = found[index]
        if token.kind == "open" and token.name in _DELETED:
            index = element_end(found, index)
        elif token.kind == "open" and token.name == f"{markup.prefix}:p":
            end = element_end(found, index)
            yield from _paragraph(text, found[index:end], offset, markup)
            yield from _paragraphs(text, found[index + 1 : end - 1], offset, markup)
            index = end
        else:
            index += 1


def _descriptions(text: str, found: list[Token], offset: int) -> Iterator[Item]:
    """What pictures and drawings say to those who do not see them."""
    for token in found:
        for attribute in attributes(text, token) if local(token.name) == "docPr" else ():
            if attribute.name in ("descr", "title") and is_prose(attribute.value):
                words = " ".join(attribute.value.split())
                yield Item(offset + attribute.start, offset + attribute.stop, (words,), in_quotes)


def _paragraph(text: str, found: list[Token], offset: int, markup: _Markup) -> Iterator[Item]:
    pieces = list(_pieces(text, found, markup))
    made = _content(text, pieces, offset, markup)
    if not any(map(str.isalnum, shown(made))):
        return
    heading = _STYLE.search(text, found[0].start, pieces[0].start)
    kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
    begin = pieces[0].gap[-1].start  # of the tag as well: it may not say that blanks at the ends count
    yield Item(offset + begin, offset + pieces[-1].stop, made, partial(_in_text, markup), kind)


def _in_text(markup: _Markup, made: Content) -> str:
    return markup.text + in_tags(made)


def _pieces(text: str, found: list[Token], markup: _Markup) -> Iterator[_Piece]:
    look = ""
    gap: list[Token] = []
    index = 0
    while index < len(found):
        token = found[index]
        if token.kind == "open" and (token.name == markup.properties or local(token.name) in _SKIPPED):
            end = element_end(found, index)
            if token.name == markup.properties:
                look = text[token.start : found[end - 1].stop]
            gap += found[index:end]
            index = end
            continue
        if token.kind == "empty" and token.name == markup.properties:
            look = text[token.start : token.stop]
        if token.kind == "open" and token.name == f"{markup.prefix}:r":
            look = ""
        gap.append(token)
        index += 1
        if token.kind == "open" and token.name == f"{markup.prefix}:t" and found[index].kind == "text":
            inner = found[index]
            words = html.unescape(text[inner.start : inner.stop])
            yield _Piece(inner.start, inner.stop, words, look, tuple(gap))
            gap = []
            index += 1


def _content(text: str, pieces: list[_Piece], offset: int, markup: _Markup) -> Content:
    """The paragraph as its first run looks, other looks as stretches: most paragraphs have one look."""
    base = pieces[0].look if pieces else ""
    parts: list[str | Code] = []
    for place, piece in enumerate(pieces):
        if place:
            parts += _between(text, piece, base, offset, markup)
        if _seen(piece.look) == _seen(base):
            parts.append(piece.text)
        else:
            parts += (Code(markup.run(piece.look), "open"), piece.text, Code(markup.run(base), "close"))
    return parted(joined(parts))


def _between(text: str, piece: _Piece, base: str, offset: int, markup: _Markup) -> Iterator[Code | str]:
    """The code for the markup between two texts, if it is more than a new run; then a base run is open.

    Hyphens that Word keeps as elements are text.
    """
    names = [(local(token.name), token.kind) for token in piece.gap]
    opened = [kind for name, kind in names if name in _CONTAINERS and kind != "empty"]
    alone = [name for name, kind in names if name in _ALONE and kind != "close"]
    if not opened and _HYPHENS.issuperset(alone):
        yield "\N{NON-BREAKING HYPHEN}" * alone.count("noBreakHyphen")
        return
    depth = opened.count("open") - opened.count("close")
    line = any(name in _LINE_ENDS and kind != "close" for name, kind in names)
    role: Role = "open" if depth > 0 else "close" if depth < 0 else "line" if line else "alone"
    raw = text[piece.gap[0].start : piece.gap[-1].start] + markup.text
    raw = raw if _seen(piece.look) == _seen(base) else raw + markup.run(base)
    yield Code(raw, role, "", offset + piece.gap[0].start)


def _seen(look: str) -> str:
    """What of a run's properties a reader sees."""
    return re.sub(r"<[wa]:rPr\s*(?:/>|>\s*</[wa]:rPr>)", "", _NO_LOOK.sub("", look))
