"""Messages of ICU: ``{count, plural, one {# item} other {# items}}``, in whatever format they stand.

The texts of the cases are translated, each by itself; names, keywords and ``#`` stay.
"""

import re
from collections.abc import Callable, Iterator

from translate.documents.seam import joined
from translate.model import Code, Content

_CASES = re.compile(r"\{\s*[\w.-]+\s*,\s*(?:plural|select|selectordinal)\s*,")

_QUOTED = re.compile(r"'[{}](?:[^']|'')*'")
"""Braces that are text, as ICU quotes them."""

_AS_IT_IS = re.compile(rf"{_QUOTED.pattern}|#")
_CODE = "\N{OBJECT REPLACEMENT CHARACTER}"


def cased(content: Content, escape: Callable[[str], str] = str) -> Content:
    """A content in which a message's syntax around the texts of its cases has become codes.

    A content that isn't a message with cases comes back unchanged.

    :param escape: how text stands in the file.
    """
    flat = "".join(part if isinstance(part, str) else _CODE for part in content)
    texts = spans(flat)
    if texts is None:
        return content
    letters = [part for whole in content for part in (whole if isinstance(whole, str) else (whole,))]
    parts: list[str | Code] = []
    last = 0
    for start, stop in texts:
        text = flat[start:stop]
        if not any(map(str.isalpha, text)):
            continue
        start += len(text) - len(text.lstrip())
        stop -= len(text) - len(text.rstrip())
        parts += [*_frame(letters[last:start], escape), *case(joined(letters[start:stop]), escape)]
        last = stop
    return joined([*parts, *_frame(letters[last:], escape)])


def case(content: Content, escape: Callable[[str], str] = str) -> Iterator[str | Code]:
    """The text of a case: ``#``, which stands for a number, and quoted braces are codes."""
    for part in content:
        if isinstance(part, Code):
            yield part
            continue
        last = 0
        for match in _AS_IT_IS.finditer(part):
            yield part[last : match.start()]
            yield Code(escape(match[0]), "alone", match[0])
            last = match.end()
        yield part[last:]


def _frame(letters: list[str | Code], escape: Callable[[str], str]) -> Iterator[Code]:
    """The syntax around texts, as codes; earlier codes stay as they are."""
    for part in joined(letters):
        yield part if isinstance(part, Code) else Code(escape(part), "apart")


def spans(text: str) -> list[tuple[int, int]] | None:
    """Where the texts of a message stand, half-open and in order; ``None`` if it has no cases.

    A message whose braces do not match is a text like others.
    """
    if not _CASES.search(text):
        return None
    text = _QUOTED.sub(lambda quoted: "\N{MIDDLE DOT}" * len(quoted[0]), text)
    try:
        return [span for span in _texts(text, 0, len(text)) if span[0] < span[1]]
    except ValueError:
        return None


def _texts(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The texts between ``start`` and ``stop``: around the parts with cases, and in the cases."""
    last = at = start
    while (at := text.find("{", at, stop)) >= 0:
        end = _closing(text, at, stop)
        if cases := _CASES.match(text, at, end):
            yield last, at
            yield from _of_cases(text, cases.end(), end)
            last = end + 1
        at = end + 1
    yield last, stop


def _of_cases(text: str, at: int, stop: int) -> Iterator[tuple[int, int]]:
    while (at := text.find("{", at, stop)) >= 0:
        end = _closing(text, at, stop)
        yield from _texts(text, at + 1, end)
        at = end + 1


def _closing(text: str, at: int, stop: int) -> int:
    """Where the brace that opens at ``at`` closes.

    :raises ValueError: if it does not.
    """
    depth = 0
    for place in range(at, stop):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if not depth:
            return place
    raise ValueError("a brace that does not close")
