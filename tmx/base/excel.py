"""Texts and references of cells as Excel writes them.

ECMA-376 Part 1, 22.9.2.19 (``ST_Xstring``) and 18.18.7 (``ST_CellRef``).
"""

import re

MAX_TEXT = 32_767
"""The number of characters that Excel takes in a cell."""

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""The size of a sheet."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]")
_HALF = re.compile("[\ud800-\udfff]")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def unescaped(text: str) -> str:
    """A text whose escapes (``_x000D_``) have become what they stand for; half a character stays."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")  # halves that fit join
    return _HALF.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def escaped(text: str) -> str:
    """A text as :func:`unescaped` reads it: what XML cannot hold is escaped, as is what looks so."""
    text = _LIKE_ESCAPE.sub("_x005F_", text)
    return _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def column(reference: str) -> int:
    """The number of a column, from 0, of a reference such as ``B7``; at most that of Excel's last."""
    number = 0
    for letter in reference:
        if "A" <= letter <= "Z":
            number = number * 26 + ord(letter) - ord("A") + 1
    return min(number, MAX_COLUMNS) - 1


def corners(area: str) -> tuple[int, int, int, int] | None:
    """The first row and column and the last ones of an area such as ``A1:C5``, from 0."""
    first, _, last = area.partition(":")
    begin, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if begin is None or end is None:
        return None
    return int(begin[2]) - 1, column(begin[1].upper()), int(end[2]) - 1, column(end[1].upper())
