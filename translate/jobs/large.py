"""Tables of a large text in a temporary file, so that RAM does not grow with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from tmx.base.store import needing_room, temporary
from tmx.bitext import Pair
from tmx.identity import Identities, tuid

_LIMIT = 16  # MiB of a database in memory
_SEEN = "CREATE TABLE seen (key BLOB PRIMARY KEY, count INTEGER) WITHOUT ROWID"
_LINES = "CREATE TABLE lines (worth REAL, place INTEGER PRIMARY KEY, pairs TEXT)"


class ManyIdentities(Identities):
    """:class:`~tmx.identity.Identities` that are the same, for any number of texts."""

    def __init__(self) -> None:
        self._counts = temporary(_SEEN, limit=_LIMIT)

    def of(self, text: str) -> str:
        """The identifier of the next unit with this source text."""
        key = blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
        with needing_room():
            row = self._counts.execute("SELECT count FROM seen WHERE key = ?", (key,)).fetchone()
            count = row[0] + 1 if row else 1
            self._counts.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (key, count))
        return tuid(text, count)


class WorstFirst:
    """Review lines in any number, given back with the worst first; those given together stay together."""

    def __init__(self) -> None:
        self._lines = temporary(_LINES, limit=_LIMIT)

    def add(self, worth: float, pairs: Sequence[Pair]) -> None:
        """Keep the lines of a draft: its own, and what else was offered.

        :param worth: from 0; equal ones stay in the order in which they came.
        """
        rows = json.dumps(list(map(_row, pairs)))
        with needing_room():
            self._lines.execute("INSERT INTO lines (worth, pairs) VALUES (?, ?)", (worth, rows))

    def __iter__(self) -> Iterator[Pair]:
        for (rows,) in self._lines.execute("SELECT pairs FROM lines ORDER BY worth, place"):
            for id_, en, zh, type_, score, flags in json.loads(rows):
                yield Pair(id_, tuple(en), tuple(zh), type_, score, tuple(flags))


def _row(pair: Pair) -> tuple[object, ...]:
    return pair.id, pair.en, pair.zh, pair.type, pair.score, pair.flags
