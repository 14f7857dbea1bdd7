"""SQLite in one place: caches that processes share, and temporary databases for what may outgrow memory.

A cache is a help and never a reason to fail. A damaged one is put aside and begun anew; one that cannot be
used is done without. ``trouble`` says so, once, for the command line to print.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tmx.base.errors import OutputError

_T = TypeVar("_T")
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PAUSE = 0.02  # seconds between two tries, where SQLite itself does not wait
_AT_ONCE = 500  # parameters of a query; SQLite before 3.32 takes 999
_PATIENCE = 60.0  # seconds that one process waits for another


class Store:
    """A cache in a file; several processes may share it.

    :ivar trouble: what is wrong with the file, for people; empty if nothing is.
    :param tables: their columns, by their names; those of another ``version`` are emptied.
    :param patience: seconds to wait for other processes.
    """

    def __init__(
        self, path: Path, tables: Mapping[str, str], *, version: int, patience: float = _PATIENCE
    ) -> None:
        self.path = path
        self.trouble = ""
        self._connection: sqlite3.Connection | None = None
        with self._forgiving():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connection = _connected(path, tables, version, patience)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                aside = path.with_suffix(".damaged")
                path.replace(aside)
                self._connection = _connected(path, tables, version, patience)
                what = f"the cache was damaged ({error}) and is begun anew"
                self.trouble = f"{path}: {what}; the old one is {aside}"

    def apply(self, job: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """Run a job; what it changes is kept as a whole or not at all. None where the file cannot be used."""
        with self._forgiving():
            if self._connection is not None:
                with self._connection:
                    return job(self._connection)
        return None

    def select(self, query: str, keys: Sequence[Any]) -> list[Any]:
        """The rows of a query for any number of keys.

        :param query: with ``{}`` where the placeholders of the keys stand.
        """

        def job(connection: sqlite3.Connection) -> list[Any]:
            answers = (connection.execute(query.format(marks), some) for some, marks in batches(keys))
            return [row for rows in answers for row in rows]

        return self.apply(job) or []

    def insert(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Keep rows in place of those with the same key, all or none."""
        rows = list(rows)
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            query = f"INSERT OR REPLACE INTO {table} VALUES ({marks})"
            self.apply(lambda connection: connection.executemany(query, rows))

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            self.trouble = f"{self.path}: the cache cannot be used ({error}); the work goes on without it"
            self.close()


def batches(keys: Sequence[_T]) -> Iterator[tuple[Sequence[_T], str]]:
    """Keys in pieces that SQLite takes, each with its placeholders."""
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        yield some, ", ".join("?" * len(some))


def _connected(path: Path, tables: Mapping[str, str], version: int, patience: float) -> sqlite3.Connection:
    """The file, ready for use.

    Processes that begin it together both set its journal, for which SQLite does not wait: so here.
    """
    last = time.monotonic() + patience
    while True:
        connection = sqlite3.connect(path, timeout=patience)
        try:
            _prepare(connection, tables, version)
            return connection
        except BaseException as error:
            connection.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _BUSY or time.monotonic() > last:
                raise
        time.sleep(_PAUSE)


def _prepare(connection: sqlite3.Connection, tables: Mapping[str, str], version: int) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    with connection:
        stored = connection.execute("PRAGMA user_version").fetchone()[0]
        for name, columns in tables.items():
            if stored not in (0, version):
                connection.execute(f"DROP TABLE IF EXISTS {name}")
            connection.execute(f"CREATE TABLE IF NOT EXISTS {name} {columns}")
        connection.execute(f"PRAGMA user_version = {version}")


def temporary(schema: str, *, limit: int) -> sqlite3.Connection:
    """A database of one's own, in a file without a name that vanishes when it is closed.

    :param limit: MiB that SQLite keeps in memory before it writes to the disk.
    """
    database = sqlite3.connect("", isolation_level=None)  # sqlite.org/inmemorydb.html
    database.execute(f"PRAGMA cache_size = -{limit * 1024}")
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.executescript(f"BEGIN; {schema};")
    return database


@contextmanager
def scratch(schema: str, *, limit: int = 64) -> Iterator[sqlite3.Connection]:
    """A :func:`temporary` database for a block.

    :raises OutputError: if the disk has no room for it.
    """
    with needing_room():
        database = temporary(schema, limit=limit)
        try:
            yield database
        finally:
            database.close()


@contextmanager
def needing_room() -> Iterator[None]:
    """Work with a :func:`temporary` database.

    :raises OutputError: if the disk has no room for it.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OutputError(
            f"temporary files cannot be written: {error}", hint="Set SQLITE_TMPDIR to a folder with room."
        ) from error
