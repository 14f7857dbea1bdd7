"""Translation memories that are asked before the engine: full matches first, then the most similar."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tmx.base import words
from tmx.base.errors import InputError
from tmx.bitext import MACHINE
from tmx.look.lookup import Memory
from tmx.xml.policy import Policy
from translate.drafting.drafter import Match

if TYPE_CHECKING:
    import tmx.look.lookup
    from tmx.model import Lang, Unit


class Memories:
    """Several memories as one; the first that has a full match wins, else the most similar unit.

    Units without text in both languages are left out, and counted: a translation into the other script of
    Chinese is one into another language. The source may be in either, since its text must agree anyway.

    :ivar notes: a line for each memory of which units were left out.
    :param tgt: the tag of what is written, such as ``zh-TW``.
    :param fuzzy: the least similarity worth offering, in percent; 100 for full matches alone.
    :raises InputError: if a file isn't a memory, or none of its units is in both languages.
    """

    def __init__(self, paths: Sequence[Path], src: str, tgt: Lang, *, fuzzy: int = 75) -> None:
        from tmx.xml.reading import read

        policy = Policy(missing_variant="skip")
        self._fuzzy = fuzzy
        self._memories: list[tuple[str, tmx.look.lookup.Memory]] = []
        self.notes: tuple[str, ...] = ()
        for path in paths:
            with read(path, policy=policy) as units:
                memory = Memory(units, source=src, target=tgt)
                if not memory.units and units.number:
                    raise InputError(
                        f"has no unit in {src} and {tgt}{memory.other_script_note}",
                        path=path,
                        hint="Is it the memory you meant?",
                    )
            if memory.lacking:
                count = f"{memory.lacking:,} of {words.count(units.number, 'unit')}"
                why = f"without text in both {src} and {tgt}{memory.other_script_note}"
                self.notes += (f"{path}: left out: {count}, {why}",)
            self._memories.append((path.stem, memory))

    def __len__(self) -> int:
        return sum(len(memory) for _, memory in self._memories)

    def matches(self, texts: Sequence[str]) -> list[Match | None]:
        """The best match for each text, ``None`` where none is good enough."""
        return [self._match(text) for text in texts]

    def _match(self, text: str) -> Match | None:
        for name, memory in self._memories:
            if match := memory.exact(text):
                return Match(match.source, match.target, 100.0, name, approved=not _is_draft(match.unit))
        if self._fuzzy >= 100:
            return None
        offers = [
            Match(match.source, match.target, match.percent, name)
            for name, memory in self._memories
            for match in memory.lookup(text, limit=1, threshold=self._fuzzy)
        ]
        return max(offers, key=lambda offer: offer.similarity, default=None)


def _is_draft(unit: Unit) -> bool:
    """Whether a unit says that it is a draft; a unit that says nothing counts as approved."""
    level = unit.prop("x-ConfirmationLevel")
    machine = any(("creationid", MACHINE) in variant.attributes for variant in unit.variants)
    return level == "Draft" or (machine and not level)
