"""Units as bytes, for columns of a scratch database."""

import json
from typing import Any

from tmx.model import Note, Prop, Segment, Tag, Unit, Variant


def packed(unit: Unit) -> bytes:
    """A unit as bytes for a column of our own scratch file: JSON, which can hold nothing but data."""
    variants = [(v.lang, _segment(v.segment), v.attributes, v.remarks) for v in unit.variants]
    return json.dumps((variants, unit.attributes, unit.remarks), separators=(",", ":")).encode()


def unpacked(data: bytes) -> Unit:
    """The unit again."""
    variants, attributes, remarks = json.loads(data)
    sides = tuple([Variant(lang, _parts(s), _pairs(a), _remarks(r)) for lang, s, a, r in variants])
    return Unit(sides, _pairs(attributes), _remarks(remarks))


def _segment(segment: Segment) -> list[Any]:
    return [p if isinstance(p, str) else (p.name, p.attributes, _segment(p.content)) for p in segment]


def _parts(parts: list[Any]) -> Segment:
    return tuple([p if isinstance(p, str) else Tag(p[0], _pairs(p[1]), _parts(p[2])) for p in parts])


def _pairs(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple([(name, value) for name, value in pairs])


def _remarks(remarks: list[Any]) -> tuple[Prop | Note, ...]:
    return tuple(
        [
            Prop(one[0], one[1], _pairs(one[2])) if len(one) == 3 else Note(one[0], _pairs(one[1]))
            for one in remarks
        ]
    )
