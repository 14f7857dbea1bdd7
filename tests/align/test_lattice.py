"""The lattice against its slow twin, which walks every path; and the laws of bands."""

from itertools import pairwise

import lattice_exact as exact
import numpy as np
import pytest
from align_strategies import bands, lattices, rising_paths
from hypothesis import given, settings
from hypothesis import strategies as st

from align.lattice import waves
from align.lattice.lattice import (
    NEVER,
    Band,
    Kind,
    Lattice,
    Step,
    band_along,
    best_path,
    expected_path,
    full_band,
    posterior,
)


@given(lattices())
@settings(deadline=None, max_examples=150)
def test_the_log_partition_sums_all_paths(lattice: Lattice) -> None:
    assert posterior(lattice).log_partition == pytest.approx(exact.log_partition(lattice), abs=1e-9)


@given(lattices())
@settings(deadline=None, max_examples=150)
def test_the_posterior_counts_paths(lattice: Lattice) -> None:
    chances, right = posterior(lattice), exact.chances(lattice)
    rows, columns = lattice.band.nodes()
    for k, kind in enumerate(lattice.kinds):
        for node, (i, j) in enumerate(zip(rows - kind.src, columns - kind.tgt, strict=True)):
            expected = right.get((int(i), int(j), kind), 0.0)
            assert chances.beads[k, node] == pytest.approx(expected, abs=1e-9)
    for i, chance in enumerate(chances.skip_src):
        assert chance == pytest.approx(right.get((i, -1, Kind(1, 0)), 0.0), abs=1e-9)
    for j, chance in enumerate(chances.skip_tgt):
        assert chance == pytest.approx(right.get((-1, j, Kind(0, 1)), 0.0), abs=1e-9)


@given(lattices())
@settings(deadline=None, max_examples=150)
def test_no_path_is_better_than_the_best(lattice: Lattice) -> None:
    path = tuple(best_path(lattice))
    assert exact.is_path(path, lattice)
    best = max(exact.weight(path) for path in exact.paths(lattice))
    assert exact.weight(path) == pytest.approx(best, abs=1e-9)


@given(lattices())
@settings(deadline=None, max_examples=100)
def test_the_expected_path_has_the_most_expected_correct_beads(lattice: Lattice) -> None:
    right = exact.chances(lattice)

    def chance(step: Step) -> float:
        i, j = (-1 if step.kind == (0, 1) else step.i), (-1 if step.kind == (1, 0) else step.j)
        return right.get((i, j, step.kind), 0.0)

    def expected(path: exact.Path) -> float:
        """Right beads, less sentences wrongly left out."""
        return sum(chance(step) - (1 if 0 in step.kind else 0) for step in path)

    path = tuple(expected_path(lattice, posterior(lattice)))
    assert exact.is_path(path, lattice)
    assert expected(path) == pytest.approx(max(map(expected, exact.paths(lattice))), abs=1e-9)
    for step in path:
        assert step.value == pytest.approx(chance(step), abs=1e-9)


@given(lattices(most=9))
@settings(deadline=None, max_examples=60)
def test_each_sentence_is_somewhere(lattice: Lattice) -> None:
    """The probabilities of all beads that hold a sentence, and of its standing alone, sum to one."""
    chances, band = posterior(lattice), lattice.band
    src, tgt = chances.skip_src.copy(), chances.skip_tgt.copy()
    rows, columns = band.nodes()
    for k, kind in enumerate(lattice.kinds):
        for node in np.flatnonzero(lattice.scores[k] > NEVER / 2):
            src[rows[node] - kind.src : rows[node]] += chances.beads[k, node]
            tgt[columns[node] - kind.tgt : columns[node]] += chances.beads[k, node]
    assert src == pytest.approx(np.ones(band.n), abs=1e-6)
    assert tgt == pytest.approx(np.ones(band.m), abs=1e-6)


def test_large_scores_stay_numbers() -> None:
    band = full_band(3, 3)
    scores = np.full((1, 16), -700.0)
    lattice = Lattice(band, (Kind(1, 1),), scores, np.full(3, -900.0), np.full(3, -900.0))
    chances = posterior(lattice)
    assert chances.log_partition == pytest.approx(-2100.0)
    assert [step.kind for step in expected_path(lattice, chances)] == [Kind(1, 1)] * 3


def test_empty_sides() -> None:
    for n, m in ((0, 0), (3, 0), (0, 3)):
        band = full_band(n, m)
        count = int(band.offsets[-1])
        lattice = Lattice(band, (Kind(1, 1),), np.full((1, count), NEVER), np.zeros(n), np.zeros(m))
        steps = expected_path(lattice, posterior(lattice))
        assert [step.kind for step in steps] == [Kind(1, 0)] * n + [Kind(0, 1)] * m
        assert all(step.value == pytest.approx(1.0) for step in steps)


