"""Staying with what a model said before, while it learns something else."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from training_fixture import PIECES, random_decoder, random_model

from tmx.base.script import HAN
from translate.adapting.bases import Example
from translate.adapting.binary import read_binary
from translate.model import Side

torch: Any = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def examples(seed: int, count: int = 24, *, encoder: bool) -> list[Example]:
    draw = np.random.default_rng(seed)

    def row(length: int) -> list[int]:
        return [int(number) for number in draw.integers(3, len(PIECES), length)]

    if encoder:
        return [Example(row(6), [1, *row(5), 2], 1) for _ in range(count)]
    return [Example([], [1, *row(9), 2], 5) for _ in range(count)]


def network(folder: Path, *, encoder: bool) -> Any:
    from translate.adapting.network import Network

    make = random_model if encoder else random_decoder
    return Network(read_binary((folder if folder.exists() else make(folder)) / "model.bin"))


@pytest.mark.parametrize("encoder", [True, False])
def test_earlier_outputs_are_not_unlearned(encoder: bool, tmp_path: Path) -> None:
    from translate.adapting.keeping import Past
    from translate.adapting.tuning import Plan, Tuning, mean_loss

    learn, general = examples(1, encoder=encoder), examples(2, encoder=encoder)
    gone, learned = {}, {}
    for weight in (0.0, 3.0):
        tuned = network(tmp_path / "model", encoder=encoder)
        before = mean_loss(tuned, learn)
        past = Past(tuned, general, pieces=100, seed=1)
        assert past.distance(0).item() == pytest.approx(0, abs=1e-5)
        plan = Plan(rate=5e-3, epochs=20, batch_pieces=120, warmup=3, keeping=weight)
        Tuning(tuned, learn, learn, plan, distance=past.distance if weight else None).run()
        tuned.eval()
        with torch.no_grad():
            gone[weight] = sum(past.distance(step).item() for step in range(6)) / 6
        learned[weight] = before - mean_loss(tuned, learn)
    assert 0 < gone[3.0] < gone[0.0] / 2
    assert learned[3.0] > learned[0.0] / 2 > 0


@pytest.mark.parametrize("last", [False, True])
def test_the_last_weights_stay_if_asked(last: bool, tmp_path: Path) -> None:
    """At a rate that ruins the network, the best weights are those before."""
    from translate.adapting.tuning import Plan, Tuning

    learn = examples(1, encoder=False)
    tuned = network(tmp_path / "model", encoder=False)
    plan = Plan(rate=3.0, epochs=3, batch_pieces=120, warmup=1, last=last)
    Tuning(tuned, learn, learn, plan).run()
    assert bool(tuned.changed()) is last


def test_general_sentences_are_of_their_language() -> None:
    from translate.adapting.keeping import general_sentences

    scripts: dict[Side, str] = {"en": "[A-Za-z]", "zh": f"[{HAN}]"}
    for side, script in scripts.items():
        sentences = general_sentences(side)
        assert len(sentences) == len(set(sentences)) == 100
        for sentence in sentences:
            assert len(re.findall(script, sentence)) * 3 > len(sentence) * 2, sentence
