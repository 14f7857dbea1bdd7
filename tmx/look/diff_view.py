"""Differences for people: a block for each, the words that changed highlighted, invisible ones by name."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from tmx.base.script import EAST_ASIAN
from tmx.look.diffing import Difference, Kind
from tmx.model import Prop, Unit, Variant
from tmx.view import marked

_SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~", Kind.REMATCHED: "%", Kind.METADATA: "#"}
# Words of Latin and other alphabets, codes in braces; Han character by character, each mark alone.
_TOKEN = re.compile(rf"\{{[^{{}}]*\}}|[^\W{EAST_ASIAN}_]+|\s+|.", re.DOTALL)
_COLOURS = {"-": ("\x1b[31m", "\x1b[m"), "+": ("\x1b[32m", "\x1b[m")}
_PLAIN = {"-": ("[-", "-]"), "+": ("{+", "+}")}  # as git diff --word-diff


def tokens(text: str) -> list[str]:
    """The pieces that a comparison moves as one: words, spaces, single Han characters and marks."""
    return _TOKEN.findall(text)


def highlighted(old: str, new: str, *, colour: bool = False) -> str:
    """One text with what was removed and added marked: ``the [-red-]{+blue+} hat``."""
    marks = _COLOURS if colour else _PLAIN
    before, after = tokens(old), tokens(new)
    parts = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append("".join(before[i1:i2]))
            continue
        for sign, pieces in (("-", before[i1:i2]), ("+", after[j1:j2])):
            if pieces:
                begin, end = marks[sign]
                parts.append(f"{begin}{_visible(''.join(pieces))}{end}")
    return "".join(parts)


def _visible(text: str) -> str:
    """The text with characters that nobody sees by name."""
    return "".join(
        f"<{unicodedata.name(c, f'U+{ord(c):04X}')}>"
        if unicodedata.category(c) in ("Cf", "Cc", "Zl", "Zp", "Co", "Cn") or (c != " " and c.isspace())
        else c
        for c in text
    )


def block(difference: Difference, *, colour: bool = False) -> str:
    """A difference as lines: a head, then languages, then what is noted."""
    unit = difference.new or difference.old
    assert unit is not None
    head = f"{_SIGNS[difference.kind]} {difference.kind} line {difference.line}"
    if tuid := unit.attribute("tuid"):
        head += f" tuid {tuid}"
    return "\n".join([head, *_lines(difference, colour)])


def _lines(difference: Difference, colour: bool) -> Iterator[str]:
    old, new = difference.old, difference.new
    if old is None or new is None:
        unit = new or old
        assert unit is not None
        yield from (f"  {variant.lang}: {marked(variant.segment)}" for variant in unit.variants)
        return
    before, after = _texts(old), _texts(new)
    for lang in dict.fromkeys((*after, *before)):
        yield f"  {lang}: {highlighted(before.get(lang, ''), after.get(lang, ''), colour=colour)}"
    was, now = _noted(old), _noted(new)
    for name in dict.fromkeys((*was, *now)):
        if was.get(name) != now.get(name):
            yield f"  {name}: {was.get(name, '(none)')} → {now.get(name, '(none)')}"


def _texts(unit: Unit) -> dict[str, str]:
    return {variant.lang: marked(variant.segment) for variant in unit.variants}


def _noted(unit: Unit) -> dict[str, str]:
    """All that is noted about a unit, by name; what stands twice is joined."""
    noted: dict[str, str] = dict(unit.attributes)
    owners: list[tuple[str, Unit | Variant]] = [("", unit), *((f"{v.lang} ", v) for v in unit.variants)]
    for where, owner in owners:
        if where:
            noted |= {where + name: value for name, value in owner.attributes}
        for remark in owner.remarks:
            name = where + (remark.type if isinstance(remark, Prop) else "note")
            noted[name] = f"{noted[name]} | {remark.text}" if name in noted else remark.text
    return noted


def record(difference: Difference) -> dict[str, Any]:
    """A difference as plain data for JSON."""
    return {
        "kind": difference.kind.value,
        "line": difference.line,
        "old": difference.old and _data(difference.old),
        "new": difference.new and _data(difference.new),
    }


def _data(unit: Unit) -> dict[str, Any]:
    return {"texts": _texts(unit), "noted": _noted(unit)}
