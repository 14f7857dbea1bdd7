"""What a run works with, made from its request: the cache, the memories, the terms, the drafter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from tmx.base.decode import load
from tmx.base.words import count as number
from translate.drafting.cache import Cache, digest
from translate.drafting.drafter import Drafter
from translate.drafting.leverage import Memories
from translate.engines.choosing import engine_for, route
from translate.engines.engine import Engine, Search
from translate.jobs.request import Request
from translate.language.terms import Glossary, Term, names, read, read_kept
from translate.language.variants import converted, spaced
from translate.model import Side, rules


class Services:
    """The services of a run, each made when it is first needed.

    :param threads: processor threads of the engine; those of the request unless given.
    :param engine: makes the engine of a direction; the installed package or the embedded translator unless
        given.
    """

    def __init__(
        self,
        request: Request,
        *,
        threads: int | None = None,
        engine: Callable[[str, Side], Engine] | None = None,
    ) -> None:
        self.request = request
        self._threads = request.threads if threads is None else threads
        self._make_engine = engine
        self._drafter: Drafter | None = None

    @property
    def drafter(self) -> Drafter:
        """Makes the drafts; the first call loads the model, the memories and the glossaries.

        :raises InputError: if a glossary, list or memory cannot be read.
        :raises MissingPackageError: if nothing serves the direction, or what serves it is broken.
        """
        if self._drafter is None:
            self._drafter = self._new_drafter()
        return self._drafter

    @property
    def loaded(self) -> Drafter | None:
        """The drafter, if anything had to be drafted."""
        return self._drafter

    @cached_property
    def cache(self) -> Cache | None:
        """Drafts and outputs of earlier runs, if they are to be used."""
        return Cache(self.request.cache) if self.request.cached else None

    @property
    def trouble(self) -> str:
        """What was wrong with the cache, if it was damaged and had to be started again."""
        return self.cache.trouble if self.cache else ""

    @cached_property
    def settings(self) -> str:
        """A hash of all that decides how drafts are made: with another one, outputs are out of date.

        :raises InputError: if a glossary, list or memory cannot be read.
        :raises MissingPackageError: if nothing serves the direction.
        """
        request = self.request
        engine = " + ".join(f"{package.name} {package.place}" for package in route(request.src, request.tgt))
        options = (
            engine,
            request.fuzzy,
            request.names,
            request.beam,
            request.hypotheses,
            request.spacing,
        )
        files = (*request.memories, *request.glossaries, *request.untranslated)
        return digest(repr(options), *(load(path) for path in files))

    def _new_drafter(self) -> Drafter:
        request = self.request
        left_out: Counter[Path] = Counter()
        memories = None
        if request.memories:
            memories = Memories(request.memories, request.src, request.tag, fuzzy=request.fuzzy)
        glossary = self._glossary(left_out)
        return Drafter(
            self._engine(),
            glossary=glossary,
            memory=memories,
            cache=self.cache,
            finish=self._finish,
            settings=f"{request.script} {request.spacing}",
            notes=(*(memories.notes if memories else ()), *_notes(left_out, request.tag)),
        )

    def _engine(self) -> Engine:
        request = self.request
        if self._make_engine:
            return self._make_engine(request.src, request.tgt)
        search = None
        if request.beam or request.hypotheses > 1:
            search = Search(beam=max(request.beam, 1), hypotheses=request.hypotheses)
        return engine_for(request.src, request.tgt, threads=self._threads, search=search)

    def _glossary(self, left_out: Counter[Path]) -> Glossary:
        """All terms: the person's own before those that come with the tool.

        From a third language only those that stay untranslated are used.

        :param left_out: where terms in the other script are counted, by glossary.
        """
        request = self.request
        untranslated = [term for path in request.untranslated for term in read_kept(path)]
        own = [term for path in request.glossaries for term in read(path, request.tag, left_out)]
        known = names() if request.names and request.src in ("en", "zh") else []
        terms: dict[str, Term] = {}
        for term in (*untranslated, *own, *known):
            terms.setdefault((term.zh if request.src == "zh" else term.en).casefold(), term)
        return Glossary(terms.values(), rules(request.src))

    def _finish(self, text: str) -> str:
        text = converted(text, self.request.script)
        return spaced(text) if self.request.spacing else text


def _notes(left_out: Counter[Path], tag: str) -> Iterator[str]:
    for path, count in (+left_out).items():
        yield f"{path}: left out: {number(count, 'term')} in another script than {tag}"
