"""Markdown: the prose of headings, paragraphs, items, tables, pictures; code, addresses, front matter stay.

Blocks are those of CommonMark with GitHub's tables, by markdown-it-py; markup inside lines is found here,
and blocks of HTML are read as pages are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from typing import Any

from tmx.base.decode import decode
from tmx.base.script import HAN
from translate.documents.formats import web
from translate.documents.formats.emphasis import flanked
from translate.documents.seam import Item, Opened, Options, is_prose, joined, native, packed, parted, shown
from translate.model import BlockKind, Code, Content

_FRONT = re.compile(
    r"\A\N{ZERO WIDTH NO-BREAK SPACE}?(?:---[ \t]*\n.*?\n(?:---|\.\.\.)|\+\+\+[ \t]*\n.*?\n\+\+\+)[ \t]*\n",
    re.DOTALL,
)
_MARKUP = re.compile(
    r"^#{1,6} \S|\[[^\[\]\n]+\]\([^)\s]{1,2000}\)|^> |^(?:```|~~~)|\*\*[^*\n]+\*\*|^[ ]{0,3}[-*+] \S"
    r"|^\d+\. \S",
    re.MULTILINE,
)
_STRONG_MARKUP = re.compile(r"^#{1,6} \S|\[[^\[\]\n]+\]\([^)\s]{1,2000}\)|^(?:```|~~~)", re.MULTILINE)
_INLINE = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<code>(?<!`)(?P<ticks>`++)(?P<shown>.+?)(?<!`)(?P=ticks)(?!`))"
    r"|(?P<math>\$\$.+?\$\$|\$(?=\S)[^$\n]+?(?<=\S)\$(?!\d))"
    r"|(?P<alone>!\[[^\]\n]{0,1000}\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])"
    r"|\[\^[^\[\]\n]+\]|<(?:https?:|mailto:)[^<>\s]+>|<!--.{0,4000}?-->|<br\s*/?>|<img\b[^<>]*>|\{[%{].{0,1000}?[%}]\})"
    r"|(?P<opentag><[A-Za-z][\w-]*(?:\s[^<>]*)?>)|(?P<closetag></[A-Za-z][\w-]*\s*>)"
    r"|(?P<openref>!?\[(?=(?P<label>[^\[\]]{1,300})\](?:\[\]|(?![\[(:]))))"
    r"|(?P<openlink>\[(?:\[[ xX]\])?(?=(?:[^\[\]]|\[[^\[\]]*\]){1,2000}+\](?:\(|\[)))"
    r"|(?P<closelink>\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\]))"
    r"|(?P<hard>(?:(?<![ ])[ ]{2,}|\\)\n[ \t>]*)"
    r"|(?P<soft>(?<![ \t])[ \t]*\n(?:[ \t]*>)*[ \t]*)"
    r"|(?P<mark>\*{1,3}|~~|==|(?<![^\W_])_{1,3}(?=\S)|_{1,3}(?![^\W_]))"
    r"|(?P<closeref>\])",
    re.DOTALL,
)
_WORDS = (
    (re.compile(r"!\[([^\]\n]+)\]"), "[]"),
    (re.compile(r"(?:!\[[^\]\n]*)?\]\(\s*(?:<[^<>\n]*>|\S+)\s+\"([^\n]+)\"\s*\)\Z"), '"()'),
    (re.compile(r"(?:!\[[^\]\n]*)?\]\(\s*(?:<[^<>\n]*>|\S+)\s+'([^\n]+)'\s*\)\Z"), "'()"),
)
"""Words inside pictures and links, and what must not stand in them as it is."""

_BY_ITS_WORDS = re.compile(r"!\[([^\]\n]+)\]\[\]")
"""A picture whose words are the label of its address."""

_ESCAPED = "*_`[]<>\\$~|{}^=@#"
"""Marks that are escaped wherever a translation has them, if the source escapes them."""

_LIST_MARK = re.compile(r"\A(\d{0,9})((?<=\d)[.)]|(?<!\d)[-+])(?=\s|\Z)")

_ENDS = {'"': '"', "'": "'", ")": "()"}
"""What closes the title in a definition of a link, and what must not stand in it as it is."""

_MARKER = re.compile(r"\[[ xX]\][ \t]+|\[![A-Za-z-]+\][+-]?(?:[ \t]*\n[ \t>]*|[ \t]+|\Z)")
"""What a program reads at the beginning of a block: the box of a task, the kind of an alert."""

_CONTAINER = re.compile(r"^([ \t]*):{3,}.*$", re.MULTILINE)
"""The lines around a block in VuePress, Docusaurus, Pandoc: ``::: tip`` and ``:::``."""

_KINDS = {"heading_open": BlockKind.HEADING, "list_item_open": BlockKind.ITEM}
_CHINESE = re.compile(f"[{HAN}，。！？；：、）》”]{{2}}")


def open_markdown(data: bytes, options: Options) -> Opened:
    """A Markdown file."""
    return _opened(data, options, web.items, beside=True)


def read_markdown(data: bytes, options: Options) -> Opened:
    """A Markdown file to be aligned: its text, without the words of pictures and titles of links."""
    return _opened(data, options, web.flow, beside=False)


def looks_like(text: str) -> bool:
    """Whether a text without a telling suffix is Markdown: a front matter, or headings, links and fences."""
    head = text[:100_000]
    if _FRONT.match(head) and _STRONG_MARKUP.search(head):
        return True
    kinds = {match[0][:1] for match in _MARKUP.finditer(head)}
    return len(_STRONG_MARKUP.findall(head)) >= 3 and len(kinds) >= 2


def _opened(
    data: bytes, options: Options, page: Callable[[str, int], Iterator[Item]], *, beside: bool
) -> Opened:
    """A Markdown file.

    :param page: the prose of a block of HTML that begins at a place.
    :param beside: with the words of pictures and the titles of links.
    """
    decoded = decode(data, options.name)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    items = sorted(_items(text, page, beside=beside), key=lambda item: (item.start, -item.stop))
    return Opened("markdown", text, tuple(items), packed(decoded.encoding))


def _items(text: str, page: Callable[[str, int], Iterator[Item]], *, beside: bool) -> Iterator[Item]:
    from markdown_it import MarkdownIt

    front = _FRONT.match(text)
    offset = front.end() if front else 0
    body = text[offset:]
    starts = [0, *(match.end() for match in re.finditer("\n", body))]
    at, kind, row = 0, BlockKind.PARAGRAPH, 0
    known: dict[str, Any] = {}
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parsed = parser.parse(_CONTAINER.sub(r"\1<!-- -->", body), known)
    labels = frozenset(known.get("references", ()))
    for token in parsed:
        if token.type == "inline" and token.map:
            at = max(at, starts[token.map[0]])
            span = _span(body, token, at, starts)
            if span is None:
                continue
            at = span[1]
            yield from _item(body, span, offset, kind, labels, row=row > 0, beside=beside)
        elif token.type == "html_block" and token.map:
            start, stop = (
                starts[token.map[0]],
                starts[token.map[1]] if token.map[1] < len(starts) else len(body),
            )
            if _unmarked(body[start:stop]) == _unmarked(token.content):
                yield from page(body[start:stop], offset + start)
        row += {"table_open": 1, "table_close": -1}.get(token.type, 0)
        kind = _KINDS.get(token.type, kind if token.nesting > 0 else BlockKind.PARAGRAPH)

    for reference in known.get("references", {}).values() if beside else ():
        first, last = reference["map"]
        yield from _title(body, offset, reference["title"], starts[first], _end(starts, last, body))


def _end(starts: list[int], line: int, body: str) -> int:
    """Where the line before ``line`` ends."""
    return starts[line] if line < len(starts) else len(body)


def _unmarked(block: str) -> list[str]:
    """The lines of a block; where quotation marks stand before them, they are not those of its content."""
    return [line.strip() for line in block.strip().splitlines()]


def _title(body: str, offset: int, title: str, start: int, stop: int) -> Iterator[Item]:
    """The title in the definition of a link at ``body[start:stop]``, if it stands there as it reads."""
    at = body.rfind(title, start, stop)
    if at >= 0 and is_prose(title):
        after = at + len(title)
        words = " ".join(title.split())
        write = _escaped(_ENDS.get(body[after], ""), row=False)
        yield Item(offset + at, offset + after, (words,), write, in_place=True)


def _plain(words: str) -> str:
    """Words without escapes and entities."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", words))


