"""TMX 1.1 to 1.4 into units, one at a time: memory use does not grow with the file.

What the parser may do is limited: no DTD is loaded, no entity is expanded, neither disk nor network is
touched. A DOCTYPE that only names a DTD is ignored; one that declares entities is refused.
"""

from collections.abc import Callable, Generator, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, NoReturn

from lxml import etree

from tmx.errors import InputError
from tmx.files import opened
from tmx.model import Encoding, Header, Note, Prop, Segment, Tag, TagName, Unit, Variant, primary
from tmx.policy import Policy

Element = Any  # lxml's stubs lack half of what is used here

NAMESPACE = "{http://www.lisa.org/tmx14}"  # of TMX inside other XML; some tools declare it on <tmx> too
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.4a", "1.4b")
PROBLEMS_KEPT = 1000  # of those that are skipped; all are counted

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
_CODES: frozenset[TagName] = frozenset(("bpt", "ept", "it", "ph", "hi", "ut"))
_INSIDE: dict[str, frozenset[TagName]] = {  # codes that may stand inside each element
    "seg": _CODES,
    "hi": _CODES,
    "sub": _CODES,
    **dict.fromkeys(("bpt", "ept", "it", "ph", "ut"), frozenset[TagName](("sub",))),
}
_NAMES = {form: name for name in (*_ALLOWED, "tmx", "body") for form in (name, NAMESPACE + name)}
_EXPORT_AGAIN = "Export the memory again, or mend this line in an editor."


def read(source: str | Path | IO[bytes], *, policy: Policy | None = None) -> "Reader":
    """Open a memory: the header is read at once, units as they are asked for.

    :param source: a path, or a binary stream, which stays open.
    :raises InputError: if it is not TMX, or against ``policy`` (strict by default); also while iterating.
    """
    return Reader(source, policy=policy or Policy())


