"""Worker processes on this machine: jobs go out the largest first, results come back as they are ready.

Unlike the pools of the standard library, a worker that is killed costs the job it had in hand, and no more;
and jobs are held back while those in hand may need all the memory there is to spend.
"""

import os
import signal
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any, Protocol, TypeVar

MIB = 1024 * 1024
HEAVY = 600 * MIB
"""Need from which a worker is replaced once its job is done: processes seldom give memory back."""

# Each worker is one thread: what numpy and CTranslate2 were built with reads these when it is loaded.
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class Sized(Protocol):
    """A job, and the RAM it may need."""

    @property
    def need(self) -> int:
        """Bytes of RAM at its peak, about; larger jobs go first."""
        ...


@dataclass(frozen=True, slots=True)
class Died:
    """The worker was gone before it had done the job."""

    why: str  # such as "signal 9"


Job = TypeVar("Job", bound=Sized)
Result = TypeVar("Result")


class Pool(Protocol):
    """Does jobs somewhere."""

    @property
    def workers(self) -> int:
        """How many jobs run at a time."""
        ...

    def map(
        self,
        function: Callable[[Job], Result],
        jobs: Sequence[Job],
        *,
        began: Callable[[Job], None] | None = None,
    ) -> Iterator[tuple[Job, Result | Died]]:
        """The results of all jobs, each as soon as it is there; ``began`` is called with those that start."""
        ...


class Processes:
    """Processes of this machine, each with one thread, started anew for each :meth:`map`.

    :param workers: how many.
    :param ram: bytes that the jobs in hand may need in all; a job that needs more than all runs alone.
    """

    def __init__(self, workers: int, *, ram: int | None = None) -> None:
        self._workers = workers
        self._ram = ram if ram is not None else spendable_ram()

    @property
    def workers(self) -> int:
        """How many jobs run at a time."""
        return self._workers

    def map(
        self,
        function: Callable[[Job], Result],
        jobs: Sequence[Job],
        *,
        began: Callable[[Job], None] | None = None,
        on_message: Callable[[Job, Any], None] | None = None,
    ) -> Iterator[tuple[Job, Result | Died]]:
        """The results of all jobs; ``function`` stands in a module, and returns its errors.

        :param on_message: called with the messages that a job sends by :func:`tell`.
        """
        waiting = sorted(jobs, key=lambda job: job.need)  # stable; taken from the end
        idle: list[_Worker] = []
        busy: dict[Connection, tuple[_Worker, Job]] = {}
        try:
            while waiting or busy:
                while (job := self._next(waiting, [job for _, job in busy.values()])) is not None:
                    worker = idle.pop() if idle else _Worker(function)
                    busy[worker.connection] = (worker, job)
                    worker.give(job)
                    if began:
                        began(job)
                ready = wait(list(busy))
                for worker, job in [pair for connection, pair in busy.items() if connection in ready]:
                    try:
                        result = worker.connection.recv()
                    except (EOFError, OSError):
                        del busy[worker.connection]
                        yield job, Died(worker.ended())
                        continue
                    if isinstance(result, _News):
                        if on_message:
                            on_message(job, result.what)
                        continue
                    del busy[worker.connection]
                    if job.need > HEAVY:
                        worker.close()
                    else:
                        idle.append(worker)
                    yield job, result
        finally:
            for worker in idle:
                worker.close()
            for worker, _ in busy.values():
                worker.stop()

    def _next(self, waiting: list[Job], running: Sequence[Job]) -> Job | None:
        """The largest job that may start now."""
        if not waiting or len(running) >= self._workers:
            return None
        left = self._ram - sum(job.need for job in running)
        fits = bisect_right(waiting, left, key=lambda job: job.need)
        if fits == 0:
            return None if running else waiting.pop()
        return waiting.pop(fits - 1)


class _Worker:
    """A process at the other end of a pipe."""

    def __init__(self, function: Callable[..., object]) -> None:
        context = get_context("spawn")  # forked threads of numpy and CTranslate2 would hang
        self.connection, other = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(other, function), daemon=True)
        with _environment(_ONE_THREAD), _deaf():
            self._process.start()
        other.close()

    def give(self, job: object) -> None:
        """Hand over a job; a dead worker shows when its result is received."""
        with suppress(OSError):
            self.connection.send(job)

    def ended(self) -> str:
        """How the process ended."""
        self.connection.close()
        self._process.join()
        code = self._process.exitcode or 0
        return f"signal {-code}" if code < 0 else f"exit status {code}"

    def close(self) -> None:
        """Let the process end: there are no more jobs."""
        self.connection.close()
        self._process.join()

    def stop(self) -> None:
        """End the process in the middle of its job."""
        self._process.kill()
        self.close()


@contextmanager
def _deaf() -> Iterator[None]:
    """Block SIGINT in this block; processes started inside it inherit the block for good."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # which unblocks them when it starts, with the first process
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(frozen=True, slots=True)
class _News:
    """A message of a job before it is done."""

    what: object


def tell(what: object) -> None:
    """Send a message to the parent, such as how far a job is; outside a worker it goes nowhere."""
    for connection in _parents:
        connection.send(_News(what))


_parents: list[Connection] = []  # in a worker the one end of its pipe


def _serve(connection: Connection, function: Callable[[Any], object]) -> None:
    """Do jobs until the pipe closes; only the parent reacts to an interrupt from the keyboard."""
    _parents.append(connection)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        connection.send(function(job))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Variables that hold for the processes started meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def spendable_ram() -> int:
    """Three quarters of the memory that is free now, in bytes; without a limit where that is not known."""
    free = [
        int(line.split()[1]) * 1024
        for line in _text_of("/proc/meminfo").splitlines()
        if line.startswith("MemAvailable:")
    ]
    limit, used = _text_of("/sys/fs/cgroup/memory.max"), _text_of("/sys/fs/cgroup/memory.current")
    if limit.strip().isdecimal() and used.strip().isdecimal():
        free.append(max(int(limit) - int(used), 0))
    return min(free, default=1 << 60) * 3 // 4


def _text_of(path: str) -> str:
    """The text of a file of the system; empty if it has no such file."""
    try:
        return Path(path).read_text("ascii")
    except OSError:
        return ""
