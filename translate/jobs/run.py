"""Whole files into the other language: open, split, draft, write; one bad file does not stop the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tmx.base.decode import load
from tmx.base.errors import DuiyiError, InputError
from tmx.base.files import is_stdout
from tmx.base.files import opened as opened_file
from translate.documents.cleaning.report import explain
from translate.documents.formats import Opened, Options, format_named, open_file, refuse_unwritten
from translate.documents.seam import shown
from translate.drafting.cache import digest, digest_of
from translate.drafting.passages import Drafted, Passage, approved, asks, contents, drafted, passages
from translate.engines.choosing import engine_for
from translate.engines.engine import Engine
from translate.jobs.request import Request
from translate.jobs.results import Result, Results
from translate.jobs.services import Services
from translate.jobs.sources import Outputs, Reserved, Source
from translate.jobs.sources import outputs as outputs_of
from translate.jobs.streaming import first_piece, is_streamed, translated_pieces
from translate.jobs.writing import About, Counts, Piece, write_results
from translate.language.detect import likely, other_script, side, tag_of
from translate.language.terms import Use, usage
from translate.model import TRANSLATING, Ask, Draft, OnProgress, Side, rules

LOT = 2000
"""Sentences that are collected over several files before the engine is asked: small batches are slow.

Each file is written as soon as all of its drafts are there.
"""


@dataclass(frozen=True, slots=True)
class _Job:
    """A file whose translation is worth making: where its results go, and what they depend on."""

    source: Source
    outputs: Outputs
    recipe: str


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A file that is read and split, and waits for its drafts."""

    job: _Job
    opened: Opened
    passages: list[Passage]
    asks: list[Ask]
    cleaning: str


def translate_files(
    paths: Sequence[Path | Source],
    *,
    to: str,
    folder: Path | None = None,
    memory: bool = False,
    force: bool = False,
    explain: bool = False,
    engine: Callable[[str, Side], Engine] = engine_for,
    on_progress: OnProgress | None = None,
) -> list[Result]:
    """Translate files, without memories, glossaries or cache; see :class:`Batch` for these.

    ``NAME.en.txt`` becomes ``NAME.zh.txt``, and with ``memory`` also ``NAME.en-zh.mt.tmx``.

    :param folder: where the translations go; beside each document unless given.
    :param force: overwrite what is there.
    :param on_progress: called with the number of sentences that are done, and that of all so far.
    :raises MissingPackageError: if nothing translates into ``to``.
    """
    request = Request(
        to, folder=folder, memory=memory, force=force, explain=explain, names=False, cached=False
    )
    batch = Batch(Services(request, engine=engine), on_progress=on_progress)
    return list(batch.run([path if isinstance(path, Source) else Source(path) for path in paths]))


