"""The sentence splitter: cases as data, and the laws that hold for any text."""

import json
import unicodedata
from typing import Any

import pytest
from house import CASES
from hypothesis import given
from hypothesis import strategies as st

from translate.documents.sentences import sentences
from translate.model import Block, BlockKind, Document, Side
from translate.split import split

SIDES: tuple[Side, ...] = ("en", "zh")

MARKS = ".?!。！？…；;：:，,—–-“”‘’「」『』（）()《》[]【】\"'@/ \n\t\u3000"
WORDS = [
    "home",
    "Dr",
    "e.g",
    "U.S",
    "J",
    "3.5",
    "2",
    "Wang said",
    "iPhone",
    "的",
    "他说",
    "我们",
    "但是",
    "小米",
    "一",
]
texts = st.lists(st.sampled_from(WORDS) | st.text(MARKS, max_size=4) | st.text(max_size=3), max_size=40).map(
    "".join
)
sides = st.sampled_from(SIDES)


def cases() -> list[Any]:
    """All cases; those that are known to fail are marked, strictly: a fix must take the mark away."""
    params = []
    for path in sorted(CASES.glob("split_*.json")):
        lang = path.stem.removeprefix("split_")
        for case in json.loads(path.read_text(encoding="utf-8")):
            fails = [pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else []
            side = case.get("lang", lang)
            params.append(pytest.param(case["pieces"], side, marks=fails, id=f"{lang}: {case['label']}"))
    return params


def good_cases() -> list[Any]:
    return [case for case in cases() if not case.marks]


@pytest.mark.parametrize(("pieces", "lang"), cases())
def test_case(pieces: list[str], lang: Side) -> None:
    assert split("".join(pieces), lang) == pieces


@pytest.mark.parametrize(("pieces", "lang"), good_cases())
def test_a_sentence_is_not_cut_again(pieces: list[str], lang: Side) -> None:
    assert [split(piece, lang) for piece in pieces] == [[piece] for piece in pieces]


def test_there_are_cases_enough() -> None:
    counts = {side: len(json.loads((CASES / f"split_{side}.json").read_text("utf-8"))) for side in SIDES}
    assert min(counts.values()) >= 80


@given(texts, sides)
def test_joining_gives_the_text_back(text: str, lang: Side) -> None:
    assert "".join(split(text, lang)) == text


@given(texts, sides)
def test_no_piece_is_empty_or_blank(text: str, lang: Side) -> None:
    pieces = split(text, lang)
    assert all(pieces)
    assert len(pieces) <= 1 or all(piece.strip() for piece in pieces)


@given(texts, sides)
def test_white_space_stays_with_the_piece_before(text: str, lang: Side) -> None:
    assert all(not piece[0].isspace() for piece in split(text, lang)[1:])


@given(texts, sides)
def test_every_piece_but_the_last_holds_a_word(text: str, lang: Side) -> None:
    assert all(any(c.isalnum() for c in piece) for piece in split(text, lang)[:-1])


@given(texts, st.sampled_from(["\u0301", "\ufe0f", "\u20e3", "\u0b3e", "\U0001f3fd", "\u200d"]), sides)
def test_a_combining_mark_opens_no_piece(text: str, mark: str, lang: Side) -> None:
    pieces = split(text.replace(" ", mark), lang)
    assert all(unicodedata.category(piece[0])[0] != "M" for piece in pieces[1:])


@given(
    st.decimals(min_value=0, max_value=10**6, places=2),
    st.sampled_from(
        ["It rose to {} last year. Then it fell.", "去年达到{}亿元。后来又跌了。", "v{}", "({}% of us)"]
    ),
    sides,
)
def test_a_number_stays_whole(number: object, sentence: str, lang: Side) -> None:
    assert any(str(number) in piece for piece in split(sentence.format(number), lang))


@given(st.lists(st.sampled_from(["春天来了。", "谁在那里？", "快走！", "他把灯关上了。"]), min_size=1), sides)
def test_plain_chinese_sentences_are_found_again(pieces: list[str], lang: Side) -> None:
    assert split("".join(pieces), lang) == pieces


@given(
    st.lists(
        st.sampled_from(["Spring has come. ", "Who is there? ", "Run! ", "He lit the lamp. "]), min_size=1
    )
)
def test_plain_english_sentences_are_found_again(pieces: list[str]) -> None:
    assert split("".join(pieces), "en") == pieces
    glued = [piece.rstrip() for piece in pieces]
    assert split("".join(glued), "en") == glued


PATHOLOGICAL = [
    *(
        ".",
        "”",
        "a.",
        "a",
        "啊",
        "。",
        "—",
        "\n",
        "\n ",
        "a.B",
        '."a',
        "（？",
        "《？",
        "(a. ",
        "“？",
        "啊…",
        "——”",
    ),
    *("http://a.B?C=", "J. ", "1. ", "，！", "！的", "([{", "[1]", ". ", "\u0301", "😀", "' "),
]


@pytest.mark.parametrize("unit", PATHOLOGICAL, ids=ascii)
@pytest.mark.parametrize("lang", SIDES)
def test_endless_repetition_is_survived(unit: str, lang: Side) -> None:
    """Forty thousand characters each: anything worse than linear would be felt."""
    text = unit * (40_000 // len(unit))
    assert "".join(split(text, lang)) == text


def test_empty_text_has_no_sentence() -> None:
    assert split("", "en") == []
    assert split("  ", "zh") == ["  "]


def document(*blocks: Block, lang: Side = "en") -> Document:
    return Document("test", lang, blocks, "")


def test_sentences_of_a_document() -> None:
    result = sentences(
        document(
            Block("Where to go? Try the coast", BlockKind.TITLE),
            Block("May 3. By A. Lin", BlockKind.META),
            Block("It rained.  We stayed in."),
            Block("Pack light. Walk far.", BlockKind.ITEM),
            Block(" "),
            Block("Fig. 2. A boat", BlockKind.CAPTION),
        )
    )
    assert [(s.block, s.text) for s in result] == [
        (0, "Where to go? Try the coast"),
        (1, "May 3. By A. Lin"),
        (2, "It rained."),
        (2, "We stayed in."),
        (3, "Pack light."),
        (3, "Walk far."),
        (5, "Fig. 2. A boat"),
    ]


def test_a_heading_that_clearly_holds_several_sentences_is_cut() -> None:
    blocks = [
        Block("五年过去了。路还很长。", BlockKind.HEADING),
        Block("为何总能成功？看这一家店", BlockKind.HEADING),
    ]
    assert [s.text for s in sentences(document(*blocks, lang="zh"))] == [
        "五年过去了。",
        "路还很长。",
        "为何总能成功？看这一家店",
    ]


@given(st.lists(st.tuples(texts, st.sampled_from(list(BlockKind))), max_size=6), sides)
def test_offsets_point_at_the_sentence(parts: list[tuple[str, BlockKind]], lang: Side) -> None:
    blocks = [Block(text, kind) for text, kind in parts]
    result = sentences(document(*blocks, lang=lang))
    for sentence in result:
        assert blocks[sentence.block].text[sentence.start : sentence.stop] == sentence.text
        assert sentence.text and sentence.text == sentence.text.strip()
    order = [(s.block, s.start, s.stop) for s in result]
    assert order == sorted(order)
    letters = "".join("".join(s.text.split()) for s in result)
    assert letters == "".join("".join(block.text.split()) for block in blocks)
