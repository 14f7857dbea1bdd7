"""The features of beads: each declares its name, the part of a score it belongs to, and how it is computed.

The matrix of evidence, the names of its columns, the parts that explain a score and the weights that are
demanded all follow from :data:`FEATURES`: a new feature is one entry there, and a weight for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from align.arrays import Floats, Ints, Singles
from align.evidence.sides import Sides
from align.evidence.words import WordEvidence
from align.lattice.lattice import Kind

Value = Floats | Singles | float
"""A feature's value for each bead, or one number for all of them."""

MOST = 12.0  # that a bead's words can add, so that a text without marks doesn't outweigh the rest


class Beads:
    """Beads of one kind, with what features share; each property is computed once, when it is asked for.

    :param words: the evidence of words and items; without it those values are 0.
    :param ratio: how many visible English characters go with a Chinese one.
    :param src: where the beads begin on the English side, (beads,); ``tgt`` on the Chinese side.
    """

    def __init__(
        self, sides: Sides, words: WordEvidence | None, ratio: float, kind: Kind, src: Ints, tgt: Ints
    ) -> None:
        self.kind, self.few, self.many = kind, min(kind), max(kind)
        self._sides, self._words, self._ratio = sides, words, ratio
        self._src, self._tgt = src, tgt
        self._last = src + kind.src - 1, tgt + kind.tgt - 1

    @property
    def breaks(self) -> Ints:
        """How many blocks end inside the beads, both sides together."""
        left, right = self._sides.breaks
        return np.asarray(left[self._last[0]] - left[self._src] + right[self._last[1]] - right[self._tgt])

    @cached_property
    def meaning(self) -> Floats:
        """The cosine of both sides, in deviations above chance."""
        return self._sides.meaning(self.kind, self._src, self._tgt)

    @cached_property
    def words(self) -> tuple[Value, Value]:
        """The summed weight of matched tokens, by side."""
        return self._words.words(self.kind, self._src, self._tgt) if self._words else (0.0, 0.0)

    @cached_property
    def covered(self) -> tuple[Value, Value]:
        """The share of its tokens' weight that is matched, by side."""
        rarity = self._words.rarity(self.kind, self._src, self._tgt) if self._words else (0.0, 0.0)
        return self.words[0] / (rarity[0] + 1), self.words[1] / (rarity[1] + 1)

    @cached_property
    def known(self) -> tuple[Value, Value]:
        """The summed weight of tokens whose translation stands on the other side, by side."""
        return self._words.known(self.kind, self._src, self._tgt) if self._words else (0.0, 0.0)

    @cached_property
    def items(self) -> tuple[Value, Value]:
        """How many names and numbers stand on the other side as well, by side."""
        return self._words.items(self.kind, self._src, self._tgt) if self._words else (0.0, 0.0)

    @property
    def items_alone(self) -> Value:
        """How many names and numbers don't."""
        count = self._words.item_count(self.kind, self._src, self._tgt) if self._words else 0.0
        return count - self.items[0] - self.items[1]

    @cached_property
    def lengths(self) -> tuple[Floats, Floats]:
        """Visible characters by side, Chinese ones counted as the English ones they stand for."""
        left, right = (side.length_before for side in self._sides.surface)
        en = left[self._src + self.kind.src] - left[self._src]
        return en, (right[self._tgt + self.kind.tgt] - right[self._tgt]) * self._ratio

    @cached_property
    def ratio(self) -> Floats:
        """The logarithm of the ratio of lengths."""
        en, zh = self.lengths
        return np.asarray(np.log((en + 6) / (zh + 6)))

    @cached_property
    def surplus(self) -> Floats:
        """The difference of lengths, in deviations of it (Gale & Church 1993), up to 6."""
        en, zh = self.lengths
        return np.minimum(np.abs(en - zh) / np.sqrt(4 * (en + zh) + 10), 6.0)

    @cached_property
    def ends(self) -> tuple[Ints, Ints]:
        """Whether both sides end in the same mark, and whether one ends in ? or !."""
        (en, zh), (last_en, last_zh) = self._sides.surface, self._last
        return en.end[last_en] == zh.end[last_zh], en.strong[last_en] | zh.strong[last_zh]

    @cached_property
    def opens(self) -> tuple[Ints, Ints]:
        """Whether each side begins with a quotation mark."""
        en, zh = self._sides.surface
        return en.opens[self._src], zh.opens[self._tgt]

    @cached_property
    def closes(self) -> tuple[Ints, Ints]:
        """Whether each side ends with a quotation mark."""
        en, zh = self._sides.surface
        return en.closes[self._last[0]], zh.closes[self._last[1]]

    @cached_property
    def inside(self) -> tuple[Ints, Ints]:
        """Whether each side begins inside a quotation."""
        en, zh = self._sides.surface
        return en.inside[self._src], zh.inside[self._tgt]

    @property
    def quotes(self) -> Ints:
        """How many more quotation marks one side has."""
        left, right = (side.quotes_before for side in self._sides.surface)
        surplus = left[self._src + self.kind.src] - left[self._src]
        return np.asarray(np.abs(surplus - right[self._tgt + self.kind.tgt] + right[self._tgt]))


