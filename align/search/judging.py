"""What the translator says of pairs of texts that may translate each other.

It reads both sides: how much likelier is the Chinese for the English beside it, and the English for the
Chinese? That is pointwise mutual information (Church & Hanks 1990), in nats. It sees which clause belongs to
which sentence, and which of two sentences on one subject is meant, where vectors only see what is spoken of.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from translate.model import OnProgress, Side

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
"""Told how many texts were read, and of how many in all."""


class Judge(Protocol):
    """What says how likely translations are: :class:`translate.engines.likelihood.Likelihood`."""

    def of(self, pairs: Sequence[tuple[str, str]], tgt: Side, *, on_progress: OnProgress) -> list[float]:
        """log P(translation | source) for each pair, in nats; of an empty source log P(translation)."""


@dataclass(frozen=True)
class Heard:
    """What the translator said of pairs, in nats: arrays (pairs, 2), the Chinese side first."""

    told: Floats  # how much likelier each side is beside the other than alone
    alone: Floats  # log P of each side by itself, below 0


@dataclass(frozen=True)
class Questions:
    """Pairs of an English and a Chinese text that are put to the translator."""

    texts: list[tuple[str, str]]

    @property
    def pieces(self) -> int:
        """About how many pieces the translator reads: both sides, each way, and each alone."""
        alone = (text for side in zip(*self.texts, strict=True) for text in set(side))
        both = (text for pair in self.texts for text in pair)
        return sum(map(_pieces, alone)) + 2 * sum(map(_pieces, both))

    def put(self, judge: Judge, progress: Progress = lambda done, total: None) -> Heard:
        """Ask the translator."""
        english, chinese = ([pair[side] for pair in self.texts] for side in (0, 1))
        total = 2 * len(self.texts) + len(set(english)) + len(set(chinese))
        read = 0

        def ask(tgt: Side, sources: list[str], said: list[str]) -> tuple[list[float], list[float]]:
            every = sorted(set(said))
            alone = scored([("", text) for text in every], tgt)
            usual = dict(zip(every, alone, strict=True))
            given = scored(list(zip(sources, said, strict=True)), tgt)
            return [there - usual[text] for there, text in zip(given, said, strict=True)], [
                usual[text] for text in said
            ]

        def scored(pairs: list[tuple[str, str]], tgt: Side) -> list[float]:
            nonlocal read
            before, read = read, read + len(pairs)
            return judge.of(pairs, tgt, on_progress=lambda _, done, __: progress(before + done, total))

        sides = ask("zh", english, chinese), ask("en", chinese, english)
        told, alone = (np.array([side[k] for side in sides]).T.reshape(-1, 2) for k in (0, 1))
        return Heard(told, alone)


def _pieces(text: str) -> int:
    """About how many pieces a text has: one for 4.2 bytes of either language, on the development texts."""
    return len(text.encode(errors="surrogatepass")) // 4
