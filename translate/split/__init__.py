"""Sentences: rules of our own for English and Chinese behind one function; no model, linear time.

>>> from translate.split import split
>>> split("Mr. Lane left at 9 a.m. on Monday. Nobody saw him (not even I).")
['Mr. Lane left at 9 a.m. on Monday. ', 'Nobody saw him (not even I).']
>>> split("“快走！”他喊道。没有人动。")
['“快走！”他喊道。', '没有人动。']

:func:`pieces_of` cuts a block, and knows which blocks stay whole.
"""

import re
import unicodedata
from collections.abc import Iterator

from tmx.base.script import is_han
from translate.language.detect import likely
from translate.language.placeholders import placeholders
from translate.model import BlockKind, Side
from translate.split import _chinese, _english
from translate.split._marks import FULL_WIDTH, candidates

__all__ = ["pieces_of", "split"]

WHOLE = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.CAPTION, BlockKind.META})
"""Blocks that stay whole unless they clearly hold several sentences."""

_SURELY_ENDED = re.compile(r"[.?!。！？…][”’」』）)\"']*\s*\Z")
_REACH_WORD = 40  # characters; marks further from the beginning than this surely have a word before them
_REACH_MARKS = 12  # characters


def split(text: str, lang: Side | None = None) -> list[str]:
    """Cut ``text`` into sentences.

    ``"".join(split(text, lang)) == text``: white space after a sentence stays with it, white space at
    the beginning with the first. No piece is empty; an empty text has none. Text in the other language,
    or in both, is cut by the marks that it uses; ``lang`` decides what they leave open.

    A blank line always cuts; ``；`` and ``;`` never do, nor does a mark inside a placeholder or code span.

    :param lang: by default the language that most of the text is in.

    >>> split("他说 OK. 走吧。", "zh")
    ['他说 OK. ', '走吧。']
    """
    lang = lang or likely(text)
    pieces = []
    start = 0
    for end in _ends(text, lang):
        pieces.append(text[start:end])
        start = end
    if start < len(text):
        pieces.append(text[start:])
    return pieces


def pieces_of(text: str, kind: BlockKind, lang: Side) -> list[str]:
    """The sentences of a block, as :func:`split` cuts them; a title, heading, caption or date line stays
    whole unless each piece of it ends with a mark.
    """
    pieces = split(text, lang)
    if kind in WHOLE and not all(_SURELY_ENDED.search(piece[-12:]) for piece in pieces):
        return [text]
    return pieces


def _ends(text: str, lang: Side) -> Iterator[int]:
    """Where sentences end, in order, the end of the text left out."""
    start = 0
    size = len(text)
    whole = iter(placeholders(text))
    first, last = next(whole, (size, size))  # of the placeholder that is next
    for candidate in candidates(text):
        end = candidate.end()
        if end >= size:
            return
        while last <= candidate.start():
            first, last = next(whole, (size, size))
        if first <= candidate.start():
            continue
        if not _has_word(text, start, candidate.start()) or _only_marks(text, end, size):
            continue
        if candidate[3].count("\n") > 1 or text[candidate.start()] == "\n":
            at = end
        elif _combines(text[end]):
            continue
        else:
            rules = _chinese if _is_chinese(text, candidate, lang) else _english
            at = rules.cut(text, start, candidate)
        if at > 0:
            yield at
            start = at


def _has_word(text: str, start: int, at: int) -> bool:
    """Whether there is something to end: letters or digits before the mark."""
    if at - start > _REACH_WORD or text[at - 1 : at].isalnum():
        return at > start
    return any(character.isalnum() for character in text[start:at])


def _only_marks(text: str, end: int, size: int) -> bool:
    """Whether only a few marks are left (``**``, ``==``, a stray quote): they stay with the sentence."""
    return size - end <= _REACH_MARKS and not any(character.isalnum() for character in text[end:])


def _combines(character: str) -> bool:
    return character > "\N{COMBINING GRAVE ACCENT}" and unicodedata.category(character)[0] == "M"


def _is_chinese(text: str, candidate: re.Match[str], lang: Side) -> bool:
    """Whether the mark stands in Chinese text: by its width, else by the characters around it."""
    at = candidate.start()
    mark, before = text[at], text[at - 1]
    if mark in ".?!．" and (before.isascii() or (before.isalnum() and not is_han(before))):
        return False
    if mark in FULL_WIDTH and mark != "．":
        return True
    if is_han(before) or before in "”’」』）》】":
        return is_han(before) or lang == "zh"
    return is_han(text[candidate.end()]) or (lang == "zh" and not text[candidate.end()].isascii())
