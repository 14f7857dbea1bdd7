"""What a batch costs beside a plain loop, with one worker and two, and on a Dask cluster of this machine.

    uv run --all-groups python tests/bench/batch_speed.py [PAIRS [ROUNDS]]

Makes PAIRS (1,000 unless given) pairs of made-up documents of 10 to 60 sentences and aligns them

- in a plain loop over ``align_files``, in one process of one thread, with the models loaded once; then the
  batch's own part of a pair (hashes, record, moving to the place) is timed with results that lie ready;
- as a batch with one worker;
- as a batch with two, and on a LocalCluster of two processes (as the page has it: it takes no samples of what
  they do), in turns, ROUNDS times (1 unless given).

Wall seconds, CPU-seconds (of the workers, loading aside; of the process that leads; a loop's of all it does),
how much of the time the workers had no pair at hand, memory at its peak, and the ratios: those in CPU-seconds
hold whatever else the machine does, those in wall seconds where it has nothing else to do. (Dask does a
little every second: on a busy machine, which takes more of them, that looks like more.) The merged memories
must be the same bytes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

if TYPE_CHECKING:
    from align.batching.entries import Entry
    from translate.machine.workers import Pool

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
WHO = (("the ferryman", "船夫"), ("the teacher", "老师"), ("my sister", "我姐姐"), ("the baker", "面包师"))
DID = (
    ("mended the roof", "修好了屋顶"), ("counted the boats", "数了数船"), ("sold apples", "卖苹果"),
    ("wrote a long letter", "写了一封长信"), ("looked for the key", "寻找钥匙"),
    ("told an old story", "讲了一个古老的故事"),
)  # fmt: skip
WHERE = (("by the river", "在河边"), ("in the village", "在村里"), ("at the station", "在车站"))


def documents(folder: Path, count: int) -> list[tuple[Path, Path]]:
    """Pairs of documents of which no two are the same."""
    rng, pairs = Random(8), []
    for number in range(count):
        lines = []
        for _ in range(rng.randint(10, 60)):
            who, did, where, day = rng.choice(WHO), rng.choice(DID), rng.choice(WHERE), rng.randint(10, 9999)
            english = f"On day {day}, {who[0]} {did[0]} {where[0]}."
            lines.append((english, f"第{day}天，{who[1]}{where[1]}{did[1]}。"))
        pair = tuple(folder / f"{number}.{lang}.txt" for lang in ("en", "zh"))
        for path, texts in zip(pair, zip(*lines, strict=True), strict=True):
            path.write_text("\n\n".join(texts) + "\n", "utf-8")
        pairs.append((pair[0], pair[1]))
    return pairs


def loop(folder: Path, count: int) -> None:
    """The plain loop; then what the layer of the batch costs alone, with results that lie ready."""
    from dataclasses import replace

    from align.batching import work
    from align.batching.store import Store
    from align.batching.work import DEFAULT, Job, align_job, encoder, peak_memory
    from align.request import Models, Request
    from align.run import Report, align_files

    pairs = [(folder / f"{k}.en.txt", folder / f"{k}.zh.txt") for k in range(count)]
    encoder()
    wall, cpu = time.perf_counter(), time.process_time()
    for number, (en, zh) in enumerate(pairs):
        place = folder / "loop" / f"{number}"
        report = align_files(en, zh, place, request=Request(drafts=False), models=Models(encoder))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    results = {output.path.name: output.path.read_bytes() for output in report.outputs}

    def ready(en: Path, zh: Path, place: Path, **options: object) -> Report:
        place.mkdir(parents=True, exist_ok=True)
        for name, data in results.items():
            (place / name).write_bytes(data)
        made = (replace(output, path=place / output.path.name) for output in report.outputs)
        return replace(report, outputs=tuple(made))

    work.align_files = ready  # type: ignore[attr-defined, assignment]
    out = folder / "layer"
    with Store(out).claimed():
        begin = time.process_time()
        for number, (en, zh) in enumerate(pairs):
            ready(en, zh, folder / "ready" / f"{number}")
        middle = time.process_time()
        for number, (en, zh) in enumerate(pairs):
            align_job(Job(f"{number}", str(en), str(zh), str(out), DEFAULT))
        layer = time.process_time() - middle - (middle - begin)
    print(wall, cpu, layer, peak_memory() // 1024**2)


@dataclass(frozen=True)
class Run:
    """A batch, measured."""

    wall: float  # seconds
    workers: float  # CPU-seconds, loading aside
    leader: float  # CPU-seconds of the process that leads, merging included; on a cluster the scheduler, too
    busy: float  # seconds that all workers were at a pair
    peak: int  # MiB of a worker


def batch(folder: Path, entries: "list[Entry]", pool: "Pool") -> Run:
    """Run a batch in a fresh folder."""
    from align.batching.run import Batch

    before = time.process_time()
    done = Batch(folder).run(entries, pool)
    leader = time.process_time() - before
    assert done.finished == len(entries), done.failures
    log = [json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()]
    return Run(done.seconds, done.cpu_seconds, leader, sum(line["seconds"] for line in log), done.peak_mib)


def main() -> None:
    """Measure all four; two workers and Dask in turns."""
    if sys.argv[1:2] == ["--loop"]:
        loop(Path(sys.argv[2]), int(sys.argv[3]))
        return
    import dask
    from distributed import LocalCluster

    from align.batching.cluster import connected
    from align.batching.entries import Entry
    from translate.machine.workers import Processes

    count = int(sys.argv[1]) if sys.argv[1:] else 1000
    rounds = int(sys.argv[2]) if sys.argv[2:] else 1
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    dask.config.set({"distributed.worker.profile.enabled": False})
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        pairs = documents(folder, count)
        size = sum(path.stat().st_size for pair in pairs for path in pair)
        print(f"{count:,} pairs, {size / 1e6:.1f} MB; load {os.getloadavg()[0]:.1f}", flush=True)
        entries = [Entry(f"{k}", str(en), str(zh)) for k, (en, zh) in enumerate(pairs)]
        runs: dict[str, list[Run]] = {}

        def measure(name: str, pool: "Pool", workers: int) -> None:
            run = batch(folder / f"{name} {len(runs.get(name, []))}", entries, pool)
            runs.setdefault(name, []).append(run)
            idle = 1 - run.busy / workers / run.wall
            print(
                f"{name:14} {run.wall:7.1f} s  {run.workers:7.1f} CPU-s  leader {run.leader:5.1f} CPU-s"
                f"  {1000 * (run.workers + run.leader) / count:6.1f} CPU-ms a pair  workers idle {idle:4.0%}"
                f"  {run.peak} MiB a worker",
                flush=True,
            )

        told = subprocess.run(
            [sys.executable, __file__, "--loop", place, f"{count}"],
            capture_output=True,
            text=True,
            check=True,
        )
        wall, cpu, layer, peak = map(float, told.stdout.split())
        print(f"{'plain loop':14} {wall:7.1f} s  {cpu:7.1f} CPU-s  {peak:.0f} MiB in all", flush=True)
        measure("one worker", Processes(1), 1)
        with (
            LocalCluster(
                n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
            ) as cluster,
            connected(cluster.scheduler_address) as workers,
        ):
            for _ in range(rounds):
                measure("two workers", Processes(2), 2)
                measure("Dask, two", workers, 2)
        memories = {path.read_bytes() for path in folder.glob("*/memory.tmx")}
        assert len(memories) == 1, "the memories differ"
        one, [two, *_] = runs["one worker"][0], runs["two workers"]
        print("In CPU-seconds, whatever else the machine does:")
        print(f"  the batch adds to a pair     {layer / cpu:+.1%} ({1000 * layer / count:.1f} ms)")
        print(f"  its leader, merging too      {one.leader / cpu:+.1%}")
        print(f"  two workers beside one       {two.workers / one.workers - 1:+.1%}")
        print(f"  Dask beside two workers      {_median(runs, lambda run: run.workers + run.leader):+.1%}")
        print("In wall seconds, on a quiet machine:")
        print(f"  one worker beside the loop   {one.wall / wall - 1:+.1%}, starting and loading included")
        print(f"  speed-up by two workers      {one.wall / two.wall:.2f}")
        print(f"  Dask beside two workers      {_median(runs, lambda run: run.wall):+.1%}")


def _median(runs: dict[str, list[Run]], cost: Callable[[Run], float]) -> float:
    """How much more Dask costs than the pool did just before: the median of the rounds."""
    both = zip(runs["Dask, two"], runs["two workers"], strict=True)
    return median(cost(dask) / cost(pool) - 1 for dask, pool in both)


if __name__ == "__main__":
    main()
