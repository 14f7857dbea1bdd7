"""Units into TMX 1.4: one canonical layout, the same bytes for the same units.

UTF-8, no byte order mark, LF, no DOCTYPE, no indentation; attributes in the order of the standard,
notes and properties in the order of the unit. Text is written as it is, white space included.

XML 1.0 cannot hold control characters, lone surrogates, U+FFFE and U+FFFF, not even escaped. Each becomes
U+FFFD (the replacement character), so that a reader sees where something was; :attr:`Writer.replaced`
counts them.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import IO

from tmx.model import Encoding, Header, Note, Prop, Segment, Unit, Variant

Attributes = Sequence[tuple[str, str]]

BATCH = 1000  # units a write; larger ones gain nothing measurable

# The order of attributes: languages and identity, then the standard's order of <tu>, <header> and codes.
_ORDER = (
    "xml:lang tuid creationtool creationtoolversion segtype o-tmf adminlang srclang datatype o-encoding"
    " usagecount lastusagedate creationdate creationid changedate changeid"
    " pos i x assoc type name base unicode code ent subst lang"
)
_PLACE = {name: place for place, name in enumerate(_ORDER.split())}
_NAME = re.compile(
    r"[^\W\d][\w.\-]*(:[^\W\d][\w.\-]*)?"
)  # XML names, as far as TMX and its dialects use them
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, production 2
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def write(units: Iterable[Unit], stream: IO[bytes], *, header: Header | None = None) -> int:
    """Write a memory of ``units`` to ``stream``, as they come; memory use does not grow with their number.

    :param header: its attributes complete the defaults; see :func:`default_header`.
    :returns: the number of units written.
    :raises ValueError: if a unit has no variant, or an attribute has an impossible name.
    """
    with Writer(stream, header=header) as writer:
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

    def __init__(self, stream: IO[bytes], *, header: Header | None = None) -> None:
        self.units = 0
        self.replaced = 0  # characters that XML cannot hold
        self._stream = stream
        self._waiting: list[str] = [
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n',
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
        variants = "".join([self._variant(variant) for variant in unit.variants])
        remarks = "".join([f"{self._remark(remark)}\n" for remark in unit.remarks])
        self._waiting.append(f"<tu{self._attributes(unit.attributes)}>\n{remarks}{variants}</tu>\n")
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
        children = [self._remark(remark) for remark in header.remarks] + [
            self._encoding(encoding) for encoding in header.encodings
        ]
        if not children:
            return f"<header{attributes}/>\n"
        return "\n".join([f"<header{attributes}>", *children, "</header>\n"])

    def _encoding(self, encoding: Encoding) -> str:
        maps = "".join(f"<map{self._attributes(attributes)}/>" for attributes in encoding.maps)
        return f"<ude{self._attributes(encoding.attributes)}>{maps}</ude>"

    def _variant(self, variant: Variant) -> str:
        remarks = "".join([self._remark(remark) for remark in variant.remarks])
        attributes = self._attributes((("xml:lang", variant.lang), *variant.attributes))
        return f"<tuv{attributes}>{remarks}<seg>{self._segment(variant.segment)}</seg></tuv>\n"

    def _remark(self, remark: Prop | Note) -> str:
        if isinstance(remark, Prop):
            attributes = self._attributes((*remark.attributes, ("type", remark.type)))
            return f"<prop{attributes}>{self._text(remark.text)}</prop>"
        return f"<note{self._attributes(remark.attributes)}>{self._text(remark.text)}</note>"

    def _segment(self, segment: Segment) -> str:
        if len(segment) == 1 and isinstance(segment[0], str):
            return self._text(segment[0])
        parts = []
        for part in segment:
            if isinstance(part, str):
                parts.append(self._text(part))
            else:
                start = f"<{part.name}{self._attributes(part.attributes)}"
                parts.append(
                    f"{start}>{self._segment(part.content)}</{part.name}>" if part.content else f"{start}/>"
                )
        return "".join(parts)

    def _attributes(self, attributes: Attributes) -> str:
        if not attributes:
            return ""
        names, values = zip(*attributes, strict=True)
        return "".join([f' {names[place]}="{self._value(values[place])}"' for place in _order(names)])

    def _text(self, text: str) -> str:
        """Escape element content; most text is printable and free of marks, and costs four scans."""
        if not text.isprintable():
            text = self._legal(text)
        elif "&" not in text and "<" not in text and ">" not in text:
            return text
        return text.translate(_IN_TEXT)

    def _value(self, text: str) -> str:
        if not text.isprintable():
            text = self._legal(text)
        elif '"' not in text and "&" not in text and "<" not in text and ">" not in text:
            return text
        return text.translate(_IN_ATTRIBUTE)

    def _legal(self, text: str) -> str:
        legal, replaced = _FORBIDDEN.subn("\N{REPLACEMENT CHARACTER}", text)
        self.replaced += replaced
        return legal


@lru_cache(maxsize=4096)
def _order(names: tuple[str, ...]) -> tuple[int, ...]:
    """In which order attributes of these names are written: as the standard lists them, others after.

    :raises ValueError: if a name cannot be an attribute's, or stands twice.
    """
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"no attribute can be called {name!r}")
    if len(set(names)) < len(names):
        raise ValueError(f"an attribute stands twice among {', '.join(names)}")
    return tuple(
        sorted(range(len(names)), key=lambda place: (_PLACE.get(names[place], len(_PLACE)), names[place]))
    )
