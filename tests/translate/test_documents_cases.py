"""Documents of each kind come out clean, and clean ones are left alone: cases as data."""

import json
from typing import Any

import pytest
from documents_fixture import read_text
from house import CASES


def cases(name: str) -> list[Any]:
    loaded = json.loads((CASES / f"documents_{name}.json").read_text(encoding="utf-8"))
    return [
        pytest.param(
            case,
            id=case["label"],
            marks=pytest.mark.xfail(strict=True) if case.get("expect") == "fail" else (),
        )
        for case in loaded
    ]


@pytest.mark.parametrize("case", cases("plain"))
def test_plain(case: dict[str, Any]) -> None:
    check(case, "text")


@pytest.mark.parametrize("case", cases("markdown"))
def test_markdown(case: dict[str, Any]) -> None:
    check(case, "markdown")


def check(case: dict[str, Any], markup: str) -> None:
    document = read_text("case", case["text"], case["lang"], markup=markup)
    assert [block.text for block in document.blocks] == case["blocks"]
    if "kinds" in case:
        assert [str(block.kind) for block in document.blocks] == case["kinds"]
