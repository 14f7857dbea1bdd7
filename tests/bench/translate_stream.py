"""Peak memory and speed of ``duiyi translate`` on a large text, which goes through in pieces.

``uv run python tests/bench/translate_stream.py [--mib 100] [--run NAME]``

A text of made-up sentences, nearly all of them distinct, with the translation alone, with a memory, and with
a memory and a review file sorted worst first. A tiny synthetic Argos package is loaded, but all its answers
are one sentence, so that what is measured is everything but the engine. Peak MiB (resident, of the process),
CPU-seconds and MiB of text a CPU-second. Fails if a run needs over 700 MiB.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from argos_fixture import WORDS, build_package

MOST_MIB = 700
RUNS = {"translation": [], "+ memory": ["--tmx"], "+ review": ["--tmx", "--review", "--worst-first"]}
_MEASURE = (
    "import resource, sys, time; from align.main import app; start = time.process_time()\n"
    "import translate.engines.argos as argos; from translate.engines.engine import Output\n"
    "said = Output('我们今天在海边读了一本好书。', -0.1, False)\n"
    "argos.ArgosDecoder.decode = lambda self, texts, search: ((n, said) for n in range(len(texts)))\n"
    "try: app(sys.argv[1:])\n"
    "except SystemExit as left: assert not left.code, left.code\n"
    "print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
)


def write_text(path: Path, size: int) -> None:
    """Sentences of 8 to 30 known words, in paragraphs."""
    chance = random.Random(1)
    known = [word for word in WORDS if word.isalpha()]
    written = 0
    with path.open("w", encoding="utf-8") as stream:
        while written < size:
            sentences = (" ".join(chance.choices(known, k=chance.randint(8, 30))) + "." for _ in range(5))
            written += stream.write(" ".join(sentences) + "\n\n")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mib", type=int, default=100)
    options.add_argument("--run", choices=RUNS)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "packages"
        with zipfile.ZipFile(build_package(Path(work) / "tiny.argosmodel")) as package:
            package.extractall(folder)
        env = {
            **os.environ,
            **dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), work),
            "ARGOS_PACKAGES_DIR": str(folder),
        }
        text = Path(work) / "large.txt"
        write_text(text, chosen.mib << 20)
        worst = 0.0
        for name, more in RUNS.items() if not chosen.run else [(chosen.run, RUNS[chosen.run])]:
            arguments = ["translate", str(text), "--to", "zh", "--no-cache", "-o", f"{work}/{name}", *more]
            done = subprocess.run(
                [sys.executable, "-c", _MEASURE, *arguments],
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                sys.exit(done.stderr)
            seconds, peak = map(float, done.stdout.split()[-2:])
            worst = max(worst, peak)
            print(
                f"{name:12} {peak:6.0f} MiB  {seconds:8.1f} CPU-s  {chosen.mib / seconds:6.2f} MiB/CPU-s",
                flush=True,
            )
    sys.exit(1 if worst > MOST_MIB else 0)


if __name__ == "__main__":
    main()
