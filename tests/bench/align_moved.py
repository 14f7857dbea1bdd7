"""How many pairs of moved passages are found, on hand-aligned documents.

    uv run python tests/bench/align_moved.py GOLD/*/???.ladder

Beside each ladder lie ``NAME.en`` and ``NAME.zh``, a sentence a line. In two copies of each document 4 to 25
Chinese sentences are put elsewhere, up to 80 sentences away, at random with a fixed seed. Printed are, for
each folder: the beads that this makes crossing, the crossing ones that are found and how many of them are
right; strict F1 with them and without; and how many crossing beads are found in the documents as they are.
The translator is not asked.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from align.evidence.texts import Text
from align.evidence.vectors import Encoder
from align.ladder import Rung, f1, read_ladder
from align.model import Bead
from align.search.moved import with_moved
from align.search.search import align_parallel

Case = tuple[list[Rung], list[Rung]]
SIZES, FAR, COPIES = (4, 25), 80, 2


def moved(count: int, draw: random.Random) -> tuple[list[int], set[int]]:
    """The numbers of so many sentences with a passage elsewhere; and the passage."""
    while True:
        size = draw.randint(*SIZES)
        first = draw.randint(0, count - size)
        rest = [k for k in range(count) if not first <= k < first + size]
        to = draw.randint(max(0, first - FAR), min(len(rest), first + FAR))
        if abs(to - first) >= size:
            return [*rest[:to], *range(first, first + size), *rest[to:]], set(range(first, first + size))


def main() -> None:
    """Print a table, a line for each folder."""
    encoder = Encoder(threads=1)
    without: dict[str, list[Case]] = {}
    with_them: dict[str, list[Case]] = {}
    counts: dict[str, list[int]] = {}
    draw = random.Random(1)
    for ladder in map(Path, sys.argv[1:]):
        gold = list(read_ladder(ladder))
        lines = [ladder.with_suffix(f".{lang}").read_text("utf-8").splitlines() for lang in ("en", "zh")]
        en, zh = (Text(some, encoder.encode(some)) for some in lines)
        count = counts.setdefault(ladder.parent.name, [0, 0, 0, 0])
        plain = with_moved(align_parallel(en, zh, encoder.space), en, zh, encoder.space)
        count[3] += sum(bead.crossing for bead in plain)
        for _ in range(COPIES):
            order, passage = moved(len(zh.sentences), draw)
            place = {old: new for new, old in enumerate(order)}
            text = zh.take(order)
            there = [(src, tuple(sorted(place[k] for k in tgt))) for src, tgt in gold]
            before = align_parallel(en, text, encoder.space)
            after = with_moved(before, en, text, encoder.space)
            without.setdefault(ladder.parent.name, []).append((there, list(_rungs(before))))
            with_them.setdefault(ladder.parent.name, []).append((there, list(_rungs(after))))
            crossing = set(_rungs([bead for bead in after if bead.crossing]))
            count[0] += sum(bool(src and passage.intersection(tgt)) for src, tgt in gold)
            count[1] += len(crossing)
            count[2] += len(crossing.intersection(there))
    for folder, (made, found, right, unmoved) in sorted(counts.items()):
        print(
            f"{folder:10} {made} made crossing: {found} found, {right} right; strict"
            f" {f1(without[folder]).strict:.3f} without, {f1(with_them[folder]).strict:.3f} with them;"
            f" {unmoved} in the documents as they are"
        )


def _rungs(beads: Sequence[Bead]) -> Iterator[Rung]:
    return ((tuple(range(*bead.src)), tuple(range(*bead.tgt))) for bead in beads)


if __name__ == "__main__":
    main()
