"""A batch, from its entries to the merged memory: finished pairs stay, and errors are reported."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from align.batching.entries import Entry
from align.batching.pace import Pace
from align.batching.store import Failure, Store, json_line
from align.batching.work import DEFAULT, Job, Outcome, align_job, recipe_of
from align.model import Mode
from align.request import Request
from tmx.base.decode import load
from tmx.base.errors import DuiyiError, InputError, OutputError
from tmx.base.files import replacing, write_text
from tmx.change.merging import merge
from tmx.metadata import header
from translate.machine.workers import Died, Pool

OnOutcome = Callable[[Pace, Outcome | None], None]
"""Called with the pace of the batch: once without an outcome when it begins, then with that of each pair."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of a batch."""

    memory: str
    units: int  # in the merged memory
    pairs: int
    finished: int  # by this run and earlier ones
    kept: int  # by earlier runs, as they are
    failed_before: int  # and not tried again
    comparable: int  # finished pairs of comparable documents
    seconds: float
    cpu_seconds: float  # of the workers
    peak_mib: int  # memory of the worker that needed most
    failures: dict[str, str]  # the error of each pair that failed, now or before, by its name
    alone: tuple[str, ...]  # documents without a counterpart
    strangers: tuple[str, ...] = ()  # finished pairs that do not seem to be translations of each other
    quick: bool = False  # the translator did not weigh matches in doubt

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return asdict(self)


@dataclass(slots=True)
class _Tally:
    """The outcomes so far."""

    memories: dict[str, str] = field(default_factory=dict)  # file names, by the names of pairs
    failures: dict[str, str] = field(default_factory=dict)
    kept: int = 0
    failed_before: int = 0
    comparable: int = 0
    strangers: set[str] = field(default_factory=set)
    cpu: float = 0.0
    peak: int = 0

    def note(self, outcome: Outcome) -> None:
        if outcome.record:
            self.memories[outcome.name] = outcome.record.memory
            self.comparable += outcome.record.mode == Mode.COMPARABLE
            if outcome.record.strangers:
                self.strangers.add(outcome.name)
        else:
            self.failures[outcome.name] = outcome.error
        self.cpu += outcome.cpu
        self.peak = max(self.peak, outcome.peak)


@dataclass(frozen=True, slots=True)
class Batch:
    """Aligns many pairs of documents into one folder.

    :param retry_failed: try again what failed before, too.
    :param absolute: the workers have another working directory.
    """

    folder: Path
    request: Request = DEFAULT
    retry_failed: bool = False
    absolute: bool = False

    def run(
        self,
        entries: Sequence[Entry],
        pool: Pool,
        *,
        alone: Sequence[Path] = (),
        on_outcome: OnOutcome = lambda pace, outcome: None,
    ) -> Summary:
        """Do what is not done yet, and merge the memories in the order of the entries.

        :param alone: documents without a counterpart, for the summary.
        :raises OutputError: if the folder cannot be written to, or is not a batch's.
        """
        started, store, tally = time.perf_counter(), Store(self.folder), _Tally()
        with store.claimed(force=self.request.force), store.opened_log() as log:
            planned = [self._job(entry, store, tally) for entry in entries]
            jobs = [job for job in planned if isinstance(job, Job)]
            pace = Pace({job.name: job.size for job in jobs}, pool.workers, time.monotonic)
            on_outcome(pace, None)
            for outcome in planned:
                if isinstance(outcome, Outcome):
                    tally.note(outcome)
                    on_outcome(pace, outcome)
            for job, result in pool.map(align_job, jobs, began=lambda job: pace.began(job.name)):
                outcome = _died(job, result) if isinstance(result, Died) else result
                if outcome.fatal:
                    raise OutputError(outcome.error, hint="Run the same command again: what is done stays.")
                outcome = _settled(outcome, store)
                log.write(json_line(_logged(job, outcome)))
                pace.ended(job.name, outcome.seconds)
                tally.note(outcome)
                on_outcome(pace, outcome)
            units = _merged(store, entries, tally)
            if alone:
                write_text(store.alone, "".join(f"{path}\n" for path in alone))
        return Summary(
            str(store.memory),
            units,
            len(entries),
            len(tally.memories),
            tally.kept,
            tally.failed_before,
            tally.comparable,
            time.perf_counter() - started,
            tally.cpu,
            tally.peak,
            {entry.name: tally.failures[entry.name] for entry in entries if entry.name in tally.failures},
            tuple(map(str, alone)),
            tuple(entry.name for entry in entries if entry.name in tally.strangers),
            quick=not self.request.careful,
        )

    def _job(self, entry: Entry, store: Store, tally: _Tally) -> Job | Outcome:
        """What is to be done for an entry; its outcome if it is done, or failed and would fail again."""
        first, second = (
            str(Path(path).absolute() if self.absolute else path) for path in (entry.first, entry.second)
        )
        folder = self.folder.absolute() if self.absolute else self.folder
        job = Job(entry.name, first, second, str(folder), self.request)
        record, failure = store.record(entry.name), store.failure(entry.name)
        recipe = recipe_of(job) if record or failure else ""
        if record and record.recipe == recipe and store.is_whole(entry.name, record):
            tally.kept += 1
            store.forget_failure(entry.name)
            return Outcome(entry.name, record, recipe=recipe)
        try:
            job = replace(job, size=sum(_size(path, entry) for path in (first, second)))
            if not self.request.force:
                store.refuse_to_replace(entry.name, record)
        except (InputError, OutputError) as error:
            store.fail(entry.name, Failure("", str(error)))
            return Outcome(entry.name, error=str(error))
        if failure and failure.recipe == recipe and not self.retry_failed:
            tally.failed_before += 1
            return Outcome(entry.name, error=failure.error, recipe=recipe)
        return job


