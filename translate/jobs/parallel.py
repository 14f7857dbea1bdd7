"""The files of ``duiyi translate`` on several processes, a lot of files at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from tmx.base.errors import DuiyiError, InputError
from translate.drafting.drafter import Tally
from translate.jobs.run import Batch, Result, Wanted
from translate.jobs.setup import Setup
from translate.jobs.sources import Source, outputs
from translate.machine.hardware import device, processors
from translate.machine.workers import MIB, Died, Processes, tell
from translate.model import OnProgress

WORTH = 100_000  # bytes of files from which a process of its own pays: it loads the model anew
LOTS = 4  # for each process, so that they end together
NEED = 500 * MIB  # of a process with the embedded translator, about


@dataclass(frozen=True, slots=True)
class Lot:
    """Files that one process translates in one go."""

    setup: Setup
    wanted: Wanted
    sources: tuple[Source, ...]
    need: int = NEED


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a lot, beside the results that were told one by one; or the error all files would meet."""

    tally: Tally | None = None
    error: DuiyiError | None = None
    notes: tuple[str, ...] = ()


def translate_all(
    setup: Setup,
    wanted: Wanted,
    sources: Sequence[Source],
    *,
    workers: int = 0,
    on_progress: OnProgress | None = None,
    finished: Callable[[Result], None] | None = None,
    notes: list[str] | None = None,
) -> tuple[list[Result], Tally | None]:
    """The results of all files in their order, and where the drafts came from, if there are any.

    :param workers: processes; 0 for as many as there are processors, if the files are many and large enough.
    :param notes: where what the person should know of the memories is added, a line each.
    :raises DuiyiError: if a glossary or memory cannot be read, or nothing serves the direction.
    """
    noted = [] if notes is None else notes
    order = list({source.path: source for source in sources}.values())
    count = workers or _usual(setup, order)
    batch = setup.batch(wanted, on_progress=on_progress, finished=finished)
    if count == 1:
        found = batch.run(order)
        noted += batch.loaded.notes if batch.loaded else ()
        return found, batch.loaded.tally if batch.loaded else None
    course = _Course(sum(map(_size, order)), on_progress, finished)
    tally: dict[str, int] = {}
    lots = [Lot(replace(setup, threads=1), wanted, lot) for lot in _lots(order, wanted, count)]
    while lots:
        broken: list[Lot] = []
        for lot, done in Processes(count).map(translate_lot, lots, heard=course.hear):
            if isinstance(done, Died):
                broken.append(lot)
                continue
            if done.error:
                raise done.error
            for name, number in asdict(done.tally).items() if done.tally else ():
                tally[name] = tally.get(name, 0) + number
            noted += [note for note in done.notes if note not in noted]
        for lot in broken:
            if len(lot.sources) == 1 and lot.sources[0].path not in course.results:
                course.hear(lot, _given_up(lot.sources[0]))
        left = [(lot, [s for s in lot.sources if s.path not in course.results]) for lot in broken]
        lots = [replace(lot, sources=(source,)) for lot, sources in left for source in sources]
    return [course.results[source.path] for source in order], Tally(**tally) if tally else None


@dataclass(slots=True)
class _Course:
    """How far all lots are: workers tell of sentences and files as they are done."""

    size: int  # of all files, in bytes
    on_progress: OnProgress | None
    finished: Callable[[Result], None] | None
    results: dict[Path, Result] = field(default_factory=dict)
    counts: dict[tuple[Source, ...], tuple[int, int]] = field(default_factory=dict)
    """Sentences of each lot that began: those that are done, and all so far."""

    def hear(self, lot: Lot, news: Result | tuple[str, int, int]) -> None:
        """A file is finished; or so many sentences of a lot are done, and so many there are in it so far."""
        if isinstance(news, Result):
            self.results[news.path] = news
            if self.finished:
                self.finished(news)
            return
        stage, *counts = news
        self.counts[lot.sources] = (counts[0], counts[1])
        if self.on_progress:
            self.on_progress(stage, sum(done for done, _ in self.counts.values()), self._expected())

    def _expected(self) -> int:
        """How many sentences there are in all, if the lots to come are like those that began."""
        known = sum(_size(source) for sources in self.counts for source in sources)
        return round(sum(total for _, total in self.counts.values()) * max(self.size / max(known, 1), 1.0))


def translate_lot(lot: Lot) -> Done:
    """Translate the files of a lot, in the process of a worker; tells of each that is finished."""
    try:
        batch = _batch(lot.setup, lot.wanted)
        before = asdict(batch.loaded.tally) if batch.loaded else {}
        batch.run(lot.sources)
        after = asdict(batch.loaded.tally) if batch.loaded else {}
    except DuiyiError as error:
        return Done(error=error)
    made = {name: count - before.get(name, 0) for name, count in after.items()}
    return Done(Tally(**made) if made else None, notes=batch.loaded.notes if batch.loaded else ())


@lru_cache(maxsize=1)
def _batch(setup: Setup, wanted: Wanted) -> Batch:
    """The batch of this worker: it has the model loaded."""
    return setup.batch(wanted, on_progress=lambda *progress: tell(progress), finished=tell)


def _usual(setup: Setup, sources: Sequence[Source]) -> int:
    if setup.threads or device() != "cpu":
        return 1
    size = sum(map(_size, sources))
    return max(1, min(processors(), len(sources), size // WORTH))


def _lots(sources: Sequence[Source], wanted: Wanted, workers: int) -> list[tuple[Source, ...]]:
    """Neighbouring files in lots of about one size; files with the same output go into one, to be told of."""
    together: dict[Path, list[Source]] = {}
    for source in sources:
        made = outputs(
            source, wanted.src, wanted.short, wanted.folder, memory=wanted.memory, review=wanted.review
        )
        together.setdefault(made.text, []).append(source)
    enough = sum(map(_size, sources)) / (workers * LOTS)
    lots: list[list[Source]] = [[]]
    size = 0
    for group in together.values():
        if size >= enough:
            lots.append([])
            size = 0
        lots[-1] += group
        size += sum(map(_size, group))
    return [tuple(lot) for lot in lots if lot]


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size
    except OSError:
        return 0


def _given_up(source: Source) -> Result:
    what = "the worker died over it, even alone"
    hint = "It may have needed more memory than there is: try --workers 1."
    return Result(source.path, InputError(what, path=source.path, hint=hint))
