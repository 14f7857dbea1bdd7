"""Word and item coverage inside a band: how much of each side's sentences the other side accounts for.

Word coverage follows BERTScore (Zhang et al. 2020): each token looks for its best match among the other
side's sentences. A bead's coverage is the *sum* over its tokens, so that a clause without a counterpart
costs what it holds; sentence vectors alone do not see that.
"""

from collections.abc import Mapping

import numpy as np

from align.arrays import Bools, Floats, Ints, Singles
from align.evidence.coverage import Block, Coverage, Windows, cover, windows_of, windows_of_beads
from align.evidence.items import Items, shared_items
from align.evidence.kinds import KINDS, LONGEST
from align.evidence.matches import Marks, by_links, by_vectors, same
from align.evidence.texts import Text
from align.evidence.vectors import Space, Vectors
from align.lattice.lattice import Band, Kind

Both = tuple[Singles, Singles]
"""A value for the English side of each bead, and one for the Chinese side."""


class WordEvidence:
    """How well the words and items of beads inside a band cover each other.

    :param likely: the beads that will be asked about, by kind and the node of ``band`` where they end:
        (KINDS, nodes); all unless given.
    """

    def __init__(self, src: Text, tgt: Text, space: Space, band: Band, likely: Bools | None = None) -> None:
        en, zh = src.vectors, tgt.vectors
        nearby = windows_of(band, KINDS)
        down, across = nearby if likely is None else windows_of_beads(band, KINDS, likely)
        tokens = (
            en.tokens.centred(space.token_mean["en"], trust=1000),
            zh.tokens.centred(space.token_mean["zh"], trust=1000),
        )
        self._words = (
            _coverage(by_vectors(tokens[0], tokens[1], down, nearby[0]), en.weights, en.starts, down),
            _coverage(by_vectors(tokens[1], tokens[0], across, nearby[1]), zh.weights, zh.starts, across),
        )
        pieces = Marks(en.pieces, en.starts), Marks(zh.pieces, zh.starts)
        lexicon = space.lexicon
        self._known = (
            _coverage(by_links(lexicon, *pieces, down), en.weights, en.starts, down),
            _coverage(by_links(lexicon.inverted(), *pieces[::-1], across), zh.weights, zh.starts, across),
        )
        self._rarity = (_running(en), _running(zh))
        shared = shared_items(src.sentences, tgt.sentences)
        numbers = {item: k for k, item in enumerate(sorted(set().union(*shared[0], *shared[1])))}
        items = _numbered(shared[0], numbers), _numbered(shared[1], numbers)
        alike = same(len(numbers))
        once = [np.ones(len(side.ids), np.float32) for side in items]
        self._items = (
            _coverage(by_links(alike, *items, down), once[0], items[0].starts, down),
            _coverage(by_links(alike, *items[::-1], across), once[1], items[1].starts, across),
        )
        self._item_starts = items[0].starts, items[1].starts

    def words(self, kind: Kind, src: Ints, tgt: Ints) -> Both:
        """The summed weight of matched tokens of beads that begin at ``src`` and ``tgt``."""
        return _of_both(self._words, kind, src, tgt)

    def rarity(self, kind: Kind, src: Ints, tgt: Ints) -> tuple[Floats, Floats]:
        """The summed weight of all tokens."""
        left, right = self._rarity
        return left[src + kind.src] - left[src], right[tgt + kind.tgt] - right[tgt]

    def known(self, kind: Kind, src: Ints, tgt: Ints) -> Both:
        """The summed weight of tokens whose translation the lexicon finds on the other side."""
        return _of_both(self._known, kind, src, tgt)

    def items(self, kind: Kind, src: Ints, tgt: Ints) -> Both:
        """How many names and numbers stand on the other side as well."""
        return _of_both(self._items, kind, src, tgt)

    def item_count(self, kind: Kind, src: Ints, tgt: Ints) -> Ints:
        """How many names and numbers there are, both sides together."""
        left, right = self._item_starts
        return np.asarray(left[src + kind.src] - left[src] + right[tgt + kind.tgt] - right[tgt])


def _of_both(sides: tuple[Coverage, Coverage], kind: Kind, src: Ints, tgt: Ints) -> Both:
    return sides[0].of_spans(src, kind.src, tgt, kind.tgt), sides[1].of_spans(tgt, kind.tgt, src, kind.src)


def _running(vectors: Vectors) -> Floats:
    return np.concatenate(([0.0], np.cumsum(vectors.weights, dtype=np.float64)))[vectors.starts]


def _coverage(block: Block, weights: Singles, starts: Ints, windows: Windows) -> Coverage:
    return cover(block, weights, starts, windows, LONGEST)


def _numbered(sentences: Items, numbers: Mapping[str, int]) -> Marks:
    """The items of sentences, as numbers."""
    ids = [sorted(numbers[item] for item in items) for items in sentences]
    starts = np.concatenate(([0], np.cumsum([len(some) for some in ids]))).astype(np.int64)
    return Marks(np.array([k for some in ids for k in some], np.int64), starts)
