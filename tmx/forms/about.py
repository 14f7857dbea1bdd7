"""What tables say about a unit beside its texts: its status, its score, and who made it, a column each."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from tmx import spreadsheets
from tmx.bitext import MACHINE
from tmx.model import Note, Prop, Unit

PROPS: Mapping[str, str] = {
    "status": "x-ConfirmationLevel",
    "score": "x-alignment-score",
    "type": "x-alignment-type",
    "flags": "x-flags",
    "origin": "x-Origin",
    "engine": "x-engine",
    "document": "x-document",
}
ATTRIBUTES = ("creationid", "creationdate", "changeid", "changedate")  # of the unit, else of its translation
COLUMNS = (*PROPS, *ATTRIBUTES)
SCORE = "score"

_STATUS = {
    "draft": "Draft",
    "ok": "ApprovedTranslation",
    "approved": "ApprovedTranslation",
    "approvedtranslation": "ApprovedTranslation",
}
_DATE = re.compile(r"\d{8}T\d{6}Z")


def cells(unit: Unit) -> tuple[str, ...]:
    """What the columns say of a unit, the translation of which stands last."""
    own = dict(unit.attributes)
    attributes = {**dict(unit.variants[-1].attributes), **own}
    return tuple(
        [unit.prop(type_) or "" for type_ in PROPS.values()]
        + [attributes.get(name, "") for name in ATTRIBUTES]
    )


def shown(unit: Unit) -> int:
    """How much of what is noted about a unit the columns hold, or make again."""
    values = dict(zip(COLUMNS, cells(unit), strict=True))
    paragraph = unit.attribute("segtype") == "paragraph" and values["type"] not in ("", "1-1")
    return sum(map(bool, values.values())) + paragraph


def described(unit: Unit, row: Mapping[str, str], left: Counter[str]) -> Unit:
    """The unit with what the columns of its row say."""
    values = {name: text.strip() for name, text in row.items() if text.strip()}
    values["status"] = _STATUS.get(values.get("status", "").lower(), values.get("status", ""))
    if SCORE in values:
        values[SCORE] = _score(values[SCORE])
        left["scores that are no numbers"] += not values[SCORE]
    values["type"] = spreadsheets.kind(values.get("type", ""))
    values["flags"] = " ".join(re.split(r"[\s,]+", values.get("flags", "")))
    for name in ("creationdate", "changedate"):
        if values.get(name) and not _DATE.fullmatch(values[name]):
            left["dates that are not as TMX writes them"] += 1
            values[name] = ""
    props = sorted(Prop(type_, values[name]) for name, type_ in PROPS.items() if values.get(name))
    notes = [remark for remark in unit.remarks if isinstance(remark, Note)]
    attributes = [(name, values[name]) for name in ATTRIBUTES if values.get(name)]
    machine = ("creationid", MACHINE)  # stands on the translation, where others look for it
    variants = unit.variants
    if machine in attributes:
        attributes.remove(machine)
        variants = (*variants[:-1], replace(variants[-1], attributes=(machine,)))
    if values["type"] not in ("", "1-1"):
        attributes.append(("segtype", "paragraph"))
    return replace(
        unit, variants=variants, attributes=(*unit.attributes, *attributes), remarks=(*props, *notes)
    )


def _score(text: str) -> str:
    """A score as it was before a spreadsheet took zeros off it, or put digits to it; empty if it is none."""
    plain = text.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return ""
    if not math.isfinite(value):
        return ""
    if len("0.00") <= len(plain) <= len("0.000000"):
        return plain
    whole, _, decimals = f"{value:.6f}".rstrip("0").partition(".")
    return f"{whole}.{decimals:0<2}"
