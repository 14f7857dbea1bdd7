"""Fitting the weights of beads: the likelihood, its gradient, damaged copies, and what is written."""

import json
import re
from itertools import chain
from math import exp, log
from pathlib import Path

import lattice_exact as exact
import numpy as np
import pytest
from align_fixture import encoded, encoder
from fitting_fixture import GOLD, case, write_document

from align.fitting.weights import (
    DAMAGED,
    NOTHING,
    PIERCED,
    Case,
    _damaged,
    _pierced,
    _without,
    by_folder,
    fit,
    material,
    print_calibration,
    rounded,
    write,
)
from align.lattice.lattice import Kind, Step, full_band
from align.search.weights import Weights


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return case(tmp_path_factory.mktemp("gold"))


@pytest.fixture(scope="module")
def short(bridge: Case) -> Case:
    """Its first five sentences, the last one without a counterpart: few enough to walk every path."""
    part = _without(({5, 6}, {3, 4, 5}), bridge, encoder(), "short", 1.0)
    part.prepare(encoder(), deep=True, ratio=3.2)
    return part


def some_weights() -> np.ndarray:
    return np.random.default_rng(5).normal(0, 0.3, len(NOTHING))


def test_without_weights_all_paths_are_as_likely(short: Case) -> None:
    loss, _ = short.loss(NOTHING)
    assert exp(loss) == pytest.approx(sum(1 for _ in exact.paths(short.lattice(NOTHING))), rel=1e-6)


def test_the_loss_is_the_negative_log_probability_of_the_gold_path(short: Case) -> None:
    weights = some_weights()
    scores = {
        tuple((step.i, step.j, step.kind) for step in path): exact.weight(path)
        for path in exact.paths(short.lattice(weights))
    }
    beads = [(len(src), len(tgt)) for src, tgt in short.gold]
    begins = [tuple(sum(sizes) for sizes in zip((0, 0), *beads[:k], strict=True)) for k in range(len(beads))]
    gold = tuple((*begin, Kind(*bead)) for begin, bead in zip(begins, beads, strict=True))
    total = log(sum(map(exp, scores.values())))
    assert short.loss(weights)[0] == pytest.approx(total - scores[gold], abs=1e-4)


def test_the_gradient_is_the_slope_of_the_loss(bridge: Case) -> None:
    weights, step = some_weights(), 1e-3
    _, gradient = bridge.loss(weights)
    for k in range(len(weights)):
        shift = np.zeros_like(weights)
        shift[k] = step
        slope = (bridge.loss(weights + shift)[0] - bridge.loss(weights - shift)[0]) / (2 * step)
        assert gradient[k] == pytest.approx(slope, abs=5e-3)


@pytest.fixture(scope="module")
def long() -> Case:
    """A document of fifty sentences, each with one counterpart."""
    en, zh = (
        encoded([f"This is line {k}." for k in range(50)]),
        encoded([f"这是第{k}行。" for k in range(50)]),
    )
    return Case("folder/long", en, zh, [((k,), (k,)) for k in range(50)], full_band(50, 50))


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_copy_lacks_a_tenth_of_each_side(long: Case, seed: int) -> None:
    damaged = _damaged(long, encoder(), seed)
    for before, after in ((long.en, damaged.en), (long.zh, damaged.zh)):
        assert len(after.sentences) <= 0.9 * len(before.sentences)
    assert damaged.share == DAMAGED
    check_gold(damaged)