def _span(body: str, token: Any, at: int, starts: list[int]) -> tuple[int, int] | None:
    """The span of an inline token's content in the text: its lines, in order, from ``at`` on."""
    lines = token.content.split("\n")
    first = last = -1
    for line in lines:
        line = line.strip(" \t")
        if not line:
            continue
        place = body.find(line, at)
        if place < 0 and "|" in line:  # of a table: the bar is escaped in the text
            line = line.replace("|", "\\|")
            place = body.find(line, at)
        if place < 0 or place > _end(starts, token.map[1], body):
            return None
        first = place if first < 0 else first
        at = last = place + len(line)
    return (first, last) if first >= 0 else None


def _item(
    body: str,
    span: tuple[int, int],
    offset: int,
    kind: BlockKind,
    labels: Container[str],
    *,
    row: bool,
    beside: bool,
) -> Iterator[Item]:
    """The item of a block, and those of its pictures and links."""
    start, stop = span
    marker = _MARKER.match(body, start, stop)
    start = marker.end() if marker else start
    parts = content(body[start:stop], offset + start, labels)
    if any(map(str.isalnum, shown(parts))):
        write = _write(parts, row, _escapes(body[start:stop]))
        yield Item(offset + start, offset + stop, parts, write, kind, in_place=True)
    for code in parts if beside else ():
        if isinstance(code, Code) and not code.shown:
            yield from _inside(code, row)


