"""How fast memories are read, written, compared, asked: ``uv run python tests/bench/tmx_speed.py``.

Makes a memory of its own (``--units``), or takes one (``--file``). Each measure runs in a process of its own:
CPU-seconds, peak memory in MiB, units a CPU-second, and the ratio to bare lxml.iterparse over the same file.
translate-toolkit and tmxutil read the same file in environments that uv makes for them.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tmx.model import Prop, Unit, Variant

WORDS = ("river", "stone", "letter", "winter", "market", "garden", "window", "teacher", "&", "<b>", "quiet")
CHARACTERS = "春江潮水连海平海上明月共潮生滟滟随波千万里何处春江无月明江流宛转绕芳甸"


def units(count: int) -> Iterator[Unit]:
    """The same units each time: 8 to 34 English words, 8 to 40 characters, a score."""
    chance = random.Random(7)
    for number in range(count):
        english = " ".join(chance.choices(WORDS, k=chance.randint(8, 34))) + "."
        chinese = "".join(chance.choices(CHARACTERS, k=chance.randint(8, 40))) + "\N{IDEOGRAPHIC FULL STOP}"
        yield Unit(
            (Variant("en", (english,)), Variant("zh-CN", (chinese,))),
            (("tuid", f"{number:06d}"), ("creationdate", "20240101T000000Z")),
            (Prop("x-alignment-score", f"{chance.random():.4f}"),),
        )


def iterparse(path: Path) -> int:
    """The floor: lxml counts every element and keeps none."""
    from lxml import etree

    count = 0
    for _, element in etree.iterparse(path, events=("end",)):
        if element.tag == "tu":
            count += 1
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return count


def read(path: Path) -> int:
    """All units as objects, one at a time."""
    import tmx

    return sum(1 for _ in tmx.read(path))


def check(path: Path) -> int:
    """Read, and hold every unit against all rules."""
    from tmx.check.checking import problems

    print(f"check: {sum(1 for _ in problems(path))} problems", file=sys.stderr)
    return read_count(path)


def read_count(path: Path) -> int:
    """Units of a file, by grep: not part of what is measured."""
    done = subprocess.run(["grep", "-c", "<tu ", path], capture_output=True, text=True, check=True)
    return int(done.stdout)


def write(path: Path) -> tuple[int, float]:
    """The same thousand units again and again, so that only writing is timed."""
    import tmx

    few = [unit for unit, _ in zip(tmx.read(path), range(1000), strict=False)]
    count = read_count(path)
    started = time.process_time()
    with Path("/dev/null").open("wb") as stream:
        written = tmx.write((unit for _ in range(count // 1000) for unit in few), stream)
    return written, time.process_time() - started


def diff(path: Path) -> tuple[int, float]:
    """The memory and itself with one target in a hundred changed."""
    from tmx.look.diffing import count, differences

    other = path.with_suffix(".changed.tmx")
    if not other.exists():
        change_some(path, other)
    started = time.process_time()
    found = count(differences(path, other))
    spent = time.process_time() - started
    print(f"diff: {dict(found)}", file=sys.stderr)
    return read_count(path), spent


def change_some(path: Path, other: Path) -> None:
    """Write the memory with one target in a hundred changed."""
    import tmx

    def changed() -> Iterator[Unit]:
        for place, unit in enumerate(tmx.read(path)):
            first, second = unit.variants
            if place % 100 == 0:
                second = Variant(second.lang, (*second.segment, "!"))
            yield Unit((first, second), unit.attributes, unit.remarks)

    with other.open("wb") as stream:
        tmx.write(changed(), stream)


def dedupe(path: Path) -> int:
    """Leave out repeated pairs: two readings and a writing."""
    from tmx.change.merging import dedupe as run

    return run(path, path.with_suffix(".once.tmx")).read


def build(path: Path) -> int:
    """Index a memory for lookup."""
    from tmx.look.lookup import Memory

    return len(Memory.open(path))


def asked(path: Path, *, fuzzy: bool) -> tuple[int, float]:
    """Look up sources of the memory, as they are or with one word in seven replaced."""
    from tmx.look.lookup import Memory
    from tmx.model import plain

    memory = Memory.open(path)
    chance = random.Random(3)
    texts = []
    for unit in chance.sample(memory.units, 500 if fuzzy else 2000):
        words = plain(unit.variants[0].segment).split(" ")
        for _ in range(len(words) // 7 + 1 if fuzzy else 0):
            words[chance.randrange(len(words))] = "unheard-of"
        texts.append(" ".join(words))
    started = time.process_time()
    found = sum(bool(memory.lookup(text, limit=1 if not fuzzy else 5)) for text in texts)
    spent = time.process_time() - started
    print(f"lookup: {found} of {len(texts)} found", file=sys.stderr)
    return len(texts), spent


# Other tools, each in an environment of its own, which uv makes: name, package, program. translate-toolkit
# would shadow a package of ours, so that nothing of this environment may be seen (-I).
OTHERS = {
    "translate-toolkit": (
        "translate-toolkit",
        "from translate.storage.tmx import tmxfile\n"
        "store = tmxfile.parsefile(path)\n"
        "count = sum(1 for unit in store.units if unit.source and unit.target)\n",
    ),
    "tmxutil": (
        "tmxutil",
        "from tmxutil.formats.tmx import TMXReader\n"
        "reader = TMXReader(open(path, 'rb'))\n"
        "count = sum(1 for unit in reader.records())\n",
    ),
}
FRAME = (
    "import resource, sys, time\npath = sys.argv[1]\nstarted = time.process_time()\n{program}"
    "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
    "print(count, time.process_time() - started, peak)\n"
)


Measure = Callable[[Path], int | tuple[int, float]]
MEASURES: dict[str, Measure] = {
    "iterparse": iterparse,
    "read": read,
    "check": check,
    "write": write,
    "diff": diff,
    "dedupe": dedupe,
    "build": build,
    "exact": lambda path: asked(path, fuzzy=False),
    "fuzzy": lambda path: asked(path, fuzzy=True),
}


def measure(name: str, path: Path) -> None:
    """Run one measure and print: units, CPU-seconds, MiB."""
    started = time.process_time()
    done = MEASURES[name](path)
    count, spent = done if isinstance(done, tuple) else (done, time.process_time() - started)
    print(count, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def command(name: str, path: Path) -> list[str]:
    """The command line of one measure."""
    if name in MEASURES:
        return [sys.executable, __file__, "--only", name, "--file", str(path)]
    package, program = OTHERS[name]
    run = ["uv", "run", "--no-project", "--isolated", "--with", package, "python", "-I", "-c"]
    return [*run, FRAME.format(program=program), str(path)]


def main() -> None:
    """Print the table, or, with ``--only``, one raw line of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=200_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--only", choices=MEASURES)
    args = parser.parse_args()
    if args.only:
        measure(args.only, args.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.tmx"
        if args.file is None:
            import tmx

            with path.open("wb") as stream:
                tmx.write(units(args.units), stream)
        else:
            path.symlink_to(args.file.resolve())
        table(path)


def table(path: Path) -> None:
    """Run every measure over one file, and print a row each."""
    print(f"{path.stat().st_size / 1e6:.0f} MB")
    print(f"{'measure':18} {'units':>7} {'CPU-s':>6} {'MiB':>5} {'units/CPU-s':>12} {'to iterparse':>13}")
    floor = 0.0
    for name in (*MEASURES, *OTHERS):
        done = subprocess.run(command(name, path), capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name:18} not measured: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
            continue
        count, spent, peak = done.stdout.split()
        seconds = float(spent)
        floor = floor or seconds
        rate = int(count) / seconds
        print(f"{name:18} {count:>7} {seconds:6.2f} {peak:>5} {rate:12,.0f} {seconds / floor:13.2f}")


if __name__ == "__main__":
    main()
