"""The lattice of all monotone alignments inside a band, as a semi-Markov conditional random field.

A node ``(i, j)`` says that the first ``i`` source and ``j`` target sentences are aligned. A bead of
kind ``a-b`` leads from ``(i - a, j - b)`` to ``(i, j)`` and has a score in nats; leaving out one sentence
(1-0, 0-1) has one too. A path's weight is the exponential of its summed scores (Sarawagi & Cohen 2004).
From the weights follow the probability of every bead (forward-backward) and the path with the most expected
correct beads.

The band is ragged: each row has its own first column and width, so a chapter that is missing on one side
costs its length once, not in every row. Time and memory are linear in the number of nodes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.arrays import Floats, Ints
from align.lattice.waves import NEVER as NEVER  # part of what a lattice is
from align.lattice.waves import Fold, gathered, highest, log_sum


class Kind(NamedTuple):
    """How many source and target sentences a bead joins."""

    src: int
    tgt: int


ALONE = (Kind(1, 0), Kind(0, 1))  # a sentence without a counterpart


@dataclass(frozen=True)
class Band:
    """The nodes that are searched: in row ``i`` the columns ``first[i]`` up to ``stop[i]``, exclusive.

    ``first`` and ``stop`` have ``n + 1`` entries and never decrease, and neighbouring rows overlap, so a
    path from ``(0, 0)`` to ``(n, m)`` always exists.
    """

    first: Ints
    stop: Ints

    @property
    def n(self) -> int:
        """Source sentences."""
        return len(self.first) - 1

    @property
    def m(self) -> int:
        """Target sentences."""
        return int(self.stop[-1]) - 1

    @cached_property
    def offsets(self) -> Ints:
        """Where each row's nodes begin in flat arrays; the last entry is the number of nodes."""
        return np.concatenate(([0], np.cumsum(self.stop - self.first)))

    def nodes(self) -> tuple[Ints, Ints]:
        """Row and column of every node, in flat order."""
        widths = self.stop - self.first
        rows = np.repeat(np.arange(self.n + 1, dtype=np.int32), widths)
        columns = np.arange(len(rows), dtype=np.int32)
        columns -= np.repeat((self.offsets[:-1] - self.first).astype(np.int32), widths)
        return rows, columns

    def index(self, rows: Ints, columns: Ints) -> Ints:
        """The flat index of nodes; the number of nodes, one past the end, for those outside the band."""
        offsets = self.offsets
        inside = (rows >= 0) & (rows <= self.n)
        row = np.clip(rows, 0, self.n)
        inside &= (columns >= self.first[row]) & (columns < self.stop[row])
        return np.asarray(np.where(inside, offsets[row] + columns - self.first[row], offsets[-1]))

    def neighbours(self, kinds: Sequence[Kind], direction: int) -> Ints:
        """For each kind and node, the flat index of the node a bead before (-1) or after it (+1)."""
        rows, columns = self.nodes()
        widths = self.stop - self.first
        indexes = np.empty((len(kinds), len(rows)), np.int32)
        for index, kind in zip(indexes, kinds, strict=True):
            far = np.arange(self.n + 1) + direction * kind.src
            row = np.clip(far, 0, self.n)
            inside = (far >= 0) & (far <= self.n)
            low = np.where(inside, self.first[row], self.m + 1).astype(np.int32)
            size = np.where(inside, self.stop[row] - self.first[row], 0).astype(np.int32)
            place = columns + np.int32(direction * kind.tgt) - np.repeat(low, widths)
            outside = (place < 0) | (place >= np.repeat(size, widths))
            place += np.repeat(self.offsets[row].astype(np.int32), widths)
            place[outside] = len(rows)
            index[:] = place
        return indexes

    def narrowed(self, chances: Floats, *, least: float, margin: int) -> "Band":
        """The nodes whose chance is at least ``least``, and those within ``margin`` rows and columns.

        ``chances`` has one entry for each node, in flat order.
        """
        rows, columns = self.nodes()
        likely = np.flatnonzero(chances >= least)
        first, last = np.full(self.n + 1, self.m, np.int64), np.zeros(self.n + 1, np.int64)
        np.minimum.at(first, rows[likely], columns[likely])
        np.maximum.at(last, rows[likely], columns[likely])
        # rows that beads skip get bounds from their neighbours; neighbouring rows must overlap
        first = np.minimum.accumulate(first[::-1])[::-1]
        last = np.maximum.accumulate(last)
        last[:-1] = np.maximum(last[:-1], self.first[1:])
        first[1:] = np.minimum(first[1:], last[:-1])
        every = np.arange(self.n + 1)
        first = first[np.maximum(every - margin, 0)] - margin
        last = last[np.minimum(every + margin, self.n)] + margin
        return Band(np.maximum(first, self.first), np.minimum(last + 1, self.stop))


