"""Units into TMX 1.4: one canonical layout, the same bytes for the same units.

UTF-8, no byte order mark, LF, no DOCTYPE, no indentation; attributes in the order of the standard,
notes and properties in the order of the unit. Text is written as it is, white space included.

XML 1.0 cannot hold control characters, lone surrogates, U+FFFE and U+FFFF, not even escaped. Each becomes
U+FFFD (the replacement character), so that a reader sees where something was; :attr:`Writer.replaced`
counts them.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import IO

from tmx.base.errors import OutputError
from tmx.model import Encoding, Header, Note, Prop, Segment, Tag, Unit
from tmx.xml.escape import FORBIDDEN

Attributes = tuple[tuple[str, str], ...]

VERSIONS = ("1.1", "1.2", "1.3", "1.4")
BATCH = 1000  # units a write; larger ones gain nothing measurable

# The order of attributes: languages and identity, then the standard's order of <tu>, <header> and codes.
_ORDER = (
    "xml:lang tuid creationtool creationtoolversion segtype o-tmf adminlang srclang datatype o-encoding"
    " usagecount lastusagedate creationdate creationid changedate changeid"
    " pos i x assoc type name base unicode code ent subst lang"
)
_PLACE = {name: place for place, name in enumerate(_ORDER.split())}
NAME = re.compile(r"[^\W\d][\w.\-]*(:[^\W\d][\w.\-]*)?")  # XML names, as far as TMX and its dialects use them


def write(
    units: Iterable[Unit], stream: IO[bytes], *, header: Header | None = None, version: str = "1.4"
) -> int:
    """Write a memory of ``units`` to ``stream``, as they come; memory use does not grow with their number.

    :param header: its attributes complete the defaults; see :func:`default_header`.
    :param version: 1.4, or an older one for tools that want it; 1.1 names languages by ``lang``.
    :returns: the number of units written.
    :raises ValueError: if a unit has no variant, or an attribute has an impossible name.
    :raises OutputError: if the version is unknown.
    """
    with Writer(stream, header=header, version=version) as writer:
        for unit in units:
            writer.add(unit)
    return writer.units


@cache
def default_header() -> Header:
    """The seven attributes that TMX requires, as this tool writes them."""
    try:
        tool = version("duiyi")
    except PackageNotFoundError:  # run from a source tree that was never installed
        tool = "0"
    return Header(
        (
            ("creationtool", "duiyi"),
            ("creationtoolversion", tool),
            ("segtype", "sentence"),
            ("o-tmf", "duiyi"),
            ("adminlang", "en"),
            ("srclang", "en"),
            ("datatype", "plaintext"),
        )
    )


class Writer:
    """Writes one memory to a stream: ``with Writer(stream) as writer: writer.add(unit)``.

    The stream stays open. ``units`` and ``replaced`` count as it goes.
    """

    def __init__(self, stream: IO[bytes], *, header: Header | None = None, version: str = "1.4") -> None:
        if version not in VERSIONS:
            raise OutputError(f"TMX {version} is not written", hint=f"Known are {', '.join(VERSIONS)}.")
        self._lang = "lang" if version == "1.1" else "xml:lang"
        self.units = 0
        self.replaced = 0  # characters that XML cannot hold
        self._stream = stream
        self._waiting: list[str] = [
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="' + version + '">\n',
            self._header(header or default_header()),
            "<body>\n",
        ]

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._waiting.append("</body>\n</tmx>\n")
            self._flush()

    def add(self, unit: Unit) -> None:
        """Write one unit."""
        if not unit.variants:
            raise ValueError("a unit needs at least one variant")
        parts = [f"<tu{self._attributes(unit.attributes)}>\n"]
        for remark in unit.remarks:
            parts += self._remark(remark), "\n"
        for variant in unit.variants:
            beside = variant.attributes
            if self._lang == "lang":  # some 1.4 memories say both
                beside = tuple(attribute for attribute in beside if attribute[0] != "lang")
            parts.append(self._start("tuv", ((self._lang, variant.lang), *beside)))
            parts += [self._remark(remark) for remark in variant.remarks]
            parts += "<seg>", self._segment(variant.segment), "</seg></tuv>\n"
        parts.append("</tu>\n")
        self._waiting += parts
        self.units += 1
        if self.units % BATCH == 0:
            self._flush()

    def _flush(self) -> None:
        self._stream.write("".join(self._waiting).encode())
        self._waiting.clear()

    def _header(self, header: Header) -> str:
        attributes = self._attributes(
            tuple((dict(default_header().attributes) | dict(header.attributes)).items())
        )
        children = [
            self._encoding(child) if isinstance(child, Encoding) else self._remark(child)
            for child in header.remarks
        ]
        if not children:
            return f"<header{attributes}/>\n"
        return "\n".join([f"<header{attributes}>", *children, "</header>\n"])

    def _encoding(self, encoding: Encoding) -> str:
        maps = "".join(f"<map{self._attributes(attributes)}/>" for attributes in encoding.maps)
        return f"<ude{self._attributes(encoding.attributes)}>{maps}</ude>"

    def _remark(self, remark: Prop | Note) -> str:
        if isinstance(remark, Prop):
            start = self._start("prop", (*remark.attributes, ("type", remark.type)))
            return f"{start}{self._text(remark.text)}</prop>"
        return f"{self._start('note', remark.attributes)}{self._text(remark.text)}</note>"

    def _segment(self, segment: Segment) -> str:
        if len(segment) == 1 and isinstance(segment[0], str):
            return self._text(segment[0])
        return "".join([self._text(part) if isinstance(part, str) else self._tag(part) for part in segment])

    def _tag(self, tag: Tag) -> str:
        start = self._start(tag.name, tag.attributes)
        return f"{start}{self._segment(tag.content)}</{tag.name}>" if tag.content else f"{start[:-1]}/>"

    def _start(self, name: str, attributes: Attributes) -> str:
        """A start tag of a kind that comes again and again."""
        tag, replaced = _start_tag(name, attributes)
        self.replaced += replaced
        return tag

    def _attributes(self, attributes: Attributes) -> str:
        text, replaced = _attribute_text(attributes)
        self.replaced += replaced
        return text

    def _text(self, text: str) -> str:
        """Element content, escaped; most text is printable and free of marks, and costs four scans."""
        if not text.isprintable():
            text, replaced = FORBIDDEN.subn("\N{REPLACEMENT CHARACTER}", text)
            self.replaced += replaced
            text = _escaped(text).replace("\r", "&#13;")  # a parser would make it a line feed
        elif "&" in text or "<" in text or ">" in text:
            text = _escaped(text)
        return text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _value(text: str) -> tuple[str, int]:
    """An attribute's value, escaped, and how many characters of it had to be replaced."""
    replaced = 0
    if not text.isprintable():
        text, replaced = FORBIDDEN.subn("\N{REPLACEMENT CHARACTER}", text)
    text = _escaped(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;"), replaced


def _attribute_text(attributes: Attributes) -> tuple[str, int]:
    """Attributes with a space before each, in the canonical order; and how many characters were replaced."""
    if not attributes:
        return "", 0
    names = tuple([name for name, _ in attributes])
    parts = []
    total = 0
    for place in _order(names):
        value, replaced = _value(attributes[place][1])
        total += replaced
        parts.append(f' {names[place]}="{value}"')
    return "".join(parts), total


@lru_cache(maxsize=1024)
def _start_tag(name: str, attributes: Attributes) -> tuple[str, int]:
    text, replaced = _attribute_text(attributes)
    return f"<{name}{text}>", replaced


@lru_cache(maxsize=4096)
def _order(names: tuple[str, ...]) -> tuple[int, ...]:
    """In which order attributes of these names are written: as the standard lists them, others after.

    :raises ValueError: if a name cannot be an attribute's, or stands twice.
    """
    for name in names:
        if not NAME.fullmatch(name):
            raise ValueError(f"no attribute can be called {name!r}")
    if len(set(names)) < len(names):
        raise ValueError(f"an attribute stands twice among {', '.join(names)}")
    return tuple(
        sorted(range(len(names)), key=lambda place: (_PLACE.get(names[place], len(_PLACE)), names[place]))
    )
