"""The work of one worker, on this machine or another: a pair of documents, from the files to the results."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path, PurePath

from align.batching.store import Record, Store, hash_of
from align.evidence.vectors import Encoder
from align.request import Models, Request
from align.run import align_files
from align.search.weights import PATH as WEIGHTS
from tmx.base.errors import DuiyiError, InputError, OutputError
from translate.drafting.cache import digest
from translate.engines.choosing import engine_for, route
from translate.engines.engine import Engine
from translate.engines.likelihood import Likelihood
from translate.engines.package import embedded
from translate.machine.hardware import keep_ram
from translate.machine.workers import MIB
from translate.model import Side

# Peak memory of a worker, measured: 200 MiB for documents of 4 kB, 511 for 52 kB. NEED_PER_BYTE is on the
# safe side, since token vectors take a byte a dimension.
BASE_NEED = 200 * MIB  # with the models loaded
TRANSLATOR_NEED = 250 * MIB
BATCH_NEED = 6500, 350 * MIB  # a byte, until the encoder's batches are full
NEED_PER_BYTE = 450  # of the two documents


DEFAULT = Request(drafts=False, careful=False)
"""How the pairs of a batch are aligned by default: without the translator, which takes most of the time."""


@dataclass(frozen=True, slots=True)
class Job:
    """A pair of documents for a worker to align.

    With ``sent``, the worker doesn't share our files: the job carries the documents, its outcome the results.
    """

    name: str
    first: str
    second: str
    folder: str  # of the batch
    request: Request
    size: int = 0  # bytes of both documents
    sent: tuple[bytes, bytes] | None = None
    unreadable: str = ""  # why the documents could not be sent

    @property
    def need(self) -> int:
        """Bytes of memory at the peak, about."""
        translator = TRANSLATOR_NEED if self.request.careful or self.request.drafts else 0
        return (
            BASE_NEED + translator + min(BATCH_NEED[0] * self.size, BATCH_NEED[1]) + NEED_PER_BYTE * self.size
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a job: the record of what was written, or the error."""

    name: str
    record: Record | None = None
    error: str = ""
    recipe: str = ""
    fatal: bool = False  # every other pair would fail, too: the output cannot be written
    seconds: float = 0.0
    cpu: float = 0.0
    peak: int = 0  # MiB that the worker has needed so far
    worker: str = ""
    trace: str = ""  # of an unexpected error
    results: dict[str, bytes] = field(default_factory=dict)  # of documents that were sent


def align_job(job: Job) -> Outcome:
    """Align a pair and move the results to their place. Errors are returned in the outcome, not raised.

    A pair that is finished already, from the same documents with the same options, is not aligned again.
    """
    started, cpu = time.perf_counter(), time.process_time()
    try:
        encoder()
        started, cpu = time.perf_counter(), time.process_time()  # without loading the encoder
        outcome = _aligned(job)
    except DuiyiError as error:
        outcome = Outcome(job.name, error=str(error), fatal=isinstance(error, OutputError))
    except MemoryError:
        outcome = Outcome(
            job.name, error=f"{job.first}: there is not enough memory for this pair. Divide the documents."
        )
    except Exception as error:
        what = f"{job.first}: unexpected error ({type(error).__name__}: {error})."
        what += " Report it, with its trace in log.jsonl."
        outcome = Outcome(job.name, error=what, trace=traceback.format_exc())
    return replace(
        outcome,
        recipe=outcome.recipe or recipe_of(job),
        seconds=time.perf_counter() - started,
        cpu=time.process_time() - cpu,
        peak=peak_memory() // MIB,
        worker=f"{socket.gethostname()}:{os.getpid()}",
    )


