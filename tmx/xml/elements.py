"""Parsed elements into the types of the model, held against the standard on the way.

What a DTD would check is checked here, since real memories need a reason and a line for each flaw, and a
way to leave a single unit out.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lxml import etree

from tmx.model import Encoding, Header, Lang, Note, Prop, Segment, Tag, TagName, Unit, Variant
from tmx.rule import Rule

Element = Any  # lxml's stubs lack half of what is used here

NAMESPACE = "{http://www.lisa.org/tmx14}"  # of TMX inside other XML; some tools declare it on <tmx> too
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_DATES_AND_TOOLS = (
    "o-encoding datatype usagecount lastusagedate creationtool creationtoolversion"
    " creationdate creationid changedate changeid o-tmf"
)
# Attributes of each element after tmx14.dtd, and those of them that it requires.
_ALLOWED = {
    "header": "creationtool creationtoolversion segtype o-tmf adminlang srclang datatype"
    " o-encoding creationdate creationid changedate changeid",
    "ude": "name base",
    "map": "unicode code ent subst",
    "note": "o-encoding xml:lang lang",
    "prop": "type xml:lang o-encoding lang",
    "tu": f"tuid segtype srclang {_DATES_AND_TOOLS}",
    "tuv": f"xml:lang lang {_DATES_AND_TOOLS}",
    "seg": "",
    "bpt": "i x type",
    "ept": "i",
    "it": "pos x type",
    "ph": "x assoc type",
    "hi": "x type",
    "sub": "datatype type",
    "ut": "x",
}
_REQUIRED = {
    "header": "creationtool creationtoolversion segtype o-tmf adminlang srclang datatype",
    "ude": "name",
    "map": "unicode",
    "prop": "type",
    "bpt": "i",
    "ept": "i",
    "it": "pos",
}
_VALUES = {"segtype": ("block", "paragraph", "sentence", "phrase"), "pos": ("begin", "end")}
_LIMITED = frozenset(("header", "tu", "it"))  # the elements that have such an attribute
_CODES: frozenset[TagName] = frozenset(("bpt", "ept", "it", "ph", "hi", "ut"))
_INSIDE: dict[str, frozenset[TagName]] = {  # codes that may stand inside each element
    "seg": _CODES,
    "hi": _CODES,
    "sub": _CODES,
    **dict.fromkeys(("bpt", "ept", "it", "ph", "ut"), frozenset[TagName](("sub",))),
}
NAMES = {form: name for name in (*_ALLOWED, "tmx", "body") for form in (name, NAMESPACE + name)}
EXPORT_AGAIN = "Export the memory again, or mend this line in an editor."


class FlawError(Exception):
    """Where a memory breaks the standard, and how.

    :ivar line: from 1; 0 if it is not known.
    :ivar place: the start tag it is about, counted from 0 within its unit (outside units, within the file).
    """

    def __init__(
        self, where: Element | int, what: str, hint: str = "", *, rule: Rule = Rule.STRUCTURE
    ) -> None:
        super().__init__(what)
        self.rule = rule
        self.line: int = where if isinstance(where, int) else where.sourceline
        self.place = None if isinstance(where, int) else _place(where)
        self.what = what
        self.hint = hint or EXPORT_AGAIN


def _place(element: Element) -> int | None:
    """The ordinal of an element's start tag within its unit, from 0; outside units, within the file."""
    top = element
    while (above := top.getparent()) is not None and NAMES.get(above.tag) != "body":
        top = above
    places = (place for place, one in enumerate(top.iter(etree.Element)) if one is element)
    return next(places, None)


def short(text: str) -> str:
    """The beginning of a text, for messages."""
    text = " ".join(text.split())
    return f"“{text[:40]}…”" if len(text) > 41 else f"“{text}”"


