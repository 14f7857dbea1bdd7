"""One memory into others: filtered, split, sorted. Units pass through one at a time."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from tmx import keys
from tmx.base.errors import OutputError
from tmx.base.files import may_write, replacing
from tmx.base.store import scratch
from tmx.change.choices import By, Order
from tmx.change.expressions import Subject, Test
from tmx.model import Prop, Unit, plain
from tmx.scratch import packed, unpacked
from tmx.xml.policy import Policy
from tmx.xml.reading import Reader, read
from tmx.xml.writing import Writer, write

REASON = "x-removed-because"  # property of a unit that a filter took out
_OPEN = 200  # files at once
_SAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Filtered:
    """How many units passed, and how many went to the file of those removed."""

    kept: int
    removed: int
    skipped: int  # broken units, if the policy skips them


@dataclass(frozen=True, slots=True)
class Shaped:
    """The files that were written, how many units each has, and how many broken ones were left out."""

    written: dict[Path, int]
    skipped: int


def filter_units(
    path: Path, output: Path, removed: Path, test: Test, *, policy: Policy | None = None
) -> Filtered:
    """Write the units that pass to ``output``, the others, with the reason as a property, to ``removed``."""
    with ExitStack() as stack:
        memory = stack.enter_context(read(path, policy=policy))
        lang = keys.source_language(memory.header)
        kept, out = (
            stack.enter_context(Writer(stack.enter_context(replacing(place)), header=memory.header))
            for place in (output, removed)
        )
        for unit in memory:
            passes, because = test(Subject(unit, lang))
            if passes:
                kept.add(unit)
            else:
                out.add(replace(unit, remarks=(*unit.remarks, Prop(REASON, because))))
    return Filtered(kept.units, out.units, memory.skipped)


def split_by(path: Path, folder: Path, by: By, *, force: bool = True, policy: Policy | None = None) -> Shaped:
    """Write ``NAME.KEY.tmx`` into ``folder`` for each language beside the source, or each origin.

    A unit of several languages goes to the file of each, with the source; one of a single language to
    its own.

    :raises OutputError: if there are more than 200.
    """
    with read(path, policy=policy) as memory, ExitStack() as stack:
        lang = keys.source_language(memory.header)
        writers: dict[str, tuple[Path, Writer]] = {}
        for unit in memory:
            for key, part in _by_lang(unit, lang) if by is By.LANG else _by_origin(unit):
                if key not in writers:
                    if len(writers) == _OPEN:
                        raise OutputError(f"there are more than {_OPEN} different values", path=path)
                    place = _free(folder / f"{path.stem}.{_SAFE.sub('_', key) or 'none'}.tmx", writers)
                    stream = stack.enter_context(replacing(may_write(place, force=force)))
                    writers[key] = place, stack.enter_context(Writer(stream, header=memory.header))
                writers[key][1].add(part)
    return Shaped({place: writer.units for place, writer in writers.values()}, memory.skipped)


def _free(place: Path, taken: dict[str, tuple[Path, Writer]]) -> Path:
    """The place, or one beside it if another key has the same safe name."""
    used = {str(other).lower() for other, _ in taken.values()}
    number = 1
    free = place
    while str(free).lower() in used:
        number += 1
        free = place.with_suffix(f".{number}.tmx")
    return free


def _by_lang(unit: Unit, lang: str) -> Iterator[tuple[str, Unit]]:
    source = keys.source(unit, lang)
    targets = keys.others(unit, source)
    if not targets:
        yield source.lang, unit
    for key in dict.fromkeys(target.lang for target in targets):
        sides = tuple(v for v in unit.variants if v is source or v.lang == key)
        yield key, unit if len(sides) == len(unit.variants) else replace(unit, variants=sides)


def _by_origin(unit: Unit) -> Iterator[tuple[str, Unit]]:
    yield unit.prop("x-Origin") or "none", unit


def split_every(
    path: Path, folder: Path, units: int, *, force: bool = True, policy: Policy | None = None
) -> Shaped:
    """Write ``NAME.001.tmx``, ``NAME.002.tmx`` … of at most so many units each."""
    counts: dict[Path, int] = {}
    with read(path, policy=policy) as memory:
        unit = next(memory, None)
        while unit is not None:
            place = folder / f"{path.stem}.{len(counts) + 1:03d}.tmx"
            may_write(place, force=force)
            with replacing(place) as stream, Writer(stream, header=memory.header) as writer:
                while unit is not None and writer.units < units:
                    writer.add(unit)
                    unit = next(memory, None)
            counts[place] = writer.units
    return Shaped(counts, memory.skipped)


def sort(
    path: Path, output: Path, order: Order, *, reverse: bool = False, policy: Policy | None = None
) -> Shaped:
    """Write the units in an order, by code point; equal ones stay as they were. Those without
    a value come first.
    """
    with scratch("CREATE TABLE units (key, place INTEGER PRIMARY KEY, unit BLOB);") as database:
        with read(path, policy=policy) as memory:
            value = _value(order, memory)
            rows = ((value(unit), packed(unit)) for unit in memory)
            database.executemany("INSERT INTO units (key, unit) VALUES (?, ?)", rows)
        direction = "DESC" if reverse else "ASC"
        sorted_rows = database.execute(f"SELECT unit FROM units ORDER BY key {direction}, place")
        with replacing(output) as stream:
            count = write((unpacked(data) for (data,) in sorted_rows), stream, header=memory.header)
    return Shaped({output: count}, memory.skipped)


def _value(order: Order, memory: Reader) -> Callable[[Unit], str | float | None]:
    lang = keys.source_language(memory.header)
    orders: dict[Order, Callable[[Unit], str | float | None]] = {
        Order.SOURCE: lambda unit: _bytes(plain(keys.source(unit, lang).segment)),
        Order.TARGET: lambda unit: _bytes(
            "\0".join(plain(v.segment) for v in keys.others(unit, keys.source(unit, lang)))
        ),
        Order.TUID: lambda unit: _bytes(unit.attribute("tuid") or ""),
        Order.DATE: keys.date,
        Order.SCORE: keys.score,
    }
    return orders[order]


def _bytes(text: str) -> str:
    return text.encode(errors="surrogatepass").decode(errors="replace")
