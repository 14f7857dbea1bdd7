"""Several memories into one, and one without its repetitions: each source text is kept as a policy says.

Two passes: the first finds the best unit of each group, the second writes those. Merging again what was
merged, alone or with a part of it, changes nothing.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tmx import keys
from tmx.base.files import replacing
from tmx.base.store import scratch
from tmx.change.choices import Keep
from tmx.model import Header, Unit
from tmx.view import marked
from tmx.xml.policy import Policy
from tmx.xml.reading import read
from tmx.xml.writing import Writer


@dataclass(frozen=True, slots=True)
class Conflict:
    """A unit that gave way to another translation of its source text."""

    path: Path
    line: int
    source: str
    dropped: str
    kept: str


@dataclass(slots=True)
class Merged:
    """What a merge did."""

    read: int = 0
    written: int = 0
    repeated: int = 0  # left out, since an equal pair stays
    skipped: int = 0  # broken units, if the policy skips them
    conflicts: list[Conflict] = field(default_factory=list)  # the first thousand
    conflicting: int = 0


CONFLICTS_KEPT = 1000
_SCHEMA = """
CREATE TABLE groups (key INTEGER PRIMARY KEY, rank TEXT, place INTEGER, pair INTEGER,
    disputed INTEGER DEFAULT 0, kept TEXT);
"""
_BETTER = (  # the values on the right are those from before the update
    "INSERT INTO groups (key, rank, place, pair) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
    " disputed = disputed OR pair <> excluded.pair, rank = max(rank, excluded.rank),"
    " place = iif(excluded.rank > rank, excluded.place, place),"
    " pair = iif(excluded.rank > rank, excluded.pair, pair)"
)


def merge(
    paths: Sequence[Path],
    output: Path,
    *,
    keep: Keep = Keep.ALL,
    user: str | None = None,
    policy: Policy | None = None,
    header: Header | None = None,
) -> Merged:
    """Write one memory of several, in their order, with the header of the first and the notes of all headers.

    :param user: whose units win under ``Keep.USER``.
    :param header: another header: of a thousand memories the notes would fill pages.
    :raises InputError: if one cannot be read under ``policy``.
    """
    report = Merged()
    with scratch(_SCHEMA) as database:
        rows = (
            (_group(unit, lang, keep), _rank(unit, keep, user), place, keys.pair_key(unit))
            for place, (_, _, unit, lang) in enumerate(_units(paths, policy, report))
        )
        database.executemany(_BETTER, rows)
        head = header or _header(paths, policy)
        with replacing(output) as stream, Writer(stream, header=head) as writer:
            _write(database, _units(paths, policy, Merged()), keep, writer, report)
        report.written = writer.units
    return report


def dedupe(
    path: Path, output: Path, *, keep: Keep = Keep.ALL, user: str | None = None, policy: Policy | None = None
) -> Merged:
    """Write a memory without repetitions: the merge of one."""
    return merge([path], output, keep=keep, user=user, policy=policy)


def _header(paths: Sequence[Path], policy: Policy | None) -> Header:
    """The header of the first, with the notes and properties of all."""
    headers = []
    for path in paths:
        with read(path, policy=policy) as memory:
            headers.append(memory.header)
    remarks = dict.fromkeys(remark for header in headers for remark in header.remarks)
    return replace(headers[0], remarks=tuple(remarks))


def _units(
    paths: Sequence[Path], policy: Policy | None, report: Merged
) -> Iterator[tuple[Path, int, Unit, str]]:
    """Units of all files with their path, line and source language.

    Those of a file whose header names another source language than the first's say so themselves.
    """
    first: str | None = None
    for path in paths:
        with read(path, policy=policy) as memory:
            lang = keys.source_language(memory.header)
            named = memory.header.attribute("srclang") or lang
            first = first or named
            for unit in memory:
                report.read += 1
                if named != first and unit.attribute("srclang") is None:
                    unit = replace(unit, attributes=(*unit.attributes, ("srclang", named)))
                yield path, memory.line, unit, lang
            report.skipped += memory.skipped


def _group(unit: Unit, lang: str, keep: Keep) -> int:
    """What may stay only once in its context: a pair, or a source text in the same languages."""
    context = keys.context(unit)
    if keep is Keep.ALL:
        return hash((keys.pair_key(unit), context))
    return hash((keys.text_key(keys.source(unit, lang)), keys.languages(unit), context))


def _rank(unit: Unit, keep: Keep, user: str | None) -> str:
    """A text that sorts higher for the unit that stays."""
    first = ""
    if keep is Keep.BEST:
        score = keys.score(unit)
        first = f"{min(max(score or 0, 0), 10**9):020.9f}"
    elif keep is Keep.USER:
        first = "1" if user in keys.users(unit) else "0"
    return f"{first} {keys.date(unit)}"


def _write(
    database: sqlite3.Connection,
    units: Iterator[tuple[Path, int, Unit, str]],
    keep: Keep,
    writer: Writer,
    report: Merged,
) -> None:
    find = "SELECT place, pair, disputed FROM groups WHERE key = ?"
    lost: list[tuple[int, Conflict]] = []
    for place, (path, line, unit, lang) in enumerate(units):
        key = _group(unit, lang, keep)
        winner, pair, disputed = database.execute(find, (key,)).fetchone()
        if winner == place:
            writer.add(unit)
            if disputed:
                database.execute("UPDATE groups SET kept = ? WHERE key = ?", (_target(unit, lang), key))
        elif pair == keys.pair_key(unit):
            report.repeated += 1
        else:
            report.conflicting += 1
            if len(lost) < CONFLICTS_KEPT:
                source = marked(keys.source(unit, lang).segment)
                lost.append((key, Conflict(path, line, source, _target(unit, lang), "")))
    for key, conflict in lost:
        (kept,) = database.execute("SELECT kept FROM groups WHERE key = ?", (key,)).fetchone()
        report.conflicts.append(replace(conflict, kept=kept))


def _target(unit: Unit, lang: str) -> str:
    return " | ".join(marked(v.segment) for v in keys.others(unit, keys.source(unit, lang)))
