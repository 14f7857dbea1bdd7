"""Splitting and sorting: no unit is lost, none is made up."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tmx_strategies import SMALL, UNITS, pair, saved

import tmx
from tmx.base.errors import InputError, OutputError
from tmx.change.choices import By, Order
from tmx.change.shaping import sort, split_by, split_every
from tmx.look.searching import pattern, search
from tmx.model import Prop, Unit, Variant

LAW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MEMORIES = st.lists(st.one_of(SMALL, UNITS), max_size=6)


@LAW
@given(MEMORIES, st.integers(1, 4))
def test_parts_make_the_whole(tmp_path: Path, units: list[Unit], size: int) -> None:
    path = saved(tmp_path / "a.tmx", *units)
    parts = split_every(path, tmp_path / "parts", size).written
    whole = [unit for part in parts for unit in tmx.read(part)]
    assert whole == list(tmx.read(path))
    assert all(0 < count <= size for count in parts.values())


def test_a_file_for_each_language(tmp_path: Path) -> None:
    en, zh, fr = Variant("en", ("tea",)), Variant("zh-CN", ("茶",)), Variant("fr", ("thé",))
    path = saved(tmp_path / "a.tmx", Unit((en, zh)), Unit((fr, zh, en)), Unit((en,)))
    parts = split_by(path, tmp_path, By.LANG).written
    assert {part.name: count for part, count in parts.items()} == {
        "a.zh-CN.tmx": 2,
        "a.fr.tmx": 1,
        "a.en.tmx": 1,
    }
    assert [unit.variants for unit in tmx.read(tmp_path / "a.zh-CN.tmx")] == [(en, zh), (zh, en)]
    assert [unit.variants for unit in tmx.read(tmp_path / "a.fr.tmx")] == [(fr, en)]


def test_a_file_for_each_origin(tmp_path: Path) -> None:
    origins = ("MT", "mt", "../up", "")
    units = [pair("a", "b", Prop("x-Origin", origin)) for origin in origins]
    parts = split_by(saved(tmp_path / "a.tmx", *units), tmp_path / "parts", By.ORIGIN).written
    assert [part.name for part in parts] == ["a.MT.tmx", "a.mt.2.tmx", "a..._up.tmx", "a.none.tmx"]
    assert all(part.parent == tmp_path / "parts" and count == 1 for part, count in parts.items())
    with pytest.raises(OutputError, match="exists"):
        split_by(tmp_path / "a.tmx", tmp_path / "parts", By.ORIGIN, force=False)


def test_too_many_values(tmp_path: Path) -> None:
    units = [pair("a", "b", Prop("x-Origin", f"o{number}")) for number in range(201)]
    with pytest.raises(OutputError, match="more than 200"):
        split_by(saved(tmp_path / "a.tmx", *units), tmp_path / "parts", By.ORIGIN)
    assert list((tmp_path / "parts").iterdir()) == []


@pytest.mark.parametrize("order", Order)
@LAW
@given(units=MEMORIES)
def test_sorting(tmp_path: Path, units: list[Unit], order: Order) -> None:
    path, once, twice = saved(tmp_path / "a.tmx", *units), tmp_path / "b.tmx", tmp_path / "c.tmx"
    assert sort(path, once, order).written == {once: len(units)}
    assert sorted(map(repr, tmx.read(once))) == sorted(map(repr, tmx.read(path)))
    sort(once, twice, order)
    assert twice.read_bytes() == once.read_bytes()
    sort(path, twice, order, reverse=True)
    assert sorted(map(repr, tmx.read(twice))) == sorted(map(repr, tmx.read(path)))


def test_orders(tmp_path: Path) -> None:
    units = [
        pair("b", "甲", Prop("score", "0.5"), tuid="3", changedate="20240101T000000Z"),
        pair("a", "丙", Prop("score", "0.1"), tuid="1", changedate="20250101T000000Z"),
        pair("c", "乙", tuid="2"),
    ]
    path, out = saved(tmp_path / "a.tmx", *units), tmp_path / "b.tmx"
    for order, ids in {
        "source": "132",
        "target": "123",
        "tuid": "123",
        "date": "231",
        "score": "213",
    }.items():
        sort(path, out, Order(order))
        assert "".join(unit.attribute("tuid") or "" for unit in tmx.read(out)) == ids


# search


def test_concordance() -> None:
    units = [pair("Tea and more TEA.", "茶，还有茶。"), pair("Soup.", "汤。")]
    hits = list(search(units, pattern("tea")))
    assert [hit.line(5) for hit in hits] == ["[Tea] and …", "…more [TEA]."]
    assert hits[0].others() == "茶，还有茶。"
    assert len(list(search(units, pattern("tea", match_case=True)))) == 0
    assert len(list(search(units, pattern("茶", regex=True), lang="zh"))) == 2
    assert len(list(search(units, pattern("茶"), lang="en"))) == 0
    assert [hit.line(0) for hit in search(units, pattern(r"\w+$|^S\w", regex=True))] == ["[So]"]
    with pytest.raises(InputError, match="a regular expression"):
        pattern("(", regex=True)
