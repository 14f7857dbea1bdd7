"""Mining and the choice of mode: pairs are mutual, once each, scored 0 to 1; silence is an answer."""

import numpy as np
import pytest
from align_fixture import encoded, space, story
from hypothesis import given, settings
from hypothesis import strategies as st

from align.evidence.sentences import FEATURES, Drafts
from align.model import Bead
from align.search.judging import MutualInformation
from align.search.mining import WORTH_ASKING, candidates, mine, probabilities, worth_asking
from align.search.search import align_parallel
from align.search.weights import mining

EN, ZH = story("en"), story("zh")
OTHER = encoded(
    [
        "鲜面条要现和现擀，水不能一次加足。",
        "先把面粉倒进盆里，慢慢加水，用筷子搅成絮状。",
        "揉到盆光、面光、手光，盖上湿布醒半个小时。",
        "醒好的面擀成薄片，撒一层干粉，叠起来切成细条。",
        "水烧开再下锅，点两次凉水就熟了。",
        "捞出来过一遍冷水，吃起来更筋道。",
        "酱要用小火慢慢熬，熬到油和酱分开为止。",
        "黄瓜切丝，豆芽焯水，码在面上。",
        "最后浇一勺酱，拌匀了趁热吃。",
        "剩下的面可以晾干，收在纸袋里，放一个月也不坏。",
    ]
)


def laws(beads: list[Bead], n: int, m: int) -> None:
    assert len({bead.src for bead in beads}) == len({bead.tgt for bead in beads}) == len(beads)
    for bead in beads:
        assert bead.kind == "1-1"
        assert 0 <= bead.src.start < n
        assert 0 <= bead.tgt.start < m
        assert 0 <= bead.score <= 1
        assert set(bead.parts) == {feature.name for feature in FEATURES}
    scores = [bead.score for bead in beads]
    assert scores == sorted(scores, reverse=True)


@given(
    st.lists(st.integers(0, len(EN.sentences) - 1), max_size=10),
    st.lists(st.integers(0, len(ZH.sentences) - 1), max_size=10),
    st.booleans(),
)
@settings(deadline=None, max_examples=40)
def test_each_sentence_is_in_one_pair_at_most(src: list[int], tgt: list[int], drafted: bool) -> None:
    left, right = EN.take(src), ZH.take(tgt)
    drafts = Drafts(["草稿。"] * len(src), ["A draft."] * len(tgt)) if drafted else None
    laws(mine(left, right, space(), drafts=drafts), len(src), len(tgt))


@pytest.mark.parametrize(("src", "tgt"), [(0, 0), (0, 3), (3, 0)])
def test_nothing_comes_of_nothing(src: int, tgt: int) -> None:
    assert mine(EN.take(range(src)), ZH.take(range(tgt)), space()) == []


@pytest.mark.parametrize("count", [1, 2])
def test_few_sentences(count: int) -> None:
    laws(mine(EN.take(range(count)), ZH.take(range(count)), space()), count, count)


def test_equal_sentences_tie_without_harm() -> None:
    laws(mine(EN.take([5] * 20), ZH.take([5] * 20), space()), 20, 20)


def test_pairs_may_be_out_of_order() -> None:
    """Translations stay translations when their text is shuffled."""
    order = np.random.default_rng(3).permutation(len(ZH.sentences)).tolist()
    beads = mine(EN, ZH.take(order), space())
    right = sum((bead.src.start, order[bead.tgt.start]) in ALIKE for bead in beads[:15])
    assert right >= 13


ALIKE = {
    (bead.src.start, bead.tgt.start) for bead in align_parallel(EN, ZH, space()) if bead.kind == "1-1"
} | {
    (i, j)  # halves of merges hold a part of their counterpart
    for bead in align_parallel(EN, ZH, space())
    for i in range(*bead.src)
    for j in range(*bead.tgt)
}


def test_texts_without_relation_give_nothing_to_keep() -> None:
    assert [bead for bead in mine(EN, OTHER, space()) if bead.score >= 0.5] == []


def test_the_parts_add_up_to_the_log_odds() -> None:
    """The order of the scores is that of the summed parts: the share of true pairs moves all alike."""
    beads = mine(EN, ZH, space())
    sums = [sum(bead.parts.values()) for bead in beads]
    assert sums == sorted(sums, reverse=True)
    assert mining().shape == (len(FEATURES),)


def test_the_translator_has_a_word_on_what_may_be_a_pair() -> None:
    mined = candidates(EN, ZH, space())
    asked = mined.doubtful().texts
    which = worth_asking(mined.rows, mined.columns, mined.scores)
    assert asked == [(EN.sentences[mined.rows[k]], ZH.sentences[mined.columns[k]]) for k in which]
    assert 0 < len(asked) < len(mined.scores) and (mined.scores[which] >= WORTH_ASKING).all()
    alone = np.full((len(asked), 2), -60.0)
    doubtful = mined.doubtful()
    against, speaking = (
        mined.rescored(doubtful, MutualInformation(np.full_like(alone, nats), alone)) for nats in (-5.0, 30.0)
    )
    sure, unsure = (after.scores[which] for after in (speaking, against))
    assert (sure > unsure).all() and np.median(sure) > 0.5 > np.median(unsure)
    quiet = np.delete(np.arange(len(mined.scores)), which)
    assert (speaking.scores[quiet] <= WORTH_ASKING).all()


def test_with_the_translators_word_the_parts_add_up_to_the_log_odds() -> None:
    mined = candidates(EN, ZH, space())
    chance = np.random.default_rng(5)
    size = (len(mined.doubtful().texts), 2)
    after = mined.rescored(
        mined.doubtful(), MutualInformation(chance.normal(10, 20, size), np.full(size, -50.0))
    )
    asked = worth_asking(mined.rows, mined.columns, mined.scores)
    odds = np.log(after.scores / (1 - after.scores))[asked]
    sums = np.sum(list(after.parts.values()), axis=0)[asked]
    assert np.ptp(odds - sums) < 1e-6, "but for what is the same for all: the share of true pairs"


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=50))
def test_probabilities(evidence: list[float]) -> None:
    scores = probabilities(np.array(evidence))
    assert ((scores >= 0) & (scores <= 1)).all()
    order = np.argsort(evidence)
    assert (np.diff(scores[order]) >= 0).all()
