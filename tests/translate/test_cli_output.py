"""Where ``duiyi translate`` writes: folders, a named file, standard output."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from formats_fixture import docx
from house import duiyi
from typer.testing import CliRunner

from translate.cli.translate import app

ZH = "你好世界。"


@pytest.fixture
def place(tmp_path: Path, argos_installed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with two texts and a Word document."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("a.en.txt", "b.en.txt"):
        Path(name).write_text("hello world.\n", "utf-8")
    Path("c.en.docx").write_bytes(docx("<w:p><w:r><w:t>hello world.</w:t></w:r></w:p>"))
    return tmp_path


def translate(*arguments: str, status: int = 0) -> tuple[bytes, str]:
    """What the command writes to standard output and to standard error."""
    done = CliRunner().invoke(app, ["translate", *arguments, "--to", "zh"])
    assert done.exit_code == status, done.output
    return done.stdout_bytes, done.stderr


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_name_with_an_extension_is_the_file(place: Path) -> None:
    translate("a.en.txt", "-o", "out.zh.txt")
    assert Path("out.zh.txt").read_text("utf-8") == f"{ZH}\n"


def test_memory_and_review_file_lie_beside_the_named_file(place: Path) -> None:
    translate("a.en.txt", "-o", "new/out.zh.txt", "--tmx", "--review")
    assert files(place / "new") == {"out.zh.txt", "out.en-zh.mt.tmx", "out.en-zh.bitext.tsv"}


@pytest.mark.parametrize("name", ["plain", "v1.2/", "there.d"])
def test_other_names_are_folders(place: Path, name: str) -> None:
    Path("there.d").mkdir()
    translate("a.en.txt", "-o", name)
    assert files(Path(name)) == {"a.zh.txt"}


def test_several_files_go_into_a_folder(place: Path) -> None:
    translate("a.en.txt", "b.en.txt", "-o", "out.d")
    assert files(Path("out.d")) == {"a.zh.txt", "b.zh.txt"}


def test_a_named_file_is_replaced_only_on_demand(place: Path) -> None:
    Path("mine.txt").write_text("mine", "utf-8")
    _, errors = translate("a.en.txt", "-o", "mine.txt", status=1)
    assert "mine.txt" in errors and Path("mine.txt").read_text("utf-8") == "mine"
    translate("a.en.txt", "-o", "mine.txt", "--force")
    assert Path("mine.txt").read_text("utf-8") == f"{ZH}\n"


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_standard_output_has_the_translation_alone(place: Path, name: str) -> None:
    before = files(place)
    output, errors = translate("a.en.txt", "-o", name, "--no-cache")
    assert output.decode() == f"{ZH}\n"
    assert "1 sentence" in errors
    assert files(place) == before


def test_a_binary_format_goes_into_a_pipe(place: Path) -> None:
    output, _ = translate("c.en.docx", "-o", "-")
    translate("c.en.docx", "-o", "c.docx")
    assert output == Path("c.docx").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="a terminal of Unix is needed")
def test_a_binary_format_is_not_printed_on_a_terminal(place: Path) -> None:
    code = """
import os, pty, sys
seen, terminal = pty.openpty()
os.dup2(terminal, 1)
sys.stdout = open(1, "w", closefd=False)
from align.main import run; run()
"""
    done = duiyi("translate", "c.en.docx", "--to", "zh", "-o", "-", code=code)
    assert done.returncode == 1
    assert "is a terminal" in done.stderr and "Name a file" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("a.en.txt", "-o", "-", "--json"), ("-", "-o", "x.txt")],
    ids=["two results on one stream", "lines into a file"],
)
def test_contradictions(place: Path, arguments: tuple[str, ...]) -> None:
    translate(*arguments, status=2)


def test_standard_output_takes_one_file(place: Path) -> None:
    done = duiyi("translate", "a.en.txt", "b.en.txt", "--to", "zh", "-o", "-")
    assert done.returncode == 1 and "takes one file" in done.stderr


def report(*arguments: str) -> Any:
    output, _ = translate(*arguments, "--json")
    return json.loads(output)


def test_the_report_names_the_file(place: Path) -> None:
    [file] = report("a.en.txt", "-o", "out.zh.txt")["files"]
    assert (file["written"], file["sentences"], file["unchanged"]) == (["out.zh.txt"], 1, False)
    [file] = report("a.en.txt", "-o", "out.zh.txt")["files"]
    assert file["unchanged"]


def test_counts_agree_with_their_nouns(place: Path) -> None:
    Path("empty.en.txt").touch()
    output, _ = translate("a.en.txt", "empty.en.txt", "-o", "out", status=1)
    assert "1 of 2 files translated, 1 sentence" in output.decode()