@given(bands(most=9))
def test_the_nodes_of_a_band_are_numbered_in_order(band: Band) -> None:
    rows, columns = band.nodes()
    assert band.index(rows, columns).tolist() == list(range(int(band.offsets[-1])))
    for i in range(-2, band.n + 3):
        for j in range(-2, band.m + 3):
            inside = 0 <= i <= band.n and band.first[i] <= j < band.stop[i]
            at = int(band.index(np.array([i]), np.array([j]))[0])
            assert (at < len(rows)) == inside
            assert not inside or (rows[at], columns[at]) == (i, j)


@given(rising_paths(), st.integers(0, 6))
def test_a_band_along_a_path(path: list[tuple[int, int]], half_width: int) -> None:
    band = band_along(path, half_width=half_width)
    n, m = path[-1]
    assert (band.n, band.m) == (n, m)
    assert band.first[0] == 0
    assert band.stop[-1] == m + 1
    assert (np.diff(band.first) >= 0).all()
    assert (np.diff(band.stop) >= 0).all()
    assert (band.first[1:] < band.stop[:-1]).all(), "neighbouring rows overlap"
    for i, j in path:
        near = range(max(0, j - half_width), min(m, j + half_width) + 1)
        assert band.first[i] <= near.start
        assert near.stop <= band.stop[i]
    for (i, j), (k, l) in pairwise(path):  # noqa: E741
        for row in range(i, k + 1):
            assert band.first[row] <= j
            assert l < band.stop[row], "gaps are bridged"


@given(rising_paths(), st.integers(0, 6))
def test_a_wider_band_holds_the_narrower(path: list[tuple[int, int]], half_width: int) -> None:
    narrow, wide = (band_along(path, half_width=width) for width in (half_width, half_width + 1))
    assert (wide.first <= narrow.first).all()
    assert (wide.stop >= narrow.stop).all()


def test_a_missing_chapter_costs_its_length_once() -> None:
    """A thousand sentences without a counterpart widen one row, not all of them."""
    path = [*((i, i) for i in range(501)), *((i, i + 1000) for i in range(501, 1001))]
    band = band_along(path, half_width=10)
    assert int(band.offsets[-1]) < 1001 * 40 + 25 * 1040


@given(st.integers(0, 2**32 - 1), st.integers(20, 60), st.integers(20, 60), st.sampled_from([16, 24, 64]))
@settings(deadline=None, max_examples=40)
def test_blocks_give_what_one_block_gives(seed: int, n: int, m: int, block: int) -> None:
    """Long lattices are gone through in blocks at once; how they are cut must not show."""
    rng = np.random.default_rng(seed)
    corner = sorted(rng.integers(0, min(n, m), 2).tolist())
    band = band_along([(0, 0), (corner[0], corner[1]), (n, m)], half_width=4)
    kinds = (Kind(1, 1), Kind(2, 1), Kind(1, 3), Kind(4, 4))
    scores = rng.uniform(-4, 4, (len(kinds), int(band.offsets[-1])))
    scores[band.neighbours(kinds, -1) == scores.shape[1]] = NEVER
    lattice = Lattice(band, kinds, scores, rng.uniform(-4, 2, n), rng.uniform(-4, 2, m))
    whole = posterior(lattice)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waves, "BLOCK", block)
        patch.setattr(waves, "GUESS", 12)
        cut = posterior(lattice)
        path = expected_path(lattice, cut)
    assert cut.beads == pytest.approx(whole.beads, abs=1e-6)
    assert cut.nodes == pytest.approx(whole.nodes, abs=1e-6)
    assert cut.skip_src == pytest.approx(whole.skip_src, abs=1e-6)
    assert cut.log_partition == pytest.approx(whole.log_partition, abs=1e-4)
    votes = [
        sum(step.value for step in steps if 0 not in step.kind)
        for steps in (path, expected_path(lattice, whole))
    ]
    assert votes[0] == pytest.approx(votes[1], abs=1e-5)


@given(lattices(most=7), st.integers(0, 2))
@settings(deadline=None, max_examples=80)
def test_a_narrowed_band(lattice: Lattice, margin: int) -> None:
    chances = posterior(lattice).nodes
    band = lattice.band.narrowed(chances, least=0.1, margin=margin)
    rows, columns = lattice.band.nodes()
    likely = chances >= 0.1
    assert (band.index(rows[likely], columns[likely]) < int(band.offsets[-1])).all()
    assert (band.first[0], band.stop[-1]) == (0, lattice.band.m + 1)
    assert (np.diff(band.first) >= 0).all()
    assert (np.diff(band.stop) >= 0).all()
    assert (band.first[1:] < band.stop[:-1]).all(), "neighbouring rows overlap"
    assert (band.first >= lattice.band.first).all()
    assert (band.stop <= lattice.band.stop).all()
