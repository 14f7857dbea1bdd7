"""Coverage inside ragged windows against the same sums taken one by one."""

import numpy as np
import pytest
from align_strategies import bands, rising_paths
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align.evidence import coverage, matches
from align.evidence.coverage import Windows, cover, product_of_spans, products, windows_of, windows_of_beads
from align.evidence.lexicon import Lexicon
from align.evidence.vectors import Tokens
from align.lattice.lattice import Band, Kind, band_along

LONGEST = 3
KINDS = [Kind(a, b) for a in range(1, 5) for b in range(1, 5)]


@given(bands(most=7), st.lists(st.sampled_from(KINDS), min_size=1, unique=True))
def test_windows_hold_every_bead_of_the_band(band: Band, kinds: list[Kind]) -> None:
    if not band.n or not band.m:
        return
    src, tgt = windows_of(band, kinds)
    rows, columns = band.nodes()
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        for a, b in kinds:
            if i < a or j < b or int(band.index(np.array([i - a]), np.array([j - b]))[0]) == len(rows):
                continue
            for row in range(i - a, i):
                assert src.first[row] <= j - b
                assert j <= src.stop[row]
            for column in range(j - b, j):
                assert tgt.first[column] <= i - a
                assert i <= tgt.stop[column]


@given(bands(most=7), st.lists(st.sampled_from(KINDS), min_size=1, unique=True), st.integers(0, 2**32 - 1))
def test_windows_of_some_beads_hold_these_and_no_more(band: Band, kinds: list[Kind], seed: int) -> None:
    if not band.n or not band.m:
        return
    rows, columns = band.nodes()
    some = np.random.default_rng(seed).random((len(kinds), len(rows))) < 0.3
    some &= band.neighbours(kinds, -1) < len(rows)
    members: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    for k, node in zip(*(at.tolist() for at in np.nonzero(some)), strict=True):
        i, j, (a, b) = int(rows[node]), int(columns[node]), kinds[k]
        for row in range(i - a, i):
            members[0].setdefault(row, []).extend(range(j - b, j))
        for column in range(j - b, j):
            members[1].setdefault(column, []).extend(range(i - a, i))
    for windows, others in zip(windows_of_beads(band, kinds, some), members, strict=True):
        for row in range(len(windows.first)):
            if row in others:
                assert (windows.first[row], windows.stop[row]) == (min(others[row]), max(others[row]) + 1)
            else:
                assert windows.first[row] == windows.stop[row]


def narrow_windows(path: list[tuple[int, int]]) -> Windows | None:
    band = band_along(path, half_width=2)
    return windows_of(band, KINDS)[0] if band.n and band.m else None


@given(rising_paths(), st.integers(0, 2**32 - 1), st.sampled_from([2, 2000]))
@settings(deadline=None, max_examples=60)
def test_cover_sums_the_best_matches(path: list[tuple[int, int]], seed: int, together: int) -> None:
    windows = narrow_windows(path)
    if not windows:
        return
    n, m = path[-1]
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 4, n)
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    matches = rng.normal(size=(int(starts[-1]), m)).astype(np.float32)
    weights = rng.random(int(starts[-1])).astype(np.float32)
    row_of = np.repeat(np.arange(n), counts)

    def block(part: slice) -> NDArray[np.float32]:
        tokens = np.arange(starts[part.start], starts[part.stop])
        width = int((windows.stop - windows.first)[part].max())
        at = np.minimum(windows.first[row_of[tokens]] + np.arange(width)[:, None], m - 1)
        return matches[tokens, at]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coverage, "TOKENS", together)
        covered = cover(block, weights, starts, windows, LONGEST)
    for i in range(n):
        tokens = range(int(starts[i]), int(starts[i + 1]))
        for j in range(int(windows.first[i]), int(windows.stop[i])):
            for width in range(1, min(LONGEST, int(windows.stop[i]) - j) + 1):
                right = sum(weights[t] * matches[t, j : j + width].max() for t in tokens)
                one = covered.of_spans(np.array([i]), 1, np.array([j]), width)
                assert one[0] == pytest.approx(right, abs=1e-4)


