"""Beads in doubt, and the translator's word about them."""

import math
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from align_strategies import lattices
from house import CASES
from hypothesis import given, settings

from align import request
from align.evidence.cache import EvidenceCache
from align.lattice.lattice import NEVER, Kind, Lattice, Posterior, expected_path, full_band, posterior
from align.model import Mode
from align.request import Models, Request
from align.run import Report, align_files
from align.search.doubts import DOUBT, Balance, doubtful_beads, rescored, reweighed
from align.search.judging import MutualInformation
from tmx.base.errors import MissingPackageError
from translate.engines.likelihood import Likelihood
from translate.model import OnProgress, Side

KINDS = (Kind(1, 1), Kind(2, 1), Kind(1, 2), Kind(2, 2))
EN = ("The door opened.", "Nobody came in.", "It was only the wind.")
ZH = ("门开了，", "没有人进来，只是风。")


class FixedJudge:
    """A judge who knows which pairs are translations, and remembers what it was asked."""

    def __init__(self, *right: tuple[str, str]) -> None:
        self.right = right
        self.asked: list[tuple[str, str]] = []

    def of(
        self,
        pairs: Sequence[tuple[str, str]],
        tgt: Side,
        *,
        on_progress: OnProgress = lambda stage, done, total: None,
    ) -> list[float]:
        self.asked += pairs
        on_progress("weighing", len(pairs), len(pairs))
        return [
            -5.0 if (pair if tgt == "zh" else pair[::-1]) in self.right else -30.0 - len(pair[1]) / 10
            for pair in pairs
        ]


def unsure() -> tuple[Lattice, Posterior]:
    """Three sentences against two, with a slight preference for 1-1 and 2-1 in the wrong order."""
    band = full_band(3, 2)
    scores = np.full((len(KINDS), 12), NEVER)
    rows, columns = band.nodes()
    for k, kind in enumerate(KINDS):
        scores[k, (rows >= kind.src) & (columns >= kind.tgt)] = 0.0
    scores[1, band.index(np.array([2]), np.array([1]))] = 1.0  # the first two with the first
    lattice = Lattice(band, KINDS, scores, np.full(3, -4.0), np.full(2, -4.0))
    return lattice, posterior(lattice)


def test_the_translator_settles_what_is_in_doubt() -> None:
    lattice, chances = unsure()
    assert [step.kind for step in expected_path(lattice, chances)] == [(2, 1), (1, 1)]
    doubtful = doubtful_beads(lattice, chances, EN, ZH)
    judge = FixedJudge((EN[0], ZH[0]), (f"{EN[1]} {EN[2]}", ZH[1]))
    steps: list[tuple[int, int]] = []
    information = doubtful.score_with(judge, lambda _, done, total: steps.append((done, total)))
    narrow = reweighed(lattice, chances, doubtful, information, Balance(1.0, 0.1, 0.1, 0.0))
    path = expected_path(narrow, rescored(lattice, chances, narrow))
    assert [(step.i, step.j, step.kind) for step in path] == [(0, 0, (1, 1)), (1, 1, (2, 1))]
    assert path[0].value > 0.9
    assert steps[-1] == (len(judge.asked), len(judge.asked))


def test_what_is_weighed_is_what_one_side_tells_about_the_other() -> None:
    lattice, chances = unsure()
    doubtful = doubtful_beads(lattice, chances, EN, ZH)
    judge = FixedJudge(*doubtful.texts)
    nats = doubtful.score_with(judge).pmi
    assert nats.shape == (len(doubtful.texts), 2)
    for (english, chinese), (zh, en) in zip(doubtful.texts, nats.tolist(), strict=True):
        assert zh == pytest.approx(25 + len(chinese) / 10)
        assert en == pytest.approx(25 + len(english) / 10)
    alone = [target for source, target in judge.asked if not source]
    assert len(alone) == len(set(alone)), "each text alone is asked about once"


@given(lattices())
@settings(deadline=None, max_examples=100)
def test_without_a_say_the_translator_changes_little(lattice: Lattice) -> None:
    """What is out of the question falls away, at most DOUBT for each of it; the rest keeps its chances."""
    chances = posterior(lattice)
    words = tuple("abcdefghijklmnop"[: max(lattice.band.n, lattice.band.m)])
    doubtful = doubtful_beads(lattice, chances, words[: lattice.band.n], words[: lattice.band.m])
    nothing = np.zeros((len(doubtful.texts), 2))
    unmoved = MutualInformation(nothing, nothing)
    narrow = reweighed(lattice, chances, doubtful, unmoved, Balance(1.0, 0.0, 0.0, 0.0))
    after = rescored(lattice, chances, narrow)
    left = (narrow.scores > NEVER / 2) | (chances.beads == 0)
    lost = float(chances.beads[~left].sum())
    assert np.all(chances.beads[~left] <= DOUBT)
    if lost < 0.1:
        assert after.beads[left] == pytest.approx(chances.beads[left], abs=2 * lost + 1e-6)


