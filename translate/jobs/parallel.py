"""The files of ``duiyi translate`` on several processes, a lot of files at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from tmx.base.errors import DuiyiError, InputError
from translate.drafting.drafter import Tally
from translate.jobs.request import Request
from translate.jobs.results import Result, Results
from translate.jobs.run import Batch
from translate.jobs.services import Services
from translate.jobs.sources import Source, outputs
from translate.machine.hardware import device, processors
from translate.machine.workers import MIB, Died, Processes, tell
from translate.model import OnProgress

WORTH = 100_000  # bytes of files from which another process pays: each loads the model
LOTS = 4  # for each process, so that they end together
NEED = 500 * MIB  # of a process with the embedded translator, about


@dataclass(frozen=True, slots=True)
class Lot:
    """Files that one process translates in one go."""

    request: Request
    sources: tuple[Source, ...]
    need: int = NEED


@dataclass(frozen=True, slots=True)
class Done:
    """The tally and notes of a lot, whose results were sent before; or the error that stops every file."""

    tally: Tally | None = None
    error: DuiyiError | None = None
    notes: tuple[str, ...] = ()


def translate_all(
    services: Services,
    sources: Sequence[Source],
    *,
    on_progress: OnProgress | None = None,
    finished: Callable[[Result], None] | None = None,
    notes: list[str] | None = None,
) -> tuple[list[Result], Tally | None]:
    """The results of all files in their order, and where the drafts came from, if there are any.

    They are translated by as many processes as the request says, or as pay for the number and size of files.

    :param notes: where what the person should know of the memories is added, a line each.
    :raises DuiyiError: if a glossary or memory cannot be read, or nothing serves the direction.
    """
    request = services.request
    remarks = [] if notes is None else notes
    results = Results(sources, finished)
    count = 1 if request.file else request.workers or _usual(request, results.sources)
    batch = Batch(services, on_progress=on_progress, finished=finished)
    if count == 1:
        in_order, drafter = batch.run(results.sources), services.loaded
        remarks += drafter.notes if drafter else ()
        return in_order, drafter.tally if drafter else None
    course = _Course(sum(map(_size, results.sources)), results, on_progress)
    tally: dict[str, int] = {}
    lots = [Lot(request, lot) for lot in _lots(results.sources, request, count)]
    while lots:
        broken: list[Lot] = []
        for lot, done in Processes(count).map(translate_lot, lots, on_message=course.hear):
            if isinstance(done, Died):
                broken.append(lot)
                continue
            if done.error:
                raise done.error
            for name, number in asdict(done.tally).items() if done.tally else ():
                tally[name] = tally.get(name, 0) + number
            remarks += [note for note in done.notes if note not in remarks]
        for lot in broken:
            if len(lot.sources) == 1 and results.missing(lot.sources):
                results.add(_given_up(lot.sources[0]))
        lots = [replace(lot, sources=(source,)) for lot in broken for source in results.missing(lot.sources)]
    return results.in_order(), Tally(**tally) if tally else None


@dataclass(slots=True)
class _Course:
    """How far all lots are: workers tell of sentences and files as they are done."""

    size: int  # of all files, in bytes
    results: Results
    on_progress: OnProgress | None
    counts: dict[tuple[Source, ...], tuple[int, int]] = field(default_factory=dict)
    """Sentences of each lot that began: those that are done, and all so far."""

    def hear(self, lot: Lot, news: Result | tuple[str, int, int]) -> None:
        """A file is finished; or so many sentences of a lot are done, and so many there are in it so far."""
        if isinstance(news, Result):
            self.results.add(news)
            return
        stage, done, total = news
        self.counts[lot.sources] = (done, total)
        if self.on_progress:
            self.on_progress(stage, sum(done for done, _ in self.counts.values()), self._expected())

    def _expected(self) -> int:
        """How many sentences there are in all, if the lots to come are like those that began."""
        known = sum(_size(source) for sources in self.counts for source in sources)
        return round(sum(total for _, total in self.counts.values()) * max(self.size / max(known, 1), 1.0))


def translate_lot(lot: Lot) -> Done:
    """Translate the files of a lot, in the process of a worker; sends each result as it is finished."""
    try:
        batch = _batch(lot.request)
        before = _tally(batch)
        batch.run(lot.sources)
        after = _tally(batch)
    except DuiyiError as error:
        return Done(error=error)
    counts = {name: count - before.get(name, 0) for name, count in after.items()}
    drafter = batch.services.loaded
    return Done(Tally(**counts) if counts else None, notes=drafter.notes if drafter else ())


def _tally(batch: Batch) -> dict[str, int]:
    drafter = batch.services.loaded
    return asdict(drafter.tally) if drafter else {}


@lru_cache(maxsize=1)
def _batch(request: Request) -> Batch:
    """The batch of this worker, which has one thread: it has the model loaded."""
    services = Services(request, threads=1)
    return Batch(services, on_progress=lambda *steps: tell(steps), finished=tell)


def _usual(request: Request, sources: Sequence[Source]) -> int:
    if request.threads or device() != "cpu":
        return 1
    size = sum(map(_size, sources))
    return max(1, min(processors(), len(sources), size // WORTH))


def _lots(sources: Sequence[Source], request: Request, workers: int) -> list[tuple[Source, ...]]:
    """Neighbouring files in lots of about one size; files with the same output go into one lot."""
    together: dict[Path, list[Source]] = {}
    for source in sources:
        together.setdefault(outputs(source, request).text, []).append(source)
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
