"""What is wrong with a memory: each problem with its line, its rule, and what to do.

The rules are those of the standard, whether a DTD can express them or not; each names what it finds. A rule
is a function from a unit to sentences; to add one, write it and list it in ``RULES``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tmx.errors import InputError
from tmx.model import Header, Segment, Tag, Unit, primary
from tmx.policy import LENIENT
from tmx.reading import read

# BCP 47 as far as memories need it: language, script, region, variants, private use.
_LANG = re.compile(r"([a-z]{2,8}(-[a-z0-9]{1,8})*|x(-[a-z0-9]{1,8})+)", re.IGNORECASE)
_DATE = re.compile(r"\d{8}T\d{6}Z")
_DATES = ("creationdate", "changedate", "lastusagedate")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a memory that the standard does not allow, or that loses data in a tool."""

    line: int | None
    rule: str  # "structure", or the name of one of RULES
    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}." + (f" {self.hint}" if self.hint else "")


def problems(source: str | Path | IO[bytes]) -> Iterator[Problem]:
    """All problems of a memory, in order; memory use does not grow with the file.

    :raises InputError: if it cannot be read at all.
    """
    reader = read(source, policy=LENIENT)
    try:
        for unit in reader:
            yield from _noted(reader.problems)
            for rule, find in RULES.items():
                for what in find(unit, reader.header):
                    yield Problem(reader.line, rule, what)
    except InputError as error:
        yield from _noted(reader.problems)
        yield Problem(error.line, "structure", error.what, error.hint)
    yield from _noted(reader.problems)


def _noted(flaws: list[InputError]) -> Iterator[Problem]:
    yield from [Problem(flaw.line, "structure", flaw.what, flaw.hint) for flaw in flaws]
    flaws.clear()


def _languages(unit: Unit, _: Header) -> Iterator[str]:
    for variant in unit.variants:
        if not _LANG.fullmatch(variant.lang):
            yield f"{variant.lang!r} is no language tag; write it as in zh-CN"


def _source(unit: Unit, header: Header) -> Iterator[str]:
    source = unit.attribute("srclang") or header.attribute("srclang") or "*all*"
    if source != "*all*" and all(primary(variant.lang) != primary(source) for variant in unit.variants):
        found = ", ".join(variant.lang for variant in unit.variants)
        yield f"no variant is in the source language {source} (found: {found})"


def _dates(unit: Unit, _: Header) -> Iterator[str]:
    for attributes in (unit.attributes, *(variant.attributes for variant in unit.variants)):
        for name, value in attributes:
            if name in _DATES and not _DATE.fullmatch(value):
                yield f"{name}={value!r} is not of the form 20240131T235959Z"


def _identifier(unit: Unit, _: Header) -> Iterator[str]:
    id_ = unit.attribute("tuid")
    if id_ is not None and any(map(str.isspace, id_)):
        yield f"tuid {id_!r} has white space in it"


def _codes(unit: Unit, _: Header) -> Iterator[str]:
    for variant in unit.variants:
        yield from (f"{variant.lang}: {what}" for what in _unpaired(variant.segment))


def _unpaired(segment: Segment) -> Iterator[str]:
    """Every ``<bpt>`` has a later ``<ept>`` of the same ``i``, and no ``i`` begins twice (TMX 1.4b, bpt)."""
    begun: set[str] = set()
    ended: set[str] = set()
    for tag in _tags(segment):
        number = dict(tag.attributes).get("i", "")
        if tag.name == "bpt":
            if number in begun:
                yield f'<bpt i="{number}"> stands twice'
            begun.add(number)
        elif tag.name == "ept":
            if number not in begun or number in ended:
                yield f'<ept i="{number}"> ends no <bpt>'
            ended.add(number)
    for number in sorted(begun - ended):
        yield f'<bpt i="{number}"> has no <ept>'


def _tags(segment: Segment) -> Iterator[Tag]:
    for part in segment:
        if isinstance(part, Tag):
            yield part
            if part.name == "hi":  # a <sub> in a native code is a segment of its own
                yield from _tags(part.content)


RULES: dict[str, Callable[[Unit, Header], Iterator[str]]] = {
    "language": _languages,
    "source": _source,
    "date": _dates,
    "identifier": _identifier,
    "codes": _codes,
}
