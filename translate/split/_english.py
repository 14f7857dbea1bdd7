"""Where an English sentence ends: rules about the word before the mark and the word after it."""

import re

from tmx.base.script import is_han
from translate.split._marks import CLOSING_QUOTES, DASHES, DOTS, enclosed, opens_quotation
from translate.split._words import (
    ALWAYS_BEFORE_CAPITAL,
    BESIDE_TIMES,
    CLIPPED,
    CODE,
    EXTENSIONS,
    LABEL,
    LETTER,
    MAYBE,
    NUMBER_FOLLOWS,
    NUMBERED,
    PRONOUN_STARTERS,
    REPORTED,
    ROMAN,
    SHOUTING_NAMES,
    SPEECH_TAG,
    STARTERS,
    TIMES,
    TITLES,
    TITLES_OR_ENDS,
)

GOES_ON = frozenset(",;:)]}/=&%—–~_|>…⋯”’，。、；：？！）》】」』.?!")
OPENING = frozenset("“‘\"'(（[【《「『«‹¿¡")
REACH_BRACKET = 200  # characters; longer brackets hold whole paragraphs
REACH_WORD = 32  # characters of the word before a mark that are looked at
REACH_NAME = 256  # characters of an address before a mark that are looked at

_SHORT = 4  # letters of an abbreviation before another

_WORD_CHARACTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.'’&０１２３４５６７８９"
    + "".join(chr(code) for code in range(0xC0, 0x180) if chr(code).isalpha())
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]{0,24}")
_INITIALS = re.compile(r"(?:[A-Za-z]\.){1,5}[A-Za-z]")
_LIST_NUMBER = re.compile(r"(?:\d{1,3}|[ivxIVX]{1,5}|[A-Za-z])(?:\.\d{1,3}){0,4}")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")
_VOWELS = frozenset("aeiouyAEIOUY")
_GLUED_NEXT = frozenset("@.(_:/=\\#")


def cut(text: str, start: int, candidate: re.Match[str]) -> int:
    """Where the sentence that begins at ``start`` is cut for this candidate, or -1 to go on."""
    marks, at = candidate[1], candidate.start()
    closed, end = candidate.end(2), candidate.end()
    if closed == end and closed > candidate.end(1) and text[end].isalnum():
        end = closed = _before_opening_quote(text, candidate)
        if end < 0:
            return -1
    bullet = text[end] in DASHES and end > closed and text[end + 1 : end + 2] == " "
    if text[end] in GOES_ON and not bullet:
        return -1
    for pair in ("()",) if text.isascii() else ("()", "（）", "《》"):
        opening = enclosed(text, start, at, pair, REACH_BRACKET)
        if opening >= 0 and (pair[1] not in candidate[2] or text[start:opening].strip()):
            return _cut_after_bracket(text, candidate) if pair[1] in candidate[2] else -1
    ends = _strong
    if DOTS.issuperset(marks):
        ends = _period if len(marks) == 1 else _ellipsis
    return end if ends(text, start, at, closed, end, candidate) else -1


def _before_opening_quote(text: str, candidate: re.Match[str]) -> int:
    """The cut before a typewriter quote that opens what follows; -1 for ``’s``, which ends nothing."""
    end = candidate.end()
    if text[end - 1] in "'’" and text[end].islower():
        return -1
    return end - 1 if opens_quotation(text, end - 1) else end


def _cut_after_bracket(text: str, candidate: re.Match[str]) -> int:
    """``He left (she cried.) Then``: here only a full stop and a capital end the sentence around."""
    ends = candidate[1] == "." and text[candidate.end()].isupper() and candidate.end() > candidate.end(2)
    return candidate.end() if ends else -1


def _period(text: str, start: int, at: int, closed: int, end: int, candidate: re.Match[str]) -> bool:
    word = _word_before(text, start, at)
    first = _first_letter(text, end)
    if end == at + 1:
        return _period_glued(text, start, at, end, word, first)
    if word:
        verdict = _after_abbreviation(text, start, at, end, word, first)
        if verdict is not None:
            return verdict
    if first.isupper() or is_han(first):
        return True
    if first.islower():
        return closed == at + 1 and (_is_common(word) or _CAMEL.match(text, end) is not None)
    if first.isdigit():
        return end > closed and not (len(word) <= 3 and word.istitle())
    return end > closed


def _after_abbreviation(text: str, start: int, at: int, end: int, word: str, first: str) -> bool | None:
    """The cut that the word before the dot decides, or None for a common word."""
    if word in TITLES:
        return word in TITLES_OR_ENDS and _next_word(text, end) in STARTERS
    if _is_list_number(text, start, at, word):
        return False
    if word in NUMBERED and (
        CODE.match(text, end) or (word.istitle() and word != "No" and LETTER.match(text, end))
    ):
        return False
    if NUMBER_FOLLOWS.match(text, end) and len(word) <= _SHORT and word.istitle():
        return False  # Reg. No. 7
    if word in TIMES and first.isupper():
        return _next_word(text, end) not in BESIDE_TIMES
    if (
        word in NUMBERED
        and (not first.isupper() or (word != "No" and ROMAN.match(text, end)))
        and not is_han(first)
    ):
        return False
    if len(word) == 1 and word.isalpha():
        return _after_single_letter(text, at, end, word, first)
    if word in ALWAYS_BEFORE_CAPITAL:
        return first.isupper() or is_han(first)
    if word in MAYBE or ("." in word and _INITIALS.fullmatch(word)):
        if _next_word(text, end) in TITLES and text[end].isupper():
            return True
        quoted = first.isupper() and not CLOSING_QUOTES.isdisjoint(text[at + 1 : end])
        return quoted or is_han(first) or _next_word(text, end) in PRONOUN_STARTERS
    return None


