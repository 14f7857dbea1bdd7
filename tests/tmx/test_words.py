"""Counts agree with their nouns."""

import doctest
import re

import pytest
from house import ROOT

from tmx.base import words


def test_examples() -> None:
    failed, attempted = doctest.testmod(words)
    assert (failed, attempted) == (0, 2)


@pytest.mark.parametrize(
    ("phrase", "one"),
    [
        ("candidates without ok", "candidate without ok"),
        ("line breaks, which became spaces", "line break, which became spaces"),
        ("synonyms beyond the first term", "synonym beyond the first term"),
        ("columns: origin, user", "column: origin, user"),
        ("notes, properties and attributes", "note, property or attribute"),
    ],
)
def test_one(phrase: str, one: str) -> None:
    assert words.count_of(1, phrase) == f"1 {one}"
    assert words.count_of(3_000, phrase) == f"3,000 {phrase}"


def test_nobody_else_counts() -> None:
    others = [
        f"{path.relative_to(ROOT)}:{number}"
        for package in ("tmx", "translate", "align")
        for path in sorted((ROOT / package).rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"""\{(''|"") if .* == 1 else ('s'|"s")\}""", line)
    ]
    assert [place for place in others if not place.startswith("tmx/base/words.py")] == []
