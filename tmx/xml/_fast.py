"""Units of the everyday shape, read without a parser: two variants of plain text, in UTF-8.

What :func:`match` takes is a strict subset of well-formed TMX, and it is taken as the parser would take it;
all else is left to the parser. ``tests/tmx/test_fast.py`` holds the two against each other.
"""

import re
from functools import lru_cache

from tmx.model import Note, Prop, Unit, Variant
from tmx.xml.elements import spelled

Attributes = tuple[tuple[str, str], ...]

# Possessive throughout: what has matched is never tried again, so that matching is linear.
_S = r"[ \t\n]*+"
_NAMES = "[a-z][a-z-]*+|xml:lang"
_ATTRIBUTES = rf'((?: (?:{_NAMES})="[^"<&>]*+")*+) ?+'
_TEXT = r"[^<]*+"
_REMARKS = (
    rf"((?:<prop{_ATTRIBUTES.replace('((?:', '(?:(?:')}>{_TEXT}</prop>{_S}"
    rf"|<note{_ATTRIBUTES.replace('((?:', '(?:(?:')}>{_TEXT}</note>{_S})*+)"
)
_TUV = rf"<tuv{_ATTRIBUTES}>{_S}{_REMARKS}<seg>({_TEXT})</seg>{_S}</tuv>{_S}"
UNIT = re.compile(rf"({_S})<tu{_ATTRIBUTES}>{_S}{_REMARKS}{_TUV}{_TUV}</tu>")

_ATTRIBUTE = re.compile(r' ([a-z:-]+)="([^"]*)"')
_REMARK = re.compile(rf"<(prop|note)((?: [^>]*+)?+)>({_TEXT})<")
_FORBIDDEN = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]")  # XML 1.0, production 2, and CR
_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_SEGTYPE = re.compile(' segtype="(?:block|paragraph|sentence|phrase)"')


# Slots of a frozen dataclass, set without its __init__, which takes 1.7 times as long.
_set_lang, _set_segment, _set_about_side, _set_noted_side = (
    Variant.__dict__[name].__set__ for name in ("lang", "segment", "attributes", "remarks")
)
_set_variants, _set_about, _set_noted = (
    Unit.__dict__[name].__set__ for name in ("variants", "attributes", "remarks")
)


def built(found: "re.Match[str]") -> Unit | None:
    """The unit of a match of ``UNIT``, or ``None`` if the parser has to see it."""
    _, about, remarks, about1, remarks1, text1, about2, remarks2, text2 = found.groups()
    try:
        variants = _variant(about1, remarks1, text1), _variant(about2, remarks2, text2)
        attributes = _of_unit(about) if about else ()
        noted = _remarks(remarks) if remarks else ()
    except ValueError:
        return None
    unit = object.__new__(Unit)
    _set_variants(unit, variants)
    _set_about(unit, attributes)
    _set_noted(unit, noted)
    return unit


def _variant(about: str, remarks: str, text: str) -> Variant:
    lang, attributes = _of_variant(about)
    segment = (_plain(text),) if text else ()
    noted = _remarks(remarks) if remarks else ()
    variant = object.__new__(Variant)
    _set_lang(variant, lang)
    _set_segment(variant, segment)
    _set_about_side(variant, attributes)
    _set_noted_side(variant, noted)
    return variant


def _of_unit(about: str) -> Attributes:
    parts = about.split('"')  # names and values in turn: no value has a quotation mark in it
    if not about.isprintable():
        raise ValueError("white space that a parser normalizes")
    names = _names(tuple(parts[::2]))
    if "segtype" in names and not _SEGTYPE.search(about):
        raise ValueError("segtype")
    return tuple(zip(names, parts[1::2], strict=True))


@lru_cache(maxsize=1024)
def _names(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a unit's attributes, from the text between their values.

    :raises ValueError: if one is unknown, or stands twice.
    """
    return spelled("tu", tuple([part.strip(" =") for part in parts if part]))


@lru_cache(maxsize=1024)
def _of_variant(about: str) -> tuple[str, Attributes]:
    """The language of a variant and its other attributes; the old ``lang`` is left to the parser."""
    pairs = _named("tuv", about)
    langs = [pair[1] for pair in pairs if pair[0] == "xml:lang"]
    if not langs or any(pair[0] == "lang" for pair in pairs):
        raise ValueError("lang")
    return langs[0], tuple([pair for pair in pairs if pair[0] != "xml:lang"])


@lru_cache(maxsize=1024)
def _named(name: str, about: str) -> Attributes:
    """Attributes of an element, known and once each.

    :raises ValueError: if one is not.
    """
    pairs = tuple(_ATTRIBUTE.findall(about))
    spelled(name, tuple([pair[0] for pair in pairs]))
    if not about.isprintable():
        raise ValueError("white space that a parser normalizes")
    return pairs


def _remarks(blob: str) -> tuple[Prop | Note, ...]:
    return tuple([_remark(name, about, text) for name, about, text in _REMARK.findall(blob)])


def _remark(name: str, about: str, text: str) -> Prop | Note:
    attributes = _named(name, about.rstrip(" "))
    text = _plain(text)
    if name == "note":
        return Note(text, attributes)
    if len(attributes) == 1:
        return Prop(attributes[0][1], text)
    rest = tuple([pair for pair in attributes if pair[0] != "type"])
    return Prop(dict(attributes)["type"], text, rest)


def _plain(text: str) -> str:
    """Element content with its references resolved.

    :raises ValueError: if it is not well-formed, or holds a reference by number.
    """
    if not text.isprintable() and _FORBIDDEN.search(text):
        raise ValueError("a character that XML does not allow, or changes")
    if "]]>" in text:
        raise ValueError("the end of CDATA")
    if "&" in text:
        if _REFERENCE.search(text):
            raise ValueError("a reference")
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
        text = text.replace("&amp;", "&")
    return text
