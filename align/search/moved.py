"""Crossing beads: passages that stand elsewhere in the other text.

A search keeps the order of both texts. A paragraph or chapter that a translator moved is left without a
counterpart, or stands in beads that hardly hold. So the search is repeated on these sentences, as long as it
finds certain beads among them. Where few sentences are left, though, it is certain of too much: the last two
make a pair whatever they say. So a crossing bead is taken only if enough speaks for it, and for the crossing
beads beside it, apart from the lack of alternatives.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from align.evidence.texts import Text
from align.evidence.vectors import Space
from align.model import Bead, Span
from align.search.search import search

HARDLY = 0.5  # probability below which a bead's sentences are looked for elsewhere
SURE = 0.9
"""Probability from which a bead of what is left is taken.

With passages of 4 to 25 sentences moved by up to 80 in the development texts, of 210 beads that this makes
crossing 109 are found, and 2 wrong ones; in the texts as they are, none (``tests/bench/align_moved.py``).
"""
OWN = 2.0
"""What must speak for each crossing bead by itself, in nats: meaning, words, names and numbers."""
USUAL, ENOUGH = 4.0, 3.0
"""What must speak for a run of neighbouring crossing beads: USUAL for each, and ENOUGH beyond that, in nats.

Of some 2,000 pairs of passages of the development texts that do not translate each other, one to eight
sentences each, a search that had nothing else took 431 beads as sure; with these bounds it takes 7.
"""
NEAR = 1  # sentences between two beads of a run, at most
ROUNDS = 8  # passages that cross each other as well are found one after the other


def with_moved(beads: Sequence[Bead], src: Text, tgt: Text, space: Space) -> list[Bead]:
    """The beads of two parallel texts, with those of moved passages, in the order of the source.

    Every sentence stands in one bead, as before; of a bead that lost a sentence the others stand alone.

    :param beads: of :func:`align.search.search.align_parallel`.
    """
    whole = list(beads)
    for _ in range(ROUNDS):
        rows, columns = _loose(whole)
        sure = _sure(src.take(rows), tgt.take(columns), rows, columns, space) if rows and columns else []
        after = _with(whole, sure)
        if after is whole:
            break
        whole = after
    return whole


def _with(beads: list[Bead], sure: Sequence[Bead]) -> list[Bead]:
    """The beads with those of ``sure`` that stand in order, or that enough speaks for."""
    while sure:
        taken = {k for bead in sure for k in range(*bead.src)}, {k for bead in sure for k in range(*bead.tgt)}
        merged = _merged([part for bead in beads for part in _rest(bead, taken)], sure)
        lonely = _lonely([bead for bead in merged if bead.crossing])
        firm = [bead for bead in sure if (bead.src, bead.tgt) not in lonely]
        if len(firm) == len(sure):
            return merged
        sure = firm
    return beads


def _lonely(crossing: Sequence[Bead]) -> set[tuple[Span, Span]]:
    """The crossing beads, given in the order of the source, that too little speaks for."""
    runs: list[list[Bead]] = []
    for bead in crossing:
        if _own(bead) >= OWN:
            if runs and _beside(runs[-1][-1], bead):
                runs[-1].append(bead)
            else:
                runs.append([bead])
    firm = {id(bead) for run in runs if sum(_own(bead) - USUAL for bead in run) >= ENOUGH for bead in run}
    return {(bead.src, bead.tgt) for bead in crossing if id(bead) not in firm}


def _own(bead: Bead) -> float:
    """What speaks for a bead by itself, whatever else there is for its sentences."""
    return sum(bead.parts.get(part, 0.0) for part in ("meaning", "words", "items"))


def _beside(bead: Bead, after: Bead) -> bool:
    gaps = after.src.start - bead.src.stop, after.tgt.start - bead.tgt.stop
    return all(0 <= gap <= NEAR for gap in gaps)


def _loose(beads: Sequence[Bead]) -> tuple[list[int], list[int]]:
    """The sentences that stand alone or in beads that hardly hold, by side."""
    loose = [bead for bead in beads if not bead.paired or (bead.score < HARDLY and not bead.crossing)]
    return [k for bead in loose for k in range(*bead.src)], [k for bead in loose for k in range(*bead.tgt)]


def _sure(src: Text, tgt: Text, rows: Sequence[int], columns: Sequence[int], space: Space) -> list[Bead]:
    """The beads of what is left that are next to certain, in the indexes of the whole texts."""
    beads = []
    for bead in search(src, tgt, space).beads():
        left, right = rows[slice(*bead.src)], columns[slice(*bead.tgt)]
        if bead.paired and bead.score >= SURE and _together(left) and _together(right):
            whole = Span(left[0], left[-1] + 1), Span(right[0], right[-1] + 1)
            beads.append(replace(bead, src=whole[0], tgt=whole[1]))
    return beads


def _together(indexes: Sequence[int]) -> bool:
    return all(after == before + 1 for before, after in pairwise(indexes))


def _rest(bead: Bead, taken: tuple[set[int], set[int]]) -> list[Bead]:
    """A bead, or its sentences one by one if some of them were taken."""
    rows = [k for k in range(*bead.src) if k not in taken[0]]
    columns = [k for k in range(*bead.tgt) if k not in taken[1]]
    if len(rows) == bead.src.size and len(columns) == bead.tgt.size:
        return [bead]
    alone = [Bead(Span(k, k + 1), Span(bead.tgt.start, bead.tgt.start)) for k in rows]
    return alone + [Bead(Span(bead.src.stop, bead.src.stop), Span(k, k + 1)) for k in columns]


def _merged(beads: Sequence[Bead], others: Sequence[Bead]) -> list[Bead]:
    """All beads in the order of the source; those of ``others`` are crossing that stand out of the target's.

    Both come in the order of the source, ``others`` in that of the target as well.
    """
    firm = [bead.paired and not bead.crossing for bead in beads]
    stops = [bead.tgt.stop if there else 0 for bead, there in zip(beads, firm, strict=True)]
    last = max((bead.tgt.stop for bead in (*beads, *others)), default=0)
    starts = [bead.tgt.start if there else last for bead, there in zip(beads, firm, strict=True)]
    before = [0, *accumulate(stops, max)]
    after = [last, *accumulate(reversed(starts), min, initial=last)][:0:-1]
    reached = [*accumulate((bead.src.start for bead in beads), max)]  # where nothing stands, 0-1 may lag
    merged: list[Bead] = []
    done = 0
    for other in others:
        at = bisect_left(reached, other.src.stop, lo=done)
        merged += beads[done:at]
        crossing = other.tgt.start < before[at] or other.tgt.stop > after[at]
        merged.append(replace(other, crossing=crossing))
        done = at
    return merged + list(beads[done:])
