"""Plain text: a line in, a line out; lines that a page's width has cut become paragraphs, with a notice.

Reading cleans what the engine is asked, never what a person gets back: all between the sentences, bullets,
quote marks, bars and wide spaces of columns, leaders of contents, indents and blank lines, is the file's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from tmx.base.decode import decode
from translate.documents.cleaning import steps
from translate.documents.cleaning.cleaned import cleaned
from translate.documents.formats.markdown import looks_like, open_markdown, read_markdown
from translate.documents.seam import Item, Opened, Options, native, packed
from translate.model import Block, BlockKind, Content, Document

UNWRAPPED = "lines cut at the width of a page were joined into paragraphs"
"""The notice for a text whose lines do not stay lines."""

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_JOINED = frozenset((steps.UNWRAPPED, steps.HEADLINE, steps.DISPLACED, steps.STRAY_QUOTE))
_LEADERS = (  # possessive, and nowhere tried in the middle of a run: the time is linear
    r"(?<![ \t])[ \t]*+(?:(?<!\.)\.{4,}+|(?<!\.)(?:\. ){3,}+\.?|(?<!…)…{3,}+|(?<!·)·{4,}+|(?<!-)-{4,}+)"
    r"[ \t]*+(?=[\divxlcIVXLC]+$)"  # to a page number
    r"|(?<![ \t])[ \t]*+(?<!_)_{3,}+[ \t]*+|\t++"
)
_BARS = re.compile(r"[ \t]*\|[ \t]*")
_WIDE = re.compile(r"\t| {3,}")
_CELL = re.compile(rf"{_LEADERS}| {{3,}}")
_LEADER_CELL = re.compile(_LEADERS)
_PAGE = re.compile(r"[\divxlcIVXLC]+")
_LINE_END = re.compile(r"\r\n?|\n|\v|\f|[\x1c-\x1e\x85\u2028\u2029]")


def open_text(data: bytes, options: Options) -> Opened:
    """A text file; one written in Markdown is opened as Markdown, so that its markup stays."""
    decoded = decode(data, options.name)
    if looks_like(decoded.text):
        return open_markdown(data, options)
    document = cleaned(options.name, decoded.text, options.lang, encoding=decoded.encoding)
    return of_document(document)


def read_text(data: bytes, options: Options) -> Opened:
    """A text file to be aligned: as it was cleaned; one written in Markdown is read as Markdown."""
    decoded = decode(data, options.name)
    if looks_like(decoded.text):
        return read_markdown(data, options)
    document = cleaned(options.name, decoded.text, options.lang, encoding=decoded.encoding)
    return Opened("text", document.source, (), _packed, lang=document.lang, document=document)


def of_document(document: Document) -> Opened:
    """A text as it was read: its lines, or its paragraphs where lines were joined."""
    if any(change.step in _JOINED for change in document.changes):
        return _paragraphs(document)
    items = tuple(item for block in document.blocks for item in _items(block, document.source))
    return Opened("text", document.source, items, _packed, lang=document.lang, document=document)


def _items(block: Block, source: str) -> Iterator[Item]:
    """The block in its line of the source: as one, or each cell of a row by itself."""
    start, stop = block.source(0, len(block.text))
    cells = list(_cells(source, start, stop))
    if cells == [(start, stop)]:
        yield Item(start, stop, (block.text,), _write, _kind(block))
        return
    for left, right in cells:
        if not _PAGE.fullmatch(source, left, right):
            yield Item(left, right, (source[left:right],), _write, BlockKind.HEADING)


def _cells(source: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Where the cells of a row stand: between bars, tabs and leaders; wide spaces if others are beside."""
    text = source[start:stop]
    if text.count("|") > 1 or text.startswith("|"):
        parting = _BARS
    elif _WIDE.search(text) and any(map(_WIDE.search, _beside(source, start, stop))):
        parting = _CELL
    else:
        parting = _LEADER_CELL
    last = 0
    for match in (*parting.finditer(text), None):
        end = match.start() if match else len(text)
        if any(map(str.isalnum, text[last:end])):
            yield start + last, start + end
        last = match.end() if match else end


def _beside(source: str, start: int, stop: int) -> Iterator[str]:
    """The lines before and after that of a span, without their indents."""
    yield source[:start].rpartition("\n")[0].rpartition("\n")[2].strip()
    yield source[stop:].partition("\n")[2].partition("\n")[0].strip()


def _paragraphs(document: Document) -> Opened:
    """The blocks, each on a line, with what stands before it on its first line, and blank lines between."""
    items: list[Item] = []
    parts: list[str] = []
    at = end = 0
    for block in document.blocks:
        start, stop = block.source(0, len(block.text))
        between = document.source[end:start]
        mark = _LINE_END.split(between)[-1]
        before = "\n" * max(bool(parts), _ends(between)) + ("" if any(map(str.isalnum, mark)) else mark)
        whole = _LINE_END.search(document.source, start, stop)
        text = block.text if whole else document.source[start:stop]
        at += len(before)
        if whole:
            items.append(Item(at, at + len(text), (text,), _write, _kind(block)))
        else:
            items += (
                replace(item, start=item.start - start + at, stop=item.stop - start + at)
                for item in _items(block, document.source)
            )
        parts += (before, text)
        at += len(text)
        end = max(end, stop)
    parts.append("\n" * _ends(document.source[end:]))
    return Opened(
        "text",
        "".join(parts),
        tuple(items),
        _packed,
        lang=document.lang,
        remark=UNWRAPPED,
        document=document,
    )


def _ends(source: str) -> int:
    """How many line ends stand between two blocks: two where blank lines do."""
    return min(2, len(_LINE_END.findall(source)))


def _kind(block: Block) -> BlockKind:
    """Dates and page numbers are translated, too, and stay whole."""
    return BlockKind.HEADING if block.kind is BlockKind.META else block.kind


def _write(translation: Content) -> str:
    return " ".join(native(translation).splitlines())


def _packed(text: str) -> bytes:
    pack: Callable[[str], bytes] = packed("utf-8")
    return pack(text.removeprefix(_BOM))
