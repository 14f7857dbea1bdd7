"""The search for parallel texts: laws that hold for any input, and a story with its gold beside it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from align_fixture import GOLD, encoded, rungs, space, story
from hypothesis import given, settings
from hypothesis import strategies as st

from align.evidence.beads import USUAL_RATIO, Evidence
from align.evidence.features import PARTS
from align.evidence.surface import visible_lengths
from align.evidence.texts import Text
from align.evidence.vectors import Tokens, Vectors
from align.ladder import Rung, f1, strict_recall_by_kind
from align.lattice.lattice import Kind, Posterior, Step, expected_path, full_band, posterior
from align.model import Bead
from align.search.search import align_parallel, explained, length_ratio
from align.search.weights import fitted, lattice

EN, ZH = story("en"), story("zh")


def align(src: Text, tgt: Text) -> list[Bead]:
    beads = align_parallel(src, tgt, space())
    covers(beads, len(src.sentences), len(tgt.sentences))
    return beads


def covers(beads: Sequence[Bead], n: int, m: int) -> None:
    """Beads hold every sentence of both sides once, in order; none is empty."""
    i = j = 0
    for bead in beads:
        assert (bead.src.start, bead.tgt.start) == (i, j)
        assert bead.src.size + bead.tgt.size > 0
        assert 0 <= bead.score <= 1 + 1e-9
        i, j = bead.src.stop, bead.tgt.stop
    assert (i, j) == (n, m)


def test_the_story() -> None:
    ladder = rungs(align(EN, ZH))
    there = strict_recall_by_kind([(GOLD, ladder)])
    assert sum(hit for hit, _ in there.values()) >= 0.9 * len(GOLD), there
    assert f1([(GOLD, ladder)]).strict >= 0.9


@pytest.mark.parametrize("paragraph", range(1, 5))
@pytest.mark.parametrize("side", ["en", "zh"])
def test_a_paragraph_that_is_missing_leaves_the_rest_right(side: str, paragraph: int) -> None:
    text = EN if side == "en" else ZH
    assert text.blocks is not None
    kept = [k for k, block in enumerate(text.blocks) if block != paragraph]
    gone = {k for k, block in enumerate(text.blocks) if block == paragraph}
    at = 0 if side == "en" else 1
    beads = align(EN.take(kept), ZH) if side == "en" else align(EN, ZH.take(kept))
    recovered = {restored(rung, kept, at) for rung in rungs(beads)}
    rest = [rung for rung in GOLD if rung[0] and rung[1] and not gone & set(rung[at])]
    assert len(recovered & set(rest)) >= 0.9 * len(rest)


def restored(rung: Rung, kept: Sequence[int], side: int) -> Rung:
    """A rung of a shortened text in the indexes of the whole."""
    src, tgt = rung
    return (tuple(kept[k] for k in src), tgt) if side == 0 else (src, tuple(kept[k] for k in tgt))


@given(
    st.lists(st.integers(0, len(EN.sentences) - 1), max_size=12),
    st.lists(st.integers(0, len(ZH.sentences) - 1), max_size=12),
)
@settings(deadline=None, max_examples=40)
def test_any_two_texts_are_covered(src: list[int], tgt: list[int]) -> None:
    align(EN.take(src), ZH.take(tgt))


@pytest.mark.parametrize(("src", "tgt"), [(0, 0), (0, 3), (3, 0), (1, 1), (1, 0), (1, 7), (9, 1)])
def test_few_sentences(src: int, tgt: int) -> None:
    beads = align(EN.take(range(src)), ZH.take(range(tgt)))
    if not src or not tgt:
        assert all(not bead.paired for bead in beads)


def test_one_sentence_and_its_translation() -> None:
    assert rungs(align(EN.take([13]), ZH.take([13]))) == [((0,), (0,))]


def test_a_hundred_equal_sentences() -> None:
    beads = align(EN.take([5] * 100), ZH.take([5] * 100))
    assert sum(bead.kind == "1-1" for bead in beads) >= 90


@pytest.mark.parametrize("text", [EN, ZH], ids=["English", "Chinese"])
def test_a_text_against_itself(text: Text) -> None:
    """Not what the tool is for, but the vectors see it."""
    ladder = rungs(align(text, text))
    assert len(set(ladder) & {((k,), (k,)) for k in range(len(text.sentences))}) > len(text.sentences) // 2


@pytest.mark.parametrize(
    ("en", "zh"),
    [("word " * 10_000, "好。"), ("Good.", "好" * 17_000), ("a" * 10_000, "好" * 17_000)],
    ids=["long English", "long Chinese", "one word of 10 kB"],
)
def test_a_sentence_of_50_kilobytes(en: str, zh: str) -> None:
    align(encoded([*EN.sentences[:2], en.strip()]), encoded([*ZH.sentences[:2], zh]))


@pytest.mark.parametrize("times", [1, 16], ids=["2 kB", "35 kB"])
def test_a_whole_story_as_one_sentence_beside_its_translation(times: int) -> None:
    en, zh = ("".join(f"{text} " * times for text in side.sentences) for side in (EN, ZH))
    beads = align(
        encoded([EN.sentences[1], en, EN.sentences[2]]), encoded([ZH.sentences[1], zh, ZH.sentences[2]])
    )
    assert [bead.kind for bead in beads] == ["1-1"] * 3


@pytest.mark.parametrize(
    "odd", ["…", "\N{ZERO WIDTH SPACE}", "😀", "1", "\N{REPLACEMENT CHARACTER}", "\U0002a6d6"]
)
def test_sentences_of_odd_characters(odd: str) -> None:
    align(encoded([EN.sentences[0], odd, odd]), encoded([odd, ZH.sentences[0]]))


def test_an_empty_sentence_is_one_too() -> None:
    """With ``--sentences``, empty lines keep their numbers."""
    align(
        encoded([EN.sentences[0], "", EN.sentences[1]]), encoded([ZH.sentences[0], "", "", ZH.sentences[1]])
    )


def test_the_same_input_gives_the_same_beads() -> None:
    assert align(EN, ZH) == align(EN, ZH)


def test_the_parts_of_a_bead_add_up_to_its_score_in_the_lattice() -> None:
    """One pair, hence one lattice: ``lattice`` and ``explained`` must say the same of every bead in it."""
    src, tgt = EN.take(range(6)), ZH.take(range(6))
    weights = fitted()["full"]
    evidence = Evidence.of(src, tgt, space(), full_band(6, 6), ratio=USUAL_RATIO)
    scored = lattice(evidence, weights)
    for i, j, a, b in ((0, 0, 1, 1), (2, 2, 2, 1), (1, 3, 1, 2), (0, 0, 4, 4), (5, 0, 1, 3), (4, 4, 2, 2)):
        parts = explained(evidence, weights, [Step(i, j, Kind(a, b), 0.0)])[0]
        assert set(parts) == set(PARTS)
        node = int(scored.band.offsets[i + a]) + j + b
        assert sum(parts.values()) == pytest.approx(scored.scores[scored.kinds.index(Kind(a, b)), node])


def test_beads_carry_their_parts() -> None:
    for bead in align(EN, ZH):
        assert set(bead.parts) == (set(PARTS) if bead.paired else set())


def test_wrong_pairs_are_less_probable_than_right_ones() -> None:
    right = [bead.score for bead in align(EN, ZH) if bead.paired]
    backwards = align(EN, ZH.take(range(len(ZH.sentences))[::-1]))
    wrong = [bead.score for bead in backwards if bead.paired]
    assert sum(right) / len(right) > 0.7
    assert sum(wrong) / max(1, len(wrong)) < 0.5


def test_looking_only_nearby_changes_nothing() -> None:
    """The search, which narrows its band twice, against all beads of the whole lattice."""
    beads = align(EN, ZH)
    band = full_band(len(EN.sentences), len(ZH.sentences))
    rough = lattice(Evidence.of(EN, ZH, space(), band, ratio=USUAL_RATIO, deep=False), fitted()["first"])
    ratio = length_ratio(visible_lengths(EN.sentences), visible_lengths(ZH.sentences), posterior(rough))
    every = lattice(Evidence.of(EN, ZH, space(), band, ratio=ratio), fitted()["full"])
    right = expected_path(every, posterior(every))
    assert [(b.src.start, b.tgt.start, b.kind) for b in beads] == [
        (step.i, step.j, f"{step.kind.src}-{step.kind.tgt}") for step in right
    ]
    assert [bead.score for bead in beads] == pytest.approx([step.value for step in right], abs=0.03)


def test_the_length_ratio_is_that_of_what_is_matched() -> None:
    """Twice the 1000 letters of English against 400 characters of Chinese, and a stretch left out."""
    matched = Posterior(np.zeros((0, 0)), np.zeros(0), np.array([0.0, 0.0, 1.0]), np.array([0.0]), 0.0)
    nothing = replace(matched, skip_src=np.ones(3), skip_tgt=np.ones(1))
    src, tgt = np.array([1000.0, 1000.0, 7200.0]), np.array([400.0])
    assert length_ratio(src, tgt, matched) == pytest.approx((2000 + USUAL_RATIO * 300) / 700)
    assert length_ratio(src, tgt, nothing) == pytest.approx(USUAL_RATIO)


FOREIGN = [
    "Der Zug fährt heute eine Stunde später ab als sonst.",
    "Niemand wusste, wem der rote Koffer am Bahnsteig gehörte.",
    "Am Abend spielte im Wartesaal eine kleine Kapelle.",
    "Die Fahrkarten müssen vor der Abreise gestempelt werden.",
]


def synthetic(count: int, seed: int = 3) -> tuple[Text, Text]:
    """A long text and its translation, one to one: vectors with a counterpart, some noise, plain lines."""
    rng = np.random.default_rng(seed)
    meaning, words = rng.normal(size=(count, 384)), rng.normal(size=(count, 6, 128))
    sizes = rng.integers(3, 30, count)
    starts = np.arange(count + 1, dtype=np.int64) * 6
    sides = []
    for word, end in (("word ", "."), ("字词", "。")):
        vectors = (meaning + rng.normal(size=meaning.shape)).astype(np.float32)
        tokens = (words + 0.7 * rng.normal(size=words.shape)).astype(np.float32).reshape(count * 6, -1)
        lines = [(word * int(size)).strip() + end for size in sizes]
        pieces = rng.integers(5, 20_000, count * 6).astype(np.int32)
        weights = np.full(count * 6, 0.5, np.float32)
        sides.append(Text(lines, Vectors(vectors, Tokens.quantised(tokens, starts), weights, pieces)))
    return sides[0], sides[1]


def recovered_share(en: Text, zh: Text, kept: Sequence[Sequence[int]]) -> float:
    """The share of one-to-one pairs found again when only the sentences ``kept`` are there on each side."""
    beads = align(en.take(kept[0]), zh.take(kept[1]))
    pairs = {
        (kept[0][bead.src.start], kept[1][bead.tgt.start])
        for bead in beads
        if bead.src.size == bead.tgt.size == 1
    }
    both = set(kept[0]) & set(kept[1])
    return len(pairs & {(k, k) for k in both}) / len(both)


@pytest.mark.parametrize("side", [0, 1], ids=["English", "Chinese"])
@pytest.mark.parametrize(
    "gone",
    [
        [(40, 50)],
        [(0, 15), (185, 200), (290, 300)],
        [(20, 40), (100, 120), (200, 220)],
        [(100, 180)],
    ],
    ids=["3 % in a block", "both ends", "20 % in blocks", "a chapter"],
)
def test_blocks_that_are_missing_do_not_derail_the_rest(gone: list[tuple[int, int]], side: int) -> None:
    kept = [list(range(300)), [k for k in range(300) if not any(a <= k < b for a, b in gone)]]
    assert recovered_share(*synthetic(300), kept[:: 1 if side else -1]) >= 0.97


def test_other_blocks_missing_on_either_side() -> None:
    kept = [[k for k in range(300) if k // 15 % 10 != left] for left in (2, 7)]
    assert recovered_share(*synthetic(300), kept) >= 0.97


def test_swapped_neighbours_do_not_spoil_what_is_around() -> None:
    """A path cannot tell beads that cross: the ten swaps cost their twenty sentences, and no other."""
    order = list(range(200))
    for k in range(10, 200, 20):
        order[k], order[k + 1] = order[k + 1], order[k]
    assert recovered_share(*synthetic(200), [list(range(200)), order]) >= 0.895


def test_swapped_paragraphs_do_not_derail_what_follows() -> None:
    order = [*range(60), *range(75, 90), *range(60, 75), *range(90, 200)]
    assert recovered_share(*synthetic(200), [list(range(200)), order]) >= (200 - 15) / 200 - 0.03


@pytest.mark.parametrize("side", ["en", "zh"])
def test_foreign_text_stands_alone(side: str) -> None:
    """A paragraph of German in the middle of either side."""
    text = EN if side == "en" else ZH
    at, more = len(text.sentences) // 2, len(FOREIGN)
    mixed = encoded([*text.sentences[:at], *FOREIGN, *text.sentences[at:]])
    beads = align(mixed, ZH) if side == "en" else align(EN, mixed)
    which = 0 if side == "en" else 1
    places = [k if k < at else k - more if k >= at + more else None for k in range(len(mixed.sentences))]
    recovered = set()
    for rung in rungs(beads):
        back = tuple(places[k] for k in rung[which])
        if None not in back:
            recovered.add((back, rung[1]) if which == 0 else (rung[0], back))
    whole = [rung for rung in GOLD if rung[0] and rung[1]]
    assert len(recovered & set(whole)) >= 0.85 * len(whole)
