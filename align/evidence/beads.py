"""The evidence for beads: meaning, words, names and numbers, length, marks; nothing is decided here.

``Evidence.features`` answers for many beads of one kind at once. What each feature of
:mod:`align.evidence.features` weighs is fitted (``align/fitting/weights.py``) and lies in
``align/search/weights.json``.
"""

from collections.abc import Iterator

import numpy as np

from align.arrays import Bools, Floats, Ints, Singles
from align.evidence.features import FEATURES, SKIP_FEATURES, Beads, Value
from align.evidence.sides import Sides
from align.evidence.texts import Text
from align.evidence.vectors import Space
from align.evidence.words import WordEvidence
from align.lattice.lattice import Band, Kind

USUAL_RATIO = 3.2  # visible characters of English for one of Chinese


class Evidence:
    """What English (``src``) and Chinese (``tgt``) sentences say about each other inside a band.

    :param ratio: how many visible English characters go with a Chinese one.
    :param words: the evidence of words and items; without it, a tenth of the cost, those features are 0:
        enough for a first pass.
    :param likely: the beads that are looked at, by kind and the node of ``band`` where they end:
        (KINDS, nodes); all unless given.
    """

    def __init__(
        self,
        sides: Sides,
        band: Band,
        *,
        ratio: float,
        words: WordEvidence | None = None,
        likely: Bools | None = None,
    ) -> None:
        self.sides, self.band, self.ratio, self.words, self.likely = sides, band, ratio, words, likely

    @staticmethod
    def of(
        src: Text,
        tgt: Text,
        space: Space,
        band: Band,
        *,
        ratio: float,
        deep: bool = True,
        vectors: tuple[Singles, Singles] | None = None,
    ) -> "Evidence":
        """The evidence of two texts inside a band, with that of words if it is to be ``deep``."""
        words = WordEvidence(src, tgt, space, band) if deep else None
        return Evidence(Sides(src, tgt, space, band, vectors), band, ratio=ratio, words=words)

    def narrowed(self, band: Band) -> "Evidence":
        """The same, without words, inside a band that lies within this one."""
        return Evidence(self.sides, band, ratio=self.ratio)

    def deepened(self, band: Band, *, ratio: float, likely: Bools) -> "Evidence":
        """The same, with words, inside a band that lies within this one."""
        sides = self.sides
        words = WordEvidence(sides.src, sides.tgt, sides.space, band, likely)
        return Evidence(sides, band, ratio=ratio, words=words, likely=likely)

    def features(self, kind: Kind, src: Ints, tgt: Ints) -> Floats:
        """The evidence for beads of one kind that begin at ``src`` and ``tgt``: (beads, FEATURES)."""
        columns = self._columns(kind, src, tgt)
        return np.stack([np.broadcast_to(column, src.shape) for column in columns], axis=1)

    def scores(self, kind: Kind, src: Ints, tgt: Ints, weights: Floats) -> Floats:
        """``features(kind, src, tgt) @ weights``, in less memory."""
        total = np.zeros(len(src))
        for column, weight in zip(self._columns(kind, src, tgt), weights.tolist(), strict=True):
            if weight:
                total += column * weight
        return total

    def _columns(self, kind: Kind, src: Ints, tgt: Ints) -> Iterator[Value]:
        """The features one by one; a value that all beads share is one number."""
        beads = Beads(self.sides, self.words, self.ratio, kind, src, tgt)
        return (feature.compute(beads) for feature in FEATURES)

    @property
    def lengths(self) -> tuple[Floats, Floats]:
        """The visible length of each source and each target sentence, in characters."""
        return self.sides.surface[0].lengths, self.sides.surface[1].lengths

    def skip_features(self) -> tuple[Floats, Floats]:
        """The evidence for leaving out each source and each target sentence: (n, 3) and (m, 3)."""
        src, tgt = (
            np.stack([feature.compute(length, high) for feature in SKIP_FEATURES], axis=1)
            for length, high in zip(
                (self.lengths[0], self.lengths[1] * self.ratio), self.sides.nearest, strict=True
            )
        )
        return src, tgt
