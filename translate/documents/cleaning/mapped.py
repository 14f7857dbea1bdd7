"""Text that knows where it comes from, and the log of what was done to it.

A cleaning step takes a :class:`Mapped` and gives another; each of its operations keeps, for every character,
the position in the source, and notes a :class:`~translate.model.Change`. So no step has to do so by itself.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from translate.model import Change

Replacement = str | Callable[[re.Match[str]], str]


@dataclass(slots=True)
class Log:
    """The changes made so far, in the order in which they were made."""

    changes: list[Change] = field(default_factory=list)

    def add(self, step: str, where: tuple[int, int], before: str, after: str) -> None:
        """Note that ``before``, at ``where`` of the source, became ``after``."""
        self.changes.append(Change(step, *where, before, after))


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text and, for each of its characters, the position in the source: ``len(positions) == len(text)``.

    Positions rise, except where a line was put back into its place. An inserted character has the position
    of its neighbour on the left (at the start of a text, on the right).
    """

    text: str
    positions: array[int]

    @classmethod
    def of(cls, text: str) -> Mapped:
        """``text`` as its own source."""
        return cls(text, array("q", range(len(text))))

    @classmethod
    def joined(cls, parts: Iterable[Mapped]) -> Mapped:
        """The parts, one after the other, nothing between them."""
        texts: list[str] = []
        positions = array("q")
        for part in parts:
            texts.append(part.text)
            positions.extend(part.positions)
        return cls("".join(texts), positions)

    def __len__(self) -> int:
        return len(self.text)

    def slice(self, start: int, stop: int) -> Mapped:
        """Characters ``start:stop``, both within the text."""
        if start == 0 and stop == len(self.text):
            return self
        return Mapped(self.text[start:stop], self.positions[start:stop])

    def stripped(self) -> Mapped:
        """Without outer white space; no change is noted, as blocks have none by their nature."""
        start = len(self.text) - len(self.text.lstrip())
        return self.slice(start, max(start, len(self.text.rstrip())))

    def where(self, start: int, stop: int) -> tuple[int, int]:
        """Where ``start:stop`` comes from, ``(first, last + 1)``; an empty span lies before what follows."""
        if start < stop:
            part = self.positions[start:stop]
            return min(part), max(part) + 1
        if start < len(self.positions):
            return self.positions[start], self.positions[start]
        end = self.positions[-1] + 1 if self.positions else 0
        return end, end

    def sub(self, pattern: re.Pattern[str], replacement: Replacement, step: str, log: Log) -> Mapped:
        """Replace each match by a fixed text or by the function's result.

        Only what differs is touched: characters that a match and its replacement share at both ends keep
        their own positions, and are not part of the change.
        """
        edits = []
        for match in pattern.finditer(self.text):
            before = match[0]
            after = replacement if isinstance(replacement, str) else replacement(match)
            if before == after:
                continue
            lead, tail = _shared_ends(before, after)
            edits.append((match.start() + lead, match.end() - tail, after[lead : len(after) - tail]))
        return self._edited(edits, step, log)

    def unwrap(self, pattern: re.Pattern[str], step: str, log: Log) -> Mapped:
        """Keep of each match its group 1 alone; the change shows the whole match."""
        texts: list[str] = []
        positions = array("q")
        last = 0
        for match in pattern.finditer(self.text):
            inner = slice(*match.span(1)) if match[1] is not None else slice(match.start(), match.start())
            texts += (self.text[last : match.start()], self.text[inner])
            positions.extend(self.positions[last : match.start()])
            positions.extend(self.positions[inner])
            log.add(step, self.where(*match.span()), match[0], self.text[inner])
            last = match.end()
        if last == 0:
            return self
        texts.append(self.text[last:])
        positions.extend(self.positions[last:])
        return Mapped("".join(texts), positions)

    def dropped(self, step: str, log: Log) -> None:
        """Note that all of this text is left out."""
        if self.text:
            log.add(step, self.where(0, len(self.text)), self.text, "")

    def _edited(self, edits: list[tuple[int, int, str]], step: str, log: Log) -> Mapped:
        if not edits:
            return self
        texts: list[str] = []
        positions = array("q")
        last = 0
        for start, stop, after in edits:
            texts += (self.text[last:start], after)
            positions.extend(self.positions[last:start])
            positions.extend(self._stand_ins(start, stop, len(after)))
            log.add(step, self.where(start, stop), self.text[start:stop], after)
            last = stop
        texts.append(self.text[last:])
        positions.extend(self.positions[last:])
        return Mapped("".join(texts), positions)

    def _stand_ins(self, start: int, stop: int, count: int) -> array[int]:
        if not count:
            return array("q")
        if start == stop:
            neighbour = start - 1 if start else 0
            return array("q", [self.positions[neighbour] if self.positions else 0] * count)
        return array("q", [self.positions[min(start + i, stop - 1)] for i in range(count)])


def _shared_ends(before: str, after: str) -> tuple[int, int]:
    """How many characters the two share at their start, and then at their end."""
    room = min(len(before), len(after))
    lead = 0
    while lead < room and before[lead] == after[lead]:
        lead += 1
    tail = 0
    while tail < room - lead and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return lead, tail
