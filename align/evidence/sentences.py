"""What single sentences of two texts say about each other, whatever stands around them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from align.arrays import Floats, Ints, Singles
from align.evidence.beads import USUAL_RATIO
from align.evidence.items import shared_items
from align.evidence.matches import USUAL_MATCH
from align.evidence.surface import visible_lengths
from align.evidence.texts import Text, chance_cosine, unit_vectors
from align.evidence.vectors import Space, Vectors

NEIGHBOURS = 4  # candidates for each sentence, from either side (as Artetxe & Schwenk 2019)
SAMPLE = 48  # sentences that show how well a token is matched by chance
STRIPE = 4_000_000  # sentence pairs compared at once


@dataclass(frozen=True)
class Drafts:
    """Machine translations of the sentences, where there are any: English ones into Chinese and back."""

    of_src: Sequence[str] = field(default=())
    of_tgt: Sequence[str] = field(default=())


class PairEvidence:
    """What single English and Chinese sentences of two texts say about each other."""

    def __init__(self, src: Text, tgt: Text, space: Space, drafts: Drafts) -> None:
        self._src, self._tgt, self._drafts = src, tgt, drafts
        self._vectors = unit_vectors(src, tgt, space)
        self._tokens = (
            src.vectors.tokens.centred(space.token_mean["en"], trust=1000).whole(),
            tgt.vectors.tokens.centred(space.token_mean["zh"], trust=1000).whole(),
        )
        self._chance = chance_cosine(*self._vectors)
        self._usual = (
            _usual_matches(self._tokens[0], self._tokens[1], tgt.vectors),
            _usual_matches(self._tokens[1], self._tokens[0], src.vectors),
        )
        self._items = shared_items(src.sentences, tgt.sentences)
        self._lengths = tuple(visible_lengths(side.sentences) for side in (src, tgt))
        self._near = (_mean_of_nearest(*self._vectors), _mean_of_nearest(*self._vectors[::-1]))

    def candidates(self) -> tuple[Ints, Ints]:
        """Indexes of pairs worth a look: each sentence's nearest in meaning, and in drafts."""
        pairs = {(i, j) for i, j in _nearest(*self._vectors)} | {
            (i, j) for j, i in _nearest(*self._vectors[::-1])
        }
        if len(self._src.sentences) * len(self._tgt.sentences) <= STRIPE:
            pairs |= set(self._nearest_drafts())
        rows, columns = np.array(sorted(pairs), np.int64).T
        return rows, columns

    def _nearest_drafts(self) -> Iterable[tuple[int, int]]:
        from rapidfuzz import fuzz, process

        if self._drafts.of_src:
            similar = process.cdist(self._drafts.of_src, self._tgt.sentences, scorer=fuzz.ratio, workers=-1)
            yield from ((i, int(j)) for i, j in enumerate(similar.argmax(axis=1)))
        if self._drafts.of_tgt:
            similar = process.cdist(self._src.sentences, self._drafts.of_tgt, scorer=fuzz.ratio, workers=-1)
            yield from ((int(i), j) for j, i in enumerate(similar.argmax(axis=0)))

    def features(self, rows: Ints, columns: Ints) -> Floats:
        """The evidence for pairs: (pairs, FEATURES)."""
        pairs = self._pairs(rows, columns)
        return np.stack([feature.compute(pairs) for feature in FEATURES], axis=1)

    def _pairs(self, rows: Ints, columns: Ints) -> "Pairs":
        cosine = np.einsum("ij,ij->i", self._vectors[0][rows], self._vectors[1][columns]).astype(float)
        both = list(zip(rows.tolist(), columns.tolist(), strict=True))
        return Pairs(
            meaning=(cosine - self._chance[0]) / self._chance[1],
            margin=(cosine - (self._near[0][rows] + self._near[1][columns]) / 2) / self._chance[1],
            lead=(
                cosine
                - np.maximum(
                    _best_other(rows, cosine, len(self._lengths[0])),
                    _best_other(columns, cosine, len(self._lengths[1])),
                )
            )
            / self._chance[1],
            words=np.array([self._words(i, j) for i, j in both]),
            shared=np.array([len(self._items[0][i] & self._items[1][j]) for i, j in both]),
            alone=np.array([len(self._items[0][i] ^ self._items[1][j]) for i, j in both]),
            lengths=(self._lengths[0][rows], self._lengths[1][columns] * USUAL_RATIO),
        )

    def _words(self, i: int, j: int) -> tuple[float, float]:
        """How well the other sentence covers the tokens of each, in deviations above chance, on average."""
        spans = tuple(
            slice(int(t.vectors.starts[k]), int(t.vectors.starts[k + 1]))
            for t, k in ((self._src, i), (self._tgt, j))
        )
        matches = self._tokens[0][spans[0]] @ self._tokens[1][spans[1]].T
        covered = (
            matches.max(axis=1) - self._usual[0][spans[0]],
            matches.max(axis=0) - self._usual[1][spans[1]],
        )
        weights = self._src.vectors.weights[spans[0]], self._tgt.vectors.weights[spans[1]]
        return tuple(  # type: ignore[return-value]
            float((value * weight).sum() / (weight.sum() + 1)) / USUAL_MATCH[1]
            for value, weight in zip(covered, weights, strict=True)
        )


