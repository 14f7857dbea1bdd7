"""Crossing beads: passages that stand elsewhere in the other text.

A search keeps the order of both texts. What a translator moved, a paragraph or a chapter, is left alone by
it, or stands in beads that hardly hold. So the search is repeated on what is left; what it is sure of there
is taken, again and again while something is found.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from align.evidence import Text
from align.model import Bead, Span
from align.search import search
from align.vectors import Space

HARDLY = 0.5  # probability below which a bead's sentences are looked for elsewhere
SURE = 0.9
"""Probability from which a bead of what is left is taken.

With passages of 4 to 25 sentences moved by up to 80 in the development texts, of 210 beads that this makes
crossing 110 are found, and 4 wrong ones; in the texts as they are, none (``tests/bench/align_moved.py``).
"""
OWN = 8.0
"""What must speak for a passage of what is left by itself: meaning, words, names and numbers, in nats.

Kind, length and marks speak for any two sentences that are left over, and so does that there is nothing else.
Of 431 beads of the development texts that came of passages which are no translations of each other, 13 have
as much; of 112 right ones 97.
"""
ROUNDS = 8  # passages that cross each other as well are found one after the other


def with_moved(beads: Sequence[Bead], src: Text, tgt: Text, space: Space) -> list[Bead]:
    """The beads of two parallel texts, with those of moved passages, in the order of the source.

    Every sentence stands in one bead, as before; of a bead that lost a sentence the others stand alone.

    :param beads: what :func:`align.search.align_parallel` found.
    """
    found = list(beads)
    for _ in range(ROUNDS):
        rows, columns = _left(found)
        sure = _sure(src.take(rows), tgt.take(columns), rows, columns, space) if rows and columns else []
        if not sure:
            break
        taken = {k for bead in sure for k in range(*bead.src)}, {k for bead in sure for k in range(*bead.tgt)}
        found = _merged([part for bead in found for part in _rest(bead, taken)], sure)
    return found


def _left(beads: Sequence[Bead]) -> tuple[list[int], list[int]]:
    """The sentences that stand alone or in beads that hardly hold, by side."""
    loose = [bead for bead in beads if not bead.paired or (bead.score < HARDLY and not bead.crossing)]
    return [k for bead in loose for k in range(*bead.src)], [k for bead in loose for k in range(*bead.tgt)]


def _sure(src: Text, tgt: Text, rows: Sequence[int], columns: Sequence[int], space: Space) -> list[Bead]:
    """The beads of what is left that are next to certain, told in the indexes of the whole texts."""
    likely = []
    for bead in search(src, tgt, space).beads():
        left, right = rows[slice(*bead.src)], columns[slice(*bead.tgt)]
        if bead.paired and bead.score >= SURE and _together(left) and _together(right):
            whole = Span(left[0], left[-1] + 1), Span(right[0], right[-1] + 1)
            likely.append(replace(bead, src=whole[0], tgt=whole[1]))
    return [bead for passage in _passages(likely) if _own(passage) >= OWN for bead in passage]


def _passages(beads: Sequence[Bead]) -> list[list[Bead]]:
    """Beads that follow each other on both sides, a sentence between them at most."""
    passages: list[list[Bead]] = []
    for bead in beads:
        last = passages[-1][-1] if passages else None
        if last and max(bead.src.start - last.src.stop, bead.tgt.start - last.tgt.stop) <= 1:
            passages[-1].append(bead)
        else:
            passages.append([bead])
    return passages


def _own(passage: Sequence[Bead]) -> float:
    """What the texts of a passage have in common, in nats, whatever stands beside them."""
    return sum(bead.parts.get(part, 0.0) for bead in passage for part in ("meaning", "words", "items"))


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
