"""Cost of the search alone, from 1,000 to 100,000 source sentences: CPU-seconds and memory.

    uv run python tests/bench/align_speed.py [SENTENCES …]      (Linux: it reads /proc)
    uv run --with sentweave python tests/bench/align_speed.py --vecalign [SENTENCES …]

The texts are made up: vectors of sentences and tokens with a counterpart on the other side, merges and
omissions as in novels (1.43 target sentences for one of the source). Each size runs in its own process on
one thread; making the texts is not counted, holding their vectors is. With ``--vecalign`` Vecalign (PyPI
``sentweave``) searches the same sentence vectors next; the vectors of joined sentences that it asks for are
sums here, and the time to make them is not counted.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from align.evidence.texts import Text
from align.evidence.vectors import Space, Tokens, Vectors, centred, load_space
from align.search.search import align_parallel

Search = Callable[[], int]
TOKENS = 12  # for each unit of meaning, on both sides


def texts(count: int, space: Space) -> tuple[Text, Text]:
    """Two texts of which the second says what the first does in more sentences."""
    rng = np.random.default_rng(1)
    units = int(count * 1.5)
    meaning = rng.normal(size=(units, 384)).astype(np.float32)
    words = rng.normal(size=(units, TOKENS, space.projection.shape[1])).astype(np.float32)
    sides = []
    for lang, sentences in (("en", count), ("zh", int(count * 1.43))):
        cuts = np.sort(rng.choice(np.arange(1, units), sentences - 1, replace=False))
        starts = np.concatenate(([0], cuts, [units]))
        noise = meaning + rng.normal(size=meaning.shape).astype(np.float32)
        sums = np.add.reduceat(noise, starts[:-1], axis=0) / np.diff(starts)[:, None]
        at = (starts * TOKENS).astype(np.int64)
        tokens = Tokens.quantised(
            (words + rng.normal(size=words.shape).astype(np.float32)).reshape(units * TOKENS, -1), at
        )
        lengths = np.diff(starts)
        lines = [("a word " * 6 if lang == "en" else "字" * 12) * int(k) + "." for k in lengths]
        pieces = rng.integers(5, 20_000, units * TOKENS).astype(np.int32)
        weights = np.full(len(pieces), 0.5, np.float32)
        sides.append(Text(lines, Vectors(sums.astype(np.float32), tokens, weights, pieces)))
    return sides[0], sides[1]


def main() -> None:
    """Measure each size in a process of its own."""
    if len(sys.argv) > 3 and sys.argv[1] == "--one":
        measure(sys.argv[2], int(sys.argv[3]))
        return
    given = sys.argv[1:]
    searches = ["duiyi", "Vecalign"] if "--vecalign" in given else ["duiyi"]
    sizes = [size for size in given if size != "--vecalign"] or ["1000", "3000", "10000", "30000", "100000"]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # waiting threads burn time
    for size in sizes:
        for name in searches:
            subprocess.run([sys.executable, __file__, "--one", name, size], check=True, env=alone)


def measure(name: str, count: int) -> None:
    """Align texts of ``count`` source sentences, and print what it took."""
    space = load_space()
    src, tgt = texts(count, space)
    search = SEARCHES[name](src, tgt, space)
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before, begin = _memory("VmRSS"), time.process_time()
    beads = search()
    seconds = time.process_time() - begin
    peak = _memory("VmHWM")
    size = f"{len(src.sentences):,} × {len(tgt.sentences):,}"
    print(
        f"{size:18} {name:8} {seconds:6.1f} CPU-s, {seconds / count * 1000:.2f} ms a sentence; "
        f"{peak:6,.0f} MiB, {peak - before:6,.0f} of it for the search; {beads:,} beads",
        flush=True,
    )


def ours(src: Text, tgt: Text, space: Space) -> Search:
    """Our search, which gives the number of beads that it is sure of."""
    return lambda: sum(bead.score > 0.5 for bead in align_parallel(src, tgt, space))


def vecalign(src: Text, tgt: Text, space: Space) -> Search:
    """Vecalign's search, which gives the number of its beads."""
    theirs: Any = import_module("sentweave.align")  # the package has a function of that name, too
    joined = {}
    for side, lang in ((src, "en"), (tgt, "zh")):
        unit = centred(side.vectors.sentences, space.sentence_mean[lang])
        running = np.concatenate((np.zeros((1, unit.shape[1]), np.float32), np.cumsum(unit, axis=0)))
        sums = np.zeros((JOINED, *unit.shape), np.float32)
        for more in range(JOINED):
            there = np.maximum(np.arange(1, len(unit) + 1) - 1 - more, 0)
            sums[more] = running[1:] - running[there]
        joined[len(side.sentences)] = sums / np.linalg.norm(sums, axis=-1, keepdims=True)
    theirs._build_overlap_embeddings = lambda lines, size, encoder: joined[len(lines)][:size]
    return lambda: len(theirs.align(src.sentences, tgt.sentences, None, alignment_max_size=JOINED).alignments)


JOINED = 8  # sentences of both sides together that Vecalign joins at most, its default
SEARCHES: dict[str, Callable[[Text, Text, Space], Search]] = {"duiyi": ours, "Vecalign": vecalign}


def _memory(what: str) -> float:
    """A figure of this process's memory, in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024


if __name__ == "__main__":
    main()
