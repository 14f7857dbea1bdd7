"""XLIFF 1.2 and 2.1 (OASIS): a unit for each unit, inline codes as codes.

What 1.2 holds as content of a code, 2.1 keeps aside as original data. Of a code's attributes the pairing
(``i``) is kept; ``x``, ``type`` and ``assoc`` are left behind, and so is text that stands within native code.
A target that needs a review is a draft; what says that it is not translated yet is left behind.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from tmx.base.errors import OutputError
from tmx.base.safe_xml import XML_LANG, children, elements, local
from tmx.forms import Settings
from tmx.forms.rows import DRAFT, NOTED, noted, pairs
from tmx.identity import Identities
from tmx.model import Note, Segment, Tag, Unit, Variant, joined
from tmx.xml.escape import content, value

_ATTRIBUTES = "attributes of inline codes"
_VERSIONS = ("1.2", "2.1")
UNDONE = frozenset(("new", "needs-translation", "needs-l10n", "needs-adaptation", "initial"))
"""The states of a target that holds no translation yet (XLIFF 1.2 and 2.1)."""
UNSURE = ' state="needs-review-translation"'
"""The attribute of a target that people have to look at (XLIFF 1.2)."""


def write(memory: Iterable[Unit], stream: IO[bytes], settings: Settings, left: Counter[str]) -> int:
    """Write the document, 2.1 unless another version is set; returns the number of units.

    :raises OutputError: if there is no such version.
    """
    version = settings.version or "2.1"
    if version not in _VERSIONS:
        raise OutputError(f"XLIFF {version} is not written", hint=f"Known are {' and '.join(_VERSIONS)}.")
    source, target = value(settings.source), value(settings.target)
    old = version == "1.2"
    if old:
        head = (
            '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n<file original="memory"'
            f' source-language="{source}" target-language="{target}" datatype="plaintext">\n<body>\n'
        )
    else:
        head = (
            '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0"'
            f' srcLang="{source}" trgLang="{target}">\n<file id="memory">\n'
        )
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{head}'.encode())
    count = 0
    for unit, first, second in pairs(memory, settings, left):
        count += 1
        notes = [remark.text for remark in unit.remarks if isinstance(remark, Note)]
        left[NOTED] += noted(unit) - len(notes)
        text = (_old_unit if old else _new_unit)(unit, count, first, second, notes, left)
        stream.write(text.encode())
    stream.write(b"</body>\n</file>\n</xliff>\n" if old else b"</file>\n</xliff>\n")
    return count


def _old_unit(
    unit: Unit, number: int, first: Variant, second: Variant, notes: list[str], left: Counter[str]
) -> str:
    name = f' resname="{value(id_)}"' if (id_ := unit.attribute("tuid")) else ""
    state = UNSURE if unit.prop(DRAFT.type) == DRAFT.text else ""
    source, target = (_old(variant.segment, Counter(), left) for variant in (first, second))
    sides = f"<source>{source}</source><target{state}>{target}</target>"
    noted = "".join(f"<note>{content(note)}</note>" for note in notes)
    return f'<trans-unit id="{number}"{name} xml:space="preserve">{sides}{noted}</trans-unit>\n'


def _old(segment: Segment, used: Counter[str], left: Counter[str]) -> str:
    parts = []
    for part in segment:
        if isinstance(part, str):
            parts.append(content(part))
            continue
        inside = _old(part.content, used, left)
        if part.name == "sub":
            parts.append(f"<sub>{inside}</sub>")
            continue
        if part.name == "hi":
            parts.append(f'<mrk mtype="x-hi">{inside}</mrk>')
            continue
        used["id"] += 1
        name = "ph" if part.name == "ut" else part.name
        about = dict(part.attributes)
        pairing = f' rid="{value(about["i"])}"' if "i" in about else ""
        position = f' pos="{"open" if about["pos"] == "begin" else "close"}"' if "pos" in about else ""
        left[_ATTRIBUTES] += len(about.keys() - {"i", "pos"})
        parts.append(f'<{name} id="{used["id"]}"{pairing}{position}>{inside}</{name}>')
    return "".join(parts)


def _new_unit(
    unit: Unit, number: int, first: Variant, second: Variant, notes: list[str], left: Counter[str]
) -> str:
    data: dict[str, str] = {}
    source, target = (_New(variant.segment, data, left).text for variant in (first, second))
    name = f' name="{value(id_)}"' if (id_ := unit.attribute("tuid")) else ""
    noted = "".join(f"<note>{content(note)}</note>" for note in notes)
    noted = noted and f"<notes>{noted}</notes>"
    kept = "".join(f'<data id="{key}">{content(text)}</data>' for text, key in data.items())
    kept = kept and f"<originalData>{kept}</originalData>"
    return (
        f'<unit id="u{number}"{name} xml:space="preserve">{noted}{kept}'
        f"<segment><source>{source}</source><target>{target}</target></segment></unit>\n"
    )


class _New:
    """A segment in XLIFF 2; native code goes to ``data``, which both sides share."""

    def __init__(self, segment: Segment, data: dict[str, str], left: Counter[str]) -> None:
        self._data = data
        self._left = left
        self._used: Counter[str] = Counter()
        self._begun: set[str] = set()
        self.text = self._inside(segment)

    def _inside(self, segment: Segment) -> str:
        return "".join([content(part) if isinstance(part, str) else self._code(part) for part in segment])

    def _code(self, tag: Tag) -> str:
        about = dict(tag.attributes)
        self._left[_ATTRIBUTES] += len(about.keys() - {"i", "pos"})
        self._used[tag.name] += 1
        id_ = f"{tag.name}{self._used[tag.name]}"
        if tag.name in ("hi", "sub"):
            return f'<mrk id="{id_}" type="duiyi:hi">{self._inside(tag.content)}</mrk>'
        ref = self._ref(tag)
        if tag.name == "bpt":
            pair = "i" + value(about.get("i", ""))
            if pair not in self._begun:
                self._begun.add(pair)
                return f'<sc id="{pair}"{ref}/>'
        elif tag.name == "ept" and (pair := "i" + value(about.get("i", ""))) in self._begun:
            self._begun.discard(pair)
            return f'<ec startRef="{pair}"{ref}/>'
        if tag.name in ("ph", "ut"):
            return f'<ph id="{id_}"{ref}/>'
        begins = tag.name == "bpt" or about.get("pos") == "begin"
        return f'<{"sc" if begins else "ec"} id="{id_}" isolated="yes"{ref}/>'

    def _ref(self, tag: Tag) -> str:
        text = _native(tag.content)
        if not text:
            return ""
        self._left["text within native code"] += any(isinstance(part, Tag) for part in tag.content)
        return f' dataRef="{self._data.setdefault(text, f"d{len(self._data) + 1}")}"'


def _native(segment: Segment) -> str:
    return "".join([part if isinstance(part, str) else _native(part.content) for part in segment])


def read(path: Path, settings: Settings, left: Counter[str]) -> Iterator[Unit]:
    """Units of a document of either version, in the languages it names; what lacks a target is counted."""
    identities = Identities()
    for element in elements(path, "trans-unit", "unit"):
        langs = _languages(element, settings)
        data = {one.get("id"): one.text or "" for one in element.iter("{*}data")}
        segments = children(element, "segment", "ignorable") or [element]
        own = (side.get(XML_LANG) for one in segments for side in children(one, "target"))
        langs = langs[0], next(filter(None, own), langs[1])
        sides = [
            joined(part for one in segments for part in _side(one, name, data))
            for name in ("source", "target")
        ]
        if not all(sides) or any(_untranslated(one, data) for one in segments):
            left["units with an empty side"] += 1
            continue
        states = _states(segments)
        if not UNDONE.isdisjoint(states):
            left["units that say they are not translated yet"] += 1
            continue
        id_ = element.get("resname") or element.get("name") or identities.of(_native(sides[0]))
        variants = tuple(Variant(lang, side) for lang, side in zip(langs, sides, strict=True))
        draft = (DRAFT,) if any(state.startswith("needs-review") for state in states) else ()
        notes = tuple(Note(note.text or "") for note in element.iter("{*}note"))
        yield Unit(variants, (("tuid", "".join(id_.split())),), (*draft, *notes))


def _side(segment: Any, name: str, data: dict[str, str]) -> Iterator[str | Tag]:
    """The parts of one side; what stands between segments is the same on both, unless it says otherwise."""
    sides = children(segment, name)
    if not sides and local(segment) == "ignorable":
        sides = children(segment, "source")
    for side in sides:
        yield from _parts(side, data)


def _untranslated(segment: Any, data: dict[str, str]) -> bool:
    """Whether a segment has a source and no target: the unit would pair what does not belong together."""
    source, target = (joined(_side(segment, name, data)) for name in ("source", "target"))
    return bool(source and not target)


def _states(segments: list[Any]) -> set[str]:
    """What a unit says of itself, on its targets (XLIFF 1.2) or its segments."""
    owners = (owner for one in segments for owner in (one, *children(one, "target")))
    return {owner.get("state") or "" for owner in owners}


def _languages(element: Any, settings: Settings) -> tuple[str, str]:
    for above in element.iterancestors():
        source = above.get("source-language") or above.get("srcLang")
        target = above.get("target-language") or above.get("trgLang")
        if local(above) in ("file", "xliff") and (source or target):
            return source or settings.source, target or settings.target
    return settings.source, settings.target


_ISOLATED = {"sc": "begin", "ec": "end"}


def _parts(element: Any, data: dict[str, str]) -> Iterator[str | Tag]:
    """A source or target as a segment's parts."""
    yield element.text or ""
    for child in element:
        yield from _code(child, data)
        yield child.tail or ""


