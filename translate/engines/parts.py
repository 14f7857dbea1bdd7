"""Dividing a text that is longer than a model reads, at the best place there is."""

import re
from collections.abc import Callable

_PLACES = (  # after what a text may be divided, the best first
    re.compile(r"[。！？；…;]+[”’」』）)\"]*\s*|[.!?]+[”’)\"]*\s+"),
    re.compile(r"[，：\N{EM DASH}]+\s*|[,:]\s+"),
    re.compile(r"、\s*"),
    re.compile(r"\s+"),
    re.compile(r"(?<=[^\W\da-zA-Z_])(?=[^\W\da-zA-Z_])"),  # between two Han characters
)
_CLAUSE_END = re.compile(r"[,，、;；:：]\s*$")


def parts(text: str, pieces: Callable[[str], int], limit: int) -> list[str]:
    """``text`` in parts of at most ``limit`` pieces each, which joined give the text back.

    Divided near the middle, again and again: after a sentence or clause mark, else after a comma, else
    at white space, else between two Han characters, else anywhere.
    """
    if len(text) < 2 or pieces(text) <= limit:
        return [text]
    middle = _place(text)
    return [*parts(text[:middle], pieces, limit), *parts(text[middle:], pieces, limit)]


def _place(text: str) -> int:
    """Where to divide: the place nearest to the middle, of the best kind that has one in the inner half.

    If none has, of the best kind that has one anywhere.
    """
    middle = len(text) // 2
    for low, high in ((len(text) / 4, len(text) * 3 / 4), (1, len(text) - 1)):
        for pattern in _PLACES:
            if ends := [m.end() for m in pattern.finditer(text) if low <= m.end() <= high]:
                return min(ends, key=lambda end: abs(end - middle))
    return middle


def join(sources: list[str], drafts: list[str], *, lang: str) -> str:
    """The drafts of the parts as one text; a part that ended at a comma does not end with a full stop."""
    gap, comma = ("", "，") if lang == "zh" else (" ", ",")
    texts = [draft.strip() for draft in drafts]
    for index, source in enumerate(sources[:-1]):
        if not re.search(r"[。！？；….!?;][”’」』）)\"]*\s*$", source):
            texts[index] = re.sub(r"[。.]$", comma if _CLAUSE_END.search(source) else "", texts[index])
    return gap.join(filter(None, texts))
