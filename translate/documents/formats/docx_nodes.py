"""The nodes of a DOCX paragraph, as a content with codes and as XML again.

A content stands between runs: each of its codes is an element or some whole elements, and each string becomes
a run when it is written. So codes may go anywhere, and the XML is well-formed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translate.documents.formats.markup import escape
from translate.model import Code, Content

_NO_LOOK = re.compile(
    r"<w:(?:lang|noProof|rFonts|kern|proofErr)\b[^>]*/>|<a:(?:latin|ea|cs)\b[^>]*/>"
    r"| (?:lang|altLang|dirty|err|noProof|smtClean|kumimoji)=(?:\"[^\"]*\"|'[^']*')"  # of a:rPr
)
_NAME = re.compile(r"\A<([\w.:-]+)")
_HYPHEN = "\N{NON-BREAKING HYPHEN}"


@dataclass(frozen=True, slots=True)
class Markup:
    """How paragraphs are written: in WordprocessingML (``w:p``) or DrawingML (``a:p``)."""

    prefix: str
    text: str  # the tag that opens a text

    def tag(self, name: str) -> str:
        """The full name of an element."""
        return f"{self.prefix}:{name}"

    def close(self, run: str) -> str:
        """What ends a run that begins so."""
        return f"</{self.tag('r')}>"

    def texts(self, text: str) -> str:
        """A text in its tags; Word keeps a hyphen that does not break as an element."""
        hyphen = f"<{self.tag('noBreakHyphen')}/>"
        pieces = text.split(_HYPHEN) if self is WORD else [text]
        end = f"</{self.tag('t')}>"
        return hyphen.join(f"{self.text}{escape(piece)}{end}" if piece else "" for piece in pieces)


WORD = Markup("w", '<w:t xml:space="preserve">')
DRAWING = Markup("a", "<a:t>")


@dataclass(frozen=True, slots=True)
class InRun(Code):
    """What stands in a run; one that opens a stretch begins another look, one that closes it ends that."""

    run: str = ""  # the start of the run: its tag and properties


@dataclass(frozen=True, slots=True)
class Opening(Code):
    """Opens an element around words: a link, a tracked insertion."""

    end: str = ""  # the markup that ends it


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text; its place is that of its run, as for all that stands in one."""

    start: int
    stop: int
    first: bool = True  # in its run
    last: bool = True
    text: str
    run: str
    look: str | None  # its visible properties; none: as the paragraph looks
    fixed: bool  # in a fixed-width font, as code is


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Markup that stays whole, wherever it goes."""

    start: int
    stop: int
    first: bool = True
    last: bool = True
    code: Code
    field: str = ""  # its part in a complex field that is not whole
    rides: bool = False  # of the source's letters alone, such as a spelling mark: it goes to the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """An element around other nodes."""

    start: int
    stop: int
    first: bool = True
    last: bool = True
    code: Opening
    nodes: tuple[Node, ...]
    is_element: bool = True  # or a field, between two of its marks


class NotUnderstoodError(Exception):
    """A paragraph cannot be taken apart; the argument is the name of the element that is in the way."""


Node = Words | Mark | Around


def seen(look: str) -> str:
    """The visible properties of a run."""
    return re.sub(r"<[wa]:rPr\s*(?:/>|>\s*</[wa]:rPr>)", "", _NO_LOOK.sub("", look))


def leaves(nodes: Sequence[Node]) -> Iterator[Words | Mark]:
    """All words and marks, in order."""
    for node in nodes:
        if isinstance(node, Around):
            yield from leaves(node.nodes)
        else:
            yield node


def parts_of(nodes: Sequence[Node], base: Words | None) -> list[str | Code]:
    """Nodes as text and codes: words that look unlike ``base`` are stretches; what rides is left out.

    :param base: words that look as the paragraph does; without, all are stretches.
    """
    parts: list[str | Code] = []
    look = base.look if base else None
    last: str | None = None  # the look of the stretch that ends the parts
    for node in nodes:
        if isinstance(node, Words) and (node.look is None or node.look == look):
            parts.append(node.text)
        elif isinstance(node, Words):
            if last is not None and last == node.look:
                parts[-1:] = [node.text, parts[-1]]
            else:
                close = f"</{_NAME.findall(node.run)[0]}>"
                home = base.run if base else node.run
                parts += (InRun(node.run, "open", run=node.run), node.text, InRun(close, "close", run=home))
        elif isinstance(node, Around):
            parts += (node.code, *parts_of(node.nodes, base), Code(node.code.end, "close"))
        elif not node.rides:
            parts.append(node.code)
        else:
            continue
        last = node.look if isinstance(node, Words) and node.look != look else None
    return parts


def written(markup: Markup, run: str, content: Sequence[str | Code] | Content) -> str:
    """A content as runs and what stands around them.

    Codes are closed in the order they were opened, even where the two halves stand in different sentences.

    :param run: the start of a run that looks as the paragraph does.
    """
    pieces: list[str] = []
    ends: list[str] = []
    inside, now = "", run  # the run that is open, and that of texts
    for part in content:
        if isinstance(part, InRun) and part.role in ("open", "close"):
            now = part.run
            continue
        wanted = now if isinstance(part, str) else part.run if isinstance(part, InRun) else ""
        if inside != wanted:
            pieces += ([markup.close(inside)] if inside else []) + [wanted]
            inside = wanted
        if isinstance(part, str):
            pieces.append(markup.texts(part))
        elif part.role == "close":
            pieces.append(ends.pop() if ends else "")
        else:
            pieces.append(part.native)
            ends += [part.end] if isinstance(part, Opening) else []
    pieces += ([markup.close(inside)] if inside else []) + ends[::-1]
    return "".join(pieces)