def _code(child: Any, data: dict[str, str]) -> Iterator[str | Tag]:
    name = local(child)
    number = child.get("rid") or child.get("startRef") or child.get("id") or "1"
    pairing = (("i", number.removeprefix("i")),)
    if name in ("bpt", "ept"):
        yield Tag("bpt" if name == "bpt" else "ept", pairing, _content(child, data))
    elif name in ("bx", "ex", "sc", "ec"):
        native = _data(child, "dataRef", data)
        if child.get("isolated") == "yes":
            yield Tag("it", (("pos", _ISOLATED[name]),), native)
        else:
            yield Tag("bpt" if name in ("bx", "sc") else "ept", pairing, native)
    elif name in ("g", "pc"):
        yield Tag("bpt", pairing, _data(child, "dataRefStart", data))
        yield from _parts(child, data)
        yield Tag("ept", pairing, _data(child, "dataRefEnd", data))
    elif name == "it":
        yield Tag("it", (("pos", "begin" if child.get("pos") == "open" else "end"),), _content(child, data))
    elif name == "mrk":
        inside = joined(_parts(child, data))
        if child.get("mtype") == "x-hi" or child.get("type") == "duiyi:hi":
            yield Tag("hi", (), inside)
        else:
            yield from inside
    elif name == "sub":
        yield Tag("sub", (), _content(child, data))
    elif name == "cp":  # a character that XML cannot hold
        yield "\N{REPLACEMENT CHARACTER}"
    else:  # ph, x, and what later versions may bring
        yield Tag("ph", (), _content(child, data) or _data(child, "dataRef", data))


def _content(child: Any, data: dict[str, str]) -> Segment:
    return joined(_parts(child, data))


def _data(child: Any, name: str, data: dict[str, str]) -> Segment:
    text = data.get(child.get(name) or "", "")
    return (text,) if text else ()
