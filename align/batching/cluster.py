"""A Dask cluster in the place of this machine's processes: the same function, on workers elsewhere.

Dask's messages are pickles: whoever can reach the scheduler can run programs on the workers. It belongs into
a network of one's own, or behind TLS (``tls://``, configured as Dask says).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib.metadata import version
from queue import Empty, SimpleQueue
from typing import Any, TypeVar
from uuid import uuid4

from tmx.errors import DuiyiError, InputError, MissingExtraError
from translate.workers import Died, Sized

Job = TypeVar("Job", bound=Sized)
Result = TypeVar("Result")

PATIENCE = 30.0  # seconds that a scheduler, or the first worker, may take to answer
ABANDONED = 120.0  # seconds without any worker after which the run gives up
_AGAIN = "Run the same command again when it is back: what is finished stays."


class Cluster:
    """The workers of a Dask cluster; :func:`connected` makes one.

    :param outgoing: the last that is done with a job before it leaves this machine.
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
        """The results of all jobs, the largest first. Nobody is told of those that begin.

        Each thread has one job in hand: Dask holds the death of a worker against all that were given to it.
        A job whose worker dies is given to another one, as often as the scheduler's setting
        ``distributed.scheduler.allowed-failures`` says (3); then it has died.

        :raises DuiyiError: if the scheduler is gone, or all workers for a long time.
        """
        waiting = sorted(jobs, key=lambda job: job.need)
        ready: SimpleQueue[Any] = SimpleQueue()
        given: dict[str, tuple[Any, Job]] = {}
        run = uuid4().hex[:12]
        try:
            while waiting or given:
                while waiting and len(given) < max(1, self.workers):
                    job = waiting.pop()
                    sent = self._outgoing(job) if self._outgoing else job
                    key = f"duiyi-{run}-{len(waiting)}"
                    future = self._client.submit(function, sent, key=key, pure=False)
                    given[key] = (future, job)
                    future.add_done_callback(ready.put)
                future = self._next(ready)
                _, job = given.pop(future.key)
                yield job, self._result(future)
        finally:
            if given:
                self._client.cancel([future for future, _ in given.values()], force=True)

    def _next(self, ready: SimpleQueue[Any]) -> Any:
        begin = time.monotonic()
        while True:
            try:
                return ready.get(timeout=1.0)
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
            return Died(f"each of {error.allowed_failures + 1} workers that tried it")
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
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said by us
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
            said = f"duiyi {theirs}" if isinstance(theirs, str) else "no duiyi"
            raise InputError(
                f"has {said}, and this machine {ours}", path=worker, hint="Install the same one."
            )