@dataclass(frozen=True, slots=True)
class Feature:
    """One number of evidence about beads.

    :param part: the part of a score that it is explained under.
    """

    name: str
    part: str
    compute: Callable[[Beads], Value]


def _number(facts: Ints) -> Floats:
    return facts.astype(float)


def _yes(fact: bool) -> float:
    return float(fact)


def _more(size: int, other: int) -> float:
    """How many sentences beyond two stand beside a single one."""
    return float(max(0, size - 2) if other == 1 else 0)


FEATURES = (
    Feature("one", "kind", lambda beads: _yes(beads.kind == (1, 1))),
    Feature("src_two", "kind", lambda beads: _yes(beads.kind == (2, 1))),
    Feature("tgt_two", "kind", lambda beads: _yes(beads.kind == (1, 2))),
    Feature("two_two", "kind", lambda beads: _yes(beads.kind == (2, 2))),
    Feature("one_many", "kind", lambda beads: _yes(beads.few == 1 and beads.many > 2)),
    Feature("many_many", "kind", lambda beads: _yes(beads.few > 1 and sum(beads.kind) > 4)),
    Feature("src_more", "kind", lambda beads: _more(beads.kind.src, beads.kind.tgt)),
    Feature("tgt_more", "kind", lambda beads: _more(beads.kind.tgt, beads.kind.src)),
    Feature("more", "kind", lambda beads: float(sum(beads.kind) - 4 if beads.few > 1 else 0)),
    Feature("breaks", "kind", lambda beads: _number(np.minimum(beads.breaks, 2))),
    Feature("meaning", "meaning", lambda beads: beads.meaning),
    Feature("meaning_sized", "meaning", lambda beads: beads.meaning * sum(beads.kind) / 2),
    Feature("words_src", "words", lambda beads: np.minimum(beads.words[0] / 10, MOST)),
    Feature("words_tgt", "words", lambda beads: np.minimum(beads.words[1] / 10, MOST)),
    Feature("covered_src", "words", lambda beads: beads.covered[0]),
    Feature("covered_tgt", "words", lambda beads: beads.covered[1]),
    Feature("covered_least", "words", lambda beads: np.minimum(*beads.covered)),
    Feature("known_src", "words", lambda beads: np.minimum(beads.known[0], MOST)),
    Feature("known_tgt", "words", lambda beads: np.minimum(beads.known[1], MOST)),
    Feature("items", "items", lambda beads: np.minimum(beads.items[0] + beads.items[1], 12) / 2),
    Feature("items_alone", "items", lambda beads: np.minimum(beads.items_alone, 12) / 2),
    Feature("ratio", "length", lambda beads: np.minimum(np.abs(beads.ratio), 3)),
    Feature("ratio_squared", "length", lambda beads: np.minimum(beads.ratio * beads.ratio, 6)),
    Feature("surplus", "length", lambda beads: beads.surplus),
    Feature("surplus_squared", "length", lambda beads: np.minimum(beads.surplus * beads.surplus, 25) / 5),
    Feature("end_same", "marks", lambda beads: _number(beads.ends[0] & beads.ends[1])),
    Feature("end_other", "marks", lambda beads: _number(~beads.ends[0] & beads.ends[1])),
    Feature("end_plain", "marks", lambda beads: _number(beads.ends[0] & ~beads.ends[1])),
    Feature("open_same", "marks", lambda beads: _number(beads.opens[0] & beads.opens[1])),
    Feature("open_other", "marks", lambda beads: _number(beads.opens[0] ^ beads.opens[1])),
    Feature("close_same", "marks", lambda beads: _number(beads.closes[0] & beads.closes[1])),
    Feature("close_other", "marks", lambda beads: _number(beads.closes[0] ^ beads.closes[1])),
    Feature("quotes", "marks", lambda beads: _number(np.minimum(beads.quotes, 4))),
    Feature("inside_same", "marks", lambda beads: _number(beads.inside[0] & beads.inside[1])),
    Feature("inside_other", "marks", lambda beads: _number(beads.inside[0] ^ beads.inside[1])),
)
PARTS = tuple(dict.fromkeys(feature.part for feature in FEATURES))
"""The parts of a bead's score, in the order of the features."""


@dataclass(frozen=True, slots=True)
class SkipFeature:
    """One number of evidence for leaving sentences out.

    ``compute`` takes the sentences' visible lengths in English characters, and how near in meaning their
    nearest sentences are, in deviations above chance.
    """

    name: str
    compute: Callable[[Floats, Floats], Floats]


SKIP_FEATURES = (
    SkipFeature("alone", lambda length, nearest: np.ones(len(nearest))),
    SkipFeature("alone_length", lambda length, nearest: np.minimum(length / 20, 6.0)),
    SkipFeature("alone_meaning", lambda length, nearest: nearest),
)
