"""Paragraphs of DOCX, read as nodes and turned into items.

ECMA-376 Part 1, 17.3 (paragraphs and runs). Nothing between two words is left out: an unknown element stays
whole as a mark. If it has words of its own, nobody can tell which belong to the sentence, and the paragraph
stays as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from translate.documents.formats.docx_fields import folded, is_link, is_torn, result
from translate.documents.formats.docx_nodes import (
    WORD,
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
    seen,
    written,
)
from translate.documents.formats.docx_package import Fonts, are_symbols, fonts_of, is_fixed
from translate.documents.formats.markup import Token, element_end, elements, local
from translate.documents.seam import Item, joined, parted
from translate.model import BlockKind, Code, Content

_AROUND = frozenset(("hyperlink", "ins", "moveTo", "smartTag", "customXml", "bdo", "dir", "sdt"))
_FIELDS = frozenset(("fldSimple", "fld"))
_FORMULAS = frozenset(("oMath", "oMathPara"))
_SILENT = frozenset(("txbxContent", "del", "moveFrom"))  # their text isn't part of the sentence
_INSTRUCTIONS = frozenset(("instrText", "delInstrText"))
_OF_LETTERS = frozenset(("proofErr", "softHyphen", "lastRenderedPageBreak"))
_LINE_ENDS = frozenset(("br", "cr", "tab", "ptab"))
_HEADING = re.compile(r"<w:pStyle\s+w:val=\"(?:heading|title|标题)", re.IGNORECASE)
_PROSE = re.compile(r"[A-Z]\w*,?(?: [A-Za-z'’-]+[,;:]?){5,}[.!?]")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document: its text, where that begins in the text of the file, how it is written."""

    text: str
    offset: int
    markup: Markup
    fonts: Fonts


def paragraph(part: Part, tokens: list[Token]) -> Item | None:
    """A paragraph as an item; nothing if it has no words.

    :param tokens: its tokens, from its first tag to its last.
    :raises NotUnderstoodError: if it must stay as it is.
    """
    properties = _properties(part, tokens)
    nodes = _Reader(part, fonts_of(properties, part.fonts)).nodes(tokens[1:-1])
    inner = sentence(with_code(nodes, part.markup))
    base = next((one for one in leaves(inner) if isinstance(one, Words) and one.look is not None), None)
    content = parted(joined(parts_of(inner, base)))
    if base is None or not any(map(str.isalnum, "".join(one for one in content if isinstance(one, str)))):
        return None
    if is_torn(inner):
        raise NotUnderstoodError(part.markup.tag("fldChar"))
    riders = "".join(leaf.code.native for leaf in leaves(inner) if isinstance(leaf, Mark) and leaf.rides)
    return Item(
        part.offset + min(node.start for node in inner),
        part.offset + max(node.stop for node in inner),
        content,
        partial(_written, part.markup, base.run, riders),
        BlockKind.HEADING if _HEADING.search(properties) else BlockKind.PARAGRAPH,
    )


def _written(markup: Markup, run: str, riders: str, content: Content) -> str:
    return written(markup, run, content) + riders


