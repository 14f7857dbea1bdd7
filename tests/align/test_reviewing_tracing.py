"""Following sentences from one list into another."""

from hypothesis import given
from hypothesis import strategies as st

from align.reviewing.tracing import Gap, trace

OLD = ["The tide was out.", "Nobody spoke.", "We walked home along the wall."]
LISTS = st.lists(st.sampled_from(["a long first sentence", "b", "something else", "d"]), max_size=8)


def test_equal_lists() -> None:
    result = trace(OLD, OLD)
    assert (result.same, result.moved, result.edited, result.gaps) == ({0: 0, 1: 1, 2: 2}, {}, {}, ())


def test_a_sentence_out_of_order_has_moved() -> None:
    result = trace(OLD, [OLD[1], OLD[2], OLD[0]])
    assert (result.same, result.moved) == ({1: 0, 2: 1}, {0: 2})


def test_an_edit_is_recognised_in_its_place() -> None:
    result = trace(OLD, [OLD[0], OLD[1], "We walked home along the sea wall."])
    assert (result.edited, result.gaps) == ({2: 2}, ())


def test_another_text_is_a_gap() -> None:
    result = trace(OLD, [OLD[0], "潮水退了。", OLD[2]])
    assert (result.edited, result.gaps) == ({}, (Gap((1,), (1,)),))


def test_lost_and_added_sentences_are_gaps() -> None:
    assert trace(OLD, OLD[:2]).gaps == (Gap((2,), ()),)
    assert trace(OLD[:2], OLD).gaps == (Gap((), (2,)),)


@given(LISTS, LISTS)
def test_each_index_occurs_once(old: list[str], new: list[str]) -> None:
    """Every sentence of both lists is found again, or stands in a gap; none does both."""
    result = trace(old, new)
    before = [*result.same, *result.moved, *result.edited, *(i for gap in result.gaps for i in gap.old)]
    after = [*result.all.values(), *(j for gap in result.gaps for j in gap.new)]
    assert sorted(before) == list(range(len(old)))
    assert sorted(after) == list(range(len(new)))
    assert all(old[i] == new[j] for i, j in (result.same | result.moved).items())
