"""The pool: each job once, the largest first; a worker that dies costs one job; memory is bounded."""

import os
import signal
import subprocess
import sys
from itertools import accumulate
from pathlib import Path

from batching_fixture import Task, children, eventually, perform, threads
from house import SUPPORT

from translate.machine.workers import HEAVY, Died, Processes, spendable_ram


def test_each_job_is_done_once_the_largest_first() -> None:
    tasks = [Task(f"{k}", need=k) for k in (3, 1, 4, 1, 5, 9, 2, 6)]
    began: list[Task] = []
    done = list(Processes(1).map(perform, tasks, began=began.append))
    assert [task.need for task in began] == [9, 6, 5, 4, 3, 2, 1, 1]
    assert [(task, result) for task, result in done if isinstance(result, Died)] == []
    assert [task for task, _ in done] == began
    assert len({result[1] for _, result in done if not isinstance(result, Died)}) == 1


def test_two_workers_share_the_jobs() -> None:
    done = list(Processes(2).map(perform, [Task(f"{k}") for k in range(40)]))
    assert sorted(task.what for task, _ in done) == sorted(f"{k}" for k in range(40))
    processes = {result[1] for _, result in done if not isinstance(result, Died)}
    assert len(processes) == 2
    assert os.getpid() not in processes


def test_a_worker_that_dies_costs_its_job_only() -> None:
    tasks = [Task("a", 5), Task("killed", 4), Task("b", 3), Task("exits", 2), Task("c", 1)]
    for workers in (1, 2):
        done = dict(Processes(workers).map(perform, tasks))
        assert {task.what: r for task, r in done.items() if isinstance(r, Died)} == {
            "killed": Died("signal 9"),
            "exits": Died("exit status 7"),
        }
        assert {task.what for task, r in done.items() if not isinstance(r, Died)} == {"a", "b", "c"}


def test_jobs_in_hand_stay_within_the_memory() -> None:
    """A job is held back until there is room, smaller ones go before it; too large a one runs alone."""
    tasks = [Task(f"{k}", need) for k, need in enumerate((60, 60, 60, 30, 30, 30, 200))]
    changes: list[int] = []
    for task, _ in Processes(4, ram=100).map(perform, tasks, began=lambda task: changes.append(task.need)):
        changes.append(-task.need)
    levels = list(accumulate(changes))
    assert levels[0] == 60  # 200 does not fit, and others do
    assert max(level for level in levels if level < 200) <= 100
    assert levels.count(200) == 1
    assert levels[-1] == 0


def test_a_worker_that_had_a_heavy_job_is_replaced() -> None:
    tasks = [Task("heavy", HEAVY + 1), Task("light", 2), Task("lighter", 1)]
    done = {task.what: r[1] for task, r in Processes(1).map(perform, tasks) if not isinstance(r, Died)}
    assert done["heavy"] != done["light"] == done["lighter"]


def test_workers_have_one_thread_each() -> None:
    before = dict(os.environ)
    [(_, results)] = Processes(1).map(threads, [Task("look")])
    assert dict(os.environ) == before
    assert not isinstance(results, Died)
    assert results["OMP_NUM_THREADS"] == results["OPENBLAS_NUM_THREADS"] == "1"


def test_who_stops_listening_leaves_no_process() -> None:
    results = Processes(2).map(perform, [Task("first", 2), Task("waits", 1)])
    assert next(results)[0].what == "first"
    assert len(children(os.getpid())) == 2
    results.close()  # type: ignore[attr-defined]
    assert children(os.getpid()) == []


def test_workers_end_with_a_parent_that_is_killed() -> None:
    code = "from batching_fixture import *; from translate.machine.workers import *; "
    code += "list(Processes(2).map(perform, [Task('waits')] * 2))"
    env = {**os.environ, "PYTHONPATH": str(SUPPORT)}
    parent = subprocess.Popen([sys.executable, "-c", code], env=env)
    workers = eventually(lambda: results if len(results := children(parent.pid)) == 2 else None)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    eventually(lambda: not any(Path(f"/proc/{pid}/status").exists() for pid in workers) or None)


def test_ram_to_spend_is_in_bytes() -> None:
    assert 1 << 20 < spendable_ram() <= 1 << 60
