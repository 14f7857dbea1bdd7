"""A side of a comparison: its sentences with their vectors, and how near two of them come by chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.arrays import Singles
from align.evidence.vectors import Space, Vectors, centred

USUAL_CHANCE = (0.0, 0.11)  # mean and deviation of cosines by chance, measured on the development texts
TRUST = 12.0  # sentences that the usual values count for


@dataclass(frozen=True)
class Text:
    """One side of a comparison: sentences, their vectors, and the block that each stands in, if known."""

    sentences: Sequence[str]
    vectors: Vectors
    blocks: Sequence[int] | None = None

    def take(self, chosen: Sequence[int]) -> "Text":
        """Some of the sentences, in the order given."""
        blocks = None if self.blocks is None else [self.blocks[k] for k in chosen]
        return Text([self.sentences[k] for k in chosen], self.vectors.take(chosen), blocks)


def unit_vectors(src: Text, tgt: Text, space: Space) -> tuple[Singles, Singles]:
    """The vectors of an English and a Chinese text's sentences, around their means and of length 1."""
    return (
        centred(src.vectors.sentences, space.sentence_mean["en"]),
        centred(tgt.vectors.sentences, space.sentence_mean["zh"]),
    )


def chance_cosine(src: Singles, tgt: Singles) -> tuple[float, float]:
    """Mean and deviation of the cosine between unrelated sentences.

    Measured on random pairs of the two texts; the fewer sentences, the more the usual values count.

    :param src: :func:`unit_vectors`, (n, dimensions); ``tgt`` (m, dimensions).
    """
    if not len(src) or not len(tgt):
        return USUAL_CHANCE
    rng = np.random.default_rng(0)
    left, right = src[rng.integers(0, len(src), 5000)], tgt[rng.integers(0, len(tgt), 5000)]
    cosines = np.einsum("ij,ij->i", left, right)
    trust = TRUST / (min(len(src), len(tgt)) + TRUST)
    mean = trust * USUAL_CHANCE[0] + (1 - trust) * float(cosines.mean())
    return mean, trust * USUAL_CHANCE[1] + (1 - trust) * float(cosines.std())
