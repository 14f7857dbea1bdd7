"""Search for the alignment of parallel texts.

Anchors show roughly where the texts run parallel; a first pass over a band around them, with cheap
evidence, finds the way; a second pass over the band around that way weighs everything. The translator can
weigh what is left in doubt. The result is the path with the most expected correct beads; a bead's score is
its probability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from align.arrays import Floats, Singles
from align.evidence.beads import USUAL_RATIO, Evidence
from align.evidence.features import FEATURES, PARTS
from align.evidence.kinds import KINDS
from align.evidence.texts import Text, unit_vectors
from align.evidence.vectors import Space
from align.ladder import Rung
from align.lattice.lattice import (
    Band,
    Kind,
    Lattice,
    Posterior,
    Step,
    band_along,
    expected_path,
    full_band,
    node_chances,
    posterior,
)
from align.model import Bead, Span
from align.search.anchors import anchors
from align.search.doubts import DoubtfulBeads, doubtful_beads, rescored, reweighed
from align.search.groups import Groups
from align.search.judging import Judge, MutualInformation
from align.search.weights import Weights, balance, fitted, lattice

WIDE = 14  # sentences each side of the anchors that the first pass looks at where they are sparse
NARROW = 7  # the same where they are dense: the path cannot be far from them
GAP = 6  # source sentences without an anchor from which anchors are sparse
BAND = 10  # sentences each side of the first pass's path that the full weights are fitted on
SIMPLE = KINDS[:3]  # kinds of beads that show roughly where the way goes: 1-1, 2-1, 1-2
UNLIKELY = 1e-5  # chance below which a node is not looked at again
IMPOSSIBLE = 1e-6  # chance below which a bead isn't: the full weights rarely make up for that


def align_parallel(src: Text, tgt: Text, space: Space, judge: Judge | None = None) -> list[Bead]:
    """The beads of an English (``src``) and a Chinese (``tgt``) text that run parallel.

    They cover both texts in order, without gap or overlap; sentences without a counterpart stand in
    beads with one empty side. Either text may be empty.

    :param judge: weighs again what is in doubt.
    """
    alignment = search(src, tgt, space)
    if judge is not None:
        doubtful = alignment.doubtful()
        alignment = alignment.rescored(doubtful, doubtful.score_with(judge))
    return alignment.beads()


def search(src: Text, tgt: Text, space: Space, groups: Groups | None = None) -> "Alignment":
    """Align English (``src``) and Chinese (``tgt``) texts as if they ran parallel; either may be empty.

    :param groups: sentences that are known to translate each other.
    """
    if not src.sentences or not tgt.sentences:
        return _nothing(src, tgt, space)
    weights = fitted()
    vectors = unit_vectors(src, tgt, space)
    within = groups.within if groups else lambda lattice: lattice
    band = groups.band() if groups else anchored_band(*vectors)
    evidence = Evidence.of(src, tgt, space, band, ratio=USUAL_RATIO, deep=False, vectors=vectors)
    band = _likely(within(lattice(evidence, weights["first"], SIMPLE)), margin=1)
    evidence = evidence.narrowed(band)
    rough = within(lattice(evidence, weights["first"]))
    chances = posterior(rough)
    ratio = length_ratio(*evidence.lengths, chances)
    band = band.narrowed(chances.nodes, least=UNLIKELY, margin=1)
    likely = chances.beads[:, rough.band.index(*band.nodes())] >= IMPOSSIBLE
    likely &= band.neighbours(KINDS, -1) < likely.shape[1]
    evidence = evidence.deepened(band, ratio=ratio, likely=likely)
    full = within(lattice(evidence, weights["full"]))
    return Alignment(evidence, full, posterior(full))


@dataclass(frozen=True)
class Alignment:
    """The outcome of a search: all possible beads, their probabilities, and the evidence for them."""

    evidence: Evidence
    lattice: Lattice
    chances: Posterior
    translation: Mapping[tuple[int, int, Kind], float] | None = None
    """What the translator adds to the score of doubtful beads, by where they begin, in nats."""

    def doubtful(self) -> DoubtfulBeads:
        """The beads that are neither certain nor out of the question; looking for them takes a while."""
        sides = self.evidence.sides
        return doubtful_beads(self.lattice, self.chances, sides.src.sentences, sides.tgt.sentences)

    def rescored(self, beads: DoubtfulBeads, information: MutualInformation) -> "Alignment":
        """The alignment with the translator's evidence for the :meth:`doubtful` beads."""
        worth = balance()
        narrow = reweighed(self.lattice, self.chances, beads, information, worth)
        chances = rescored(self.lattice, self.chances, narrow)
        gains = (information.pmi @ np.array([worth.zh, worth.en])).tolist()
        translation = dict(zip(beads.places(self.lattice), gains, strict=True))
        return Alignment(self.evidence, narrow, chances, translation)

    def beads(self) -> list[Bead]:
        """The path with the most expected correct beads, each bead with the parts of its score."""
        steps = expected_path(self.lattice, self.chances)
        parts = explained(self.evidence, fitted()["full"], steps)
        if self.translation is not None:
            scale = balance().lattice
            parts = [
                {name: scale * value for name, value in part.items()}
                | ({"translation": self.translation.get(step[:3], 0.0)} if part else {})
                for step, part in zip(steps, parts, strict=True)
            ]
        return [
            Bead(Span(s.i, s.i + s.kind.src), Span(s.j, s.j + s.kind.tgt), s.value, part)
            for s, part in zip(steps, parts, strict=True)
        ]


