"""Beads, the surface of sentences, and the lines of the review file."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.evidence.surface import Surface, visible_length
from align.model import Bead, Span
from align.reviewing.lines import lines
from tmx.bitext import CANDIDATE, format, parse, units

EN = ["The ferry left.", "It rained.", "Nobody came."]
ZH = ["渡船开走了。", "下雨了，没人来。"]

spans = st.tuples(st.integers(0, 9), st.integers(0, 3)).map(lambda pair: Span(pair[0], sum(pair)))
beads = st.builds(Bead, spans, spans, st.floats(0, 1), st.dictionaries(st.text(), st.floats(0, 1)))


@given(beads)
def test_inverting_twice_changes_nothing(bead: Bead) -> None:
    assert bead.inverted().inverted() == bead
    assert bead.inverted().kind == "-".join(reversed(bead.kind.split("-")))


def test_the_kind_of_a_bead() -> None:
    assert Bead(Span(2, 4), Span(5, 6)).kind == "2-1"
    assert Bead(Span(2, 2), Span(5, 6)).kind == "0-1"


@given(st.text())
def test_visible_length_leaves_out_white_space(text: str) -> None:
    assert visible_length(text) == len("".join(re.split(r"\s+", text)))
    assert visible_length(f" {text}\t\n\N{IDEOGRAPHIC SPACE}") == visible_length(text)


@pytest.mark.parametrize(
    ("en", "zh"),
    [("Stop.", "停。"), ("Stop!", "停！"), ("“Stop?”", "“停？”"), ("(Stop.)", "（停。）"), ("Well…", "嗯……"),
     ("First:", "第一："), ("“Yes,”", "“是，”")],
)  # fmt: skip
def test_ends_are_the_same_in_both_scripts(en: str, zh: str) -> None:
    one, other = Surface([en]), Surface([zh])
    assert one.end.tolist() == other.end.tolist()
    assert one.strong.tolist() == other.strong.tolist()
    assert one.opens.tolist() == other.opens.tolist()
    assert one.closes.tolist() == other.closes.tolist()
    assert one.quotes_before.tolist() == other.quotes_before.tolist()


def test_surface_of_nothing() -> None:
    empty = Surface([""])
    assert (empty.lengths.tolist(), empty.end.tolist(), empty.opens.tolist()) == ([0.0], [0], [False])
    assert Surface([]).length_before.tolist() == [0.0]


@given(st.lists(st.text(max_size=8), max_size=6))
def test_running_totals(texts: list[str]) -> None:
    surface = Surface(texts)
    for i in range(len(texts)):
        for j in range(i, len(texts) + 1):
            total = sum(visible_length(text) for text in texts[i:j])
            assert surface.length_before[j] - surface.length_before[i] == total


def bead(src: tuple[int, int], tgt: tuple[int, int], score: float = 0.9, **parts: float) -> Bead:
    return Bead(Span(*src), Span(*tgt), score, parts)


def test_lines_of_the_review_file() -> None:
    pairs = list(lines([bead((0, 1), (0, 1)), bead((1, 3), (1, 2), 0.734)], EN, ZH, threshold=0.5))
    assert [(pair.en, pair.zh, pair.type, pair.score, pair.flags) for pair in pairs] == [
        (("The ferry left.",), ("渡船开走了。",), "1-1", 0.9, ()),
        (("It rained.", "Nobody came."), ("下雨了，没人来。",), "2-1", 0.73, ()),
    ]
    assert len({pair.id for pair in pairs}) == 2
    assert [parse(format(pair)) for pair in pairs] == pairs


def test_below_the_threshold_a_pair_is_a_candidate_and_stays_out_of_the_memory() -> None:
    pairs = list(lines([bead((0, 1), (0, 1), 0.5), bead((1, 2), (1, 2), 0.49)], EN, ZH, threshold=0.5))
    assert [CANDIDATE in pair.flags for pair in pairs] == [False, True]
    assert len(list(units(pairs))) == 1


def test_sentences_alone_have_no_score_and_no_doubts() -> None:
    left, right = lines(
        [bead((0, 1), (0, 0), 0.2, length=-9), bead((1, 1), (0, 1), 0.2, items=-9)], EN, ZH, threshold=0.5
    )
    assert (left.zh, right.en) == ((), ())
    assert left.score is right.score is None
    assert left.flags == right.flags == ()
    assert left.id
    assert right.id


def test_sentences_that_were_left_out_are_marked() -> None:
    pairs = lines(
        [bead((0, 1), (0, 0)), bead((1, 1), (0, 1)), bead((1, 2), (1, 1))],
        EN,
        ZH,
        threshold=0.5,
        meta=(frozenset({0}), frozenset({0})),
    )
    assert [pair.flags for pair in pairs] == [("meta",), ("meta",), ()]


@pytest.mark.parametrize(
    ("part", "flag"), [("length", "length"), ("ratio", "length"), ("items", "items"), ("marks", "marks")]
)
def test_doubts_become_flags(part: str, flag: str) -> None:
    [pair] = lines([bead((0, 1), (0, 1), **{part: -20.0})], EN, ZH, threshold=0.5)
    assert pair.flags == (flag,)
    [pair] = lines([bead((0, 1), (0, 1), **{part: 0.0})], EN, ZH, threshold=0.5)
    assert pair.flags == ()


def test_equal_sentences_have_ids_of_their_own() -> None:
    one, other = lines([bead((0, 1), (0, 1)), bead((1, 2), (1, 2))], ["Yes."] * 2, ["是。"] * 2, threshold=0)
    assert one.id != other.id