def unit(tu: Element, max_depth: int) -> Unit:
    """The unit that a ``<tu>`` is.

    :raises FlawError: if it breaks the standard, or nests codes deeper than ``max_depth``.
    """
    variants: list[Variant] = []
    remarks: list[Prop | Note] = []
    if (text := tu.text) and not text.isspace():
        raise _stray_text(tu, text)
    for child in tu:
        name = NAMES.get(child.tag)
        if name == "tuv":
            variants.append(_variant(child, max_depth))
        elif variants or (name != "prop" and name != "note"):
            raise misplaced(child, "tu", after="tuv" if variants else "")
        else:
            remarks.append(_remark(child, name))
        if (text := child.tail) and not text.isspace():
            raise _stray_text(child, text)
    if not variants:
        raise FlawError(tu, "<tu> has no <tuv>")
    return Unit(tuple(variants), _attributes(tu, "tu"), tuple(remarks))


def _variant(tuv: Element, max_depth: int) -> Variant:
    remarks: list[Prop | Note] = []
    segment: Segment | None = None
    if (text := tuv.text) and not text.isspace():
        raise _stray_text(tuv, text)
    for child in tuv:
        name = NAMES.get(child.tag)
        if segment is not None:
            raise misplaced(child, "tuv", after="seg")
        if name == "seg":
            if child.keys():
                _attributes(child, "seg")
            segment = _segment(child, "seg", max_depth)
        elif name == "prop" or name == "note":
            remarks.append(_remark(child, name))
        else:
            raise misplaced(child, "tuv")
        if (text := child.tail) and not text.isspace():
            raise _stray_text(child, text)
    if segment is None:
        raise FlawError(tuv, "<tuv> has no <seg>")
    lang, attributes = _language(tuv)
    return Variant(lang, segment, attributes, tuple(remarks))


def _language(tuv: Element) -> tuple[Lang, tuple[tuple[str, str], ...]]:
    """The language of a variant, and its other attributes."""
    pairs = tuv.items()
    if len(pairs) == 1 and pairs[0][0] == XML_LANG:
        return pairs[0][1], ()
    attributes = _attributes(tuv, "tuv")
    for spelling in ("xml:lang", "lang"):  # the second is that of TMX 1.1
        for pair in attributes:
            if pair[0] == spelling:
                if spelling == "lang":
                    _check_spelling(tuv)
                return pair[1], tuple([other for other in attributes if other is not pair])
    hint = "OmegaT drops the whole memory for this; add the language."
    raise FlawError(tuv, "<tuv> has no xml:lang", hint, rule=Rule.NO_LANGUAGE)


def _check_spelling(tuv: Element) -> None:
    """TMX 1.1 says ``lang``, later versions ``xml:lang``; a unit that mixes them was put together wrongly.

    OmegaT ignores one or the other.
    """
    for sibling in tuv.getparent():
        if (
            NAMES.get(sibling.tag) == "tuv"
            and sibling.get("lang") is None
            and sibling.get(XML_LANG) is not None
        ):
            raise FlawError(
                sibling, "<tu> gives languages both as lang and as xml:lang", "Use xml:lang for all."
            )


def _segment(element: Element, name: str, depth: int) -> Segment:
    if not len(element):
        return (element.text,) if element.text else ()
    if not depth:
        raise FlawError(element, "inline codes nest too deep")
    parts: list[str | Tag] = [element.text] if element.text else []
    for child in element:
        code: TagName | None = NAMES.get(child.tag)  # type: ignore[assignment]
        if code not in _INSIDE[name]:
            raise misplaced(child, name)
        parts.append(Tag(code, _attributes(child, code), _segment(child, code, depth - 1)))
        if child.tail:
            parts.append(child.tail)
    return tuple(parts)


def _remark(element: Element, name: str) -> Prop | Note:
    if len(element):
        raise FlawError(element[0], f"<{name}> can hold text only")
    text = element.text or ""
    if name == "note":
        return Note(text, _attributes(element, name))
    pairs = element.items()
    if len(pairs) == 1 and pairs[0][0] == "type":
        return Prop(pairs[0][1], text)
    attributes = _attributes(element, name)
    return Prop(dict(attributes)["type"], text, tuple([pair for pair in attributes if pair[0] != "type"]))


