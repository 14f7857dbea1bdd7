"""Two texts beside each other: what can be computed once, whatever band the search looks at."""

from functools import cached_property

import numpy as np

from align.arrays import Floats, Ints, Singles
from align.evidence.coverage import product_of_spans, products, windows_of
from align.evidence.kinds import KINDS, LONGEST
from align.evidence.surface import Surface
from align.evidence.texts import Text, chance_cosine, unit_vectors
from align.evidence.vectors import Space
from align.lattice.lattice import Band, Kind


class Sides:
    """Two texts beside each other, and what can be computed once for all bands within a widest one.

    :param src: English; ``tgt`` Chinese.
    :param vectors: their :func:`~align.evidence.texts.unit_vectors`, if they are known.
    """

    def __init__(
        self, src: Text, tgt: Text, space: Space, band: Band, vectors: tuple[Singles, Singles] | None = None
    ) -> None:
        self.src, self.tgt, self.space = src, tgt, space
        own, other = vectors or unit_vectors(src, tgt, space)
        self._chance = chance_cosine(own, other)
        self._norms = (_span_norms(own), _span_norms(other))
        self._near, _ = windows_of(band, KINDS)
        self._dots = products(own, other, self._near)
        self.surface = (Surface(src.sentences), Surface(tgt.sentences))
        self.breaks = (_breaks(src), _breaks(tgt))

    def meaning(self, kind: Kind, src: Ints, tgt: Ints) -> Floats:
        """The cosine of beads that begin at ``src`` and ``tgt``, in deviations above chance."""
        dots = product_of_spans(self._dots, self._near, src, kind.src, tgt, kind.tgt)
        return self._above_chance(
            dots / (self._norms[0][kind.src - 1, src] * self._norms[1][kind.tgt - 1, tgt])
        )

    @cached_property
    def nearest(self) -> tuple[Floats, Floats]:
        """How near in meaning the nearest sentence is, for each sentence, in deviations above chance."""
        near = self._near
        rows, columns = near.entries(slice(0, len(near.first)))
        cosines = self._above_chance(np.diff(self._dots))
        best = np.full(len(self.src.sentences), -1.0), np.full(len(self.tgt.sentences), -1.0)
        np.maximum.at(best[0], rows, cosines)
        np.maximum.at(best[1], columns, cosines)
        return best

    def _above_chance(self, cosines: Floats) -> Floats:
        return np.asarray((cosines - self._chance[0]) / self._chance[1])


def _span_norms(unit: Singles) -> Singles:
    """The length of the sum of ``k`` neighbouring vectors at ``[k - 1, i]``: (LONGEST, n); 1 past the end."""
    count = len(unit)
    squares = np.zeros(count)
    norms = np.ones((LONGEST, count), np.float32)
    dots = [np.einsum("ij,ij->i", unit[: count - k], unit[k:]) for k in range(min(LONGEST, count))]
    for size in range(1, min(LONGEST, count) + 1):
        there = count - size + 1
        last = np.arange(there) + size - 1
        squares = squares[:there] + dots[0][last]
        for k in range(1, size):
            squares += 2 * dots[k][last - k]
        norms[size - 1, :there] = np.sqrt(np.maximum(squares, 1e-12))
    return norms


def _breaks(text: Text) -> Ints:
    """How many block ends come before each sentence, within the text."""
    if text.blocks is None or not len(text.blocks):
        return np.zeros(len(text.sentences), np.int64)
    blocks = np.asarray(text.blocks)
    return np.concatenate(([0], np.cumsum(blocks[1:] != blocks[:-1]))).astype(np.int64)
