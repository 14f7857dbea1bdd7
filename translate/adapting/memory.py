"""The pairs a model may learn from: approved ones of translation memories, a part of them held out."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tmx.base.errors import InputError
from tmx.base.script import HAN_CHARACTER, is_traditional
from tmx.base.tags import primary
from tmx.model import Prop, Unit, plain
from tmx.xml.policy import LENIENT
from translate.language.variants import converted
from translate.model import Side

LEAST_PAIRS = 40
"""Fewer teach nothing that could be measured."""

_UNSURE = frozenset({"draft", "rejectedtranslation", "rejectedsignoff", "unspecified"})
_SURE = frozenset({"approvedtranslation", "approvedsignoff", "translated"})
_DOCUMENT = ("x-document", "document", "x-file", "file", "filename", "x-filename", "x-context-file")
_LONGEST = 600  # characters of a side; a paragraph would teach a model of sentences little
_UNLIKE = 6.0  # times longer one side is than the other, a Han character counted as three letters
_BLOCK = 10  # pairs in a row that stand for a document where no document is named
_FEWEST_DOCUMENTS = 6
_SPACE = re.compile(r"\s+")
_LATIN = re.compile("[A-Za-z]")


class Pair(NamedTuple):
    """A source text, its approved translation, and the document they come from."""

    source: str
    target: str
    document: str


@dataclass(frozen=True, slots=True)
class Approved:
    """The pairs of some memories that a model may learn from, and why the others were left out."""

    pairs: list[Pair]
    units: int  # that were read
    left_out: Counter[str] = field(default_factory=Counter)  # reason → units

    def __str__(self) -> str:
        reasons = ", ".join(f"{count} {reason}" for reason, count in self.left_out.most_common())
        return f"{len(self.pairs)} of {self.units} units" + (f"; left out: {reasons}" if reasons else "")


@dataclass(frozen=True, slots=True)
class Parts:
    """Pairs to learn from, pairs to choose by, and pairs to measure with: of different documents."""

    learn: list[Pair]
    choose: list[Pair]
    test: list[Pair]


def approved(paths: Sequence[Path], src: Side, tgt: Side) -> Approved:
    """The approved pairs of memories, each once, without inline codes, in the order of the files.

    Units that say that they are drafts, rejected or machine translation don't count as approved; units that
    say nothing do. Traditional Chinese is made simplified, which the models of the house write.

    :raises InputError: if a file isn't a memory, or has no unit in the two languages.
    """
    result = Approved([], 0)
    units = 0
    seen: set[tuple[str, str]] = set()
    for path in paths:
        before = len(result.pairs)
        languages: Counter[str] = Counter()
        for outcome in _outcomes(path, src, tgt, languages):
            units += 1
            if isinstance(outcome, str):
                result.left_out[outcome] += 1
            elif outcome[:2] in seen:
                result.left_out["repeated"] += 1
            else:
                seen.add(outcome[:2])
                result.pairs.append(outcome)
        if len(result.pairs) == before and not {src, tgt} <= languages.keys():
            there = ", ".join(sorted(languages)) or "none"
            raise InputError(f"has no unit in {src} and {tgt} (languages found: {there})", path=path)
    return Approved(result.pairs, units, result.left_out)


def divide(pairs: Sequence[Pair], *, share: float = 0.2, most: int = 200, seed: int = 1) -> Parts:
    """Set pairs aside to choose and to measure by, whole documents at a time.

    Where fewer than six documents are named, or one is half of all, ten pairs in a row count as one. A pair
    whose source or target is set aside is not learned from another document either.

    :param share: of the pairs that are set aside, half to choose by, half to measure with.
    :param most: pairs for each of the two.
    :raises InputError: if there are too few pairs.
    """
    if len(pairs) < LEAST_PAIRS:
        raise InputError(
            f"too few approved pairs to learn from and measure with: {len(pairs)}",
            hint=f"It takes {LEAST_PAIRS} different ones; a few hundred of one kind of text are better.",
        )
    documents = _documents(pairs)
    order = sorted(documents, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())
    wanted = min(most, max(8, round(len(pairs) * share / 2)))
    aside: tuple[list[Pair], list[Pair]] = ([], [])
    rest: list[str] = []
    for name in order:
        smaller = min(aside, key=len)
        if len(smaller) < wanted:
            smaller += documents[name]
        else:
            rest.append(name)
    sources = {pair.source for part in aside for pair in part}
    targets = {pair.target for part in aside for pair in part}
    learn = [
        pair
        for name in sorted(rest)
        for pair in documents[name]
        if pair.source not in sources and pair.target not in targets
    ]
    if len(learn) < LEAST_PAIRS // 2:
        raise InputError(
            f"{len(learn)} pairs are left to learn from when {len(sources)} are set aside to measure with",
            hint="The memory repeats itself too much, or has too few documents.",
        )
    return Parts(learn, aside[0][:most], aside[1][:most])


def _documents(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    named: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        named[pair.document].append(pair)
    if len(named) >= _FEWEST_DOCUMENTS and max(map(len, named.values())) * 2 < len(pairs):
        return named
    blocks: defaultdict[str, list[Pair]] = defaultdict(list)
    for name, members in named.items():
        for place, pair in enumerate(members):
            blocks[f"{name} {place // _BLOCK:06}"].append(pair)
    return blocks


def _outcomes(path: Path, src: Side, tgt: Side, languages: Counter[str]) -> Iterator[Pair | str]:
    """The pair of each unit, or why it is left out; ``languages`` counts what is there."""
    from tmx.xml.reading import read

    with read(path, policy=LENIENT) as units:
        for unit in units:
            languages.update({primary(variant.lang) for variant in unit.variants})
            yield _outcome(unit, path, src, tgt)
        yield from ["broken"] * units.skipped


def _outcome(unit: Unit, path: Path, src: Side, tgt: Side) -> Pair | str:
    source, target = unit.variant(src), unit.variant(tgt)
    if source is None or target is None or source is target:
        return "without both languages"
    if reason := _unapproved(unit):
        return reason
    sides: dict[Side, str] = {src: _text(plain(source.segment)), tgt: _text(plain(target.segment))}
    if not all(sides.values()):
        return "empty"
    if max(map(len, sides.values())) > _LONGEST:
        return "too long"
    english, chinese = sides["en"], sides["zh"]
    if not _LATIN.search(english) or not HAN_CHARACTER.search(chinese):
        return "not in their language"
    han, latin = len(HAN_CHARACTER.findall(chinese)), len(_LATIN.findall(chinese))
    if len(HAN_CHARACTER.findall(english)) * 2 > len(english) or latin * 2 > len(chinese):
        return "not in their language"
    ratio = len(english) / (3 * han + latin)
    if not 1 / _UNLIKE < ratio < _UNLIKE:
        return "too unlike in length"
    if is_traditional(chinese):
        sides["zh"] = converted(chinese, "t2s")
    return Pair(sides[src], sides[tgt], _document(unit, path))


def _unapproved(unit: Unit) -> str:
    """Why a unit is not approved, if it says so itself."""
    props = _props(unit)
    level = props.get("x-confirmationlevel", props.get("confirmationlevel", "")).lower()
    if level in _SURE:
        return ""
    if level in _UNSURE:
        return "drafts or candidates"
    makers = {unit.attribute("creationid"), *(dict(v.attributes).get("creationid") for v in unit.variants)}
    if "MT!" in makers or props.get("x-origin", "").upper() == "MT":
        return "machine translations"
    return ""


def _document(unit: Unit, path: Path) -> str:
    """The document that a unit says it is from, else the memory itself."""
    props = _props(unit)
    return next((named for kind in _DOCUMENT if (named := props.get(kind))), path.name)


def _props(unit: Unit) -> dict[str, str]:
    """The properties of a unit and its variants by type in lower case: tools differ in it."""
    remarks = [*unit.remarks, *(remark for variant in unit.variants for remark in variant.remarks)]
    return {remark.type.lower(): remark.text for remark in reversed(remarks) if isinstance(remark, Prop)}


def _text(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