def recipe_of(job: Job) -> str:
    """A hash of all that the results depend on; empty if a document cannot be read."""
    try:
        if job.sent:
            hashes = [hashlib.sha256(data).hexdigest() for data in job.sent]
        else:
            hashes = [hash_of(Path(path)) for path in (job.first, job.second)]
    except DuiyiError:
        return ""
    documents = sorted(
        (PurePath(path).name, content) for path, content in zip((job.first, job.second), hashes, strict=True)
    )
    request = replace(job.request, force=False)
    return digest(repr(documents), repr(request), _models(bool(request.drafts), bool(request.careful)))


@cache
def _models(drafts: bool, careful: bool) -> str:
    """A hash of what else the results depend on: our version, the weights, the engines and the judge."""
    engines = [_engine_name("en", "zh"), _engine_name("zh", "en")] if drafts else []
    judge = [embedded("en", "zh").name] if careful else []
    return digest(version("duiyi"), hash_of(WEIGHTS), *engines, *judge)


def _engine_name(src: Side, tgt: Side) -> str:
    [package] = route(src, tgt)
    return f"{package.name} {package.place}".rstrip()


def _aligned(job: Job) -> Outcome:
    if job.unreadable:
        return Outcome(job.name, error=job.unreadable)
    if job.sent:
        return _sent(job, job.sent)
    store = Store(Path(job.folder))
    store.refuse_to_begin()
    recipe = recipe_of(job)
    if (there := store.record(job.name)) and there.recipe == recipe and store.is_whole(job.name, there):
        return Outcome(job.name, there, recipe=recipe)
    with store.making() as results:
        record = _align(Path(job.first), Path(job.second), results, job.request, recipe)
        if recipe_of(job) != recipe:
            raise InputError("was changed while it was read", path=job.first, hint="Run the batch again.")
        store.finish(job.name, results, record)
    return Outcome(job.name, record, recipe=recipe)


def _sent(job: Job, documents: tuple[bytes, bytes]) -> Outcome:
    """Align documents that the job carries, in a temporary folder; the outcome carries the results."""
    with tempfile.TemporaryDirectory(prefix="duiyi-") as folder:
        paths = []
        for side, (path, data) in enumerate(zip((job.first, job.second), documents, strict=True)):
            here = Path(folder) / str(side) / PurePath(path).name
            here.parent.mkdir()
            here.write_bytes(data)
            paths.append(here)
        place = Path(folder) / "results"
        recipe = recipe_of(job)
        try:
            record = _align(paths[0], paths[1], place, job.request, recipe)
        except DuiyiError as error:
            if error.path in paths:  # as it is called where it came from
                error.path = (job.first, job.second)[paths.index(Path(error.path))]
            raise
        results = {name: (place / name).read_bytes() for name in record.files}
    return Outcome(job.name, record, recipe=recipe, results=results)


def _align(first: Path, second: Path, folder: Path, request: Request, recipe: str) -> Record:
    models = Models(encoder, _engine, _judge)
    report = align_files(first, second, folder, request=replace(request, force=True), models=models)
    counts = {output.what: output for output in report.outputs}
    return Record(
        recipe,
        str(report.mode),
        len(report.en.texts),
        len(report.zh.texts),
        counts["aligned memory"].count,
        counts["candidates"].count,
        counts["aligned memory"].path.name,
        {output.path.name: hash_of(output.path) for output in report.outputs},
        report.strangers,
    )


@cache
def encoder() -> Encoder:
    """The encoder of this worker: loaded once, for one thread."""
    if os.environ.get("MALLOC_TRIM_THRESHOLD_") == "65536":  # Dask's nanny lets malloc keep nothing
        keep_ram(64 * MIB)  # else arrays that come and go cost half as much again, in page faults
    return Encoder(threads=1)


@cache
def _judge() -> Likelihood:
    return Likelihood(threads=1)


@lru_cache(maxsize=2)
def _engine(src: Side, tgt: Side) -> Engine:
    return engine_for(src, tgt, threads=1)


def peak_memory() -> int:
    """The most memory that this process has had, in bytes; 0 on systems that don't report it."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
