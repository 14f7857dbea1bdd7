"""The words of the house: names by role, plain English, modules of a size that can be read."""

import ast
import re
from collections.abc import Iterator

import pytest
from house import ROOT

PARTICIPLES = {"found", "made", "said", "told", "heard", "held"}  # which say what happened, not what it is
DIALECT = re.compile(r"how-manieth|nobody thought|[Ss]ees to it|\bis told of\b|\bare told of\b|\bunasked\b")
LINES = 400
MODULES = sorted(path for package in ("tmx", "translate", "align") for path in (ROOT / package).rglob("*.py"))


def names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """What a module gives names to, with the lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno


def test_names_say_what_things_are() -> None:
    participles = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in MODULES
        for name, line in names(ast.parse(path.read_text("utf-8")))
        if PARTICIPLES.intersection(name.lower().replace("held_out", "").split("_"))  # a term of the field
    ]
    assert participles == []


def test_prose_is_plain() -> None:
    dialect = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in (*MODULES, *ROOT.glob("[a-z]*/**/README.md"), ROOT / "README.md", ROOT / "SECURITY.md")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if DIALECT.search(line)
    ]
    assert dialect == []


@pytest.mark.parametrize("package", ["tmx", "translate", "align"])
def test_modules_can_be_read_at_a_sitting(package: str) -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in MODULES
        if path.is_relative_to(ROOT / package)
        if (count := len(path.read_text("utf-8").splitlines())) > LINES
    }
    assert long == {}


def test_a_folder_says_what_it_holds() -> None:
    """Each package inside has a line of its own at its top."""
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if path.name == "__init__.py" and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_what_looks_for_names_sees_all() -> None:
    """What looks for participles sees one."""
    tree = ast.parse("def f(told):\n    x_found = told\n    self.made = 1\n")
    assert {name for name, _ in names(tree)} == {"f", "x_found", "made", "told"}