def test_a_pierced_copy_leaves_the_counterpart_alone(bridge: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("align.fitting.weights.HOLES", 1.0)
    pierced = _pierced(bridge, encoder(), 1)
    check_gold(pierced)
    assert pierced.share == PIERCED
    singles = sum(len(src) == len(tgt) == 1 for src, tgt in bridge.gold)
    assert not any(len(src) == len(tgt) == 1 for src, tgt in pierced.gold)
    assert sum(not src or not tgt for src, tgt in pierced.gold) == singles + 2
    assert [bead for bead in pierced.gold if len(bead[0]) == 2 and len(bead[1]) == 1]


def check_gold(copy: Case) -> None:
    """The gold beads of a copy cover all its sentences once, in order, with the texts that they had."""
    for side, text in enumerate((copy.en, copy.zh)):
        assert list(chain.from_iterable(bead[side] for bead in copy.gold)) == list(range(len(text.sentences)))
    assert all(src or tgt for src, tgt in copy.gold)
    assert (copy.band.n, copy.band.m) == (len(copy.en.sentences), len(copy.zh.sentences))


def test_copies_are_the_same_each_time(bridge: Case) -> None:
    first, again = (_damaged(bridge, encoder(), 3) for _ in range(2))
    assert (first.en.sentences, first.zh.sentences) == (again.en.sentences, again.zh.sentences)


def test_folders_are_scored_apart(bridge: Case) -> None:
    right = [
        Step(min(src, default=0), min(tgt, default=0), Kind(len(src), len(tgt)), 1.0) for src, tgt in GOLD
    ]
    wrong = [Step(0, 0, Kind(6, 6), 1.0), Step(6, 6, Kind(1, 0), 1.0)]
    good, bad = (
        Case(f"{folder}/001", bridge.en, bridge.zh, bridge.gold, bridge.band) for folder in ("good", "bad")
    )
    scores = by_folder([(good, right[:3]), (good, right[4:6]), (bad, wrong)])
    assert set(scores) == {"good", "bad"}
    assert scores["good"].strict_precision == 1.0
    assert scores["bad"].strict == 0.0


def test_calibration_counts_right_beads(bridge: Case, capsys: pytest.CaptureFixture[str]) -> None:
    steps = [Step(0, 0, Kind(1, 1), 0.99), Step(1, 1, Kind(1, 1), 0.25), Step(3, 2, Kind(1, 1), 0.985)]
    print_calibration([(bridge, steps)])
    lines = {
        threshold: (float(precision), float(recall))
        for threshold, precision, recall in re.findall(
            r"threshold ([\d.]+): precision ([\d.]+) recall ([\d.]+)", capsys.readouterr().out
        )
    }
    assert lines["0.00"] == (0.667, 0.4)
    assert lines["0.98"] == (1.0, 0.4)


def test_rounded_weights_keep_their_names() -> None:
    values = some_weights()
    assert Weights(**rounded(values)).vector() == pytest.approx(np.round(values, 4), abs=1e-12)


def test_writing_leaves_other_weights_alone(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    write(path, mined={"constant": 1.5}, doubts={"zh": 0.1})
    write(path, doubts={"zh": 0.2})
    assert json.loads(path.read_text("utf-8")) == {"mined": {"constant": 1.5}, "doubts": {"zh": 0.2}}


def test_fitting_makes_gold_likelier_and_leaves_masked_weights_at_nothing(bridge: Case) -> None:
    pytest.importorskip("scipy", reason="fitting needs scipy, which only makers of weights install")
    used = np.ones_like(NOTHING)
    used[::2] = 0
    for mask, free in ((None, slice(None)), (used, slice(1, None, 2))):
        weights = fit([bridge], NOTHING, mask)
        assert bridge.loss(weights)[0] < bridge.loss(NOTHING)[0] / 2
        assert np.any(weights[free])
    assert not np.any(weights[::2])


def test_material_lays_out_each_document_whole_damaged_and_pierced(tmp_path: Path) -> None:
    pytest.importorskip("scipy", reason="fitting needs scipy, which only makers of weights install")
    ladders = [write_document(tmp_path / folder) for folder in ("one", "two")]
    laid_out = material(ladders, encoder())
    assert [item.name for item in laid_out.whole] == ["one/bridge", "two/bridge"]
    assert [item.name for item in laid_out.pierced] == ["one/bridge pierced", "two/bridge pierced"]
    lattices = laid_out.left_out([[item] for item in laid_out.whole], NOTHING)
    assert [item.name for item, _ in lattices] == ["one/bridge", "two/bridge"]
