"""Sums over all paths of a long, thin lattice, computed in many places of it at once.

Nodes lie on *levels*; every edge leads from a lower level to one at most REACH higher. Visiting the levels
one by one would cost a step of Python for each. Instead, the levels are cut into blocks of equal length, and
all blocks advance together. Each block first guesses how the one before it ends, from that block's last
levels alone; the influence of a text's beginning fades quickly, so the guess is right up to a constant. Each
guess is checked. Where one was wrong, the blocks are swept again with the values known by then, and if that
doesn't help, with longer blocks. The result equals that of visiting level by level.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.arrays import Floats, Ints

Fold = Callable[[NDArray[Any]], Floats]
"""Joins the values of all edges into a node: from (edges, nodes) to (nodes,)."""

NEVER = -1e30  # score of an impossible bead, in nats; finite, so that sums stay numbers
REACH = 8  # levels that an edge can span: a bead of four sentences on both sides
BLOCK = 256  # levels of a block at first
GUESS = 64  # levels from which the end of a block is guessed
SWEEPS = 3  # before blocks are made longer
EXACT = 1e-9  # nats by which the values of two sweeps may differ


def log_sum(terms: NDArray[Any]) -> Floats:
    """The logarithm of the summed exponentials of each column."""
    highest = terms.max(axis=0)
    return np.asarray(highest + np.log(np.exp(terms - highest).sum(axis=0)))


def highest(terms: NDArray[Any]) -> Floats:
    """The highest value of each column."""
    return np.asarray(terms.max(axis=0))


def gathered(levels: Ints, sources: Ints, gains: NDArray[Any], fold: Fold) -> Floats:
    """The value of every node: ``fold`` over its edges of the edge's gain and the value at its source.

    The one node on level 0 has the value 0. ``sources`` and ``gains`` are (edges, nodes); a source equal
    to the number of nodes stands for no edge. Every node must be reachable, and no level may be empty.
    """
    length = BLOCK
    while True:
        values = _in_blocks(levels, sources, gains, fold, length)
        if values is not None:
            return values
        length *= 4


def _in_blocks(levels: Ints, sources: Ints, gains: NDArray[Any], fold: Fold, length: int) -> Floats | None:
    """The values with blocks of ``length`` levels, or None if the guesses don't converge."""
    count = len(levels)
    block, within = np.divmod(levels, length)
    order = np.argsort(within.astype(np.uint16 if length <= 2**16 else np.int64), kind="stable")
    bounds = np.concatenate(([0], np.cumsum(np.bincount(within, minlength=length))))
    place = np.empty(count + 1, np.int32)
    place[order], place[count] = np.arange(count), count
    origins, gained = np.empty(sources.shape, np.int32), np.empty_like(gains)
    for origin, source, gain, given in zip(origins, sources, gained, gains, strict=True):
        np.take(place, source[order], out=origin, mode="clip")  # every index is valid; clip avoids a copy
        np.take(given, order, out=gain, mode="clip")
    root = int(place[np.flatnonzero(levels == 0)[0]])
    values = np.zeros(count + 1)
    values[count] = NEVER

    def sweep(first: int) -> None:
        for step in range(first, length):
            part = slice(bounds[step], bounds[step + 1])
            if part.start == part.stop:
                break
            values[part] = fold(values[origins[:, part]] + gained[:, part])
            if step == 0:
                values[root] = 0.0

    blocks = int(block.max()) + 1
    if blocks == 1:
        sweep(0)
        return values[place[:count]]
    tail = slice(bounds[length - REACH], count)
    owner = block[order[tail]]
    sweep(length - GUESS)
    for _ in range(SWEEPS):
        before = values[tail].copy()
        sweep(0)
        drift = values[tail] - before
        low, high = np.full(blocks, np.inf), np.full(blocks, -np.inf)
        np.minimum.at(low, owner, drift)
        np.maximum.at(high, owner, drift)
        low, high = low[:-1], high[:-1]  # no block follows the last one
        if (high - low).max() <= EXACT * length:
            shift = np.concatenate(([0.0], np.cumsum((low + high) / 2)))
            return np.asarray(values[place[:count]] + shift[block])
    return None
