"""How far a batch is, and how long it will still take: learned from the jobs that are done.

A job costs ``a + b * size`` seconds; the two are fitted to what the finished jobs took. So a few large jobs
at the beginning do not make the rest look long, nor many small ones short.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tmx.base.words import count

FIXED = 0.05  # seconds a job beside its size, before any is done; tests/bench/batch_speed.py
RATE = 60e-6  # seconds a byte of both documents, before any is done
TRUST = 2.0  # how many jobs of the average size those two count for


class Pace:
    """Estimates the time left from the jobs that began and ended.

    :param sizes: of all jobs, by their key.
    :param workers: how many jobs are done at a time.
    :param clock: seconds, from any beginning.
    """

    def __init__(self, sizes: Mapping[str, int], workers: int, clock: Callable[[], float]) -> None:
        self._left = dict(sizes)
        self._workers = max(1, workers)
        self._clock = clock
        self._running: dict[str, float] = {}
        usual = sum(sizes.values()) / max(1, len(sizes))
        # Sums of the regression: jobs, sizes, squares, seconds, sizes * seconds. The prior is a job of the
        # usual size and one of none.
        half, cost = TRUST / 2, FIXED + RATE * usual
        self._n, self._x, self._xx = TRUST, half * usual, half * usual * usual
        self._y, self._xy = half * (cost + FIXED), half * usual * cost
        self._left_size, self._done_size, self._done = sum(sizes.values()), 0, 0

    def began(self, key: str) -> None:
        """A worker has begun with a job."""
        self._running[key] = self._clock()

    def ended(self, key: str, seconds: float) -> None:
        """A job is done; it took ``seconds`` of a worker's time."""
        self._running.pop(key, None)
        size = self._left.pop(key)
        self._n += 1
        self._x += size
        self._xx += size * size
        self._y += seconds
        self._xy += size * seconds
        self._done += 1
        self._done_size += size
        self._left_size -= size

    def costs(self) -> tuple[float, float]:
        """Seconds a job beside its size, and a byte: least squares, neither below 0."""
        spread = self._n * self._xx - self._x * self._x
        rate = (self._n * self._xy - self._x * self._y) / spread if spread > 0 else 0.0
        fixed = (self._y - rate * self._x) / self._n
        if rate < 0:
            return self._y / self._n, 0.0
        if fixed < 0:
            return 0.0, self._xy / self._xx
        return fixed, rate

    def seconds_left(self) -> float:
        """How long until the last job is done, by the clock on the wall."""
        fixed, rate = self.costs()
        now = self._clock()
        work = fixed * len(self._left) + rate * self._left_size
        longest = 0.0
        for key, start in list(self._running.items()):  # a display asks from another thread
            needs = fixed + rate * self._left.get(key, 0)
            spent = min(now - start, needs)
            work -= spent
            longest = max(longest, needs - spent)
        return max(longest, work / min(self._workers, max(1, len(self._left))))

    def counted(self) -> str:
        """Such as ``12 of 1,000 pairs``."""
        return f"{self._done:,} of {count(self._done + len(self._left), 'pair')}"

    def share_done(self) -> float:
        """How much of the work is behind, 0 to 1, by seconds of work."""
        fixed, rate = self.costs()
        done = fixed * self._done + rate * self._done_size
        left = fixed * len(self._left) + rate * self._left_size
        return done / (done + left) if done + left else 1.0
