"""Batches on real Dask clusters: a LocalCluster of two processes, and workers of which one is killed."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from batching_fixture import (
    Inline,
    Task,
    eventually,
    perform,
    results,
    unannounced,
    write_large,
    write_manifest,
    write_pair,
)
from house import ROOT, SUPPORT

from align.batching.cluster import Cluster, connected
from align.batching.manifest import read_manifest
from align.batching.run import Batch, with_documents
from tmx.base.errors import DuiyiError, InputError, MissingExtraError
from translate.machine.workers import Died, Processes

distributed = pytest.importorskip("distributed")
pytestmark = [
    # Dask and tornado leave sockets to the garbage collector when a worker or scheduler goes.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    """A cluster of two processes of one thread each."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as cluster:
        yield cluster


def test_a_local_cluster_makes_the_same_bytes(local: Any, tmp_path: Path) -> None:
    entries = read_manifest(write_manifest(tmp_path, 6))
    Batch(tmp_path / "here").run(entries, Inline())
    with connected(local.scheduler_address) as cluster:
        assert cluster.workers == 2
        summary = Batch(tmp_path / "there", absolute=True).run(entries, cluster)
    assert (summary.finished, summary.failures) == (6, {})
    assert results(tmp_path / "there") == results(tmp_path / "here")


def test_documents_are_sent_and_results_come_back(local: Any, tmp_path: Path) -> None:
    entries = read_manifest(write_manifest(tmp_path, 5))
    Path(entries[2].second).write_bytes(b"")
    Batch(tmp_path / "here").run(entries, Inline())
    with connected(local.scheduler_address, outgoing=blind) as cluster:
        summary = Batch(tmp_path / "there").run(entries, cluster)
    assert list(summary.failures) == [entries[2].name]
    assert "doc2.zh.txt: is empty" in summary.failures[entries[2].name]
    here, there = (results(tmp_path / name) for name in ("here", "there"))
    failed = f"failed/{entries[2].name}.json"
    assert here.pop(failed)
    assert there.pop(failed)
    assert there == here


def blind(job: Any) -> Any:
    """The job with its documents, for workers that could not open them if they tried."""
    sent = with_documents(job)
    return replace(sent, first=f"/nowhere/{Path(job.first).name}", folder="/nowhere") if sent.sent else sent


def test_workers_that_do_not_see_the_folder(local: Any, tmp_path: Path) -> None:
    entries = read_manifest(write_manifest(tmp_path, 2))
    elsewhere = connected(
        local.scheduler_address, outgoing=lambda job: replace(job, folder=str(tmp_path / "other"))
    )
    with elsewhere as cluster, pytest.raises(DuiyiError, match="is not there, seen from") as caught:
        Batch(tmp_path / "out").run(entries, cluster)
    assert "--send" in str(caught.value)
    assert not (tmp_path / "other").exists()


def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def scheduler(**config: str) -> Iterator[str]:
    """A scheduler in a process of its own, and its address."""
    address = f"tcp://127.0.0.1:{(number := port())}"
    command = ["scheduler", "--host", "127.0.0.1", "--port", f"{number}", "--no-dashboard"]
    with program(command, **config) as process:
        eventually(lambda: True if listens(number) else process.poll())
        yield address


@contextmanager
def program(command: list[str], **config: str) -> Iterator[subprocess.Popen[bytes]]:
    env = {**os.environ, "PYTHONPATH": str(SUPPORT), **config}
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *command],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def worker(address: str) -> Any:
    """A worker without a nanny, so that what is killed stays dead; the nanny would set the variables."""
    command = ["worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    return program(command, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")


