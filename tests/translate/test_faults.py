import json
from typing import Any

import pytest
from house import CASES
from hypothesis import given
from hypothesis import strategies as st

from translate.engines.faults import faults, loops, repeats, without_loops
from translate.engines.parts import join, parts
from translate.language.losses import missing


def cases(name: str) -> list[Any]:
    return [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else [],
        )
        for case in json.loads((CASES / name).read_text("utf-8"))
    ]


@pytest.mark.parametrize("case", cases("repair_loops.json"))
def test_loops(case: dict[str, Any]) -> None:
    assert loops(case["text"], case.get("source", "")) is case["loops"]
    if "trimmed" in case:
        assert without_loops(case["text"]) == case["trimmed"]


@given(st.text("ab的功，· (", max_size=60))
def test_trimming_ends_loops(text: str) -> None:
    trimmed = without_loops(text)
    assert len(trimmed) <= len(text)
    assert loops(trimmed) is False
    assert without_loops(trimmed) == trimmed


@given(st.text("ab c，", max_size=40))
def test_repeats_are_there(text: str) -> None:
    for repeat in repeats(text):
        run = text[repeat.start : repeat.stop].lower()
        assert (repeat.unit * len(run)).startswith(run)
        assert len(run) >= 2 * len(repeat.unit)


@pytest.mark.parametrize("case", cases("repair_missing.json"))
def test_missing(case: dict[str, Any]) -> None:
    assert [lost.text for lost in missing(case["source"], case["draft"])] == case["missing"]


@pytest.mark.parametrize(
    ("source", "draft", "tgt", "expected"),
    [
        ("Good morning.", "早上好。", "zh", ()),
        ("Good morning.", "", "zh", ("empty",)),
        ("Good morning.", "……", "zh", ("empty",)),
        ("OneMore", "OneMore", "zh", ()),
        ("Xiaomi Mi Band", "Xiaomi Mi Band", "zh", ()),
        ("this is all the same", "this is all the same.", "zh", ("copied",)),
        ("this is all the same", "so it is in the other one", "zh", ("language",)),
        ("早上好。", "早上好", "en", ("copied",)),
        ("早上好。", "上午好啊", "en", ("language",)),
        ("他是雷军。", "He is Lei Jun (雷军).", "en", ()),
        ("he likes the iPhone best", "他最喜欢 the iPhone", "zh", ()),
    ],
)
def test_faults(source: str, draft: str, tgt: Any, expected: tuple[str, ...]) -> None:
    assert faults(source, draft, tgt) == expected


@given(st.text("ab 的功，。;；、\n,. ", max_size=80), st.integers(1, 20))
def test_parts_give_the_text_back(text: str, limit: int) -> None:
    divided = parts(text, len, limit)
    assert "".join(divided) == text
    assert all(len(part) <= limit for part in divided)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, ["short"]),
        ("一二三四，五六七八", 6, ["一二三四，", "五六七八"]),
        ("一、二三四五；六七、八", 8, ["一、二三四五；", "六七、八"]),
        ("one two three four", 10, ["one two ", "three four"]),
        ("一二三四五六七八", 4, ["一二三四", "五六七八"]),
        ("abcdefgh", 4, ["abcd", "efgh"]),
        ("at 3,000,000 or so", 9, ["at ", "3,000,000 ", "or so"]),
    ],
)
def test_places(text: str, limit: int, expected: list[str]) -> None:
    divided = parts(text, lambda part: len(part.strip()), limit)
    assert divided == expected


def test_joined_parts_do_not_stop_in_mid_sentence() -> None:
    assert (
        join(["If it rains, ", "we stay."], ["如果下雨。", "我们就留下。"], lang="zh")
        == "如果下雨，我们就留下。"
    )
    assert join(["他来了，", "我走了。"], ["He came.", "I left."], lang="en") == "He came, I left."
    assert join(["他来了。", "我走了。"], ["He came.", "I left."], lang="en") == "He came. I left."
