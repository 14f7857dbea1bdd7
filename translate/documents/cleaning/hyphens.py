"""Words divided between two lines: whether the hyphen is the word's own, the rest of the document says."""

import re
from collections import Counter
from collections.abc import Iterable

_DIVIDED = re.compile(r"[a-z]-$")
_FIRST_PARTS = frozenset(
    re.findall(
        r"\w+",
        "all anti best co cross double ever ex far first full good half hard high ill left long low "
        "mid multi near new non north off old one open part post pre pro quarter right second self semi short "
        "single six small so south ten third three top two up well wide world "
        "twenty thirty forty fifty sixty seventy eighty ninety",
    )
)
"""What begins words that are written with a hyphen of their own."""

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word, lower case, stands in the texts; ``well-known`` is one word."""
    return Counter(word.lower() for text in texts for word in _WORD.findall(text))


def is_divided(left: str, right: str) -> bool:
    """Whether a word may be divided between two lines."""
    return bool(_DIVIDED.search(left[-2:])) and right[:1].islower()


def keeps_hyphen(left: str, right: str, words: Counter[str]) -> bool:
    """Whether the hyphen at the end of a line is the word's own.

    The document says so if it has the word elsewhere; else the first part does: ``well-known``.
    """
    first, second = _WORD.findall(left[:-1])[-1].lower(), (_WORD.match(right) or [""])[0].lower()
    hyphenated, whole = words[f"{first}-{second}"], words[first + second]
    return hyphenated > whole or (hyphenated == whole and first in _FIRST_PARTS)
