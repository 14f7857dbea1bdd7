"""A Dask cluster instead of this machine's processes: the same function, on workers elsewhere.

Dask's messages are pickles: whoever can reach the scheduler can run programs on the workers. It belongs in
a private network, or behind TLS (``tls://``, configured as Dask says).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any, Generic
from uuid import uuid4

from tmx.base.errors import DuiyiError, InputError, MissingExtraError
from translate.machine.workers import Died, Job, Pool, Result

PATIENCE = 30.0  # seconds that a scheduler, or the first worker, may take to answer
AHEAD = 2  # jobs in the hands of each thread: one in work, one that lies ready
ABANDONED = 120.0  # seconds without any worker after which the run gives up
_AGAIN = "Run the same command again when it is back: what is finished stays."


@dataclass(slots=True)
class _Given(Generic[Job]):
    """A job in the hands of the cluster."""

    job: Job
    future: Any
    begun: int = 0  # how often


@dataclass(frozen=True, slots=True)
class _GivenUp:
    """Dask gave up on a job: so many workers died while they held it, begun or not."""

    workers: int


def _announced(function: Callable[[Job], Result], job: Job, run: str, key: str) -> Result:
    """Announce that a job begins, then run it."""
    from distributed import get_worker

    get_worker().log_event(run, key)
    return function(job)


class Cluster(Pool):
    """The workers of a Dask cluster; :func:`connected` makes one.

    :param outgoing: changes each job before it leaves this machine, to add what it needs elsewhere.
    :param patience: seconds without any worker after which the run gives up.
    """

    def __init__(
        self, client: Any, *, outgoing: Callable[[Any], Any] | None = None, patience: float = ABANDONED
    ) -> None:
        self._client = client
        self._outgoing = outgoing
        self._patience = patience
        self._threads, self._counted = 0, -1.0

    @property
    def workers(self) -> int:
        """Threads of all workers, as of a second ago at most.

        :raises DuiyiError: if the scheduler does not answer.
        """
        if time.monotonic() - self._counted > 1:
            try:
                self._threads = sum(self._client.nthreads().values())
            except (OSError, TimeoutError) as error:
                raise self._lost() from error
            self._counted = time.monotonic()
        return self._threads

    def map(
        self,
        function: Callable[[Job], Result],
        jobs: Sequence[Job],
        *,
        began: Callable[[Job], None] | None = None,
    ) -> Iterator[tuple[Job, Result | Died]]:
        """The results of all jobs, the largest first.

        A job whose worker dies is given to another one, as often as the scheduler's setting
        ``distributed.scheduler.allowed-failures`` says (3); then its result is :class:`Died`. Each thread has
        AHEAD jobs in hand, so that none waits for the next. Dask blames the death of a worker on all of them:
        those that it gives up although they began less often are tried again at the end, one at a time. (Two
        at once could meet on one worker, where the one that waits dies with the other.)

        :raises DuiyiError: if the scheduler is gone, or all workers for a long time.
        """
        from distributed.client import ClosedClientError

        waiting = sorted(jobs, key=lambda job: job.need)
        again: list[Job] = []
        given: dict[str, _Given[Job]] = {}
        events: SimpleQueue[Any] = SimpleQueue()  # futures that are done, and keys of jobs that begin
        alone, run, number = False, f"duiyi-{uuid4().hex[:12]}", count()
        try:
            self._client.subscribe_topic(run, lambda event: events.put(event[1]))
            while waiting or given or again:
                if not (waiting or given):
                    waiting, again, alone = again, [], True
                while waiting and len(given) < (1 if alone else max(1, AHEAD * self.workers)):
                    job, key = waiting.pop(), f"{run}-{next(number)}"
                    sent = self._outgoing(job) if self._outgoing else job
                    future = self._client.submit(_announced, function, sent, run, key, key=key, pure=False)
                    given[key] = _Given(job, future)
                    future.add_done_callback(events.put)
                news = self._next(events)
                if isinstance(news, str):
                    if one := given.get(news):
                        one.begun += 1
                        if began:
                            began(one.job)
                    continue
                one = given.pop(news.key)
                result = self._result(news)
                if isinstance(result, _GivenUp):
                    if not alone and one.begun < result.workers:
                        again.append(one.job)
                        continue
                    result = Died(f"each of {result.workers} workers that tried it")
                yield one.job, result
        except ClosedClientError as error:
            raise self._lost() from error
        finally:
            if given:
                self._client.cancel([one.future for one in given.values()], force=True)

    def _next(self, events: SimpleQueue[Any]) -> Any:
        begin = time.monotonic()
        while True:
            try:
                return events.get(timeout=1.0)
            except Empty:
                if self.workers:
                    begin = time.monotonic()
                elif time.monotonic() - begin >= self._patience:
                    raise DuiyiError(
                        f"no worker for {self._patience:.0f} seconds",
                        path=self._client.scheduler.address,
                        hint=_AGAIN.replace("it is back", "there are some"),
                    ) from None

    def _result(self, future: Any) -> Any:
        from distributed.scheduler import KilledWorker

        try:
            return future.result()
        except KilledWorker as error:
            return _GivenUp(error.allowed_failures + 1)
        except CancelledError as error:
            raise self._lost() from error
        except Exception as error:  # the functions raise nothing: this is Dask's
            return Died(f"{type(error).__name__}: {error}")

    def _lost(self) -> DuiyiError:
        return DuiyiError("the scheduler is gone", path=self._client.scheduler.address, hint=_AGAIN)


@contextmanager
def connected(address: str, *, outgoing: Callable[[Any], Any] | None = None) -> Iterator[Cluster]:
    """The cluster behind a scheduler such as ``tcp://10.0.0.1:8786``, once it has a worker.

    :raises MissingExtraError: if Dask is not installed.
    :raises InputError: if no scheduler answers, it has no worker, or a worker has another duiyi or none.
    """
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtraError(
            "a cluster needs Dask, which is not installed", hint="Install it: pip install 'duiyi[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # we report what matters ourselves
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            "no scheduler answers",
            path=address,
            hint="Start one with 'dask scheduler'; it prints its address.",
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise InputError(
                f"has had no worker for {PATIENCE:.0f} seconds",
                path=address,
                hint=f"Start some with 'dask worker {address} --nthreads 1'.",
            ) from None
        _compare_versions(client)
        yield Cluster(client, outgoing=outgoing)


def _compare_versions(client: Any) -> None:
    ours = version("duiyi")
    for worker, theirs in client.run(version, "duiyi", on_error="return").items():
        if theirs != ours:
            theirs = f"duiyi {theirs}" if isinstance(theirs, str) else "no duiyi"
            raise InputError(
                f"has {theirs}, and this machine {ours}", path=worker, hint="Install the same one."
            )
