"""The SQLite files of caches: several processes may share one, and a damaged one is begun anew."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path


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
    connection = sqlite3.connect(path, timeout=patience)
    try:
        _prepare(connection, tables, version)
    except BaseException:
        connection.close()
        raise
    return connection


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
