"""Tuning a network on examples: batches of like length, a rate that falls, the best weights kept, resumable.

Which batch a step sees follows from the seed and the step's number alone, so that a run that was killed and
goes on makes what it would have made, but for the last bits of sums; only where ``minutes`` end it does the
speed of the machine matter.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from numpy.typing import NDArray
from torch import Tensor

from translate.adapting import checkpoints
from translate.adapting.bases import Example
from translate.adapting.descent import Descent, array
from translate.adapting.network import Network

_CHECKPOINT_SECONDS = 60.0  # at least, between two
_CHECKPOINT_SHARE = 0.02  # of the time, at most, goes into keeping the state
_LOOKS = 12  # at the held-out examples, in a whole run


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a network is tuned.

    :param rate: the highest learning rate of AdamW.
    :param epochs: how often each example is seen, unless ``minutes`` are over first.
    :param minutes: of wall time, over all parts of a run that was interrupted.
    :param batch_pieces: pieces of a batch, padding included.
    :param frozen: the share of the layers, counted from the input, that stay as they are, and with them
        the embeddings of what is read; 0 to tune everything.
    :param smoothing: of the labels.
    :param keeping: the weight of the distance to what the network said before, where one is given.
    :param patience: looks at what is held out, a dozen in a run, without a new best before it ends; a long
        run at a high rate gets better only when the rate falls.
    :param cooling: the last share of the run, in which the rate falls; 1 to let it fall all the time.
    :param last: in the end the network has its last weights, not those that did best on held-out examples.
    """

    rate: float = 2e-4
    epochs: float = 6.0
    minutes: float = 20.0
    batch_pieces: int = 1500
    warmup: int = 20
    cooling: float = 1.0
    patience: int = 4
    frozen: float = 0.0
    smoothing: float = 0.0
    keeping: float = 0.0
    weight_decay: float = 0.01
    seed: int = 1
    last: bool = False


class State(NamedTuple):
    """How far a run is."""

    step: int
    steps: int
    seconds: float
    limit: float  # seconds
    loss: float  # of the batch, nats a piece
    held_out: float  # of the held-out examples, at the last look


Watch = Callable[[State], None]


class Tuning:
    """One run of tuning ``network`` by ``plan``.

    :param distance: how far the network is from its earlier outputs, for a step by its number, in nats a
        piece: :meth:`translate.adapting.keeping.Past.distance`.
    """

    def __init__(
        self,
        network: Network,
        learn: Sequence[Example],
        held_out: Sequence[Example],
        plan: Plan,
        *,
        distance: Callable[[int], Tensor] | None = None,
    ) -> None:
        self._network, self._learn, self._held_out, self._plan = network, learn, held_out, plan
        self._distance = distance
        self._batches = batches([example.pieces for example in learn], plan.batch_pieces, plan.seed)
        epoch = sum(1 for _ in one_epoch([e.pieces for e in learn], plan.batch_pieces, plan.seed, 0))
        self.steps = max(1, round(plan.epochs * epoch))
        freeze(network, plan.frozen)
        self._descent = Descent(
            {key: weight for key, weight in network.weights.items() if weight.requires_grad},
            rate=plan.rate,
            warmup=plan.warmup,
            decay=plan.weight_decay,
            cooling=plan.cooling,
        )
        self._best: dict[str, Tensor] = {}
        self._best_loss, self._misses, self._seconds = float("inf"), 0, 0.0

    def run(self, *, checkpoint: Path | None = None, watch: Watch | None = None) -> State:
        """Tune until the end; the network then has the weights that did best on the held-out examples.

        Or the last ones, if the plan says so.

        :param checkpoint: a file to go on from, and to keep the state in; the caller removes it.
        """
        if checkpoint and (saved := checkpoints.load(checkpoint)):
            self._restore(*saved)
        else:
            self._look()
        plan, begun = self._plan, time.monotonic() - self._seconds
        keep_at = time.monotonic() + _CHECKPOINT_SECONDS
        limit = plan.minutes * 60
        for _ in range(self._descent.steps):
            next(self._batches)
        loss, done = float("nan"), self._done(limit)
        while done < 1 and self._misses < plan.patience:
            loss = self._learn_from([self._learn[index] for index in next(self._batches)], done)
            self._seconds = time.monotonic() - begun
            before, done = done, self._done(limit)
            if int(done * _LOOKS) > int(before * _LOOKS):
                self._look()
            if watch:
                watch(State(self._descent.steps, self.steps, self._seconds, limit, loss, self._best_loss))
            if checkpoint and (now := time.monotonic()) > keep_at:
                self._save(checkpoint)
                took = time.monotonic() - now
                keep_at = now + max(_CHECKPOINT_SECONDS, took / _CHECKPOINT_SHARE)
        if not plan.last:
            self._descent.put(self._best)
        if checkpoint:
            self._save(checkpoint)
        return State(self._descent.steps, self.steps, self._seconds, limit, loss, self._best_loss)

    def _done(self, limit: float) -> float:
        """The share of the run that lies behind, by steps or by time, 0 to 1."""
        return min(1.0, max(self._descent.steps / self.steps, self._seconds / limit))

    def _learn_from(self, batch: list[Example], done: float) -> float:
        torch.manual_seed(self._plan.seed * 1_000_003 + self._descent.steps)  # of the dropout
        self._network.train()
        total, count = loss_of(self._network, batch, smoothing=self._plan.smoothing)
        loss = total / count
        if self._distance:
            loss = loss + self._plan.keeping * self._distance(self._descent.steps)
        self._descent.step(loss, done)
        return float(total.detach()) / count

    def _look(self) -> None:
        """See how the held-out examples fare, and keep the weights if never better."""
        loss = mean_loss(self._network, self._held_out)
        if loss < self._best_loss:
            self._best_loss, self._misses = loss, 0
            self._best = {key: weight.detach().clone() for key, weight in self._descent.weights.items()}
        else:
            self._misses += 1

    def _save(self, path: Path) -> None:
        best = {f"best {key}": array(weight) for key, weight in self._best.items()}
        facts = {
            "step": self._descent.steps,
            "seconds": self._seconds,
            "best": self._best_loss,
            "misses": self._misses,
        }
        checkpoints.save(path, self._descent.arrays() | best, facts)

    def _restore(self, arrays: dict[str, NDArray[Any]], facts: dict[str, Any]) -> None:
        self._descent.restore(arrays, facts["step"])
        self._best = self._descent.tensors(arrays, "best")
        self._seconds, self._best_loss, self._misses = facts["seconds"], facts["best"], facts["misses"]


