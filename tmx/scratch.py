"""A private SQLite file for what may outgrow memory: on disk beyond a limit, and gone at the end."""

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tmx.model import Unit

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
    finally:
        database.close()


def packed(unit: Unit) -> bytes:
    """A unit as bytes for a column of our own scratch file."""
    return pickle.dumps(unit, protocol=5)


def unpacked(data: bytes) -> Unit:
    """The unit again."""
    unit: Unit = pickle.loads(data)
    return unit
