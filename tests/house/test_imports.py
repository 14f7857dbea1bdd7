"""Imports point one way, between the packages and inside each, and importing loads nothing heavy."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from house import ROOT, duiyi

PACKAGES = ("tmx", "translate", "align")  # each may import those before it
ROOMS = {  # from the ground up; each may import what its own row and those before it hold
    "tmx": (
        "base",
        "model rule identity keys view flags metadata spreadsheets codes bitext scratch",
        "xml",
        "forms",
        "check",
        "look",
        "change",
        "cli",
    ),
    "translate": (
        "model",
        "machine",
        "language",
        "split",
        "documents.seam documents.codes",
        "documents.cleaning",
        "documents.formats",
        "documents",
        "engines",
        "drafting",
        "packages",
        "adapting",
        "training",
        "jobs",
        "cli",
    ),
    "align": (
        "model arrays",
        "documents codes ladder",
        "lattice",
        "evidence",
        "search",
        "request placing",
        "aligning",
        "reviewing outputs",
        "run",
        "batching",
        "fitting",
        "report cli main",
    ),
}
HEAVY = ("ctranslate2", "sentencepiece", "numpy", "lxml", "argostranslate", "rapidfuzz", "pypinyin", "torch")
LATE = {
    *HEAVY,
    "distributed",
    "gguf",
    "http",
    "markdown_it",
    "multiprocessing",
    "py3langid",
    "pypdfium2",
    "rich",
    "starlette",
    "urllib",
    "yaml",
}


class Import(NamedTuple):
    """One name that a module imports, and whether it does so when it is itself imported."""

    name: str
    line: int
    at_once: bool


@cache
def modules() -> dict[str, Path]:
    """All modules of the three packages, by their dotted names."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in paths
    }


@cache
def imports(module: str) -> tuple[Import, ...]:
    """What a module imports, those for types alone left out."""
    return tuple(_imports(ast.parse(modules()[module].read_text("utf-8"))))


def _imports(tree: ast.Module) -> Iterator[Import]:
    typing = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in typing:
            continue
        at_once = node in tree.body
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            home = "." * node.level + (node.module or "")
            for alias in node.names:
                whole = f"{home}.{alias.name}"
                yield Import(whole if whole in modules() else home, node.lineno, at_once)


def room(module: str) -> int:
    """The row of a module in ``ROOMS``: that of the longest name which it has or lies in."""
    package, _, inner = module.partition(".")
    rows = {name: row for row, names in enumerate(ROOMS[package]) for name in names.split()}
    home = max((name for name in rows if f"{inner}.".startswith(f"{name}.")), key=len, default="")
    assert home, f"{module} has no place in ROOMS"
    return rows[home]


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_one_way(package: str) -> None:
    later = PACKAGES[PACKAGES.index(package) + 1 :]
    back = [
        f"{module}:{one.line}: {one.name}"
        for module in modules()
        if module.split(".")[0] == package
        for one in imports(module)
        if one.name.split(".")[0] in later
    ]
    assert back == []


@pytest.mark.parametrize("package", PACKAGES)
def test_rooms_import_one_way(package: str) -> None:
    """Which leaves no circle between folders; ``test_no_circles`` looks within them."""
    upwards = [
        f"{module}:{one.line}: {one.name}"
        for module in modules()
        if module.startswith(f"{package}.")
        for one in imports(module)
        if one.name.startswith(f"{package}.") and room(one.name) > room(module)
    ]
    assert upwards == []


def test_no_circles() -> None:
    open_, done = dict[str, None](), set[str]()

    def visit(module: str) -> None:
        if module in done:
            return
        assert module not in open_, f"a circle: {' → '.join([*open_, module])}"
        open_[module] = None
        for one in imports(module):
            if one.name in modules() and one.name != module:
                visit(one.name)
        del open_[module]
        done.add(module)

    for module in modules():
        visit(module)


@cache
def loads(module: str) -> frozenset[str]:
    """The heavy libraries that come with a module when it is imported."""
    heavy, seen, ahead = set[str](), set[str](), [module]
    while ahead:
        here = ahead.pop()
        if here in seen:
            continue
        seen.add(here)
        at_once = [one.name for one in imports(here) if one.at_once]
        heavy.update(name.split(".")[0] for name in at_once)
        ahead += [
            name for name in (*at_once, *(name.rpartition(".")[0] for name in at_once)) if name in modules()
        ]
    return frozenset(heavy & LATE)


def test_imports_inside_functions_are_of_heavy_modules() -> None:
    needless = [
        f"{module}:{one.line}: {one.name}"
        for module in modules()
        for one in imports(module)
        if not one.at_once and one.name in modules() and not loads(one.name)
    ]
    assert needless == []


def test_imports_are_absolute() -> None:
    relative = [
        f"{module}:{one.line}" for module in modules() for one in imports(module) if one.name.startswith(".")
    ]
    assert relative == []


def test_torch_is_for_tuning_alone() -> None:
    """Nothing imports torch but ``adapting`` and ``training``; ``training`` is for makers, so nobody's."""
    for module in modules():
        names = [one.name for one in imports(module)]
        if not module.startswith(("translate.adapting", "translate.training")):
            assert not [name for name in names if name.split(".")[0] == "torch"], module
        if not module.startswith("translate.training"):
            assert not [name for name in names if name.startswith("translate.training")], module


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
