"""Checking: each rule finds what it should, with its place, and nothing else."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from house import CASES as LABELLED
from hypothesis import given, settings
from tmx_strategies import HEADERS, UNITS

from tmx.base.errors import InputError
from tmx.check.checking import problems
from tmx.check.rules import RULES, clean
from tmx.check.tools import EFFECTS, Severity
from tmx.model import Header, Unit

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
    found = list(problems(path))
    assert [
        str(problem)[: len(start)] for problem, start in zip(found, case["problems"], strict=True)
    ] == case["problems"]
    assert all(problem.line == 4 for problem in found)
    if "columns" in case:
        assert [problem.column for problem in found] == case["columns"]
    streamed = list(problems(io.BytesIO(path.read_bytes())))
    assert [(problem.line, str(problem)) for problem in streamed] == [(p.line, str(p)) for p in found]


def test_all_problems_of_a_file_in_order() -> None:
    text = HEAD.replace(' o-tmf="t"', "") + '<tu/>\n<tu><tuv xml:lang="e n"><seg/></tuv></tu>\n</body></tmx>'
    found = [(problem.line, problem.rule) for problem in problems(io.BytesIO(text.encode()))]
    assert found == [
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


@settings(deadline=None)
@given(UNITS, HEADERS)
def test_what_looks_clean_breaks_no_rule(unit: Unit, header: Header) -> None:
    if clean(unit, header.attribute("srclang")):
        assert not [found for rule in RULES for found in rule(unit, header)]


def test_severities() -> None:
    assert [effect for effects in EFFECTS.values() for effect in effects if not effect.severity] == []


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
