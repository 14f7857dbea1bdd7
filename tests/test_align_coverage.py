"""Coverage inside ragged windows against the same sums taken one by one."""

import numpy as np
import pytest
from align_strategies import bands, rising_paths
from hypothesis import given, settings
from hypothesis import strategies as st

from align import coverage
from align.coverage import cover, product_of_spans, products, windows_of
from align.lattice import Band, band_along

LONGEST = 3


@given(bands(most=7), st.integers(1, 4))
def test_windows_hold_every_bead_of_the_band(band: Band, longest: int) -> None:
    if not band.n or not band.m:
        return
    src, tgt = windows_of(band, longest)
    rows, columns = band.nodes()
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        for a in range(1, longest + 1):
            for b in range(1, longest + 1):
                if i < a or j < b or int(band.index(np.array([i - a]), np.array([j - b]))[0]) == len(rows):
                    continue
                for row in range(i - a, i):
                    assert src.first[row] <= j - b
                    assert j <= src.stop[row]
                for column in range(j - b, j):
                    assert tgt.first[column] <= i - a
                    assert i <= tgt.stop[column]


@given(rising_paths(), st.integers(0, 2**32 - 1), st.sampled_from([2, 32]))
@settings(deadline=None, max_examples=60)
def test_cover_sums_the_best_matches(path: list[tuple[int, int]], seed: int, chunk: int) -> None:
    band = band_along(path, half_width=2)
    if not band.n or not band.m:
        return
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 4, band.n)
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    matches = rng.normal(size=(int(starts[-1]), band.m)).astype(np.float32)
    weights = rng.random(int(starts[-1])).astype(np.float32)
    windows, _ = windows_of(band, LONGEST)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coverage, "CHUNK", chunk)
        found = cover(lambda tokens, columns: matches[tokens, columns], weights, starts, windows, LONGEST)
    for i in range(band.n):
        tokens = range(int(starts[i]), int(starts[i + 1]))
        for j in range(int(windows.first[i]), int(windows.stop[i])):
            for width in range(1, min(LONGEST, int(windows.stop[i]) - j) + 1):
                right = sum(weights[t] * matches[t, j : j + width].max() for t in tokens)
                one = found.of_spans(np.array([i]), 1, np.array([j]), width)
                assert one[0] == pytest.approx(right, abs=1e-4)


@given(rising_paths(), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=60)
def test_products_of_spans(path: list[tuple[int, int]], seed: int) -> None:
    band = band_along(path, half_width=2)
    if not band.n or not band.m:
        return
    rng = np.random.default_rng(seed)
    rows, columns = (rng.normal(size=(size, 5)).astype(np.float32) for size in (band.n, band.m))
    windows, _ = windows_of(band, LONGEST)
    sums = products(rows, columns, windows)
    for i in range(band.n):
        for j in range(int(windows.first[i]), int(windows.stop[i])):
            width = min(LONGEST, int(windows.stop[i]) - j)
            found = product_of_spans(sums, windows, np.array([i]), 1, np.array([j]), width)
            assert found[0] == pytest.approx(float((rows[i] @ columns[j : j + width].T).sum()), abs=1e-3)
