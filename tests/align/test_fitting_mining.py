"""Fitting the weights of mining: diluted texts, what counts as right, the regression."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from align_fixture import encoder
from fitting_fixture import EN, ZH, write_document

from align.evidence.vectors import Vectors
from align.fitting import mining
from align.fitting.mining import Bed
from align.search.weights import PATH

PAIRS = [
    ("The bakery opens at six.", "面包店六点开门。"),
    ("My sister plays the cello.", "我妹妹拉大提琴。"),
    ("Snow blocked the mountain pass.", "大雪封住了山口。"),
    ("The committee rejected the budget.", "委员会否决了预算。"),
    ("He keeps bees behind the barn.", "他在谷仓后面养蜂。"),
    ("The last train had already left.", "末班火车已经开走了。"),
    ("Copper prices fell again.", "铜价再次下跌。"),
    ("She wrote three letters home.", "她给家里写了三封信。"),
]


@pytest.fixture(scope="module")
def vectors() -> list[Vectors]:
    return [encoder().encode([pair[side] for pair in PAIRS]) for side in (0, 1)]


def bed(pairs: list[tuple[int, int]], features: Any, total: int) -> Bed:
    """Candidates (row, column), those true whose row is their column."""
    rows, columns = np.array(pairs).T
    return Bed(
        "mine", 0.5, rows, columns, [("", "")] * len(pairs), np.array(features), rows == columns, total
    )


def test_the_single_pairs_of_each_folder_are_the_gold(tmp_path: Path) -> None:
    ladders = [write_document(tmp_path / "one"), write_document(tmp_path / "two")]
    single = [(EN[0], ZH[0]), (EN[3], ZH[2]), (EN[5], ZH[3]), (EN[6], ZH[4])]
    assert mining._pairs(ladders) == {"one": single, "two": single}


@pytest.mark.parametrize("rate", [0.25, 0.5])
def test_a_diluted_text_has_its_share_of_true_pairs(rate: float, vectors: list[Vectors]) -> None:
    diluted = mining._bed("mine", rate, 3, PAIRS, vectors, encoder().space)
    size = int(len(PAIRS) / (2 - rate))
    assert diluted.total == max(2, int(size * rate))
    translations = [PAIRS.index(pair) for pair in diluted.texts if pair in PAIRS]
    assert len(set(translations)) <= diluted.total
    assert [pair in PAIRS for pair in diluted.texts] == diluted.true.tolist()
    assert max(diluted.rows) < size
    assert max(diluted.columns) < size


def test_a_diluted_text_is_the_same_each_time(vectors: list[Vectors]) -> None:
    first, again = (mining._bed("mine", 0.5, 1, PAIRS, vectors, encoder().space) for _ in range(2))
    other = mining._bed("mine", 0.5, 2, PAIRS, vectors, encoder().space)
    assert first.texts == again.texts
    assert first.texts != other.texts


def test_what_one_text_says_twice_is_a_repeat() -> None:
    again = ("The bakery opens at seven.", "面包店七点开门。")
    assert mining._repeat(PAIRS[0], again)
    assert not mining._repeat(PAIRS[0], PAIRS[1])


def test_only_pairs_that_are_best_for_both_count() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6])
    candidates = bed([(0, 0), (0, 1), (2, 1), (3, 3)], np.zeros((4, 1)), total=3)
    assert mining._counts(candidates, scores, 0.5) == (2, 2, 3)  # (2, 1) is not the best of column 1
    assert mining._counts(candidates, scores, 0.65) == (1, 1, 3)
    assert mining._counts(candidates, scores[::-1], 0.5) == (1, 2, 3)  # (2, 1) is wrong


def test_counts_of_several_texts_are_added_up() -> None:
    assert mining._f1([(2, 2, 3), (1, 4, 3)]) == pytest.approx((0.5, 0.5, 0.5))
    assert mining._f1([(0, 0, 3)]) == (0.0, 0.0, 0.0)


def test_log_odds_are_those_of_the_truth() -> None:
    true = np.array([True] * 3 + [False] * 9)
    assert mining._log_odds(true) == pytest.approx(np.log(3.5 / 9.5))
    assert mining._log_odds(np.zeros(4, bool)) == -mining._log_odds(np.ones(4, bool))


def test_the_best_threshold_gives_the_best_f1() -> None:
    candidates = bed([(0, 0), (1, 1), (2, 3), (4, 5)], np.zeros((4, 1)), total=2)
    scores = np.array([0.9, 0.8, 0.7, 0.1])
    assert float(mining._best([candidates], [scores], np.array([0.0, 0.5, 0.75])).split()[-1]) == 1.0
    assert float(mining._best([candidates], [scores], np.array([0.85])).split()[-1]) == 0.667


def test_the_regression_keeps_known_odds_and_bounds() -> None:
    pytest.importorskip("scipy", reason="fitting needs scipy, which only makers of weights install")
    rng = np.random.default_rng(4)
    features = rng.normal(size=(400, 2))
    odds = np.full(400, -1.0)
    true = rng.random(400) < 1 / (1 + np.exp(-(features @ np.array([2.0, -1.0]) + odds)))
    free = mining._logistic(features, true, odds, [(None, None)] * 2)
    assert free == pytest.approx([2.0, -1.0], abs=0.4)
    assert mining._logistic(features, true, odds, [(None, None), (0.0, None)])[1] == 0.0


def test_the_recipe_writes_a_weight_for_each_feature(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("scipy", reason="fitting needs scipy, which only makers of weights install")
    mixed = random.Random(1).sample(PAIRS, len(PAIRS))
    monkeypatch.setattr(mining, "_pairs", lambda ladders: {"one": PAIRS, "two": mixed})
    out = tmp_path / "weights.json"
    monkeypatch.setattr("sys.argv", ["mining", "none.ladder", "--quick", "--cross", "-o", str(out)])
    mining.main()
    written = json.loads(out.read_text("utf-8"))
    assert set(written) == {"mining"}
    assert set(written["mining"]) == set(json.loads(PATH.read_text("utf-8"))["mining"])
    assert all(written["mining"][name] >= 0 for name in mining.SPEAKS_FOR)