def _likely(coarse: Lattice, *, margin: int) -> Band:
    """The part of a lattice's band that its likely paths go through."""
    return coarse.band.narrowed(node_chances(coarse), least=UNLIKELY, margin=margin)


def _nothing(src: Text, tgt: Text, space: Space) -> Alignment:
    """Of texts of which one is empty: every sentence of the other stands alone, for certain."""
    n, m = len(src.sentences), len(tgt.sentences)
    evidence = Evidence.of(src, tgt, space, full_band(n, m), ratio=USUAL_RATIO, deep=False)
    only = Lattice(full_band(n, m), (), np.zeros((0, (n + 1) * (m + 1))), np.zeros(n), np.zeros(m))
    return Alignment(evidence, only, posterior(only))


def explained(evidence: Evidence, weights: Weights, steps: Sequence[Step]) -> list[dict[str, float]]:
    """What each kind of evidence adds to the score that each bead has in the lattice, in nats.

    The parts add up to that score, which the alternatives around the bead turn into a probability. Beads
    with an empty side have none.
    """
    worth = weights.vector()[: len(FEATURES)]
    parts: list[dict[str, float]] = [{} for _ in steps]
    for kind in KINDS:
        at = [k for k, step in enumerate(steps) if step.kind == kind]
        src, tgt = (np.array([steps[k][side] for k in at], np.int64) for side in (0, 1))
        sums = (evidence.features(kind, src, tgt) * worth) @ PART_OF
        for k, row in zip(at, sums.tolist(), strict=True):
            parts[k] = dict(zip(PARTS, row, strict=True))
    return parts


PART_OF = np.array([[float(feature.part == part) for part in PARTS] for feature in FEATURES])
"""Which part each feature belongs to: (features, parts)."""


def anchored_band(src: Singles, tgt: Singles) -> Band:
    """The band around the anchors of two texts.

    :param src: the :func:`~align.evidence.texts.unit_vectors` of the English; ``tgt`` of the Chinese.
    """
    path = [(0, 0), *anchors(src, tgt), (len(src), len(tgt))]
    wide, narrow = band_along(path, half_width=WIDE), band_along(path, half_width=NARROW)
    sparse = np.zeros(len(wide.first), bool)
    for (i, j), (k, l) in pairwise(path):  # noqa: E741
        if k - i > GAP or l - j > 1.5 * GAP:
            sparse[max(i - WIDE, 0) : k + WIDE] = True
    first = np.where(sparse, wide.first, narrow.first)
    stop = np.where(sparse, wide.stop, narrow.stop)
    return Band(np.minimum.accumulate(first[::-1])[::-1], np.maximum.accumulate(stop))


def path_nodes(steps: Sequence[Step]) -> list[tuple[int, int]]:
    """The nodes that a path goes through, first and last included."""
    return [(0, 0), *((step.i + step.kind.src, step.j + step.kind.tgt) for step in steps)]


def rungs(steps: Sequence[Step]) -> list[Rung]:
    """A path as a ladder."""
    return [
        (tuple(range(step.i, step.i + step.kind.src)), tuple(range(step.j, step.j + step.kind.tgt)))
        for step in steps
    ]


def length_ratio(src: Floats, tgt: Floats, chances: Posterior) -> float:
    """Visible English characters for one of Chinese, over what is probably matched.

    :param src: the visible length of each English sentence, ``tgt`` of each Chinese one.
    """
    en, zh = (float(side @ (1 - alone)) for side, alone in ((src, chances.skip_src), (tgt, chances.skip_tgt)))
    return (en + USUAL_RATIO * 300) / (zh + 300)