def _after_single_letter(text: str, at: int, end: int, letter: str, first: str) -> bool:
    """``J. Smith`` is a name, ``vitamin C. It`` and ``So do I. Nobody`` end a sentence."""
    if letter.islower() or (
        letter == "I" and text[max(0, at - 3) : at - 1][-1:] == " " and text[at - 3] != "."
    ):
        return first.isupper()
    return _next_word(text, end) in STARTERS


def _period_glued(text: str, start: int, at: int, end: int, word: str, first: str) -> bool:
    """``companies.What``: a missing space, unless it is a name (``Node.js``), a number or an abbreviation."""
    if not (first.isupper() or is_han(first)) or (not word and _nothing_before(text, start, at)):
        return False
    if word in TITLES or word in NUMBERED or _is_list_number(text, start, at, word):
        return False
    following = _next_word(text, end)
    if (len(word) == 1 and word.isalpha()) or _INITIALS.fullmatch(word):
        return len(word) > 1 and following in STARTERS
    if is_han(first):
        return True
    following = _next_word(text, end)
    if (
        not following
        or text[end].islower()
        or following.lower() in EXTENSIONS
        or _in_address(text, start, at)
    ):
        return False
    if "." in word or word in MAYBE:
        return following in STARTERS
    after = text[end + len(following) : end + len(following) + 2] if text[end].isalpha() else ""
    if after[:1] in _GLUED_NEXT and after[:1] and (after[1:].isalnum() or after[0] in "@(_"):
        return False
    if len(following) == 1 and following not in "AI":
        return False
    return not following.isupper() or following in {"A", "I"} or word.islower()


def _strong(text: str, start: int, at: int, closed: int, end: int, candidate: re.Match[str]) -> bool:
    """After ``?``, ``!`` and a dash that a quote closes."""
    first = _first_letter(text, end)
    spaced = end > closed
    if first.isupper() or is_han(first):
        if closed > candidate.end(1) and not CLOSING_QUOTES.isdisjoint(candidate[2]):
            return SPEECH_TAG.match(text, end) is None and REPORTED.match(text, end) is None
        if candidate[1] == "!" and _word_before(text, start, at) in SHOUTING_NAMES:
            return _next_word(text, end) in STARTERS
        return spaced or not _in_address(text, start, at)
    if candidate[1][0] in DASHES:
        return False
    if first.islower():
        return spaced and _CAMEL.match(text, end) is not None
    return spaced


def _ellipsis(text: str, start: int, at: int, closed: int, end: int, candidate: re.Match[str]) -> bool:
    """After ``...``: a capital opens a sentence, unless it repeats the word before (a stammer)."""
    first = _first_letter(text, end)
    if not first.isupper() and not (is_han(first) and end > closed):
        return False
    if candidate[2] and not CLOSING_QUOTES.isdisjoint(candidate[2]):
        return SPEECH_TAG.match(text, end) is None
    word = _word_before(text, start, at)
    following = _next_word(text, end)
    if len(following) == 1 and (following not in "AI" or len(word) == 1):
        return False
    return bool(word) and word[:1] != following[:1] if len(word) <= 2 else word != following


def _word_before(text: str, start: int, at: int) -> str:
    """The Latin word or number that ends before ``at`` (a space between is passed over)."""
    if text[at - 1 : at] == " ":
        at -= 1
    first = at
    last = max(start, at - REACH_WORD)
    while first > last and text[first - 1] in _WORD_CHARACTERS:
        first -= 1
    return text[first:at].lstrip("'’&.")


def _first_letter(text: str, end: int) -> str:
    """The first character at or after ``end`` that opens no quote, bracket or list item."""
    for character in text[end : end + 4]:
        if character not in OPENING and character not in DASHES and character != " ":
            return character
    return ""


def _next_word(text: str, end: int) -> str:
    while text[end : end + 1] in OPENING and end < len(text):
        end += 1
    word = _WORD.match(text, end)
    return word[0].replace("’", "'") if word else ""


def _nothing_before(text: str, start: int, at: int) -> bool:
    return at == start or text[at - 1].isspace()


def _is_common(word: str) -> bool:
    """Such as ``home``: a lower-case word that can be spoken, not an unknown abbreviation."""
    spoken = len(word) > 1 and word.isalpha() and word.islower() and not _VOWELS.isdisjoint(word)
    return spoken and word not in CLIPPED


def _is_list_number(text: str, start: int, at: int, word: str) -> bool:
    """``1.``, ``iv.``, ``Figure 2.`` at the beginning of a sentence, ``2.`` after a colon or ``1.``."""
    if not _LIST_NUMBER.fullmatch(word):
        return False
    if word.isdigit() and f" {int(word) - 1}. " in text[max(start, at - REACH_BRACKET) : at]:
        return True
    if text[at - len(word) - 1 : at - len(word)] == ":":  # a score or a time, 2:0
        return False
    before = text[max(start, at - len(word) - 24) : at - len(word)].strip(" \u3000([（#•●▪◆■◦‣⁃*–-")
    if before:
        return before[-1] in "：:；;" or LABEL.fullmatch(text, start, at) is not None
    return at - start < 24


def _in_address(text: str, start: int, at: int) -> bool:
    """Inside ``https://…`` or ``www.…``: no space and nothing but ASCII since it began."""
    low = max(start, at - REACH_NAME)
    begin = max(text.rfind("://", low, at), text.rfind("www.", low, at), text.rfind("@", low, at))
    return begin >= 0 and text[begin:at].isascii() and " " not in text[begin:at]
