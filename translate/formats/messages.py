"""Messages of ICU: ``{count, plural, one {# item} other {# items}}``, as JSON and ARB files have them.

What is translated are the texts of the cases, each by itself; names, keywords and ``#`` stay.
"""

import re
from collections.abc import Iterator

_CASES = re.compile(r"\{\s*[\w.-]+\s*,\s*(?:plural|select|selectordinal)\s*,")


def spans(text: str) -> list[tuple[int, int]] | None:
    """Where the texts of a message stand, half-open and in order; ``None`` if it has no cases.

    A message whose braces do not match is a text like others.
    """
    if not _CASES.search(text):
        return None
    try:
        return [span for span in _texts(text, 0, len(text)) if span[0] < span[1]]
    except ValueError:
        return None


def _texts(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The texts between ``start`` and ``stop``: around what has cases, and in these."""
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
