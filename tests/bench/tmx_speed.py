"""How fast memories are read and written, beside lxml.iterparse: ``uv run python tests/bench/tmx_speed.py``.

Makes a memory of its own (``--units``), or takes one (``--file``). Each measure runs in a process of its own:
CPU-seconds, peak memory in MiB, units a CPU-second, and the ratio to bare lxml.iterparse over the same file.
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


def write(path: Path) -> int:
    """The same thousand units again and again, so that only writing is timed."""
    import tmx

    few = [unit for unit, _ in zip(tmx.read(path), range(1000), strict=False)]
    count = int(subprocess.run(["grep", "-c", "<tu ", path], capture_output=True, text=True).stdout)
    started = time.process_time()
    with Path("/dev/null").open("wb") as stream:
        written = tmx.write((unit for _ in range(count // 1000) for unit in few), stream)
    print(f"{time.process_time() - started:.2f}", file=sys.stderr)
    return written


MEASURES: dict[str, Callable[[Path], int]] = {"iterparse": iterparse, "read": read, "write": write}


def measure(name: str, path: Path) -> None:
    """Run one measure and print: name, units, CPU-seconds, MiB."""
    started = time.process_time()
    count = MEASURES[name](path)
    spent = time.process_time() - started
    print(name, count, f"{spent:.3f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


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
        path = args.file
        if path is None:
            import tmx

            path = Path(folder) / "made.tmx"
            with path.open("wb") as stream:
                tmx.write(units(args.units), stream)
        floor = 0.0
        print(
            f"{path.stat().st_size / 1e6:.0f} MB\nmeasure      units  CPU-s   MiB  units/CPU-s  to iterparse"
        )
        for name in MEASURES:
            command = [sys.executable, __file__, "--only", name, "--file", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            _, count, spent, peak = done.stdout.split()
            seconds = float(done.stderr or spent)
            floor = floor or seconds
            rate = int(count) / seconds
            print(f"{name:10} {count:>7} {seconds:6.2f} {peak:>5} {rate:12,.0f} {seconds / floor:13.2f}")


if __name__ == "__main__":
    main()
