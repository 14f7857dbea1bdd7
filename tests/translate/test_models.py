"""``duiyi models``: reports for people and for programs."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from house import duiyi
from typer.testing import CliRunner

from translate.cli.models import app
from translate.engines.package import embedded

EMBEDDED = embedded("en", "zh").name


def run(*arguments: str, status: int = 0) -> str:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == status, done.output
    return done.stdout


def report(*arguments: str, status: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", status=status))


def test_list(argos_installed: Path) -> None:
    (argos_installed / "stray").mkdir()
    listed = report("list")
    assert [(way["src"], way["tgt"], way["engine"]) for way in listed["directions"]] == [
        ("en", "zh", "argos en-zh 1.9"),
        ("zh", "en", "argos zh-en 1.9"),
    ]
    assert [Path(folder["path"]).name for folder in listed["broken"]] == ["stray"]
    text = run("list")
    assert all(way["engine"] in text and way["why"] in text for way in listed["directions"])
    assert "not a package" in text


def test_list_without_installed_packages(argos_folder: Path) -> None:
    assert {way["engine"] for way in report("list")["directions"]} == {EMBEDDED}


def test_info() -> None:
    card = report("info", "embedded")
    assert card["name"] == EMBEDDED
    assert os.path.isdir(card["unpacked"]) and card["bytes"] > 1 << 20  # noqa: PTH112
    assert f"bytes: {card['bytes']}" in run("info", "embedded")


def test_info_of_an_installed_package(argos_installed: Path) -> None:
    assert report("info", "en_zh")["package_version"] == "1.9"


def test_verify(argos_installed: Path) -> None:
    (argos_installed / "translate-zh_en-1_9" / "model" / "model.bin").write_bytes(b"torn")
    checks = {check["name"]: check["problem"] for check in report("verify", status=1)}
    assert checks["argos en-zh 1.9"] == checks[EMBEDDED] == ""
    assert checks["argos zh-en 1.9"]


@pytest.mark.parametrize("width", [80, 100])
def test_summaries_are_not_cut(width: int) -> None:
    done = duiyi("models", "--help", env={"COLUMNS": str(width)})
    commands = re.findall(r"^  \w+ +(\S.*)$", done.stdout.split("Commands:")[1], re.MULTILINE)
    assert len(commands) == 6
    assert not [summary for summary in commands if summary.endswith("...")]
