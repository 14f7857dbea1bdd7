"""What changed between two review files."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from review_fixture import UNHURRIED, pairs, written

from align.reviewing.compare import Change, Kind, changes, described, summary
from align.reviewing.files import read_review
from tmx.bitext import Pair

LINES = [
    Pair(f"id{k}", (f"English sentence number {k}.",), (f"第{k}句中文的话。",), "1-1", 0.8) for k in range(8)
]


def differences(folder: Path, old: Sequence[Pair], new: Sequence[Pair]) -> list[Change]:
    first = read_review(written(folder / "old.bitext.tsv", old))
    return changes(first, read_review(written(folder / "new.bitext.tsv", new)))


def test_each_kind_of_change_is_named(tmp_path: Path) -> None:
    first, second, third, fourth, fifth, sixth, seventh, eighth = LINES
    new = [
        replace(first, flags=("ok",)),
        Pair("", second.en + third.en, second.zh + third.zh),
        replace(fourth, zh=("第3句中文的话！",)),
        replace(fifth, flags=("drop",)),
        sixth,
        replace(seventh, zh=()),
        Pair("", (), seventh.zh),
        replace(eighth, flags=("length",), score=0.5),
    ]
    differing = differences(tmp_path, LINES, new)
    assert [change.kind for change in differing] == [
        Kind.ACCEPTED, Kind.MERGED, Kind.TEXT, Kind.DROPPED, Kind.SPLIT, Kind.FLAGS, Kind.SCORE,
    ]  # fmt: skip
    lines = [line for change in differing for line in described(change)]
    assert lines[0] == "line 5: accepted"
    assert "line 6–7 → 6: merged (2 lines)" in lines
    assert "  第3句中文的话[-。-]{+！+}" in lines
    assert summary(differing, 8).startswith("1 accepted, 1 merged, 1 text edited, 1 dropped, 1 split")


def test_a_decision_taken_back(tmp_path: Path) -> None:
    [change] = differences(tmp_path, [replace(LINES[0], flags=("ok",))], LINES[:1])
    assert change.kind is Kind.WITHDRAWN


def test_lines_gone_and_new(tmp_path: Path) -> None:
    differing = differences(tmp_path, LINES, [*LINES[:3], *LINES[4:], Pair("", ("Quite another.",), ())])
    assert [(change.kind, len(change.old), len(change.new)) for change in differing] == [
        (Kind.REMOVED, 1, 0),
        (Kind.ADDED, 0, 1),
    ]


def test_a_change_as_json_holds_both_lines(tmp_path: Path) -> None:
    [change] = differences(tmp_path, LINES, [replace(LINES[0], score=0.25), *LINES[1:]])
    data = change.as_json()
    assert (data["kind"], data["detail"]) == ("score changed", "0.80 → 0.25")
    assert [line["score"] for line in data["old"] + data["new"]] == [0.8, 0.25]


@UNHURRIED
@given(lines=st.lists(pairs(), min_size=1, max_size=8))
def test_a_file_does_not_differ_from_itself(lines: list[Pair], tmp_path: Path) -> None:
    assert differences(tmp_path, lines, lines) == []


def test_one_line_is_no_lines() -> None:
    assert summary([], 1) == "nothing changed in 1 line"
