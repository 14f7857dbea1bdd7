"""Beads in doubt are weighed once more, by how likely the translator finds them.

Most beads of a lattice are certain or impossible. For the others the embedded translator reads both sides:
how much likelier is the Chinese for the English beside it, and the English for the Chinese? That pointwise
mutual information (Church & Hanks 1990), in nats, becomes evidence beside the lattice's own score; what
each weighs is fitted (``align/fitting/doubts.py``). It sees which clause belongs to which sentence where
vectors only see what is spoken of.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from align.lattice import NEVER, Kind, Lattice, Posterior, posterior
from translate.model import Side

Floats = NDArray[np.float64]
Ints = NDArray[Any]
Progress = Callable[[int, int], None]
"""Told how many more texts were read, and of how many in all."""

DOUBT = 0.025  # beads less probable than this, or as close to certain, are not weighed again


class Judge(Protocol):
    """What says how likely translations are: :class:`translate.likelihood.Likelihood`."""

    def of(
        self, pairs: Sequence[tuple[str, str]], tgt: Side, *, progress: Callable[[int], None]
    ) -> list[float]:
        """log P(translation | source) for each pair, in nats; of an empty source log P(translation)."""


@dataclass(frozen=True)
class Balance:
    """What the lattice's own scores and the translator's weigh against each other."""

    lattice: float
    zh: float  # of the Chinese given the English
    en: float
    skip: float  # nats for leaving out a sentence


@dataclass(frozen=True)
class Doubts:
    """The beads of a lattice that are in doubt, and the two texts that each would pair."""

    kinds: Ints  # index of each bead's kind
    nodes: Ints  # the node at which it ends
    texts: list[tuple[str, str]]  # English and Chinese

    def places(self, lattice: Lattice) -> list[tuple[int, int, Kind]]:
        """Where each bead begins, and its kind."""
        rows, columns = lattice.band.nodes()
        kinds = [lattice.kinds[k] for k in self.kinds.tolist()]
        ends = zip(rows[self.nodes].tolist(), columns[self.nodes].tolist(), kinds, strict=True)
        return [(i - kind.src, j - kind.tgt, kind) for i, j, kind in ends]

    @property
    def pieces(self) -> int:
        """About how many pieces the translator reads to weigh them: both sides, each way, and each alone."""
        alone = (text for side in zip(*self.texts, strict=True) for text in set(side))
        both = (text for pair in self.texts for text in pair)
        return sum(map(_pieces, alone)) + 2 * sum(map(_pieces, both))

    def weighed(self, judge: Judge, progress: Progress = lambda done, total: None) -> Floats:
        """What each side tells the translator about the other, in nats: (beads, 2), Chinese first."""
        english, chinese = ([pair[side] for pair in self.texts] for side in (0, 1))
        alone = sorted(set(chinese)), sorted(set(english))
        total = 2 * len(self.texts) + len(alone[0]) + len(alone[1])

        def tell(done: int) -> None:
            progress(done, total)

        def told(tgt: Side, sources: list[str], said: list[str], every: list[str]) -> list[float]:
            usual = dict(
                zip(every, judge.of([("", text) for text in every], tgt, progress=tell), strict=True)
            )
            given = judge.of(list(zip(sources, said, strict=True)), tgt, progress=tell)
            return [there - usual[text] for there, text in zip(given, said, strict=True)]

        columns = told("zh", english, chinese, alone[0]), told("en", chinese, english, alone[1])
        return np.array(columns).T.reshape(-1, 2)


def _pieces(text: str) -> int:
    """About how many pieces a text has: one for 4.2 bytes of either language, on the development texts."""
    return len(text.encode(errors="surrogatepass")) // 4


def doubts(
    lattice: Lattice,
    chances: Posterior,
    en: Sequence[str],
    zh: Sequence[str],
    *,
    also: Sequence[tuple[int, int]] = (),
) -> Doubts:
    """The beads whose probability is neither next to 0 nor next to 1.

    :param en: the English sentences, the lattice's source; ``zh`` the Chinese ones.
    :param also: beads (index of the kind, node) that are taken in any case.
    """
    unsure = (lattice.scores > NEVER / 2) & (chances.beads > DOUBT) & (chances.beads < 1 - DOUBT)
    for bead in also:
        unsure[bead] = True
    kinds, nodes = np.nonzero(unsure)
    rows, columns = lattice.band.nodes()
    texts = []
    for k, i, j in zip(kinds.tolist(), rows[nodes].tolist(), columns[nodes].tolist(), strict=True):
        kind = lattice.kinds[k]
        texts.append((" ".join(en[i - kind.src : i]), "".join(zh[j - kind.tgt : j])))
    return Doubts(kinds, nodes, texts)


def certain(lattice: Lattice, chances: Posterior) -> NDArray[np.bool_]:
    """Which beads (kinds, nodes) are next to certain."""
    return np.asarray((lattice.scores > NEVER / 2) & (chances.beads >= 1 - DOUBT))


def reweighed(
    lattice: Lattice, chances: Posterior, found: Doubts, heard: Floats, balance: Balance
) -> Lattice:
    """The lattice of the beads that are certain or in doubt, with the translator's evidence for these.

    :param heard: what :meth:`Doubts.weighed` gave for the beads of ``found``.
    """
    scores = np.where(certain(lattice, chances), balance.lattice * lattice.scores, NEVER)
    own = lattice.scores[found.kinds, found.nodes]
    scores[found.kinds, found.nodes] = balance.lattice * own + heard @ np.array([balance.zh, balance.en])
    skips = (balance.lattice * side + balance.skip for side in (lattice.skip_src, lattice.skip_tgt))
    return Lattice(lattice.band, lattice.kinds, scores, *skips)


def settled(lattice: Lattice, before: Posterior, narrow: Lattice) -> Posterior:
    """The posterior of a reweighed lattice; what was certain before keeps the probability that it had."""
    after = posterior(narrow)
    return replace(after, beads=np.where(certain(lattice, before), before.beads, after.beads))
