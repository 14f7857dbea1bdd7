"""How likely the translator finds pairs of texts that may translate each other.

It reads both sides: how much likelier is the Chinese for the English beside it, and the English for the
Chinese? That is pointwise mutual information (Church & Hanks 1990), in nats. It shows which clause belongs to
which sentence, and which of two sentences on one subject is meant, where vectors show the subject only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from align.arrays import Floats
from translate.model import OnProgress, Side

WEIGHING = "possible matches weighed"


class Judge(Protocol):
    """What knows how likely translations are: :class:`translate.engines.likelihood.Likelihood`."""

    def of(self, pairs: Sequence[tuple[str, str]], tgt: Side, *, on_progress: OnProgress) -> list[float]:
        """log P(translation | source) for each pair, in nats; of an empty source log P(translation)."""


@dataclass(frozen=True)
class MutualInformation:
    """How much both sides of pairs say about each other: nats, (pairs, 2), the Chinese side first."""

    pmi: Floats  # how much likelier each side is beside the other than alone
    log_prob: Floats  # log P of each side alone, below 0


@dataclass(frozen=True)
class CandidatePairs:
    """Pairs of an English and a Chinese text that the translator may be asked about."""

    texts: list[tuple[str, str]]

    @property
    def pieces(self) -> int:
        """About how many pieces the translator reads: both sides, each way, and each alone."""
        alone = (text for side in zip(*self.texts, strict=True) for text in set(side))
        both = (text for pair in self.texts for text in pair)
        return sum(map(_pieces, alone)) + 2 * sum(map(_pieces, both))

    def score_with(
        self, judge: Judge, on_progress: OnProgress = lambda stage, done, total: None
    ) -> MutualInformation:
        """Ask the translator; ``on_progress`` counts the texts it has read."""
        english, chinese = ([pair[side] for pair in self.texts] for side in (0, 1))
        total = 2 * len(self.texts) + len(set(english)) + len(set(chinese))
        read = 0

        def side(tgt: Side, sources: list[str], targets: list[str]) -> tuple[list[float], list[float]]:
            every = sorted(set(targets))
            alone = dict(zip(every, log_probs([("", text) for text in every], tgt), strict=True))
            given = log_probs(list(zip(sources, targets, strict=True)), tgt)
            gains = [beside - alone[text] for beside, text in zip(given, targets, strict=True)]
            return gains, [alone[text] for text in targets]

        def log_probs(pairs: list[tuple[str, str]], tgt: Side) -> list[float]:
            nonlocal read
            before, read = read, read + len(pairs)

            def more(_: str, done: int, __: int) -> None:
                on_progress(WEIGHING, before + done, total)

            return judge.of(pairs, tgt, on_progress=more)

        sides = side("zh", english, chinese), side("en", chinese, english)
        pmi, log_prob = (np.array([side[k] for side in sides]).T.reshape(-1, 2) for k in (0, 1))
        return MutualInformation(pmi, log_prob)


def _pieces(text: str) -> int:
    """About how many pieces a text has: one for 4.2 bytes of either language, on the development texts."""
    return len(text.encode(errors="surrogatepass")) // 4