def listens(number: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", number)) == 0


def test_a_worker_that_is_killed_costs_its_item_only(tmp_path: Path) -> None:
    """The commands of the README: a scheduler, two workers; one is killed in the middle of a pair."""
    large = write_large(tmp_path, "large", 3)
    pairs = [large, *(write_pair(tmp_path, f"doc{k}", k) for k in range(4))]
    rows = (f"{en.relative_to(tmp_path)}\t{zh.relative_to(tmp_path)}\n" for en, zh in pairs)
    (tmp_path / "pairs.tsv").write_text("".join(rows), "utf-8")
    with scheduler() as address, worker(address) as first:
        command = ["align-batch", "pairs.tsv", "-o", "out", "--scheduler", address]
        batch = subprocess.Popen(
            [sys.executable, "-c", "from align.main import run; run()", *command],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        eventually(lambda: list((tmp_path / "out/.batch/parts").glob("*")) or None)
        with worker(address):
            first.send_signal(signal.SIGKILL)
            printed, error = batch.communicate(timeout=120)
    assert (batch.returncode, error) == (0, "")
    assert printed.startswith("5 of 5 pairs aligned")
    Batch(tmp_path / "here").run(read_manifest(tmp_path / "pairs.tsv"), Processes(1))
    assert results(tmp_path / "out") == results(tmp_path / "here")


def test_an_item_that_kills_its_workers_is_given_up() -> None:
    """What lay ready behind it is done elsewhere, though Dask holds the death against that, too."""
    allowed = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with scheduler(**allowed) as address, worker(address), worker(address):
        tasks = [Task("killed late", 9), *(Task(f"{k}", k) for k in range(7))]
        with connected(address) as cluster:
            eventually(lambda: cluster.workers == 2 or None)
            begun: list[Task] = []
            done = {task.what: result for task, result in cluster.map(perform, tasks, began=begun.append)}
    assert done.pop("killed late") == Died("each of 1 workers that tried it")
    assert sorted(done) == list("0123456")
    assert not any(isinstance(result, Died) for result in done.values())
    assert sorted(begun, key=tasks.index) == tasks


def test_an_item_that_kills_its_workers_unannounced_is_tried_alone_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may be dead before its beginning is announced: only alone is it surely the one that does it."""
    monkeypatch.setattr("align.batching.cluster._announced", unannounced)
    allowed = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    tasks = [Task("killed", 9), *(Task(f"{k}", k) for k in range(7))]
    three = scheduler(**allowed)
    with three as address, worker(address), worker(address), worker(address), connected(address) as cluster:
        eventually(lambda: cluster.workers == 3 or None)
        done = {task.what: result for task, result in cluster.map(perform, tasks)}
    assert done.pop("killed") == Died("each of 1 workers that tried it")
    assert sorted(done) == list("0123456")
    assert not any(isinstance(result, Died) for result in done.values())


def test_a_cluster_without_workers_or_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("align.batching.cluster.PATIENCE", 0.5)
    with pytest.raises(InputError, match="no scheduler answers"), connected(f"tcp://127.0.0.1:{port()}"):
        pass
    with pytest.raises(InputError, match="no scheduler answers"), connected("nonsense://"):
        pass
    monkeypatch.setattr("align.batching.cluster.PATIENCE", 2.0)
    with scheduler() as address, pytest.raises(InputError, match="has had no worker"), connected(address):
        pass


def test_a_cluster_whose_workers_all_go_and_then_the_scheduler() -> None:
    with scheduler() as address, worker(address) as only, connected(address) as cluster:
        waiting = Cluster(cluster._client, patience=1.0).map(perform, [Task("a", 2), Task("waits", 1)])
        assert next(waiting)[0].what == "a"
        only.send_signal(signal.SIGKILL)
        with pytest.raises(DuiyiError, match="no worker for 1 seconds"):
            next(waiting)
        waiting = cluster.map(perform, [Task("waits", 1)])
        os.kill(int(cluster._client.run_on_scheduler(os.getpid)), signal.SIGKILL)
        with pytest.raises(DuiyiError, match="the scheduler is gone"):
            next(waiting)


def test_a_bucket_as_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec = pytest.importorskip("fsspec")
    text = (ROOT / "align/batching/README.md").read_text("utf-8")
    before, after = (
        text.split("```python\n")[1].split("```")[0].split("# duiyi align-batch documents/pairs.tsv")
    )
    bucket = fsspec.filesystem("memory")
    write_manifest(tmp_path, 1)
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        bucket.pipe(f"bucket/documents/{path.relative_to(tmp_path)}", path.read_bytes())
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    names: dict[str, Any] = {}
    exec(before, names)
    assert Batch(Path("out")).run(read_manifest(Path("documents/pairs.tsv")), Inline()).failures == {}
    exec(after.partition("\n")[2], names)
    assert bucket.cat("bucket/out/memory.tmx") == (work / "out/memory.tmx").read_bytes()
    assert bucket.exists("bucket/out/pairs/en/part0/doc0-doc0/doc0-doc0.bitext.tsv")


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="glibc on Linux is meant")
def test_arrays_do_not_cost_page_faults_under_a_nanny() -> None:
    code = """
import resource, numpy
from align.batching.work import encoder
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(300):
        numpy.ones(200_000)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
print(faults())
encoder()
print(faults())
"""
    env = {**os.environ, "MALLOC_TRIM_THRESHOLD_": "65536"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    assert before > 50_000  # each array is new to the system: 1.6 MB in pages of 4 KiB
    assert after < before / 10


def test_without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"duiyi\[cluster\]"), connected("tcp://127.0.0.1:1"):
        pass
