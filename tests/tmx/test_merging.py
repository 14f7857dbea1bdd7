"""Merging: its laws, its policies, its conflicts."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tmx_strategies import SMALL, UNITS, pair, saved

import tmx
from tmx.base.store import scratch
from tmx.change.choices import Keep
from tmx.change.merging import dedupe, merge
from tmx.model import Header, Note, Prop, Unit

LAW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MEMORIES = st.lists(st.one_of(SMALL, SMALL, UNITS), max_size=5)


def merged(folder: Path, *memories: list[Unit], keep: Keep) -> list[Unit]:
    paths = [saved(folder / f"{number}.tmx", *units) for number, units in enumerate(memories)]
    report = merge(paths, folder / "out.tmx", keep=keep, user="eve")
    units = list(tmx.read(folder / "out.tmx"))
    assert report.read == report.written + report.repeated + report.conflicting
    assert report.written == len(units)
    assert len(report.conflicts) == report.conflicting
    return units


@pytest.mark.parametrize("keep", Keep)
@LAW
@given(a=MEMORIES, b=MEMORIES)
def test_merging_is_idempotent(tmp_path: Path, a: list[Unit], b: list[Unit], keep: Keep) -> None:
    once = merged(tmp_path, a, b, keep=keep)
    for again in ([once], [once, once], [once, a], [once, b], [once, a, b]):
        assert merged(tmp_path, *again, keep=keep) == once


@pytest.mark.parametrize("keep", Keep)
@LAW
@given(a=MEMORIES, b=MEMORIES, c=MEMORIES)
def test_merging_is_associative(
    tmp_path: Path, a: list[Unit], b: list[Unit], c: list[Unit], keep: Keep
) -> None:
    whole = merged(tmp_path, a, b, c, keep=keep)
    assert merged(tmp_path, merged(tmp_path, a, b, keep=keep), c, keep=keep) == whole


OLD = pair("Tea", "茶", Prop("score", "0.9"), changedate="20240101T000000Z", changeid="eve")
NEW = pair("Tea", "茶叶", Prop("score", "0.2"), changedate="20250101T000000Z", changeid="bob")


@pytest.mark.parametrize(
    ("keep", "kept"),
    [(Keep.ALL, [OLD, NEW]), (Keep.NEWEST, [NEW]), (Keep.BEST, [OLD]), (Keep.USER, [OLD])],
)
def test_policies(tmp_path: Path, keep: Keep, kept: list[Unit]) -> None:
    for order in ([OLD], [NEW]), ([NEW], [OLD]):
        assert sorted(map(repr, merged(tmp_path, *order, keep=keep))) == sorted(map(repr, kept))


def test_conflicts_name_both(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.tmx", OLD, NEW, OLD)
    report = dedupe(path, tmp_path / "b.tmx", keep=Keep.NEWEST)
    first, second = report.conflicts
    assert (first.path, first.line) == (path, 5)
    assert second.line > first.line
    assert (first.source, first.dropped, first.kept) == ("Tea", "茶", "茶叶")


def test_equal_pairs_keep_the_newest(tmp_path: Path) -> None:
    old, new = (pair("Tea", "茶", changedate=f"{year}0101T000000Z") for year in (2024, 2025))
    assert merged(tmp_path, [old, new, old], keep=Keep.ALL) == [new]


def test_headers_are_merged(tmp_path: Path) -> None:
    english = Header((("srclang", "en"),), (Note("a"), Prop("x-b", "c")))
    chinese = Header((("srclang", "zh-CN"),), (Prop("x-b", "c"), Note("d")))
    first = saved(tmp_path / "a.tmx", OLD, header=english)
    second = saved(tmp_path / "b.tmx", pair("Soup", "汤"), header=chinese)
    merge([first, second], tmp_path / "c.tmx")
    with tmx.read(tmp_path / "c.tmx") as memory:
        assert memory.header.attribute("srclang") == "en"
        assert memory.header.remarks == (Note("a"), Prop("x-b", "c"), Note("d"))
        assert [unit.attribute("srclang") for unit in memory] == [None, "zh-CN"]
    merge([tmp_path / "c.tmx", second], tmp_path / "d.tmx")
    assert (tmp_path / "d.tmx").read_bytes() == (tmp_path / "c.tmx").read_bytes()


def test_what_outgrows_memory_goes_to_a_file(tmp_path: Path) -> None:
    with scratch("CREATE TABLE t (a BLOB);", limit=1) as database:
        database.executemany("INSERT INTO t VALUES (?)", ((b"x" * 1000,) for _ in range(5_000)))
        descriptors = Path("/proc/self/fd")
        if descriptors.is_dir():
            names = [str(one.readlink()) for one in descriptors.iterdir() if one.is_symlink()]
            assert any("etilqs" in name for name in names)  # SQLite's name for its temporary files
        assert database.execute("SELECT count(*) FROM t").fetchone() == (5_000,)
    assert list(tmp_path.iterdir()) == []


def test_the_newest_whatever_form_its_date_has(tmp_path: Path) -> None:
    newer = pair("Tea", "茶水", changedate="2025-03-01T00:00:00Z")
    assert merged(tmp_path, [NEW], [newer], keep=Keep.NEWEST) == [newer]


@pytest.mark.parametrize("keep", Keep)
def test_translations_into_both_scripts_stay(tmp_path: Path, keep: Keep) -> None:
    old = pair("Printer", "打印机", changedate="20230101T000000Z", changeid="eve")
    for tag in ("zh-TW", "zh_TW", "ZH-hk", "zh-Hant", "cmn-Hant"):
        new = pair("Printer", "印表機", zh=tag, changedate="20250101T000000Z", changeid="bob")
        assert merged(tmp_path, [old], [new], keep=keep) == [old, new]
    newer = pair("Printer", "列印機", zh="zh_HK", changedate="20260101T000000Z", changeid="bob")
    assert merged(tmp_path, [old, new], [newer], keep=Keep.NEWEST) == [old, newer]


@pytest.mark.parametrize("keep", Keep)
@pytest.mark.parametrize("kind", ["id", "prev", "x-context-pre"])
def test_a_translation_for_one_place_is_none_for_another(tmp_path: Path, keep: Keep, kind: str) -> None:
    plain = pair("Open", "打开", changedate="20250101T000000Z")
    state = pair("Open", "营业中", Prop(kind, "shop/sign"), changedate="20240101T000000Z")
    other = pair("Open", "营业中", Prop(kind, "shop/door"), changedate="20240101T000000Z")
    assert merged(tmp_path, [plain, state, other, state], keep=keep) == [plain, state, other]
