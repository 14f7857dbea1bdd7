"""Where a sentence may end: the marks, what closes after them, and the space that follows."""

import re
from collections.abc import Iterator

DOTS = frozenset(".．…⋯ ")
FULL_WIDTH = frozenset("。！？｡．‼⁇⁈⁉‽")
DASHES = frozenset("—–")
CLOSING_QUOTES = frozenset("”’」』﹂﹄»›\"'")

_MARKS = r".?!。！？｡．…⋯‼⁇⁈⁉‽"
_COMBINING = r"\u0300-\u036F\u200D\u20D0-\u20FF\uFE00-\uFE0F"
_EMOJI = r"\U0001F1E6-\U0001FAFF♀♂❤"

# Possessive throughout: whatever is matched once is never tried again, so time is linear.
_PATTERN = rf"""(  [{_MARKS}—–\n]
            (?: (?<=[{_MARKS}])  [{_MARKS}{_COMBINING}]*+ (?:[ ](?:[…⋯]++|\.++(?!\w)))*+
              | (?<=[—–]) (?<![—–][—–])  [—–]*+ (?=[”’」』"'])
              | (?<=\n)  (?=[^\S\n]*+\n)
            )
         )
         (  (?: [”’」』﹂﹄）)\]】〕》〉»›"'{_EMOJI}{_COMBINING}NOTES]
              | [ \u3000]{{1,2}} (?:[”」』）】》] | ’(?![A-Za-z]) | \"(?=[ ]|\Z))
              | \[\d{{1,3}}(?:[,–-]\d{{1,3}})*+\] | [〔［]\d{{1,3}}[〕］] | [⁰¹²³⁴-⁹]
              | (?<=[a-z]{{3}}\.)\d{{1,3}}(?=[ ]++[“‘"'(]?[A-Z])
            )*+
         )
         (\s*+)"""
_CANDIDATE = re.compile(_PATTERN.replace("NOTES", ""), re.VERBOSE)
_CANDIDATE_WITH_NOTES = re.compile(_PATTERN.replace("NOTES", "①-⑳"), re.VERBOSE)
_FIRST_CIRCLED = re.compile("[①-⑳]")


def candidates(text: str) -> Iterator[re.Match[str]]:
    """Marks, closing quotes and brackets (with emoji and note numbers), white space: groups 1, 2, 3.

    Circled numbers are those of notes where the first one follows an end mark; else they number a list.
    """
    first = _FIRST_CIRCLED.search(text)
    notes = first is not None and text[first.start() - 1 : first.start()] in _ENDS_BEFORE_NOTES
    return (_CANDIDATE_WITH_NOTES if notes else _CANDIDATE).finditer(text)


_ENDS_BEFORE_NOTES = frozenset('。！？.!?…”’」』"）)')

REACH_PAIRS = 2000  # characters; more than most paragraphs have


def enclosed(text: str, start: int, at: int, pair: str, reach: int) -> int:
    """Where the bracket opens that holds position ``at``, or -1.

    Looks ``reach`` characters back, not before ``start``, and as far ahead; a bracket that does not
    close there holds nothing.

    :param pair: opening and closing character, such as ``"()"``.
    """
    low = at - reach
    opening = text.rfind(pair[0], low if low > start else start, at)
    if opening < 0 or text.find(pair[1], opening, at) >= 0:
        return -1
    return opening if text.find(pair[1], at, at + reach) >= 0 else -1


def opens_quotation(text: str, at: int) -> bool:
    """Whether a typewriter quote (``"``) at ``at`` opens: no ``“`` is open, an even number came before."""
    low = max(0, at - REACH_PAIRS)
    if text[at] != '"' or text.rfind("“", low, at) > text.rfind("”", low, at):
        return False
    return text.count('"', low, at) % 2 == 0
