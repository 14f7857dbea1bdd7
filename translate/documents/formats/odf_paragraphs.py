"""Paragraphs of ODF (``text:p``, ``text:h``), read as nodes and turned into items.

ODF 1.3 Part 3, 5 to 7. Spans are the runs of :mod:`docx_nodes`, those inside others with all that are around
them. Links and controls are stretches; what has paragraphs of its own (notes, comments, frames) is a mark,
and fields are marks that show their words. Nothing between two words is left out but spans that a reader
does not see.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from translate.documents.formats.docx_fields import result
from translate.documents.formats.docx_nodes import (
    Around,
    InRun,
    Mark,
    Markup,
    Node,
    NotUnderstoodError,
    Opening,
    Words,
    leaves,
    parts_of,
    written,
)
from translate.documents.formats.docx_package import are_symbols, is_fixed
from translate.documents.formats.docx_paragraphs import sentence, with_code
from translate.documents.formats.markup import Token, escape
from translate.documents.formats.odf_styles import Styles
from translate.documents.seam import Item, joined, parted
from translate.model import Code, Content, Role

_DEEPEST = 40  # spans and links in others
_MOST_SPACES = 100  # in one element; no text has more
_AROUND = frozenset(("text:a", "text:meta", "loext:content-control"))
_LINE_ENDS = frozenset(("text:tab", "text:line-break"))
_ASIDE = frozenset(("text:note", "office:annotation"))
_DRAWN = ("draw:", "dr3d:")
_UNSEEN = frozenset(("text:hidden-text", "text:hidden-paragraph", "text:script", "text:ruby-text"))
_FIELDS = ("text:", "presentation:")
_BLANK = re.compile(r"[ \t\r\n]+")  # which XML makes one space
_SPACE = "\0"  # a space that has to be an element, since another one stands before it


class _Text(Markup):
    """How words are written: as they are, in the spans that a run begins with."""

    __slots__ = ()

    def close(self, run: str) -> str:
        return f"</{self.tag('span')}>" * run.count("<")

    def texts(self, text: str) -> str:
        return re.sub(_SPACE + "+", lambda match: self._spaces(len(match[0])), escape(text))

    def _spaces(self, count: int) -> str:
        return f"<{self.tag('s')}/>" if count == 1 else f'<{self.tag("s")} {self.tag("c")}="{count}"/>'


TEXT = _Text("text", "")


@dataclass(frozen=True, slots=True)
class _Run:
    """The spans that words are in: where the outermost stands, their tags, how they look."""

    start: int
    stop: int
    tags: str
    look: str
    fonts: tuple[str, ...]


def paragraph(text: str, offset: int, tokens: list[Token], styles: Styles) -> Item | None:
    """A paragraph as an item; nothing if it has no words.

    :param text: that of its part.
    :param offset: where ``text`` begins in the text of the file.
    :param tokens: those of the paragraph, from its first tag to its last.
    :raises NotUnderstoodError: if it must stay as it is.
    """
    nodes = list(_Reader(text, offset, tokens, styles).nodes(1, len(tokens) - 1))
    inner = sentence(with_code(nodes, TEXT))
    base = _base([leaf for leaf in leaves(inner) if isinstance(leaf, Words) and leaf.look is not None])
    content = parted(joined(parts_of(inner, base)))
    if base is None or not any(map(str.isalnum, "".join(one for one in content if isinstance(one, str)))):
        return None
    riders = "".join(leaf.code.native for leaf in leaves(inner) if isinstance(leaf, Mark) and leaf.rides)
    start, stop = min(node.start for node in inner), max(node.stop for node in inner)
    return Item(offset + start, offset + stop, content, partial(_written, base.run, riders))


def _base(words: Sequence[Words]) -> Words | None:
    """Words that look as the paragraph does: those outside of spans, else those of which there are most."""
    sizes: dict[str | None, int] = {}
    for one in words:
        sizes[one.look] = sizes.get(one.look, 0) + len(one.text)
    bare = next((one for one in words if not one.run), None)
    return bare or max(words, key=lambda one: sizes[one.look], default=None)


def _written(run: str, riders: str, content: Content) -> str:
    return written(TEXT, run, _spaced(content)) + riders


def _spaced(content: Content) -> Content:
    """A content whose spaces all stay, though XML makes one of many, and none of those at the start."""
    parts: list[str | Code] = []
    blank = True
    for part in content:
        if isinstance(part, Code):
            blank = part.role == "line" or (blank and not part.shown)
            parts.append(part)
            continue
        text = re.sub(r"[\t\r\n]", " ", part)
        text = re.sub(r"(?<= ) ", _SPACE, _SPACE + text[1:] if blank and text.startswith(" ") else text)
        blank = text.endswith((" ", _SPACE)) if text else blank
        parts.append(text)
    return tuple(parts)


class _Reader:
    """Reads the nodes of a paragraph."""

    def __init__(self, text: str, offset: int, tokens: list[Token], styles: Styles) -> None:
        self._text, self._offset, self._tokens, self._styles = text, offset, tokens, styles
        self._ends = _ends(tokens)
        self._blank = True  # whether a space before the next letter would not be seen
        self._depth = 0

    def nodes(self, start: int, stop: int, run: _Run | None = None) -> Iterator[Node]:
        """The nodes of some tokens, given by their indexes.

        :param run: the spans that they are in.
        """
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotUnderstoodError("text:span")
        while start < stop:
            end = self._ends[start]
            for node in self._element(start, end, run):
                yield replace(node, start=run.start, stop=run.stop) if run else node
            start = end
        self._depth -= 1

    def _element(self, start: int, end: int, run: _Run | None) -> Iterator[Node]:
        token, name = self._tokens[start], self._tokens[start].name
        if token.kind == "text" or self._raw(start, end).startswith("<![CDATA["):
            yield from self._words(start, run)
        elif name == "text:s" and (count := _count(token)) <= _MOST_SPACES:
            yield _words(token, " " * count, run)
            self._blank = False
        elif name == "text:span":
            yield from self._span(start, end, run) if token.kind == "open" else ()
        elif name in _LINE_ENDS:
            yield self._mark(start, end, run, role_is_line=True)
            self._blank = False
        elif token.kind == "open" and (name in _AROUND or name == "text:ruby"):
            yield self._around(start, end, run)
        elif name in _ASIDE or name.startswith(_DRAWN):
            yield self._mark(start, end, run)
            self._blank = False
        elif token.kind != "open" or name in _UNSEEN:
            yield self._mark(start, end, run, rides=name == "text:soft-page-break")
        elif name.startswith(_FIELDS):
            shown = result(list(self.nodes(start + 1, end - 1)))
            yield self._mark(start, end, run, shown)
        elif any(
            self._raw(at, at + 1).strip() for at in range(start, end) if self._tokens[at].kind == "text"
        ):
            raise NotUnderstoodError(name)
        else:
            yield self._mark(start, end, run)

    def _words(self, at: int, run: _Run | None) -> Iterator[Node]:
        """A text, with its white space as a reader sees it."""
        token, raw = self._tokens[at], self._raw(at, at + 1)
        text = _BLANK.sub(" ", html.unescape(raw) if token.kind == "text" else raw[9:-3])
        text = text[1:] if self._blank and text.startswith(" ") else text
        if not text:
            return
        self._blank = text.endswith(" ")
        if run and are_symbols(run.fonts, text):
            yield self._mark(at, at + 1, run)
        else:
            yield _words(token, text, run)

    def _span(self, start: int, end: int, outer: _Run | None) -> Iterator[Node]:
        """The nodes of a span; one that holds a mark alone is that mark."""
        tag = self._tokens[start]
        name = tag.get("text:style-name") or ""
        run = _Run(
            outer.start if outer else tag.start,
            outer.stop if outer else self._tokens[end - 1].stop,
            (outer.tags if outer else "") + self._raw(start, start + 1),
            " ".join(filter(None, (outer.look if outer else "", self._styles.look(name)))),
            self._styles.fonts(name) or (outer.fonts if outer else ()),
        )
        inner = list(self.nodes(start + 1, end - 1, run))
        if len(inner) == 1 and isinstance(inner[0], Mark) and not inner[0].rides and not outer:
            mark = inner[0].code
            whole = Code(self._raw(start, end), mark.role, mark.shown, self._offset + tag.start)
            inner = [replace(inner[0], code=whole)]
        yield from inner

    def _around(self, start: int, end: int, run: _Run | None) -> Node:
        """An element around words; a mark if it has none. Of a phonetic guide the base is what is said."""
        first, last = start + 1, end - 1
        if self._tokens[start].name == "text:ruby":
            bases = [at for at in range(first, last) if self._tokens[at].name == "text:ruby-base"]
            if not bases or self._tokens[bases[0]].kind != "open":
                return self._mark(start, end, run)
            first, last = bases[0] + 1, self._ends[bases[0]] - 1
        nodes = tuple(self.nodes(first, last, run))
        if not any(isinstance(leaf, Words) for leaf in leaves(nodes)):
            return self._mark(start, end, run, result(nodes))
        opening = Opening(
            self._raw(start, first),
            "open",
            at=self._offset + self._tokens[start].start,
            end=self._raw(last, end),
        )
        return Around(
            start=self._tokens[start].start,
            stop=self._tokens[end - 1].stop,
            code=opening,
            nodes=nodes,
            is_element=run is None,
        )

    def _mark(
        self,
        start: int,
        end: int,
        run: _Run | None,
        shown: str = "",
        *,
        role_is_line: bool = False,
        rides: bool = False,
    ) -> Mark:
        """An element that stays whole."""
        token = self._tokens[start]
        role: Role = "line" if role_is_line else "alone"
        code = InRun(
            self._raw(start, end), role, shown, self._offset + token.start, run=run.tags if run else ""
        )
        return Mark(start=token.start, stop=self._tokens[end - 1].stop, code=code, rides=rides)

    def _raw(self, start: int, end: int) -> str:
        return self._text[self._tokens[start].start : self._tokens[end - 1].stop] if start < end else ""


def _words(token: Token, text: str, run: _Run | None) -> Words:
    tags, fonts = (run.tags, run.fonts) if run else ("", ())
    fixed = is_fixed(fonts, text)
    look = (run.look if run else "") + (fonts[0] if fixed else "")
    blank = not run and not text.strip()
    return Words(
        start=token.start, stop=token.stop, text=text, run=tags, look=None if blank else look, fixed=fixed
    )


def _count(token: Token) -> int:
    count = token.get("text:c") or "1"
    return int(count) if count.isascii() and count.isdecimal() and len(count) < 10 else _MOST_SPACES + 1


def _ends(tokens: Sequence[Token]) -> list[int]:
    """For each token the index after its element, or after itself."""
    ends = list(range(1, len(tokens) + 1))
    starts: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind == "open":
            starts.append(index)
        elif token.kind == "close" and starts:
            ends[starts.pop()] = index + 1
    return ends
