"""HTML and XHTML: prose between block tags, in attributes and drawings; scripts, styles and ``pre`` stay."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tmx.base.decode import decode
from translate.documents.formats.markup import (
    SHOWN,
    Attribute,
    Cells,
    Token,
    attributes,
    content,
    element_end,
    escape,
    in_quotes,
    is_protected,
    local,
    tokens,
)
from translate.documents.formats.messages import cased
from translate.documents.seam import Edit, Item, Opened, Options, is_prose, native, packed, shown
from translate.model import BlockKind, Code, Content

_PAIRED = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "del", "dfn", "em", "font",
    "i", "ins", "label", "mark", "q", "s", "small", "span", "strike", "strong", "sub", "sup",
    "time", "u", "ruby", "rb",
))  # fmt: skip
_OPAQUE = SHOWN | frozenset((
    "script", "style", "pre", "textarea", "svg", "metadata", "math", "template", "noscript",
    "iframe", "object", "canvas", "video", "audio", "select", "rt", "rp", "head",
))  # fmt: skip
_INLINE = _PAIRED | SHOWN | frozenset(("br", "img", "wbr", "input", "button", "rt", "rp"))
_VOID = frozenset(
    ("br", "img", "wbr", "input", "hr", "meta", "link", "area", "base", "col", "embed", "source")
)
_WITH_PROSE = frozenset(("select", "noscript", "object", "canvas", "video", "audio"))
"""Of the opaque elements, those whose inside holds prose nevertheless, and which may stand in a sentence.

