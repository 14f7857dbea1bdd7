"""What a worker does, on this machine or another: one pair of documents, from the files to the results."""

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
from align.model import Mode
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


@dataclass(frozen=True, slots=True)
class Settings:
    """How all pairs of a batch are aligned."""

    mode: Mode = Mode.AUTO
    threshold: float | None = None
    drafts: bool = False
    sentences: bool = False
    force: bool = False
    careful: bool = False

    @property
    def request(self) -> Request:
        """The same for one alignment; results are made in an empty folder."""
        return Request(
            self.mode, self.threshold, self.drafts, self.sentences, force=True, careful=self.careful
        )


@dataclass(frozen=True, slots=True)
class Job:
    """A pair to align. With ``sent``, the documents travel along and the results travel back."""

    name: str
    first: str
    second: str
    folder: str  # of the batch
    settings: Settings
    size: int = 0  # bytes of both documents
    sent: tuple[bytes, bytes] | None = None
    unreadable: str = ""  # why the documents could not be sent

    @property
    def need(self) -> int:
        """Bytes of memory at the peak, about."""
        translator = TRANSLATOR_NEED if self.settings.careful or self.settings.drafts else 0
        return (
            BASE_NEED + translator + min(BATCH_NEED[0] * self.size, BATCH_NEED[1]) + NEED_PER_BYTE * self.size
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a pair."""

    name: str
    record: Record | None = None
    error: str = ""
    recipe: str = ""
    fatal: bool = False  # it would be the same with every other pair: the output cannot be written
    seconds: float = 0.0
    cpu: float = 0.0
    peak: int = 0  # MiB that the worker has needed so far
    worker: str = ""
    trace: str = ""  # of an error that nobody thought of
    results: dict[str, bytes] = field(default_factory=dict)  # of documents that were sent


def align_job(job: Job) -> Outcome:
    """Align a pair and put the results in their place. Raises nothing: the outcome tells.

    A pair that is finished already, from the same documents, is not done again.
    """
    started, cpu = time.perf_counter(), time.process_time()
    try:
        encoder()
        started, cpu = time.perf_counter(), time.process_time()  # loading is no part of a pair
        outcome = _aligned(job)
    except DuiyiError as error:
        outcome = Outcome(job.name, error=str(error), fatal=isinstance(error, OutputError))
    except MemoryError:
        outcome = Outcome(
            job.name, error=f"{job.first}: there is not enough memory for this pair. Divide the documents."
        )
    except Exception as error:
        what = f"{job.first}: an error that nobody thought of ({type(error).__name__}: {error})."
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
    request = replace(job.settings.request, force=False)
    return digest(repr(documents), repr(request), _maker(job.settings.drafts, job.settings.careful))


@cache
def _maker(drafts: bool, careful: bool) -> str:
    """What else decides the results: this version, the weights, the engines of the drafts, the judge."""
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
    with store.making() as made:
        record = _made(Path(job.first), Path(job.second), made, job.settings, recipe)
        if recipe_of(job) != recipe:
            raise InputError("was changed while it was read", path=job.first, hint="Run the batch again.")
        store.finish(job.name, made, record)
    return Outcome(job.name, record, recipe=recipe)


def _sent(job: Job, documents: tuple[bytes, bytes]) -> Outcome:
    """Documents that came along: aligned in a folder of this machine, and the results handed back."""
    with tempfile.TemporaryDirectory(prefix="duiyi-") as folder:
        paths = []
        for side, (path, data) in enumerate(zip((job.first, job.second), documents, strict=True)):
            here = Path(folder) / str(side) / PurePath(path).name
            here.parent.mkdir()
            here.write_bytes(data)
            paths.append(here)
        made = Path(folder) / "made"
        recipe = recipe_of(job)
        try:
            record = _made(paths[0], paths[1], made, job.settings, recipe)
        except DuiyiError as error:
            if error.path in paths:  # as it is called where it came from
                error.path = (job.first, job.second)[paths.index(Path(error.path))]
            raise
        results = {name: (made / name).read_bytes() for name in record.files}
    return Outcome(job.name, record, recipe=recipe, results=results)


def _made(first: Path, second: Path, folder: Path, settings: Settings, recipe: str) -> Record:
    models = Models(encoder, _engine, _judge)
    report = align_files(first, second, folder, request=settings.request, models=models)
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
    """The most memory that this process has had, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
