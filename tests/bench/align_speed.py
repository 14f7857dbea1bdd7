"""Cost of the search alone, from 1,000 to 30,000 source sentences: CPU-seconds and memory.

    uv run python tests/bench/align_speed.py [SENTENCES …]

The texts are made up: vectors of sentences and tokens with a counterpart on the other side, merges and
omissions as in novels (1.43 target sentences for one of the source). Each size runs in its own process;
making the texts is not counted.
"""

import resource
import subprocess
import sys
import time

import numpy as np

from align.evidence import Text
from align.search import align_parallel
from align.vectors import Space, Vectors, load_space

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
        tokens = (words + rng.normal(size=words.shape).astype(np.float32)).reshape(units * TOKENS, -1)
        lengths = np.diff(starts)
        lines = [("a word " * 6 if lang == "en" else "字" * 12) * int(k) + "." for k in lengths]
        pieces = rng.integers(5, 20_000, len(tokens))
        weights = np.full(len(tokens), 0.5, np.float32)
        at = (starts * TOKENS).astype(np.int64)
        sides.append(Text(lines, Vectors(sums.astype(np.float32), tokens, weights, pieces, at)))
    return sides[0], sides[1]


def main() -> None:
    """Measure each size in a process of its own."""
    if len(sys.argv) > 2 and sys.argv[1] == "--one":
        space = load_space()
        src, tgt = texts(int(sys.argv[2]), space)
        before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        align_parallel(src, tgt, space)
        seconds = time.process_time() - begin
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = f"{len(src.sentences):,} × {len(tgt.sentences):,}"
        new = (peak - before) / 1024
        print(f"{size:18} {seconds:6.1f} CPU-s  {peak / 1024:6,.0f} MiB, {new:6,.0f} of it for the search")
        return
    for size in sys.argv[1:] or ["1000", "3000", "10000", "30000"]:
        subprocess.run([sys.executable, __file__, "--one", size], check=True)


if __name__ == "__main__":
    main()
