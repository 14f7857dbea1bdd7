"""What a batch costs beside a plain loop, with one worker and two, and on a Dask cluster of this machine.

    uv run --all-groups python tests/bench/batch_speed.py [PAIRS]

Makes PAIRS (1,000 unless given) pairs of made-up documents of 10 to 60 sentences and aligns them

- in a plain loop over ``align_files``, in one process of one thread, with the models loaded once; then the
  batch's own part of a pair (hashes, record, moving to the place) is timed with results that lie ready;
- as a batch with one worker, and with two;
- as a batch on a LocalCluster of two processes.

Wall seconds, CPU-seconds (of the workers, loading aside; a loop's of all it does), memory at its peak, and
the ratios. Wall times count only where the machine has nothing else to do; CPU-seconds a pair hold anyway,
and what speed-up they would allow. The merged memories must be the same bytes.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

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
    from align.batching.work import Job, Settings, align_job, encoder, peak_memory
    from align.run import Options, Report, align_files

    pairs = [(folder / f"{k}.en.txt", folder / f"{k}.zh.txt") for k in range(count)]
    encoder()
    wall, cpu = time.perf_counter(), time.process_time()
    for number, (en, zh) in enumerate(pairs):
        place = folder / "loop" / f"{number}"
        report = align_files(en, zh, place, options=Options(drafts=False), encoder=encoder)
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
            align_job(Job(f"{number}", str(en), str(zh), str(out), Settings()))
        layer = time.process_time() - middle - (middle - begin)
    print(wall, cpu, layer, peak_memory() // 1024**2)


def main() -> None:
    """Measure all four, one after the other."""
    if sys.argv[1:2] == ["--loop"]:
        loop(Path(sys.argv[2]), int(sys.argv[3]))
        return
    from distributed import LocalCluster

    from align.batching.cluster import connected
    from align.batching.entries import Entry
    from align.batching.run import Batch, Summary
    from translate.workers import Processes

    count = int(sys.argv[1]) if sys.argv[1:] else 1000
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        pairs = documents(folder, count)
        size = sum(path.stat().st_size for pair in pairs for path in pair)
        print(f"{count:,} pairs, {size / 1e6:.1f} MB; load {os.getloadavg()[0]:.1f}", flush=True)
        entries = [Entry(f"{k}", str(en), str(zh)) for k, (en, zh) in enumerate(pairs)]

        def show(name: str, wall: float, cpu: float, peak: float, of: str) -> None:
            each = 1000 * cpu / count
            print(
                f"{name:26} {wall:7.1f} s {cpu:7.1f} CPU-s {each:6.1f} ms a pair {peak:5.0f} MiB {of}",
                flush=True,
            )

        def measured(name: str, summary: Summary) -> Summary:
            assert summary.finished == count, summary.failures
            show(name, summary.seconds, summary.cpu_seconds, summary.peak_mib, "a worker")
            return summary

        told = subprocess.run(
            [sys.executable, __file__, "--loop", place, f"{count}"],
            capture_output=True,
            text=True,
            check=True,
        )
        wall, cpu, layer, peak = map(float, told.stdout.split())
        show("plain loop", wall, cpu, peak, "in all")
        before = time.process_time()
        one = measured("batch, 1 worker", Batch(folder / "one").run(entries, Processes(1)))
        parent = time.process_time() - before
        two = measured("batch, 2 workers", Batch(folder / "two").run(entries, Processes(2)))
        with (
            LocalCluster(
                n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
            ) as cluster,
            connected(cluster.scheduler_address) as workers,
        ):
            dask = measured("Dask, 2 processes", Batch(folder / "dask").run(entries, workers))
        memories = {(folder / name / "memory.tmx").read_bytes() for name in ("one", "two", "dask")}
        assert len(memories) == 1, "the memories differ"
        print(f"the batch adds to a pair   {layer / cpu:+.1%} CPU ({1000 * layer / count:.1f} ms)")
        print(f"the parent, merging too    {parent / cpu:+.1%} CPU")
        print(f"speed-up by two workers    {one.seconds / two.seconds:.2f} wall")
        allowed = 2 * one.cpu_seconds / two.cpu_seconds
        print(f"  the CPU-seconds allow    {allowed:.2f}")
        print(
            f"Dask beside two workers    {dask.cpu_seconds / two.cpu_seconds - 1:+.1%} CPU,"
            f" {dask.seconds / two.seconds - 1:+.1%} wall"
        )


if __name__ == "__main__":
    main()
