"""Words divided between two lines."""

import pytest

from translate.documents.cleaning.hyphens import count_words, is_divided, keeps_hyphen


@pytest.mark.parametrize(
    ("left", "right", "text", "kept"),
    [
        ("the light-", "house", "", False),
        ("the by-", "pass", "The by-pass is shut.", True),
        ("the by-", "pass", "The bypass is shut, the by-pass is not, a bypass is.", False),
        ("a well-", "known boat", "", True),
        ("a well-", "known boat", "It is wellknown.", False),
        ("the long-", "est pier", "", False),
        ("the twenty-", "four boats", "", True),
        ("the caf-", "és of the port", "", False),
    ],
)
def test_hyphens_that_stay(left: str, right: str, text: str, kept: bool) -> None:
    assert is_divided(left, right)
    assert keeps_hyphen(left, right, count_words([text])) is kept


@pytest.mark.parametrize(
    ("left", "right"), [("in 2019-", "and after"), ("the north-", "West pier"), ("a –", "b")]
)
def test_what_is_no_divided_word(left: str, right: str) -> None:
    assert not is_divided(left, right)
