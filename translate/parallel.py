"""The files of ``duiyi translate`` on several processes, a lot of files at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from tmx.errors import DuiyiError, InputError
from translate.batch import Source, outputs
from translate.drafter import Tally
from translate.engine import device, processors
from translate.run import Batch, Result, Wanted
from translate.setup import Setup
from translate.workers import MIB, Died, Processes

WORTH = 100_000  # bytes of files from which a process of its own pays: it loads the model anew
LOTS = 4  # for each process, so that they end together
NEED = 500 * MIB  # of a process with the embedded translator, about

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Lot:
    """Files that one process translates in one go."""

    setup: Setup
    wanted: Wanted
    sources: tuple[Source, ...]
    need: int = NEED


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a lot: results in its order, or the error that all files would meet."""

    results: tuple[Result, ...] = ()
    tally: Tally | None = None
    error: DuiyiError | None = None
    notes: tuple[str, ...] = ()


def translate_all(
    setup: Setup,
    wanted: Wanted,
    sources: Sequence[Source],
    *,
    workers: int = 0,
    progress: Progress | None = None,
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
    batch = setup.batch(wanted, progress=progress, finished=finished)
    if count == 1:
        found = batch.run(order)
        noted += batch.loaded.notes if batch.loaded else ()
        return found, batch.loaded.tally if batch.loaded else None
    results: dict[Path, Result] = {}
    tally: dict[str, int] = {}
    lots = [Lot(replace(setup, threads=1), wanted, lot) for lot in _lots(order, wanted, count)]
    while lots:
        broken: list[Lot] = []
        for lot, done in Processes(count).map(translate_lot, lots):
            if isinstance(done, Died):
                broken.append(lot)
                continue
            if done.error:
                raise done.error
            for name, number in asdict(done.tally).items() if done.tally else ():
                tally[name] = tally.get(name, 0) + number
            noted += [note for note in done.notes if note not in noted]
            _note(done.results, results, progress, finished)
        alone = [_given_up(lot.sources[0]) for lot in broken if len(lot.sources) == 1]
        _note(alone, results, progress, finished)
        lots = [replace(lot, sources=(s,)) for lot in broken if len(lot.sources) > 1 for s in lot.sources]
    return [results[source.path] for source in order], Tally(**tally) if tally else None


def translate_lot(lot: Lot) -> Done:
    """Translate the files of a lot, in the process of a worker."""
    try:
        batch = _batch(lot.setup, lot.wanted)
        before = asdict(batch.loaded.tally) if batch.loaded else {}
        results = tuple(batch.run(lot.sources))
        after = asdict(batch.loaded.tally) if batch.loaded else {}
    except DuiyiError as error:
        return Done(error=error)
    made = {name: count - before.get(name, 0) for name, count in after.items()}
    return Done(results, Tally(**made) if made else None, notes=batch.loaded.notes if batch.loaded else ())


@lru_cache(maxsize=1)
def _batch(setup: Setup, wanted: Wanted) -> Batch:
    """The batch of this worker: it has the model loaded."""
    return setup.batch(wanted)


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


def _note(
    found: Sequence[Result],
    results: dict[Path, Result],
    progress: Progress | None,
    finished: Callable[[Result], None] | None,
) -> None:
    for result in found:
        results[result.path] = result
        if progress:
            progress(result.sentences, sum(one.sentences for one in results.values()))
        if finished:
            finished(result)


def _given_up(source: Source) -> Result:
    what = "the worker died over it, even alone"
    hint = "It may have needed more memory than there is: try --workers 1."
    return Result(source.path, InputError(what, path=source.path, hint=hint))
