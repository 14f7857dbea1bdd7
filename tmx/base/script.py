"""Whether a Chinese text is in simplified or in traditional script, by its characters."""

from functools import cache

_SAMPLE = 100_000  # characters; more say nothing new
_CLEARLY = 3  # characters in traditional script alone; a name in a simplified text may have one
_HAN = range(0x4E00, 0xA000)


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
        frozenset(character for character in map(chr, _HAN) if _has(encoding, character))
        for encoding in ("gb2312", "big5")
    )
    return mainland - taiwan, taiwan - mainland


def _has(encoding: str, character: str) -> bool:
    try:
        return bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False