def header(element: Element, complain: Callable[[FlawError], None]) -> Header:
    """The header; each flaw goes to ``complain``, and, if that returns, what is wrong is left out."""
    remarks: list[Prop | Note | Encoding] = []

    def of_header(flaw: FlawError) -> None:
        if flaw.rule is Rule.STRUCTURE:
            flaw.rule = Rule.HEADER
        complain(flaw)

    if (text := element.text) and not text.isspace():
        of_header(_stray_text(element, text))
    for child in element:
        name = NAMES.get(child.tag)
        try:
            if name == "ude":
                remarks.append(_encoding(child))
            elif name == "prop" or name == "note":
                remarks.append(_remark(child, name))
            else:
                raise misplaced(child, "header")
        except FlawError as flaw:
            of_header(flaw)
        if (text := child.tail) and not text.isspace():
            of_header(_stray_text(child, text))
    try:
        attributes = _attributes(element, "header")
    except FlawError as flaw:
        of_header(flaw)
        allowed = _ALLOWED["header"].split()
        attributes = tuple([pair for pair in element.items() if pair[0] in allowed and _can_be(*pair)])
    return Header(attributes, tuple(remarks))


def _encoding(ude: Element) -> Encoding:
    for child in ude:
        if NAMES.get(child.tag) != "map":
            raise misplaced(child, "ude")
    return Encoding(_attributes(ude, "ude"), tuple([_attributes(child, "map") for child in ude]))


def _attributes(element: Element, name: str) -> tuple[tuple[str, str], ...]:
    pairs = element.items()
    names = tuple([pair[0] for pair in pairs])
    try:
        known = spelled(name, names)
    except SpellingError as error:
        raise FlawError(element, str(error), rule=error.rule) from None
    if known is not names:
        pairs = [(known[place], pair[1]) for place, pair in enumerate(pairs)]
    if name in _LIMITED:
        for key, value in pairs:
            if not _can_be(key, value):
                raise FlawError(element, f"<{name}> has {key}={value!r}; it can be {', '.join(_VALUES[key])}")
    return tuple(pairs)


def _can_be(key: str, value: str) -> bool:
    return key not in _VALUES or value in _VALUES[key]


class SpellingError(ValueError):
    """Attributes that an element cannot have, or lacks."""

    def __init__(self, what: str, rule: Rule = Rule.STRUCTURE) -> None:
        super().__init__(what)
        self.rule = rule


@lru_cache(maxsize=4096)
def spelled(name: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Attribute names of one element as the model spells them: ``xml:lang`` for the namespaced form.

    :raises SpellingError: if one is unknown, stands twice, or is missing.
    """
    names = tuple("xml:lang" if key == XML_LANG else key for key in keys)
    allowed = _ALLOWED[name].split()
    if len(set(names)) < len(names):
        raise SpellingError(f"<{name}> has an attribute twice")
    for key in names:
        if key not in allowed:
            local = key.rpartition("}")[2]
            raise SpellingError(f"<{name}> has an attribute that TMX does not know: {local}")
    missing = [key for key in _REQUIRED.get(name, "").split() if key not in names]
    if missing:
        rule = Rule.NO_SRCLANG if "srclang" in missing else Rule.STRUCTURE
        raise SpellingError(f"<{name}> has no {', '.join(missing)}", rule)
    return keys if names == keys else names


def _stray_text(element: Element, text: str) -> FlawError:
    return FlawError(element, f"text outside <seg>: {short(text)}")


def misplaced(element: Element, inside: str, after: str = "") -> FlawError:
    """The flaw of standing where nothing of the kind may stand."""
    if element.tag is etree.Entity:
        what = f"{element.text} is not one of XML's own entities"
        return FlawError(element, what, "Write the character itself.")
    known = element.tag.removeprefix(NAMESPACE)
    what = f"<{known}> cannot stand in <{inside}>" + (f" after <{after}>" if after else "")
    return FlawError(element, what)