def test_no_doubts_no_questions() -> None:
    lattice = Lattice(full_band(0, 0), KINDS, np.full((len(KINDS), 1), NEVER), np.zeros(0), np.zeros(0))
    doubtful = doubtful_beads(lattice, posterior(lattice), (), ())
    assert (doubtful.texts, doubtful.pieces) == ([], 0)
    assert doubtful.score_with(FixedJudge()).pmi.shape == (0, 2)


def test_the_embedded_translator_as_a_judge() -> None:
    judge = Likelihood(threads=1)
    english = ("The shop is closed on Sundays.", "My brother plays the violin.", "")
    chinese = ("这家商店星期天不营业。", "我弟弟拉小提琴。")
    for tgt, sources, translations in (("zh", english, chinese), ("en", (*chinese, ""), english[:2])):
        for k, translation in enumerate(translations):
            done: list[tuple[str, int, int]] = []

            def on_progress(*steps: Any, done: list[tuple[str, int, int]] = done) -> None:
                done.append(steps)

            asked = [(source, translation) for source in sources]
            likely = judge.of(asked, "zh" if tgt == "zh" else "en", on_progress=on_progress)
            assert max(likely) == likely[k], (tgt, translation, likely)
            assert all(math.isfinite(nats) and nats < 0 for nats in likely)
            assert done[-1][1:] == (len(asked), len(asked))
    whole, broken = judge.of([(english[0], chinese[0]), (english[0], "这家商店星期天不")], "zh")
    assert whole > broken, "one that breaks off is unlikely"
    assert judge.of([], "zh") == []


def test_answers_are_cached(tmp_path: Path) -> None:
    pairs = [("The shop is closed on Sundays.", "这家商店星期天不营业。"), ("", "这家商店星期天不营业。")]
    with closing(EvidenceCache(tmp_path / "kept.sqlite")) as cache:
        judge = Likelihood(threads=1, cache=cache)
        first = judge.of(pairs, "zh")
        judge._generator = None  # whoever asks it now fails
        done: list[int] = []
        assert (
            judge.of(pairs[::-1], "zh", on_progress=lambda _, count, total: done.append(count)) == first[::-1]
        )
        assert done == [len(pairs)]
        with pytest.raises(AttributeError):
            judge.of(pairs, "en")
    assert Likelihood(threads=1).of(pairs, "zh") == first


def aligned(folder: Path, judge: Callable[[], FixedJudge], careful: bool | None = None) -> Report:
    wanted = Request(mode=Mode.PARALLEL, drafts=False, sentences=True, careful=careful, force=True)
    story = (CASES / "align_story.en", CASES / "align_story.zh")
    return align_files(*story, folder, request=wanted, models=Models(judge=judge))


def test_who_is_asked_and_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = FixedJudge()
    report = aligned(tmp_path, lambda: judge)
    assert report.weighing.weighed and report.weighing.count and judge.asked
    memory = (tmp_path / "align_story-align_story.tmx").read_text("utf-8")
    assert "|doubts:translator|" in memory
    reasons = (tmp_path / "align_story-align_story.reasons.tsv").read_text("utf-8")
    assert reasons.splitlines()[0].endswith("\ttranslation")
    judge.asked.clear()
    quick = aligned(tmp_path, lambda: judge, careful=False)
    assert not quick.weighing.weighed and quick.weighing.count == report.weighing.count and not judge.asked
    memory = (tmp_path / "align_story-align_story.tmx").read_text("utf-8")
    assert "|doubts:unweighed|" in memory
    monkeypatch.setattr(request, "READ", 10)
    assert not aligned(tmp_path, lambda: judge).weighing.weighed
    assert aligned(tmp_path, lambda: judge, careful=True).weighing.weighed


def test_a_translator_that_is_not_there(tmp_path: Path) -> None:
    """Asked for, it is an error; else the alignment does without and says so."""

    def gone() -> FixedJudge:
        raise MissingPackageError("the embedded translator is missing", path=Path("gemma.zip"))

    report = aligned(tmp_path, gone)
    assert "missing" in report.weighing.why_not and not report.weighing.weighed
    with pytest.raises(MissingPackageError):
        aligned(tmp_path, gone, careful=True)


def test_sides_of_any_length_are_read() -> None:
    judge = Likelihood(threads=1)
    long = "and then it rained " * 400, "后来就下雨了，" * 400
    assert all(math.isfinite(nats) and nats < 0 for nats in judge.of([long, long[::-1], ("", long[0])], "zh"))
