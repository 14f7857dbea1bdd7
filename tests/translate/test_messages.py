"""Messages of ICU: their cases are translated, each by itself, and nothing else of them, in every format."""

import json

import pytest
from formats_fixture import opened, translated

from translate.documents.formats.messages import cased, spans
from translate.documents.seam import native
from translate.drafting.passages import passages
from translate.model import Code

MESSAGES = {
    "{n, plural, one {# cat} other {# cats}}": "{n, plural, one {# CAT} other {# CATS}}",
    "{N, plural, =0 {no cats} =1 {one cat} other {many cats} }":
        "{N, plural, =0 {NO CATS} =1 {ONE CAT} other {MANY CATS} }",
    "{n, plural, offset:1 =0 {} one { a cat and # more } other {{n}}}":
        "{n, plural, offset:1 =0 {} one { A CAT AND # MORE } other {{n}}}",
    "{g, select, she {{n, plural, one {her cat} other {her cats}}} other {a cat}}":
        "{g, select, she {{n, plural, one {HER CAT} other {HER CATS}}} other {A CAT}}",
    "You have {n, selectordinal, one {your #st cat} other {your #th cat}} now.":
        "YOU HAVE {n, selectordinal, one {YOUR #ST CAT} other {YOUR #TH CAT}} NOW.",
    "{n, plural, one {it''s '{so}' here} other {they '{' open}}":
        "{n, plural, one {IT''S '{so}' HERE} other {THEY '{' OPEN}}",
}  # fmt: skip


def files(message: str) -> dict[str, str]:
    return {
        "a.json": json.dumps({"text": message}),
        "a.yml": f"text: {json.dumps(message)}\n",
        "a.po": f'msgid {json.dumps(message)}\nmsgstr ""\n',
        "a.csv": f'en,zh\n"{message}",\n',
        "a.html": f"<p>{message}</p>",
        "a.xlf": '<xliff version="1.2"><file source-language="en" target-language="zh"><body><trans-unit>'
        f"<source>{message}</source></trans-unit></body></file></xliff>",
    }


def loud(text: str) -> str:
    """An engine that changes all it is shown, but what any engine keeps."""
    return "".join(part if "'{" in part or part.startswith("{") else part.upper() for part in _parts(text))


def _parts(text: str) -> list[str]:
    import re

    return re.split(r"('\{[^']*'|\{[^{}]*\})", text)


@pytest.mark.parametrize("message", MESSAGES)
@pytest.mark.parametrize("name", ["a.json", "a.yml", "a.po", "a.csv", "a.html", "a.xlf"])
def test_cases_are_translated_and_the_frame_stays(name: str, message: str) -> None:
    written, guesses = translated(name, files(message)[name], loud)
    assert MESSAGES[message] in written
    assert guesses == 0
    unchanged, _ = translated(name, files(message)[name])
    assert unchanged.count(message) == (1 if name in ("a.json", "a.yml", "a.html") else 2)


def test_each_case_is_a_sentence_of_its_own() -> None:
    file = opened("a.po", files("{n, plural, one {one cat} other {many cats}}")["a.po"])
    assert [passage.text for passage in passages(file, "en")] == ["one cat", "many cats"]


def test_codes_inside_and_around_cases_stay() -> None:
    source = (
        '<xliff version="1.2"><file source-language="en" target-language="zh"><body><trans-unit><source>'
        '{N, select, a {it is <x id="1"/>} other {<g id="2">some</g> &amp; more}}</source></trans-unit>'
        "</body></file></xliff>"
    )
    written, _ = translated("a.xlf", source, str.upper)
    assert '{N, select, a {IT IS <x id="1"/>} other {<g id="2">SOME</g> &amp; MORE}}' in written


def test_a_text_without_cases_is_no_message() -> None:
    for text in ("Hello {name}", "{n, number}", "{n, plural, one {broken"):
        assert spans(text) is None
        assert cased((text,)) == (text,)
    assert native(cased(("{n, plural, other {#}}",))) == "{n, plural, other {#}}"
    assert all(isinstance(part, Code) for part in cased(("{n, plural, other {#}}",)))
