"""Strings of XLSX: shared ones, those in cells, and comments, read as items (ECMA-376 Part 1, 18.4).

A string is a text, or runs of texts, each with a look. A phonetic guide is a reading of the text beside it; a
translation has no use for it, and it goes. Lines end in ``_x000D_`` and a line feed, or the latter alone.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial

from tmx.base import excel
from translate.documents.formats.docx_nodes import InRun, Words, parts_of
from translate.documents.formats.markup import Token, elements, escape, local, tokens
from translate.documents.seam import Item, joined, lined, native, parted
from translate.model import Cell, Code, Content

_PLAIN = re.compile(
    r"<((?:[\w.-]+:)?)\w+>\s*(<\1t(?:\s+xml:space=[\"']preserve[\"'])?>([^<]*)</\1t>)\s*</\1\w+>"
)
_NO_LOOK = re.compile(
    r"<(?:[\w.-]+:)?(?:(?:rFont|family|charset|scheme|condense|extend)\b[^<>]*|color\s+theme=[\"']1[\"']\s*)/>"
)
_SIZE = re.compile(r"<(?:[\w.-]+:)?sz\b[^<>]*/>")
_NO_PROPERTIES = re.compile(r"<((?:[\w.-]+:)?)rPr\s*(?:/>|>\s*</\1rPr\s*>)")
_VALUE = re.compile(r"<(?:[\w.-]+:)?v[\s/>]")
_LINE_END = re.compile(r"([ \t]*\n\s*)")


@dataclass(frozen=True, slots=True)
class _String:
    """A string as read: ``start:stop`` are its texts and phonetic guides, in the element that holds them."""

    prefix: str
    words: list[Words]
    start: int
    stop: int


@cache
def _tag(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
        rf"|<(/?)(?:[\w.-]+:)?{name}(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(/?)>",
        re.DOTALL,
    )


def spans(source: str, name: str) -> Iterator[tuple[int, int]]:
    """Where the elements of a name stand, from tag to tag, in order; such ones do not nest.

    :param source: well-formed XML.
    :param name: without its prefix.
    """
    start = 0
    for match in _tag(name).finditer(source):
        if match[1] is None:
            continue
        if match[1]:
            yield start, match.end()
        elif match[2]:
            yield match.span()
        else:
            start = match.start()


def item(source: str, span: tuple[int, int], offset: int, cell: Cell | None = None) -> Item | None:
    """A string as an item; nothing if it has no letter.

    :param span: where the element that holds it stands.
    :param offset: where ``source`` begins in the text of its file.
    """
    string = _read(source[span[0] : span[1]])
    if not any(map(str.isalpha, "".join(words.text for words in string.words))):
        return None
    base = next(words for words in string.words if words.text)
    if base.run or len(string.words) > 1:
        words = _looking(string)
        base = next(one for one in words if one.text)
        write = partial(_runs, string.prefix, base.run)
        content = _lined(parts_of(words, base))
    else:
        write, content = partial(text, string.prefix), lined(base.text)
    start, stop = span[0] + string.start, span[0] + string.stop
    write = partial(_bounded, write, source[start:stop])
    return Item(offset + start, offset + stop, content, write, in_place=True, cell=cell)


def _looking(string: _String) -> list[Words]:
    """The words of a string with what tells their looks apart.

    A run without properties looks as its cell; Excel writes others in full. A size that several of them have
    is taken for that of the cell.
    """
    bare = f"<{string.prefix}r>"
    sizes = Counter(size for words in string.words for size in _SIZE.findall(words.look or ""))
    common = next((size for size, count in sizes.most_common(1) if count > 1), "")
    return [
        replace(
            words,
            run=words.run or bare,
            look=_NO_PROPERTIES.sub("", (words.look or bare).replace(common, "")),
        )
        for words in string.words
    ]


def item_in_cell(source: str, span: tuple[int, int], offset: int, cell: Cell) -> Item | None:
    """The string in a cell as an item, whether it is one of runs or a plain value."""
    inner = _inside(source, span)
    if not _VALUE.match(source, inner[0]):
        return item(source, inner, offset, cell)
    start, stop = _between(source, inner)
    words = read_value(source[start:stop])
    if not any(map(str.isalpha, words)):
        return None
    write = partial(_bounded, value, source[start:stop])
    return Item(offset + start, offset + stop, lined(words), write, in_place=True, cell=cell)


def words_of(source: str, span: tuple[int, int]) -> str:
    """The text of a string, or of a cell that holds one, which stands in ``source[start:stop]``."""
    start, stop = _inside(source, span)
    if _VALUE.match(source, start):
        start, stop = _between(source, (start, stop))
        return read_value(source[start:stop])
    return "".join(words.text for words in _read(source[start:stop]).words)


def _inside(source: str, span: tuple[int, int]) -> tuple[int, int]:
    """Where the string of a cell stands; a string that is in no cell stands where it stands."""
    start, stop = span
    piece = source[start:stop]
    first, last = next((inner for name in ("is", "v") for inner in spans(piece, name)), (0, len(piece)))
    return start + first, start + last


def _between(source: str, span: tuple[int, int]) -> tuple[int, int]:
    """What stands between the tags of an element."""
    return source.index(">", span[0]) + 1, max(source.rindex("<", *span), source.index(">", span[0]) + 1)


def text(prefix: str, content: Content) -> str:
    """A content as an element that holds a text."""
    words = native(content, _escaped)
    space = ' xml:space="preserve"' if words != words.strip() or "\n" in words else ""
    return f"<{prefix}t{space}>{words}</{prefix}t>"


def _bounded(write: Callable[[Content], str], otherwise: str, content: Content) -> str:
    """A content as written, unless it is longer than Excel takes: then the text stays as it was."""
    return write(content) if len(native(content)) <= excel.MAX_TEXT else otherwise


def value(content: Content) -> str:
    """A content as the value of a cell."""
    return native(content, _escaped)


def read_value(raw: str) -> str:
    """The characters of a text between tags."""
    return excel.unescaped(html.unescape(raw)).replace("\r\n", "\n").replace("\r", "\n")


def _escaped(words: str) -> str:
    return escape(excel.escaped(words))


def _read(piece: str) -> _String:
    """A string from the element that holds it."""
    if match := _PLAIN.fullmatch(piece):
        return _String(match[1], [_words(piece, *match.span(2), read_value(match[3]))], *match.span(2))
    stream = list(tokens(piece))
    inner = [one for one in elements(stream[1:-1]) if one[0].kind != "text"]
    prefix = stream[0].name.removesuffix(local(stream[0].name))
    start, stop = len(piece), 0
    words: list[Words] = []
    for one in inner:
        name = local(one[0].name)
        if name not in ("t", "r", "rPh"):
            continue
        start, stop = min(start, one[0].start), one[-1].stop
        if name == "t":
            words.append(_words(piece, one[0].start, one[-1].stop, _text(piece, one)))
        elif name == "r":
            words += _run(piece, one)
    return _String(prefix, words, start, stop)


def _run(piece: str, run: list[Token]) -> Iterator[Words]:
    opening = piece[run[0].start : run[0].stop]
    for one in elements(run[1:-1]):
        if local(one[0].name) == "rPr":
            opening += piece[one[0].start : one[-1].stop]
        elif local(one[0].name) == "t":
            look = _NO_LOOK.sub("", opening)
            yield _words(piece, run[0].start, run[-1].stop, _text(piece, one), opening, look)


def _words(piece: str, start: int, stop: int, words: str, run: str = "", look: str = "") -> Words:
    return Words(start=start, stop=stop, text=words, run=run, look=look, fixed=False)


def _text(piece: str, element: list[Token]) -> str:
    """The characters of a text element."""
    pieces = []
    for token in element[1:-1]:
        raw = piece[token.start : token.stop]
        if token.kind == "text":
            pieces.append(read_value(raw))
        elif raw.startswith("<![CDATA["):
            pieces.append(read_value(html.escape(raw[9:-3], quote=False)))
    return "".join(pieces)


def _lined(parts: list[str | Code]) -> Content:
    """A content of runs in which the ends of lines are codes."""
    pieces: list[str | Code] = []
    for part in parts:
        if isinstance(part, Code):
            pieces.append(part)
            continue
        for place, piece in enumerate(_LINE_END.split(part)):
            pieces.append(Code(piece, "apart" if piece.count("\n") > 1 else "line") if place % 2 else piece)
    return parted(joined(pieces))


def _runs(prefix: str, home: str, content: Content) -> str:
    """A content as runs: each has one text, and what closes a stretch goes back to the look of the string.

    :param home: the start of a run that looks as the string does.
    """
    pieces: list[str] = []
    words: list[str | Code] = []
    run = home
    for part in (*content, InRun("", "close")):
        if not isinstance(part, InRun):
            words.append(part)
            continue
        if words:
            pieces.append(f"{run}{text(prefix, tuple(words))}</{prefix}r>")
            words = []
        run = part.run or home
    return "".join(pieces)
