"""Where a Chinese sentence ends.

Chinese practice (GB/T 15834-2011, Use of punctuation marks): a sentence ends at ``。！？`` and not at
``；``; what closes a quotation or bracket after the mark belongs to it; ``！”他喊道`` goes on; ``……``
ends a sentence where a new one follows.
"""

import re

from tmx.base.script import is_han
from translate.split._marks import CLOSING_QUOTES, DASHES, DOTS, enclosed, opens_quotation
from translate.split._words import AFTER_ELLIPSIS, ATTACHED, REPORTED

GOES_ON = frozenset("，、；：,;:…⋯—–~～·%％)）]】〕》〉」』”’。！？!?.")
REACH_TITLE = 60  # characters; the longest book titles of our seeds have 30
REACH_BRACKET = 120  # characters; longer brackets hold whole paragraphs
REACH_QUOTE = 40  # characters of a quotation that is a part of its sentence

_OPENING = {"”": "“", "’": "‘", "」": "「", "』": "『", "﹂": "﹁", "﹄": "﹃"}
_BEFORE_SPEECH = frozenset("：:，,。！？!?；;—…“‘「『（( \u3000说道问喊叫答想曰吼嚷骂")
_ENDED = frozenset("。！？!?”’」』")
_NUMERAL = re.compile(r"\s*(?:第?[一二三四五六七八九十百零〇\d]{1,4}|[甲乙丙丁])")
_THE_CRY = re.compile(r"\s*(?:的(?![确士])|等等?[，。口]|之类|云云)")
_CLAUSE_EDGE = re.compile(r"[，。！？；：、,.!?;:“”‘’「」『』…—\s]")


def cut(text: str, start: int, candidate: re.Match[str]) -> int:
    """Where the sentence that begins at ``start`` is cut for this candidate, or -1 to go on."""
    marks, closers = candidate[1], candidate[2]
    at, end = candidate.start(), candidate.end()
    following = text[end]
    if closers[-1:] == '"' and following.isalnum() and opens_quotation(text, end - 1):
        end, closers, following = end - 1, closers[:-1], '"'
    bullet = following in DASHES and "。" in marks and not closers  # ——as in official documents
    if (following in GOES_ON and not bullet) or _within_title(text, start, at, closers):
        return -1
    if marks == "." and not closers and not _full_stop(text, start, at, end, following):
        return -1
    if _within_bracket(text, start, at, end, marks, closers) or _within_phrase(text, start, at, closers):
        return -1
    if closers and not CLOSING_QUOTES.isdisjoint(closers):
        return end if _ends_after_quote(text, start, at, end, marks, closers) else -1
    if not closers and DOTS.issuperset(marks) and marks not in ".．":
        return end if _ends_after_ellipsis(text, start, at, end, following) else -1
    return end


def _within_title(text: str, start: int, at: int, closers: str) -> bool:
    """Inside ``《》``, or at its end: the mark is a part of the title."""
    return closers[:1] in {"》", "〉"} or enclosed(text, start, at, "《》", REACH_TITLE) >= 0


def _within_bracket(text: str, start: int, at: int, end: int, marks: str, closers: str) -> bool:
    """Inside a bracket that goes on, or at the end of one that stands in the middle of its sentence."""
    for pair in ("（）", "()", "【】"):
        opening = enclosed(text, start, at, pair, REACH_BRACKET)
        if opening < 0:
            continue
        if pair[1] not in closers:
            return True
        if pair == "【】":
            return True
        goes_on = "。" not in marks or text[end] in "才就便也都还又却"
        return goes_on and bool(text[start:opening].strip())
    return False


def _within_phrase(text: str, start: int, at: int, closers: str) -> bool:
    """Inside a short quotation that is a part of its sentence: ``所谓“是什么？为什么？”的问题``."""
    if not CLOSING_QUOTES.isdisjoint(closers):
        return False
    opening = enclosed(text, start, at, "“”", REACH_QUOTE)
    return opening > start and text[opening - 1] not in _BEFORE_SPEECH


def _ends_after_quote(text: str, start: int, at: int, end: int, marks: str, closers: str) -> bool:
    if "。" in marks:
        return not _THE_CRY.match(text, end)
    if ATTACHED.match(text, end):
        return False
    if REPORTED.match(text, end):
        return False
    closing = next(c for c in closers if c in CLOSING_QUOTES)
    opening = text.rfind(_OPENING.get(closing, closing), max(start, at - REACH_QUOTE), at)
    return opening <= start or text[opening - 1] in _BEFORE_SPEECH or marks[0] in DASHES


def _ends_after_ellipsis(text: str, start: int, at: int, end: int, following: str) -> bool:
    """Whether what follows ``……`` opens a sentence: no stammer, no list, no pause within a clause."""
    before = text[max(start, at - 30) : at]
    clause = _CLAUSE_EDGE.split(before.rstrip())[-1]
    if not clause:  # after a mark or quote: the sentence before has ended already
        return before.rstrip()[-1:] in _ENDED
    if len(clause) < 5 or clause[-1] == following or clause[0] == following:
        return False
    return following in "“「『" or AFTER_ELLIPSIS.match(text, end) is not None


def _full_stop(text: str, start: int, at: int, end: int, following: str) -> bool:
    """Whether a half-width dot after a Chinese character is a full stop, not a part of a name or number."""
    if _NUMERAL.fullmatch(text, start, at):
        return False
    spaced = end > at + 1
    return spaced or is_han(following) or following.isupper() or following in "“「『（《"
