"""What the surface of sentences says: how long they are, how they end, what they quote."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_SPACE = re.compile(r"\s+")
_CLOSERS = "”’\"'」』）)]》】\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK} "
_OPENERS = "“\"「『‘'"
_QUOTES = re.compile('[“”"「」『』]')
_ENDS = {"。": ".", "．": ".", "！": "!", "？": "?", "…": "~", "：": ":", "；": ";", "，": ",", "、": ","}
_STRONG = frozenset("?!")


def visible_length(text: str) -> int:
    """Characters of a text, white space left out."""
    return len(_SPACE.sub("", text))


class Surface:
    """Surface facts of one side's sentences, as arrays; sums over spans come from running totals."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.lengths = np.array([visible_length(text) for text in sentences], np.float64)
        self.length_before = np.concatenate(([0.0], np.cumsum(self.lengths)))
        ends = [_end(text) for text in sentences]
        self.end = np.array([ord(end) if end else 0 for end in ends], np.int64)
        self.strong = np.array([end in _STRONG for end in ends], bool)
        self.opens = np.array([text[:1] in _OPENERS if text else False for text in sentences], bool)
        self.closes = np.array([text[-1:] in _CLOSERS[:6] if text else False for text in sentences], bool)
        quotes = [len(_QUOTES.findall(text)) for text in sentences]
        self.quotes_before = np.concatenate(([0], np.cumsum(quotes))).astype(np.int64)


def _end(text: str) -> str:
    bare = text.rstrip(_CLOSERS)
    return _ENDS.get(bare[-1:], bare[-1:])