class _Reader:
    """Reads the nodes of a paragraph.

    :param fonts: the fonts of runs that name none.
    """

    def __init__(self, part: Part, fonts: tuple[str, ...]) -> None:
        self._part, self._fonts = part, fonts

    def nodes(self, tokens: list[Token]) -> list[Node]:
        """The nodes of the elements between runs, with fields as single nodes."""
        nodes = [node for inner in elements(tokens) for node in self._element(inner)]
        return folded(self._part.text, nodes, self._part.markup, self._part.offset)

    def _element(self, element: list[Token]) -> Iterator[Node]:
        first, name = element[0], local(element[0].name)
        if first.kind == "text" and not self._raw(element).strip():
            return
        if first.name == self._part.markup.tag("r"):
            yield from self._run(element)
        elif first.kind == "open" and name in _AROUND:
            yield self._around(element)
        elif first.kind == "open" and name in _FIELDS:
            yield self._simple_field(element)
        elif name in _FORMULAS:
            yield self._mark(element, _formula(self._part.text, element))
        else:
            yield self._mark(element, rides=name in _OF_LETTERS)

    def _run(self, element: list[Token]) -> Iterator[Node]:
        """The nodes of a run; an empty run has none."""
        inner = [one for one in elements(element[1:-1]) if one[0].kind != "text"]
        look = ""
        if inner and inner[0][0].name == self._part.markup.tag("rPr"):
            look = self._raw(inner.pop(0))
        run = self._raw(element[:1]) + look
        for number, one in enumerate(inner):
            node = self._in_run(one, run, look)
            if node and len(inner) == 1 and isinstance(node, Mark) and not node.rides:  # its run, as it is
                code = Code(self._raw(element), node.code.role, "", self._part.offset + element[0].start)
                node = replace(node, code=code)
            if node:
                first, last = number == 0, number == len(inner) - 1
                yield replace(node, start=element[0].start, stop=element[-1].stop, first=first, last=last)

    def _in_run(self, element: list[Token], run: str, look: str) -> Words | Mark | None:
        name, start, stop = local(element[0].name), element[0].start, element[-1].stop
        fonts = fonts_of(look, self._part.fonts, self._fonts)
        if element[0].name == self._part.markup.tag("t"):
            text = self._text(element)
        else:
            text = "\N{NON-BREAKING HYPHEN}" if name == "noBreakHyphen" else ""
        if text and not are_symbols(fonts, text):
            fixed = is_fixed(fonts, text)
            kind = seen(look) + (fonts[0] if fixed else "")
            return Words(start=start, stop=stop, text=text, run=run, look=kind, fixed=fixed)
        if name == "t" and not text:
            return None
        if name in _OF_LETTERS:
            native = f"{run}{self._raw(element)}</{self._part.markup.tag('r')}>"
            return Mark(start=start, stop=stop, code=Code(native), rides=True)
        mark = self._mark(element)
        code = InRun(mark.code.native, mark.code.role, "", mark.code.at, run)
        field = "instruction" if name in _INSTRUCTIONS else element[0].get("fldCharType") or ""
        return Mark(start=start, stop=stop, code=code, field=field)

    def _text(self, element: list[Token]) -> str:
        """The characters of a text element."""
        pieces = []
        for token in element[1:-1]:
            raw = self._raw([token])
            if token.kind != "text" and not raw.startswith("<![CDATA["):
                raise NotUnderstoodError(element[0].name)
            pieces.append(html.unescape(raw) if token.kind == "text" else raw[9:-3])
        return "".join(pieces)

    def _around(self, element: list[Token]) -> Node:
        """An element around words, with its properties in its opening; a mark if it has no words."""
        start, stop = self._room(element)
        nodes = self.nodes(element[start:stop])
        if not any(isinstance(leaf, Words) for leaf in leaves(nodes)):
            mark = self._mark(element, result(nodes), knows=True)
            return replace(mark, field="part") if is_torn(nodes) else mark
        code = Opening(
            self._raw(element[:start]),
            "open",
            at=self._part.offset + element[0].start,
            end=self._raw(element[stop:]),
        )
        return Around(start=element[0].start, stop=element[-1].stop, code=code, nodes=tuple(nodes))

    def _room(self, element: list[Token]) -> tuple[int, int]:
        """Where the words may begin and end: after properties, inside of the content of a control."""
        index = 1
        while index < len(element) - 1:
            token = element[index]
            name, end = local(token.name), element_end(element, index) if token.kind == "open" else index + 1
            if element[0].name.endswith("sdt") and name == "sdtContent" and token.kind == "open":
                return index + 1, end - 1
            if token.kind != "text" and not name.endswith("Pr"):
                break
            if token.kind == "text" and self._raw([token]).strip():
                break
            index = end
        return index, len(element) - 1

    def _simple_field(self, element: list[Token]) -> Node:
        if is_link(element[0].get("instr") or ""):
            return self._around(element)
        is_run = self._part.markup is not WORD  # it has properties and text
        nodes = list(self._run(element)) if is_run else self.nodes(element[1:-1])
        return self._mark(element, result(nodes), knows=True)

    def _mark(
        self, element: list[Token], shown: str = "", *, knows: bool = False, rides: bool = False
    ) -> Mark:
        """An element that stays whole.

        :raises NotUnderstoodError: if it has words of an unknown kind.
        """
        name = local(element[0].name)
        if not (shown or knows or name in _SILENT or name == "t") and _speaks(self._part, element):
            raise NotUnderstoodError(element[0].name)
        role = "line" if name in _LINE_ENDS else "alone"
        code = Code(self._raw(element), role, shown, self._part.offset + element[0].start)  # type: ignore[arg-type]
        return Mark(start=element[0].start, stop=element[-1].stop, code=code, rides=rides)

    def _raw(self, tokens: Sequence[Token]) -> str:
        return self._part.text[tokens[0].start : tokens[-1].stop] if tokens else ""


