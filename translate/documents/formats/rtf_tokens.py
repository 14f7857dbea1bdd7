"""RTF as tokens: groups, control words, bytes of text (Rich Text Format Specification 1.9.1).

What a font's bytes mean is said by its character set, else by the code page of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

TokenKind = Literal["open", "close", "word", "bytes"]

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|([^\\{}]+)|\\\Z",
    re.DOTALL,
)
_INNER = re.compile(rb"[{}]|\\bin(\d{1,10})[ ]?|\\.", re.DOTALL)
_SIGNS = {b"~": "\N{NO-BREAK SPACE}", b"_": "\N{NON-BREAKING HYPHEN}"}
_LITERAL = (b"\\", b"{", b"}")
_LINE_ENDS = (b"\n", b"\r")

CHARSETS = {
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
"""The encodings of ``\\fcharset``; of the others, that of the document."""

SYMBOLS = 2
"""The ``\\fcharset`` of fonts whose bytes are pictures."""


class Token(NamedTuple):
    """A piece of a file: ``word`` is a control word with its number, or a sign (``~``, ``*``)."""

    kind: TokenKind
    word: str = ""
    number: int | None = None
    bytes: bytes = b""


class Tokens:
    """The tokens of a file, in order; groups can be passed over.

    ``is_whole`` says, at the end, whether every group was closed.
    """

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0
        self.depth = 0
        self.is_whole = False

    def __iter__(self) -> Iterator[Token]:
        data = self._data
        while match := _TOKEN.match(data, self._at):
            self._at = match.end()
            word, number, code, sign, brace, text = match.groups()
            if text is not None:
                if text := text.translate(None, b"\r\n\0"):
                    yield Token("bytes", bytes=text)
            elif code is not None:
                yield Token("bytes", bytes=bytes.fromhex(code.decode()))
            elif brace == b"{":
                self.depth += 1
                yield Token("open")
            elif brace == b"}":
                self.depth -= 1
                if self.depth <= 0:  # what follows is no part of the file
                    self.is_whole = self.depth == 0
                    return
                yield Token("close")
            elif word == b"bin":
                self._at += max(0, int(number or 0))
            elif word is not None:
                yield Token("word", word.decode().lower(), int(number) if number else None)
            elif sign in _LITERAL:
                yield Token("bytes", bytes=sign)
            elif sign in _LINE_ENDS:
                yield Token("word", "par")
            elif sign is not None:
                yield Token("word", _SIGNS.get(sign, sign.decode("latin-1")))

    def pass_over(self) -> None:
        """Go on behind the group that the last token stands in, without a token for its end."""
        depth = 1
        while depth and (match := _INNER.search(self._data, self._at)):
            self._at = match.end()
            if match[0] in (b"{", b"}"):
                depth += 1 if match[0] == b"{" else -1
            elif match[1]:
                self._at += int(match[1])
        self._at = len(self._data) if depth else self._at
        self.depth -= 1


def encoding_of(charset: int, page: str) -> str:
    """The encoding of a font's bytes; empty for symbols."""
    return "" if charset == SYMBOLS else CHARSETS.get(charset, page)


def code_page(number: int) -> str:
    """The encoding of a Windows code page."""
    special = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 10000: "mac-roman", 708: "iso8859-6"}
    return special.get(number) or f"cp{number}"
