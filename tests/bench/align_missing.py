"""How well the rest is aligned where stretches of one side are missing, on hand-aligned documents.

    uv run python tests/bench/align_missing.py [--careful] GOLD/*/*.ladder

Beside each ladder lie ``NAME.en`` and ``NAME.zh``, a sentence a line. Blocks of BLOCK sentences are taken out
of one side, at random with a fixed seed, until 5 % or 20 % are gone. Measured is strict F1 of the beads
that lost nothing, against those that the search finds among their sentences; and the same for the whole.
With ``--careful`` the translator weighs what is in doubt.
"""

import random
import sys
from collections.abc import Sequence
from pathlib import Path

from align.evidence.texts import Text
from align.evidence.vectors import Encoder, Space
from align.ladder import Rung, f1, read_ladder
from align.search.search import align_parallel
from translate.engines.likelihood import Likelihood

BLOCK = 10
Case = tuple[list[Rung], list[Rung]]


def found(
    en: Text, zh: Text, space: Space, kept: Sequence[Sequence[int]], judge: Likelihood | None
) -> list[Rung]:
    """The beads between the sentences that are kept, in the indexes of all."""
    sides = [text.take(some) for text, some in zip((en, zh), kept, strict=True)]
    return [
        (tuple(kept[0][k] for k in range(*bead.src)), tuple(kept[1][k] for k in range(*bead.tgt)))
        for bead in align_parallel(sides[0], sides[1], space, judge)
    ]


def left(count: int, share: float, seed: int) -> list[int]:
    """The sentences that are left when blocks are taken out."""
    chance, gone = random.Random(seed), set[int]()
    while len(gone) < share * count:
        first = chance.randrange(count)
        gone |= set(range(first, min(first + BLOCK, count)))
    return [k for k in range(count) if k not in gone]


def measured(gold: Sequence[Rung], rungs: Sequence[Rung], kept: Sequence[Sequence[int]]) -> Case:
    """Gold beads that lost nothing, and what was found among their sentences."""
    there = [set(some) for some in kept]
    whole = [
        rung
        for rung in gold
        if rung[0] and rung[1] and all(set(s) <= t for s, t in zip(rung, there, strict=True))
    ]
    sources, targets = ({k for rung in whole for k in rung[side]} for side in (0, 1))
    return whole, [r for r in rungs if r[0] and r[1] and (set(r[0]) & sources or set(r[1]) & targets)]


def main() -> None:
    """Print a table: by folder, for each share and side."""
    encoder = Encoder(threads=1)
    names = [name for name in sys.argv[1:] if name != "--careful"]
    judge = Likelihood(threads=1) if len(names) < len(sys.argv) - 1 else None
    cases: dict[tuple[str, str], list[Case]] = {}
    for seed, ladder in enumerate(map(Path, names)):
        gold = list(read_ladder(ladder))
        lines = [ladder.with_suffix(f".{lang}").read_text("utf-8").splitlines() for lang in ("en", "zh")]
        en, zh = (Text(some, encoder.encode(some)) for some in lines)
        every = [list(range(len(some))) for some in lines]
        for share in (0.0, 0.05, 0.2):
            for side, lang in enumerate(("English", "Chinese")[: 2 if share else 1]):
                kept = [some if k != side else left(len(some), share, seed) for k, some in enumerate(every)]
                name = f"{share:4.0%} of {lang} missing" if share else "whole"
                case = measured(gold, found(en, zh, encoder.space, kept, judge), kept)
                cases.setdefault((ladder.parent.name, name), []).append(case)
    for (folder, name), pairs in sorted(cases.items()):
        print(f"{folder:10} {name:24} strict {f1(pairs).strict:.3f}  lax {f1(pairs).lax:.3f}")


if __name__ == "__main__":
    main()
