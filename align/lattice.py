"""The lattice of all monotone alignments inside a band, as a semi-Markov conditional random field.

A node ``(i, j)`` says that the first ``i`` source and ``j`` target sentences are aligned. A bead of
kind ``a-b`` leads from ``(i - a, j - b)`` to ``(i, j)`` and has a score in nats; leaving out one sentence
(1-0, 0-1) has one too. A path's weight is the exponential of its sum (Sarawagi & Cohen 2004). From that:
the probability of every bead (forward-backward) and the path with the most expected correct beads.

The band is ragged: each row has its own first column and width, so that a chapter missing on one side
costs its length once and not in every row. Time and memory are linear in the number of nodes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEVER = -1e30  # the score of what cannot be, in nats; finite, so that sums stay numbers


class Kind(NamedTuple):
    """How many source and target sentences a bead joins."""

    src: int
    tgt: int


@dataclass(frozen=True)
class Band:
    """The nodes that are looked at: in row ``i`` the columns ``first[i]`` up to ``stop[i]``, exclusive.

    ``first`` and ``stop`` have ``n + 1`` entries, do not fall, and neighbouring rows overlap, so that a
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

    @property
    def offsets(self) -> Ints:
        """Where each row's nodes begin in flat arrays; the last entry is the number of nodes."""
        return np.concatenate(([0], np.cumsum(self.stop - self.first)))

    def nodes(self) -> tuple[Ints, Ints]:
        """Row and column of every node, in flat order."""
        widths = self.stop - self.first
        rows = np.repeat(np.arange(self.n + 1), widths)
        columns = np.arange(len(rows)) - np.repeat(self.offsets[:-1] - self.first, widths)
        return rows, columns

    def index(self, rows: Ints, columns: Ints) -> Ints:
        """The flat index of nodes; the number of nodes, one past the end, for those outside the band."""
        offsets = self.offsets
        inside = (rows >= 0) & (rows <= self.n)
        row = np.clip(rows, 0, self.n)
        inside &= (columns >= self.first[row]) & (columns < self.stop[row])
        return np.where(inside, offsets[row] + columns - self.first[row], offsets[-1])


def full_band(n: int, m: int) -> Band:
    """Every node of an ``n`` by ``m`` lattice: for short texts, and to check narrower bands against."""
    return Band(np.zeros(n + 1, np.int64), np.full(n + 1, m + 1, np.int64))


def band_along(path: Sequence[tuple[int, int]], *, half_width: int) -> Band:
    """The nodes within ``half_width`` columns, and as many rows, of a rising path of nodes.

    ``path`` begins with ``(0, 0)`` and ends with ``(n, m)``; gaps between its nodes are bridged.
    """
    rows, columns = np.array(path, np.int64).T
    n, m = int(rows[-1]), int(columns[-1])
    low, high = np.full(n + 1, m, np.int64), np.zeros(n + 1, np.int64)
    for (i, j), (k, l) in zip(path, [*path[1:], path[-1]], strict=True):  # noqa: E741
        low[i : k + 1] = np.minimum(low[i : k + 1], j)
        high[i : k + 1] = np.maximum(high[i : k + 1], l)
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
    where none fits; ``skip_src`` (n) and ``skip_tgt`` (m) score leaving out single sentences.
    """

    band: Band
    kinds: tuple[Kind, ...]
    scores: Floats
    skip_src: Floats
    skip_tgt: Floats

    def neighbours(self, direction: int) -> Ints:
        """For each kind and node, the flat index of the node a bead before (-1) or after it (+1)."""
        rows, columns = self.band.nodes()
        return np.stack(
            [self.band.index(rows + direction * k.src, columns + direction * k.tgt) for k in self.kinds]
        )


@dataclass(frozen=True)
class Posterior:
    """What forward-backward gives: probabilities of beads, of skipped sentences, and the log partition."""

    beads: Floats  # (kinds, nodes), of the bead ending there
    skip_src: Floats  # (n,)
    skip_tgt: Floats  # (m,)
    log_partition: float


def posterior(lattice: Lattice) -> Posterior:
    """The probability of every bead under the lattice's scores."""
    band, before = lattice.band, lattice.neighbours(-1)
    offsets, count = band.offsets, int(band.offsets[-1])
    skipped = np.concatenate(([0.0], np.cumsum(lattice.skip_tgt)))
    alpha = np.full(count + 1, NEVER)
    beta = np.full(count + 1, NEVER)
    gains = np.concatenate((lattice.scores, np.full((len(lattice.kinds), 1), NEVER)), axis=1)
    rows, columns = band.nodes()
    above = band.index(rows - 1, columns)
    for i in range(band.n + 1):
        part = slice(offsets[i], offsets[i + 1])
        reach = alpha[before[:, part]] + gains[:, part]
        if i:
            reach = np.concatenate((reach, (alpha[above[part]] + lattice.skip_src[i - 1])[None]))
        total = _log_sum(reach)
        if i == 0:
            total[0] = 0.0
        along = skipped[columns[part]]
        alpha[part] = np.logaddexp.accumulate(total - along) + along
    after, below = lattice.neighbours(+1), band.index(rows + 1, columns)
    gain_after = np.take_along_axis(gains, after, axis=1)
    for i in range(band.n, -1, -1):
        part = slice(offsets[i], offsets[i + 1])
        reach = beta[after[:, part]] + gain_after[:, part]
        if i < band.n:
            reach = np.concatenate((reach, (beta[below[part]] + lattice.skip_src[i])[None]))
        total = _log_sum(reach)
        if i == band.n:
            total[-1] = 0.0
        along = skipped[columns[part]]
        beta[part] = np.logaddexp.accumulate((total + along)[::-1])[::-1] - along
    log_partition = float(alpha[count - 1])
    beads = np.exp(np.minimum(alpha[before] + lattice.scores + beta[:count] - log_partition, 0.0))
    return Posterior(beads, *_skips(lattice, alpha, beta, log_partition), log_partition)


