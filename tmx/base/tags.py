"""Language tags: the language and the script that a tag names, and which tags match (RFC 4647).

Simplified and traditional Chinese are two languages wherever translations are stored, compared, looked up or
written. A Chinese tag's script is the one that it spells out, else that of its region. A text that is tagged
plain ``zh`` counts as simplified: so CLDR has it, so most files mean it, and so we write it. Only where a
person asks for plain ``zh`` does it name no script, and takes texts in either, simplified ones first.

English in America and in Britain, or Chinese in Taiwan and in Hong Kong, serve for each other.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_MANY = 4096  # tags that are remembered; memories have few different ones
_STANDARD = {"eng": "en", "zho": "zh", "chi": "zh", "deu": "de", "fra": "fr", "spa": "es", "jpn": "ja"}
_MANDARIN = "cmn"
_TRADITIONAL_REGIONS = ("tw", "hk", "mo")
_OLD_SCRIPTS = {"chs": "Hans", "cht": "Hant"}  # zh-CHS and zh-CHT, as Windows called them
_EITHER = ("Hani", "Hanb")  # Han without a word on which
_FORM = re.compile(r"([a-z]{2,3})(?:[_-]([a-z]{4}))?(?:[_-]([a-z]{2}|\d{3}))?", re.IGNORECASE)


class _Parts(NamedTuple):
    language: str
    script: str  # empty where the tag leaves it open
    is_bare: bool


def primary(tag: str) -> str:
    """The language without script and region: ``primary("zh_CN") == primary("cmn-Hans") == "zh"``."""
    return _parts(tag).language


def script(tag: str) -> str:
    """The script, as ``Hans`` or ``Hant``; empty where a tag of another language than Chinese names none."""
    return _parts(tag).script


def language(tag: str) -> str:
    """What is one language in memories: ``zh-Hant`` of ``zh_TW``, ``zh-Hans`` of ``zh``."""
    parts = _parts(tag)
    return f"{parts.language}-{parts.script}" if parts.script else parts.language


@lru_cache(_MANY)
def nearness(wanted: str, tag: str) -> int:
    """How well a text with this tag serves who asks for ``wanted``.

    :returns: 3 for the very tag, 2 for the same language and script, 1 for one of the scripts that
        a bare language leaves open, 0 for another language.
    """
    if _plain(wanted) == _plain(tag):
        return 3
    asked, there = _parts(wanted), _parts(tag)
    if asked.language != there.language:
        return 0
    if asked.script == there.script or not (asked.script and there.script):
        return 2
    return int(asked.is_bare)


def matches(wanted: str, tag: str) -> bool:
    """Whether a text with this tag serves who asks for ``wanted``."""
    return nearness(wanted, tag) > 0


def agree(one: str, other: str) -> bool:
    """Whether texts with these tags are in one language and script: ``zh`` and ``zh-CN``, not ``zh-TW``."""
    return nearness(one, other) > 1


def is_bare(tag: str) -> bool:
    """Whether a tag names a language and nothing else, so that its script is a guess."""
    return _parts(tag).is_bare


def canonical(tag: str) -> str:
    """The tag as BCP 47 writes it: ``zh_cn`` is ``zh-CN``, ``eng`` is ``en``; one of another form stays."""
    match = _FORM.fullmatch(tag)
    if match is None:
        return tag
    lang, script_, region = match.groups()
    lang = _STANDARD.get(lang.lower(), lang.lower())
    return "-".join(part for part in (lang, script_ and script_.title(), region and region.upper()) if part)


def _plain(tag: str) -> str:
    return tag.replace("_", "-").lower()


@lru_cache(_MANY)
def _parts(tag: str) -> _Parts:
    first, *rest = re.split(r"[.@]", _plain(tag))[0].split("-")  # zh_TW.UTF-8 is a locale's name
    if len(first) == 1:  # private use
        return _Parts("-".join((first, *rest)), "", is_bare=False)
    lang = "zh" if first == _MANDARIN else _STANDARD.get(first, first)
    if lang == "zh" and rest and len(rest[0]) == 3 and rest[0].isalpha() and rest[0] not in _OLD_SCRIPTS:
        dialect = rest.pop(0)  # zh-cmn is zh, zh-yue is yue
        lang = lang if dialect == _MANDARIN else dialect
    is_bare = not rest
    singleton = next((place for place, part in enumerate(rest) if len(part) == 1), len(rest))
    rest = rest[:singleton]
    named = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    if lang != "zh":
        return _Parts(lang, named, is_bare)
    old = next((_OLD_SCRIPTS[part] for part in rest if part in _OLD_SCRIPTS), "")
    if not (named or old) or named in _EITHER:
        named = "Hant" if any(part in _TRADITIONAL_REGIONS for part in rest) else "Hans"
    return _Parts(lang, named or old, is_bare)
