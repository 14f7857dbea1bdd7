"""The evidence for a bead: meaning, words, names and numbers, length, marks; nothing is decided here.

``Evidence.features`` answers for many beads of one kind at once. What the features weigh is fitted
(``align/fitting/weights.py``) and lies in ``align/search/weights.json``.

Word coverage follows BERTScore (Zhang et al. 2020): each token looks for its best match among the other
side's sentences. A bead's coverage is the *sum* over its tokens, so that a clause without a counterpart
costs what it holds; sentence vectors alone do not see that.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from align.evidence.coverage import (
    Block,
    Coverage,
    Windows,
    cover,
    product_of_spans,
    products,
    windows_of,
    windows_of_beads,
)
from align.evidence.items import Items, shared_items
from align.evidence.matches import Marks, by_links, by_vectors, same
from align.evidence.surface import Surface
from align.evidence.vectors import Space, Vector, Vectors, centred
from align.lattice.lattice import Band, Kind

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Singles = NDArray[np.float32]

LONGEST = 6  # sentences that one side of a bead may have

KINDS = tuple(
    Kind(*kind)
    for kind in [
        (1, 1), (2, 1), (1, 2), (3, 1), (1, 3), (2, 2), (4, 1), (1, 4), (3, 2), (2, 3),
        (5, 1), (1, 5), (3, 3), (4, 2), (2, 4), (6, 1), (1, 6), (4, 4),
    ]
)  # fmt: skip
"""The kinds of beads that are looked for besides 1-0 and 0-1: all that occur more than once in novels."""

PARTS: dict[str, tuple[str, ...]] = {
    "kind": (
        "one", "src_two", "tgt_two", "two_two", "one_many", "many_many", "src_more", "tgt_more", "more",
        "breaks",
    ),
    "meaning": ("meaning", "meaning_sized"),
    "words": (
        "words_src", "words_tgt", "covered_src", "covered_tgt", "covered_least", "known_src", "known_tgt",
    ),
    "items": ("items", "items_alone"),
    "length": ("ratio", "ratio_squared", "surplus", "surplus_squared"),
    "marks": (
        "end_same", "end_other", "end_plain", "open_same", "open_other", "close_same", "close_other",
        "quotes", "inside_same", "inside_other",
    ),
}  # fmt: skip
"""The features, by the part of a score that they are explained under."""

FEATURES = tuple(name for names in PARTS.values() for name in names)
SKIP_FEATURES = ("alone", "alone_length", "alone_meaning")

USUAL_CHANCE = (0.0, 0.11)  # mean and deviation of cosines by chance, measured on the development texts
TRUST = 12.0  # sentences that the usual values count for
MOST = 12.0  # that a bead's words can say for it, so that a text without marks does not outweigh the rest
USUAL_RATIO = 3.2  # visible characters of English for one of Chinese


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


def units(src: Text, tgt: Text, space: Space) -> tuple[Vector, Vector]:
    """The vectors of an English and a Chinese text's sentences, around their means and of unit length."""
    return (
        centred(src.vectors.sentences, space.sentence_mean["en"]),
        centred(tgt.vectors.sentences, space.sentence_mean["zh"]),
    )


