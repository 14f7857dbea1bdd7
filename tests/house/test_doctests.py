"""The examples in docstrings are true, those of the three front doors among them."""

import doctest
import importlib
import shutil
from pathlib import Path

import pytest
from house import CASES, ROOT

MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for package in ("tmx", "translate", "align")
    for path in (ROOT / package).rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("package", ["tmx", "translate", "align"])
def test_a_front_door_has_examples_and_few_names(package: str) -> None:
    door = importlib.import_module(package)
    assert package in MODULES
    assert 2 <= len(door.__all__) <= 12
    assert all(getattr(door, name).__doc__ for name in door.__all__)


@pytest.mark.parametrize("module", MODULES)
def test_examples(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(CASES / "align_story.en", tmp_path / "story.en.txt")
    shutil.copy(CASES / "align_story.zh", tmp_path / "story.zh.txt")
    monkeypatch.chdir(tmp_path)
    result = doctest.testmod(importlib.import_module(module), raise_on_error=False)
    assert result.attempted
    assert result.failed == 0
