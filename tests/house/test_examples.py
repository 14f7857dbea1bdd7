"""The example in the help of every command works when it is typed, where files of those names lie."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from formats_fixture import docx
from house import ROOT, SEEDS
from typer.testing import CliRunner

import tmx
import tmx.bitext
from align.main import app
from tmx.bitext import Pair

GOLDEN = SEEDS / "golden"
STORY = ROOT / "tests" / "cases" / "align_story"
UNTYPED = {
    "models adapt": "needs torch and a memory of hundreds: tests/translate/test_adapting_adapt.py",
    "review serve": "serves until it is stopped: tests/align/test_reviewing_serve.py",
}
STATUS = {"tmx diff": 1}  # as diff has it: there are differences
CONTRACT = Pair("a", ("The contract ends in May.",), ("合同五月到期。",), score=0.9)
LAMP = Pair("b", ("Light the lamp.",), ("点上灯。",), score=0.5)


def examples() -> Iterator[tuple[str, str]]:
    """Each command with each of its examples."""

    def walk(command: object, names: list[str]) -> Iterator[tuple[str, str]]:
        inner = getattr(command, "commands", None)
        for name, child in (inner or {}).items():
            yield from walk(child, [*names, name])
        if inner is None:
            for line in re.findall(r"Example: (duiyi .*)", getattr(command, "help", "") or ""):
                yield " ".join(names), re.sub(r" (?:\||&&) .*", "", line)

    yield from walk(typer.main.get_command(app), [])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argos_files: dict[str, Path]) -> Path:
    """A folder with files under the names that the examples use."""
    for lang in ("en", "zh"):
        shutil.copy(STORY.with_suffix(f".{lang}"), tmp_path / f"dev.{lang}")
        folder = tmp_path / ("english" if lang == "en" else "chinese")
        folder.mkdir()
        shutil.copy(STORY.with_suffix(f".{lang}"), folder / f"story.{lang}.txt")
    for name in ("article.en.txt", "article.zh.txt"):
        shutil.copy(SEEDS / ("ecosystem.en.txt" if ".en" in name else "letter.zh.txt"), tmp_path / name)
    for name in ("out/article-article", "before", "after", "aligned"):
        tmp_path.joinpath("out").mkdir(exist_ok=True)
        shutil.copy(GOLDEN / "ecosystem-letter.bitext.tsv", tmp_path / f"{name}.bitext.tsv")
    for name in ("gold", "mine"):
        shutil.copy(STORY.with_suffix(".ladder"), tmp_path / f"{name}.ladder")
    for name in ("project", "old", "a", "b", "big"):
        with tmp_path.joinpath(f"{name}.tmx").open("wb") as stream:
            pairs = [CONTRACT] if name == "old" else [CONTRACT, LAMP]
            tmx.write(tmx.bitext.units(pairs), stream)
    shutil.copy(tmp_path / "project.tmx", tmp_path / "new.tmx")
    tmp_path.joinpath("pairs.tsv").write_text("english/story.en.txt\tchinese/story.zh.txt\n", "utf-8")
    tmp_path.joinpath("docs").mkdir()
    tmp_path.joinpath("docs", "notes.md").write_text("# hello world\n", "utf-8")
    data = docx("<w:p><w:r><w:t>good morning, world.</w:t></w:r></w:p>")
    tmp_path.joinpath("report.en.docx").write_bytes(data)
    data = docx(
        "<w:p><w:r><w:t>good morning, world.</w:t></w:r></w:p><w:p><w:r><w:t>早上好，世界。</w:t></w:r></w:p>"
    )
    tmp_path.joinpath("minutes.docx").write_bytes(data)
    shutil.copy(argos_files["en_zh"], tmp_path / "translate-en_zh-1_9.argosmodel")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("name", "line"), list(examples()))
def test_an_example_works(desk: Path, request: pytest.FixtureRequest, name: str, line: str) -> None:
    if name in UNTYPED:
        pytest.skip(UNTYPED[name])
    if name == "align":
        shutil.rmtree(desk / "out")
    if "-o new.tmx" in line:
        desk.joinpath("new.tmx").unlink()
    wanted = (
        "argos_installed" if name in ("align", "eval mt", "models remove", "translate") else "argos_folder"
    )
    request.getfixturevalue(wanted)
    done = CliRunner().invoke(app, shlex.split(line)[1:])
    assert done.exit_code == STATUS.get(name, 0), done.output + done.stderr
    for output in re.findall(r"-o (\S+)", line):
        assert desk.joinpath(output).exists()


def test_those_that_are_not_typed_are_there() -> None:
    assert UNTYPED.keys() <= {name for name, _ in examples()}