class Evidence:
    """What English (``src``) and Chinese (``tgt``) sentences say about each other inside a band.

    ``deep=False`` leaves out words and items: enough for a first pass, at a tenth of the cost.
    ``ratio`` is how many visible English characters go with a Chinese one, ``vectors`` what :func:`units`
    makes of the texts, if it is known.
    """

    def __init__(
        self,
        src: Text,
        tgt: Text,
        space: Space,
        band: Band,
        *,
        ratio: float,
        deep: bool = True,
        vectors: tuple[Vector, Vector] | None = None,
    ) -> None:
        self.src, self.tgt, self.space, self.band = src, tgt, space, band
        self.ratio, self.deep = ratio, deep
        self.likely: NDArray[np.bool_] | None = None
        own, other = vectors or units(src, tgt, space)
        self._chance = chance_cosine(own, other)
        self._norms = (_span_norms(own), _span_norms(other))
        self._near, _ = windows_of(band, KINDS)
        self._dots = products(own, other, self._near)
        self._surface = (Surface(src.sentences), Surface(tgt.sentences))
        self._breaks = (_breaks(src), _breaks(tgt))
        if deep:
            self._read_words()

    def narrowed(
        self, band: Band, *, ratio: float, deep: bool, likely: NDArray[np.bool_] | None = None
    ) -> "Evidence":
        """The same inside a band that lies within this one.

        :param likely: the beads that are looked at, by kind and the node of ``band`` where they end:
            (KINDS, nodes); all unless given.
        """
        narrow = copy(self)
        narrow.band, narrow.ratio, narrow.deep, narrow.likely = band, ratio, deep, likely
        if deep:
            narrow._read_words()
        return narrow

    def _read_words(self) -> None:
        """Word and item coverage inside the band."""
        src, tgt, lexicon = self.src.vectors, self.tgt.vectors, self.space.lexicon
        nearby = windows_of(self.band, KINDS)
        down, across = nearby if self.likely is None else windows_of_beads(self.band, KINDS, self.likely)
        tokens = (
            src.tokens.centred(self.space.token_mean["en"], trust=1000),
            tgt.tokens.centred(self.space.token_mean["zh"], trust=1000),
        )
        self._words = (
            _coverage(by_vectors(tokens[0], tokens[1], down, nearby[0]), src.weights, src.starts, down),
            _coverage(by_vectors(tokens[1], tokens[0], across, nearby[1]), tgt.weights, tgt.starts, across),
        )
        pieces = Marks(src.pieces, src.starts), Marks(tgt.pieces, tgt.starts)
        self._known = (
            _coverage(by_links(lexicon, *pieces, down), src.weights, src.starts, down),
            _coverage(by_links(lexicon.inverted(), *pieces[::-1], across), tgt.weights, tgt.starts, across),
        )
        self._rarity = (_running(src), _running(tgt))
        shared = shared_items(self.src.sentences, self.tgt.sentences)
        numbers = {item: k for k, item in enumerate(sorted(set().union(*shared[0], *shared[1])))}
        items = _numbered(shared[0], numbers), _numbered(shared[1], numbers)
        alike = same(len(numbers))
        once = [np.ones(len(side.ids), np.float32) for side in items]
        self._items = (
            _coverage(by_links(alike, *items, down), once[0], items[0].starts, down),
            _coverage(by_links(alike, *items[::-1], across), once[1], items[1].starts, across),
        )
        self._item_counts = items[0].starts, items[1].starts

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

    def _columns(self, kind: Kind, src: Ints, tgt: Ints) -> list[Floats | float]:
        """The features one by one; what is the same for all beads stands there as one number."""
        words_and_items = self._words_and_items(kind, src, tgt) if self.deep else [0.0] * 9
        return [
            *self._kind(kind, src, tgt), *self._meaning(kind, src, tgt), *words_and_items,
            *self._length(kind, src, tgt), *self._marks(kind, src, tgt),
        ]  # fmt: skip

    @property
    def lengths(self) -> tuple[Floats, Floats]:
        """The visible length of each source and each target sentence, in characters."""
        return self._surface[0].lengths, self._surface[1].lengths

    def skip_features(self) -> tuple[Floats, Floats]:
        """The evidence for leaving out each source and each target sentence: (n, 3) and (m, 3)."""
        lengths = (self._surface[0].lengths, self._surface[1].lengths * self.ratio)
        src, tgt = (
            np.stack([np.ones(len(high)), np.minimum(length / 20, 6.0), high], axis=1)
            for length, high in zip(lengths, self._nearest, strict=True)
        )
        return src, tgt

    @cached_property
    def _nearest(self) -> tuple[Floats, Floats]:
        """How near in meaning the nearest sentence is, for each sentence, in deviations above chance."""
        near = self._near
        rows, columns = near.entries(slice(0, len(near.first)))
        cosines = self._above_chance(np.diff(self._dots))
        best = np.full(self.band.n, -1.0), np.full(self.band.m, -1.0)
        np.maximum.at(best[0], rows, cosines)
        np.maximum.at(best[1], columns, cosines)
        return best

    def _kind(self, kind: Kind, src: Ints, tgt: Ints) -> list[Floats | float]:
        a, b = kind
        few, many = min(a, b), max(a, b)
        facts = [
            kind == (1, 1), kind == (2, 1), kind == (1, 2), kind == (2, 2),
            few == 1 and many > 2, few > 1 and a + b > 4,
            max(0, a - 2) if b == 1 else 0, max(0, b - 2) if a == 1 else 0, a + b - 4 if few > 1 else 0,
        ]  # fmt: skip
        breaks = (
            self._breaks[0][src + a - 1]
            - self._breaks[0][src]
            + self._breaks[1][tgt + b - 1]
            - self._breaks[1][tgt]
        )
        return [*(float(fact) for fact in facts), np.minimum(breaks, 2).astype(float)]

    def _above_chance(self, cosines: Floats) -> Floats:
        return np.asarray((cosines - self._chance[0]) / self._chance[1])

    def _meaning(self, kind: Kind, src: Ints, tgt: Ints) -> list[Floats]:
        dots = product_of_spans(self._dots, self._near, src, kind.src, tgt, kind.tgt)
        high = self._above_chance(
            dots / (self._norms[0][kind.src - 1, src] * self._norms[1][kind.tgt - 1, tgt])
        )
        return [high, high * (kind.src + kind.tgt) / 2]

    def _words_and_items(self, kind: Kind, src: Ints, tgt: Ints) -> list[Floats]:
        found = (
            self._words[0].of_spans(src, kind.src, tgt, kind.tgt),
            self._words[1].of_spans(tgt, kind.tgt, src, kind.src),
        )
        weight = (
            self._rarity[0][src + kind.src] - self._rarity[0][src],
            self._rarity[1][tgt + kind.tgt] - self._rarity[1][tgt],
        )
        share = (found[0] / (weight[0] + 1), found[1] / (weight[1] + 1))
        known = (
            self._known[0].of_spans(src, kind.src, tgt, kind.tgt),
            self._known[1].of_spans(tgt, kind.tgt, src, kind.src),
        )
        held = (
            self._items[0].of_spans(src, kind.src, tgt, kind.tgt),
            self._items[1].of_spans(tgt, kind.tgt, src, kind.src),
        )
        counts = self._item_counts
        there = counts[0][src + kind.src] - counts[0][src] + counts[1][tgt + kind.tgt] - counts[1][tgt]
        alone = there - held[0] - held[1]
        return [
            np.minimum(found[0] / 10, MOST), np.minimum(found[1] / 10, MOST), *share, np.minimum(*share),
            np.minimum(known[0], MOST), np.minimum(known[1], MOST),
            np.minimum(held[0] + held[1], 12) / 2, np.minimum(alone, 12) / 2,
        ]  # fmt: skip

    def _length(self, kind: Kind, src: Ints, tgt: Ints) -> list[Floats]:
        left, right = (side.length_before for side in self._surface)
        en = left[src + kind.src] - left[src]
        zh = (right[tgt + kind.tgt] - right[tgt]) * self.ratio
        ratio = np.log((en + 6) / (zh + 6))
        surplus = np.minimum(np.abs(en - zh) / np.sqrt(4 * (en + zh) + 10), 6.0)
        return [
            np.minimum(np.abs(ratio), 3),
            np.minimum(ratio * ratio, 6),
            surplus,
            np.minimum(surplus * surplus, 25) / 5,
        ]

    def _marks(self, kind: Kind, src: Ints, tgt: Ints) -> list[Floats]:
        en, zh = self._surface
        last_en, last_zh = src + kind.src - 1, tgt + kind.tgt - 1
        same_end = en.end[last_en] == zh.end[last_zh]
        strong = en.strong[last_en] | zh.strong[last_zh]
        opens, closes = (en.opens[src], zh.opens[tgt]), (en.closes[last_en], zh.closes[last_zh])
        inside = en.inside[src] & zh.inside[tgt], en.inside[src] ^ zh.inside[tgt]
        quotes = np.abs(
            en.quotes_before[src + kind.src]
            - en.quotes_before[src]
            - zh.quotes_before[tgt + kind.tgt]
            + zh.quotes_before[tgt]
        )
        facts = [
            same_end & strong, ~same_end & strong, same_end & ~strong,
            opens[0] & opens[1], opens[0] ^ opens[1], closes[0] & closes[1], closes[0] ^ closes[1],
        ]  # fmt: skip
        return [
            *(fact.astype(float) for fact in facts),
            np.minimum(quotes, 4).astype(float),
            *(f.astype(float) for f in inside),
        ]


