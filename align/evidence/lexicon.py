"""A small bilingual lexicon of pieces, learned from a parallel corpus by ``align/fitting/lexicon.py``.

It is precise where the encoder's token vectors are vague: for rare words. 硅 and *silicon* occur together or
not at all. An entry's strength is between 0 and 1.
"""

from dataclasses import dataclass

import numpy as np

from align.arrays import Ints, Singles


@dataclass(frozen=True)
class Lexicon:
    """Entries ``(en, zh, strength)`` of piece ids, as parallel arrays."""

    en: Ints
    zh: Ints
    strength: Singles
    size: int  # pieces in the vocabulary

    def inverted(self) -> "Lexicon":
        """The same entries for lookup from Chinese."""
        order = np.argsort(self.zh, kind="stable")
        return Lexicon(self.zh[order], self.en[order], self.strength[order], self.size)

    def matches(self, rows: Ints, columns: Ints) -> Singles:
        """How strongly each row piece and each column piece translate each other: (rows, columns).

        ``rows`` are looked up as ``en`` (of an inverted lexicon: Chinese) pieces, ``columns`` as ``zh``.
        """
        asked, back = np.unique(rows, return_inverse=True)
        first, stop = np.searchsorted(self.en, asked), np.searchsorted(self.en, asked, side="right")
        lines = np.repeat(np.arange(len(asked)), stop - first)
        entries = np.concatenate([np.arange(a, b) for a, b in zip(first, stop, strict=True)] or [first[:0]])
        there, place = np.unique(columns, return_inverse=True)
        at = np.full(self.size, -1)
        at[there] = np.arange(len(there))
        column = at[self.zh[entries]]
        known = column >= 0
        table = np.zeros((len(asked), len(there)), np.float32)
        table[lines[known], column[known]] = self.strength[entries[known]]
        return table[back][:, place]