def _properties(part: Part, tokens: list[Token]) -> str:
    for index, token in enumerate(tokens[1:3], 1):
        if token.kind == "open" and token.name == part.markup.tag("pPr"):
            return part.text[token.start : tokens[element_end(tokens, index) - 1].stop]
    return ""


def _speaks(part: Part, element: list[Token]) -> bool:
    """Whether an element has words that a reader takes for those of the paragraph."""
    index = 0
    while index < len(element):
        token = element[index]
        if token.kind == "open" and local(token.name) in _SILENT:
            index = element_end(element, index)
            continue
        if token.kind == "open" and token.name == part.markup.tag("t"):
            end = element_end(element, index)
            if any(map(str.isalnum, part.text[token.stop : element[end - 1].start])):
                return True
        index += 1
    return False


def _formula(text: str, element: list[Token]) -> str:
    """The text of a formula in one line; it counts as a word of its sentence."""
    pieces = [
        html.unescape(text[token.start : token.stop])
        for before, token in pairwise(element)
        if before.kind == "open" and local(before.name) == "t" and token.kind == "text"
    ]
    return " ".join("".join(pieces).split())


def with_code(nodes: Sequence[Node], markup: Markup) -> list[Node]:
    """Nodes in which words of a fixed-width font beside others are marks, as they are code.

    A paragraph all of which is in such a font is prose, and so are whole sentences.
    """
    words = [leaf for leaf in leaves(nodes) if isinstance(leaf, Words)]
    if all(leaf.fixed or not any(map(str.isalpha, leaf.text)) for leaf in words):
        return list(nodes)
    return _marked(nodes, markup)


def _marked(nodes: Sequence[Node], markup: Markup) -> list[Node]:
    marked: list[Node] = []
    row: list[Words] = []
    for node in [*nodes, None]:
        if isinstance(node, Words) and node.fixed and (not row or row[-1].look == node.look):
            row.append(node)
        elif isinstance(node, Mark) and node.rides:
            marked.append(node)
        else:
            marked += _code(row, markup)
            row = [node] if isinstance(node, Words) and node.fixed else []
            if isinstance(node, Around):
                marked.append(replace(node, nodes=tuple(_marked(node.nodes, markup))))
            elif node and not row:
                marked.append(node)
    return marked


def _code(row: Sequence[Words], markup: Markup) -> Iterator[Node]:
    """Words that are code, side by side: one mark, with the blanks around it as text."""
    text = "".join(words.text for words in row)
    if not text.strip() or _PROSE.search(text):
        yield from row
        return
    inner = text.strip()
    before, after = (replace(row[0], text=blanks, look=None) for blanks in text.split(inner, 1))
    code = InRun(markup.texts(inner), "alone", inner, run=row[0].run)
    yield before
    yield Mark(start=row[0].start, stop=row[-1].stop, first=row[0].first, last=row[-1].last, code=code)
    yield replace(after, start=row[-1].start, stop=row[-1].stop)


def sentence(nodes: Sequence[Node]) -> list[Node]:
    """From the first to the last node that belongs to the words, within what stands around all of them.

    Invisible nodes stay outside, as do those that a line end parts from the words. Runs stay whole.
    """
    worded = [place for place, node in enumerate(nodes) if _has_words(node)]
    if not worded:
        return []
    inner = list(nodes[_edge(nodes, worded[0], -1) : _edge(nodes, worded[-1], 1) + 1])
    size = 0
    while size != len(inner):  # runs and fields that share a run stay whole
        size, start, stop = len(inner), min(one.start for one in inner), max(one.stop for one in inner)
        inner = [node for node in nodes if node.start < stop and node.stop > start]
    if len(inner) == 1 and isinstance(inner[0], Around) and inner[0].is_element:
        return sentence(inner[0].nodes)
    return inner


def _edge(nodes: Sequence[Node], place: int, step: int) -> int:
    """The last node in a direction that a reader sees in the line of ``place``."""
    edge = place
    while 0 <= (place := place + step) < len(nodes):
        node = nodes[place]
        if isinstance(node, Mark) and node.code.role == "line":
            break
        if isinstance(node, Mark) and node.code.shown:
            edge = place
    return edge


def _has_words(node: Node) -> bool:
    return any(isinstance(leaf, Words) and leaf.text.strip() for leaf in leaves([node]))
