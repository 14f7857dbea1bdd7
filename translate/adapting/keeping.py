"""Against forgetting: a network's distance to its own earlier outputs on general sentences.

A model that learns one trade forgets the rest. So its outputs for general sentences are recorded before it
learns: its own translations, and its likeliest next pieces at each place of them. While it learns, the
divergence from these is part of the loss (Li & Hoiem 2016, "Learning without Forgetting"). No references are
needed: sentences of one language will do, and a hundred of each lie beside this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from translate.adapting.bases import Base, Example
from translate.adapting.network import Network
from translate.adapting.tuning import one_epoch, predicted
from translate.engines.engine import Search
from translate.model import Side

_LIKELIEST = 64  # pieces whose probability is kept for each place; all others count as one
_LEAST = 1e-6  # of a probability, so that its logarithm is finite


def general_sentences(side: Side) -> list[str]:
    """A hundred sentences of many kinds, written for this purpose."""
    file = Path(__file__).parent / "general" / f"{side}.txt"
    return file.read_text("utf-8").splitlines()


def translated(base: Base, sentences: Sequence[str]) -> list[tuple[str, str]]:
    """The sentences with a package's raw translations of them; those without one are dropped."""
    drafts = dict(base.decoder(base.folder).decode(sentences, Search()))
    pairs = [(sentence, drafts[place].text) for place, sentence in enumerate(sentences)]
    return [pair for pair in pairs if pair[1]]


class Past:
    """The outputs of ``network`` for some examples now, to compare it with later.

    :param pieces: of a batch, padding included.
    :param seed: of the order of the batches.
    """

    def __init__(self, network: Network, examples: Sequence[Example], *, pieces: int, seed: int) -> None:
        self._network = network
        order = one_epoch([example.pieces for example in examples], pieces, seed, 0)
        self._batches = [[examples[index] for index in batch] for batch in order]
        network.eval()
        with torch.no_grad():
            self._before = [_likeliest(predicted(network, batch)[0].softmax(-1)) for batch in self._batches]

    def distance(self, step: int) -> Tensor:
        """How far the network has gone, on the batch of that step: nats a piece, >= 0, 0 if nowhere.

        The divergence of its outputs now from those before, the unlikely pieces taken as one.
        """
        turn = step % len(self._batches)
        before, pieces = self._before[turn]
        logits, _ = predicted(self._network, self._batches[turn])
        now = logits.log_softmax(-1).gather(-1, pieces)
        rest_before, rest_now = ((1 - shares.sum(-1)).clamp(min=_LEAST) for shares in (before, now.exp()))
        likely = (before * (before.clamp(min=_LEAST).log() - now)).sum(-1)
        return (likely + rest_before * (rest_before.log() - rest_now.log())).mean()


def _likeliest(shares: Tensor) -> tuple[Tensor, Tensor]:
    """The highest probabilities of each row, and the pieces that have them."""
    top = shares.topk(min(_LIKELIEST, shares.shape[-1]), -1)
    return top.values, top.indices
