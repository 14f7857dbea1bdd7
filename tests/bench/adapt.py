"""What adapting is worth: a small memory of a trade that the base does not know, before and after.

    python tests/bench/adapt.py          (the embedded translator, English into Chinese)
    python tests/bench/adapt.py --from zh --to en --general ../shared/mt/dev/flores200.dev
    python tests/bench/adapt.py --argos  (an Argos package)

The memory is a loom manual made by grammar (`tests/support/adapt_fixture.py`): 425 pairs in 12 documents;
no joint of pattern and part stands in two documents. Printed: chrF on held-out documents (and on general
texts, with `--general PREFIX` for PREFIX.en and PREFIX.zh), CPU-seconds of the whole, and whether a gain of
5 chrF was reached within 20 CPU-minutes.

With `--argos FILE` that package is adapted; without a file, a modest one, which is made by the recipe of the
student from 8,000 everyday pairs of ../shared/training at the first time (some CPU-minutes) and kept in the
user's cache. The adapted package is then installed, plain argostranslate translates the held-out pairs with
it, and what it says is laid beside what our engine says with the same search. Takes three CPU-minutes or so;
needs torch.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from adapt_fixture import argostranslate_says, memory

from translate.adapting.adapt import Job, adapt
from translate.adapting.memory import approved, divide
from translate.engines.choosing import decoder_of, route
from translate.engines.engine import Search
from translate.model import Side
from translate.packages import installing
from translate.packages.archive import check_archive
from translate.training.corpus import read_corpus
from translate.training.student import Shape, pieces_of, train

GAIN, MINUTES = 5.0, 20.0
ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "training" / "corpus.tsv.xz"
EVERYDAY = {"tatoeba_cmn": 1.0, "earthworm": 1.0}


def modest(src: Side, tgt: Side) -> Path:
    """An Argos package that knows everyday sentences a little, made at the first time."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "duiyi" / "bench"
    file = cache / f"everyday-{src}_{tgt}.argosmodel"
    if not file.exists():
        if not CORPUS.exists():
            raise SystemExit("give --argos FILE: there is no corpus here to make a package from")
        cache.mkdir(parents=True, exist_ok=True)
        some = read_corpus(CORPUS, {}, others=0.05, words=(1, 60), limit=20_000, seed=1)
        lines = read_corpus(CORPUS, EVERYDAY, others=0.0, words=(1, 12), limit=8_000, seed=1)
        spm = pieces_of([text for line in some for text in line], 6000)
        start = time.process_time()
        figures = train(
            lines, src, tgt, file, Shape(128, 4, 512, 2, 2), spm=spm,
            minutes=90, epochs=2, batch_pieces=2500, rate=2e-3, warmup=40, held=100,
        )  # fmt: skip
        print(f"made      {file}: {figures}, {time.process_time() - start:.0f} CPU-s", flush=True)
    return file


def compared(output: Path, held: list[str], src: Side, tgt: Side) -> str:
    """Install the adapted package, and let argostranslate and our engine translate the held-out pairs."""
    package = installing.install(output)
    assert route(src, tgt) == (package,)
    _, *said = argostranslate_says(held)
    ours = dict(decoder_of(package).decode(held, Search(beam=4)))
    same = sum(ours[place].text == text for place, text in enumerate(said))
    return f"{same} of {len(held)} held-out pairs alike by argostranslate and by our engine (beam 4)"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="src", choices=["en", "zh"], default="en")
    parser.add_argument("--to", dest="tgt", choices=["en", "zh"], default="zh")
    parser.add_argument("--general", type=Path, help="PREFIX of PREFIX.en and PREFIX.zh")
    parser.add_argument("--argos", nargs="?", const="", metavar="FILE", help="adapt an Argos package")
    given = parser.parse_args()
    src: Side = given.src
    tgt: Side = given.tgt
    general = given.general and tuple(
        given.general.with_name(f"{given.general.name}.{s}") for s in (src, tgt)
    )
    shown = [0.0]

    def on_progress(stage: str, done: int, total: int) -> None:
        if time.monotonic() - shown[0] > 20:
            shown[0] = time.monotonic()
            print(f"  {stage} {done}/{total}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        os.environ["ARGOS_PACKAGES_DIR"] = str(Path(folder) / "packages")
        if given.argos is not None:
            installing.install(Path(given.argos) if given.argos else modest(src, tgt))
        learned = memory(Path(folder) / "loom.tmx")
        output = Path(folder) / "loom.argosmodel"
        job = Job(src=src, tgt=tgt, memories=(learned,), output=output, general=general, force=True)
        start = time.process_time()
        report = adapt(job, say=lambda line: print(line, flush=True), on_progress=on_progress)
        seconds = time.process_time() - start
        print(f"package   {check_archive(output)}, {output.stat().st_size / 2**20:.0f} MiB")
        if given.argos is not None:
            held = [pair.source for pair in divide(approved([learned], src, tgt).pairs).test]
            print(f"beside    {compared(output, held, src, tgt)}")
    gain = report.after.held_out - report.before.held_out
    reached = gain >= GAIN and seconds <= MINUTES * 60
    print(f"gain      {gain:+.1f} chrF in {seconds:.0f} CPU-s: {'reached' if reached else 'not reached'}")


if __name__ == "__main__":
    main()
