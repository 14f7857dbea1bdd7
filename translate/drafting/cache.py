"""Drafts kept on disk: SQLite, keyed by engine, settings and sentence; several processes may share it.

A run that was killed continues with the drafts it had. The same file records from what each output was
made, so that unchanged files are skipped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from tmx.base.store import Store
from translate.model import Draft

_FORMAT = 1  # of the tables; a file of another one is emptied
_TABLES = {
    "drafts": "(key TEXT PRIMARY KEY, text TEXT, engine TEXT, score REAL, rest TEXT) WITHOUT ROWID",
    "outputs": "(path TEXT PRIMARY KEY, recipe TEXT, content TEXT) WITHOUT ROWID",
}
_PIECE = 1 << 20  # bytes of a file that are read at once


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
    """Drafts and outputs of earlier runs; a help and never a reason to fail (:mod:`tmx.base.store`)."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        self._store = Store(self.path, _TABLES, version=_FORMAT)

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def trouble(self) -> str:
        """What is wrong with the file; empty if nothing is."""
        return self._store.trouble

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def drafts(self, keys: Sequence[str]) -> dict[str, Draft]:
        """The drafts that are known for some of the keys."""
        known: dict[str, Draft] = {}
        query = "SELECT key, text, engine, score, rest FROM drafts WHERE key IN ({})"
        for key, text, engine, score, rest in self._store.select(query, keys):
            flags, others = json.loads(rest)
            known[key] = Draft(text, engine, score, tuple(flags), tuple(others))
        return known

    def keep(self, drafts: Mapping[str, Draft]) -> None:
        """Keep drafts under their keys, all or none."""
        rows = (
            (key, draft.text, draft.engine, draft.score, json.dumps((draft.flags, draft.alternatives)))
            for key, draft in drafts.items()
        )
        self._store.insert("drafts", rows)

    def record(self, output: Path) -> tuple[str, str] | None:
        """What an output was made from, and what it was: ``(recipe, hash of its bytes)``."""
        rows = self._store.select("SELECT recipe, content FROM outputs WHERE path IN ({})", [_key(output)])
        return (str(rows[0][0]), str(rows[0][1])) if rows else None

    def remember(self, output: Path, recipe: str, content: str) -> None:
        """Note that ``output`` was made by a recipe (a hash of source and settings) and has this hash."""
        self._store.insert("outputs", [(_key(output), recipe, content)])
