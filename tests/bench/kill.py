"""Every command that writes, killed at random moments and run again: the files are those of a quiet run.

``uv run --all-groups python tests/bench/kill.py [--kills 100] [--seed 0] [--only NAME …]``

Half of the kills come at a random time, half at a random file operation (open, rename, remove, a folder made,
a database opened) of the work. Half of the runs find earlier results, which ``--force`` is to replace. After
each kill every result that is there must be whole, the old one or the new one; then the same command runs
again (with ``--force`` if it says that results are there): its results must be those of a quiet run, the
documents untouched, and nothing temporary left. Processes are forked from one that has imported all, so that
what is hit is the work and not the start. ``models adapt`` needs torch, and is left out without it. Exit
status 1 if anything was found.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from argos_fixture import build_package
from faults import JOBS, Job, environment, prepared, repeatable, results, strays

import align
import tmx
import translate
from align.main import run

_EVENTS = frozenset(("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "sqlite3.connect"))
_LIBRARIES = (
    *("lxml.etree", "numpy", "ctranslate2", "sentencepiece", "argostranslate.package", "markdown_it"),
    "typer._adapters",  # with pydantic, when a command line is read
)
TORCH = find_spec("torch") is not None
_SKIPPED = {"adapting", "fitting", "training", "trial", "cluster"}  # modules that no job needs, or not all of
_TUNING = ("translate.adapting.adapt", "translate.adapting.tuning", "translate.adapting.binary")


@dataclass
class Quiet:
    """A run that nobody disturbed: its results, how long it took, how many file operations it made."""

    results: dict[str, bytes]
    seconds: float
    events: int


@dataclass
class Tally:
    """What became of the kills of a job."""

    kills: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=100, help="of each command")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--only", nargs="*")
    chosen = options.parse_args()
    _import_all()
    faults = 0
    with tempfile.TemporaryDirectory() as work:
        place = Path(work)
        package = build_package(place / "translate-en_zh-1_9.argosmodel")
        for name, job in JOBS.items():
            if chosen.only and name not in chosen.only:
                continue
            if name == "models adapt" and not TORCH:
                print(f"{name:20} left out: torch is not installed")
            else:
                begun = time.perf_counter()
                tally = killed(job, chosen.kills, random.Random(f"{name} {chosen.seed}"), place, package)
                seconds = time.perf_counter() - begun
                said = ", ".join(f"{what} {count}" for what, count in sorted(tally.outcomes.items()))
                print(
                    f"{name:20} {tally.kills:4} kills, {len(tally.faults)} faults  ({said}; {seconds:.0f} s)"
                )
                print(*(f"  {fault}" for fault in tally.faults[:5]), sep="\n", end="", flush=True)
                faults += len(tally.faults)
    sys.exit(1 if faults else 0)


def _import_all() -> None:
    for package in (tmx, translate, align):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not _SKIPPED & set(module.name.split(".")):
                import_module(module.name)
    for library in (*_LIBRARIES, *(_TUNING if TORCH else ())):
        import_module(library)


def killed(job: Job, kills: int, chance: random.Random, place: Path, package: Path) -> Tally:
    """Kill a job so often, each time in a fresh folder."""
    tally = Tally()
    quiet = _quiet(job, _fresh(place / "quiet", job, package))
    for _ in range(kills):
        folder = _fresh(place / "run", job, package)
        before = _sources(folder)
        old = chance.random() < 0.5 and job.home == "out"
        if old:
            for name in quiet.results:
                (folder / "out" / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / "out" / name).write_bytes(b"old\n")
        arguments = [*job.arguments, *(["--force"] if old else [])]
        tally.kills += 1
        if chance.random() < 0.5:
            code = _run(arguments, folder, after=chance.uniform(0, quiet.seconds * 1.1))
        else:
            code = _run(arguments, folder, event=chance.randint(1, quiet.events))
        tally.outcomes["killed" if code < 0 else "ended first"] += 1
        if job.home == "out":
            _check_whole(results(folder, job), quiet.results, old, tally)
        _again(job, arguments, folder, quiet, before, tally)
    return tally


def _check_whole(found: dict[str, bytes], right: dict[str, bytes], old: bool, tally: Tally) -> None:
    for name, content in found.items():
        unfinished = name.endswith(".part") or ".adapting/" in name  # where models adapt goes on
        if not unfinished and content != right.get(name) and not (old and content == b"old\n"):
            tally.faults.append(f"{name} is half: {len(content)} bytes")


def _again(
    job: Job, arguments: list[str], folder: Path, quiet: Quiet, before: dict[str, bytes], tally: Tally
) -> None:
    code = _run(arguments, folder)
    said = (folder / "home" / "said").read_text("utf-8", "replace")
    if code == 1 and (more := repeatable(arguments, said)) != arguments:
        tally.outcomes["again with --force"] += 1
        code = _run(more, folder)
        said = (folder / "home" / "said").read_text("utf-8", "replace")
    if code:
        tally.faults.append(f"cannot be run again: {code}: {said[-200:]}")
    elif results(folder, job) != quiet.results:
        tally.faults.append(f"other results: {sorted(results(folder, job))}")
    if left := strays(folder):
        tally.faults.append(f"left: {left}")
    if _sources(folder) != before:
        tally.faults.append("a source has changed")


def _quiet(job: Job, folder: Path) -> Quiet:
    begun = time.perf_counter()
    code = _run(job.arguments, folder, event=-1)
    seconds = time.perf_counter() - begun
    if code:
        raise SystemExit(f"{job.name}: {(folder / 'home' / 'said').read_text('utf-8')}")
    return Quiet(results(folder, job), seconds, int((folder / "home" / "events").read_text()))


def _fresh(folder: Path, job: Job, package: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "home").mkdir(parents=True)
    prepared(folder, package=package)
    (folder / "packages").mkdir()
    if job.name in ("translate", "models adapt"):
        with zipfile.ZipFile(package) as file:
            file.extractall(folder / "packages")
    return folder


def _sources(folder: Path) -> dict[str, bytes]:
    paths = [*folder.glob("*.*"), *(folder / "docs").rglob("*.*")]
    return {str(path): path.read_bytes() for path in paths if path.is_file()}


def _run(
    arguments: list[str] | tuple[str, ...], folder: Path, *, after: float | None = None, event: int = 0
) -> int:
    """Run a command in a fork; its exit status, or minus the signal that ended it.

    :param after: seconds until it is killed.
    :param event: the how-manieth file operation kills it; -1 to count them, into ``home/events``.
    """
    child = os.fork()
    if not child:
        _become(list(arguments), folder, event)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _become(arguments: list[str], folder: Path, event: int) -> None:
    """Be the command; never returns."""
    code, count = 1, 0
    try:
        os.chdir(folder)
        os.environ.update(environment(folder))
        said = os.open("home/said", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(said, stream)
        sys.argv = ["duiyi", *arguments]

        def hook(name: str, details: tuple[object, ...]) -> None:
            nonlocal count
            if name in _EVENTS:
                count += 1
                if count == event:
                    os.kill(os.getpid(), signal.SIGKILL)

        if event:
            sys.addaudithook(hook)
        try:
            run()
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
            if isinstance(leaving.code, str):
                print(leaving.code, file=sys.stderr)
        sys.stdout.flush()
        sys.stderr.flush()
        if event < 0:
            Path("home/events").write_text(str(count))
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
