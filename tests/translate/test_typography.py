import json
from typing import Any

import pytest
from house import CASES
from hypothesis import example, given
from hypothesis import strategies as st

from translate.language.typography import polish
from translate.model import Side

ALPHABET = "中文的 a1B.,;:?!\"'()，。；：？！“”‘’（）…—-`/@%、\ue000"


def cases(lang: str) -> list[Any]:
    return [
        pytest.param(
            lang,
            case["text"],
            case["polished"],
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else [],
        )
        for case in json.loads((CASES / f"typography_{lang}.json").read_text("utf-8"))
    ]


@pytest.mark.parametrize(("lang", "text", "polished"), [*cases("zh"), *cases("en")])
def test_cases(lang: Side, text: str, polished: str) -> None:
    assert polish(text, lang) == polished
    assert polish(polished, lang) == polished


@given(st.text(ALPHABET, max_size=25), st.sampled_from(["en", "zh"]))
@example("中.。", "zh")
def test_polishing_twice_is_polishing_once(text: str, lang: Side) -> None:
    once = polish(text, lang)
    assert polish(once, lang) == once


@given(st.text(ALPHABET, max_size=25), st.sampled_from(["en", "zh"]))
def test_letters_and_digits_stay(text: str, lang: Side) -> None:
    def kept(line: str) -> str:
        return "".join(filter(str.isalnum, line))

    assert kept(polish(text, lang)) == kept(text)
