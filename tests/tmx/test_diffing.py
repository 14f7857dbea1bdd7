"""Differences: kinds, laws, and what people see of them."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tmx_strategies import SMALL, UNITS, pair, saved

import tmx
from tmx.look.diff_view import block, highlighted, record, tokens
from tmx.look.diffing import Difference, Kind, count, differences
from tmx.model import Header, Prop, Tag, Unit, Variant

TEA, SOUP = pair("Tea is hot.", "茶很热。", tuid="1"), pair("So is soup.", "汤也是。", tuid="2")
LAW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def compared(folder: Path, old: list[Unit], new: list[Unit]) -> list[Difference]:
    return list(differences(saved(folder / "old.tmx", *old), saved(folder / "new.tmx", *new)))


def kinds(folder: Path, old: list[Unit], new: list[Unit]) -> list[Kind]:
    return [difference.kind for difference in compared(folder, old, new)]


def test_added_and_removed(tmp_path: Path) -> None:
    (added, removed) = compared(tmp_path, [TEA], [SOUP])
    assert (added.kind, added.old, added.new) == (Kind.ADDED, None, SOUP)
    assert (removed.kind, removed.old, removed.new) == (Kind.REMOVED, TEA, None)
    assert (added.line, removed.line) == (5, 5)


def test_changed(tmp_path: Path) -> None:
    target = pair("Tea is hot.", "茶是热的。", tuid="1")
    source = pair("Tea is very hot.", "茶很热。", tuid="9")
    both = pair("Tea is very hot.", "茶热极了。", tuid="1")
    for new in (target, source, both):
        assert kinds(tmp_path, [TEA, SOUP], [SOUP, new]) == [Kind.CHANGED]


def test_rematched(tmp_path: Path) -> None:
    wrong = [pair("Tea is hot.", "汤也是。", tuid="1"), pair("So is soup.", "茶很热。", tuid="2")]
    assert kinds(tmp_path, wrong, [TEA, SOUP]) == [Kind.REMATCHED] * 2


def test_metadata_only(tmp_path: Path) -> None:
    for new in (
        pair("Tea is hot.", "茶很热。", tuid="other"),
        pair("Tea is hot.", "茶很热。", Prop("x-Origin", "MT"), tuid="1"),
        Unit((Variant("en", ("Tea is hot.",), (("changeid", "eve"),)), TEA.variants[1]), TEA.attributes),
    ):
        assert kinds(tmp_path, [TEA], [new]) == [Kind.METADATA]


def test_codes_are_text(tmp_path: Path) -> None:
    coded = Unit((Variant("en", ("Tea is hot.", Tag("ph"))), TEA.variants[1]), TEA.attributes)
    assert kinds(tmp_path, [TEA], [coded]) == [Kind.CHANGED]


def test_units_of_one_side_are_not_taken_for_each_other(tmp_path: Path) -> None:
    lone = [Unit((Variant("en", (text,)),)) for text in ("a", "b")]
    assert sorted(kinds(tmp_path, lone[:1], lone[1:])) == [Kind.ADDED, Kind.REMOVED]


@LAW
@given(st.lists(st.one_of(UNITS, SMALL), max_size=4), st.randoms())
def test_nothing_differs_from_itself_moved(tmp_path: Path, units: list[Unit], chance: random.Random) -> None:
    moved = units[:]
    chance.shuffle(moved)
    assert compared(tmp_path, units, moved) == []


@LAW
@given(st.lists(SMALL, max_size=6), st.lists(SMALL, max_size=6))
def test_both_ways(tmp_path: Path, old: list[Unit], new: list[Unit]) -> None:
    there, back = compared(tmp_path, old, new), compared(tmp_path, new, old)
    one, other = count(iter(there)), count(iter(back))
    assert (one["added"], one["removed"]) == (other["removed"], other["added"])
    assert len(old) + one["added"] == len(new) + one["removed"]
    assert one["metadata"] == other["metadata"]
    if sorted(map(repr, old)) != sorted(map(repr, new)):
        assert there


def test_the_header_says_which_side_is_the_source(tmp_path: Path) -> None:
    header = Header((("srclang", "zh-CN"),))
    old = saved(tmp_path / "old.tmx", TEA, header=header)
    new = saved(tmp_path / "new.tmx", pair("Tea is warm.", "茶很热。"), header=header)
    assert count(differences(old, new)) == {
        "added": 0, "removed": 0, "changed": 1, "re-matched": 0, "metadata": 0,
    }  # fmt: skip


# what people see


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("the red hat", "the blue hat", "the [-red-]{+blue+} hat"),
        ("茶很热。", "茶太热。", "茶[-很-]{+太+}热。"),
        ("用HTTP协议", "用HTTPS协议", "用[-HTTP-]{+HTTPS+}协议"),
        ("a b", "a\N{NO-BREAK SPACE}b", "a[- -]{+<NO-BREAK SPACE>+}b"),
        ("ab", "a\N{ZERO WIDTH SPACE}b", "[-ab-]{+a<ZERO WIDTH SPACE>b+}"),
        ("茶热", "茶\N{ZERO WIDTH SPACE}热", "茶{+<ZERO WIDTH SPACE>+}热"),
        ("𠮷", "吉", "[-𠮷-]{+吉+}"),
        ("Press {ph x=1} now", "Press {ph x=2} now", "Press [-{ph x=1}-]{+{ph x=2}+} now"),
        ("same", "same", "same"),
        ("", "new", "{+new+}"),
    ],
)
def test_highlighting(old: str, new: str, shown: str) -> None:
    assert highlighted(old, new) == shown


@given(st.text())
def test_tokens_lose_nothing(text: str) -> None:
    assert "".join(tokens(text)) == text


def test_a_block(tmp_path: Path) -> None:
    new = pair("Tea is warm.", "茶很热。", Prop("x-Origin", "MT"), tuid="1")
    (difference,) = compared(tmp_path, [TEA], [new])
    assert block(difference) == (
        "~ changed line 5 tuid 1\n  en: Tea is [-hot-]{+warm+}.\n  zh-CN: 茶很热。\n  x-Origin: (none) → MT"
    )
    assert "\x1b[31mhot\x1b[m" in block(difference, colour=True)
    assert record(difference)["new"] == {
        "texts": {"en": "Tea is warm.", "zh-CN": "茶很热。"},
        "noted": {"tuid": "1", "x-Origin": "MT"},
    }


def test_a_memory_that_cannot_be_read(tmp_path: Path) -> None:
    bad = tmp_path / "bad.tmx"
    bad.write_text("<tmx", encoding="utf-8")
    with pytest.raises(tmx.DuiyiError):
        list(differences(saved(tmp_path / "old.tmx", TEA), bad))


def test_a_translation_into_the_other_script_is_another(tmp_path: Path) -> None:
    hans, hant = (
        pair("Tea is hot.", "茶很热。", tuid="1"),
        pair("Tea is hot.", "茶很熱。", zh="zh-TW", tuid="1"),
    )
    assert kinds(tmp_path, [hans], [hant]) == [Kind.ADDED, Kind.REMOVED]
    mended = [
        pair("Tea is hot.", "茶真熱。", zh="zh_tw", tuid="1"),
        pair("Tea is hot.", "茶真热。", tuid="1"),
    ]
    changes = compared(tmp_path, [hans, hant], mended)
    assert [(one.kind, one.old, one.new) for one in changes] == [
        (Kind.CHANGED, hant, mended[0]), (Kind.CHANGED, hans, mended[1]),
    ]  # fmt: skip
    more = Unit((*hans.variants, hant.variants[1]), hans.attributes)
    assert kinds(tmp_path, [hans], [more]) == [Kind.CHANGED]