def freeze(network: Network, share: float) -> None:
    """Leave the first ``share`` of the layers as they are and, if there are such, all outside of layers."""
    first = round(share * network.depth)
    for key, weight in network.weights.items():
        layer = network.layer_of(key)
        if key.endswith("position_encodings~encodings") or (first and (layer is None or layer < first)):
            weight.requires_grad_(False)


def loss_of(network: Network, batch: Sequence[Example], *, smoothing: float = 0.0) -> tuple[Tensor, int]:
    """The cross-entropy of the pieces to predict, in nats, summed; and the number of these pieces."""
    logits, gold = predicted(network, batch)
    return F.cross_entropy(logits, gold, label_smoothing=smoothing, reduction="sum"), len(gold)


def predicted(network: Network, batch: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """The scores (pieces, vocabulary) of the pieces to predict, and the right pieces."""
    target, _ = padded([example.target for example in batch], network.device)
    wanted = torch.zeros(target.shape[0], target.shape[1] - 1, dtype=torch.bool)
    for row, example in enumerate(batch):
        wanted[row, example.begin - 1 : len(example.target) - 1] = True
    wanted = wanted.to(network.device)
    with torch.autocast(network.device.type, torch.bfloat16, enabled=half(network)):
        memory, known = None, None
        if network.encoder:
            source, known = padded([example.source for example in batch], network.device)
            memory = network.encode(source, known)
        states = network.decode(target[:, :-1], memory, known)[wanted]
        logits = network.logits(states)
    return logits.float(), target[:, 1:][wanted]


def mean_loss(network: Network, examples: Sequence[Example], *, pieces: int = 2000) -> float:
    """The mean cross-entropy of the examples, in nats a piece."""
    network.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for batch in one_epoch([example.pieces for example in examples], pieces, 0, 0):
            loss, predicted = loss_of(network, [examples[index] for index in batch])
            total, count = total + float(loss), count + predicted
    return total / max(1, count)


def batches(lengths: Sequence[int], pieces: int, seed: int) -> Iterator[list[int]]:
    """Batches without end, epoch after epoch."""
    epoch = 0
    while True:
        yield from one_epoch(lengths, pieces, seed, epoch)
        epoch += 1


def one_epoch(lengths: Sequence[int], pieces: int, seed: int, epoch: int) -> Iterator[list[int]]:
    """Indexes in batches of like length, in random order; a batch and its padding fit ``pieces``."""
    draw = np.random.default_rng([seed, epoch])
    order = sorted(range(len(lengths)), key=lambda index: (lengths[index], float(draw.random())))
    batches: list[list[int]] = [[]]
    for index in order:
        if batches[-1] and lengths[index] * (len(batches[-1]) + 1) > pieces:
            batches.append([])
        batches[-1].append(index)
    for place in draw.permutation(len(batches)):
        if batches[place]:
            yield batches[place]


def padded(rows: Sequence[Sequence[int]], device: torch.device) -> tuple[Tensor, Tensor]:
    """Rows as one matrix, and where it isn't padding."""
    width = max(map(len, rows))
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    known = torch.zeros(len(rows), width, dtype=torch.bool)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = torch.tensor(row)
        known[place, : len(row)] = True
    return ids.to(device), known.to(device)


def half(network: Network) -> bool:
    """Whether products in bfloat16 are worth it: the processor does them, and the matrices are not tiny."""
    if sum(weight.numel() for weight in network.weights.values()) < 5_000_000:
        return False
    if network.device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)())
