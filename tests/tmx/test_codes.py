"""Codes of sentences that are joined: their pairs keep apart, and both sides agree."""

from tmx.codes import segments
from tmx.model import Tag


def pair(text: str, kind: str, number: str = "1") -> tuple[Tag, str, Tag]:
    return (
        Tag("bpt", (("i", number), ("type", kind)), (f"<{kind}>",)),
        text,
        Tag("ept", (("i", number),), ("</>",)),
    )


CODES = {
    ("en", "Go now."): ("Go ", *pair("now", "bold"), "."),
    ("en", "Wait here."): (*pair("Wait", "link"), " here."),
    ("zh", "在这里等，现在去。"): ("在这里", *pair("等", "link"), "，", *pair("现在", "bold", "2"), "去。"),
}


def tags(segment: tuple[str | Tag, ...]) -> list[tuple[str, ...]]:
    return [
        (part.name, *(f"{key}={value}" for key, value in part.attributes if key in "ix"))
        for part in segment
        if isinstance(part, Tag)
    ]


def test_joined_sentences() -> None:
    en, zh = segments(("Go now.", "Wait here."), ("在这里等，现在去。",), (" ", ""), CODES)
    assert tags(en) == [("bpt", "i=1", "x=1"), ("ept", "i=1"), ("bpt", "i=2", "x=2"), ("ept", "i=2")]
    assert tags(zh) == [("bpt", "i=1", "x=2"), ("ept", "i=1"), ("bpt", "i=2", "x=1"), ("ept", "i=2")]


def test_a_code_on_one_side_alone() -> None:
    en, zh = segments(("Go now.",), ("去。",), (" ", ""), CODES)
    assert zh == ("去。",)
    assert tags(en)[0] == ("bpt", "i=1", "x=1")


def test_sentences_without_codes() -> None:
    assert segments(("Go.", "Stay."), ("走，", "留。"), (" ", ""), {}) == (("Go. Stay.",), ("走，留。",))