def _inside(code: Code, row: bool) -> Iterator[Item]:
    """The words of a picture, and the title of a picture or link."""
    if match := _BY_ITS_WORDS.fullmatch(code.native):
        write = _escaped("[]", row=row)
        if is_prose(words := match[1]):  # its label stays: ![a fox][] becomes ![狐狸][a fox]
            start, stop = code.at + 2, code.at + len(code.native) - 1
            yield Item(
                start,
                stop,
                (_plain(words),),
                lambda translation: f"{write(translation)}][{words}",
                in_place=True,
            )
        return
    for pattern, ends in _WORDS:
        match = pattern.match(code.native)
        if match and is_prose(match[1]):
            start, stop = match.span(1)
            write = _escaped(ends, row=row)
            yield Item(code.at + start, code.at + stop, (_plain(match[1]),), write, in_place=True)


def _escaped(ends: str, *, row: bool) -> Callable[[Content], str]:
    """A writer for words between marks; characters that would end them become entities."""

    def write(translation: Content) -> str:
        text = native(translation).strip().replace("\\", "\\\\")
        text = "".join(f"&#{ord(mark)};" if mark in ends else mark for mark in text)
        return text.replace("|", "\\|") if row else text

    return write


def content(text: str, offset: int = 0, labels: Container[str] = ()) -> Content:
    """The text of a block, which begins at ``offset``, as a content: marks, links and tags as codes.

    :param labels: those that the document defines, as CommonMark compares them.
    """
    parts: list[str | Code] = []
    opened: list[str] = []
    references: dict[int, str] = {}  # where links end that go by their words, and these
    last = 0
    for match in _INLINE.finditer(text):
        parts.append(text[last : match.start()])
        if match["openref"] and " ".join(match["label"].split()).lower().upper() in labels:
            references[match.end() + len(match["label"])] = " ".join(match["label"].split())
            part: str | Code = Code(match[0], "open")
        elif match.start() in references:
            part = Code(f"][{references[match.start()]}]", "close")
        else:
            part = _part(text, match, opened)
        parts.append(part if isinstance(part, str) else replace(part, at=offset + match.start()))
        last = match.end()
    return parted(joined([*parts, text[last:]]))


def _part(text: str, match: re.Match[str], opened: list[str]) -> str | Code:
    raw = match[0]
    if match["escape"]:
        return Code(raw, "alone", raw[1]) if raw == "\\&" else raw[1]  # &amp; would be read as an entity
    if match["closeref"] or (match["openref"] and not text.startswith("[]", match.end("label") + 1)):
        return raw
    if match["code"]:
        return Code(raw, "alone", match["shown"])
    if match["soft"]:
        around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
        return "" if _CHINESE.fullmatch(around) else " "
    if match["hard"] or raw.startswith("<br"):
        return Code(raw, "line")
    if match["math"] or raw.startswith(("<http", "<mailto:")):
        return Code(raw, "alone", raw.strip("<>"))
    if match["alone"]:
        return Code(raw)
    if match["mark"]:
        return _emphasis(text, match, opened)
    return Code(raw, "open" if match["openref"] or match["openlink"] or match["opentag"] else "close")


def _emphasis(text: str, match: re.Match[str], opened: list[str]) -> str | Code:
    """Whether a mark opens, closes, or is a character like others; flanking after CommonMark 6.2."""
    raw = match[0]
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if before.isdigit() and after.isdigit():  # 2*3*4
        return raw
    if raw in opened and before and not before.isspace():
        while opened.pop() != raw:
            pass
        return Code(raw, "close")
    if after and not after.isspace() and raw in text[match.end() :]:
        opened.append(raw)
        return Code(raw, "open")
    return raw


def _escapes(raw: str) -> str:
    """The marks that a text escapes."""
    matches = _INLINE.finditer(raw) if "\\" in raw else ()
    return "".join(dict.fromkeys(match["escape"][1] for match in matches if match["escape"]))


def _write(source: Content, row: bool, escapes: str = "") -> Callable[[Content], str]:
    marks = "".join(mark for mark in escapes if mark in _ESCAPED)
    pattern = re.compile(
        "|".join(
            (
                r"(?P<address>\w+://\S+)",
                *(["`"] if "`" in marks else ()),
                *([rf"[{re.escape(marks)}](?:(?<!\s.)|(?!\s))"] if marks else ()),  # 2 * 3 needs none
                *([r"!(?=\[)"] if "!" in escapes else ()),
                *([r"(?<=\])\("] if "(" in escapes else ()),
            )
        )
    )

    def again(text: str) -> str:
        return pattern.sub(lambda match: match[0] if match["address"] else "\\" + match[0], text)

    def write(translation: Content) -> str:
        text = native(flanked(translation, source), again if escapes else str).strip()
        if escapes:
            text = _LIST_MARK.sub(lambda match: f"{match[1]}\\{match[2]}", text)
        return re.sub(r"(?<!\\)\|", r"\\|", text) if row else text

    return write
