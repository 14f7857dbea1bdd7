"""The type and the language of a file, by its name."""

import re
from pathlib import PurePath

_REGION = r"(?:[-_](?!(?:en|zh)\b)(?:[a-z]{2}|\d{3}|han[st])){0,2}"
_TAG = rf"(?:en|zh){_REGION}"
_BEFORE = r"(?:\.|(?<![._-]en)(?<![._-]zh)[_-])"  # "deal_en-zh" names a pair, so neither language
_LANGUAGE = re.compile(rf"{_BEFORE}({_TAG})(?=\.|$)", re.IGNORECASE)
_AT_THE_END = re.compile(rf"{_BEFORE}{_TAG}$", re.IGNORECASE)
_TYPE = re.compile(r"\.[!-~]*[a-z][!-~]*", re.IGNORECASE)


def file_type(name: str | PurePath) -> str:
    """The suffix that says what a file holds, in lower case; "" where the name has none.

    A language, a number or words at the end of a name say nothing of that.

    >>> [file_type(name) for name in ("a.en.SRT", "story.zh-TW", "minutes 2024.11.30", "To Mr. Lane", "a")]
    ['.srt', '', '', '', '']
    """
    suffix = PurePath(name).suffix
    if not _TYPE.fullmatch(suffix) or _AT_THE_END.fullmatch(suffix):
        return ""
    return suffix.lower()


def language_tag(name: str | PurePath) -> str:
    """The language that a name gives, as it stands there; "" where it gives none.

    >>> [language_tag(name) for name in ("a.en.txt", "b_zh-CN.md", "my-en-route.txt", "deal_en-zh.txt")]
    ['en', 'zh-CN', '', '']
    """
    tags = _LANGUAGE.findall(PurePath(name).name)
    return tags[-1] if tags else ""


def without_language(name: str | PurePath, lang: str = "") -> str:
    """A file's name without its type and its language, or without ``lang`` alone where one is given.

    >>> [without_language(name) for name in ("letter.zh.txt", "c.en-US.md", "d-zh.txt", "story.en", "en.txt")]
    ['letter', 'c', 'd', 'story', 'en']
    >>> [without_language(name, "zh") for name in ("letter.zh-TW.txt", "letter.en.txt")]
    ['letter', 'letter.en']
    """
    path = PurePath(name)
    stem = path.stem if file_type(path) else path.name
    ending = re.compile(rf"{_BEFORE}{lang}{_REGION}$", re.IGNORECASE) if lang else _AT_THE_END
    return ending.sub("", stem) or stem
