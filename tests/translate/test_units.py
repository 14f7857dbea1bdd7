import io

import pytest

import tmx
from tmx.identity import tuid
from tmx.model import plain
from translate.drafting.units import units, wordy
from translate.model import Draft


@pytest.mark.parametrize(
    ("text", "expected"), [("a", True), ("好", True), ("1 + 1", False), ("me@example.org", False)]
)
def test_wordy(text: str, expected: bool) -> None:
    assert wordy(text) is expected


def test_units_name_the_machine() -> None:
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
    memory = list(units(["A & B"], [Draft("甲<乙", "x", -1.0)], src="en", tgt="zh"))
    stream = io.BytesIO()
    tmx.write(memory, stream)
    stream.seek(0)
    assert list(tmx.read(stream)) == memory
