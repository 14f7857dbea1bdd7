"""A stream into units and parsed elements: everyday units at once, all else through the parser, in order."""

import codecs
import re
from collections.abc import Generator, Iterator
from typing import IO, Any

from lxml import etree

from tmx.rule import Rule
from tmx.xml import _fast
from tmx.xml.elements import NAMES, NAMESPACE, UNBOUND, Element, FlawError

CHUNK = 1 << 16  # bytes a read
_TAGS = [form for name in ("header", "tu", "body", "tmx") for form in (name, NAMESPACE + name)]

# The beginning of a memory up to its units, when nothing in it can hide another state of the parser.
_PREAMBLE = re.compile(
    r"""\ufeff?(?:<\?xml[ ]version=["']1\.0["'](?:[ ]encoding=["'](?:utf-8|us-ascii)["'])?
    (?:[ ]standalone=["'](?:yes|no)["'])?[ ]?\?>)?\s*
    (?:<!DOCTYPE[^\[<>]*>)?\s*<tmx(?:\s[^<>]*)?>\s*
    <header(?:\s[^<>]*/>|[^<>]*>(?:(?!<header|<!|<\?|<body).)*</header>)\s*<body\s*>""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_UNUSUAL = re.compile(r"<!|<\?|</body")
_PREFIX = re.compile(r"[<\s/]([^\W\d][\w.-]*):(?=[^\W\d][\w.-]*[\s=/>])")
_START = re.compile(r"<tu[\s>/]")


class Feed:
    """The content of a memory in order: elements as the parser ends them, and units ready made.

    :ivar line: of the unit given last, from 1, if it came ready made.
    :ivar before: lines of text that the parser has not seen; add it to the parser's lines.
    :ivar since: bytes or characters since the last unit, for the limit.
    :param quick: whether units may come ready made; the twin without is what the tests compare with.
    """

    def __init__(
        self, stream: IO[bytes], *, limit: int, encoding: str | None = None, quick: bool = True
    ) -> None:
        self.since = self.line = self.before = 0
        self.root: Element = None  # the element given last, and the root at the end
        self._next_line = 1
        self._unusual = False
        self._stream = stream
        self._limit = limit
        self._quick = quick and encoding is None
        self._parser = etree.XMLPullParser(
            events=("end",),
            tag=_TAGS,
            encoding=encoding,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            huge_tree=False,
        )

    def __iter__(self) -> Iterator[Any]:
        first = self._read()
        begin = self._preamble(first) if self._quick else 0
        yield from self._parsed(first[:begin])
        if begin and self._in_body():
            yield from self._mixed(first[begin:])
        else:
            yield from self._parsed(first[begin:])
        while data := self._read():
            yield from self._parsed(data)
        self.root = self._parser.close()
        yield from self._ended()

    def _read(self) -> bytes:
        data = self._stream.read(CHUNK)
        self._count(len(data))
        return data

    def _count(self, more: int) -> None:
        self.since += more
        if self.since > self._limit:
            raise FlawError(
                0,
                f"no unit ends within {self._limit:,} bytes",
                "If the file is sound, read it with a larger Policy.max_unit.",
                rule=Rule.SIZE,
            )

    def _parsed(self, data: bytes) -> Iterator[Any]:
        """The elements that end in ``data``; what ended before an error comes before it."""
        error = None
        try:
            self._parser.feed(data)
        except etree.XMLSyntaxError as found:
            error = found
        yield from self._ended()
        if error is not None:
            raise error

    def _ended(self) -> Iterator[Any]:
        for _, element in self._parser.read_events():
            self.root = element
            yield element

    # ready-made units

    def _preamble(self, data: bytes) -> int:
        """Where the units begin, in bytes, if all before them is usual and in UTF-8; else 0."""
        text = data.decode("utf-8", errors="ignore")
        found = _PREAMBLE.match(text)
        if not found or "xmlns:" in found[0] or not data.startswith(begin := found[0].encode()):
            return 0
        self._next_line = 1 + found[0].count("\n")
        return len(begin)

    def _in_body(self) -> bool:
        """Whether the parser has seen one header, right below the root, and so stands in the body."""
        header = self.root
        return header is not None and NAMES[header.tag] == "header" and _depth(header) == 1

    def _mixed(self, raw: bytes) -> Iterator[Any]:
        """Ready-made units and parsed elements, until something unusual comes, and the rest."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        text = ""
        while True:
            pending = decoder.getstate()[0]
            try:
                text += decoder.decode(raw, not raw)
            except UnicodeDecodeError:
                yield from self._parsed(text.encode() + pending + raw)
                return
            text, held = _line_ends(text)
            start = yield from self._units(text)
            text = text[start:] + held
            if self._unusual or not raw or len(text) > 2 * CHUNK:
                yield from self._parsed(text.encode() + decoder.getstate()[0])
                return
            raw = self._read()

    def _units(self, text: str) -> Generator[Any, None, int]:
        """What ends in ``text``; returns where the rest begins."""
        start = 0
        while True:
            found = _fast.UNIT.match(text, start)
            unit = None if found is None else _fast.built(found)
            if found is None or unit is None:
                end = text.find("</tu>", start) + len("</tu>")
                piece = text[start:end]
                if end < len("</tu>") or _UNUSUAL.search(piece) or len(_START.findall(piece)) != 1:
                    self._unusual = end >= len("</tu>")
                    return start
                self._next_line += piece.count("\n")
                before = self.root
                yield from self._parsed(_bound(piece).encode())
                start = end
                if self.root is before or NAMES[self.root.tag] != "tu" or _depth(self.root) != 2:
                    self._unusual = True  # the parser stands elsewhere, or waits for more
                    return start
                continue
            self.line = self._next_line + text.count("\n", start, found.end(1))
            lines = text.count("\n", start, start := found.end())
            self.before += lines
            self._next_line += lines
            yield unit


def _bound(piece: str) -> str:
    """A unit with every prefix declared, so that one that nobody declared spoils the unit, not the memory."""
    if ":" not in piece:
        return piece
    prefixes = set(_PREFIX.findall(piece)) - {"xml", "xmlns"}
    missing = sorted(prefix for prefix in prefixes if f"xmlns:{prefix}=" not in piece)
    declared = "".join(f' xmlns:{prefix}="{UNBOUND}{prefix}"' for prefix in missing)
    return piece.replace("<tu", f"<tu{declared}", 1)


def _depth(element: Element) -> int:
    """How many elements it lies in."""
    return sum(1 for _ in element.iterancestors())


def _line_ends(text: str) -> tuple[str, str]:
    """The text with line ends as a parser makes them, and what of its end waits for the next character."""
    if "\r" not in text:
        return text, ""
    held = "\r" if text.endswith("\r") else ""
    return text.removesuffix("\r").replace("\r\n", "\n"), held
