"""The time left, on a clock of our own: right early, whatever the sizes and the order."""

import heapq
import random
from collections.abc import Callable

import pytest

from align.batching.pace import Pace


def simulated(
    sizes: dict[str, int], workers: int, cost: Callable[[int], float]
) -> tuple[list[tuple[float, float, float]], float]:
    """Jobs by workers, the largest first: ``(now, seconds left by the pace, share)`` each time one ends."""
    now = [0.0]
    pace = Pace(sizes, workers, lambda: now[0])
    waiting = sorted(sizes, key=lambda key: sizes[key])
    running: list[tuple[float, str]] = []
    estimates = []
    while waiting or running:
        while waiting and len(running) < workers:
            key = waiting.pop()
            pace.began(key)
            heapq.heappush(running, (now[0] + cost(sizes[key]), key))
        now[0], key = heapq.heappop(running)
        pace.ended(key, cost(sizes[key]))
        estimates.append((now[0], pace.seconds_left(), pace.share_done()))
    return estimates, now[0]


SEEDED = random.Random(8)
SIZES = {
    "equal": {f"{k}": 4000 for k in range(200)},
    "skewed": {f"{k}": int(SEEDED.lognormvariate(9, 1.5)) for k in range(300)},
    "one giant": {f"{k}": 2000 for k in range(200)} | {"giant": 300_000},
    "empty": {f"{k}": 0 for k in range(50)},
}


@pytest.mark.parametrize("workers", [1, 2, 8])
@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_the_time_left_is_right(sizes: dict[str, int], workers: int) -> None:
    """From a tenth of the time on, within a fifth of the whole time, or a job where there are few."""
    estimates, end = simulated(sizes, workers, lambda size: 0.06 + 80e-6 * size)
    late = [(now, left) for now, left, _ in estimates if now >= end / 10]
    assert late
    assert max(abs(now + left - end) for now, left in late) <= end / 5


def test_a_machine_ten_times_slower_is_noticed() -> None:
    estimates, end = simulated(SIZES["skewed"], 2, lambda size: 0.6 + 800e-6 * size)
    assert all(abs(now + left - end) <= end / 5 for now, left, _ in estimates if now >= end / 5)


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_the_share_grows_to_the_whole(sizes: dict[str, int]) -> None:
    estimates, _ = simulated(sizes, 2, lambda size: 0.06 + 80e-6 * size)
    assert estimates[-1][1:] == (0.0, 1.0)
    assert all(0 < share <= 1 for _, _, share in estimates)


def test_nothing_to_do() -> None:
    pace = Pace({}, 2, lambda: 0.0)
    assert (pace.seconds_left(), pace.share_done(), pace.counted()) == (0.0, 1.0, "0 of 0 pairs")
