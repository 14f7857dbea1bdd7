"""Fixing: what is mended, what is left alone, and that mending twice is mending once."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tmx_strategies import HEADERS, UNITS, saved

import tmx
from tmx.base.tags import canonical
from tmx.check.checking import problems
from tmx.check.fixing import Change, fix
from tmx.model import Header, Unit

OLD = """<tmx version="1.1"><header creationtool="t" segtype="sentence" srclang="en_us" flavour="x"/><body>
<tu tuid="a 1" creationdate="2024-01-31T12:30:00Z"><tuv lang="en_US"><seg>Tea </seg></tuv>
<tuv lang="zho"><seg>茶</seg></tuv></tu></body></tmx>"""


def test_each_change_is_listed(tmp_path: Path) -> None:
    path, out = tmp_path / "a.tmx", tmp_path / "b.tmx"
    path.write_text(OLD, encoding="utf-8")
    changes: list[Change] = []
    done = fix(path, out, changes)
    assert (done.units, done.skipped, done.replaced) == (1, 0, 0)
    lines = [str(change) for change in changes]
    for expected in (
        "header: no o-tmf → o-tmf=\"duiyi\"",
        "language: en_us → en-US",
        "identifier: a 1 → a1",
        "date: 2024-01-31T12:30:00Z → 20240131T123000Z",
        "language: en_US → en-US",
        "language: zho → zh",
    ):  # fmt: skip
        assert expected in lines
    (unit,) = tmx.read(out)
    assert unit.variants[0].segment == ("Tea ",)  # white space is text
    assert {problem.rule for problem in problems(out)} == {"space"}


@pytest.mark.parametrize(
    ("tag", "mended"),
    [
        ("en", "en"),
        ("EN-us", "en-US"),
        ("zh_cn", "zh-CN"),
        ("zh_hans_cn", "zh-Hans-CN"),
        ("chi", "zh"),
        ("es-419", "es-419"),
        ("x-klingon", "x-klingon"),
        ("*all*", "*all*"),
        ("", ""),
    ],
)
def test_languages(tag: str, mended: str) -> None:
    assert canonical(tag) == mended


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(UNITS, max_size=3), HEADERS)
def test_mending_twice_is_mending_once(tmp_path: Path, units: list[Unit], header: Header) -> None:
    path = saved(tmp_path / "a.tmx", *units, header=header)
    fix(path, tmp_path / "b.tmx", [])
    changes: list[Change] = []
    fix(tmp_path / "b.tmx", tmp_path / "c.tmx", changes)
    assert changes == []
    assert (tmp_path / "c.tmx").read_bytes() == (tmp_path / "b.tmx").read_bytes()
