"""What is wrong with a memory: each problem with its place, its rule, and how bad it is for which tool."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tmx.base.errors import InputError
from tmx.check import tools
from tmx.check.rules import findings, header_findings
from tmx.check.tools import Effect, Severity
from tmx.rule import Rule
from tmx.xml.locating import Locator, Place
from tmx.xml.policy import LENIENT, Policy
from tmx.xml.reading import Reader, ReadingError


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a memory that the standard does not allow, or that loses data in a tool."""

    line: int
    column: int | None  # unknown in streams, and in encodings that expat does not know
    rule: Rule
    what: str
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is for the tool that takes it worst."""
        return tools.severity(self.rule)

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What which tool does about it."""
        return tools.effects(self.rule)

    def record(self) -> dict[str, object]:
        """The problem for programs: line, column, rule, severity, message, hint, effects."""
        return {
            "line": self.line,
            "column": self.column,
            "rule": self.rule,
            "severity": self.severity.name.lower(),
            "message": self.what,
            "hint": self.hint,
            "effects": [
                {"tool": effect.tool, "severity": effect.severity.name.lower(), "effect": effect.what}
                for effect in self.effects
            ],
        }

    def __str__(self) -> str:
        text = f"{self.rule}: {self.what}." + (f" {self.hint}" if self.hint else "")
        return text + (f" [{'; '.join(map(str, self.effects))}]" if self.effects else "")


def problems(
    source: str | Path | IO[bytes], *, policy: Policy = LENIENT, dtd: bool = False
) -> Iterator[Problem]:
    """All problems of a memory, in order; memory use does not grow with the file.

    :param source: a path; of a stream, columns are not known.
    :param dtd: validate against the DTD as well; the path is then read twice.
    :raises InputError: if it cannot be read at all.
    """
    with ExitStack() as stack:
        reader = stack.enter_context(Reader(source, policy=policy))
        places = _Places(Path(source) if isinstance(source, str | Path) else None, stack)
        yield from _flaws(reader, places)
        yield from (
            Problem(*_top(places), finding.rule, finding.what) for finding in header_findings(reader.header)
        )
        try:
            for unit in reader:
                if reader.problems:
                    yield from _flaws(reader, places)
                for finding in findings(unit, reader.header):
                    where = places.of(reader.number, variant=finding.variant) or Place(reader.line, None)
                    yield Problem(*where, finding.rule, finding.what)
        except InputError as error:
            yield from _flaws(reader, places)
            yield _last(error, places)
        yield from _flaws(reader, places)
    if dtd and isinstance(source, str | Path):
        from tmx.xml.validating import invalidities

        for line, what in invalidities(Path(source)):
            yield Problem(line, None, Rule.DTD, what)


class _Places:
    """The locator of a file, opened when it is first asked."""

    def __init__(self, path: Path | None, stack: ExitStack) -> None:
        self._path = path
        self._stack = stack
        self._locator: Locator | None = None

    def locator(self) -> Locator | None:
        if self._locator is None and self._path is not None:
            self._locator = self._stack.enter_context(Locator(self._path))
        return self._locator

    def of(self, unit: int, *, start: int | None = None, variant: int | None = None) -> Place | None:
        locator = self.locator()
        return None if locator is None else locator.find(unit, start=start, variant=variant)


def _top(places: _Places) -> Place:
    """Where the header begins: the second start tag of a memory."""
    return places.of(0, start=1) or Place(1, None)


def _flaws(reader: Reader, places: _Places) -> Iterator[Problem]:
    for flaw in reader.problems:
        yield _flaw(flaw, places)
    reader.problems.clear()


def _flaw(flaw: ReadingError, places: _Places) -> Problem:
    where = Place(flaw.line or 1, None)
    if flaw.place is not None:
        where = places.of(flaw.unit, start=flaw.place) or where
    return Problem(*where, flaw.rule, flaw.what, flaw.hint)


def _last(error: InputError, places: _Places) -> Problem:
    """The problem that ends the reading."""
    if isinstance(error, ReadingError):
        return _flaw(error, places)
    locator = places.locator()
    error_place = locator and locator.syntax_error()
    column = error_place.column if error_place and error_place.line == error.line else None
    return Problem(error.line or 1, column, Rule.SYNTAX, error.what, error.hint)
