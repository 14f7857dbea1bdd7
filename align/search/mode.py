"""Do two texts run parallel, or do they only share a subject?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.evidence.texts import Text, unit_vectors
from align.evidence.vectors import Space
from align.model import Bead
from align.search.anchors import AREA, heaviest_rising, mutual

# Measured on cuts of 3 to 80 sentences of the development texts against their own translations and against
# others': agreement 1.8 to 3.5 (medians) against .5 to .9, share .7 to 1 against .1 to .3. Order, from 5
# sentences on: of translations .67 or more, of shuffled ones .3 to .6 (median).
AGREEMENT = 1.0  # nats that meaning speaks for the beads, summed and divided by the longer text's sentences
SHARE = 0.35  # of the shorter text's sentences that have a counterpart in order
AGREED_SHARE = 0.28  # the same where the beads agree
ORDER = 0.6  # of the sentences with a counterpart, those that stand in order
ENOUGH = 20  # sentences from which a share says something
BY_CHANCE = 2.0  # square roots of their number: how many of shuffled sentences rise (Vershik & Kerov 1977)
PASSAGES = 2.0  # times as many, and whole passages were moved, not sentences
CONVINCING = 0.4
"""Cosine from which a sentence's counterpart convinces: 3.6 deviations of chance, one pair in 6,000."""
BELONG = 0.2
"""Of the shorter text's sentences, those that have a convincing counterpart where texts belong together.

Of texts that do not, of 10 sentences and more, 0 to .1 have one, of two recipes .2; of novels in the freest
translation .27 and more (``tests/bench/align_mode.py``). A few sentences of two recipes may still pass.
"""
NEARLY_ALL = 0.67  # a share above which short texts belong together, however free: of strangers', 2/3 at most
REACH = 1  # occurrences of a repeated sentence that are tried before and after the one at the same place


@dataclass(frozen=True, slots=True)
class Course:
    """How far two texts follow each other."""

    share: float  # of the shorter text's sentences, 0 to 1: those with a counterpart, in order
    order: float  # of the sentences that have a counterpart anywhere, 0 to 1: those in order
    able: int = 0  # the sentences that have a counterpart anywhere
    convincing: int = 0  # of the shorter text's different sentences, those whose counterpart convinces
    different: int = 0  # the shorter text's different sentences
    sizes: tuple[int, int] = (0, 0)  # sentences

    @property
    def in_order(self) -> bool:
        """Whether the counterparts stand in order, but for passages that were moved."""
        chance = BY_CHANCE * math.sqrt(self.able)
        return self.order >= ORDER or self.order * self.able >= PASSAGES * chance

    @property
    def belong(self) -> bool:
        """Whether enough sentences have a counterpart that convinces, in any order."""
        return self.convincing > BELONG * self.different


def runs_parallel(course: Course, beads: Sequence[Bead]) -> bool:
    """Whether two texts, aligned into ``beads`` as if they were parallel, are translations of each other.

    Short texts are parallel if their beads agree in meaning and come in order. Of longer ones enough
    sentences must have a counterpart in order; of a text that is translated in part, of the shorter one.
    """
    agree = sum(bead.parts.get("meaning", 0.0) for bead in beads) / max(*course.sizes, 1) >= AGREEMENT
    if course.share < (AGREED_SHARE if agree else SHARE) or not course.in_order:
        return False
    return (agree or min(course.sizes) >= ENOUGH) and (course.belong or course.share > NEARLY_ALL)


def course_of(src: Text, tgt: Text, space: Space) -> Course:
    """How far two texts follow each other, by sentences that are each other's nearest in meaning.

    A sentence that a text repeats counts at each of its places, or a manual would have no counterparts.
    """
    rows, columns = _places(src.sentences), _places(tgt.sentences)
    sizes = len(src.sentences), len(tgt.sentences)
    if not rows or not columns:
        return Course(0.0, 0.0, sizes=sizes)
    vectors = unit_vectors(src, tgt, space)
    left = vectors[0][[places[0] for places in rows]]
    right = vectors[1][[places[0] for places in columns]]
    step = max(1, len(rows) * len(columns) // AREA)  # long texts are sampled
    nearest, _ = mutual(left, right, np.arange(step // 2, len(rows), step), np.arange(len(columns)))
    chain = heaviest_rising(*_pairs([(rows[i], columns[j]) for i, j in nearest]))
    able = min(sum(len(rows[i]) for i, _ in nearest), sum(len(columns[j]) for _, j in nearest))
    different = min(len(rows), len(columns))
    return Course(
        min(1.0, step * len(chain) / min(sizes)),
        len(chain) / max(able, 1),
        able,
        min(different, step * sum(float(left[i] @ right[j]) >= CONVINCING for i, j in nearest)),
        different,
        sizes,
    )


def _places(sentences: Sequence[str]) -> list[list[int]]:
    """Where each sentence stands, in the order of its first place."""
    places: dict[str, list[int]] = {}
    for k, sentence in enumerate(sentences):
        places.setdefault(sentence, []).append(k)
    return list(places.values())


def _pairs(counterparts: Sequence[tuple[list[int], list[int]]]) -> tuple[list[tuple[int, int]], list[float]]:
    """Pairs that a chain may hold, each occurrence with those about as far through; and equal weights."""
    pairs = []
    for rows, columns in counterparts:
        pace = (len(columns) - 1) / max(len(rows) - 1, 1)
        for k, row in enumerate(rows):
            at = round(k * pace)
            pairs += [(row, column) for column in columns[max(at - REACH, 0) : at + REACH + 1]]
    pairs.sort(key=lambda pair: (pair[0], -pair[1]))  # so that no chain holds two columns of one row
    return pairs, [1.0] * len(pairs)