class Reader(Iterator[Unit]):
    """The units of a memory, once, in order. Also a context manager, which closes a file early."""

    header: Header
    """What stands in the header; empty if there is none and the policy accepts that."""
    line: int
    """Where the unit that came last begins, from 1."""
    skipped: int
    """Units (and strays between them) left out so far."""
    problems: list[InputError]
    """Why they were left out, and what the header lacks: the first thousand."""

    def __init__(self, source: str | Path | IO[bytes], *, policy: Policy) -> None:
        self.policy = policy
        self.header = Header()
        self.line = self.skipped = 0
        self.problems = []
        self._opened: IO[bytes] | None = None
        if isinstance(source, str | Path):
            self.path: str | Path | None = source
            stream = self._opened = opened(Path(source))
        else:
            name = getattr(source, "name", None)
            self.path = name if isinstance(name, str) else None
            stream = source
        self._source = _Source(stream, policy.max_unit)
        self._units = self._parse()
        next(self._units)  # as far as the header
        self._next: Callable[[], Unit] = self._units.__next__

    def __iter__(self) -> Iterator[Unit]:
        return self._units

    def __next__(self) -> Unit:
        return self._next()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, if this reader opened it."""
        self._units.close()
        if self._opened is not None:
            self._opened.close()

    def _parse(self) -> Generator[Any, None, None]:
        """A ``None`` when the header was read, then the units; what goes wrong becomes an InputError."""
        try:
            yield from self._events()
        except etree.XMLSyntaxError as error:
            what = error.msg.split(", line ")[0] if error.msg else "not XML"
            self._refuse(f"not well-formed XML: {what}", error.lineno, _EXPORT_AGAIN)
        except _FlawError as flaw:
            self._refuse(flaw.what, flaw.line, flaw.hint)
        except LookupError:
            self._refuse(f"no encoding is called {self.policy.encoding}")
        finally:
            if self._opened is not None:
                self._opened.close()

    def _refuse(self, what: str, line: int | None = None, hint: str = "") -> NoReturn:
        raise InputError(what, path=self.path or "<stream>", line=line or None, hint=hint) from None

    def _events(self) -> Iterator[Unit | None]:
        """The header's ``None``, then the units."""
        found = None
        events = etree.iterparse(
            self._source,
            events=("end",),
            tag=[form for name in ("header", "tu", "body", "tmx") for form in (name, NAMESPACE + name)],
            encoding=self.policy.encoding,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            huge_tree=False,
        )
        for _, element in events:
            name = _NAMES[element.tag]
            if found is None:
                self._check_root(element)
                found = name
                self._accept_header(element)
                yield None
                if name == "header":
                    continue
            if name == "tu":
                unit = self._take(element)
                self._source.since = 0
                if unit is not None:
                    yield unit
            elif name == "body":
                self._check_body_end(element)
        root = events.root
        if found is None:
            self._refuse(
                f"not TMX: the root element is <{etree.QName(root).localname}>, not <tmx>", root.sourceline
            )

    # header and frame

    def _check_root(self, element: Element) -> None:
        """What stands above the header is that of TMX, and declares nothing.

        :raises _FlawError: if not.
        """
        tree = element.getroottree()
        root = tree.getroot()
        if _NAMES.get(root.tag) != "tmx":
            raise _FlawError(root, f"not TMX: the root element is <{root.tag}>, not <tmx>")
        declared = tree.docinfo.internalDTD
        if declared is not None and next(iter(declared.iterentities()), None) is not None:
            raise _FlawError(
                root,
                "the DOCTYPE declares entities, which can hide files or explode",
                "Remove the <!ENTITY …> lines.",
            )
        version = root.get("version")
        if version not in VERSIONS:
            said = "no version" if version is None else f"version {version!r}"
            flaw = _FlawError(root, f"<tmx> has {said}", 'Known are 1.1 to 1.4: write <tmx version="1.4">.')
            if version is not None:
                raise flaw
            self._tolerate(flaw, self.policy.bad_header == "accept")

    def _accept_header(self, element: Element) -> None:
        """Read the header from the first element that ended: it is the header, or there is none."""
        lenient = self.policy.bad_header == "accept"
        if _NAMES[element.tag] != "header":
            flaw = _FlawError(
                element, "the memory has no <header>", "OmegaT and others refuse it; export it again."
            )
            return self._tolerate(flaw, lenient)
        try:
            self.header = _header(element, strict=True)
        except _FlawError as flaw:
            self._tolerate(flaw, lenient)
            self.header = _header(element, strict=False)
        element.clear(keep_tail=True)
        self._source.since = 0
        return None

    def _tolerate(self, flaw: "_FlawError", lenient: bool) -> None:
        """Note the flaw, if that is the policy.

        :raises _FlawError: if it is not.
        """
        if not lenient:
            raise flaw
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(InputError(flaw.what, path=self.path, line=flaw.line, hint=flaw.hint))

    def _skip(self, flaw: "_FlawError", lenient: bool) -> None:
        self._tolerate(flaw, lenient)
        self.skipped += 1

    # units

    def _take(self, tu: Element) -> Unit | None:
        """The unit that a ``<tu>`` is, or ``None`` if it is skipped; frees what came before it."""
        body = tu.getparent()
        if body is None or _NAMES.get(body.tag) != "body":
            return None  # inside something that is no unit, and will be found wrong with it
        self.line = tu.sourceline
        lenient = self.policy.bad_unit == "skip"
        previous = tu.getprevious()
        if previous is None and body.text and not body.text.isspace():
            self._skip(_FlawError(body, f"text between units: {_short(body.text)}"), lenient)
        while previous is not None:
            self._check_between(previous, lenient)
            body.remove(previous)
            previous = tu.getprevious()
        try:
            unit = _unit(tu, self.policy.max_depth)
        except _FlawError as flaw:
            self._skip(flaw, lenient)
            return None
        finally:
            tu.clear(keep_tail=True)
        if self.policy.langs and not self._complete(unit):
            return None
        return unit

    def _complete(self, unit: Unit) -> bool:
        """Whether the unit has the languages asked for."""
        found = [variant.lang for variant in unit.variants]
        known = {primary(lang) for lang in found}
        lacking = [lang for lang in self.policy.langs if primary(lang) not in known]
        if not lacking:
            return True
        what = f"<tu> has no {' and no '.join(lacking)} variant (found: {', '.join(found)})"
        self._skip(_FlawError(self.line, what), self.policy.missing_variant == "skip")
        return False

    def _check_between(self, previous: Element, lenient: bool) -> None:
        """Complain of what stands before a unit and is neither a unit nor white space."""
        if _NAMES.get(previous.tag) != "tu":
            self._skip(_FlawError(previous, f"<{previous.tag}> cannot stand in <body>"), lenient)
        if previous.tail and not previous.tail.isspace():
            self._skip(_FlawError(previous, f"text between units: {_short(previous.tail)}"), lenient)

    def _check_body_end(self, body: Element) -> None:
        lenient = self.policy.bad_unit == "skip"
        if not len(body) and body.text and not body.text.isspace():
            self._skip(_FlawError(body, f"text between units: {_short(body.text)}"), lenient)
        for child in body:
            self._check_between(child, lenient)