def _log_sum(terms: Floats) -> Floats:
    highest = terms.max(axis=0)
    return np.asarray(highest + np.log(np.exp(terms - highest).sum(axis=0)))


def _skips(lattice: Lattice, alpha: Floats, beta: Floats, log_partition: float) -> tuple[Floats, Floats]:
    """The probability that each sentence stands alone, by side."""
    band = lattice.band
    rows, columns = band.nodes()
    above, left = band.index(rows - 1, columns), band.index(rows, columns - 1)
    down, right = rows > 0, columns > 0
    src, tgt = np.zeros(band.n), np.zeros(band.m)
    here = beta[:-1]
    taken = alpha[above[down]] + lattice.skip_src[rows[down] - 1] + here[down] - log_partition
    np.add.at(src, rows[down] - 1, np.exp(np.minimum(taken, 0.0)))
    taken = alpha[left[right]] + lattice.skip_tgt[columns[right] - 1] + here[right] - log_partition
    np.add.at(tgt, columns[right] - 1, np.exp(np.minimum(taken, 0.0)))
    return src, tgt


class Step(NamedTuple):
    """A bead of a path: it begins at node ``(i, j)``; ``value`` is what the search added up for it."""

    i: int
    j: int
    kind: Kind
    value: float


def best_path(lattice: Lattice) -> list[Step]:
    """The path with the highest sum of scores (Viterbi), skipped sentences as 1-0 and 0-1 steps.

    On a lattice whose scores are posteriors and whose skips are 0 this is the path with the most
    expected correct beads, which is what strict F1 rewards.
    """
    band, before = lattice.band, lattice.neighbours(-1)
    offsets, count = band.offsets, int(band.offsets[-1])
    skipped = np.concatenate(([0.0], np.cumsum(lattice.skip_tgt)))
    rows, columns = band.nodes()
    above = band.index(rows - 1, columns)
    value = np.full(count + 1, NEVER)
    choice = np.zeros(count, np.int8)
    down, right = len(lattice.kinds), len(lattice.kinds) + 1
    for i in range(band.n + 1):
        part = slice(offsets[i], offsets[i + 1])
        reach = value[before[:, part]] + lattice.scores[:, part]
        if i:
            reach = np.concatenate((reach, (value[above[part]] + lattice.skip_src[i - 1])[None]))
        taken = reach.argmax(axis=0)
        top = reach.max(axis=0)
        if i == 0:
            top[0] = 0.0
        along = skipped[columns[part]]
        level = np.maximum.accumulate(top - along)
        taken[1:][level[:-1] >= (top - along)[1:]] = right
        value[part], choice[part] = level + along, taken
    return _walk_back(lattice, choice, down, right)


def _walk_back(lattice: Lattice, choice: NDArray[np.int8], down: int, right: int) -> list[Step]:
    band, offsets = lattice.band, lattice.band.offsets
    steps = []
    i, j = band.n, band.m
    while i or j:
        node = int(offsets[i] + j - band.first[i])
        taken = int(choice[node])
        if taken == down:
            kind, gain = Kind(1, 0), float(lattice.skip_src[i - 1])
        elif taken == right:
            kind, gain = Kind(0, 1), float(lattice.skip_tgt[j - 1])
        else:
            kind, gain = lattice.kinds[taken], float(lattice.scores[taken, node])
        i, j = i - kind.src, j - kind.tgt
        steps.append(Step(i, j, kind, gain))
    return steps[::-1]


def expected_path(lattice: Lattice, chances: Posterior) -> list[Step]:
    """The path with the most expected correct beads; each step's value is the bead's probability."""
    fits = lattice.scores > NEVER / 2
    votes = np.where(fits, chances.beads, NEVER)
    nothing_src, nothing_tgt = np.zeros(lattice.band.n), np.zeros(lattice.band.m)
    steps = best_path(Lattice(lattice.band, lattice.kinds, votes, nothing_src, nothing_tgt))
    alone = {Kind(1, 0): lambda s: chances.skip_src[s.i], Kind(0, 1): lambda s: chances.skip_tgt[s.j]}
    return [s._replace(value=float(alone[s.kind](s))) if s.kind in alone else s for s in steps]
