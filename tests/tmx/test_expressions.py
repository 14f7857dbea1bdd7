"""The filter's language, and what filtering leaves."""

import json
from pathlib import Path
from typing import Any

import pytest
from house import CASES as LABELLED
from hypothesis import given
from hypothesis import strategies as st
from tmx_strategies import pair, saved

import tmx
from tmx.base.errors import InputError
from tmx.change.expressions import Subject, parse
from tmx.change.shaping import REASON, filter_units
from tmx.model import Prop, Unit

CASES = json.loads((LABELLED / "tmx_filter.json").read_text(encoding="utf-8"))
UNIT = pair(
    "Tea is hot.",
    "茶很热。",
    Prop("x-alignment-score", "0.93"),
    Prop("x-Origin", "Alignment"),
    Prop("x-domain", "law"),
    Prop("x-match", "100"),
    Prop("x-ConfirmationLevel", "ApprovedTranslation"),
    tuid="a1",
    changeid="eve",
    creationdate="20240506T070809Z",
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_expressions(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(InputError) as caught:
            parse(case["expression"])
        assert case["error"] in str(caught.value)
        assert "\n" not in str(caught.value)
        return
    verdict = parse(case["expression"])(Subject(UNIT, "en"))
    assert verdict.passes is case["keeps"]
    assert verdict.because == case.get("because", verdict.because)


@given(st.text(st.sampled_from("score date><=!~()'\" andornti0.1,"), max_size=30))
def test_any_text_is_an_expression_or_an_error_with_a_place(text: str) -> None:
    try:
        parse(text)(Subject(UNIT, "en"))
    except InputError as error:
        assert "at character" in str(error)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InputError, match="too deep"):
        parse("(" * 1000 + "score > 1" + ")" * 1000)
    with pytest.raises(InputError, match="too deep"):
        parse("not " * 1000 + "score > 1")


def test_nothing_is_lost_by_filtering(tmp_path: Path) -> None:
    units = [UNIT, pair("a", "b", Prop("score", "0.1")), pair("c", "d")]
    path = saved(tmp_path / "a.tmx", *units)
    kept, removed = tmp_path / "kept.tmx", tmp_path / "removed.tmx"
    done = filter_units(path, kept, removed, parse("score > 0.5"))
    assert (done.kept, done.removed) == (1, 2)
    out = list(tmx.read(removed))
    assert [unit.prop(REASON) for unit in out] == [
        "score is 0.1, not score > 0.5",
        "score is nothing, not score > 0.5",
    ]
    without = [Unit(u.variants, u.attributes, u.remarks[:-1]) for u in out]
    assert [*tmx.read(kept), *without] == list(tmx.read(path))
