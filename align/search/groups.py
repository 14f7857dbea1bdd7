"""Sentences whose texts are known to translate each other: by a key, a row of a table, a cue, a paragraph.

A bead stays within its group. In running text a pair is held up by those around it, and few sentences are
left out; two strings alone under a key must speak for themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from align.arrays import Ints
from align.lattice.lattice import NEVER, Band, Lattice, band_along

SINGLE = 2.5
"""Nats by which leaving out a sentence is likelier where a group has one on each side. Of 48 strings of a
user interface, a quarter of them under a wrong key, this gave the most likely scores."""
ROOM = 8  # sentences around the ends of groups that are searched: the longest bead's and some


@dataclass(frozen=True)
class Groups:
    """The group of each sentence, by side: numbers that rise, the same on both sides.

    :ivar src: of the English sentences (n,); ``tgt`` of the Chinese ones (m,).
    """

    src: Ints
    tgt: Ints

    @classmethod
    def of(cls, src: Sequence[str], tgt: Sequence[str]) -> "Groups":
        """The groups of sentences by their keys, those of a group together, the groups in the same order."""
        numbers: dict[str, int] = {}
        places = [0, 0]
        sides: tuple[list[int], list[int]] = ([], [])
        rest = set(src) & set(tgt)
        while places[0] < len(src) or places[1] < len(tgt):
            for side, keys in enumerate((src, tgt)):
                while places[side] < len(keys) and (key := keys[places[side]]) not in rest:
                    sides[side].append(numbers.setdefault(key, len(numbers)))
                    places[side] += 1
            key = src[places[0]] if places[0] < len(src) else ""
            number = numbers.setdefault(key, len(numbers))
            for side, keys in enumerate((src, tgt)):
                while places[side] < len(keys) and keys[places[side]] == key:
                    sides[side].append(number)
                    places[side] += 1
            rest.discard(key)
        return cls(*(np.array(side, np.int64) for side in sides))

    @property
    def _count(self) -> int:
        return 1 + int(max(*self.src[-1:], *self.tgt[-1:], 0))

    def band(self) -> Band:
        """The nodes around the ends of the groups."""
        last = self._count - 1
        ends = (np.searchsorted(side, np.arange(last + 1), side="right") for side in (self.src, self.tgt))
        corners = list(zip(*(end.tolist() for end in ends), strict=True))
        return band_along([(0, 0), *corners], half_width=ROOM)

    def within(self, lattice: Lattice) -> Lattice:
        """The lattice without beads over the ends of groups, and with cheaper gaps beside single strings."""
        rows, columns = lattice.band.nodes()
        scores = lattice.scores.copy()
        for score, kind, at in zip(scores, lattice.kinds, lattice.fits, strict=True):
            i, j = rows[at], columns[at]
            first = self.src[i - kind.src]
            same = first == self.src[i - 1]
            same &= (first == self.tgt[j - kind.tgt]) & (first == self.tgt[j - 1])
            score[at[~same]] = NEVER
        single = [np.bincount(side, minlength=self._count) == 1 for side in (self.src, self.tgt)]
        alone = single[0] & single[1]
        return replace(
            lattice,
            scores=scores,
            skip_src=lattice.skip_src + SINGLE * alone[self.src],
            skip_tgt=lattice.skip_tgt + SINGLE * alone[self.tgt],
        )
