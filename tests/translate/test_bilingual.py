"""One document in both languages: what stands side by side, in turn or in one line translates each other."""

import pytest

from tmx.base.errors import InputError
from translate.documents.bilingual import sides
from translate.documents.reading import document

FERRY = "The ferry leaves at noon.", "渡船正午开船。"
RAIN = "It rained all day on the island.", "岛上下了一整天雨。"
SHEEP = "He counts his eleven sheep.", "他数他的十一只羊。"


def rows(data: str, name: str) -> list[tuple[str, str]]:
    """The texts of each key: English, and Chinese."""
    en, zh = sides(document(data.encode(), name))
    keys = dict.fromkeys(block.key for side in (en, zh) for block in side.blocks)
    return [
        (
            " ".join(block.text for block in en.blocks if block.key == key),
            "".join(block.text for block in zh.blocks if block.key == key),
        )
        for key in keys
    ]


@pytest.mark.parametrize("first", [0, 1], ids=["English first", "Chinese first"])
def test_paragraphs_in_turn(first: int) -> None:
    text = "\n".join(f"{pair[first]}\n{pair[1 - first]}" for pair in (FERRY, RAIN, SHEEP))
    assert rows(text, "a.txt") == [FERRY, RAIN, SHEEP]


def test_two_paragraphs_of_one_language_are_one_turn() -> None:
    text = f"{FERRY[0]}\n\n{RAIN[0]}\n\n{FERRY[1]}{RAIN[1]}\n\n{SHEEP[0]}\n\n{SHEEP[1]}\n"
    assert rows(text, "a.txt") == [(f"{FERRY[0]} {RAIN[0]}", FERRY[1] + RAIN[1]), SHEEP]


def test_mixed_lines() -> None:
    text = f"Home 首页\nSign in 登录\n{FERRY[0]} {FERRY[1]}\n设置 Settings\n"
    assert rows(text, "a.txt") == [("Home", "首页"), ("Sign in", "登录"), FERRY, ("Settings", "设置")]


def test_names_in_a_sentence_do_not_part_it() -> None:
    text = "The poet Li Bai (李白) was born in 701.\n诗人李白生于 701 年，英文作 Li Bai。\n" + "\n".join(RAIN)
    assert [len(pair[0]) > 20 for pair in rows(text, "a.txt")] == [True, True]


def test_columns_of_a_table() -> None:
    text = (
        f"id,English,中文,Note\n1,{FERRY[0]},{FERRY[1]},checked\n2,{RAIN[0]},{RAIN[1]},\n3,Only English,,\n"
    )
    assert rows(text, "a.csv") == [FERRY, RAIN, ("Only English", "")]


def test_a_page_with_a_table_and_text_in_turn() -> None:
    table = "".join(f"<tr><td>{en}<td>{zh}" for en, zh in (FERRY, RAIN))
    text = f"<p>{SHEEP[0]}<p>{SHEEP[1]}<table>{table}</table>"
    assert rows(text, "a.html") == [SHEEP, FERRY, RAIN]


def test_two_lines_of_a_cue() -> None:
    cues = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{en}\n<i>{zh}</i>\n\n"
        for n, (en, zh) in enumerate((FERRY, ("Where were you", "你去哪儿了"), RAIN), 1)
    )
    assert rows(cues, "a.srt") == [FERRY, ("Where were you", "你去哪儿了"), RAIN]


@pytest.mark.parametrize(
    ("text", "says"), [(FERRY[0], "is in English alone"), (FERRY[1], "is in Chinese alone")]
)
def test_one_language_alone(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        sides(document(text.encode(), "a.txt"))
