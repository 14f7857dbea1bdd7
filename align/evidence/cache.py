"""An SQLite cache of vectors, drafts and the translator's probabilities, under hashes of their inputs.

Aligning again after an edit then costs only what was edited. Several processes may share the file. Where it
can't be used, ``trouble`` says why and everything is computed again (:mod:`tmx.base.store`).
"""

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tmx.base.store import Store, batches
from translate.drafting.cache import default_path as drafts_path
from translate.model import Draft

PATIENCE = 20.0  # seconds that one process waits for another
FORMAT = 2  # of the table; a file in another format is emptied
TABLES = {"evidence": "(key BLOB PRIMARY KEY, day INTEGER, record BLOB)"}
LARGEST = 2**30  # bytes; beyond that, the records not read for longest are deleted
DAY = 86_400


def default_path() -> Path:
    """``$XDG_CACHE_HOME/duiyi/evidence.sqlite``, else in ``~/.cache``: beside the drafts."""
    return drafts_path().with_name("evidence.sqlite")


class EvidenceCache:
    """Intermediate results as records under keys. A cache that can't be used is never a reason to fail."""

    def __init__(self, path: Path | None = None, *, largest: int = LARGEST) -> None:
        self._store = Store(path or default_path(), TABLES, version=FORMAT, patience=PATIENCE)
        self._largest = largest

    @property
    def trouble(self) -> str:
        """What is wrong with the file; empty if nothing is."""
        return self._store.trouble

    def records(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The stored records of these keys, which now count as read today."""
        known = dict(self._store.select("SELECT key, record FROM evidence WHERE key IN ({})", keys))
        today = int(time.time()) // DAY

        def touch(connection: sqlite3.Connection) -> None:
            for some, marks in batches(keys):
                query = f"UPDATE evidence SET day = ? WHERE day < ? AND key IN ({marks})"
                connection.execute(query, (today, today, *some))

        self._store.apply(touch)
        return known

    def keep(self, records: Mapping[bytes, bytes]) -> None:
        """Store records under their keys; delete the oldest ones if the file becomes too large."""
        today = int(time.time()) // DAY
        self._store.insert("evidence", ((key, today, record) for key, record in records.items()))
        while self._store.apply(self._forget):
            pass

    def _forget(self, connection: sqlite3.Connection) -> bool:
        """Delete a quarter of the records if the file is too large; whether it was."""
        if self._size(connection) <= self._largest:
            return False
        connection.execute(
            "DELETE FROM evidence WHERE rowid IN (SELECT rowid FROM evidence ORDER BY day, rowid"
            " LIMIT (SELECT count(*) / 4 + 1 FROM evidence))"
        )
        return True

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    @staticmethod
    def _size(connection: sqlite3.Connection) -> int:
        """Bytes in use, without the freed pages, which SQLite fills again."""
        page, pages, free = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_size", "page_count", "freelist_count")
        )
        rows = connection.execute("SELECT count(*) FROM (SELECT 1 FROM evidence LIMIT 1)").fetchone()[0]
        return page * (pages - free) if rows else 0


class CachedDrafts:
    """Drafts in an :class:`EvidenceCache`, for :class:`translate.drafting.drafter.Drafter`."""

    def __init__(self, cache: EvidenceCache) -> None:
        self._cache = cache

    def drafts(self, keys: Sequence[str]) -> dict[str, Draft]:
        """The stored drafts of these keys."""
        drafts: dict[str, Draft] = {}
        for key, record in self._cache.records([bytes.fromhex(key) for key in keys]).items():
            try:
                text, engine, score, flags, others = json.loads(record)
                drafts[key.hex()] = Draft(text, engine, score, tuple(flags), tuple(others))
            except (ValueError, TypeError):
                continue  # a damaged record: the sentence is translated again
        return drafts

    def keep(self, drafts: Mapping[str, Draft]) -> None:
        """Store drafts under their keys."""
        self._cache.keep(
            {
                bytes.fromhex(key): json.dumps(
                    (draft.text, draft.engine, draft.score, draft.flags, draft.alternatives)
                ).encode()
                for key, draft in drafts.items()
            }
        )
