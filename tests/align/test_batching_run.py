"""Batches on this machine: the same bytes however they came about, and nothing lost on the way."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from batching_fixture import Inline, children, eventually, results, write_large, write_manifest, write_pair
from house import duiyi

import tmx
from align.batching import work
from align.batching.entries import Entry
from align.batching.manifest import read_manifest
from align.batching.pace import Pace
from align.batching.run import Batch, Summary
from align.batching.store import Store
from align.batching.work import DEFAULT, Job, Outcome, align_job, recipe_of
from align.model import Mode
from align.request import Request
from align.run import align_files
from tmx.base.errors import DuiyiError, OutputError
from translate.machine.workers import Processes

RUN = (sys.executable, "-c", "from align.main import run; run()")


def run(folder: Path, entries: list[Entry], **options: object) -> tuple[Summary, list[str]]:
    """A batch in this process, and the pairs that it worked on."""
    pool = Inline()
    summary = Batch(folder, **options).run(entries, pool)  # type: ignore[arg-type]
    return summary, [job.name for job in pool.did]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batch")
    write_manifest(folder, 6)
    return folder


@pytest.fixture(scope="module")
def entries(place: Path) -> list[Entry]:
    return read_manifest(place / "pairs.tsv")


@pytest.fixture(scope="module")
def undisturbed(place: Path, entries: list[Entry]) -> dict[str, bytes]:
    """What a batch in one process makes of the manifest."""
    summary, _ = run(place / "undisturbed", entries)
    assert (summary.finished, summary.failures) == (6, {})
    return results(place / "undisturbed")


@pytest.mark.parametrize("careful", [False, True])
def test_another_translator_makes_other_careful_results(
    entries: list[Entry], careful: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = entries[0]
    job = Job(entry.name, str(entry.first), str(entry.second), "", replace(DEFAULT, careful=careful))
    before = recipe_of(job)
    monkeypatch.setattr("translate.engines.unpacking.VERSION", "another")
    work._models.cache_clear()
    assert (recipe_of(job) != before) == careful
    monkeypatch.undo()
    work._models.cache_clear()
    assert recipe_of(job) == before


def test_each_pair_has_what_align_makes_of_it(
    undisturbed: dict[str, bytes], entries: list[Entry], tmp_path: Path
) -> None:
    entry = entries[3]
    align_files(Path(entry.first), Path(entry.second), tmp_path, request=Request(drafts=False, careful=False))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    there = {Path(k).name: v for k, v in undisturbed.items() if k.startswith(f"pairs/{entry.name}/")}
    assert there.pop("record.json")
    assert there == before


def test_the_memory_holds_all_in_the_order_of_the_manifest(
    place: Path, undisturbed: dict[str, bytes], entries: list[Entry]
) -> None:
    with tmx.read(place / "undisturbed" / "memory.tmx") as memory:
        units = list(memory)
    expected: dict[object, None] = {}
    for entry in entries:
        folder = place / "undisturbed/pairs" / entry.name
        with tmx.read(folder / json.loads((folder / "record.json").read_bytes())["memory"]) as memory:
            expected |= dict.fromkeys(unit.variants for unit in memory)
    assert [unit.variants for unit in units] == list(expected)
    assert len(units) > 10


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_bytes_with_any_number_of_workers(
    place: Path, entries: list[Entry], undisturbed: dict[str, bytes], workers: int, tmp_path: Path
) -> None:
    summary = Batch(tmp_path / "out").run(entries, Processes(workers))
    assert results(tmp_path / "out") == undisturbed
    assert summary.finished == 6
    assert summary.peak_mib > 50
    assert summary.cpu_seconds > 0


def test_what_is_finished_is_not_done_again(
    entries: list[Entry], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    _, did = run(out, entries[:4])
    assert did == [entry.name for entry in entries[:4]]
    summary, did = run(out, entries)
    assert did == [entry.name for entry in entries[4:]]
    assert (summary.finished, summary.kept) == (6, 4)
    assert results(out) == undisturbed
    (out / "memory.tmx").unlink()
    shutil.rmtree(out / "pairs" / entries[0].name)
    next((out / "pairs" / entries[1].name).glob("*.reasons.tsv")).unlink()
    (out / "pairs" / entries[2].name / "record.json").write_text('{"recipe": ', "utf-8")
    summary, did = run(out, entries)
    assert did == [entries[0].name, entries[1].name]
    assert entries[2].name in summary.failures  # what it made may be edited by now: nobody can tell
    summary, did = run(out, entries, request=replace(DEFAULT, force=True))
    assert did == [entries[2].name]
    assert results(out) == undisturbed


def test_other_settings_or_documents_are_other_results(tmp_path: Path) -> None:
    out, pair = tmp_path / "out", [str(path) for path in write_pair(tmp_path, "a", 0)]
    entries = [Entry("a", pair[0], pair[1])]
    assert run(out, entries)[1] == ["a"]
    assert run(out, [Entry("a", pair[1], pair[0])])[1] == []  # the order of the two is nothing
    assert run(out, entries, request=replace(DEFAULT, threshold=0.9))[1] == ["a"]
    assert run(out, entries, request=replace(DEFAULT, mode=Mode.COMPARABLE, threshold=0.9))[1] == ["a"]
    assert run(out, entries)[1] == ["a"]
    os.utime(pair[0], (1, 1))
    assert run(out, entries)[1] == []
    with Path(pair[0]).open("a") as file:
        file.write("\nThe end.\n")
    assert run(out, entries)[1] == ["a"]


def test_what_a_person_edited_is_never_replaced_unasked(tmp_path: Path) -> None:
    out, pair = tmp_path / "out", write_pair(tmp_path, "a", 0)
    entries = [Entry("a", str(pair[0]), str(pair[1]))]
    run(out, entries)
    review = out / "pairs/a/a-a.bitext.tsv"
    review.write_text(review.read_text("utf-8").replace("ferry", "steamer"), "utf-8")
    edited = review.read_bytes()
    summary, did = run(out, entries)
    assert (summary.kept, did, review.read_bytes()) == (1, [], edited)
    for _ in range(2):
        summary, did = run(out, entries, request=replace(DEFAULT, threshold=0.9))
        assert "a-a.bitext.tsv: was edited" in summary.failures["a"]
        assert (did, review.read_bytes()) == ([], edited)
    summary, did = run(out, entries)  # as before: what is there is right again
    assert (summary.kept, summary.failures, list((out / "failed").iterdir())) == (1, {}, [])
    summary, did = run(out, entries, request=replace(DEFAULT, threshold=0.9, force=True))
    assert (did, summary.failures) == (["a"], {})
    assert b"steamer" not in review.read_bytes()


def test_a_merged_memory_that_a_person_edited(place: Path, entries: list[Entry], tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, entries[:1])
    with (out / "memory.tmx").open("ab") as file:
        file.write(b"<!-- mine -->\n")
    with pytest.raises(OutputError, match="was changed since it was merged"):
        run(out, entries[:1])
    run(out, entries[:1], request=replace(DEFAULT, force=True))
    assert b"mine" not in (out / "memory.tmx").read_bytes()


def test_a_reviewed_memory_enters_the_merged_one(tmp_path: Path) -> None:
    out, pair = tmp_path / "out", write_pair(tmp_path, "a", 0)
    entries = [Entry("a", str(pair[0]), str(pair[1]))]
    run(out, entries)
    memory = out / "pairs/a/a-a.tmx"
    memory.write_bytes(memory.read_bytes().replace(b"ferry", b"steamboat"))
    run(out, entries)
    assert b"steamboat" in (out / "memory.tmx").read_bytes()


def test_bad_pairs_are_reported_and_the_rest_goes_on(
    entries: list[Entry], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "empty.zh.txt").touch()
    (tmp_path / "binary.zh.txt").write_bytes(bytes(range(256)) * 20)
    first = entries[0].first
    bad = [
        Entry("empty", first, str(tmp_path / "empty.zh.txt"), tmp_path / "pairs.tsv", 1),
        Entry("binary", first, str(tmp_path / "binary.zh.txt"), tmp_path / "pairs.tsv", 2),
        Entry("none", first, str(tmp_path / "none.zh.txt"), tmp_path / "pairs.tsv", 3),
        Entry("same", first, entries[1].first, tmp_path / "pairs.tsv", 4),
        Entry("folder", first, str(tmp_path), tmp_path / "pairs.tsv", 5),
    ]
    mixed = [*entries[:3], *bad, *entries[3:]]
    out = tmp_path / "out"
    summary, did = run(out, mixed)
    assert list(summary.failures) == ["empty", "binary", "none", "same", "folder"]
    assert "is empty" in summary.failures["empty"]
    assert summary.failures["none"].startswith(f"{tmp_path}/pairs.tsv:3: there is no such file")
    assert "is English, and so is" in summary.failures["same"]
    assert summary.finished == 6
    assert results(out)["memory.tmx"] == undisturbed["memory.tmx"]
    logged = [json.loads(line) for line in (out / "log.jsonl").read_text("utf-8").splitlines()]
    assert {line["name"]: line["result"] for line in logged} == {
        **{entry.name: "done" for entry in entries},
        **dict.fromkeys(("empty", "binary", "same", "folder"), "failed"),
    }
    summary, did = run(out, mixed)
    assert did == []
    assert (summary.failed_before, len(summary.failures), summary.kept) == (4, 5, 6)
    (tmp_path / "none.zh.txt").write_bytes(Path(entries[0].second).read_bytes())
    (tmp_path / "empty.zh.txt").write_bytes(Path(entries[0].second).read_bytes())
    summary, did = run(out, mixed)  # whose documents are others now are tried again
    assert did == ["empty", "none"]
    summary, did = run(out, mixed, retry_failed=True)
    assert did == ["binary", "same", "folder"]
    assert (summary.finished, summary.failed_before) == (8, 0)


def test_a_document_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = write_pair(tmp_path, "a", 0)

    def changing(*arguments: object, **options: object) -> object:
        report = align_files(*arguments, **options)  # type: ignore[arg-type]
        pair[0].write_text("Something else.", "utf-8")
        return report

    monkeypatch.setattr("align.batching.work.align_files", changing)
    summary, _ = run(tmp_path / "out", [Entry("a", str(pair[0]), str(pair[1]))])
    assert "was changed while it was read" in summary.failures["a"]
    assert not (tmp_path / "out/pairs/a").exists()


def test_an_error_that_nobody_thought_of_costs_its_pair(
    entries: list[Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(first: Path, *arguments: object, **options: object) -> object:
        if "doc1" in first.name:
            raise ZeroDivisionError("by nothing")
        return align_files(first, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("align.batching.work.align_files", failing)
    summary, _ = run(tmp_path / "out", entries[:3])
    assert list(summary.failures) == [entries[1].name]
    assert "unexpected error (ZeroDivisionError: by nothing)" in summary.failures[entries[1].name]
    assert "Traceback" in (tmp_path / "out/log.jsonl").read_text("utf-8")


def test_an_output_that_cannot_be_written_stops_the_batch(
    entries: list[Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(job: Job) -> Outcome:
        if job.name == entries[1].name:
            return Outcome(job.name, error="out: cannot be written: No space left on device.", fatal=True)
        return align_job(job)

    monkeypatch.setattr("align.batching.run.align_job", full)
    with pytest.raises(OutputError, match="No space left"):
        run(tmp_path / "out", entries[:3])
    monkeypatch.undo()
    summary, did = run(tmp_path / "out", entries[:3])
    assert did == [entries[1].name, entries[2].name]
    assert summary.failures == {}


@pytest.mark.parametrize("name", ["memory.tmx", "log.jsonl", "pairs", "failed"])
def test_files_of_others_are_left_alone(entries: list[Entry], tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="no batch made it"):
        run(tmp_path, entries[:1])
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text("utf-8") == "mine"


def test_two_runs_in_one_folder(entries: list[Entry], tmp_path: Path) -> None:
    with Store(tmp_path).claimed(), pytest.raises(DuiyiError, match="another run is at work"):
        run(tmp_path, entries[:1])
    run(tmp_path, entries[:1])


def test_the_progress_ends_where_all_is_done(entries: list[Entry], tmp_path: Path) -> None:
    calls: list[tuple[float, str, Outcome | None]] = []

    def note(pace: Pace, outcome: Outcome | None) -> None:
        calls.append((pace.share_done(), pace.counted(), outcome))

    Batch(tmp_path).run(entries[:3], Inline(), on_outcome=note)
    assert calls[0] == (0.0, "0 of 3 pairs", None)
    assert calls[-1][:2] == (1.0, "3 of 3 pairs")
    assert sorted(share for share, _, _ in calls) == [share for share, _, _ in calls]


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a manifest of which one pair takes its time, and what comes of it undisturbed."""
    folder = tmp_path_factory.mktemp("slow")
    write_large(folder, "large", 5)
    write_pair(folder, "a", 0)
    write_pair(folder, "b", 4)
    rows = ("large.en.txt\tlarge.zh.txt", "en/a.en.txt\tzh/a.zh.txt", "en/b.en.txt\tzh/b.zh.txt")
    (folder / "pairs.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    done = duiyi("align-batch", "pairs.tsv", "-o", "undisturbed", "--workers", "2", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["finished"] == 3
    return folder


@contextmanager
def at_work(folder: Path, out: str, *options: str) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A batch that has begun with its large pair, and its workers."""
    process = subprocess.Popen(
        [*RUN, "align-batch", "pairs.tsv", "-o", out, *options],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        eventually(lambda: list((folder / out / ".batch/parts").glob("*")) or None)
        yield process, children(process.pid)
    finally:
        process.kill()
        process.communicate()


def finished(folder: Path, out: str, *options: str) -> None:
    """Run it again, to the end: the same bytes as if nothing had happened."""
    done = duiyi("align-batch", "pairs.tsv", "-o", out, *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert results(folder / out) == results(folder / "undisturbed")
    assert list((folder / out / ".batch/parts").iterdir()) == []


def test_a_run_that_is_killed_goes_on(slow: Path) -> None:
    with at_work(slow, "killed", "--workers", "2") as (process, workers):
        assert workers
        process.send_signal(signal.SIGKILL)
        process.wait()
        eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers) or None)
    assert not (slow / "killed/memory.tmx").exists()
    assert not (slow / "killed/pairs/large-large").exists()
    finished(slow, "killed", "--workers", "1")


def test_a_worker_that_is_killed_costs_its_pair(slow: Path) -> None:
    with at_work(slow, "short", "--workers", "1") as (process, workers):
        [worker] = workers
        os.kill(worker, signal.SIGKILL)
        printed, error = process.communicate(timeout=120)
    assert process.returncode == 1
    assert error.count("\n") == 1
    assert error.startswith("duiyi: large.en.txt: the worker died over it (signal 9).")
    assert printed.startswith("2 of 3 pairs aligned; 1 failed")
    again = duiyi("align-batch", "pairs.tsv", "-o", "short", cwd=slow)
    assert (again.returncode, again.stderr) == (1, error)
    assert "1 of them before (--retry-failed tries again)" in again.stdout
    finished(slow, "short", "--retry-failed")


def test_an_interrupt_ends_all_and_is_no_failure(slow: Path) -> None:
    with at_work(slow, "interrupted", "--workers", "2") as (process, workers):
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=120)
        assert (process.returncode, error) == (130, "duiyi: interrupted\n")
        assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert not (slow / "interrupted/failed").exists()
    assert list((slow / "interrupted/.batch/parts").iterdir()) == []
    finished(slow, "interrupted")
