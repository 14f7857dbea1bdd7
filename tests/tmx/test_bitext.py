"""The review file: its lines, its file, and the memory it makes."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from house import CASES
from hypothesis import example, given
from hypothesis import strategies as st

from tmx import bitext, flags
from tmx.base.errors import InputError
from tmx.bitext import MARK, Pair
from tmx.identity import tuid
from tmx.model import Prop, Tag, Unit, Variant, plain

BROKEN = json.loads((CASES / "tmx_review_broken.json").read_text(encoding="utf-8"))
HEADER = bitext.COLUMNS + "\n"

SENTENCES = st.lists(
    st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(f"\t\n\r\\{MARK}tnr")), min_size=1),
    max_size=4,
).map(tuple)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters=",;，；、"), max_size=8).map(
    lambda text: "".join(text.split())
)
FLAGS = st.lists(st.sampled_from((*sorted(flags.KNOWN), "tm:87%")), max_size=3).map(tuple)
SCORES = st.one_of(st.none(), st.integers(-1000, 1000).map(lambda hundredths: hundredths / 100))
PAIRS = st.builds(
    Pair, WORDS.map(lambda word: word.lstrip("#\ufeff")), SENTENCES, SENTENCES, WORDS, SCORES, FLAGS
)


def written(*pairs: Pair, **metadata: str) -> str:
    stream = io.BytesIO()
    assert bitext.write(pairs, stream, metadata=metadata) == len(pairs)
    return stream.getvalue().decode()


def read(text: str | bytes) -> list[Pair]:
    return list(bitext.read(io.BytesIO(text if isinstance(text, bytes) else text.encode())))


@given(PAIRS)
@example(Pair("", (f"\\{MARK}", "\\"), (MARK, "\\t"), "", None, ()))
def test_parse_undoes_format(pair: Pair) -> None:
    line = bitext.format(pair)
    assert "\n" not in line
    assert "\r" not in line
    assert line.count("\t") == 5
    assert bitext.parse(line) == pair


@given(st.lists(PAIRS, max_size=4))
def test_reading_undoes_writing(pairs: list[Pair]) -> None:
    assert read(written(*pairs)) == pairs


def test_a_line() -> None:
    pair = Pair(
        "b2d0c4418e", ("Tea is hot.", "So is soup."), ("茶和汤都很热。",), "2-1", 0.414, ("ok", "length")
    )
    assert bitext.format(pair) == "b2d0c4418e\t2-1\t0.41\tok,length\tTea is hot.⏎So is soup.\t茶和汤都很热。"


def test_special_characters() -> None:
    pair = Pair("a", ("tab\tline\nback\\slash ⏎",), ("回车\r",))
    assert bitext.format(pair) == "a\t\t\t\ttab\\tline\\nback\\\\slash \\⏎\t回车\\r"


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["label"])
def test_broken_lines_are_named(case: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        read(HEADER + "a0\t1-1\t\t\tFirst.\t第一。\n" + case["line"] + "\n")
    assert case["error"] in caught.value.what
    assert caught.value.line == 3
    assert caught.value.hint


def test_a_line_that_is_not_utf_8() -> None:
    with pytest.raises(InputError, match="not UTF-8") as caught:
        read((HEADER + "a\t1-1\t\t\tFirst.\t第一。\n").encode("gb18030"))
    assert caught.value.line == 2


def test_other_columns_are_refused() -> None:
    with pytest.raises(InputError, match="unknown columns"):
        read("#id\ttype\tscore\tflags\tzh-CN\ten\n")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        bitext.read(tmp_path / "none.bitext.tsv")


def test_what_editors_do_to_a_file() -> None:
    line = "a\t1-1\t\tok length,items\tFirst.\t第一。"
    (pair,) = read("\ufeff" + HEADER.replace("\n", "\r\n") + "\r\n# checked to here\r\n" + line)
    assert pair == Pair("a", ("First.",), ("第一。",), "1-1", None, ("ok", "length", "items"))


@pytest.mark.parametrize(
    ("typed", "flags"),
    [
        ("candidate，OK", ("candidate", "ok")),
        ("Drop", ("drop",)),
        ("ｏｋ、length", ("ok", "length")),
        ("Candidate; Items", ("candidate", "items")),
    ],
)
def test_verdicts_as_people_type_them(typed: str, flags: tuple[str, ...]) -> None:
    assert bitext.parse(f"a\t1-1\t0.4\t{typed}\tTea.\t茶。").flags == flags


@pytest.mark.parametrize(
    ("typed", "word", "meant"),
    [
        ("okay", "okay", "ok"),
        ("candidate,ok.", "ok.", "ok"),
        ("drop ?", "?", None),
        ("Kandidate", "Kandidate", "candidate"),
        ("删除", "删除", "drop"),
        ("dropp，ok", "dropp", "drop"),
        ("ask Li Na", "ask", None),
    ],
)
def test_a_word_that_is_no_flag_is_named(typed: str, word: str, meant: str | None) -> None:
    line = f"b\t1-1\t0.4\t{typed}\tTea.\t茶。\n"
    with pytest.raises(InputError) as caught:
        read(HEADER + "a\t1-1\t0.9\tok\tSoup.\t汤。\n" + line)
    assert caught.value.line == 3
    assert repr(word) in caught.value.what
    assert (f"{meant!r} is meant" if meant else word) in caught.value.what
    assert "#" in caught.value.hint


def test_metadata() -> None:
    pair = Pair("a", ("First.",), ("第一。",))
    text = written(pair, signature="split:rules|v:1", source="a.txt")
    assert text.startswith("# signature: split:rules|v:1\n# source: a.txt\n#id\t")
    reader = bitext.read(io.BytesIO((text + "# later: no metadata\n").encode()))
    assert reader.metadata == {"signature": "split:rules|v:1", "source": "a.txt"}
    assert list(reader) == [pair]
    assert reader.metadata == {"signature": "split:rules|v:1", "source": "a.txt"}
    with pytest.raises(ValueError, match="must fit on a line"):
        written(pair, note="two\nlines")


def test_a_lone_surrogate_is_replaced() -> None:
    assert "a\N{REPLACEMENT CHARACTER}b" in written(Pair("x", ("a\ud800b",), ("好",)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "a b"},
        {"id": "#a"},
        {"type": "1 1"},
        {"en": ("a", "")},
        {"score": float("inf")},
        {"flags": ("a,b",)},
        {"flags": ("",)},
    ],
    ids=str,
)
def test_pairs_that_no_line_can_hold(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Pair(**({"id": "a", "en": ("x",), "zh": ("y",)} | wrong))


# spreadsheets

SHEET = [
    Pair("a1", ('"Shut it," she said.',), ("“关上。”她说。",), "1-1", 0.98, ("ok",)),
    Pair("b2", ("Bread, please.", "And tea."), ("请给我面包，", "还有茶。"), "2-2", 0.5),
    Pair("c3", ('A 3" nail',), (), "1-0"),
    Pair("d4", ('"Never."',), ("“绝不。”",), "1-1", 1.0, ("candidate", "length")),
    Pair("e5", ("-5 degrees, at night",), ("+夜里零下五度",), "1-1", 0.9),
]


def sheet(dialect: str) -> bytes:
    """The file after a spreadsheet has saved it."""
    rows = [line.split("\t") for line in written(*SHEET, signature="v:0", en="a.txt, 5").splitlines()]
    rows = [row + [""] * (6 - len(row)) for row in rows]
    if dialect in ("excel", "utf-16"):
        rows = [[row[0], {"1-1": "1-Jan", "2-2": "2月2日"}.get(row[1], row[1]), *row[2:]] for row in rows]
    if dialect == "semicolons":
        rows = [[*row[:2], row[2].replace(".", ","), *row[3:]] for row in rows]
    if dialect == "unquoted":
        return "".join("\t".join(row) + "\r\n" for row in rows).encode()
    stream = io.StringIO()
    separator = {"commas": ",", "semicolons": ";"}.get(dialect, "\t")
    if dialect == "all quoted":
        csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode("utf-16" if dialect == "utf-16" else "utf-8-sig")


@pytest.mark.parametrize(
    "dialect", ["tabs", "excel", "utf-16", "commas", "semicolons", "all quoted", "unquoted"]
)
def test_what_a_spreadsheet_does_is_undone(dialect: str) -> None:
    reader = bitext.read(io.BytesIO(sheet(dialect)))
    rows = list(reader)
    assert reader.spreadsheet
    assert reader.metadata == {"signature": "v:0", "en": "a.txt, 5"}
    assert list(bitext.units(rows)) == list(bitext.units(SHEET))
    assert [(pair.en, pair.zh, pair.score, pair.flags) for pair in rows] == [
        (pair.en, pair.zh, pair.score, pair.flags) for pair in SHEET
    ]


def test_quotation_marks_of_the_text_stay() -> None:
    pairs = [
        Pair("a", ('"Never."', '"No," he said.'), ("绝不。",)),
        Pair("b", ('"""A docstring."""',), ("文档。",)),
    ]
    reader = bitext.read(io.BytesIO(written(*pairs).encode()))
    assert list(reader) == pairs
    assert not reader.spreadsheet


def test_what_a_spreadsheet_destroys_is_refused() -> None:
    with pytest.raises(InputError, match="formula") as caught:
        read(sheet("tabs").replace("+夜里零下五度".encode(), b"#NAME?"))
    assert caught.value.line == 8
    with pytest.raises(InputError, match="not UTF-8") as caught:
        read(sheet("tabs").decode("utf-8-sig").encode("gb18030"))
    assert caught.value.line == 4


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'<?xml version="1.0"?>\n<tmx version="1.4">', "a memory in TMX"),
        ('<?xml version="1.0" encoding="utf-16"?><tmx version="1.4">'.encode("utf-16"), "a memory in TMX"),
        (b"PK\x03\x04", "Excel"),
        (b"<html>", "1 column"),
        (b"<!DOCTYPE html>", "HTML"),
    ],
)
def test_other_files_are_called_by_their_names(content: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        read(content)


# memories


def test_the_memory_of_a_review_file() -> None:
    pairs = [
        Pair("a", ("Tea is hot.",), ("茶很热。",), "1-1", 0.934, ("ok",)),
        Pair("", ("Tea is hot.", "So is soup."), ("茶很热，", "汤也很热。"), "2-2", 0.5, ("length",)),
        Pair("c", ("Not this.",), ("不是这个。",), "1-1", 0.9, ("drop",)),
        Pair("d", ("Alone.",), (), "1-0"),
        Pair("", ("Tea is hot.",), ("茶热。",)),
    ]
    approved, joined, unscored = bitext.units(pairs)
    assert approved == Unit(
        (Variant("en", ("Tea is hot.",)), Variant("zh-CN", ("茶很热。",))),
        (("tuid", "a"),),
        (
            Prop("x-ConfirmationLevel", "ApprovedTranslation"),
            Prop("x-Origin", "Alignment"),
            Prop("x-alignment-score", "0.93"),
            Prop("x-alignment-type", "1-1"),
        ),
    )
    assert [plain(variant.segment) for variant in joined.variants] == [
        "Tea is hot. So is soup.",
        "茶很热，汤也很热。",
    ]
    assert joined.attributes == (("tuid", tuid("Tea is hot. So is soup.")), ("segtype", "paragraph"))
    assert joined.prop("x-ConfirmationLevel") == "Draft"
    assert unscored.attributes == (("tuid", tuid("Tea is hot.", 2)),)
    assert unscored.prop("x-alignment-score") is None
    assert [remark.type for remark in joined.remarks if isinstance(remark, Prop)] == sorted(
        remark.type for remark in joined.remarks if isinstance(remark, Prop)
    )


def test_the_kind_follows_an_edit_that_joins_sentences() -> None:
    assert Pair("a", ("One.",), ("一。",), "2-1").kind == "2-1"
    assert Pair("a", ("One.", "Two."), ("一。",), "1-1").kind == "2-1"
    assert Pair("a", ("One.",), ("一。",)).kind == "1-1"


def test_a_memory_becomes_a_review_file_and_again_the_same_memory() -> None:
    pairs = [
        Pair("a", ("Tea is hot.",), ("茶很热。",), "1-1", 0.93, ("ok",)),
        Pair("b", ("Tea is hot. So is soup.",), ("茶和汤都很热。",), "2-1", 0.5),
    ]
    units = list(bitext.units(pairs))
    assert list(bitext.pairs(units)) == pairs
    assert list(bitext.units(bitext.pairs(units))) == units


def test_what_a_foreign_memory_may_hold() -> None:
    unit = Unit(
        (Variant("EN-us", ("a ", Tag("ph", (), ("<b>",)), "b")), Variant("fr", ("c",))),
        (("tuid", "# 1"),),
        (Prop("x-alignment-score", "1e999"),),
    )
    assert list(bitext.pairs([unit])) == [Pair("1", ("a b",), (), "1-0")]


@pytest.mark.parametrize("langs", [("en", "zh-TW"), ("en-GB", "zh-Hant"), ("en", "zh_HK")])
def test_the_columns_say_the_languages(langs: tuple[str, str]) -> None:
    stream = io.BytesIO()
    bitext.write([Pair("a1", ("It rained.",), ("下雨了。",))], stream, langs=langs)
    reader = bitext.read(io.BytesIO(stream.getvalue()))
    pairs = list(reader)
    assert reader.langs == langs
    (unit,) = bitext.units(pairs, langs=reader.langs)
    assert tuple(variant.lang for variant in unit.variants) == langs
    assert [pair.zh for pair in bitext.pairs([unit], langs=("en", "zh-TW"))] == [("下雨了。",)]
    assert [pair.zh for pair in bitext.pairs([unit])] == [()]


@pytest.mark.parametrize("columns", ["zh-CN\ten", "en\tde", "en", "en\tzh-CN\tzh-TW"])
def test_columns_of_other_languages_are_refused(columns: str) -> None:
    with pytest.raises(InputError, match="unknown columns"):
        list(bitext.read(io.BytesIO(f"#id\ttype\tscore\tflags\t{columns}\n".encode())))
