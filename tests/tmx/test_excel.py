"""Texts and references of cells, as Excel writes them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tmx.base.excel import column, corners, escaped, unescaped


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a_x000D_b", "a\rb"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xd83d__xde00_", "😀"),
        ("_xD83D_ alone", "_xD83D_ alone"),
        ("_x00_ and _xGGGG_", "_x00_ and _xGGGG_"),
    ],
)
def test_escapes(raw: str, text: str) -> None:
    assert unescaped(raw) == text


@example("_x0041_x0041_")
@given(st.text("_x0123456789ABCDEFabcdef\r\n\x07 中"))
def test_what_is_escaped_comes_back(text: str) -> None:
    raw = escaped(text)
    assert "\x07" not in raw and "\r" not in raw
    assert unescaped(raw) == text


@pytest.mark.parametrize(
    ("reference", "number"), [("A1", 0), ("Z9", 25), ("AA1", 26), ("XFD1", 16_383), ("ZZZ1", 16_383)]
)
def test_columns(reference: str, number: int) -> None:
    assert column(reference) == number


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("A1:C5", (0, 0, 4, 2)),
        ("$B$2", (1, 1, 1, 1)),
        ("b2:c3", (1, 1, 2, 2)),
        ("", None),
        ("A1:", (0, 0, 0, 0)),
        ("A:C", None),
    ],
)
def test_corners(area: str, expected: tuple[int, int, int, int] | None) -> None:
    assert corners(area) == expected
