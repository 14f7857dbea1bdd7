"""What changed between two memories, unit by unit, whatever the order.

Units that are the same in both fall away first; of the others those with the same text differ in metadata
only; those with the same source or the same target are changed or, where the new partner was there before
with another one, re-matched; the rest is added or removed. Translations into different languages are no
change of each other. Three passes, in memory that does not grow.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path

from tmx import keys
from tmx.base.store import scratch
from tmx.model import Unit
from tmx.scratch import packed, unpacked
from tmx.xml.policy import Policy
from tmx.xml.reading import read


class Kind(StrEnum):
    """How a unit differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # the same source with another target, or the other way round
    REMATCHED = "re-matched"  # as changed, but the text it is now paired with was there before, elsewhere
    METADATA = "metadata"  # the same text; something noted about it differs


@dataclass(frozen=True, slots=True)
class Difference:
    """One unit that differs: as it was, as it is, and where (line in the file it stands in)."""

    kind: Kind
    old: Unit | None
    new: Unit | None
    line: int  # of the new unit in its file, of the old one where there is no new


_SCHEMA = """
CREATE TABLE first (place INTEGER PRIMARY KEY, full INTEGER, done INTEGER DEFAULT 0);
CREATE TABLE texts (key INTEGER PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE rest (side TEXT, place INTEGER, line INTEGER, full INTEGER, pair INTEGER, source INTEGER,
    target INTEGER, tuid TEXT, languages TEXT, unit BLOB, done INTEGER DEFAULT 0, PRIMARY KEY (side, place));
"""
_INDEXES = "".join(
    f"CREATE INDEX by_{column} ON rest ({column}, side, done, place);"
    for column in (
        "pair",
        "source",
        "target",
        "tuid",
    )
)


def differences(
    old: Path, new: Path, *, policy: Policy | None = None, left: Counter[Path] | None = None
) -> Iterator[Difference]:
    """How ``new`` differs from ``old``, in the order of ``new``; what was removed comes last.

    :param left: where broken units that the policy skips are counted, by memory.
    :raises InputError: if one cannot be read under ``policy``.
    """
    with scratch(_SCHEMA) as database:
        skipped = {old: _note_first(database, old, policy), new: _cancel(database, new, policy)}
        if left is not None:
            left.update(skipped)
        _collect_first(database, old, policy)
        database.executescript(_INDEXES)
        yield from _matched(database)


def count(changes: Iterator[Difference]) -> Counter[str]:
    """How many differences of each kind; every kind is named."""
    counts = Counter({kind.value: 0 for kind in Kind})
    counts.update(difference.kind.value for difference in changes)
    return counts


def _note_first(database: sqlite3.Connection, path: Path, policy: Policy | None) -> int:
    """Note what stands where in the first memory; returns how many units were skipped."""
    with read(path, policy=policy) as memory:
        rows = ((place, keys.full_key(unit)) for place, unit in enumerate(memory))
        database.executemany("INSERT INTO first (place, full) VALUES (?, ?)", rows)
    database.execute("CREATE INDEX first_full ON first (full, done, place)")
    return memory.skipped


def _cancel(database: sqlite3.Connection, path: Path, policy: Policy | None) -> int:
    """Pair equal units; keep what is left of the second memory. Returns how many units were skipped."""
    cancel = (
        "UPDATE first SET done = 1 WHERE place ="
        " (SELECT place FROM first WHERE full = ? AND done = 0 ORDER BY place LIMIT 1)"
    )
    with read(path, policy=policy) as memory:
        lang = keys.source_language(memory.header)
        for place, unit in enumerate(memory):
            full = keys.full_key(unit)
            if not database.execute(cancel, (full,)).rowcount:
                _keep(database, "new", place, memory.line, unit, lang)
    return memory.skipped