def full_band(n: int, m: int) -> Band:
    """Every node of an ``n`` by ``m`` lattice: for short texts, and as a reference for narrower bands."""
    return Band(np.zeros(n + 1, np.int64), np.full(n + 1, m + 1, np.int64))


def band_along(path: Sequence[tuple[int, int]], *, half_width: int) -> Band:
    """The nodes within ``half_width`` columns, and as many rows, of a rising path of nodes.

    ``path`` begins with ``(0, 0)`` and ends with ``(n, m)``; gaps between its nodes are bridged.
    """
    rows, columns = np.array(path, np.int64).T
    n, m = int(rows[-1]), int(columns[-1])
    every = np.arange(n + 1)
    ends = np.append(rows[1:], n)  # each node's stretch ends at the next one, both rows included
    low = columns[np.searchsorted(ends, every, side="left")]
    high = np.append(columns[1:], m)[np.searchsorted(rows, every, side="right") - 1]
    before = np.maximum(np.arange(n + 1) - half_width, 0)
    after = np.minimum(np.arange(n + 1) + half_width, n)
    first = np.maximum(low[before] - half_width // 2, 0)
    stop = np.minimum(high[after] + half_width // 2, m) + 1
    return Band(
        np.minimum(first, np.maximum(low - half_width, 0)),
        np.maximum(stop, np.minimum(high + half_width, m) + 1),
    )


@dataclass(frozen=True)
class Lattice:
    """Scores on a band.

    ``scores[k, node]`` is the score of the bead of ``kinds[k]`` that *ends* at the node, in nats, NEVER
    where none can end; ``skip_src`` (n) and ``skip_tgt`` (m) score leaving out single sentences.
    """

    band: Band
    kinds: tuple[Kind, ...]
    scores: NDArray[Any]
    skip_src: Floats
    skip_tgt: Floats

    @property
    def steps(self) -> tuple[Kind, ...]:
        """The kinds of step that a path can take: the beads, and leaving out a sentence of either side."""
        return (*self.kinds, *ALONE)

    @cached_property
    def before(self) -> Ints:
        """For each step and node, the flat index of the node that the step comes from."""
        return self.band.neighbours(self.steps, -1)

    @cached_property
    def fits(self) -> list[Ints]:
        """For each kind, the nodes that a bead of it ends at."""
        return [np.flatnonzero(score > NEVER / 2) for score in self.scores]

    def forward(self, fold: Fold) -> Floats:
        """For each node, ``fold`` over all paths from the beginning to it."""
        rows, columns = self.band.nodes()
        gains = np.concatenate((self.scores, self._skips(rows - 1, columns - 1)))
        return gathered(rows + columns, self.before, gains, fold)

    def backward(self, fold: Fold) -> Floats:
        """For each node, ``fold`` over all paths from it to the end."""
        rows, columns = self.band.nodes()
        after = self.band.neighbours(self.steps, +1)
        gains = np.concatenate((np.empty_like(self.scores), self._skips(rows, columns)))
        for gain, score, at in zip(gains, self.scores, after, strict=False):
            np.take(score, at, out=gain, mode="clip")
        gains[after == len(rows)] = NEVER
        return gathered(self.band.n + self.band.m - rows - columns, after, gains, fold)

    def _skips(self, rows: Ints, columns: Ints) -> NDArray[Any]:
        """The scores of leaving out the sentences ``rows``, and of leaving out ``columns``: (2, nodes)."""
        sides = np.full((2, len(rows)), NEVER, self.scores.dtype)
        for gains, skips, at in zip(sides, (self.skip_src, self.skip_tgt), (rows, columns), strict=True):
            if len(skips):
                gains[:] = skips[np.clip(at, 0, len(skips) - 1)]
        return sides


@dataclass(frozen=True)
class Posterior:
    """The result of forward-backward: probabilities of beads and skipped sentences, and the log partition."""

    beads: NDArray[Any]  # (kinds, nodes), of the bead ending there
    nodes: Floats  # (nodes,), that the path goes through it
    skip_src: Floats  # (n,)
    skip_tgt: Floats  # (m,)
    log_partition: float


def node_chances(lattice: Lattice) -> Floats:
    """The probability that the path goes through each node, as :func:`posterior` has it."""
    return _chances(*_both_ways(lattice)[:2])


def _both_ways(lattice: Lattice) -> tuple[Floats, Floats, float]:
    """For each node, the log weight of all paths to it, and of all paths on from it less the log partition.

    The third value is the log partition.
    """
    alpha, beta = lattice.forward(log_sum), lattice.backward(log_sum)
    total = float(alpha[-1])
    return alpha, np.asarray(beta - total), total


def _chances(alpha: Floats, beta: Floats) -> Floats:
    return np.asarray(np.exp(np.minimum(alpha + beta, 0.0)))


def posterior(lattice: Lattice) -> Posterior:
    """The probability of every bead under the lattice's scores."""
    alpha, beta, total = _both_ways(lattice)
    beads = np.zeros_like(lattice.scores)
    known = np.append(alpha, NEVER)
    for k, before in enumerate(lattice.before[: len(lattice.kinds)]):
        at = lattice.fits[k]
        beads[k, at] = np.exp(np.minimum(known[before[at]] + lattice.scores[k, at] + beta[at], 0.0))
    return Posterior(beads, _chances(alpha, beta), *_skips(lattice, known, beta), total)


def _skips(lattice: Lattice, alpha: Floats, beta: Floats) -> tuple[Floats, Floats]:
    """The probability that each sentence stands alone, by side."""
    rows, columns = lattice.band.nodes()
    probabilities = []
    sides = ((rows, lattice.skip_src), (columns, lattice.skip_tgt))
    for (at, skips), before in zip(sides, lattice.before[-2:], strict=True):
        ends = np.flatnonzero(before < len(rows))
        sentence = at[ends] - 1
        taken = np.exp(np.minimum(alpha[before[ends]] + skips[sentence] + beta[ends], 0.0))
        sums = np.bincount(sentence, weights=taken, minlength=len(skips)).astype(np.float64)
        probabilities.append(np.minimum(sums, 1.0))  # rounding can push a sum past 1
    return probabilities[0], probabilities[1]


class Step(NamedTuple):
    """A bead of a path: it begins at node ``(i, j)``; ``value`` is its score or probability."""

    i: int
    j: int
    kind: Kind
    value: float


def best_path(lattice: Lattice) -> list[Step]:
    """The path with the highest sum of scores (Viterbi), skipped sentences as 1-0 and 0-1 steps.

    On a lattice whose scores are posteriors this is the path with the most expected correct beads, which
    is what strict F1 rewards.
    """
    rows, columns = lattice.band.nodes()
    value = np.append(lattice.forward(highest), NEVER)
    skips = lattice._skips(rows - 1, columns - 1)
    top, choice = np.full(len(rows), -np.inf), np.zeros(len(rows), np.int8)
    sources = [before[at] for before, at in zip(lattice.before, lattice.fits, strict=False)]
    gains = [score[at] for score, at in zip(lattice.scores, lattice.fits, strict=True)]
    places: list[Ints | slice] = [*lattice.fits, slice(None), slice(None)]
    for k, (at, before, gain) in enumerate(
        zip(places, [*sources, *lattice.before[-2:]], [*gains, *skips], strict=True)
    ):
        reach = value[before] + gain
        better = reach > top[at]
        top[at] = np.where(better, reach, top[at])
        choice[at] = np.where(better, k, choice[at])
    return _walk_back(lattice, choice.tolist())


def _walk_back(lattice: Lattice, choice: Sequence[int]) -> list[Step]:
    first, offsets = lattice.band.first.tolist(), lattice.band.offsets.tolist()
    steps = []
    i, j = lattice.band.n, lattice.band.m
    while i or j:
        node = offsets[i] + j - first[i]
        taken = choice[node]
        kind = lattice.steps[taken]
        i, j = i - kind.src, j - kind.tgt
        if taken < len(lattice.kinds):
            gain = float(lattice.scores[taken, node])
        else:
            gain = float(lattice.skip_src[i] if kind.src else lattice.skip_tgt[j])
        steps.append(Step(i, j, kind, gain))
    return steps[::-1]


def expected_path(lattice: Lattice, chances: Posterior) -> list[Step]:
    """The path with the most expected correct beads; each step's value is the bead's probability.

    Leaving out a sentence costs the probability that it has a counterpart after all, so a sentence isn't lost
    only because its counterpart is uncertain.
    """
    fits = lattice.scores > NEVER / 2
    votes = np.where(fits, chances.beads, NEVER)
    losses = chances.skip_src - 1, chances.skip_tgt - 1
    steps = best_path(Lattice(lattice.band, lattice.kinds, votes, *losses))
    alone = {Kind(1, 0): lambda s: chances.skip_src[s.i], Kind(0, 1): lambda s: chances.skip_tgt[s.j]}
    return [s._replace(value=float(alone[s.kind](s))) if s.kind in alone else s for s in steps]
