"""Identifiers of units that depend on nothing but their text, so that files can be compared by line."""

from collections import Counter
from hashlib import sha256

DIGITS = 10  # 40 bits: in a memory of a million units, one pair may share its identifier; TMX allows that


def tuid(text: str, occurrence: int = 1) -> str:
    """The identifier of the unit whose source text this is: ten hexadecimal digits.

    :param occurrence: the ordinal of the unit among those with this very text, from 1.
    """
    return sha256(f"{text}\0{occurrence}".encode(errors="surrogatepass")).hexdigest()[:DIGITS]


class Identities:
    """Gives identifiers to the units of one memory, in order; a repeated text gets another one each time."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, text: str) -> str:
        """The identifier of the next unit with this source text."""
        self._seen[text] += 1
        return tuid(text, self._seen[text])
