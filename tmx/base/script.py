"""What Han are, what is wide, and half-width forms, for all packages; simplified or traditional script."""

import re
import unicodedata
from functools import cache

HAN = (
    "\N{IDEOGRAPHIC ITERATION MARK}\N{IDEOGRAPHIC NUMBER ZERO}"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
"""Han characters, as the inside of a regular expression's brackets.

The unified ideographs of Unicode 15 with extensions A to H, the compatibility ideographs, 々 and 〇. The
hexagrams, radicals and strokes between and beside them are symbols.
"""

HAN_CHARACTER = re.compile(f"[{HAN}]")
HAN_RUN = re.compile(f"[{HAN}]+")

EAST_ASIAN = f"\u2e80-\u33ff{HAN}"
"""Han with kana, bopomofo, radicals and the marks beside them: what a tokenizer takes one by one."""

WIDE = f"{HAN}\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\uac00-\ud7a3\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6"
"""Characters of two columns (UAX 11, W and F), emoji apart, as the inside of brackets."""

HALF_WIDTH = {0xFF01 + n: chr(0x21 + n) for n in range(94)} | {ord("\N{IDEOGRAPHIC SPACE}"): " "}
"""Full-width ASCII to ASCII, for ``str.translate``."""

HALF_WIDTH_NUMBERS = {ord(wide): HALF_WIDTH[ord(wide)] for wide in "０１２３４５６７８９．％"}
"""The same for digits, decimal points and per cent signs alone."""

_SAMPLE = 100_000  # characters; more say nothing new
_CLEARLY = 3  # characters in traditional script alone; a name in a simplified text may have one
_STANDARD = range(0x4E00, 0xA000)  # where both standards have their characters


def is_han(character: str) -> bool:
    """Whether it is a Han character; False for the empty string."""
    return HAN_CHARACTER.match(character) is not None


def is_wide(character: str) -> bool:
    """Whether a character takes two columns, emoji included; False for the empty string."""
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


def is_traditional(text: str) -> bool:
    """Whether a Chinese text is in traditional script: more of its characters are in that alone."""
    simplified, traditional = count(text[:_SAMPLE])
    return traditional > simplified


def shows_traditional(simplified: int, traditional: int) -> bool:
    """Whether these counts of a text that is called simplified show that it is traditional."""
    return traditional >= _CLEARLY and traditional > simplified


def count(text: str) -> tuple[int, int]:
    """How many characters of a text are in simplified script alone, and how many in traditional alone."""
    simplified, traditional = _characters()
    return sum(c in simplified for c in text), sum(c in traditional for c in text)


@cache
def _characters() -> tuple[frozenset[str], frozenset[str]]:
    """The characters of either script alone, by the standards of both: GB 2312 and Big5."""
    mainland, taiwan = (
        frozenset(character for character in map(chr, _STANDARD) if _has(encoding, character))
        for encoding in ("gb2312", "big5")
    )
    return mainland - taiwan, taiwan - mainland


def _has(encoding: str, character: str) -> bool:
    try:
        return bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False
