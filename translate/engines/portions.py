"""Texts go to an engine in small portions: a killed run loses little, and interrupts take effect at once.

The engine works in threads of its own, several portions at a time, so that no processor waits for the last
text of one. The thread that asks only waits: Python hears Ctrl+C there, never in the middle of a model.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple, TypeVar

SECONDS = 2.0
"""What a portion should take. With the portions that are at work beside it, that is what a kill costs."""

_GROWTH = 2.0  # the most by which a portion is larger than the one before: a short text says little of a long
_HEAR = 0.5  # seconds between two looks, where a wait cannot be interrupted (Windows)


class Portion(NamedTuple):
    """How an engine is best asked."""

    first: int = 32  # texts that it gets before its pace is known
    most: int = 2000  # texts beyond which a call gets no quicker
    calls: int = 1  # how many calls it may get at a time


def portion_of(engine: object) -> Portion:
    """The portion that an engine declares; one that declares none gets one call at a time."""
    portion = getattr(engine, "portion", None)
    return portion if isinstance(portion, Portion) else Portion()


Text = TypeVar("Text")
Result = TypeVar("Result")


def in_portions(
    texts: Sequence[Text],
    work: Callable[[Sequence[Text]], Sequence[Result]],
    portion: Portion,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[tuple[int, Sequence[Result]]]:
    """The results of a portion of ``texts`` and where it begins, each as soon as it is done.

    An error of ``work`` comes after all that was done before it.

    :param work: makes a result for each text; called in other threads, ``portion.calls`` at a time.
    """
    size, at = portion.first, 0
    running: dict[Future[tuple[float, Sequence[Result]]], int] = {}  # where the portion begins
    pool = ThreadPoolExecutor(portion.calls)

    def timed(some: Sequence[Text]) -> tuple[float, Sequence[Result]]:
        began = clock()
        results = work(some)
        return clock() - began, results

    try:
        while at < len(texts) or running:
            while at < len(texts) and len(running) < portion.calls:
                some = texts[at : at + size]
                running[pool.submit(timed, some)] = at
                at += len(some)
            done = wait(running, timeout=_HEAR, return_when=FIRST_COMPLETED).done
            for future in sorted(done, key=lambda one: one.exception() is not None):
                seconds, results = future.result()
                if len(results) >= size:
                    size = _next(len(results), seconds, portion.most)
                yield running.pop(future), results
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _next(size: int, seconds: float, most: int) -> int:
    """How many texts come next, after so many took so long."""
    factor = min(SECONDS / max(seconds, 1e-3), _GROWTH)
    return max(1, min(most, round(size * factor)))
