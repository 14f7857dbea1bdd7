"""The tuning of an encoder by contrast, as :mod:`translate.training.encoder` describes it; it needs torch."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from numpy.typing import NDArray
from torch import Tensor

from translate.adapting import checkpoints
from translate.adapting.descent import Descent
from translate.adapting.network import Network
from translate.adapting.tuning import State, Watch, freeze, half, padded

if TYPE_CHECKING:
    from translate.training.plans import Contrast, Join, Rows

_LONGEST = 120  # pieces of a side
_POOL = 24  # batches that are cut from one random draw


class Side(NamedTuple):
    """One side of a batch: mean vectors, token vectors, which tokens count, and how much."""

    means: Tensor  # (rows, size), of length 1
    tokens: Tensor  # (rows, length, size), of length 1
    known: Tensor  # (rows, length)
    weights: Tensor  # (rows, length)


class Tuner:
    """Tunes ``network`` on pairs of piece numbers, marks at both ends included.

    :param rarity: a weight for each piece of the vocabulary.
    """

    def __init__(self, network: Network, sides: tuple[Rows, Rows], rarity: Tensor, plan: Contrast) -> None:
        self._network, self._sides, self._plan = network, sides, plan
        self._rarity = rarity.to(network.device)
        freeze(network, plan.frozen)
        tuned = {key: weight for key, weight in network.weights.items() if weight.requires_grad}
        self._descent = Descent(tuned, rate=plan.rate, warmup=plan.warmup, decay=0.01)

    def run(
        self, held_out: Sequence[Join], *, checkpoint: Path | None = None, watch: Watch | None = None
    ) -> State:
        """Tune to the end; a run that was killed goes on where its last draw began.

        :param held_out: pairs that are not learned from.
        """
        plan, first, spent = self._plan, 1 + max(itertools.chain(*held_out)), 0.0
        rounds = itertools.count()
        if checkpoint and (saved := checkpoints.load(checkpoint)):
            arrays, facts = saved
            self._descent.restore(arrays, facts["steps"])
            rounds, spent = itertools.count(facts["round"]), facts["seconds"]
        begun, limit, loss = time.monotonic() - spent, plan.minutes * 60, float("nan")
        for number in rounds:
            for batch in self._neighbourhoods(first, number):
                spent = time.monotonic() - begun
                if self._descent.steps >= plan.steps or spent >= limit:
                    losses = self.losses(held_out)
                    return State(self._descent.steps, plan.steps, spent, limit, loss, float(sum(losses)))
                loss = self._learn_from(batch, max(self._descent.steps / plan.steps, spent / limit))
                if watch:
                    watch(State(self._descent.steps, plan.steps, spent, limit, loss, float("nan")))
            if checkpoint:
                facts = {
                    "steps": self._descent.steps,
                    "round": number + 1,
                    "seconds": time.monotonic() - begun,
                }
                checkpoints.save(checkpoint, self._descent.arrays(), facts)
        raise AssertionError("rounds have no end")

    def losses(self, beads: Sequence[Join]) -> tuple[float, float]:
        """The two losses on these beads against each other, in nats: of mean vectors, of tokens."""
        self._network.eval()
        with torch.no_grad():
            pooled, tokens = self._scores(beads)
            return float(_both_ways(pooled)), float(_both_ways(tokens))

    def first_hits(self, beads: Sequence[Join]) -> tuple[float, float]:
        """The share of these beads whose own other side is nearest, by mean vectors and by tokens."""
        self._network.eval()
        gold = torch.arange(len(beads), device=self._network.device)
        with torch.no_grad():
            pooled, tokens = self._scores(beads)
        return tuple(float((scores.argmax(1) == gold).float().mean()) for scores in (pooled, tokens))  # type: ignore[return-value]

    def _learn_from(self, batch: NDArray[np.int64], done: float) -> float:
        plan = self._plan
        draw = np.random.default_rng([plan.seed, 1, self._descent.steps])
        joins = [tuple(int(x) for x in draw.choice(batch, 2, replace=False)) for _ in range(plan.joins)]
        torch.manual_seed(plan.seed * 1_000_003 + self._descent.steps)  # of the dropout
        self._network.train()
        pooled, tokens = self._scores([*((int(pair),) for pair in batch), *joins])
        loss = _both_ways(pooled) + plan.tokens * _both_ways(tokens)
        self._descent.step(loss, done)
        return float(loss.detach())

    def _neighbourhoods(self, first: int, number: int) -> list[NDArray[np.int64]]:
        """A random draw of pairs, cut into batches of English sentences that lie near each other."""
        size = self._plan.pairs
        draw = np.random.default_rng([self._plan.seed, 0, number])
        there = len(self._sides[0]) - first
        pool = first + draw.choice(there, min(size * _POOL, there), replace=False)
        order = sorted(range(len(pool)), key=lambda place: len(self._sides[0][pool[place]]))
        rows: list[Tensor] = [torch.empty(0)] * len(pool)
        self._network.eval()
        with torch.no_grad():
            for start in range(0, len(order), 128):
                part = order[start : start + 128]
                for place, vector in zip(
                    part, self._side([self._sides[0][pool[i]] for i in part]).means, strict=True
                ):
                    rows[place] = vector
        vectors, left = torch.stack(rows), np.arange(len(pool))
        cut: list[NDArray[np.int64]] = []
        while len(left) >= min(size, len(pool)) > 0:
            near = (
                (vectors[left] @ vectors[draw.choice(left)]).topk(min(size, len(left))).indices.cpu().numpy()
            )
            cut.append(pool[left[near]])
            left = np.delete(left, near)
        return [cut[place] for place in draw.permutation(len(cut))]

    def _scores(self, beads: Sequence[Join]) -> tuple[Tensor, Tensor]:
        """Similarities of all English with all Chinese sides, divided by their temperatures."""
        left, right = (
            self._side([list(itertools.chain(*(rows[pair] for pair in bead))) for bead in beads])
            for rows in self._sides
        )
        pooled = left.means @ right.means.T / self._plan.temperature
        tokens = (_late(left, right) + _late(right, left).T) / 2 / self._plan.token_temperature
        return pooled, tokens

    def _side(self, rows: Rows) -> Side:
        ids, known = padded([[0, *row[:_LONGEST], 2] for row in rows], self._network.device)  # <s> … </s>
        with torch.autocast(ids.device.type, torch.bfloat16, enabled=half(self._network)):
            hidden = self._network.encode(ids, known).float()
        means = (hidden * known[..., None]).sum(1) / known.sum(1, keepdim=True)
        inner = known & (ids != 0) & (ids != 2)
        return Side(F.normalize(means, dim=1), F.normalize(hidden, dim=2), inner, self._rarity[ids] * inner)


def _late(one: Side, other: Side) -> Tensor:
    """For each row of ``one`` and of ``other``: how near the nearest tokens are, on the average by weight."""
    nearness = torch.einsum("iad,jbd->iajb", one.tokens, other.tokens)
    nearest = nearness.masked_fill(~other.known[None, None], -1.0).amax(3)
    return (nearest * one.weights[..., None]).sum(1) / one.weights.sum(1)[:, None].clamp(min=1e-3)


def _both_ways(scores: Tensor) -> Tensor:
    gold = torch.arange(len(scores), device=scores.device)
    return (F.cross_entropy(scores, gold) + F.cross_entropy(scores.T, gold)) / 2
