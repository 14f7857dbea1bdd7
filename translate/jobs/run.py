"""Whole files into the other language: open, split, draft, write; one bad file does not stop the rest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tmx.base.decode import load
from tmx.base.errors import DuiyiError, InputError
from tmx.base.files import opened as opened_file
from translate.documents.cleaning.report import explain
from translate.documents.formats import Opened, Options, format_named, open_file
from translate.documents.seam import shown
from translate.drafting.cache import Cache, digest, digest_of
from translate.drafting.drafter import Drafter
from translate.drafting.passages import Passage, approved, asks, contents, passages
from translate.drafting.units import kinds
from translate.engines.choosing import engine_for
from translate.engines.engine import Engine
from translate.jobs.sources import Outputs, Reserved, Source
from translate.jobs.sources import outputs as outputs_of
from translate.jobs.streaming import is_streamed, translate_stream
from translate.jobs.writing import Made, write_results
from translate.language.detect import side
from translate.language.terms import Use, usage
from translate.language.variants import target
from translate.model import TRANSLATING, Ask, Draft, OnProgress, Side, other, rules

LOT = 2000
"""Sentences that are collected over several files before the engine is asked: small batches are slow.

Each file is written when the last of its drafts is there, whatever is still to come for the others.
"""

Drafters = Callable[[str, Side], Drafter]
"""Makes the drafter of a direction, when it is first needed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a batch, beside the drafts themselves."""

    to: str  # as --to says it
    folder: Path | None = None
    memory: bool = False
    review: bool = False
    worst_first: bool = False  # of the review file: by estimate instead of document order
    force: bool = False
    explained: bool = False
    column: str | None = None
    settings: str = ""  # all that decides how drafts are made, for telling unchanged outputs
    source: str = ""  # the language that is read, by primary subtag; the other one of the house unless given

    @property
    def tgt(self) -> Side:
        """The language that is written."""
        return target(self.to)[0]

    @property
    def src(self) -> str:
        """The language that is read."""
        return self.source or other(self.tgt)

    @property
    def tag(self) -> str:
        """Its full tag."""
        return target(self.to)[1]

    @property
    def short(self) -> str:
        """The language as it stands in file names: plain where it is the house's own."""
        return self.tgt if self.tag in ("en", "zh-CN") else self.tag


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: an error, files written, or nothing to do."""

    path: Path
    error: DuiyiError | None = None
    written: tuple[Path, ...] = ()
    sentences: int = 0
    engines: tuple[str, ...] = ()
    flags: dict[str, int] = field(default_factory=dict)  # how many drafts have each
    cleaning: str = ""  # what reading did to the text, if it was asked for
    unchanged: bool = False  # the outputs of an earlier run are still right
    done: int = 0  # items that had a translation, and kept it
    guessed: int = 0  # inline codes that were placed by position alone
    passed_over: Mapping[str, int] = field(default_factory=dict)
    """Paragraphs left as they are, by the element that is not understood."""
    remarks: tuple[str, ...] = ()  # what people should know of how the file was read
    unsaid: tuple[Use, ...] = ()  # terms that some draft does not say as the glossary has them


@dataclass(frozen=True, slots=True)
class _Job:
    """A file on its way."""

    source: Source
    opened: Opened
    src: str
    passages: list[Passage]
    asks: list[Ask]
    outputs: Outputs
    recipe: str
    cleaning: str


def translate_files(
    paths: Sequence[Path | Source],
    *,
    to: str,
    folder: Path | None = None,
    memory: bool = False,
    force: bool = False,
    explained: bool = False,
    engine: Callable[[str, Side], Engine] = engine_for,
    on_progress: OnProgress | None = None,
) -> list[Result]:
    """Translate files, without memories, glossaries or cache; see :class:`Batch` for these.

    Of ``NAME.en.txt`` is made ``NAME.zh.txt``, and with ``memory`` also ``NAME.en-zh.mt.tmx``.

    :param folder: where the translations go; beside each document unless given.
    :param force: overwrite what is there.
    :param on_progress: called with the number of sentences that are done, and that of all so far.
    :raises MissingPackageError: if nothing translates into ``to``.
    """
    wanted = Wanted(to, folder, memory=memory, force=force, explained=explained)
    batch = Batch(wanted, drafters=lambda src, tgt: Drafter(engine(src, tgt)), on_progress=on_progress)
    return list(batch.run([path if isinstance(path, Source) else Source(path) for path in paths]))


class Batch:
    """Translates many files.

    :param drafters: makes the drafter of a direction.
    :param cache: knows which outputs an earlier run made, and from what.
    :param on_progress: called with the number of sentences that are done, and that of all so far.
    :param finished: called with the result of each file as it comes.
    """

    def __init__(
        self,
        wanted: Wanted,
        *,
        drafters: Drafters,
        cache: Cache | None = None,
        on_progress: OnProgress | None = None,
        finished: Callable[[Result], None] | None = None,
    ) -> None:
        self._wanted, self._cache = wanted, cache
        self._make_drafter = drafters
        self._drafter: Drafter | None = None
        self._on_progress, self._finished = on_progress, finished
        self._reserved = Reserved(force=wanted.force)
        self._total = 0
        target(wanted.to)

    @property
    def drafter(self) -> Drafter:
        """The drafter of the batch, loaded at the first call."""
        if self._drafter is None:
            self._drafter = self._make_drafter(self._wanted.src, self._wanted.tgt)
        return self._drafter

    @property
    def loaded(self) -> Drafter | None:
        """The drafter, if anything had to be drafted."""
        return self._drafter

    def run(self, sources: Iterable[Source]) -> list[Result]:
        """The results of all files, in their order; each is written as soon as it is drafted."""
        self._total = 0
        results: dict[Path, Result] = {}
        lot: list[_Job] = []
        order = list({source.path: source for source in sources}.values())
        for source in order:
            try:
                job = self._prepare(source)
            except DuiyiError as error:
                job = Result(source.path, error)
            except RecursionError:
                job = Result(source.path, InputError("nests too deep", path=source.path))
            if isinstance(job, Result):
                self._note(results, job)
                continue
            lot.append(job)
            if sum(len(one.asks) for one in lot) >= LOT:
                self._finish(lot, results)
                lot = []
        self._finish(lot, results)
        return [results[source.path] for source in order]

    def _note(self, results: dict[Path, Result], result: Result) -> None:
        results[result.path] = result
        if self._finished:
            self._finished(result)

    def _prepare(self, source: Source) -> _Job | Result:
        wanted, src = self._wanted, self._wanted.src
        made = outputs_of(
            source, src, wanted.short, wanted.folder, memory=wanted.memory, review=wanted.review
        )
        recipe = self._recipe(source.path)
        own = self._own(made)
        if not wanted.force and len(own) == len(list(made)) and self._is_current(made, recipe):
            self._reserved.take(made, source.path, own)
            return Result(source.path, written=tuple(made), unchanged=True)
        if is_streamed(source.path):
            self._reserved.take(made, source.path, own)
            return self._streamed(source, made, recipe)
        data = load(source.path)
        opened = open_file(data, Options(str(source.path), wanted.tgt, wanted.tag, src, wanted.column))
        _check_language(opened, source.path, src)
        self._reserved.take(made, source.path, own)
        found = passages(opened, rules(src))
        cleaning = "\n".join(_explained(opened, source.path.name)) if wanted.explained else ""
        return _Job(source, opened, src, found, asks(found), made, recipe, cleaning)

    def _recipe(self, path: Path) -> str:
        """A hash of all that an output depends on: the source, the settings, what is asked for."""
        wanted = self._wanted
        with opened_file(path) as stream:
            source = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
        return digest(source, wanted.settings, wanted.to, repr((wanted.memory, wanted.review, wanted.column)))

    def _own(self, made: Outputs) -> list[Path]:
        """Outputs that an earlier run wrote, and nobody touched since."""
        if self._cache is None:
            return []
        known = ((output, self._cache.made(output)) for output in made if output.is_file())
        return [output for output, told in known if told and told[1] == digest_of(output)]

    def _is_current(self, made: Outputs, recipe: str) -> bool:
        told = [self._cache.made(output) for output in made] if self._cache else []
        return bool(told) and all(one is not None and one[0] == recipe for one in told)

    def _streamed(self, source: Source, made: Outputs, recipe: str) -> Result:
        """A text too large to hold: translated and written piece by piece."""
        told = translate_stream(
            source.path,
            made,
            self.drafter,
            src=self._wanted.src,
            tag=self._wanted.tag,
            worst_first=self._wanted.worst_first,
            on_progress=self._counted(),
        )
        for output in made if self._cache else ():
            self._remember(output, recipe, digest_of(output))
        return Result(
            source.path,
            written=tuple(made),
            sentences=told.sentences,
            engines=tuple(sorted(told.engines)),
            flags=dict(sorted(told.flags.items())),
            remarks=tuple(sorted(told.remarks)),
        )

    def _remember(self, output: Path, recipe: str, content: str) -> None:
        if self._cache:
            self._cache.remember(output, recipe, content)

    def _counted(self) -> OnProgress:
        """Progress of one lot or large text, added to that of those before it."""
        before = self._total

        def on_progress(stage: str, done: int, total: int) -> None:
            self._total = before + total
            if self._on_progress:
                self._on_progress(stage, before + done, self._total)

        return on_progress

    def _finish(self, lot: list[_Job], results: dict[Path, Result]) -> None:
        if not lot:
            return
        texts = [ask for job in lot for ask in job.asks]
        on_progress = self._counted()
        on_progress(TRANSLATING, 0, len(texts))
        coming = self.drafter.each(texts, on_progress=on_progress) if texts else iter(())
        drafts: dict[Ask, Draft] = {}
        for job in lot:
            for ask in job.asks:
                while ask not in drafts:
                    drafts.update((next(coming),))
            try:
                result = self._written(job, [drafts[ask] for ask in job.asks])
            except DuiyiError as error:
                result = Result(job.source.path, error)
            except RecursionError:
                result = Result(job.source.path, InputError("nests too deep", path=job.source.path))
            self._note(results, result)

    def _written(self, job: _Job, drafts: list[Draft]) -> Result:
        count = len(job.passages)
        known = {ask.text: draft.text for ask, draft in zip(job.asks[count:], drafts[count:], strict=True)}
        drafts = drafts[:count]
        filled, guesses = contents(job.opened, job.passages, drafts, known, self._wanted.tgt)
        made = Made(
            job.source.path.name, job.src, self._wanted.tgt, self._wanted.tag, job.passages, drafts, guesses
        )
        content = job.opened.write(filled, approved(job.passages, drafts, guesses))
        hashes = write_results(made, content, job.outputs, worst_first=self._wanted.worst_first)
        for output, hash_ in hashes.items():
            self._remember(output, job.recipe, hash_)
        flags = Counter(kind for _, draft in made.flagged() for kind in kinds(draft))
        return Result(
            job.source.path,
            written=tuple(job.outputs),
            sentences=count,
            engines=tuple(sorted({draft.engine for draft in drafts})),
            flags=dict(sorted(flags.items())),
            cleaning=job.cleaning,
            done=job.opened.done,
            guessed=sum(guesses),
            passed_over=job.opened.passed_over,
            remarks=(job.opened.remark,) if job.opened.remark else (),
            unsaid=self._unsaid(job, drafts),
        )

    def _unsaid(self, job: _Job, drafts: Sequence[Draft]) -> tuple[Use, ...]:
        glossary = self.drafter.glossary if drafts else None
        if not glossary or target(self._wanted.to)[2]:  # in another script terms look different
            return ()
        uses = usage(glossary, [passage.text for passage in job.passages], drafts)
        return tuple(use for use in uses if use.said < use.asked)


def _explained(opened: Opened, name: str) -> Iterable[str]:
    """What the reading that ran did to a file's text."""
    if opened.document:
        return explain(opened.document)
    return [f"{name}: {opened.format}, nothing to clean: what isn't prose stays as it is"]


def _check_language(opened: Opened, path: Path, src: str) -> None:
    """That there is something to translate, and that it is in the language it should be in."""
    text = "\n".join(shown(item.content) for item in opened.items)
    if not text.strip():
        if opened.done or opened.passed_over:
            return
        raise InputError("has no text to translate", path=path)
    found = opened.lang or side(text, path.name if format_named(opened.format).plain else "", None)
    if found != rules(src):
        if src not in ("en", "zh"):
            raise InputError(f"is in {found}, not in {src}", path=path, hint="Is --from right?")
        tgt = "en" if src == "zh" else "zh"
        raise InputError(
            f"is in the language asked for ({tgt})", path=path, hint="Choose the other one with --to."
        )
