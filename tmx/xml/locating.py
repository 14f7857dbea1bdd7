"""Lines and columns of start tags: a second reading beside the first, begun when there is something to find.

lxml knows lines only, and of a start tag the last. Expat knows both of its first character.
"""

from collections import deque
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

CHUNK = 1 << 16


class Place(NamedTuple):
    """Where something stands, both from 1; columns count characters in UTF-8 files."""

    line: int
    column: int | None


class _Start(NamedTuple):
    name: str
    place: Place


class Locator:
    """Finds the start tags of units of a file; asked in the order of the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream = path.open("rb")
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._depth = 0
        self._units = 0
        self._now: list[_Start] = []
        self._done: deque[tuple[int, list[_Start]]] = deque()
        self._ended = False
        self.error: Place | None = None  # where the file stops being XML, once it is reached

    def __enter__(self) -> "Locator":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def find(self, unit: int, *, start: int | None = None, variant: int | None = None) -> Place | None:
        """Where a unit begins, from 1 (0 is all above the units), or one of its start tags or variants."""
        tags = self._tags(unit)
        if variant is not None:
            tags = [tag for tag in tags if tag.name.endswith("tuv")]
            start = variant
        place = start or 0
        return tags[place].place if place < len(tags) else None

    def syntax_error(self) -> Place | None:
        """Reads to the end, or to the error."""
        while not self._ended:
            self._done.clear()
            self._feed()
        return self.error

    def _tags(self, unit: int) -> list[_Start]:
        while not self._ended and (not self._done or self._done[-1][0] < unit):
            while len(self._done) > 1:
                self._done.popleft()
            self._feed()
        while self._done and self._done[0][0] < unit:
            self._done.popleft()
        return self._done[0][1] if self._done and self._done[0][0] == unit else []

    def _feed(self) -> None:
        data = self._stream.read(CHUNK)
        try:
            self._parser.Parse(data, not data)
        except (
            expat.ExpatError,
            ValueError,
            LookupError,
        ) as error:  # of an encoding that expat or Python lacks
            self._ended = True
            if isinstance(error, expat.ExpatError):
                self.error = Place(error.lineno, error.offset + 1)
        self._ended = self._ended or not data
        if self._ended and not self._units:
            self._done.append((0, self._now))

    def _begin(self, name: str, _: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 3 and name.endswith("tu"):
            if not self._units:
                self._done.append((0, self._now))
            self._units += 1
            self._now = []
        where = Place(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        self._now.append(_Start(name, where))

    def _end(self, name: str) -> None:
        if self._depth == 3 and name.endswith("tu"):
            self._done.append((self._units, self._now))
            self._now = []
        self._depth -= 1
