"""Checking: each rule finds what it should, with its place, and nothing else."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from house import CASES as LABELLED

from tmx.base.errors import InputError
from tmx.check.checking import problems
from tmx.check.tools import EFFECTS, Severity
from tmx.rule import Rule
from tmx.xml.policy import LENIENT

CASES = json.loads((LABELLED / "tmx_check.json").read_text(encoding="utf-8"))
HEAD = """<tmx version="1.4">
<header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="en" \
datatype="plaintext"/>
<body>
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_problems(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(f"{HEAD}{case['unit']}\n</body></tmx>", encoding="utf-8")
    results = list(problems(path))
    assert [
        str(problem)[: len(start)] for problem, start in zip(results, case["problems"], strict=True)
    ] == case["problems"]
    assert all(problem.line == 4 for problem in results)
    if "columns" in case:
        assert [problem.column for problem in results] == case["columns"]
    streamed = list(problems(io.BytesIO(path.read_bytes())))
    assert [(problem.line, str(problem)) for problem in streamed] == [(p.line, str(p)) for p in results]


def test_all_problems_of_a_file_in_order() -> None:
    text = HEAD.replace(' o-tmf="t"', "") + '<tu/>\n<tu><tuv xml:lang="e n"><seg/></tuv></tu>\n</body></tmx>'
    results = [(problem.line, problem.rule) for problem in problems(io.BytesIO(text.encode()))]
    assert results == [
        (2, "header"),
        (4, "structure"),
        (5, "language"),
        (5, "source"),
        (5, "single"),
        (5, "empty"),
    ]


@pytest.mark.parametrize(
    ("source", "rule", "severity"),
    [
        ("*all*", "any-source", Severity.FATAL),
        ("en_US", "source-language", Severity.FATAL),
        ("eng", "source-language", Severity.FATAL),
    ],
)
def test_the_language_of_the_header(tmp_path: Path, source: str, rule: str, severity: Severity) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(HEAD.replace('srclang="en"', f'srclang="{source}"') + "</body></tmx>", encoding="utf-8")
    (problem,) = problems(path)
    assert (problem.line, problem.column, problem.rule, problem.severity) == (2, 1, rule, severity)
    assert "Weblate refuses" in str(problem)


def test_every_rule_has_a_severity() -> None:
    assert set(EFFECTS) == set(Rule)
    assert [effect for effects in EFFECTS.values() for effect in effects if not effect.severity] == []


GOOD = '<tu><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="de"><seg>b</seg></tuv></tu>'
BROKEN = {  # what stands in a memory and breaks each rule; of the rules of the header, what its text becomes
    Rule.SYNTAX: "<tu",
    Rule.SIZE: "<tu><tuv><seg>" + "a" * 2_500_000,
    Rule.STRUCTURE: "<tu/>",
    Rule.HEADER: ('o-tmf="t"', ""),
    Rule.NO_SRCLANG: ('srclang="en"', ""),
    Rule.NO_LANGUAGE: GOOD.replace(' xml:lang="de"', ""),
    Rule.MISSING_VARIANT: GOOD.replace('"en"', '"fr"'),
    Rule.DTD: ('"1.4"', '"1.4b"'),
    Rule.ANY_SOURCE: ('srclang="en"', 'srclang="*all*"'),
    Rule.SOURCE_LANGUAGE: ('srclang="en"', 'srclang="eng"'),
    Rule.LANGUAGE: GOOD.replace('"de"', '"d e"'),
    Rule.SHORT_LANGUAGE: GOOD.replace('"de"', '"zh-Hans"'),
    Rule.SOURCE: GOOD.replace("<tu>", '<tu srclang="fr">'),
    Rule.SINGLE: '<tu><tuv xml:lang="en"><seg>a</seg></tuv></tu>',
    Rule.TWICE: GOOD.replace('"de"', '"en"'),
    Rule.DATE: GOOD.replace("<tu>", '<tu creationdate="2024-01-31">'),
    Rule.IDENTIFIER: GOOD.replace("<tu>", '<tu tuid="1 2">'),
    Rule.PROPERTY: GOOD.replace("<tu>", '<tu><prop type="mood">m</prop>'),
    Rule.CONTEXT: GOOD.replace("<tu>", '<tu><prop type="prev">p</prop>'),
    Rule.EMPTY: GOOD.replace(">a<", "><"),
    Rule.LENGTH: GOOD.replace(">a<", f">{'a' * 2_001}<"),
    Rule.GREAT_LENGTH: GOOD.replace(">a<", f">{'a' * 8_001}<"),
    Rule.SPACE: GOOD.replace(">a<", "> a<"),
    Rule.DAMAGE: GOOD.replace(">a<", ">a\N{REPLACEMENT CHARACTER}b<"),
    Rule.CODES: GOOD.replace(">a<", '>a<bpt i="1"/><').replace(">b<", '>b<bpt i="1"/><'),
    Rule.OLD_CODE: GOOD.replace(">a<", ">a<ut/><").replace(">b<", ">b<ut/><"),
    Rule.CODE_NUMBER: GOOD.replace(">a<", '>a<ph x="one"/><').replace(">b<", '>b<ph x="1"/><'),
    Rule.OMEGAT_CODES: ('creationtool="t"', 'creationtool="OmegaT"'),
    Rule.SIDES: GOOD.replace(">a<", ">a<ph/><"),
}


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_can_be_broken(rule: Rule, tmp_path: Path) -> None:
    what = BROKEN[rule]
    coded = GOOD.replace("a<", "a<ph/><").replace("b<", "b<ph/><")
    head = HEAD.replace(*what) if isinstance(what, tuple) else HEAD
    unit = what if isinstance(what, str) else coded if rule is Rule.OMEGAT_CODES else GOOD
    path = tmp_path / "a.tmx"
    path.write_text(f"{head}{unit}\n</body></tmx>", encoding="utf-8")
    policy = replace(LENIENT, langs=("en",)) if rule is Rule.MISSING_VARIANT else LENIENT
    assert rule in [problem.rule for problem in problems(path, policy=policy, dtd=rule is Rule.DTD)]


def test_validation_finds_what_the_dtd_forbids(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    good = '<tu><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="de"><seg>b</seg></tuv></tu>\n'
    bad = good.replace("<tu>", '<tu size="1">')
    path.write_text(HEAD + good * 3 + bad + good + "</body></tmx>", encoding="utf-8")
    assert [problem.rule for problem in problems(path)] == ["structure"]
    assert [(problem.line, problem.rule) for problem in problems(path, dtd=True)] == [
        (7, "structure"),
        (7, "dtd"),
    ]
    path.write_text(HEAD.replace('"1.4"', '"1.4b"') + good + "</body></tmx>", encoding="utf-8")
    assert [problem.rule for problem in problems(path)] == []
    assert {problem.rule for problem in problems(path, dtd=True)} == {"dtd"}


def test_a_file_that_never_ends_a_unit() -> None:
    data = HEAD + "<tu><tuv><seg>" + "a" * 3_000_000
    assert [problem.rule for problem in problems(io.BytesIO(data.encode()))] == ["size"]


def test_what_cannot_be_read_at_all() -> None:
    with pytest.raises(InputError, match="root element"):
        list(problems(io.BytesIO(b"<html/>")))