@dataclass(frozen=True)
class Pairs:
    """Pairs of sentences, and what features share: arrays (pairs,), cosines in deviations above chance."""

    meaning: Floats
    margin: Floats  # the cosine above that of both sentences' neighbours (Artetxe & Schwenk 2019)
    lead: Floats  # above the best other candidate of either sentence
    words: Floats  # (pairs, 2): how well the other sentence covers each one's tokens
    shared: Ints  # names and numbers of both
    alone: Ints  # of one only
    lengths: tuple[Floats, Floats]  # visible characters, Chinese ones as the English ones they stand for

    @property
    def ratio(self) -> Floats:
        """The logarithm of the ratio of lengths."""
        return np.asarray(np.log((self.lengths[0] + 6) / (self.lengths[1] + 6)))


@dataclass(frozen=True, slots=True)
class PairFeature:
    """One number of evidence about pairs of sentences; its weight has its name."""

    name: str
    compute: Callable[[Pairs], Floats]


FEATURES = (
    PairFeature("constant", lambda pairs: np.ones(len(pairs.meaning))),
    PairFeature("meaning", lambda pairs: pairs.meaning),
    PairFeature("margin", lambda pairs: pairs.margin),
    PairFeature("lead", lambda pairs: pairs.lead),
    PairFeature("words_src", lambda pairs: pairs.words[:, 0]),
    PairFeature("words_tgt", lambda pairs: pairs.words[:, 1]),
    PairFeature("words_least", lambda pairs: pairs.words.min(axis=1)),
    PairFeature("items", lambda pairs: np.minimum(pairs.shared, 3)),
    PairFeature("items_alone", lambda pairs: np.minimum(pairs.alone, 4)),
    PairFeature("ratio", lambda pairs: np.minimum(pairs.ratio * pairs.ratio, 4)),
    PairFeature("brevity", lambda pairs: 1 / np.sqrt(1 + np.minimum(*pairs.lengths) / 20)),
)


def _usual_matches(tokens: Singles, others: Singles, vectors: Vectors) -> Singles:
    """How well each token is matched by a sentence that is unrelated to it, on average."""
    count = len(vectors.starts) - 1
    chosen = np.unique(np.linspace(0, count - 1, min(SAMPLE, count)).astype(int))
    total = np.full(len(tokens), 12 * USUAL_MATCH[0], np.float32)
    for k in chosen:
        sentence = others[vectors.starts[k] : vectors.starts[k + 1]]
        total += (tokens @ sentence.T).max(axis=1)
    return np.asarray(total / (len(chosen) + 12))


def _nearest(rows: Singles, columns: Singles) -> Iterable[tuple[int, int]]:
    """Each row's nearest columns, NEIGHBOURS of them."""
    count = min(NEIGHBOURS, len(columns))
    for start, cosines in _stripes(rows, columns):
        top = np.argpartition(cosines, -count, axis=1)[:, -count:]
        yield from ((start + i, int(j)) for i, line in enumerate(top) for j in line)


def _mean_of_nearest(rows: Singles, columns: Singles) -> Floats:
    """The mean cosine of each row with its nearest columns: how crowded its surroundings are."""
    count = min(NEIGHBOURS, len(columns))
    means = [np.partition(c, -count, axis=1)[:, -count:].mean(axis=1) for _, c in _stripes(rows, columns)]
    return np.concatenate(means).astype(float)


def _stripes(rows: Singles, columns: Singles) -> Iterable[tuple[int, Singles]]:
    height = max(1, STRIPE // max(1, len(columns)))
    for start in range(0, len(rows), height):
        yield start, rows[start : start + height] @ columns.T


def _best_other(keys: Ints, values: Floats, count: int) -> Floats:
    """For each pair the highest value among the other pairs with the same key; its own less 0.3 if alone."""
    best, second = np.full(count, -np.inf), np.full(count, -np.inf)
    np.maximum.at(best, keys, values)
    lower = values < best[keys]
    np.maximum.at(second, keys[lower], values[lower])
    other = np.where(lower, best[keys], second[keys])
    return np.where(np.isfinite(other), other, values - 0.3)
