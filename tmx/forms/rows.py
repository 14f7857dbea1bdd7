"""Units as rows of two texts, for forms that hold no more; what they leave behind is counted."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from tmx.base import tags
from tmx.forms import Settings, about
from tmx.identity import Identities
from tmx.model import Lang, Note, Prop, Tag, Unit, Variant, plain

CODES = "units with inline codes, which were taken out"
LANGUAGES = "variants in other languages"
SIDES = "units without both languages"
NOTED = "notes, properties and attributes"
DRAFT = Prop("x-ConfirmationLevel", "Draft")
"""Marks a unit that nobody has approved."""


class Row(NamedTuple):
    """A pair of texts with its identifier and its notes."""

    id: str
    source: str
    target: str
    note: str = ""
    about: tuple[str, ...] = ()  # of the columns of :mod:`tmx.forms.about`, in forms that have them


def pairs(
    units: Iterable[Unit], settings: Settings, left: Counter[str]
) -> Iterator[tuple[Unit, Variant, Variant]]:
    """Units that have both languages, with these variants."""
    for unit in units:
        source, target = unit.side(settings.source), unit.side(settings.target)
        left.update(other_scripts(unit, (settings.source, settings.target)))
        if source is None or target is None or source is target:
            left[SIDES] += 1
            continue
        left[LANGUAGES] += len(unit.variants) - 2
        yield unit, source, target


def other_scripts(unit: Unit, langs: Iterable[Lang]) -> Iterator[str]:
    """What to count where a unit has one of the languages in its other script alone."""
    for lang in langs:
        near = None if unit.side(lang) else unit.variant(tags.primary(lang))
        if near:
            tag = tags.canonical(near.lang)
            yield f"variants in {tag}, another script than {lang} (--target {tag} takes them)"


def rows(
    units: Iterable[Unit], settings: Settings, left: Counter[str], *, describe: bool = False
) -> Iterator[Row]:
    """Rows of the units that have both languages.

    :param describe: whether the form has the columns of :mod:`tmx.forms.about`.
    """
    for unit, source, target in pairs(units, settings, left):
        left[CODES] += any(isinstance(part, Tag) for part in (*source.segment, *target.segment))
        notes = [remark.text for remark in unit.remarks if isinstance(remark, Note)]
        sides = replace(unit, variants=(source, target))
        left[NOTED] += noted(unit) - len(notes) - (about.shown(sides) if describe else 0)
        yield Row(
            unit.attribute("tuid") or "",
            plain(source.segment),
            plain(target.segment),
            "\n".join(notes),
            about.cells(sides) if describe else (),
        )


def noted(unit: Unit) -> int:
    """How much is noted about a unit beside its identifier."""
    sides = sum(len(variant.attributes) + len(variant.remarks) for variant in unit.variants)
    return sides + len(unit.remarks) + sum(name != "tuid" for name, _ in unit.attributes)


def units(table: Iterable[Row], settings: Settings, left: Counter[str]) -> Iterator[Unit]:
    """The units of rows; those with an empty side are counted and left out."""
    identities = Identities()
    for row in table:
        if not row.source or not row.target:
            left["rows with an empty side"] += 1
            continue
        id_ = "".join(row.id.split()) or identities.of(row.source)
        sides = Variant(settings.source, (row.source,)), Variant(settings.target, (row.target,))
        unit = Unit(sides, (("tuid", id_),), (Note(row.note),) if row.note else ())
        yield (
            about.described(unit, dict(zip(about.COLUMNS, row.about, strict=True)), left)
            if any(row.about)
            else unit
        )


# Spreadsheets take a cell that begins so for a formula, and would run it (OWASP, CSV Injection).
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would run; :func:`unguarded` takes it away."""
    return "'" + cell if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before :func:`guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell
