"""Identifiers: stable over time and machines, told apart by text and occurrence."""

from hypothesis import given
from hypothesis import strategies as st

from tmx.identity import Identities, tuid


def test_identifiers_stay_what_they_are() -> None:
    assert tuid("Tea is hot.") == "4d58b476d0"
    assert tuid("Tea is hot.", 2) != tuid("Tea is hot.")


@given(st.lists(st.text(max_size=3)))
def test_identifiers_are_unique_in_order_and_repeatable(texts: list[str]) -> None:
    first, second = Identities(), Identities()
    given_ids = [first.of(text) for text in texts]
    assert given_ids == [second.of(text) for text in texts]
    assert len(set(given_ids)) == len(texts)
    assert all(len(one) == 10 and int(one, 16) >= 0 for one in given_ids)


def test_any_text_has_one() -> None:
    assert len(tuid("\ud800\0")) == 10
