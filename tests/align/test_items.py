"""Names and numbers in both scripts; cases in ``cases/align_items.json``, known failures among them."""

import json

import pytest
from house import CASES as LABELLED
from hypothesis import given
from hypothesis import strategies as st

from align.evidence.items import shared_items
from translate.language.numerals import chinese_numbers, english_numbers

CASES = json.loads((LABELLED / "align_items.json").read_text("utf-8"))


def params(kind: str) -> list[object]:
    """The cases of a kind; those that are known to fail must fail."""
    return [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True, reason="known failure")] if case.get("expect") else [],
        )
        for case in CASES[kind]
    ]


@pytest.mark.parametrize("case", params("numbers"))
def test_a_number_in_both_scripts(case: dict[str, object]) -> None:
    for side, read in (("en", english_numbers), ("zh", chinese_numbers)):
        if side in case:
            assert [value for value in read(str(case[side])) if value >= 10 or value % 1] == case["values"]


@pytest.mark.parametrize("case", params("shared"))
def test_what_two_sentences_share(case: dict[str, list[str] | str]) -> None:
    en, zh = shared_items([str(case["en"])], [str(case["zh"])])
    assert en == zh
    assert sorted(en[0]) == case["shared"]


@given(st.lists(st.text(max_size=30), max_size=5), st.lists(st.text(max_size=30), max_size=5))
def test_any_text_has_its_items(en: list[str], zh: list[str]) -> None:
    left, right = shared_items(en, zh)
    assert (len(left), len(right)) == (len(en), len(zh))
    assert frozenset().union(*left) == frozenset().union(*right)


@pytest.mark.parametrize("text", ["5²", "①", "一" + "亿" * 60, "9" * 400, "٣٤", "零" * 400])
def test_odd_numbers_do_no_harm(text: str) -> None:
    shared_items([text], [text])


@given(st.integers(10, 10**12))
def test_digits_are_read_alike(value: int) -> None:
    for text in (str(value), f"{value:,}"):
        assert list(english_numbers(text)) == list(chinese_numbers(text)) == [value]


def test_what_one_side_has_far_more_often_says_nothing() -> None:
    en, zh = shared_items(["Lei came."], ["雷雷雷来了。"] * 20)
    assert en == [frozenset()]
    assert set(zh) == {frozenset()}
