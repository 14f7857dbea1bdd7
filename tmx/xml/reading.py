"""TMX 1.1 to 1.4 into units, one at a time: memory use does not grow with the file.

What the parser may do is limited: no DTD is loaded, no entity is expanded, neither disk nor network is
touched. A DOCTYPE that only names a DTD is ignored; one that declares entities is refused.
"""

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import IO, Any, NoReturn
from weakref import finalize

from lxml import etree

from tmx.base import safe_xml
from tmx.base.errors import InputError
from tmx.base.files import opened
from tmx.model import Header, Unit
from tmx.rule import Rule
from tmx.xml.elements import EXPORT_AGAIN, NAMES, Element, FlawError, header, misplaced, short, unit
from tmx.xml.feeding import Feed
from tmx.xml.policy import Policy

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.4a", "1.4b")
APPLY_IT = "Make a memory of it: duiyi review apply NAME.bitext.tsv"
_REVIEW = re.compile(rb"^(?:\xef\xbb\xbf)?#id\ttype\t", re.MULTILINE)
PROBLEMS_KEPT = 1000  # of those that are skipped; all are counted


def read(source: str | Path | IO[bytes], *, policy: Policy | None = None) -> "Reader":
    """Open a memory: the header is read at once, units as they are asked for.

    :param source: a path, or a binary stream, which stays open.
    :raises InputError: if it is not TMX, or against ``policy`` (strict by default); also while iterating.
    """
    return Reader(source, policy=policy or Policy())


class ReadingError(InputError):
    """Where a memory breaks the standard.

    :ivar rule: what is wrong, whatever the message says.
    :ivar unit: the ordinal of the unit, from 1; 0 is everything above the units.
    :ivar place: the ordinal of the start tag within that unit, from 0, if it is known.
    """

    def __init__(self, flaw: FlawError, *, path: str | Path, line: int, unit: int) -> None:
        super().__init__(flaw.what, path=path, line=line, hint=flaw.hint)
        self.rule = flaw.rule
        self.unit = unit
        self.place = flaw.place


