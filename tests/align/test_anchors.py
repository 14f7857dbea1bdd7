"""Anchors rise on both sides, and stay right where a block is missing."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import align.search.anchors
from align.arrays import Singles
from align.search.anchors import anchors, heaviest_rising


def unit(rng: np.random.Generator, count: int, size: int = 24) -> Singles:
    vectors = rng.normal(size=(count, size))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def noisy(rng: np.random.Generator, vectors: Singles, noise: float = 0.12) -> Singles:
    shaken = vectors + rng.normal(size=vectors.shape) * noise
    return np.asarray(shaken / np.linalg.norm(shaken, axis=1, keepdims=True), np.float32)


@given(st.integers(0, 2**32 - 1), st.integers(0, 40), st.integers(0, 40), st.booleans())
@settings(deadline=None, max_examples=60)
def test_anchors_rise_whatever_the_vectors(seed: int, n: int, m: int, twins: bool) -> None:
    rng = np.random.default_rng(seed)
    src, tgt = unit(rng, n), unit(rng, m)
    if twins and n and m:
        src[:], tgt[:] = src[0], src[0]
    pairs = anchors(src, tgt)
    assert all(0 <= i < n and 0 <= j < m for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


@pytest.mark.parametrize("area", [40_000_000, 5_000], ids=["at once", "on a sample first"])
@pytest.mark.parametrize("cut", [(0, 0), (0, 60), (100, 200), (240, 300)], ids=str)
def test_a_block_that_is_missing(area: int, cut: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(align.search.anchors, "AREA", area)
    rng = np.random.default_rng(7)
    src = unit(rng, 300)
    kept = [k for k in range(300) if not cut[0] <= k < cut[1]]
    pairs = anchors(src, noisy(rng, src[kept]))
    right = {(k, at) for at, k in enumerate(kept)}
    assert len(set(pairs) & right) >= 0.9 * len(right)
    assert len(set(pairs) - right) <= 0.02 * len(pairs)


def test_texts_without_relation_have_few_anchors() -> None:
    rng = np.random.default_rng(7)
    assert len(anchors(unit(rng, 300), unit(rng, 300))) < 30


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=7, unique=True), st.data())
def test_the_heaviest_chain_is_the_heaviest(pairs: list[tuple[int, int]], data: st.DataObject) -> None:
    by_row = {i: (i, j) for i, j in pairs}  # one pair a row, as mutual neighbours are
    rising = [by_row[i] for i in sorted(by_row)]
    weights = [data.draw(st.sampled_from([0.0, 0.1, 0.5, 2.0])) for _ in rising]
    worth = dict(zip(rising, weights, strict=True))

    def total(chain: list[tuple[int, int]]) -> float:
        return sum(worth[pair] + 0.01 for pair in chain)

    chains = [
        list(chosen)
        for size in range(len(rising) + 1)
        for chosen in combinations(rising, size)
        if all(a[1] < b[1] for a, b in pairwise(chosen))
    ]
    chain = heaviest_rising(rising, weights)
    assert chain in chains
    assert total(chain) == pytest.approx(max(map(total, chains)))
