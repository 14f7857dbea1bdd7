"""The checks of a unit, beyond the structure that the reader sees to.

A check is a function from a unit and its header to findings. To add one, write it, list it in ``CHECKS``, and
give its :class:`~tmx.rule.Rule` what tools do about it in :mod:`tmx.check.tools`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from tmx.keys import CONTEXT
from tmx.model import Header, Lang, Prop, Segment, Tag, Unit, Variant
from tmx.rule import Rule

# BCP 47 as far as memories need it: language, script, region, variants, private use.
_LANG = re.compile(r"([a-z]{2,8}(-[a-z0-9]{1,8})*|x(-[a-z0-9]{1,8})+)", re.IGNORECASE)
_SOURCE = re.compile(r"[a-z]{2}([-_]\w+)*", re.IGNORECASE)  # OmegaT takes en, EN, en-US; not eng, en_US
_DATE = re.compile(r"\d{8}T\d{6}Z")
_DATES = frozenset(("creationdate", "changedate", "lastusagedate"))
_TRADOS, _WORDFAST = 2_000, 8_000  # characters a segment
_CODE = len("zh-CN")  # characters of a language in Wordfast Classic
_DAMAGE = "\N{REPLACEMENT CHARACTER}"


class Finding(NamedTuple):
    """What a rule found, and in which variant (from 0), if in one."""

    rule: Rule
    what: str
    variant: int | None = None


def findings(unit: Unit, header: Header) -> Iterator[Finding]:
    """All that is wrong with a unit, in the order of ``CHECKS``."""
    for check in CHECKS:
        yield from check(unit, header)


def header_findings(header: Header) -> Iterator[Finding]:
    """What is wrong with the header, beyond what it lacks."""
    source = header.attribute("srclang") or ""
    if source == "*all*":
        yield Finding(Rule.ANY_SOURCE, "srclang is *all*: no language is named as the source")
    elif source and (not _SOURCE.fullmatch(source) or "_" in source):
        yield Finding(Rule.SOURCE_LANGUAGE, f"srclang {source!r} is not of the form en or en-US")
    for name, value in header.attributes:
        if name in _DATES and not _is_date(value):
            yield Finding(Rule.DATE, f"{name}={value!r} is not of the form 20240131T235959Z")


def _languages(unit: Unit, _: Header) -> Iterator[Finding]:
    for place, variant in enumerate(unit.variants):
        if not _is_tag(variant.lang):
            what = f"{variant.lang!r} isn't a language tag; write it as in zh-CN"
            yield Finding(Rule.LANGUAGE, what, place)
        elif len(variant.lang) > _CODE:
            yield Finding(Rule.SHORT_LANGUAGE, f"{variant.lang} has more than {_CODE} characters", place)


@lru_cache(maxsize=1024)
def _is_tag(lang: Lang) -> bool:
    return _LANG.fullmatch(lang) is not None


def _source(unit: Unit, header: Header) -> Iterator[Finding]:
    source = unit.attribute("srclang") or header.attribute("srclang") or "*all*"
    if source != "*all*" and unit.variants[0].lang != source and unit.variant(source) is None:
        langs = ", ".join(variant.lang for variant in unit.variants)
        yield Finding(Rule.SOURCE, f"no variant is in the source language {source} (found: {langs})")


def _number(unit: Unit, _: Header) -> Iterator[Finding]:
    if len(unit.variants) == 1:
        yield Finding(Rule.SINGLE, "there is one variant only")
    seen: set[Lang] = set()
    for place, variant in enumerate(unit.variants):
        if (lang := variant.lang.lower()) in seen:
            yield Finding(Rule.TWICE, f"{variant.lang} stands twice", place)
        seen.add(lang)


def _dates(unit: Unit, _: Header) -> Iterator[Finding]:
    owners: list[tuple[int | None, Unit | Variant]] = [(None, unit), *enumerate(unit.variants)]
    for place, owner in owners:
        for name, value in owner.attributes:
            if name in _DATES and not _is_date(value):
                yield Finding(Rule.DATE, f"{name}={value!r} is not of the form 20240131T235959Z", place)


@lru_cache(maxsize=1024)
def _is_date(value: str) -> bool:
    return _DATE.fullmatch(value) is not None


def _identifier(unit: Unit, _: Header) -> Iterator[Finding]:
    id_ = unit.attribute("tuid")
    if id_ is not None and any(map(str.isspace, id_)):
        yield Finding(Rule.IDENTIFIER, f"tuid {id_!r} has white space in it")


def _properties(unit: Unit, _: Header) -> Iterator[Finding]:
    for remark in (*unit.remarks, *(remark for variant in unit.variants for remark in variant.remarks)):
        if isinstance(remark, Prop) and not remark.type.startswith("x-"):
            rule = Rule.CONTEXT if remark.type in CONTEXT else Rule.PROPERTY
            yield Finding(rule, f"the property {remark.type!r} is not in the standard, nor begins with x-")


def _text(unit: Unit, _: Header) -> Iterator[Finding]:
    for place, variant in enumerate(unit.variants):
        segment = variant.segment
        if not segment:
            yield Finding(Rule.EMPTY, f"{variant.lang}: the segment is empty", place)
            continue
        first, last = segment[0], segment[-1]
        text = first if first is last and isinstance(first, str) else "".join(_strings(segment))
        if len(text) > _TRADOS:
            rule = Rule.GREAT_LENGTH if len(text) > _WORDFAST else Rule.LENGTH
            yield Finding(rule, f"{variant.lang}: the segment has {len(text):,} characters", place)
        if (isinstance(first, str) and first[:1].isspace()) or (
            isinstance(last, str) and last[-1:].isspace()
        ):
            yield Finding(Rule.SPACE, f"{variant.lang}: white space at the beginning or end", place)
        if _DAMAGE in text:
            yield Finding(Rule.DAMAGE, f"{variant.lang}: a character was lost before (U+FFFD)", place)


def _strings(segment: Segment) -> Iterator[str]:
    for part in segment:
        if isinstance(part, str):
            yield part
        else:
            yield from _strings(part.content)


def _codes(unit: Unit, header: Header) -> Iterator[Finding]:
    for place, variant in enumerate(unit.variants):
        if not _has_codes(variant.segment):
            continue
        yield from (
            Finding(Rule.CODES, f"{variant.lang}: {what}", place) for what in _unpaired(variant.segment)
        )
        tags = list(_tags(variant.segment))
        if any(tag.name == "ut" for tag in tags):
            yield Finding(Rule.OLD_CODE, f"{variant.lang}: <ut> is out of use; <ph> takes its place", place)
        for tag in tags:
            for name, value in tag.attributes:
                if name in ("i", "x") and not value.isdecimal():
                    yield Finding(Rule.CODE_NUMBER, f"{variant.lang}: {name}={value!r} isn't a number", place)
        if tags and header.attribute("creationtool") == "OmegaT":
            yield Finding(Rule.OMEGAT_CODES, f"{variant.lang}: codes in a memory made by OmegaT", place)


def _sides(unit: Unit, _: Header) -> Iterator[Finding]:
    """The same number and kind of codes in every variant (TMX 1.4b, content markup)."""
    if not any(_has_codes(variant.segment) for variant in unit.variants):
        return
    first, *others = [_kinds(variant.segment) for variant in unit.variants]
    for place, codes in enumerate(others, 1):
        if codes != first:
            pair = f"{unit.variants[0].lang} and {unit.variants[place].lang}"
            yield Finding(
                Rule.SIDES, f"{pair} differ in their codes: {_listed(first)} and {_listed(codes)}", place
            )


def _has_codes(segment: Segment) -> bool:
    return len(segment) > 1 or (bool(segment) and isinstance(segment[0], Tag))


def _kinds(segment: Segment) -> Counter[str]:
    return Counter(str(tag.name) for tag in _tags(segment) if tag.name != "hi")


def _listed(codes: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(codes.items())) or "none"


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


CHECKS: tuple[Callable[[Unit, Header], Iterator[Finding]], ...] = (
    _languages,
    _source,
    _number,
    _dates,
    _identifier,
    _properties,
    _text,
    _codes,
    _sides,
)
