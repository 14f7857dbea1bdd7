"""Mending what can be mended without guessing: each change keeps the meaning, and is listed.

Reading already takes a memory as it is and writing makes it canonical (required header attributes, ``lang``
to ``xml:lang``, version, layout). On top come the changes below; broken units are left out only if asked.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tmx.base.files import replacing
from tmx.base.tags import canonical
from tmx.model import Header, Unit, Variant
from tmx.rule import Rule
from tmx.xml.policy import Policy
from tmx.xml.reading import read
from tmx.xml.writing import Writer, default_header

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(?:Z|\+00:?00)")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was mended: ``before`` became ``after``."""

    line: int
    rule: Rule
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What a mended memory holds, and what could not be mended."""

    units: int
    skipped: int
    replaced: int  # characters that XML cannot hold


def fix(path: Path, output: Path, changes: list[Change], *, policy: Policy | None = None) -> Fixed:
    """Write the mended memory; what was done is added to ``changes``.

    :param policy: by default a bad header is accepted (and completed), bad units are an error.
    """
    with read(path, policy=policy or Policy(bad_header="accept")) as memory:
        for flaw in memory.problems:
            changes.append(Change(flaw.line or 1, Rule.HEADER, flaw.what, "completed, or left out"))
        header = _header(memory.header, changes)
        with replacing(output) as stream, Writer(stream, header=header) as writer:
            for unit in memory:
                writer.add(_unit(unit, memory.line, changes))
        return Fixed(writer.units, memory.skipped, writer.replaced)


def _header(header: Header, changes: list[Change]) -> Header:
    named = dict(header.attributes)
    for name, value in default_header().attributes:
        if name not in named:
            changes.append(Change(1, Rule.HEADER, f"no {name}", f'{name}="{value}"'))
    return replace(header, attributes=tuple(_attributes(header.attributes, 1, changes)))


def _unit(unit: Unit, line: int, changes: list[Change]) -> Unit:
    attributes = tuple(_attributes(unit.attributes, line, changes))
    variants = tuple([_variant(variant, line, changes) for variant in unit.variants])
    return Unit(variants, attributes, unit.remarks)


def _variant(variant: Variant, line: int, changes: list[Change]) -> Variant:
    return Variant(
        _mended(line, Rule.LANGUAGE, variant.lang, canonical(variant.lang), changes),
        variant.segment,
        tuple(pair for pair in _attributes(variant.attributes, line, changes) if pair[0] != "lang"),
        variant.remarks,
    )


def _attributes(
    attributes: tuple[tuple[str, str], ...], line: int, changes: list[Change]
) -> Iterator[tuple[str, str]]:
    """The attributes with each value mended that has a rule."""
    for name, value in attributes:
        for rule, names, mend in _RULES:
            if name in names:
                value = _mended(line, rule, value, mend(value), changes)
        yield name, value


def _date(value: str) -> str:
    """The form of the standard, where the moment in UTC is beyond doubt."""
    match = _DATE.fullmatch(value)
    if match is None:
        return value
    parts = [part or "00" for part in match.groups()]
    return f"{''.join(parts[:3])}T{''.join(parts[3:6])}Z"


def _identifier(value: str) -> str:
    return "".join(value.split())


_RULES: tuple[tuple[Rule, frozenset[str], Callable[[str], str]], ...] = (
    (Rule.DATE, frozenset(("creationdate", "changedate", "lastusagedate")), _date),
    (Rule.LANGUAGE, frozenset(("srclang", "adminlang")), canonical),
    (Rule.IDENTIFIER, frozenset(("tuid",)), _identifier),
)


def _mended(line: int, rule: Rule, before: str, after: str, changes: list[Change]) -> str:
    if before != after:
        changes.append(Change(line, rule, before, after))
    return after
