"""A private SQLite file for what may outgrow memory: on disk beyond a limit, and gone at the end."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tmx.base.errors import OutputError
from tmx.model import Note, Prop, Segment, Tag, Unit, Variant

LIMIT = 64  # MiB that SQLite keeps in memory


@contextmanager
def scratch(schema: str, *, limit: int = LIMIT) -> Iterator[sqlite3.Connection]:
    """A database with these tables; its file has no name and vanishes with the block."""
    database = sqlite3.connect("", isolation_level=None)  # a temporary file: sqlite.org/inmemorydb.html
    try:
        database.execute(f"PRAGMA cache_size=-{limit * 1024}")
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        database.executescript(f"BEGIN; {schema}")
        yield database
    except sqlite3.OperationalError as error:
        raise OutputError(
            f"temporary files cannot be written: {error}", hint="Set SQLITE_TMPDIR to a folder with room."
        ) from error
    finally:
        database.close()


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