def chance_cosine(src: Singles, tgt: Singles) -> tuple[float, float]:
    """Mean and deviation of the cosine between sentences that have nothing to do with each other.

    Measured on random pairs of the two texts; the fewer sentences, the more the usual values count.
    """
    if not len(src) or not len(tgt):
        return USUAL_CHANCE
    rng = np.random.default_rng(0)
    left, right = src[rng.integers(0, len(src), 5000)], tgt[rng.integers(0, len(tgt), 5000)]
    cosines = np.einsum("ij,ij->i", left, right)
    trust = TRUST / (min(len(src), len(tgt)) + TRUST)
    mean = trust * USUAL_CHANCE[0] + (1 - trust) * float(cosines.mean())
    return mean, trust * USUAL_CHANCE[1] + (1 - trust) * float(cosines.std())


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


def _running(vectors: Vectors) -> Floats:
    return np.concatenate(([0.0], np.cumsum(vectors.weights, dtype=np.float64)))[vectors.starts]


def _coverage(block: Block, weights: Singles, starts: Ints, windows: Windows) -> Coverage:
    return cover(block, weights, starts, windows, LONGEST)


def _numbered(held: Items, numbers: Mapping[str, int]) -> Marks:
    """Items as numbers."""
    ids = [sorted(numbers[item] for item in items) for items in held]
    starts = np.concatenate(([0], np.cumsum([len(some) for some in ids]))).astype(np.int64)
    return Marks(np.array([k for some in ids for k in some], np.int64), starts)
