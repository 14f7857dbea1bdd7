"""The scripts of Chinese: simplified and traditional by OpenCC; and spacing between Han and Latin."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from tmx.base.errors import InputError, MissingExtraError
from tmx.base.script import HAN
from translate.model import Side

TAGS: dict[str, tuple[Side, str, str]] = {
    "en": ("en", "en", ""),
    "zh": ("zh", "zh-CN", ""),
    "zh-cn": ("zh", "zh-CN", ""),
    "zh-hans": ("zh", "zh-Hans", ""),
    "zh-sg": ("zh", "zh-SG", ""),
    "zh-hant": ("zh", "zh-Hant", "s2t"),
    "zh-tw": ("zh", "zh-TW", "s2twp"),
    "zh-hk": ("zh", "zh-HK", "s2hk"),
}
"""What ``--to`` may say: the language, its tag, and OpenCC's conversion from simplified Chinese."""

_BESIDE = re.compile(rf"(?<=[{HAN}])(?=[A-Za-z0-9@#$])|(?<=[A-Za-z0-9%])(?=[{HAN}])")


def target(to: str) -> tuple[Side, str, str]:
    """The language, its tag and the conversion that ``--to`` means.

    :raises InputError: if it isn't a known language.
    """
    try:
        return TAGS[to.lower().replace("_", "-")]
    except KeyError:
        raise InputError(
            f"duiyi does not translate into {to!r}",
            hint=f"Choose one of {', '.join(TAGS)}; zh is simplified.",
        ) from None


def converted(text: str, conversion: str) -> str:
    """``text`` in another script, such as ``s2t`` or ``t2s``; as it is where there is no conversion.

    :raises MissingExtraError: if OpenCC is not installed.
    """
    return str(_converter(conversion).convert(text)) if conversion else text


@cache
def _converter(conversion: str) -> Any:
    try:
        import opencc
    except ImportError as error:
        raise MissingExtraError("traditional Chinese needs OpenCC", hint="pip install opencc") from error
    return opencc.OpenCC(conversion)


def spaced(text: str) -> str:
    """``text`` with a space between Han and Latin letters or digits, as many style guides want it."""
    return _BESIDE.sub(" ", text)
