"""Lookup: percentages as OmegaT counts them, and nothing above the threshold is missed."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein
from tmx_strategies import pair, saved

from tmx.look.lookup import Memory, tokens
from tmx.model import Tag, Unit, Variant

WORDS = st.sampled_from(("tea", "soup", "Tea", "茶", "汤", "饭", ",", ".", "1"))
TEXTS = st.lists(WORDS, max_size=9).map(" ".join)


def slow(units: list[Unit], text: str, threshold: int) -> list[tuple[int, int]]:
    """Percentage and place of every match, by comparing with each unit."""
    matches = []
    for place, unit in enumerate(units):
        segment = unit.variants[0].segment
        mine, other = tokens(text), tokens(segment)
        longest = max(len(mine), len(other))
        if segment == ((text,) if text else ()):
            matches.append((100, place))
        elif longest and set(mine) & set(other):
            percent = min(100 * (longest - Levenshtein.distance(mine, other)) // longest, 99)
            if percent >= threshold:
                matches.append((percent, place))
    return sorted(matches, key=lambda one: (-one[0], one[1]))


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXTS, max_size=8), TEXTS, st.integers(1, 100))
def test_nothing_above_the_threshold_is_missed(texts: list[str], text: str, threshold: int) -> None:
    units = [pair(one, "译文", tuid=str(place)) for place, one in enumerate(texts)]
    units = [Unit((Variant("en", (one,) if one else ()), u.variants[1]), u.attributes)
             for one, u in zip(texts, units, strict=True)]  # fmt: skip
    matches = Memory(units).lookup(text, limit=99, threshold=threshold)
    assert [(m.percent, int(m.unit.attribute("tuid") or "")) for m in matches] == slow(units, text, threshold)


@pytest.mark.parametrize(
    ("stored", "asked", "percent"),
    [
        ("The tea is hot.", "The tea is hot.", 100),
        ("The tea is hot.", "the tea is hot.", 99),
        ("The tea is  hot.", "The tea is hot.", 99),
        ("The tea is hot.", "The soup is hot.", 80),
        ("The tea is hot.", "The tea is hot", 80),
        ("The tea is hot.", "The tea is very hot.", 83),
        ("茶很热。", "茶太热。", 75),
        ("使用HTTP协议", "使用HTTPS协议", 80),
        ("The tea is hot.", "Nobody came.", None),
    ],
)
def test_percentages(stored: str, asked: str, percent: int | None) -> None:
    memory = Memory([pair(stored, "译文")])
    assert [match.percent for match in memory.lookup(asked)] == ([] if percent is None else [percent])


def test_codes_count() -> None:
    unit = Unit((Variant("en", ("Press ", Tag("ph", (), ("<b>",)), " now")), Variant("zh", ("按",))))
    memory = Memory([unit])
    assert [m.percent for m in memory.lookup(unit.variants[0].segment)] == [100]
    assert [m.percent for m in memory.lookup(("Press ", Tag("ph"), " now"))] == [99]
    assert [m.percent for m in memory.lookup("Press  now", threshold=50)] == [66]


def test_sides_and_limits(tmp_path: Path) -> None:
    units = [pair("Tea", f"茶{number}") for number in range(9)]
    path = saved(tmp_path / "a.tmx", *units, Unit((Variant("en", ("Tea",)),)))
    memory = Memory.open(path)
    assert len(memory) == 9
    assert [match.target for match in memory.lookup("Tea", limit=3)] == ["茶0", "茶1", "茶2"]
    newest = memory.exact("Tea")
    assert newest is not None
    assert newest.target == "茶8"
    assert memory.exact("tea") is None
    (match,) = Memory.open(path, source="zh-CN", target="en").lookup("茶4", threshold=100)
    assert (match.percent, match.target) == (100, "Tea")
    assert Memory([]).lookup("Tea") == []
    with pytest.raises(ValueError, match="per cent"):
        memory.lookup("Tea", threshold=0)


@pytest.mark.parametrize(
    ("tag", "text", "served", "refused"),
    [
        ("zh-TW", "印表機", ("zh-TW", "zh-HK", "zh-Hant"), ("zh-CN", "zh-Hans")),
        ("zh_HK", "打印機", ("zh-TW", "zh-HK"), ("zh-CN", "zh-SG")),
        ("zh", "打印机", ("zh-CN", "zh-Hans", "zh"), ("zh-TW", "zh-Hant")),
        ("zh", "印表機與滑鼠", (), ("zh-CN", "zh", "zh-TW")),
    ],
)
def test_a_match_is_in_the_script_asked_for(
    tag: str, text: str, served: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    unit = Unit((Variant("en-GB", ("printer",)), Variant(tag, (text,))))
    for target in served:
        assert Memory([unit], source="en-US", target=target).lookup("printer")[0].target == text
    for target in refused:
        memory = Memory([unit], target=target)
        assert memory.lookup("printer") == []
        assert (memory.lacking, memory.other_script) == (1, 1)


def test_a_unit_in_both_scripts_gives_each(tmp_path: Path) -> None:
    sides = Variant("en", ("printer",)), Variant("zh-Hant", ("印表機",)), Variant("zh-Hans", ("打印机",))
    for target, text in (("zh-CN", "打印机"), ("zh-TW", "印表機")):
        assert Memory([Unit(sides)], target=target).lookup("printer")[0].target == text