The texts and titles of ``svg`` are prose, too, but it divides what stands around it."""

_READ = frozenset(("alt", "title", "placeholder", "label", "summary", "aria-label", "aria-description"))
_DESCRIBED = re.compile(r"(?:(?:og|twitter):)?(?:title|description|image:alt)|og:site_name", re.IGNORECASE)
_UNSEEN = frozenset(("script", "style", "template", "link"))
_PRESSED = frozenset(("submit", "button", "reset"))
_KINDS = {f"h{level}": BlockKind.HEADING for level in range(1, 7)} | {
    "title": BlockKind.TITLE,
    "li": BlockKind.ITEM,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
}
_LONGEST_NOTE = 8  # characters, and tags and texts: [123], 12., *
_SENTENCE_ENDS = frozenset('.?!。？！…”’」』"')
_CHARSET = re.compile(r"(<meta[^<>]+charset\s*=\s*[\"']?)([\w-]+)", re.IGNORECASE)
_ROOT = re.compile(r"<html\s[^<>]*>", re.IGNORECASE)
_LANG = re.compile(r"(\s(?:xml:)?lang\s*=\s*[\"'])([\w-]+)(?=[\"'])", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?(gb2312|gbk|gb18030)", re.IGNORECASE)


def open_html(data: bytes, options: Options) -> Opened:
    """A web page."""
    text, encoding = _decoded(data, options)
    prose = tuple(items(text, 0))
    return Opened("html", text, prose, packed(encoding), tuple(edits(text, 0, options, prose)))


def read_html(data: bytes, options: Options) -> Opened:
    """A web page to be aligned: its text, without the words in attributes."""
    text, encoding = _decoded(data, options)
    return Opened("html", text, tuple(flow(text, 0)), packed(encoding))


def _decoded(data: bytes, options: Options) -> tuple[str, str]:
    """The text of a page and its encoding."""
    if _META_CHARSET.search(data[:4096]):
        return data.decode("gb18030", "replace"), "gb18030"
    decoded = decode(data, options.name)
    return decoded.text, decoded.encoding


def edits(text: str, offset: int, options: Options, prose: Sequence[Item]) -> Iterator[Edit]:
    """The edits of a page's declared language and encoding; declarations within an item don't count."""
    for root in _ROOT.finditer(text):
        for match in _LANG.finditer(text, *root.span()):
            yield from _edit(match, offset, options.tag, prose)
    for match in _CHARSET.finditer(text):
        if match[2].lower() not in ("utf-8", "utf8", "utf-16"):
            yield from _edit(match, offset, "utf-8", prose)


def _edit(match: re.Match[str], offset: int, text: str, prose: Sequence[Item]) -> Iterator[Edit]:
    start, stop = offset + match.start(2), offset + match.end(2)
    if not any(item.start < stop and start < item.stop for item in prose):
        yield Edit(start, stop, text)


def items(text: str, offset: int) -> Iterator[Item]:
    """The prose of a page or a piece of one, in order; positions count from ``offset``."""
    stream = [_named(token) for token in tokens(text)]
    prose = [*_flow(text, stream, offset), *_attributes(text, stream, offset)]
    yield from sorted(prose, key=lambda item: (item.start, -item.stop))


def flow(text: str, offset: int) -> Iterator[Item]:
    """The prose between the tags of a page or a piece of one, in order; positions count from ``offset``."""
    stream = [_named(token) for token in tokens(text)]
    yield from sorted(_flow(text, stream, offset), key=lambda item: (item.start, -item.stop))


def _flow(text: str, stream: list[Token], offset: int) -> Iterator[Item]:
    run: list[Token] = []
    kind, cell = BlockKind.PARAGRAPH, None
    cells = Cells("table", "tr", "td", "th")

    def piece() -> Iterator[Item]:
        """The item of the run so far."""
        return (replace(item, cell=cell) for item in _item(text, run, offset, kind))

    index = 0
    while index < len(stream):
        token = stream[index]
        name = local(token.name)
        cells.take(token)
        if token.kind == "open" and name == "head":  # of a head only the title is prose
            end = element_end(stream, index)
            yield from piece()
            yield from _titles(text, stream[index:end], offset)
            run, index = [], end
        elif token.kind == "open" and (name in _OPAQUE or is_protected(token)):
            end = element_end(stream, index)
            if is_protected(token):
                yield from _freed(text, stream[index + 1 : end - 1], offset)
            elif name in _WITH_PROSE or name == "svg":
                yield from _flow(text, stream[index + 1 : end - 1], offset)
            if name in _INLINE or name in _WITH_PROSE:
                run += stream[index:end]
            else:
                yield from piece()
                run = []
            index = end
        elif token.kind == "text" or name in _INLINE or text.startswith("<!--", token.start):
            run.append(token)
            index += 1
        else:
            yield from piece()
            run, kind = [], _KINDS.get(name if token.kind == "open" else "", BlockKind.PARAGRAPH)
            cell = cells.place
            index += 1
    yield from piece()


def _freed(text: str, stream: list[Token], offset: int) -> Iterator[Item]:
    """The prose of elements that are to be translated inside one that is not."""
    index = 0
    while index < len(stream):
        end = index + 1
        if stream[index].kind == "open" and (stream[index].get("translate") or "").lower() == "yes":
            end = element_end(stream, index)
            yield from _flow(text, stream[index + 1 : end - 1], offset)
        index = end


def _attributes(text: str, stream: list[Token], offset: int) -> Iterator[Item]:
    """The prose in attributes of tags, outside of protected elements."""
    index = 0
    while index < len(stream):
        token = stream[index]
        if token.kind == "open" and is_protected(token):
            index = element_end(stream, index)
            continue
        for attribute in attributes(text, token) if token.attributes else ():
            if _is_read(token, attribute) and is_prose(attribute.value):
                words = " ".join(attribute.value.split())
                start, stop = offset + attribute.start, offset + attribute.stop
                yield Item(start, stop, (words,), in_quotes, in_place=True)
        hidden = token.kind == "open" and token.name in _OPAQUE - _WITH_PROSE - {"head"}
        index = element_end(stream, index) if hidden else index + 1


def _is_read(token: Token, attribute: Attribute) -> bool:
    """Whether people read an attribute: ``alt`` and the like, descriptions, the words of buttons."""
    if token.name == "meta":
        named = token.get("name") or token.get("property") or ""
        return attribute.name == "content" and _DESCRIBED.fullmatch(named) is not None
    if token.name in _UNSEEN:
        return False
    if token.name == "input" and attribute.name == "value":
        return (token.get("type") or "").lower() in _PRESSED
    return attribute.name in _READ


def _named(token: Token) -> Token:
    kind = "empty" if token.kind == "open" and token.name.lower() in _VOID else token.kind
    return Token(kind, token.start, token.stop, token.name.lower(), token.attributes)


def _titles(text: str, stream: list[Token], offset: int) -> Iterator[Item]:
    for before, token in itertools.pairwise(stream):
        if before.name == "title" and before.kind == "open" and token.kind == "text":
            yield from _item(text, [token], offset, BlockKind.TITLE)


def _item(text: str, run: list[Token], offset: int, kind: BlockKind) -> Iterator[Item]:
    """The item of a run of text and inline tags, without the codes and blanks around it."""
    start, stop = _inner(text, run)
    run = run[start:stop]
    if not run:
        return
    ends = _ends(run)
    notes = {index for index in ends if _is_note(text, run, index, ends[index])}
    body = content(text, run, opaque=_OPAQUE, paired=_PAIRED, collapse=True, offset=offset, notes=notes)
    body = cased(body, escape)
    if not any(map(str.isalnum, shown(body))):
        return
    first, last = offset + run[0].start, offset + run[-1].stop
    yield Item(first, last, body, _write(text, run), kind, in_place=True)


def _inner(text: str, run: list[Token]) -> tuple[int, int]:
    """Which tokens of a run to take: no blanks, no code alone or note outside, no pair around all of it."""
    start, stop = 0, len(run)
    ends = _ends(run)
    notes = {end - 1: index for index, end in ends.items() if _is_note(text, run, index, end)}
    while start < stop:
        first, last = run[start], run[stop - 1]
        if first.kind in ("empty", "close") or _blank(text, first):
            start += 1
        elif last.kind in ("empty", "open") or _blank(text, last):
            stop -= 1
        elif first.kind == "open" and ends[start] < stop and _is_note(text, run, start, ends[start]):
            start = ends[start]
        elif last.kind == "close" and notes.get(stop - 1, start) > start:
            stop = notes[stop - 1]
        elif (
            first.kind == "open" and first.name in _PAIRED and ends[start] >= stop and not is_protected(first)
        ):
            start, stop = start + 1, stop - 1
        else:
            break
    return start, stop


def _is_note(text: str, run: list[Token], index: int, end: int) -> bool:
    """Whether ``run[index:end]`` is the number of a note: a link within the book, or raised after a sentence.

    ``m<sup>2</sup>`` isn't one.
    """
    if run[index].name not in ("a", "sup") or end - index > _LONGEST_NOTE:
        return False
    tags = run[index:end]
    inside = "".join(text[token.start : token.stop] for token in tags if token.kind == "text").strip()
    if not inside or len(inside) > _LONGEST_NOTE or any(map(str.isalpha, inside)):
        return False
    if any(token.name == "a" and "#" in (token.get("href") or "") for token in tags):
        return True
    if run[index].name == "a":
        return False
    before = text[run[index - 1].start : run[index].start].rstrip() if index else ""
    after = text[run[end].start : run[end].stop] if end < len(run) else ""
    return before[-1:] in _SENTENCE_ENDS if before else after[:1].isspace()


def _ends(run: list[Token]) -> dict[int, int]:
    """For each token that opens an element, the index after the one that closes it, or that of the end."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for index, token in enumerate(run):
        if token.kind == "open":
            ends[index] = len(run)
            opened.setdefault(token.name, []).append(index)
        elif token.kind == "close" and opened.get(token.name):
            ends[opened[token.name].pop()] = index + 1
    return ends


def _blank(text: str, token: Token) -> bool:
    return token.kind in ("text", "other") and not (
        token.kind == "text" and text[token.start : token.stop].strip()
    )


def _write(text: str, run: list[Token]) -> Callable[[Content], str]:
    first, last = text[run[0].start : run[0].stop], text[run[-1].start : run[-1].stop]
    before = first[: len(first) - len(first.lstrip())] if run[0].kind == "text" else ""
    after = last[len(last.rstrip()) :] if run[-1].kind == "text" else ""

    def write(translation: Content) -> str:
        return before + native(_stripped(translation), escape) + after

    return write


def _stripped(body: Content) -> Content:
    parts = list(body)
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return tuple(part for part in parts if isinstance(part, Code) or part)