class _FlawError(Exception):
    """Where a memory breaks the standard, and how."""

    def __init__(self, where: Element | int, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.line: int = where if isinstance(where, int) else where.sourceline
        self.what = what
        self.hint = hint or _EXPORT_AGAIN


class _Source:
    """A stream for the parser that ends with an error when no unit ends for too long."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self.since = 0  # bytes since the last unit
        self._read = stream.read
        self._limit = limit

    def read(self, size: int) -> bytes:
        data = self._read(size)
        self.since += len(data)
        if self.since > self._limit:
            raise _FlawError(
                0, f"no unit ends within {self._limit:,} bytes", "If the file is sound, raise max_unit."
            )
        return data


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text[:40]}…”" if len(text) > 41 else f"“{text}”"


def _unit(tu: Element, max_depth: int) -> Unit:
    variants: list[Variant] = []
    remarks: list[Prop | Note] = []
    _check_blank(tu, tu.text)
    for child in tu:
        name = _NAMES.get(child.tag)
        if name == "tuv":
            variants.append(_variant(child, max_depth))
        elif variants or (name != "prop" and name != "note"):
            raise _FlawError(child, _misplaced(child, "tu", after="tuv" if variants else ""))
        else:
            remarks.append(_remark(child, name))
        _check_blank(child, child.tail)
    if not variants:
        raise _FlawError(tu, "<tu> has no <tuv>")
    return Unit(tuple(variants), _attributes(tu, "tu"), tuple(remarks))


def _variant(tuv: Element, max_depth: int) -> Variant:
    remarks: list[Prop | Note] = []
    segment: Segment | None = None
    _check_blank(tuv, tuv.text)
    for child in tuv:
        name = _NAMES.get(child.tag)
        if segment is not None:
            raise _FlawError(child, _misplaced(child, "tuv", after="seg"))
        if name == "seg":
            segment = _segment(child, "seg", max_depth)
        elif name == "prop" or name == "note":
            remarks.append(_remark(child, name))
        else:
            raise _FlawError(child, _misplaced(child, "tuv"))
        _check_blank(child, child.tail)
    if segment is None:
        raise _FlawError(tuv, "<tuv> has no <seg>")
    attributes = _attributes(tuv, "tuv")
    for lang in ("xml:lang", "lang"):  # the older spelling is that of TMX 1.1
        for pair in attributes:
            if pair[0] == lang:
                return Variant(
                    pair[1], segment, tuple([p for p in attributes if p is not pair]), tuple(remarks)
                )
    raise _FlawError(
        tuv, "<tuv> has no xml:lang", "OmegaT drops the whole memory for this; add the language."
    )


def _segment(element: Element, name: str, depth: int) -> Segment:
    if not len(element):
        return (element.text,) if element.text else ()
    if not depth:
        raise _FlawError(element, "inline codes nest too deep")
    parts: list[str | Tag] = [element.text] if element.text else []
    for child in element:
        if child.tag is etree.Entity:
            raise _FlawError(
                child, f"{child.text} is not one of XML's own entities", "Write the character itself."
            )
        code: TagName | None = _NAMES.get(child.tag)  # type: ignore[assignment]
        if code not in _INSIDE[name]:
            raise _FlawError(child, _misplaced(child, name))
        parts.append(Tag(code, _attributes(child, code), _segment(child, code, depth - 1)))
        if child.tail:
            parts.append(child.tail)
    return tuple(parts)


def _remark(element: Element, name: str) -> Prop | Note:
    if len(element):
        raise _FlawError(element[0], f"<{name}> can hold text only")
    attributes = _attributes(element, name)
    text = element.text or ""
    if name == "note":
        return Note(text, attributes)
    if len(attributes) == 1:
        return Prop(attributes[0][1], text)
    return Prop(dict(attributes)["type"], text, tuple([pair for pair in attributes if pair[0] != "type"]))


def _header(header: Element, *, strict: bool) -> Header:
    """The header; without ``strict``, what is wrong in it is left out, attributes are taken as they are."""
    remarks: list[Prop | Note] = []
    encodings: list[Encoding] = []
    attributes: tuple[tuple[str, str], ...] = ()
    try:
        attributes = _attributes(header, "header")
    except _FlawError:
        if strict:
            raise
        attributes = tuple((key, value) for key, value in header.items() if not key.startswith("{"))
    for child in header:
        name = _NAMES.get(child.tag)
        try:
            if name == "ude":
                encodings.append(
                    Encoding(_attributes(child, "ude"), tuple(_attributes(m, "map") for m in child))
                )
            elif name == "prop" or name == "note":
                remarks.append(_remark(child, name))
            else:
                raise _FlawError(child, _misplaced(child, "header"))
        except _FlawError:
            if strict:
                raise
    return Header(attributes, tuple(remarks), tuple(encodings))


def _attributes(element: Element, name: str) -> tuple[tuple[str, str], ...]:
    pairs = element.items()
    names = tuple([pair[0] for pair in pairs])
    try:
        spelled = _spelled(name, names)
    except ValueError as error:
        raise _FlawError(element, str(error)) from None
    if spelled is not names:
        pairs = [(spelled[place], pair[1]) for place, pair in enumerate(pairs)]
    for key, value in pairs:
        if key in _VALUES and value not in _VALUES[key]:
            raise _FlawError(element, f"<{name}> has {key}={value!r}; it can be {', '.join(_VALUES[key])}")
    return tuple(pairs)


@lru_cache(maxsize=4096)
def _spelled(name: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Attribute names of one element as the model spells them: ``xml:lang`` for the namespaced form.

    :raises ValueError: if one is unknown or lacking.
    """
    spelled = tuple("xml:lang" if key == XML_LANG else key for key in keys)
    allowed = _ALLOWED[name].split()
    for key in spelled:
        if key not in allowed:
            raise ValueError(
                f"<{name}> has an attribute that TMX does not know: {etree.QName(key).localname}"
            )
    lacking = [key for key in _REQUIRED.get(name, "").split() if key not in spelled]
    if lacking:
        raise ValueError(f"<{name}> has no {', '.join(lacking)}")
    return keys if spelled == keys else spelled


def _check_blank(element: Element, text: str | None) -> None:
    if text and not text.isspace():
        raise _FlawError(element, f"text outside <seg>: {_short(text)}")


def _misplaced(element: Element, inside: str, after: str = "") -> str:
    if element.tag is etree.Entity:
        return f"{element.text} cannot stand in <{inside}>"
    known = element.tag.removeprefix(NAMESPACE)
    return f"<{known}> cannot stand in <{inside}>" + (f" after <{after}>" if after else "")
