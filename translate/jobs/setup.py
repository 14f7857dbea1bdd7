"""From what the person asked for to a batch that is ready to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from tmx.base import words
from tmx.base.decode import load
from translate.drafting.cache import Cache, digest
from translate.drafting.drafter import Drafter
from translate.drafting.leverage import Memories
from translate.engines.choosing import engine_for, route
from translate.engines.engine import Search
from translate.jobs.run import Batch, Result, Wanted
from translate.language.terms import Glossary, Term, names, read, read_kept
from translate.language.variants import converted, spaced, target
from translate.model import OnProgress, Side, rules


@dataclass(frozen=True)
class Setup:
    """How drafts are made: all that is asked of ``duiyi translate`` beside its files."""

    to: str
    memories: tuple[Path, ...] = ()
    fuzzy: int = 75
    glossaries: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()  # lists of what is not translated
    names: bool = True  # the names that come with the tool
    beam: int = 0  # 0: as suits the model
    hypotheses: int = 1
    spacing: bool = False  # between Han and Latin
    threads: int = 0
    cache: Path | None = None
    cached: bool = True
    source: str = ""  # the language that is read; the other one of the house unless given

    def batch(
        self,
        wanted: Wanted,
        *,
        on_progress: OnProgress | None = None,
        finished: Callable[[Result], None] | None = None,
    ) -> Batch:
        """A batch with these settings.

        :raises InputError: if a glossary, list or memory cannot be read.
        """
        return Batch(
            replace(wanted, to=self.to, source=self.source, settings=self._settings()),
            drafters=self.drafter,
            cache=self._opened,
            on_progress=on_progress,
            finished=finished,
        )

    def drafter(self, src: str, tgt: Side) -> Drafter:
        """The drafter of a direction: loads the model, the memories and the glossaries."""
        search = None
        if self.beam or self.hypotheses > 1:
            search = Search(beam=max(self.beam, 1), hypotheses=self.hypotheses)
        tag = target(self.to)[1]
        memories = Memories(self.memories, src, tag, fuzzy=self.fuzzy) if self.memories else None
        left: Counter[Path] = Counter()
        glossary = self.glossary(src, left)
        return Drafter(
            engine_for(src, tgt, threads=self.threads, search=search),
            glossary=glossary,
            memory=memories,
            cache=self._opened,
            finish=self._finish,
            settings=f"{target(self.to)[2]} {self.spacing}",
            notes=(*(memories.notes if memories else ()), *_left_out(left, tag)),
        )

    def glossary(self, src: str, left: Counter[Path] | None = None) -> Glossary:
        """All terms: the person's own before those that come with the tool.

        From a third language there are none but those that stay as they are.

        :param left: where terms in the other script are counted, by glossary.
        """
        kept = [term for path in self.kept for term in read_kept(path)]
        own = [term for path in self.glossaries for term in read(path, target(self.to)[1], left)]
        known = names() if self.names and src in ("en", "zh") else []
        found: dict[str, Term] = {}
        for term in (*kept, *own, *known):
            found.setdefault((term.zh if src == "zh" else term.en).casefold(), term)
        return Glossary(found.values(), rules(src))

    def _finish(self, text: str) -> str:
        text = converted(text, target(self.to)[2])
        return spaced(text) if self.spacing else text

    @cached_property
    def _opened(self) -> Cache | None:
        return Cache(self.cache) if self.cached else None

    @property
    def trouble(self) -> str:
        """What was wrong with the cache, if it was damaged and begun anew."""
        return self._opened.trouble if self._opened else ""

    def _engine(self) -> str:
        """What serves the direction, told without loading it: another engine makes other drafts."""
        way = route(Wanted(self.to, source=self.source).src, target(self.to)[0])
        return " + ".join(f"{package.name} {package.place}" for package in way)

    def _settings(self) -> str:
        files = (*self.memories, *self.glossaries, *self.kept)
        options = (self._engine(), self.fuzzy, self.names, self.beam, self.hypotheses, self.spacing)
        return digest(repr(options), *(load(path) for path in files))


def _left_out(left: Counter[Path], tag: str) -> Iterator[str]:
    for path, count in (+left).items():
        yield f"{path}: left out: {words.count(count, 'term')} in another script than {tag}"
