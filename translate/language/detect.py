"""Which of the two languages a document is in, and whether that agrees with what was said."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

from tmx.base.errors import InputError
from tmx.base.script import HAN_RUN
from tmx.base.tags import canonical, primary
from tmx.model import Lang
from translate.language.naming import language_tag
from translate.model import Side

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NAMES: dict[Side, str] = {"en": "English", "zh": "Chinese"}
_SAMPLE = 1_000_000  # characters; more say nothing new
_CHINESE_FROM = 0.4  # of Han and Latin words; English with Chinese names has under 0.2, Chinese over 0.6
_NOT_ENGLISH = 0.5
_NOT_CHINESE = 0.05
_FEW = 20  # letters; fewer prove nothing against what was said


def side(text: str, name: str | Path, given: Side | None) -> Side:
    """The language: as given, else as in the file's name (``report.en.txt``), else by its script.

    :raises InputError: if there is no letter of either language, if most letters are of a third script,
        or if the letters contradict what was given or named.
    """
    sample = text[:_SAMPLE]
    han = sum(len(run) for run in HAN_RUN.findall(sample))
    latin = sum(len(run) for run in _LATIN.findall(sample))
    _refuse_other_scripts(sample, han + latin, name)
    share = han / (han + latin)
    language = given or _named(name)
    if not language:
        return likely(sample)
    if han + latin >= _FEW and (share > _NOT_ENGLISH if language == "en" else share < _NOT_CHINESE):
        evidence = (
            f"{share:.0%} of its letters are Han"
            if language == "en"
            else f"only {share:.0%} of its letters are Han"
        )
        source = "was given as" if given else "is named as"
        raise InputError(
            f"{source} {_NAMES[language]}, but {evidence.replace('%', ' %')}",
            path=name,
            hint="Swap the two files." if given else "Rename it, or swap the two files.",
        )
    return language


def likely(text: str) -> Side:
    """The language by script alone: Chinese from two Han in five characters of Han and words in Latin.

    >>> likely("iPhone 发布会 today"), likely("We all ate 饺子 there.")
    ('zh', 'en')
    """
    sample = text[:_SAMPLE]
    han = sum(len(run) for run in HAN_RUN.findall(sample))
    return "zh" if han and han >= _CHINESE_FROM * (han + len(_LATIN.findall(sample))) else "en"


def _named(name: str | Path) -> Side | None:
    tag = named_tag(name)
    return None if not tag else "en" if primary(tag) == "en" else "zh"


def named_tag(name: str | Path) -> Lang:
    """The language that a file's name says, such as ``zh-HK`` of ``letter.zh_hk.txt``; empty if none."""
    tag = language_tag(name)
    return canonical(tag) if tag else ""


def _refuse_other_scripts(sample: str, known: int, name: str | Path) -> None:
    letters = sum(len(run) for run in _LETTERS.findall(sample))
    if letters and letters - known > known:
        foreign = Counter(
            unicodedata.name(c, "UNKNOWN").split()[0].title()
            for run in _LETTERS.findall(sample[:20_000])
            for c in run
            if not HAN_RUN.match(c) and not _LATIN.match(c)
        )
        script = foreign.most_common(1)[0][0] if foreign else "other"
        raise InputError(
            f"is in neither English nor Chinese: most of its letters are {script}",
            path=name,
            hint="Give an English or a Chinese document.",
        )
    if not known:
        raise InputError("has no letter of English or Chinese", path=name, hint="Give a file with text.")
