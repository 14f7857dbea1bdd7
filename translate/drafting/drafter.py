"""Drafts for texts, from the best source there is: a memory, the cache, else the engine, guarded.

Each draft says where it comes from: ``tm NAME`` for a full match, ``tm NAME 87%`` for a fuzzy one whose
numbers were replaced, the engine's name, or ``copy``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from tmx.base.script import HAN_CHARACTER, is_traditional
from translate.drafting.cache import digest
from translate.drafting.protect import Guard, substituted, wishes
from translate.drafting.units import COPY, wordy
from translate.engines.engine import Engine
from translate.engines.portions import in_portions, portion_of
from translate.language.numerals import FIGURE
from translate.language.terms import Glossary
from translate.language.variants import converted
from translate.model import TRANSLATING, Ask, Draft, OnProgress, Side

AT_ONCE = 2000
"""Texts that are looked up together, in memories and in the cache."""

FUZZY = "fuzzy"
"""The flag of a draft beside which stands the translation of a similar text, its first alternative."""

UNAPPROVED = "unapproved"
"""The flag of a full match that its memory holds as a draft: people have not approved it."""

_MANNER = "3"  # how texts are asked and drafts mended; a new value makes cached drafts obsolete
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")


@dataclass(frozen=True, slots=True)
class Match:
    """What a memory offers for a text."""

    source: str
    target: str
    similarity: float  # percent; 100 for the very text
    name: str = ""  # of the memory
    approved: bool = True  # people have approved it


class Leverage(Protocol):
    """A memory that is asked before the engine."""

    def matches(self, texts: Sequence[str]) -> list[Match | None]:
        """The best match for each text, ``None`` where none is good enough."""
        ...


class Known(Protocol):
    """Where drafts are kept for the next time, such as :class:`translate.drafting.cache.Cache`."""

    def drafts(self, keys: Sequence[str]) -> Mapping[str, Draft]:
        """The drafts that are known for some of the keys."""
        ...

    def keep(self, drafts: Mapping[str, Draft]) -> None:
        """Keep drafts under their keys."""
        ...


@dataclass(slots=True)
class Tally:
    """Where the drafts came from."""

    memory: int = 0
    fuzzy: int = 0
    cache: int = 0
    engine: int = 0
    copied: int = 0


@dataclass(slots=True)
class Drafter:
    """Makes drafts, as its settings say.

    :param finish: the last step for an engine's draft, such as a change of script.
    :param settings: what else the drafts depend on, for the cache's keys.
    :param notes: what the user should know of the memories and glossaries, a line each.
    """

    engine: Engine
    glossary: Glossary | None = None
    memory: Leverage | None = None
    cache: Known | None = None
    finish: Callable[[str], str] = str
    settings: str = ""
    notes: tuple[str, ...] = ()
    tally: Tally = field(default_factory=Tally)

    @property
    def src(self) -> str:
        """The language it reads."""
        return self.engine.src

    @property
    def tgt(self) -> Side:
        """The language it writes."""
        return self.engine.tgt

    def drafts(self, asks: Sequence[Ask], *, on_progress: OnProgress | None = None) -> list[Draft]:
        """A draft for each text, in order; equal texts are asked once."""
        drafts = dict(self.each(asks, on_progress=on_progress))
        return [drafts[ask] for ask in asks]

    def each(
        self, asks: Sequence[Ask], *, on_progress: OnProgress | None = None
    ) -> Iterator[tuple[Ask, Draft]]:
        """The draft of each different text as soon as it is there; by then the cache has it, too."""
        unique = list(dict.fromkeys(asks))
        done = len(asks) - len(unique)
        if on_progress and done:
            on_progress(TRANSLATING, done, len(asks))
        for start in range(0, len(unique), AT_ONCE):
            lot = unique[start : start + AT_ONCE]
            for drafts in self._lot(lot):
                done += len(drafts)
                if on_progress and drafts:
                    on_progress(TRANSLATING, done, len(asks))
                yield from drafts.items()

    def _lot(self, asks: list[Ask]) -> Iterator[dict[Ask, Draft]]:
        """The drafts of a lot, in portions as they come: those that cost nothing come first."""
        ready = {ask: Draft(ask.text, COPY, 0.0) for ask in asks if not self._has_words(ask)}
        self.tally.copied += len(ready)
        offers = self._offers([ask for ask in asks if ask not in ready])
        for ask, match in offers.items():
            if draft := taken(ask, match):
                ready[ask] = draft
        self.tally.memory += sum(ask in ready for ask in offers)
        yield ready
        for portion in self._asked([ask for ask in asks if ask not in ready]):
            self.tally.fuzzy += sum(ask in offers for ask in portion)
            yield {
                ask: offered(draft, offers[ask]) if ask in offers else draft for ask, draft in portion.items()
            }

    def _has_words(self, ask: Ask) -> bool:
        """Whether there is anything to translate: letters of the source's script outside what is kept."""
        text = substituted(ask.text, [replace(wish, target=" ") for wish in wishes(ask)])
        return wordy(text) and not self._is_done(text)

    def _is_done(self, text: str) -> bool:
        """Whether a text is in the language asked for already, as in mixed documents."""
        han = len(HAN_CHARACTER.findall(text))
        if self.src == "zh":
            return han == 0
        return han > 0 and han >= 2 * len(re.findall("[A-Za-z]+", text))

    def _offers(self, asks: list[Ask]) -> dict[Ask, Match]:
        if self.memory is None or not asks:
            return {}
        matches = self.memory.matches([ask.text for ask in asks])
        return {ask: match for ask, match in zip(asks, matches, strict=True) if match}

    def _asked(self, asks: list[Ask]) -> Iterator[dict[Ask, Draft]]:
        """Drafts of the cache, then of the engine: the cache has each portion before it is handed on."""
        keys = {ask: self.key(ask) for ask in asks} if self.cache else {}
        known = self.cache.drafts(list(keys.values())) if self.cache else {}
        new = [ask for ask in asks if keys.get(ask) not in known]
        self.tally.cache += len(asks) - len(new)
        yield {ask: known[keys[ask]] for ask in asks if keys.get(ask) in known}
        guard = Guard(self.engine, terms=self.glossary.find if self.glossary else None)
        simplified = [self._simplified(ask) for ask in new]
        for start, drafts in in_portions(simplified, guard.translate, portion_of(self.engine)):
            some = new[start : start + len(drafts)]
            portion = {ask: self._finished(draft) for ask, draft in zip(some, drafts, strict=True)}
            self.tally.engine += len(portion)
            if self.cache:
                self.cache.keep({keys[ask]: draft for ask, draft in portion.items()})
            yield portion

    def _simplified(self, ask: Ask) -> Ask:
        """A Chinese text as models know it: in simplified script."""
        if self.src != "zh" or not is_traditional(ask.text):
            return ask
        return Ask(converted(ask.text, "t2s"), tuple(converted(kept, "t2s") for kept in ask.kept))

    def _finished(self, draft: Draft) -> Draft:
        others = tuple(map(self.finish, draft.alternatives))
        return replace(draft, text=self.finish(draft.text), alternatives=others)

    def key(self, ask: Ask) -> str:
        """The cache's key of a text: the engine, the settings, the terms in it, and the text."""
        terms = (
            [f"{wish.start}={wish.target}" for wish in self.glossary.find(ask.text)] if self.glossary else []
        )
        settings = (_MANNER, self.engine.fingerprint, self.settings)
        return digest(*settings, "\n".join(terms), "\n".join(ask.kept), ask.text)


