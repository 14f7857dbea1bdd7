"""Checking: each rule finds what it should, with its line, and nothing else."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tmx.checking import problems
from tmx.errors import InputError

CASES = json.loads((Path(__file__).parent / "cases" / "tmx_check.json").read_text(encoding="utf-8"))
HEAD = """<tmx version="1.4">
<header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="en" \
datatype="plaintext"/>
<body>
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_problems(case: dict[str, Any]) -> None:
    found = list(problems(io.BytesIO(f"{HEAD}{case['unit']}\n</body></tmx>".encode())))
    assert [
        str(problem)[: len(start)] for problem, start in zip(found, case["problems"], strict=True)
    ] == case["problems"]
    assert all(problem.line == 4 for problem in found)


def test_all_problems_of_a_file_in_order() -> None:
    text = HEAD.replace(' o-tmf="t"', "") + '<tu/>\n<tu><tuv xml:lang="e n"><seg/></tuv></tu>\n</body></tmx>'
    found = [(problem.line, problem.rule) for problem in problems(io.BytesIO(text.encode()))]
    assert found == [(2, "structure"), (4, "structure"), (5, "language"), (5, "source")]


def test_what_cannot_be_read_at_all() -> None:
    with pytest.raises(InputError, match="root element"):
        list(problems(io.BytesIO(b"<html/>")))
