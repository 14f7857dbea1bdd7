"""Numbers in words that a draft lost; known failures are among the cases."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from house import CASES, SHARED
from hypothesis import given
from hypothesis import strategies as st

from translate.drafting.protect import Guard
from translate.language.losses import losses, unsaid
from translate.model import Ask, Draft, OnProgress, Side

DEV = SHARED / "mt" / "dev"
READINGS = [
    pytest.param(
        case,
        id=case["label"],
        marks=[pytest.mark.xfail(strict=True, reason="known failure")] if case.get("expect") else [],
    )
    for case in json.loads((CASES / "numerals.json").read_text("utf-8"))
]


@pytest.mark.parametrize("case", READINGS)
def test_what_a_draft_does_not_say(case: dict[str, Any]) -> None:
    tgt: Side = "zh" if case["source"].isascii() else "en"
    assert list(unsaid(case["source"], case["draft"], tgt)) == case["unsaid"]


@given(st.text("一两三十百万个成半 0.half two dozen-", max_size=40), st.text(max_size=20))
def test_any_text_can_be_asked(source: str, draft: str) -> None:
    for tgt in ("en", "zh"):
        assert all(words in source for words in unsaid(source, draft, "en" if tgt == "en" else "zh"))


@pytest.mark.skipif(not DEV.exists(), reason="the development texts are not here")
@pytest.mark.parametrize("name", ["flores200.dev", "newstest2017"])
@pytest.mark.parametrize("tgt", ["en", "zh"])
def test_references_are_rarely_flagged(name: str, tgt: Side) -> None:
    """And what they say is looked for: with nothing said, far more is missed."""
    texts = {lang: (DEV / f"{name}.{lang}").read_text("utf-8").splitlines() for lang in ("en", "zh")}
    sources, references = texts["zh" if tgt == "en" else "en"], texts[tgt]
    blamed = sum(bool(unsaid(*pair, tgt)) for pair in zip(sources, references, strict=True))
    asked = sum(bool(unsaid(source, "", tgt)) for source in sources)
    assert blamed < 0.01 * len(sources)
    assert asked > 0.04 * len(sources)


def test_other_languages_are_not_asked() -> None:
    assert losses("Die half war krank.", "他生病了。", "de", "zh") == ()
    assert losses("Half of us were ill.", "我们病了。", "en", "zh") == ("number",)


class Forgetful:
    """An engine that says the same of every text."""

    name, src = "forgetful 1", "en"
    fingerprint = name
    tgt: Side = "zh"

    def translate(self, texts: Sequence[str], *, on_progress: OnProgress | None = None) -> list[Draft]:
        return [Draft("她有猫。", self.name, -0.5) for _ in texts]


def test_a_draft_is_flagged_and_the_number_of_the_source_is_not_put_into_it() -> None:
    lost, whole = Guard(Forgetful()).translate([Ask("She has three cats."), Ask("She has cats.")])
    assert (lost.text, lost.flags) == ("她有猫。", ("number",))
    assert whole.flags == ()