@given(rising_paths(), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=60)
def test_products_of_spans(path: list[tuple[int, int]], seed: int) -> None:
    windows = narrow_windows(path)
    if not windows:
        return
    rng = np.random.default_rng(seed)
    rows, columns = (rng.normal(size=(size, 5)).astype(np.float32) for size in path[-1])
    sums = products(rows, columns, windows)
    for i in range(len(rows)):
        for j in range(int(windows.first[i]), int(windows.stop[i])):
            width = min(LONGEST, int(windows.stop[i]) - j)
            product = product_of_spans(sums, windows, np.array([i]), 1, np.array([j]), width)
            assert product[0] == pytest.approx(float((rows[i] @ columns[j : j + width].T).sum()), abs=1e-3)


def tokens_of(rng: np.random.Generator, sentences: int) -> Tokens:
    starts = np.concatenate(([0], np.cumsum(rng.integers(1, 5, sentences)))).astype(np.int64)
    vectors = rng.normal(size=(int(starts[-1]), 6)).astype(np.float32)
    return Tokens.quantised(vectors, starts).centred(np.zeros(6, np.float32), trust=1.0)


@given(rising_paths(), st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 8]))
@settings(deadline=None, max_examples=40)
def test_the_nearest_token_of_each_sentence(path: list[tuple[int, int]], seed: int, strip: int) -> None:
    windows = narrow_windows(path)
    if not windows:
        return
    rng = np.random.default_rng(seed)
    rows, columns = (tokens_of(rng, size) for size in path[-1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matches, "STRIP", strip)
        table = matches.by_vectors(rows, columns, windows, windows)(slice(0, rows.count))
    for i in range(rows.count):
        for t in range(int(rows.starts[i]), int(rows.starts[i + 1])):
            nearest = [
                float((columns.of(slice(j, j + 1)) @ rows.at(slice(t, t + 1)).T).max())
                for j in range(int(windows.first[i]), int(windows.stop[i]))
            ]
            if len(nearest) > 1:  # all are taken against one chance level, which only shifts them
                assert table is not None
                column = table[: len(nearest), t] * matches.USUAL_MATCH[1]
                assert column - column[0] == pytest.approx(np.array(nearest) - nearest[0], abs=1e-4)


@given(rising_paths(), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=40)
def test_the_strongest_link_of_each_sentence(path: list[tuple[int, int]], seed: int) -> None:
    windows = narrow_windows(path)
    if not windows:
        return
    rng = np.random.default_rng(seed)
    sides = []
    for size in path[-1]:
        starts = np.concatenate(([0], np.cumsum(rng.integers(0, 4, size)))).astype(np.int64)
        sides.append(matches.Marks(rng.integers(0, 5, int(starts[-1])), starts))
    rows, columns = sides
    en, zh = np.nonzero(rng.random((5, 5)) < 0.4)
    strength = rng.random(len(en)).astype(np.float32)
    linked = dict(zip(zip(en.tolist(), zh.tolist(), strict=True), strength.tolist(), strict=True))
    table = matches.by_links(Lexicon(en, zh, strength, 5), rows, columns, windows)(slice(0, path[-1][0]))
    for i in range(path[-1][0]):
        for t in range(int(rows.starts[i]), int(rows.starts[i + 1])):
            for j in range(int(windows.first[i]), int(windows.stop[i])):
                tokens = columns.ids[columns.starts[j] : columns.starts[j + 1]].tolist()
                right = max((linked.get((int(rows.ids[t]), k), 0.0) for k in tokens), default=0.0)
                value = 0.0 if table is None else float(table[j - windows.first[i], t])
                assert value == pytest.approx(right)
