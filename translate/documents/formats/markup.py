"""Tags and text of XML and HTML, with their positions, for all formats of that family."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from tmx.base import safe_xml
from translate.documents.seam import Item, Options, broken, is_prose, joined, native, parted
from translate.model import BlockKind, Cell, Code, Content

TokenKind = Literal["text", "open", "close", "empty", "other"]

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<![A-Za-z][^<>\[]*+(?:\[[^\]]{0,4000}+\][^<>\[]*+)*+>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z_][\w:.-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(?P<empty>/?)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=`]+))")
_UNQUOTED = 4  # the group of a value without quotes
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_ENCODING = re.compile(
    r"(\A\N{ZERO WIDTH NO-BREAK SPACE}?\s*<\?xml[^>]*?encoding\s*=\s*[\"'])([\w.:-]+)([\"'])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of markup or text: ``source[start:stop]``."""

    kind: TokenKind
    start: int
    stop: int
    name: str = ""  # local name, lower case in HTML
    attributes: str = ""

    def get(self, name: str) -> str | None:
        """The value of an attribute; a name without prefix fits any, if there is none without."""
        values = {
            key: next(filter(None, values), "") for key, *values in _ATTRIBUTE.findall(self.attributes)[::-1]
        }
        if name not in values and ":" not in name:
            name = next((key for key in reversed(values) if key.rpartition(":")[2] == name), name)
        return html.unescape(values[name]) if name in values else None


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a tag: ``source[start:stop]`` is its value with its quotes, if it has any."""

    name: str  # without prefix, lower case
    start: int
    stop: int
    value: str


def is_protected(token: Token) -> bool:
    """Whether a tag protects its element from translation, as in HTML, XLIFF and ITS."""
    translate = (token.get("translate") or "").lower() if "translate" in token.attributes.lower() else ""
    if translate in ("yes", "no"):
        return translate == "no"
    if "notranslate" in token.attributes and "notranslate" in (token.get("class") or "").split():
        return True
    return "mtype" in token.attributes and token.get("mtype") in ("protected", "x-its-translate-no")


def attributes(source: str, token: Token) -> Iterator[Attribute]:
    """The attributes of a tag that have a value, in order."""
    first = token.start + 1 + len(token.name)
    for match in _ATTRIBUTE.finditer(source, first, first + len(token.attributes)):
        group = match.lastindex or 0
        quotes = group != _UNQUOTED
        yield Attribute(
            match[1].rpartition(":")[2].lower(),
            match.start(group) - quotes,
            match.end(group) + quotes,
            html.unescape(match[group]),
        )


class Cells:
    """Where in a table a stream of tokens is: its tables, rows and cells are counted as they open.

    :param names: what a table, a row and the kinds of cells are called.
    """

    def __init__(self, table: str, row: str, *cells: str) -> None:
        self._table, self._row, self._cells = table, row, cells
        self._tables = 0
        self._open: list[list[int]] = []

    def take(self, token: Token) -> None:
        """Go on over a token."""
        if token.name == self._table and token.kind == "open":
            self._open.append([self._tables, -1, -1])
            self._tables += 1
        elif token.name == self._table and token.kind == "close" and self._open:
            self._open.pop()
        elif self._open and token.name == self._row and token.kind == "open":
            self._open[-1][1:] = [self._open[-1][1] + 1, -1]
        elif self._open and token.name in self._cells and token.kind in ("open", "empty"):
            self._open[-1][2] += 1

    @property
    def place(self) -> Cell | None:
        """The cell that the stream is in."""
        return Cell(*self._open[-1]) if self._open and self._open[-1][2] >= 0 else None


def tokens(source: str) -> Iterator[Token]:
    """All of ``source`` in order, without gaps; a ``<`` that opens nothing is text."""
    last = 0
    for match in _TOKEN.finditer(source):
        if match.start() > last:
            yield Token("text", last, match.start())
        if match["name"] is None:
            yield Token("other", *match.span())
        else:
            kind: TokenKind = "close" if match["close"] else "empty" if match["empty"] else "open"
            yield Token(kind, *match.span(), match["name"], match["attributes"])
        last = match.end()
    if last < len(source):
        yield Token("text", last, len(source))


def local(name: str) -> str:
    """A tag's name without its prefix."""
    return name.rpartition(":")[2]