def _collect_first(database: sqlite3.Connection, path: Path, policy: Policy | None) -> None:
    """Keep what is left of the first memory; note the texts around it that changed units may have met."""
    left = iter(database.execute("SELECT place FROM first WHERE done = 0 ORDER BY place"))
    following = next(left, (None,))[0]
    with read(path, policy=policy) as memory:
        lang = keys.source_language(memory.header)
        for place, unit in enumerate(memory):
            if place == following:
                _keep(database, "old", place, memory.line, unit, lang)
                texts = ((keys.text_key(variant),) for variant in unit.variants)
                database.executemany("INSERT OR IGNORE INTO texts VALUES (?)", texts)
                following = next(left, (None,))[0]


def _keep(database: sqlite3.Connection, side: str, place: int, line: int, unit: Unit, lang: str) -> None:
    source = keys.source(unit, lang)
    rest = frozenset([keys.text_key(variant) for variant in keys.others(unit, source)])
    row = (
        side,
        place,
        line,
        keys.full_key(unit),
        keys.pair_key(unit),
        keys.text_key(source),
        hash(rest) if rest else None,
    )
    database.execute(
        "INSERT INTO rest (side, place, line, full, pair, source, target, tuid, languages, unit)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, unit.attribute("tuid"), " ".join(keys.languages(unit)), packed(unit)),
    )


def _matched(database: sqlite3.Connection) -> Iterator[Difference]:
    for column in ("pair", "source", "target", "tuid"):
        _match(database, column)
    rows = database.execute(
        "SELECT new.line, new.unit, old.unit, new.pair = old.pair FROM rest AS new"
        " LEFT JOIN rest AS old ON old.side = 'old' AND old.place = new.done - 1"
        " WHERE new.side = 'new' ORDER BY new.place"
    )
    for line, new, old, same_text in rows:
        now = unpacked(new)
        if old is None:
            yield Difference(Kind.ADDED, None, now, line)
        else:
            before = unpacked(old)
            kind = Kind.METADATA if same_text else _kind(database, before, now)
            yield Difference(kind, before, now, line)
    rows = database.execute("SELECT line, unit FROM rest WHERE side = 'old' AND done = 0 ORDER BY place")
    for line, old in rows:
        yield Difference(Kind.REMOVED, unpacked(old), None, line)


def _match(database: sqlite3.Connection, column: str) -> None:
    """Pair what is left of both sides and agrees in a column, in order; ``done`` is 1 + the partner."""
    news = database.execute(
        f"SELECT place, {column}, languages FROM rest WHERE side = 'new' AND done = 0"
        f" AND {column} IS NOT NULL ORDER BY place"
    ).fetchall()
    olds = f"SELECT place, languages FROM rest WHERE {column} = ? AND side = 'old' AND done = 0"
    for place, key, languages in news:
        same = database.execute(f"{olds} AND languages = ? ORDER BY place LIMIT 1", (key, languages))
        rest = database.execute(f"{olds} ORDER BY place", (key,))
        candidates = (old for old, others in chain(same, rest) if _comparable(languages, others))
        if (old := next(candidates, None)) is not None:
            mark = "UPDATE rest SET done = ? WHERE side = ? AND place = ?"
            database.execute(mark, (old + 1, "new", place))
            database.execute(mark, (place + 1, "old", old))


def _comparable(one: str, other: str) -> bool:
    """Whether a unit can have come of another by its languages: the same ones, or some more or fewer."""
    languages, others = set(one.split()), set(other.split())
    return languages <= others or others <= languages


def _kind(database: sqlite3.Connection, old: Unit, new: Unit) -> Kind:
    """Re-matched if every new text was there before, among the units that differ."""
    before = {keys.text_key(variant) for variant in old.variants}
    for key in {keys.text_key(variant) for variant in new.variants} - before:
        if not database.execute("SELECT 1 FROM texts WHERE key = ?", (key,)).fetchone():
            return Kind.CHANGED
    return Kind.REMATCHED
