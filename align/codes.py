"""Inline codes of documents as those of a memory: ``<bpt>``, ``<ept>`` for pairs, ``<ph>`` for the rest."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from align.documents import Source
from tmx.codes import Codes
from tmx.forms import Settings, jsonl
from tmx.model import Segment, Tag, Unit, Variant, joined, plain
from translate.model import Code, Content

_kind_of = partial(re.compile, flags=re.IGNORECASE | re.DOTALL)
_TYPES = (
    ("image", _kind_of(r"<(?:img|w:drawing|w:pict|draw:frame)\b|!\[")),
    ("link", _kind_of(r"<(?:a|w:hyperlink|text:a)\b|\[|.*<a:hlinkClick\b")),
    ("bold", _kind_of(r"<(?:b|strong)\b|\*\*|__|\{\\b\b|.*<(?:\w+:)?b/>|.*\bb=\"1\"")),
    ("italic", _kind_of(r"<(?:i|em)\b|\*|_|\{\\i\b|.*<(?:\w+:)?i/>|.*\bi=\"1\"")),
    ("ulined", _kind_of(r"<u\b|.*<(?:\w+:)?u\b|.*\bu=\"sng\"")),
)
"""Kinds of codes, by the names that TMX recommends, and how formats write what opens them."""


def codes_of(sources: Iterable[Source]) -> Codes:
    """The segments of all sentences that have codes; of equal sentences, that of the first."""
    codes: dict[tuple[str, str], Segment] = {}
    for source in sources:
        for index, content in source.contents.items():
            codes.setdefault((source.lang, source.texts[index]), segment(content))
    return codes


def write_codes(codes: Codes, stream: IO[bytes]) -> int:
    """Write sentences with codes, a unit of one language a line, as JSON Lines; returns their number."""
    memory = (Unit((Variant(lang, parts),)) for (lang, _), parts in codes.items())
    return jsonl.write(memory, stream, Settings(), Counter())


def read_codes(path: Path) -> Codes:
    """The sentences with codes that an alignment wrote beside its review file; none where there is no file.

    :raises InputError: if it is broken.
    """
    if not path.exists():
        return {}
    variants = (variant for unit in jsonl.read(path, Settings(), Counter()) for variant in unit.variants)
    return {(variant.lang, plain(variant.segment)): variant.segment for variant in variants}


def segment(content: Content) -> Segment:
    """A content as a segment: its text is the text that a reader sees.

    What opens or closes a stretch whose other end stands in another sentence is ``<it>``. Ends of cues and
    what parts the cases of a message are the file's own and left out.
    """
    pairs = dict(_pairs(content))
    return joined(part for place, one in enumerate(content) for part in _parts(one, place, pairs))


def _pairs(content: Content) -> Iterator[tuple[int, int]]:
    """The number of the pair that a code opens or closes, by its place."""
    opened: list[int] = []
    number = 0
    for place, part in enumerate(content):
        if isinstance(part, Code) and part.role == "open":
            opened.append(place)
        elif isinstance(part, Code) and part.role == "close" and opened:
            number += 1
            yield opened.pop(), number
            yield place, number


def _parts(part: str | Code, place: int, pairs: dict[int, int]) -> Iterator[str | Tag]:
    if isinstance(part, str):
        yield part
    elif part.role in ("open", "close"):
        kind = _kind(part) if part.role == "open" else ()
        if place in pairs:
            name = "bpt" if part.role == "open" else "ept"
            yield Tag(name, (("i", str(pairs[place])), *kind), (part.native,))  # type: ignore[arg-type]
        else:
            position = "begin" if part.role == "open" else "end"
            yield Tag("it", (("pos", position), *kind), (part.native,))
    elif part.role == "line":
        yield Tag("ph", (("type", "lb"),), (part.native,))
    elif part.role == "alone" and part.shown:
        before, there, after = part.native.partition(part.shown)
        if there and before:
            yield Tag("ph", (), (before,))
        yield part.shown
        if there and after:
            yield Tag("ph", (), (after,))
    elif part.role == "alone":
        yield Tag("ph", _kind(part), (part.native,))


def _kind(code: Code) -> tuple[tuple[str, str], ...]:
    return next(((("type", name),) for name, pattern in _TYPES if pattern.match(code.native)), ())
