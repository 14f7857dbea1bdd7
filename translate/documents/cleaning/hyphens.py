"""Words divided between two lines: whether the hyphen is the word's own, the rest of the document says."""

import re
from collections import Counter
from collections.abc import Iterable

_DIVIDED = re.compile(r"[a-z]-$")
_COMPOUND = re.compile(
    "(?:well|self|half|high|low|long|short|non|second|two|three"
    "|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)"
    "-(?!(?:ly|e[rdn]|est|ness|ish|ings?|ary|age|ful|less|al|ways?|lands?|itude|s|y)$)[a-z]+"
)
"""Words that are mostly written with a hyphen of their own, without divisions of others: ``long-est``."""

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word, lower case, stands in the texts; ``well-known`` is one word."""
    return Counter(word.lower() for text in texts for word in _WORD.findall(text))


def is_divided(left: str, right: str) -> bool:
    """Whether a word may be divided between two lines."""
    return bool(_DIVIDED.search(left[-2:])) and right[:1].islower()


def keeps_hyphen(left: str, right: str, words: Counter[str]) -> bool:
    """Whether the hyphen at the end of a line is the word's own.

    The document says so if it has the word elsewhere; else the word does.
    """
    first, second = _WORD.findall(left[:-1])[-1].lower(), (_WORD.match(right) or [""])[0].lower()
    hyphenated, whole = words[f"{first}-{second}"], words[first + second]
    return hyphenated > whole or (
        hyphenated == whole and _COMPOUND.fullmatch(f"{first}-{second}") is not None
    )