class Batch:
    """Translates many files.

    :param services: those of the request.
    :param on_progress: called with the number of sentences that are done, and that of all so far.
    :param finished: called with the result of each file as it comes.
    """

    def __init__(
        self,
        services: Services,
        *,
        on_progress: OnProgress | None = None,
        finished: Callable[[Result], None] | None = None,
    ) -> None:
        self._request, self.services = services.request, services
        self._settings = services.settings
        self._on_progress, self._finished = on_progress, finished
        self._reserved = Reserved(force=self._request.force)
        self._total = 0

    def run(self, sources: Iterable[Source]) -> list[Result]:
        """The results of all files, in their order; each is written as soon as it is drafted."""
        self._total = 0
        results = Results(sources, self._finished)
        lot: list[_Prepared] = []
        for source in results.sources:
            with _failures(source, results):
                step = self._begun(source)
                if isinstance(step, Result):
                    results.add(step)
                else:
                    lot.append(step)
            if sum(len(file.asks) for file in lot) >= LOT:
                self._finish(lot, results)
                lot = []
        self._finish(lot, results)
        return results.in_order()

    def _begun(self, source: Source) -> _Prepared | Result:
        """A file that waits for its drafts; or its result, if it needs none or is too large to wait."""
        refuse_unwritten(source.path)
        outputs = outputs_of(source, self._request)
        data = None if is_streamed(source.path) else load(source.path)
        job = _Job(source, outputs, self._recipe(source.path, data))
        own = self._own(outputs)
        if not self._request.force and len(own) == len(list(outputs)) and self._is_current(job):
            self._reserved.take(outputs, source.path, own)
            return Result(source.path, written=tuple(outputs), unchanged=True)
        if data is None:
            self._reserved.take(outputs, source.path, own)
            return self._streamed(job)
        prepared = self._prepared(job, data)
        self._reserved.take(outputs, source.path, own)
        return prepared

    def _prepared(self, job: _Job, data: bytes) -> _Prepared:
        request, path = self._request, job.source.path
        opened = open_file(data, _options(path, request))
        _check_language(opened, path, request)
        sentences = passages(opened, rules(request.src))
        cleaning = "\n".join(_explained(opened, path.name)) if request.explain else ""
        return _Prepared(job, opened, sentences, asks(sentences), cleaning)

    def _recipe(self, path: Path, data: bytes | None) -> str:
        """A hash of all that an output depends on: the source, the settings, and what is to be written.

        :param data: the source, if it was read.
        """
        request = self._request
        if data is None:
            with opened_file(path) as stream:
                source = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
        else:
            source = hashlib.sha256(data).hexdigest()
        order = ("worst first",) if request.worst_first else ()  # which recipes of other runs do not name
        written = (request.memory, request.review, request.column, *order)
        return digest(source, self._settings, request.to, repr(written))

    def _own(self, outputs: Outputs) -> list[Path]:
        """Outputs that an earlier run wrote, and nobody touched since."""
        cache = self.services.cache
        if cache is None:
            return []
        known = ((output, cache.record(output)) for output in outputs if output.is_file())
        return [output for output, record in known if record and record[1] == digest_of(output)]

    def _is_current(self, job: _Job) -> bool:
        cache = self.services.cache
        records = [cache.record(output) for output in job.outputs] if cache else []
        return bool(records) and all(record is not None and record[0] == job.recipe for record in records)

    def _streamed(self, job: _Job) -> Result:
        """A text too large to hold: translated and written piece by piece."""
        path, remarks = job.source.path, set[str]()
        pieces = translated_pieces(path, self.services.drafter, remarks=remarks, on_progress=self._counted())
        counts = self._write(job, pieces, [first_piece(path)])
        return _result(job, counts, remarks=tuple(sorted(remarks)))

    def _finish(self, lot: list[_Prepared], results: Results) -> None:
        """Draft and write the files of a lot."""
        if not lot:
            return
        texts = [ask for file in lot for ask in file.asks]
        on_progress = self._counted()
        on_progress(TRANSLATING, 0, len(texts))
        coming = self.services.drafter.each(texts, on_progress=on_progress) if texts else iter(())
        drafts: dict[Ask, Draft] = {}
        for file in lot:
            for ask in file.asks:
                while ask not in drafts:
                    drafts.update((next(coming),))
            with _failures(file.job.source, results):
                results.add(self._written(file, [drafts[ask] for ask in file.asks]))

    def _written(self, file: _Prepared, drafts: list[Draft]) -> Result:
        opened, sentences = file.opened, drafted(file.passages, drafts)
        filled = contents(opened, sentences, self._request.tgt)
        content = opened.write(filled, approved(sentences))
        counts = self._write(file.job, [(content, sentences)], (one.text for one in file.passages))
        return _result(
            file.job,
            counts,
            cleaning=file.cleaning,
            done=opened.done,
            passed_over=opened.passed_over,
            remarks=(opened.remark,) if opened.remark else (),
            unsaid=self._unsaid(sentences),
        )

    def _write(self, job: _Job, pieces: Iterable[Piece], texts: Iterable[str]) -> Counts:
        """Write the results of a file, and remember what they were made from.

        :param texts: of the source, to tell its script by.
        """
        request = self._request
        about = About(job.source.path.name, request.src, request.tgt, tag_of(request.src, texts), request.tag)
        counts = write_results(pieces, about, job.outputs, worst_first=request.worst_first)
        if cache := self.services.cache:
            for output in job.outputs:
                if not is_stdout(output):
                    cache.remember(output, job.recipe, digest_of(output))
        return counts

    def _counted(self) -> OnProgress:
        """Progress of one lot or large text, added to that of those before it."""
        before = self._total

        def on_progress(stage: str, done: int, total: int) -> None:
            self._total = before + total
            if self._on_progress:
                self._on_progress(stage, before + done, self._total)

        return on_progress

    def _unsaid(self, sentences: Sequence[Drafted]) -> tuple[Use, ...]:
        glossary = self.services.drafter.glossary if sentences else None
        if not glossary or self._request.script:  # in another script terms look different
            return ()
        uses = usage(glossary, [one.passage.text for one in sentences], [one.draft for one in sentences])
        return tuple(use for use in uses if use.kept < use.asked)


def _options(path: Path, request: Request) -> Options:
    given = rules(request.src) if request.source else None
    return Options(str(path), request.tgt, request.tag, request.src, request.column, given)


@contextmanager
def _failures(source: Source, results: Results) -> Iterator[None]:
    """An error of one file is its result."""
    try:
        yield
    except DuiyiError as error:
        results.add(Result(source.path, error))
    except RecursionError:
        results.add(Result(source.path, InputError("nests too deep", path=source.path)))


def _result(job: _Job, counts: Counts, **more: Any) -> Result:
    return Result(
        job.source.path,
        written=tuple(output for output in job.outputs if not is_stdout(output)),
        sentences=counts.sentences,
        engines=tuple(sorted(counts.engines)),
        flags=dict(sorted(counts.flags.items())),
        guessed=counts.guessed,
        **more,
    )


def _explained(opened: Opened, name: str) -> Iterable[str]:
    """What the reading that ran did to a file's text."""
    if opened.document:
        return explain(opened.document)
    return [f"{name}: {opened.format}, nothing to clean: what isn't prose stays as it is"]


def _check_language(opened: Opened, path: Path, request: Request) -> None:
    """Raise unless the file has text in the source language."""
    text = "\n".join(shown(item.content) for item in opened.items)
    if not text.strip():
        if opened.done or opened.passed_over:
            return
        raise InputError("has no text to translate", path=path)
    src = request.src
    if request.source and (script := other_script(text)):
        raise InputError(f"is in {script}, not in {src}", path=path, hint="Is --from right?")
    name = path.name if format_named(opened.format).plain else ""
    lang = likely(text) if request.source else opened.lang or side(text, name, None)
    if lang != rules(src):
        if src not in ("en", "zh"):
            raise InputError(f"is in {lang}, not in {src}", path=path, hint="Is --from right?")
        tgt = "en" if src == "zh" else "zh"
        raise InputError(
            f"is in the language asked for ({tgt})", path=path, hint="Choose the other one with --to."
        )
