"""The one definition of Han, and of what is wide."""

import ast
import re
import sys
import unicodedata

import pytest
from house import ROOT

from tmx.base.script import HALF_WIDTH, HALF_WIDTH_NUMBERS, HAN_RUN, WIDE, is_han, is_wide

_NAME = re.compile("CJK (?:UNIFIED|COMPATIBILITY) IDEOGRAPH-")


@pytest.mark.parametrize("character", "一龥鿿㐀䶿豈〇々\U00020bb7\U0002a700\U000323af\U0002f800")
def test_han(character: str) -> None:
    assert is_han(character)
    assert HAN_RUN.fullmatch(character * 3)


@pytest.mark.parametrize("character", ["", "a", "\u4dc0", "\u4dff", "、", "の", "한", "⺀", "⼀", "㈱", "１"])
def test_not_han(character: str) -> None:
    assert not is_han(character)


def test_han_are_the_letters_that_unicode_calls_ideographs() -> None:
    named = [c for c in map(chr, range(sys.maxunicode + 1)) if _NAME.match(unicodedata.name(c, ""))]
    assert len(named) > 90_000
    assert [c for c in named if not is_han(c)] == []


def test_what_is_wide_takes_two_columns() -> None:
    wide = [c for c in re.findall(f"[{WIDE}]", "".join(map(chr, range(0x20000)))) if unicodedata.name(c, "")]
    assert len(wide) > 40_000
    assert [c for c in wide if not is_wide(c) and unicodedata.east_asian_width(c) != "A"] == []


def test_half_width() -> None:
    assert "ＡＢ　（１．５％）".translate(HALF_WIDTH) == "AB (1.5%)"
    assert "ＡＢ　（１．５％）".translate(HALF_WIDTH_NUMBERS) == "ＡＢ　（1.5%）"


_ENDS = "\u3400\u4db5\u4dbf\u4e00\u9fa5\u9fbb\u9fcc\u9fd5\u9fea\u9fef\u9ffc\u9fff\uf900\ufaff"
_RANGE = re.compile(rf"[{_ENDS}]-|-[{_ENDS}]|\\u(?:3400|4dbf|4e00|9fa5|9fff|f900|faff)|\\U0002", re.I)
_NUMBERS = (0x3400, 0x4DBF, 0x4E00, 0x9FA5, 0x9FFF, 0xA000, 0x20000)


def test_nothing_else_says_what_han_is() -> None:
    definitions = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in ("tmx", "translate", "align")
        for path in sorted((ROOT / package).rglob("*.py"))
        if path != ROOT / "tmx/base/script.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and _is_definition(node.value)
    ]
    assert definitions == []


def _is_definition(value: object) -> bool:
    if isinstance(value, str):
        return bool(_RANGE.search(value)) or (len(value) == 1 and value in _ENDS and value not in "一")
    return type(value) is int and value in _NUMBERS


def test_a_definition_is_seen() -> None:
    assert all(map(_is_definition, ("[\u4e00-\u9fff]", r"[\u3400-\u9fff]", "\u9fff", 0x4E00)))
    assert not any(map(_is_definition, ("[一二三]", "一", 1)))
