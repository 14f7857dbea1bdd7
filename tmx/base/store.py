"""The SQLite files of caches: several processes may share one, and a damaged one is begun anew."""

import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PAUSE = 0.02  # seconds between two tries, where SQLite itself does not wait


def opened(
    path: Path, tables: Mapping[str, str], *, version: int, patience: float
) -> tuple[sqlite3.Connection, str]:
    """Open a file or make it; with it comes what was wrong, if it was damaged and is now put aside.

    :param tables: their columns, by their names; other ones than of this ``version`` are dropped.
    :param patience: seconds that one process waits for another.
    :raises sqlite3.Error, OSError: if the file cannot be used.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connected(path, tables, version, patience), ""
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        aside = path.with_suffix(".damaged")
        path.replace(aside)
        trouble = f"the cache was damaged ({error}); it lies in {aside} and is begun anew"
        return _connected(path, tables, version, patience), trouble


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
            busy = getattr(error, "sqlite_errorcode", 0) & 0xFF in (
                sqlite3.SQLITE_BUSY,
                sqlite3.SQLITE_LOCKED,
            )
            if not busy or time.monotonic() > last:
                raise
        time.sleep(_PAUSE)


def _prepare(connection: sqlite3.Connection, tables: Mapping[str, str], version: int) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    with connection:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        for name, columns in tables.items():
            if found not in (0, version):
                connection.execute(f"DROP TABLE IF EXISTS {name}")
            connection.execute(f"CREATE TABLE IF NOT EXISTS {name} {columns}")
        connection.execute(f"PRAGMA user_version = {version}")