def escape(text: str) -> str:
    """Text as it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_quotes(words: Content) -> str:
    """A content as the value of an attribute."""
    return '"' + escape(native(words)).replace('"', "&quot;") + '"'


def decode_xml(data: bytes, options: Options) -> tuple[str, str]:
    """The text of an XML file and its encoding, well-formed and without entity tricks.

    A text in an encoding other than UTF-8 or UTF-16 declares UTF-8, as it will be written.

    :raises InputError: if it is not well-formed, declares entities, or is in an unknown encoding.
    """
    check_xml(data, options)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):  # XML 1.0, appendix F
        encoding = "utf-16-le" if data[:2] in (b"\xff\xfe", b"<\0") else "utf-16-be"
    else:
        declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
        encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        text = data.decode("gb18030" if encoding.lower() in ("gb2312", "gbk") else encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise broken(options, f"declares {encoding} but is not in it: {error}") from None
    if "\0" in text:
        raise broken(options, f"declares {encoding} but is not in it: it has a NUL byte")
    if not encoding.startswith("utf-16-"):
        text = _ENCODING.sub(r"\1UTF-8\3", text) if encoding.lower() not in ("utf-8", "utf8") else text
    return text, encoding


def check_xml(data: bytes, options: Options) -> None:
    """Whether the bytes are well-formed XML that declares no entity.

    :raises InputError: if not.
    """
    safe_xml.tree(data, options.name, huge=True, hint="It may be cut short; export it again.")


def element_end(stream: list[Token], at: int) -> int:
    """The index after the token that closes ``stream[at]``, which opens an element."""
    name, depth = stream[at].name, 0
    for index in range(at, len(stream)):
        token = stream[index]
        if token.name == name and token.kind in ("open", "close"):
            depth += 1 if token.kind == "open" else -1
            if depth == 0:
                return index + 1
    return len(stream)


def elements(stream: list[Token]) -> Iterator[list[Token]]:
    """Tokens, element by element; a text is one, too."""
    index = 0
    while index < len(stream):
        end = element_end(stream, index) if stream[index].kind == "open" else index + 1
        yield stream[index:end]
        index = end


def labels(
    source: str, stream: list[Token], names: Container[str], offset: int, kind: BlockKind = BlockKind.HEADING
) -> Iterator[Item]:
    """The texts of elements that hold nothing else, such as titles.

    :param names: of the elements, without prefixes.
    :param offset: where ``source`` begins in the text of its file.
    """
    for before, token in pairwise(stream):
        if before.kind == "open" and token.kind == "text" and local(before.name) in names:
            label = " ".join(html.unescape(source[token.start : token.stop]).split())
            if is_prose(label):
                yield Item(offset + token.start, offset + token.stop, (label,), in_tags, kind)


def in_tags(words: Content) -> str:
    """A content as it stands between tags."""
    return native(words, escape)


def content(
    source: str,
    stream: list[Token],
    *,
    opaque: frozenset[str],
    paired: frozenset[str],
    collapse: bool,
    offset: int = 0,
    notes: Container[int] = (),
) -> Content:
    """Tokens as a content: text unescaped, tags as codes.

    :param opaque: elements that are one code with all they hold; those of ``code`` show their text, as
        does a protected element.
    :param paired: elements whose tags open and close a stretch; other tags stand alone.
    :param collapse: white space is a single space, as HTML has it.
    :param offset: where ``source`` begins in the text of its file.
    :param notes: where elements open that are one code, and no part of the text.
    """
    parts: list[str | Code] = []
    index = 0
    while index < len(stream):
        token = stream[index]
        raw = source[token.start : token.stop]
        if token.kind == "text":
            text = html.unescape(raw)
            parts.append(re.sub(r"[ \t\r\n\f]+", " ", text) if collapse else text)
        elif token.kind == "other" and raw.startswith("<![CDATA["):
            parts.append(raw[9:-3])
        elif token.kind == "open" and (local(token.name) in opaque or index in notes or is_protected(token)):
            end = element_end(stream, index)
            raw = source[token.start : stream[end - 1].stop]
            inner = " ".join(html.unescape(re.sub(r"<[^<>]*>", "", raw)).split())
            words = (
                inner if index not in notes and (local(token.name) in SHOWN or is_protected(token)) else ""
            )
            parts.append(Code(raw, "alone", words, offset + token.start))
            index = end
            continue
        elif local(token.name) in paired and token.kind in ("open", "close"):
            parts.append(Code(raw, "open" if token.kind == "open" else "close", "", offset + token.start))
        else:
            line = collapse and token.name == "br"
            parts.append(Code(raw, "line" if line else "alone", "", offset + token.start))
        index += 1
    return parted(joined(parts))


SHOWN = frozenset(("code", "kbd", "samp", "var", "tt"))
"""Elements whose text is read and not translated."""
