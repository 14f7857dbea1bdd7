import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tmx.xml
from tmx.identity import tuid
from tmx.model import plain
from translate.drafts import Translator, units, wordy
from translate.engine import Progress
from translate.model import Draft, Side


class Upper:
    """An engine that shouts, and counts what it is asked."""

    name = "upper 1"
    src: Side = "en"
    tgt: Side = "zh"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, texts: Sequence[str], *, progress: Progress | None = None) -> list[Draft]:
        self.asked += texts
        for _ in texts:
            if progress:
                progress(1)
        return [Draft(text.upper(), self.name, -1.0) for text in texts]


def test_equal_texts_are_asked_once_and_wordless_ones_copied() -> None:
    engine, done = Upper(), [0]
    texts = ["one", "***", "two", "one", "12.5", "https://example.org/page", ""]
    drafts = Translator(engine).drafts(texts, progress=done.append)
    assert engine.asked == ["one", "two"]
    assert [draft.text for draft in drafts] == ["ONE", "***", "TWO", "ONE", "12.5", texts[5], ""]
    assert [draft.engine for draft in drafts] == ["upper 1", "copy"] + ["upper 1"] * 2 + ["copy"] * 3
    assert sum(done) == len(texts)


@given(st.lists(st.text("ab1 *", max_size=4)))
def test_a_draft_for_each_text_in_order(texts: list[str]) -> None:
    drafts = Translator(Upper()).drafts(texts)
    assert [draft.text for draft in drafts] == [text.upper() if wordy(text) else text for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"), [("a", True), ("好", True), ("1 + 1", False), ("me@example.org", False)]
)
def test_wordy(text: str, expected: bool) -> None:
    assert wordy(text) is expected


def test_units_say_that_a_machine_made_them() -> None:
    drafts = [
        Draft("你好。", "argos en-zh 1.9", -0.5, ("number",)),
        Draft("*", "copy", 0.0),
        Draft("你好。", "x", -1.0),
    ]
    first, second = units(["Hello 1.", "*", "Hello 1."], drafts, src="en", tgt="zh", name="a.txt")
    assert [(variant.lang, plain(variant.segment)) for variant in first.variants] == [
        ("en", "Hello 1."),
        ("zh-CN", "你好。"),
    ]
    assert first.variants[0].attributes == ()
    assert first.variants[1].attributes == (("creationid", "MT!"),)
    assert [prop.text for prop in first.remarks] == ["Draft", "MT", "a.txt", "argos en-zh 1.9", "number"]
    assert (first.attribute("tuid"), second.attribute("tuid")) == (tuid("Hello 1."), tuid("Hello 1.", 2))


def test_english_stands_first_also_when_it_is_the_target() -> None:
    [unit] = units(["你好。"], [Draft("Hello.", "x", -1.0)], src="zh", tgt="en")
    assert [variant.lang for variant in unit.variants] == ["en", "zh-CN"]
    assert unit.variants[0].attributes == (("creationid", "MT!"),)
    assert unit.attribute("tuid") == tuid("你好。")


def test_units_can_be_written_and_read() -> None:
    made = list(units(["A & B"], [Draft("甲<乙", "x", -1.0)], src="en", tgt="zh"))
    stream = io.BytesIO()
    tmx.xml.write(made, stream)
    stream.seek(0)
    assert list(tmx.xml.read(stream)) == made
