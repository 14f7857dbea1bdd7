"""Steps for the spaces between words: too many in segmented Chinese, too few in machine-made English."""

import re

from tmx.base.script import HAN
from translate.documents.cleaning import steps
from translate.documents.cleaning.mapped import Log, Mapped

OPENING = "“‘（《〈「『【〔［｛"
CLOSING = "，。、；：？！”’）》〉」』】〕］｝％…—～·"
_HAN = f"[{HAN}]"
_CHINESE = f"[{HAN}{OPENING}{CLOSING}]"

_APART = re.compile(f"{_HAN} (?={_HAN})")
_TOGETHER = re.compile(f"{_HAN}(?={_HAN})")
_MARK_APART = re.compile(f"(?<={_HAN}) [，。、；：？！,;:?!](?= |$)", re.MULTILINE)
_MARK_TOGETHER = re.compile(f"(?<={_HAN})[，。、；：？！]")
_SEGMENTED_FROM = 0.25  # of Han neighbours apart: a segmenter gives 0.4 to 0.6, clean Chinese under 0.02
_MARKS_APART_FROM = 0.6  # of the marks after Han; clean Chinese has none
_FEWEST_MARKS = 2

_SPACE_AT_CHINESE = re.compile(f"(?<={_CHINESE})[ \\t]{{1,50}}|[ \\t]{{1,50}}(?={_CHINESE})")
_HALF_MARK = re.compile(
    f"(?<=[{HAN}”’》）)])[,;:?!](?=[{HAN}“‘《（(\\d]|$)|(?<=[{HAN}])\\.(?=$)", re.MULTILINE
)
_HALF_BRACKETS = re.compile(f"\\(((?=[^()\\n]{{0,200}}\\))[^()\\n]*?{_HAN}[^()\\n]*)\\)")
_FULL = str.maketrans(",;:?!.", "，；：？！。")

_SPACE_BEFORE_MARK = re.compile(
    f"(?<=\\S)[ \\t]+(?=[，。、；：？！”’）》〉」』】])|(?<=[“‘（《〈「『【，。、；：？！])[ \\t]+(?=[{HAN}])"
)
_SPACE_RUN = re.compile(r"[ \t]{2,}|\t")

_ENDING = r"(?:[.?!]+[”’\"')\]]*|[.?!]*[”\"][.?!]+)"
_JOINT = re.compile(
    rf"(?<![\w./@:])(?:[A-Za-z]+[’'-]){{0,5}}(\w*[a-z]{{2}}|[A-Z]{{2,}}){_ENDING}(?=[“‘\"(]?[A-Z][a-z’' ])"
)
_CLEAR_JOINT = re.compile(r"(?<![\w./@:])(?:[a-z]+[’'-]){0,5}[a-z]{2,}[.?!][”’]?[“‘]?[A-Z][a-z’]*[ ,’]")
_SPACED_END = re.compile(r"[a-z][.?!][”’\"]? +[“‘\"]?[A-Z]")
_FEWEST_JOINTS = 2
_JOINTS_FROM = 0.1  # of sentence ends inside lines; code and names such as "ASP.Net" stay well below
_WORD_AND_MORE = re.compile(r"[^\s]*")


def join_segmented(text: Mapped, log: Log) -> Mapped:
    """Chinese without the spaces of a word segmenter, if it has them.

    The rule of the house for such a text: no space beside Han or a Chinese mark. Spaces between Latin words
    and numbers stay. Evidence: many Han neighbours stand apart, and so do the marks after Han; a list of
    names or a line of verse has spaces, but none before its marks.
    """
    if not is_segmented(text.text):
        return text
    text = text.sub(_SPACE_AT_CHINESE, "", steps.SEGMENTED, log)
    text = text.sub(_HALF_BRACKETS, lambda m: f"（{m[1]}）", steps.HALF_WIDTH, log)
    return text.sub(_HALF_MARK, lambda m: m[0].translate(_FULL), steps.HALF_WIDTH, log)


def is_segmented(text: str) -> bool:
    """Whether a word segmenter has put spaces between all words."""
    apart, together = len(_APART.findall(text)), len(_TOGETHER.findall(text))
    marks_apart, marks = len(_MARK_APART.findall(text)), len(_MARK_TOGETHER.findall(text))
    return (
        apart > _SEGMENTED_FROM * (apart + together)
        and marks_apart >= _FEWEST_MARKS
        and marks_apart > _MARKS_APART_FROM * (marks + marks_apart)
    )


def insert_missing_spaces(text: Mapped, log: Log) -> Mapped:
    """English with a space after each full stop, if a document leaves out many.

    Evidence: two or more places like ``successful.In the`` and a tenth of all sentence ends. Versions,
    addresses, initials and abbreviations with inner stops are left alone.
    """
    joints = len(_CLEAR_JOINT.findall(text.text))
    if joints < _FEWEST_JOINTS or joints < _JOINTS_FROM * (joints + len(_SPACED_END.findall(text.text))):
        return text
    return text.sub(_JOINT, lambda m: _spaced(m, text.text), steps.MISSING_SPACE, log)


def _spaced(joint: re.Match[str], text: str) -> str:
    """The joint with its space, unless the rest of the word looks like an address."""
    rest = _WORD_AND_MORE.match(text, joint.end())
    follows = rest[0] if rest else ""
    if re.search(r"://|/|@|^\w+\.(?:com|org|net|cn|io)\b", follows):
        return joint[0]
    return joint[0] + " "


def tidy_spaces(text: Mapped, log: Log) -> Mapped:
    """One space where there were several, and none before or inside Chinese marks."""
    return text.sub(_SPACE_RUN, " ", steps.SPACES, log).sub(_SPACE_BEFORE_MARK, "", steps.SPACES, log)
