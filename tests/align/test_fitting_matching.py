"""Fitting the matching of documents: pieces of texts, true pairs among them, the regression, the report."""

import random
import re
from pathlib import Path

import numpy as np
import pytest
from fitting_fixture import EN, ZH, write_document

from align.batching.matching import WEIGHTS, Sketch
from align.fitting import matching
from align.fitting.matching import Comparison, compare, fit, pieces, report, samples


def sketches(count: int) -> tuple[list[Sketch], list[Sketch]]:
    """Documents whose counterparts lie close by in meaning and have as many characters."""
    rng = np.random.default_rng(11)
    meanings = rng.normal(size=(count, 4, 384)).astype(np.float32)
    noise = rng.normal(scale=0.1, size=meanings.shape).astype(np.float32)
    lengths = rng.integers(100, 900, count).tolist()
    en = [Sketch(f"{k}", "en", meanings[k], frozenset({f"#{k}"}), lengths[k]) for k in range(count)]
    zh = [Sketch(f"{k}", "zh", (meanings + noise)[k], frozenset({f"#{k}"}), lengths[k]) for k in range(count)]
    return en, zh


def test_true_pairs_have_one_path() -> None:
    en, zh = sketches(6)
    comparison = compare(en[:5], zh[1:])
    true = {(int(i), int(j)) for i, j in zip(comparison.rows, comparison.columns, strict=True) if i == j + 1}
    chosen = zip(comparison.rows[comparison.true], comparison.columns[comparison.true], strict=True)
    assert {(int(i), int(j)) for i, j in chosen} == true
    assert comparison.total == len(true) == 4
    assert comparison.features.shape == (len(comparison.rows), len(WEIGHTS))


def test_small_collections_are_cut_out_of_the_whole_one() -> None:
    en, zh = sketches(12)
    whole, *small = samples(en, zh, random.Random(1))
    assert whole.total == 12
    assert len(small) == matching.SMALL
    assert {one.total for one in small} > {0, 1, 2}
    assert max(one.rows.max() for one in small) <= 5


def test_the_regression_is_where_the_penalised_likelihood_is_highest() -> None:
    rng = np.random.default_rng(11)
    features = np.column_stack([np.ones(300), rng.normal(size=(300, 2)) * (1, 20)])
    chance = 1 / (1 + np.exp(-(features @ np.array([-1.0, 2.0, 0.05]))))
    comparison = Comparison(np.arange(300), np.arange(300), features, rng.random(300) < chance, 0)
    weights = fit([comparison])
    scale = features.std(axis=0)
    scale[0] = 1

    def loss(values: np.ndarray) -> float:
        signs = np.where(comparison.true, 1, -1)
        ridge = matching.PRIOR * ((values * scale)[1:] ** 2).sum() / 2
        return float(np.logaddexp(0, -signs * (features @ values)).sum() + ridge)

    assert weights == pytest.approx([-1.0, 2.0, 0.05], rel=0.4)
    for k in range(3):
        step = np.zeros(3)
        step[k] = 0.01 / scale[k]
        assert loss(weights) < min(loss(weights + step), loss(weights - step))


def test_a_feature_that_is_always_nothing_weighs_nothing() -> None:
    features = np.column_stack([np.ones(20), np.repeat([0.0, 1.0], 10), np.zeros(20)])
    comparison = Comparison(np.arange(20), np.arange(20), features, features[:, 1] > 0, 10)
    assert fit([comparison])[2] == 0.0


def test_the_report_counts_pairs_that_are_best_for_both(capsys: pytest.CaptureFixture[str]) -> None:
    rows, columns = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])
    scores = np.array([[4.0], [3.0], [2.0], [-9.0]])  # the third is not its column's best, the last unlikely
    comparison = Comparison(rows, columns, scores, np.array([True, False, True, True]), 4)
    report("mine", [comparison], np.ones(1))
    pairs, precision, recall = re.findall(r"[\d.]+", capsys.readouterr().out)
    assert (int(pairs), float(precision), float(recall)) == (4, 1.0, 0.25)


def test_texts_are_cut_into_pieces_of_few_beads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "LOST", 0.0)
    monkeypatch.setattr(matching, "ALONE", 0.0)
    cut: list[tuple[str, str, list[str]]] = []
    monkeypatch.setattr(matching, "sketch", lambda path, lang, texts: cut.append((path, lang, texts)))
    pieces([write_document(tmp_path)], random.Random(2), 4)
    assert [line for _, lang, texts in cut if lang == "en" for line in texts] == list(EN)
    assert [line for _, lang, texts in cut if lang == "zh" for line in texts] == list(ZH)
    assert {path for path, lang, _ in cut if lang == "en"} == {"bridge.0", "bridge.4"}
    assert {path for path, lang, _ in cut if lang == "zh"} == {"bridge.0", "bridge.4"}


@pytest.mark.parametrize(("lost", "alone"), [(1.0, 0.0), (0.0, 1.0)])
def test_pieces_without_sentences_or_left_out_have_no_sketch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: float, alone: float
) -> None:
    monkeypatch.setattr(matching, "LOST", lost)
    monkeypatch.setattr(matching, "ALONE", alone)
    assert pieces([write_document(tmp_path)], random.Random(2), 4) == ([], [])


def test_the_recipe_prints_a_weight_for_each_feature(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ladders = [write_document(tmp_path / folder) for folder in ("one", "two")]
    monkeypatch.setattr(matching, "pieces", lambda paths, rng, longest: sketches(8))
    monkeypatch.setattr("sys.argv", ["matching", *map(str, ladders)])
    matching.main()
    printed = capsys.readouterr().out
    assert printed.count("fitted without it") == 2
    assert set(re.findall(r"'(\w+)':", printed)) == set(WEIGHTS)