def taken(ask: Ask, match: Match) -> Draft | None:
    """The draft that a match makes by itself: a full one, or one whose numbers alone differ."""
    if any(match.target.count(kept) < ask.kept.count(kept) for kept in ask.kept):
        return None
    if match.source == ask.text:
        return Draft(match.target, f"tm {match.name}".strip(), 0.0, () if match.approved else (UNAPPROVED,))
    text = with_numbers(match.source, match.target, ask.text)
    return (
        None if text is None else Draft(text, f"tm {match.name} {match.similarity:.0f}%", 0.0, ("numbers",))
    )


def with_numbers(source: str, target: str, text: str) -> str | None:
    """``target`` with the numbers of ``text``, if that differs from ``source`` in numbers alone."""
    old, new = FIGURE.findall(source), FIGURE.findall(text)
    if FIGURE.sub("0", source) != FIGURE.sub("0", text) or len(set(old)) != len(old):
        return None
    if sorted(FIGURE.findall(target)) != sorted(old):
        return None
    return FIGURE.sub(lambda number: new[old.index(number[0])], target)


def offered(draft: Draft, match: Match) -> Draft:
    """An engine's draft with a fuzzy match beside it, for the reviewer."""
    flags = (*draft.flags, f"{FUZZY}:{match.similarity:.0f}%")
    return replace(draft, flags=flags, alternatives=(match.target, *draft.alternatives))
