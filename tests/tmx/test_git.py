"""``install-git`` with the real git: memories show as text, word by word; undo leaves nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tmx_strategies import pair, saved

from tmx.base.errors import InputError
from tmx.look import git

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
COMMAND = f"{sys.executable} -c 'from tmx.cli import app; app()' cat --textconv"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    folder = tmp_path / "repository"
    folder.mkdir()
    run(folder, "init", "-q")
    return folder


def run(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Eve", "-c", "user.email=eve@example.org")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_a_diff_shows_words_and_characters(
    repository: Path, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    git.install(repository, command=COMMAND)
    soup = pair("Soup.", "汤。", tuid="2")
    path = saved(repository / "a.tmx", pair("The tea is hot.", "茶很热。", tuid="1"), soup)
    run(repository, "add", ".")
    run(repository, "commit", "-qm", "first")
    saved(path, pair("The soup is hot.", "茶太热。", tuid="1"), soup)
    shown = run(repository, "diff")
    assert "-en: The tea is hot.\n" in shown
    assert "+en: The soup is hot.\n" in shown
    assert "<seg>" not in shown
    words = run(repository, "diff", "--word-diff")
    assert "en: The [-tea-]{+soup+} is hot." in words
    assert "zh-CN: 茶[-很-]{+太+}热。" in words


def test_a_broken_memory_still_has_a_diff(repository: Path) -> None:
    git.install(repository, command=COMMAND)
    path = saved(repository / "a.tmx", pair("Tea", "茶"))
    run(repository, "add", ".")
    run(repository, "commit", "-qm", "first")
    path.write_text(
        path.read_text(encoding="utf-8").replace("</tu>\n", "</tu>\n<<<<<<< ours\n"), encoding="utf-8"
    )
    assert "+# from line 9 on: not well-formed XML" in run(repository, "diff")


def test_installing_again_changes_nothing_and_undo_leaves_nothing(repository: Path) -> None:
    attributes, config = repository / ".gitattributes", repository / ".git" / "config"
    attributes.write_text("*.txt text", encoding="utf-8")
    before = config.read_bytes()
    git.install(repository)
    once = attributes.read_bytes(), config.read_bytes()
    (repository / "inside").mkdir()
    assert git.install(repository / "inside").resolve() == repository.resolve()
    assert (attributes.read_bytes(), config.read_bytes()) == once
    git.undo(repository)
    assert attributes.read_text(encoding="utf-8") == "*.txt text\n"
    assert config.read_bytes() == before
    attributes.unlink()
    git.install(repository)
    git.undo(repository)
    git.undo(repository)
    assert not attributes.exists()


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(InputError, match="a git repository"):
        git.install(tmp_path)
