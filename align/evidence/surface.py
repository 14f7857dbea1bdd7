"""Surface features of sentences: length, final punctuation, quotation marks."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_CLOSERS = "”’\"'」』）)]》】\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK} "
_OPENERS = "“\"「『‘'"
_QUOTES = re.compile('[“”"「」『』]')
_MARK = re.compile("[“”‘’\"'「」『』]")  # rare, so a cheap test comes first
_ENDS = {"。": ".", "．": ".", "！": "!", "？": "?", "…": "~", "：": ":", "；": ";", "，": ",", "、": ","}
_STRONG = frozenset("?!")


def visible_length(text: str) -> int:
    """Characters of a text, not counting white space."""
    return len("".join(text.split()))


def visible_lengths(texts: Sequence[str]) -> NDArray[np.float64]:
    """The visible length of each text."""
    return np.array([visible_length(text) for text in texts], np.float64)


class Surface:
    """Surface features of one side's sentences, as arrays; running totals give sums over spans."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.lengths = visible_lengths(sentences)
        self.length_before = np.concatenate(([0.0], np.cumsum(self.lengths)))
        ends = [_end(text) for text in sentences]
        self.end = np.array([ord(end) if end else 0 for end in ends], np.int64)
        self.strong = np.array([end in _STRONG for end in ends], bool)
        self.opens = np.array([text[:1] in _OPENERS if text else False for text in sentences], bool)
        self.closes = np.array([text[-1:] in _CLOSERS[:6] if text else False for text in sentences], bool)
        self.inside = _inside_speech(sentences)
        quotes = [len(_QUOTES.findall(text)) if _MARK.search(text) else 0 for text in sentences]
        self.quotes_before = np.concatenate(([0], np.cumsum(quotes))).astype(np.int64)


def _inside_speech(sentences: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each sentence begins inside a quotation that an earlier one opened.

    A quotation that hasn't closed after LONG_SPEECH sentences is treated as a stray mark. Single quotes open
    before a word and close after a word or a punctuation mark; an apostrophe inside a word does neither.
    """
    inside = np.zeros(len(sentences), bool)
    depth, since = 0, 0
    for k, text in enumerate(sentences):
        since = since + 1 if depth else 0
        if since > LONG_SPEECH:
            depth, since = 0, 0
        inside[k] = depth > 0
        if not _MARK.search(text):
            continue
        for match in _SPEECH.finditer(text):
            mark = match[0]
            if mark == '"':
                depth = 0 if depth else 1
            elif mark in "“「『‘'" and match.lastgroup != "closing":
                depth = min(depth + 1, 2)
            else:
                depth = max(depth - 1, 0)
    return inside


LONG_SPEECH = 30
_SPEECH = re.compile(r"""[“”「」『』"]|(?<![\w'’])[‘'](?=\w)|(?P<closing>(?<=[\w.,!?…—-])['’](?!\w))""")


def _end(text: str) -> str:
    bare = text.rstrip(_CLOSERS)
    return _ENDS.get(bare[-1:], bare[-1:])
