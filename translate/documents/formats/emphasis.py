"""Marks of emphasis in Markdown, set so that a reader takes them for marks (CommonMark 6.2, flanking runs).

Between a letter outside and a punctuation mark inside, stars are stars. English has a blank there
(``**Note:** Press it``), Chinese has none: ``**注意：**按下`` would be shown with its stars.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TypeGuard

from translate.documents.seam import joined, native
from translate.model import Code, Content

_MARK = re.compile(r"\*{1,3}|~~|_{1,3}")
_LAST = re.compile(r"(?<=[^\s，。：；！？、…,.;:!?])[，。：；！？、…,.;:!?]+\Z")
"""Punctuation that stands behind an emphasis as well as at its end."""


def flanked(content: Content, source: Content = ()) -> Content:
    """A content whose emphasis is read as such.

    Blanks and last marks go out of it, or a space comes beside it; underscores beside letters become stars;
    emphasis that holds nothing goes, unless there was some in ``source`` (``****``, no emphasis at all).
    """
    parts = _starred(_filled(content) if _filled(source) == list(source) else list(content))
    output: list[str | Code] = []
    for place, part in enumerate(parts):
        if not _is_mark(part):
            output.append(part)
        elif part.role == "open":
            _open(output, parts, place)
        else:
            _close(output, parts, place)
    return joined(output)


def _open(output: list[str | Code], parts: list[str | Code], place: int) -> None:
    following = parts[place + 1] if place + 1 < len(parts) else ""
    if isinstance(following, str) and following.strip(" "):
        parts[place + 1] = following.lstrip(" ")
        output.append(following[: len(following) - len(following.lstrip(" "))])
    gap = _is_letter(_last(output[-2:])) and _is_punctuation(_first(parts[place + 1 : place + 3]))
    output += [" " * gap, parts[place]]


def _close(output: list[str | Code], parts: list[str | Code], place: int) -> None:
    outside = ""
    if output and isinstance(whole := output[-1], str) and whole.strip(" "):
        inside = whole.rstrip(" ")
        outside = whole[len(inside) :]
        moved = _LAST.search(inside)
        if moved and _is_letter(outside[:1] or _first(parts[place + 1 : place + 3])):
            inside = inside[: moved.start()]
            outside = moved[0] + outside
        output[-1] = inside
    gap = _is_letter(outside[:1] or _first(parts[place + 1 : place + 3])) and _is_punctuation(
        _last(output[-2:])
    )
    output += [parts[place], outside or " " * gap]


def _filled(content: Content) -> list[str | Code]:
    """The parts without empty emphasis."""
    filled: list[str | Code] = []
    for part in content:
        before = filled[-1] if filled else ""
        if _is_mark(part) and part.role == "close" and _is_mark(before) and before.role == "open":
            filled.pop()
        else:
            filled.append(part)
    return filled


def _starred(parts: list[str | Code]) -> list[str | Code]:
    """The parts with stars for underscores that stand beside letters, where underscores do not count."""
    starred, opened = list(parts), list[int]()
    for place, part in enumerate(parts):
        if not _is_mark(part) or part.native[0] != "_":
            continue
        if part.role == "open":
            opened.append(place)
        elif opened:
            start = opened.pop()
            around = _last(parts[max(0, start - 2) : start]), _first(parts[place + 1 : place + 3])
            if any(map(_is_letter, around)) and "*" not in native((*around, *parts[start:place])):
                for one in (start, place):
                    mark = parts[one]
                    assert isinstance(mark, Code)
                    starred[one] = replace(mark, native="*" * len(mark.native))
    return starred


def _is_mark(part: str | Code) -> TypeGuard[Code]:
    return isinstance(part, Code) and part.role != "alone" and _MARK.fullmatch(part.native) is not None


def _first(parts: list[str | Code]) -> str:
    return next((text[0] for part in parts if (text := native((part,)))), "")


def _last(parts: list[str | Code]) -> str:
    return next((text[-1] for part in reversed(parts) if (text := native((part,)))), "")


def _is_letter(character: str) -> bool:
    return bool(character) and not (character.isspace() or _is_punctuation(character))


def _is_punctuation(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "PS"
