"""Imports point one way, ``tmx ← translate ← align``, and importing loads nothing heavy."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from house import ROOT, duiyi

ROOMS = ("tmx", "translate", "align")  # each may import those before it
HEAVY = ("ctranslate2", "sentencepiece", "numpy", "lxml", "argostranslate", "rapidfuzz", "pypinyin", "torch")


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """The absolute names that a module imports, at any depth, with their lines."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room: str) -> None:
    later = ROOMS[ROOMS.index(room) + 1 :]
    back = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, name in imported(path)
        if name.split(".")[0] in later
    ]
    assert back == []


@pytest.mark.parametrize("room", ROOMS)
def test_imports_are_absolute(room: str) -> None:
    relative = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, name in imported(path)
        if name.startswith(".")
    ]
    assert relative == []


def test_torch_is_for_training_alone() -> None:
    """Nothing imports torch but ``translate.training``, and that nobody but the command that trains."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            names = [name for _, name in imported(path)]
            if "training" not in path.parts:
                assert not [name for name in names if name.split(".")[0] == "torch"], path
                users = [name for name in names if name.startswith("translate.training")]
                assert not users or path.relative_to(ROOT).as_posix() == "translate/cli.py", path


@pytest.mark.parametrize("module", ["tmx", "translate", "align", "align.main"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_help_loads_nothing_heavy() -> None:
    code = f"""
import sys
from align.main import run
try:
    run()
finally:
    print(*[name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
"""
    done = duiyi("--help", code=code)
    assert done.returncode == 0
    assert done.stderr.split() == []
