"""Beads in doubt are weighed once more, by how likely the translator finds them.

Most beads of a lattice are certain or impossible. For the others the embedded translator computes how
much likelier each side is beside the other (:mod:`align.search.judging`). That becomes evidence beside the
lattice's own score; what each weighs is fitted (``align/fitting/doubts.py``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from align.arrays import Bools, Ints
from align.lattice.lattice import NEVER, Kind, Lattice, Posterior, posterior
from align.search.judging import CandidatePairs, MutualInformation

DOUBT = 0.025  # beads less probable than this, or as close to certain, are not weighed again


@dataclass(frozen=True)
class Balance:
    """What the lattice's own scores and the translator's weigh against each other."""

    lattice: float
    zh: float  # of the Chinese given the English
    en: float
    skip: float  # nats for leaving out a sentence


@dataclass(frozen=True)
class DoubtfulBeads(CandidatePairs):
    """The beads of a lattice that are in doubt, and the two texts that each would pair."""

    kinds: Ints  # index of each bead's kind
    nodes: Ints  # the node at which it ends

    def places(self, lattice: Lattice) -> list[tuple[int, int, Kind]]:
        """Where each bead begins, and its kind."""
        rows, columns = lattice.band.nodes()
        kinds = [lattice.kinds[k] for k in self.kinds.tolist()]
        ends = zip(rows[self.nodes].tolist(), columns[self.nodes].tolist(), kinds, strict=True)
        return [(i - kind.src, j - kind.tgt, kind) for i, j, kind in ends]


def doubtful_beads(
    lattice: Lattice,
    chances: Posterior,
    en: Sequence[str],
    zh: Sequence[str],
    *,
    also: Sequence[tuple[int, int]] = (),
) -> DoubtfulBeads:
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
    return DoubtfulBeads(texts, kinds, nodes)


def certain(lattice: Lattice, chances: Posterior) -> Bools:
    """Which beads (kinds, nodes) are next to certain."""
    return np.asarray((lattice.scores > NEVER / 2) & (chances.beads >= 1 - DOUBT))


def reweighed(
    lattice: Lattice,
    chances: Posterior,
    beads: DoubtfulBeads,
    information: MutualInformation,
    balance: Balance,
) -> Lattice:
    """The lattice of the beads that are certain or in doubt, with the translator's evidence for the latter.

    :param information: about ``beads``.
    """
    scores = np.where(certain(lattice, chances), balance.lattice * lattice.scores, NEVER)
    own = lattice.scores[beads.kinds, beads.nodes]
    gains = information.pmi @ np.array([balance.zh, balance.en])
    scores[beads.kinds, beads.nodes] = balance.lattice * own + gains
    skips = (balance.lattice * side + balance.skip for side in (lattice.skip_src, lattice.skip_tgt))
    return Lattice(lattice.band, lattice.kinds, scores, *skips)


def rescored(lattice: Lattice, before: Posterior, narrow: Lattice) -> Posterior:
    """The posterior of a reweighed lattice; beads that were certain keep the probability that they had."""
    after = posterior(narrow)
    return replace(after, beads=np.where(certain(lattice, before), before.beads, after.beads))
