"""Reviewing in real git: two reviewers on branches, a conflict, attributes, and back into one memory."""

import subprocess
from pathlib import Path

import pytest
from review_fixture import copied

import tmx
from align.reviewing.apply import apply
from align.reviewing.compare import changes
from align.reviewing.files import read_review
from tmx.base.errors import InputError

ATTRIBUTES = "*.bitext.tsv text eol=lf diff=bitext\n"


def git(folder: Path, *arguments: str, fails: bool = False) -> str:
    settings = ["-c", "user.name=R", "-c", "user.email=r@example.org", "-c", "commit.gpgsign=false"]
    settings += ["-c", "core.quotePath=false", "-c", "init.defaultBranch=main"]
    result = subprocess.run(
        ["git", *settings, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (result.returncode != 0) == fails, result.stderr + result.stdout
    return result.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    path = copied(tmp_path)
    (tmp_path / ".gitattributes").write_text(ATTRIBUTES, encoding="utf-8")
    git(tmp_path, "init")
    git(tmp_path, "add", ".gitattributes", path.name)
    git(tmp_path, "commit", "-m", "aligned")
    return path


def judge(path: Path, id_: str, flag: str) -> None:
    """Write a decision into the flags of a line, as a person does in an editor."""
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(k for k, line in enumerate(lines) if line.startswith(id_))
    columns = lines[at].split("\t")
    columns[3] = ",".join(filter(None, [flag, columns[3]]))
    lines[at] = "\t".join(columns)
    path.write_text("\n".join(lines), encoding="utf-8")


def test_a_decision_is_one_line_of_a_diff(repository: Path) -> None:
    review = read_review(repository)
    judge(repository, review.lines[3].pair.id, "ok")
    assert git(repository.parent, "diff", "--numstat").split("\t")[:2] == ["1", "1"]


def test_decisions_of_two_reviewers_merge(repository: Path) -> None:
    folder = repository.parent
    ids = [line.pair.id for line in read_review(repository).lines]
    git(folder, "switch", "-c", "anna")
    judge(repository, ids[2], "ok")
    git(folder, "commit", "-am", "Anna")
    git(folder, "switch", "-c", "ben", "main")
    judge(repository, ids[20], "drop")
    git(folder, "commit", "-am", "Ben")
    git(folder, "merge", "anna", "-m", "both")
    merged = read_review(repository)
    assert [line.pair.id for line in merged.lines if line.judged] == [ids[2], ids[20]]
    assert merged.unchanged("en") and merged.unchanged("zh")


def test_a_conflict_is_named_settled_and_applied(repository: Path) -> None:
    folder = repository.parent
    before = read_review(repository)
    id_ = before.lines[5].pair.id
    git(folder, "switch", "-c", "anna")
    judge(repository, id_, "ok")
    git(folder, "commit", "-am", "Anna")
    git(folder, "switch", "-c", "ben", "main")
    judge(repository, id_, "drop")
    git(folder, "commit", "-am", "Ben")
    git(folder, "merge", "anna", fails=True)
    with pytest.raises(InputError, match="merge conflict") as caught:
        apply(repository)
    assert caught.value.line == before.lines[5].number
    text = repository.read_text(encoding="utf-8")
    ours, rest = text.split("<<<<<<< HEAD\n")[1].split("=======\n")
    theirs, after = rest.split(">>>>>>> anna\n")
    repository.write_text(text.split("<<<<<<<")[0] + theirs + after, encoding="utf-8")
    assert ours != theirs
    git(folder, "commit", "-am", "settled: as Anna has it")
    with tmx.read(apply(repository).memory) as memory:
        approved = [
            u.attribute("tuid") for u in memory if u.prop("x-ConfirmationLevel") == "ApprovedTranslation"
        ]
    assert approved == [id_]


def test_diff_between_commits(repository: Path) -> None:
    """``git show OLD:FILE`` is a review file like any other."""
    folder = repository.parent
    judge(repository, read_review(repository).lines[7].pair.id, "ok")
    git(folder, "commit", "-am", "one decision")
    old = folder / "old.bitext.tsv"
    old.write_text(git(folder, "show", f"HEAD~1:{repository.name}"), encoding="utf-8")
    assert [change.kind for change in changes(read_review(old), read_review(repository))] == ["accepted"]


def test_line_ends_of_other_systems_change_nothing(repository: Path) -> None:
    """With the attributes, a checkout with CRLF is committed with LF; and the file reads the same anyhow."""
    before = read_review(repository)
    repository.write_bytes(repository.read_bytes().replace(b"\n", b"\r\n"))
    assert read_review(repository).lines == before.lines
    git(repository.parent, "add", repository.name)
    assert git(repository.parent, "diff", "--cached", "--numstat") == ""


def test_words_and_han_characters_are_marked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the wordRegex of the README, a changed character is all that a word diff shows."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    folder = repository.parent
    git(folder, "config", "diff.bitext.wordRegex", "[A-Za-z0-9_]+|[^[:space:]]")
    text = repository.read_text(encoding="utf-8")
    repository.write_text(text.replace("冬天很漫长", "冬季很漫长"), encoding="utf-8")
    shown = git(folder, "diff", "--word-diff=plain", "-U0")
    assert "冬[-天-]{+季+}很漫长" in shown
