"""Fitting what the translator weighs: the likelihood, its gradient, what comes out."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import lattice_exact as exact
import numpy as np
import pytest
from align_fixture import encoder
from fitting_fixture import EN, GOLD, ZH, case, write_document

from align.fitting import doubts
from align.fitting.doubts import START, Document, Remembered, _left_alone, _path, _weighed, fitted
from align.fitting.weights import NOTHING, Case, _without
from align.lattice.lattice import NEVER, Kind, Step
from align.search.doubts import Balance
from translate.model import OnProgress, Side

RIGHT = {(" ".join(EN[k] for k in src), "".join(ZH[k] for k in tgt)) for src, tgt in GOLD}


class Judge:
    """A translator who knows the gold beads, and finds a text by itself as likely as it is short."""

    def of(
        self,
        pairs: Sequence[tuple[str, str]],
        tgt: Side,
        *,
        on_progress: OnProgress = lambda stage, done, total: None,
    ) -> list[float]:
        right = [(pair if tgt == "zh" else pair[::-1]) in RIGHT for pair in pairs]
        return [-len(pair[1]) * (0.5 if known else 1.0) for known, pair in zip(right, pairs, strict=True)]


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The first five sentences, the last one without a counterpart: few enough to walk every path."""
    whole = case(tmp_path_factory.mktemp("gold"), deep=False)
    part = _without(({5, 6}, {3, 4, 5}), whole, encoder(), "short", 1.0)
    part.prepare(encoder(), deep=False, ratio=3.2)
    return part


@pytest.fixture(scope="module")
def document(short: Case) -> Document:
    """It under weights that say little, so that most beads are in doubt."""
    weights = np.random.default_rng(2).normal(0, 0.05, len(NOTHING))
    return _weighed(short, short.lattice(weights), Judge())


def test_gold_beads_are_scored_even_if_the_lattice_rules_them_out(short: Case) -> None:
    lattice = short.lattice(NOTHING)
    unlikely = replace(lattice, scores=np.where(lattice.scores > NEVER / 2, -50.0, NEVER))
    document = _weighed(short, unlikely, Judge())
    assert sorted(document.beads.texts) == sorted(
        (" ".join(EN[k] for k in src), "".join(ZH[k] for k in tgt)) for src, tgt in GOLD[:3]
    )
    assert document.information.pmi.shape == (3, 2)


def test_the_loss_is_the_negative_log_probability_of_the_gold_path(document: Document) -> None:
    balance = Balance(0.8, 0.05, 0.1, -0.3)
    lattice = document.narrow(balance)
    scores = {
        tuple((step.i, step.j, step.kind) for step in path): exact.weight(path)
        for path in exact.paths(lattice)
    }
    gold = ((0, 0, Kind(1, 1)), (1, 1, Kind(2, 1)), (3, 2, Kind(1, 1)), (4, 3, Kind(1, 0)))
    expected = np.logaddexp.reduce(list(scores.values())) - scores[gold]
    assert document.loss(balance)[0] == pytest.approx(expected, abs=1e-5)


def test_the_gradient_is_the_slope_of_the_loss(document: Document) -> None:
    values, step = np.array([0.8, 0.05, 0.1, -0.3]), 1e-4
    _, gradient = document.loss(Balance(*values))
    for k in range(4):
        shift = np.zeros(4)
        shift[k] = step
        ends = [document.loss(Balance(*(values + sign * shift)))[0] for sign in (1, -1)]
        assert gradient[k] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-3, abs=1e-3)


def test_the_start_leaves_the_lattice_as_it_is(document: Document) -> None:
    narrow = document.narrow(START)
    beads = document.beads.kinds, document.beads.nodes
    assert narrow.scores[beads] == pytest.approx(document.lattice.scores[beads])
    assert narrow.skip_src == pytest.approx(document.lattice.skip_src)


def test_a_translator_who_knows_the_beads_is_followed(document: Document) -> None:
    _, steps = _path(document, Balance(1.0, 1.0, 1.0, 0.0))
    assert [(step.i, step.j, step.kind) for step in steps] == [
        (0, 0, Kind(1, 1)),
        (1, 1, Kind(2, 1)),
        (3, 2, Kind(1, 1)),
        (4, 3, Kind(1, 0)),
    ]


def test_sentences_that_are_rightly_alone_are_counted(short: Case) -> None:
    named = Case("folder/001", short.en, short.zh, short.gold, short.band)
    steps = [Step(0, 0, Kind(4, 3), 1.0), Step(4, 3, Kind(1, 0), 1.0)]
    missed = [Step(0, 0, Kind(1, 0), 1.0), Step(1, 0, Kind(4, 3), 1.0)]
    assert _left_alone([(named, steps), (named, missed)], "folder").startswith("1 of 2 ")
    assert _left_alone([(named, steps)], "another").startswith("0 of 0 ")


def test_what_is_remembered_is_not_asked_again() -> None:
    remembered = Remembered()
    remembered.keep({b"key": b"record"})
    assert remembered.records([b"key", b"other"]) == {b"key": b"record"}


def test_fitting_trusts_a_translator_who_is_right(document: Document) -> None:
    pytest.importorskip("scipy", reason="fitting needs scipy, which only makers of weights install")
    balance = fitted([document])
    assert balance.zh + balance.en > 0
    assert document.loss(balance)[0] < document.loss(START)[0]


def test_the_recipe_writes_all_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("scipy", reason="fitting needs scipy, which only makers of weights install")
    monkeypatch.setattr(doubts, "Encoder", encoder)
    monkeypatch.setattr(doubts, "Likelihood", lambda cache: Judge())
    out = tmp_path / "weights.json"
    ladders = [write_document(tmp_path / folder) for folder in ("one", "two")]
    monkeypatch.setattr("sys.argv", ["doubts", *map(str, ladders), "-o", str(out)])
    doubts.main()
    written = json.loads(out.read_text("utf-8"))
    assert set(written) == {"first", "full", "doubts"}
    assert set(written["doubts"]) == {"lattice", "zh", "en", "skip"}
