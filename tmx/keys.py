"""What makes two units the same: their text, their pairing, or everything; and dates, scores and users."""

from collections.abc import Iterable
from contextlib import suppress

from tmx.base import tags
from tmx.model import Header, Lang, Prop, Unit, Variant

SCORES = ("x-alignment-score", "score", "score-bicleaner", "x-score", "x-match-score")  # by preference
CONTEXT = frozenset(("file", "id", "prev", "next", "path"))  # properties with which OmegaT binds a unit
_CONTEXT = CONTEXT | {"x-context-pre", "x-context-post", "x-context"}  # and others
_DATES = ("changedate", "creationdate")
_MARKS = str.maketrans({"-": "", ":": "", " ": "T"})
_USERS = ("changeid", "creationid")


def source_language(header: Header) -> Lang:
    """The language to look at units from; English where the header names none."""
    lang = header.attribute("srclang") or ""
    return lang if lang and lang != "*all*" else "en"


def source(unit: Unit, lang: Lang) -> Variant:
    """The variant in the source language, if need be in its other script; else the first."""
    own = unit.attribute("srclang")
    lang = own if own and own != "*all*" else lang
    return unit.variant(lang) or unit.variant(tags.primary(lang)) or unit.variants[0]


def others(unit: Unit, side: Variant) -> tuple[Variant, ...]:
    """All variants but one."""
    return tuple([variant for variant in unit.variants if variant is not side])


def text_key(variant: Variant) -> int:
    """Equal for variants with the same language and the same segment, codes included (64 bits)."""
    return hash((variant.lang.lower(), variant.segment))


def pair_key(unit: Unit) -> int:
    """Equal for units with the same variants, in whatever order, whatever is noted about them."""
    return hash(frozenset([text_key(variant) for variant in unit.variants]))


def full_key(unit: Unit) -> int:
    """Equal for units that do not differ in anything but the order of attributes and variants."""
    sides = frozenset([(text_key(v), frozenset(v.attributes), v.remarks) for v in unit.variants])
    return hash((sides, frozenset(unit.attributes), unit.remarks))


def context(unit: Unit) -> tuple[tuple[str, str], ...]:
    """The place that a unit is bound to, by its properties; two places may well have two translations."""
    return tuple(
        sorted([(r.type, r.text) for r in unit.remarks if isinstance(r, Prop) and r.type.lower() in _CONTEXT])
    )


def languages(unit: Unit) -> tuple[str, ...]:
    """Languages of the variants, sorted; Chinese in each script is one of its own."""
    return tuple(sorted([tags.language(variant.lang) for variant in unit.variants]))


def date(unit: Unit) -> str:
    """When it was last changed, else made: the latest of unit and variants, as ``20240131T235959Z``.

    Tools write ``2024-01-31T23:59:59Z`` as well, which would sort before all others.
    """
    return _latest([unit.attributes, *[variant.attributes for variant in unit.variants]])


def _latest(all_attributes: Iterable[tuple[tuple[str, str], ...]]) -> str:
    return max(
        (v.translate(_MARKS) for attributes in all_attributes for n, v in attributes if n in _DATES),
        default="",
    )


def users(unit: Unit) -> set[str]:
    """Who made or changed it."""
    every = (unit.attributes, *[variant.attributes for variant in unit.variants])
    return {value for attributes in every for name, value in attributes if name in _USERS}


def score(unit: Unit) -> float | None:
    """How good the pair is, after the first property that says so; 0 to 1 by custom."""
    match = {remark.type: remark.text for remark in unit.remarks if isinstance(remark, Prop)}
    for type_ in SCORES:
        if type_ in match:
            with suppress(ValueError):
                return float(match[type_])
    return None
