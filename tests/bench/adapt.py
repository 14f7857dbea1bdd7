"""What adapting is worth: a small memory of a trade that the base does not know, before and after.

    python tests/bench/adapt.py          (the embedded translator, English into Chinese)
    python tests/bench/adapt.py --from zh --to en --general ../shared/mt/dev/flores200.dev

The memory is a loom manual made by grammar (`tests/adapt_fixture.py`): 425 different pairs in 12 documents;
no joint of pattern and part stands in two documents. Printed: chrF on held-out documents (and on general
texts, with `--general PREFIX` for PREFIX.en and PREFIX.zh), CPU-seconds of the whole, and whether a gain of
5 chrF was reached within 20 CPU-minutes. Takes three CPU-minutes or so; needs torch.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from adapt_fixture import memory

from translate.archive import check_archive
from translate.model import Side
from translate.training.adapt import Job, adapt
from translate.training.tuning import State

GAIN, MINUTES = 5.0, 20.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="src", choices=["en", "zh"], default="en")
    parser.add_argument("--to", dest="tgt", choices=["en", "zh"], default="zh")
    parser.add_argument("--general", type=Path, help="PREFIX of PREFIX.en and PREFIX.zh")
    given = parser.parse_args()
    src: Side = given.src
    tgt: Side = given.tgt
    general = given.general and tuple(
        given.general.with_name(f"{given.general.name}.{s}") for s in (src, tgt)
    )
    shown = [0.0]

    def watch(state: State) -> None:
        if time.monotonic() - shown[0] > 20:
            shown[0] = time.monotonic()
            print(f"  step {state.step}/{state.steps} held-out {state.held:.3f}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "loom.argosmodel"
        job = Job(
            src=src,
            tgt=tgt,
            memories=(memory(Path(folder) / "loom.tmx"),),
            output=output,
            general=general,
            force=True,
        )
        start = time.process_time()
        report = adapt(job, say=lambda line: print(line, flush=True), watch=watch)
        seconds = time.process_time() - start
        print(f"package   {check_archive(output)}, {output.stat().st_size / 2**20:.0f} MiB")
    gain = report.after.held - report.before.held
    reached = gain >= GAIN and seconds <= MINUTES * 60
    print(f"gain      {gain:+.1f} chrF in {seconds:.0f} CPU-s: {'reached' if reached else 'not reached'}")


if __name__ == "__main__":
    main()
