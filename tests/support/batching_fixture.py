"""Made-up pairs of documents for the tests of batches, and workers that misbehave on purpose."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from house import CASES

# A line of each language for every step of a little story; a document takes some of them.
LINES = (
    ("The ferry left at noon.", "渡船中午开走了。"),
    ("It rained all day on the island.", "岛上下了一整天雨。"),
    ("Nobody came ashore.", "没有人上岸。"),
    ("The postman waited under the roof of the boathouse.", "邮递员在船屋的屋檐下等着。"),
    ("He had 17 letters in his bag.", "他的包里有17封信。"),
    ("One of them was from Lei Jun.", "其中一封是雷军写来的。"),
    ("In the evening the wind turned.", "傍晚时风向变了。"),
    ("The lighthouse keeper cooked soup for everyone.", "灯塔看守人给大家煮了汤。"),
    ("They talked about the winter of 1962.", "他们谈起1962年的冬天。"),
    ("Then the generator stopped.", "后来发电机停了。"),
    ("A candle was found in the drawer.", "抽屉里找到了一支蜡烛。"),
    ("The children counted the waves until they fell asleep.", "孩子们数着海浪，直到睡着。"),
)


def write_pair(folder: Path, name: str, start: int, count: int = 5) -> tuple[Path, Path]:
    """An English and a Chinese document of ``count`` lines from ``start`` on, under ``folder``."""
    chosen = [LINES[(start + k) % len(LINES)] for k in range(count)]
    paths = folder / "en" / f"{name}.en.txt", folder / "zh" / f"{name}.zh.txt"
    for path, texts in zip(paths, zip(*chosen, strict=True), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{start}.\n\n" + "\n\n".join(texts) + "\n", "utf-8")
    return paths


def write_manifest(folder: Path, count: int) -> Path:
    """A manifest of ``count`` pairs that differ, the later ones longer."""
    rows = [write_pair(folder, f"part{k % 2}/doc{k}", k, 3 + k % 7) for k in range(count)]
    path = folder / "pairs.tsv"
    lines = (f"{en.relative_to(folder)}\t{zh.relative_to(folder)}\n" for en, zh in rows)
    path.write_text("".join(lines), "utf-8")
    return path


def write_large(folder: Path, name: str, times: int) -> tuple[Path, Path]:
    """A pair that takes about a second of work for each three ``times``."""
    paths = folder / f"{name}.en.txt", folder / f"{name}.zh.txt"
    for path, lang in zip(paths, ("en", "zh"), strict=True):
        story = CASES.joinpath(f"align_story.{lang}").read_text("utf-8")
        path.write_text("\n\n".join(f"{k}.\n\n{story}" for k in range(times)), "utf-8")
    return paths


def results(folder: Path) -> dict[str, bytes]:
    """All that a batch made, by path; the log, which tells when, and what is the batch's own, aside."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "log.jsonl" and ".batch" not in path.parts
    }


@dataclass(frozen=True)
class Task:
    """A job for a pool: what to do, and how much memory it says that it needs."""

    what: str
    need: int = 1
    mark: Path = Path()


class Inline:
    """A pool of this very process: what it does can be seen, and takes no start."""

    workers = 1

    def __init__(self) -> None:
        self.did: list[Any] = []

    def map(self, function: Any, jobs: Any, *, began: Any = None) -> Any:
        """The results of all jobs."""
        for job in jobs:
            self.did.append(job)
            yield job, function(job)


def perform(task: Task) -> tuple[str, int]:
    """Do what the task says: end in some way, or tell who did it."""
    if task.what == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if task.what == "killed late":
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGKILL)
    if task.what == "exits":
        os._exit(7)
    if task.what == "killed once" and not task.mark.exists():
        task.mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if task.what == "waits":
        time.sleep(600)
    return task.what, os.getpid()


def unannounced(function: Callable[[Task], Any], task: Task, run: str, key: str) -> Any:
    """Do a task on a cluster that hears nothing of its beginning."""
    return function(task)


def threads(task: Task) -> dict[str, str]:
    """What a worker's environment says of threads."""
    return {name: value for name, value in os.environ.items() if name.endswith("_NUM_THREADS")}


def children(pid: int) -> list[int]:
    """The workers that a process has started and that are still there."""
    workers = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
            command = path.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z" and b"spawn_main" in command:
            workers.append(int(path.parent.name))
    return workers


Result = TypeVar("Result")


def eventually(look: Callable[[], Result | None], seconds: float = 60.0) -> Result:
    """What ``look`` finds, once it finds something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (result := look()) is not None:
            return result
        time.sleep(0.02)
    raise AssertionError(f"nothing came in {seconds:.0f} seconds")
