"""Tags: which languages are one and the same, and in which script a Chinese text is."""

import pytest

from tmx.base import tags
from tmx.base.script import is_traditional
from tmx.model import Unit, Variant

SIMPLIFIED = (
    "zh",
    "zh-CN",
    "zh_cn",
    "zh-Hans",
    "zh-SG",
    "zh-MY",
    "zh-Hans-HK",
    "cmn",
    "zh-CHS",
    "zho",
    "zh-cmn-Hans",
)
TRADITIONAL = (
    "zh-TW",
    "zh_TW",
    "ZH-tw",
    "zh-HK",
    "zh-MO",
    "zh-Hant",
    "zh-Hant-CN",
    "cmn-Hant",
    "zh-CHT",
    "chi-TW",
)


@pytest.mark.parametrize("tag", SIMPLIFIED)
@pytest.mark.parametrize("other", TRADITIONAL)
def test_the_scripts_of_chinese_are_two_languages(tag: str, other: str) -> None:
    assert (tags.primary(tag), tags.language(tag)) == ("zh", "zh-Hans")
    assert (tags.primary(other), tags.language(other)) == ("zh", "zh-Hant")
    assert not tags.agree(tag, other)
    assert not tags.agree(other, tag)
    assert tags.agree(tag, "zh-CN")
    assert tags.agree("zh-TW", other)


def test_regions_of_one_language_serve_for_each_other() -> None:
    assert tags.agree("en-US", "en-GB")
    assert tags.agree("en", "en-US")
    assert tags.agree("zh-HK", "zh-TW")
    assert not tags.agree("en", "de")
    assert not tags.agree("sr-Latn", "sr-Cyrl")
    assert not tags.agree("x-one", "x-two")


def test_other_chinese_languages_are_others() -> None:
    assert not tags.matches("zh", "yue")
    assert not tags.matches("zh-HK", "yue-Hant-HK")
    assert tags.agree("yue", "zh-yue")


def test_who_asks_for_chinese_takes_either_script_simplified_first() -> None:
    hant, hans = Variant("zh-TW", ("裡面",)), Variant("zh-Hans", ("里面",))
    assert Unit((hant, hans)).variant("zh") is hans
    assert Unit((hant,)).variant("zh") is hant
    assert Unit((hant,)).side("zh") is None  # what is written as zh is simplified
    assert Unit((hant, hans)).variant("zh-HK") is hant
    assert Unit((hant,)).variant("zh-CN") is None
    assert Unit((hans,)).variant("zh-TW") is None


def test_the_very_tag_comes_before_a_near_one() -> None:
    taiwan, hongkong = Variant("zh-TW", ("軟體",)), Variant("zh_hk", ("軟件",))
    assert Unit((taiwan, hongkong)).variant("zh-HK") is hongkong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("請把資料夾關上。", True), ("请把文件夹关上。", False), ("山上有水。", False), ("后里的台干", False),
        ("王堃说他来。", False), ("臺灣", True), ("", False), ("We met 王老師 there.", True),
    ],
)  # fmt: skip
def test_the_script_of_a_text(text: str, expected: bool) -> None:
    assert is_traditional(text) is expected