class Reader(Iterator[Unit]):
    """The units of a memory, once, in order. Also a context manager, which closes a file early."""

    header: Header
    """What stands in the header; empty if there is none and the policy accepts that."""
    line: int
    """Where the unit that came last begins, from 1."""
    skipped: int
    """Units (and strays between them) left out so far."""
    problems: list[ReadingError]
    """Why they were left out, and what the header lacks: the first thousand."""

    number: int
    """The ordinal of that unit in the file, from 1; skipped ones count."""

    def __init__(self, source: str | Path | IO[bytes], *, policy: Policy) -> None:
        self.policy = policy
        self.header = Header()
        self.line = self.skipped = self.number = 0
        self.problems = []
        self._opened: IO[bytes] | None = None
        if isinstance(source, str | Path):
            self.path: str | Path | None = source
            stream = self._opened = opened(Path(source))
            finalize(self, stream.close)  # of a reader that is abandoned half-way
        else:
            name = getattr(source, "name", None)
            self.path = name if isinstance(name, str) else None
            stream = source
        self._feed = self._feeding(stream)
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

    def _feeding(self, stream: IO[bytes]) -> Feed:
        try:
            return Feed(stream, limit=self.policy.max_unit, encoding=self.policy.encoding)
        except LookupError:
            self._refuse(f"no encoding is called {self.policy.encoding}")

    def _parse(self) -> Generator[Any, None, None]:
        """A ``None`` when the header was read, then the units; what goes wrong becomes an InputError."""
        try:
            yield from self._events()
        except etree.XMLSyntaxError as error:
            if _REVIEW.search(self._feed.beginning):
                self._refuse("is a review file, not a memory in TMX", 1, APPLY_IT)
            self._refuse(f"not well-formed XML: {safe_xml.reason(error)}", error.lineno, EXPORT_AGAIN)
        except FlawError as flaw:
            raise self._error(flaw) from None
        finally:
            if self._opened is not None:
                self._opened.close()

    def _error(self, flaw: FlawError) -> "ReadingError":
        line = flaw.line or self.line or 1
        return ReadingError(flaw, path=self.path or "<stream>", line=line, unit=self.number)

    def _refuse(self, what: str, line: int | None = None, hint: str = "") -> NoReturn:
        raise InputError(what, path=self.path or "<stream>", line=line or self.line or 1, hint=hint) from None

    def _events(self) -> Iterator[Unit | None]:
        """The header's ``None``, then the units."""
        started = False
        for element in self._feed:
            name = NAMES[element.tag]
            if not started:
                self._check_root(element)
                self._accept_header(element)
                started = True
                yield None
            if name == "tu":
                taken = self._take(element)
                self._feed.since = 0
                if taken is not None:
                    yield taken
            elif name == "body":
                self._check_body_end(element)
        self._check_frame(self._feed.root)

    # header and frame

    def _check_root(self, element: Element) -> None:
        """What stands above the header is that of TMX, and declares nothing.

        :raises FlawError: if not.
        """
        tree = element.getroottree()
        root = tree.getroot()
        if NAMES.get(root.tag) != "tmx":
            raise FlawError(root, f"not TMX: the root element is <{root.tag}>, not <tmx>", rule=Rule.HEADER)
        if safe_xml.declares_entities(root):
            raise FlawError(
                root,
                f"the DOCTYPE {safe_xml.ENTITIES}",
                "Remove the <!ENTITY …> lines.",
                rule=Rule.HEADER,
            )
        version = root.get("version")
        if version not in VERSIONS:
            what = f"<tmx> has {'no version' if version is None else f'version {version!r}'}"
            hint = 'Known are 1.1 to 1.4: write <tmx version="1.4">.'
            flaw = FlawError(root, what, hint, rule=Rule.HEADER)
            if version is not None:
                raise flaw
            self._tolerate_in_header(flaw)
        for name in root.attrib:
            if name != "version":
                what = f"<tmx> has an attribute that TMX does not know: {name}"
                self._tolerate_in_header(FlawError(root, what, rule=Rule.HEADER))

    def _accept_header(self, element: Element) -> None:
        """Read the header from the first element that ended: it is the header, or there is none."""
        if NAMES[element.tag] == "header":
            self.header = header(element, self._tolerate_in_header)
            element.clear(keep_tail=True)
            self._feed.since = 0
        else:
            hint = "OmegaT and others refuse it; export it again."
            self._tolerate_in_header(FlawError(element, "the memory has no <header>", hint, rule=Rule.HEADER))

    def _check_frame(self, root: Element) -> None:
        """At the end: the memory had a body, and nothing beside it and the header."""
        if NAMES.get(root.tag) != "tmx":
            raise FlawError(root, f"not TMX: the root element is <{root.tag}>, not <tmx>", rule=Rule.HEADER)
        names = [NAMES.get(child.tag) for child in root]
        if "body" not in names:
            raise FlawError(root, "the memory has no <body>")
        for place, name in enumerate(names):
            if name not in ("header", "body") or name in names[:place]:
                self._tolerate_in_header(
                    misplaced(root[place], "tmx", after=str(names[place - 1]) if place else "")
                )

    def _tolerate_in_header(self, flaw: FlawError) -> None:
        self._tolerate(flaw, self.policy.bad_header == "accept")

    def _tolerate(self, flaw: FlawError, lenient: bool) -> None:
        """Note the flaw, if that is the policy.

        :raises FlawError: if it is not.
        """
        if not lenient:
            raise flaw
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(self._error(flaw))

    def _skip(self, flaw: FlawError, lenient: bool) -> None:
        self._tolerate(flaw, lenient)
        self.skipped += 1

    # units

    def _take(self, tu: Element) -> Unit | None:
        """The unit that a ``<tu>`` is, or ``None`` if it is skipped; frees what came before it."""
        body = tu.getparent()
        if body is None or NAMES.get(body.tag) != "body":
            return None  # inside something that isn't a unit, and will be reported with it
        self.line = tu.sourceline
        self.number += 1
        lenient = self.policy.bad_unit == "skip"
        previous = tu.getprevious()
        while previous is not None:
            self._check_between(previous, lenient)
            body.remove(previous)
            previous = tu.getprevious()
        self._check_beginning(body, lenient)
        try:
            taken = unit(tu, self.policy.max_depth)
        except FlawError as flaw:
            self._skip(flaw, lenient)
            return None
        finally:
            tu.clear(keep_tail=True)
        if self.policy.langs and not self._complete(taken):
            return None
        return taken

    def _complete(self, candidate: Unit) -> bool:
        """Whether the unit has the languages asked for."""
        langs = [variant.lang for variant in candidate.variants]
        missing = [lang for lang in self.policy.langs if candidate.variant(lang) is None]
        if not missing:
            return True
        what = f"<tu> has no {' and no '.join(missing)} variant (found: {', '.join(langs)})"
        flaw = FlawError(self.line, what, rule=Rule.MISSING_VARIANT)
        self._skip(flaw, self.policy.missing_variant == "skip")
        return False

    def _check_between(self, previous: Element, lenient: bool) -> None:
        """Complain of what stands before a unit and is neither a unit nor white space."""
        if NAMES.get(previous.tag) != "tu":
            self._skip(misplaced(previous, "body"), lenient)
        if previous.tail and not previous.tail.isspace():
            self._skip(FlawError(previous, f"text between units: {short(previous.tail)}"), lenient)

    def _check_beginning(self, body: Element, lenient: bool) -> None:
        """Complain, once, of text before all that the parser has in the body."""
        text, body.text = body.text, None
        if text and not text.isspace():
            self._skip(FlawError(body, f"text between units: {short(text)}"), lenient)

    def _check_body_end(self, body: Element) -> None:
        lenient = self.policy.bad_unit == "skip"
        self._check_beginning(body, lenient)
        for child in body:
            self._check_between(child, lenient)
