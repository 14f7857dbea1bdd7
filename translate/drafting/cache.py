"""Drafts kept on disk: SQLite, keyed by engine, settings and sentence; several processes may share it.

A run that was killed continues with the drafts it had. The same file records from what each output was
made, so that unchanged files are skipped.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from tmx.base.errors import OutputError
from tmx.base.store import opened
from translate.model import Draft

_PATIENCE = 60.0  # seconds that one process waits for another
_FORMAT = 1  # of the tables; a file of another one is emptied
_TABLES = {
    "drafts": "(key TEXT PRIMARY KEY, text TEXT, engine TEXT, score REAL, rest TEXT) WITHOUT ROWID",
    "outputs": "(path TEXT PRIMARY KEY, recipe TEXT, content TEXT) WITHOUT ROWID",
}
_PIECE = 1 << 20  # bytes of a file that are read at once
_AT_ONCE = 500  # parameters of a query; SQLite before 3.32 takes 999


def default_path() -> Path:
    """``$XDG_CACHE_HOME/duiyi/drafts.sqlite``, else in ``~/.cache``."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    folder = Path(home) if Path(home).is_absolute() else Path.home() / ".cache"
    return folder / "duiyi" / "drafts.sqlite"


def digest(*parts: str | bytes) -> str:
    """A hash of the parts; where one ends and the next begins counts."""
    checksum = sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        checksum.update(len(data).to_bytes(8, "big") + data)
    return checksum.hexdigest()


def _key(path: Path) -> str:
    """A path as SQLite can hold it: names need not be UTF-8."""
    return str(path.resolve()).encode("utf-8", "backslashreplace").decode()


def digest_of(path: Path) -> str:
    """:func:`digest` of a file's bytes, read piece by piece."""
    checksum = sha256(path.stat().st_size.to_bytes(8, "big"))
    with path.open("rb") as stream:
        while data := stream.read(_PIECE):
            checksum.update(data)
    return checksum.hexdigest()


class Cache:
    """Drafts and outputs of earlier runs. A damaged file is put aside and started again; ``trouble`` says so.

    :raises OutputError: if the file cannot be opened or made.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        try:
            self._connection, self.trouble = opened(self.path, _TABLES, version=_FORMAT, patience=_PATIENCE)
        except (sqlite3.Error, OSError) as error:
            raise OutputError(
                f"the cache cannot be opened: {error}", path=self.path, hint="Pass --no-cache to go without."
            ) from error

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def drafts(self, keys: Sequence[str]) -> dict[str, Draft]:
        """The drafts that are known for some of the keys."""
        drafts: dict[str, Draft] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            with self._explained():
                for key, text, engine, score, rest in self._connection.execute(
                    f"SELECT key, text, engine, score, rest FROM drafts WHERE key IN ({marks})", some
                ):
                    flags, others = json.loads(rest)
                    drafts[key] = Draft(text, engine, score, tuple(flags), tuple(others))
        return drafts

    def keep(self, drafts: Mapping[str, Draft]) -> None:
        """Keep drafts under their keys, all or none."""
        rows = [
            (key, draft.text, draft.engine, draft.score, json.dumps((draft.flags, draft.alternatives)))
            for key, draft in drafts.items()
        ]
        with self._explained(), self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?, ?)", rows)

    def record(self, output: Path) -> tuple[str, str] | None:
        """What an output was made from, and what it was: ``(recipe, hash of its bytes)``."""
        with self._explained():
            row = self._connection.execute(
                "SELECT recipe, content FROM outputs WHERE path = ?", (_key(output),)
            ).fetchone()
        return (str(row[0]), str(row[1])) if row else None

    def remember(self, output: Path, recipe: str, content: str) -> None:
        """Note that ``output`` was made by a recipe (a hash of source and settings) and has this hash."""
        with self._explained(), self._connection:
            self._connection.execute(
                "INSERT OR REPLACE INTO outputs VALUES (?, ?, ?)", (_key(output), recipe, content)
            )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """An error of the file says how to go without it."""
        try:
            yield
        except sqlite3.Error as error:
            raise OutputError(
                f"the cache cannot be used: {error}", path=self.path, hint="Pass --no-cache to go without."
            ) from error