def with_documents(job: Job) -> Job:
    """The job with its documents, for workers that do not see their files."""
    try:
        return replace(job, sent=(load(Path(job.first)), load(Path(job.second))))
    except DuiyiError as error:
        return replace(job, unreadable=str(error))


def _size(path: str, entry: Entry) -> int:
    try:
        return Path(path).stat().st_size
    except FileNotFoundError:
        raise entry.error(f"there is no such file: {path}", "Check the name.") from None
    except OSError as error:
        raise entry.error(f"{path} cannot be read: {error.strerror or error}") from error


def _died(job: Job, died: Died) -> Outcome:
    """The outcome of a pair whose worker died; its error names the usual cause."""
    error = InputError(
        f"the worker died over it ({died.why})",
        path=job.first,
        hint="It may have needed more memory than there is. --retry-failed tries again.",
    )
    return Outcome(job.name, error=str(error), recipe=recipe_of(job))


def _settled(outcome: Outcome, store: Store) -> Outcome:
    """The outcome, after moving the results it carries to their place, or noting the failure."""
    if outcome.record and outcome.results:
        with store.making() as folder:
            for name, data in outcome.results.items():
                with replacing(folder / Path(name).name) as stream:
                    stream.write(data)
            store.finish(outcome.name, folder, outcome.record)
    elif not outcome.record:
        store.fail(outcome.name, Failure(outcome.recipe, outcome.error))
    return replace(outcome, results={})


def _logged(job: Job, outcome: Outcome) -> dict[str, Any]:
    """A line of the log."""
    line: dict[str, Any] = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "name": job.name,
        "first": job.first,
        "second": job.second,
        "result": "done" if outcome.record else "failed",
        "seconds": round(outcome.seconds, 3),
        "cpu_seconds": round(outcome.cpu, 3),
        "peak_mib": outcome.peak,
        "worker": outcome.worker,
    }
    if record := outcome.record:
        names = ("mode", "en", "zh", "units", "candidates", "strangers")
        return line | {name: getattr(record, name) for name in names}
    return line | {"error": outcome.error} | ({"trace": outcome.trace} if outcome.trace else {})


def _merged(store: Store, entries: Sequence[Entry], tally: _Tally) -> int:
    """Merge the memories of finished pairs; the number of units."""
    names = [entry.name for entry in entries if entry.name in tally.memories]
    head = header({"documents": f"{2 * len(names)}"})
    with store.replacing_memory() as path:
        return merge([store.place(name) / tally.memories[name] for name in names], path, header=head).written
