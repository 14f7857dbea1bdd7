"""``duiyi review``: what people see, and the exit status; and ``duiyi align --keep`` from end to end."""

import json as codec
import shlex
from pathlib import Path
from typing import Any

import pytest
from house import duiyi
from review_fixture import CASES, copied, written
from typer.testing import CliRunner, Result

from align.main import app
from align.request import Request
from align.reviewing.apply import apply
from align.reviewing.files import read_review
from align.reviewing.page import page
from align.run import align_files
from tmx.base.errors import DuiyiError
from tmx.bitext import Pair


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["review", *map(str, arguments)])


def json(*arguments: str | Path) -> Any:
    """What a command prints with ``--json``."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0
    return codec.loads(result.stdout)


def test_every_command_teaches_with_an_example() -> None:
    for command in ("apply", "diff", "stats", "explain", "page", "serve"):
        assert f"Example: duiyi review {command}" in " ".join(run(command, "--help").stdout.split())


def test_apply_writes_the_memory_beside_the_file(tmp_path: Path) -> None:
    result = run("apply", copied(tmp_path))
    first, left_out, proof = result.stdout.splitlines()
    assert first.startswith(f"{tmp_path / 'lighthouse.tmx'}: 51 units")
    assert "2 candidates not approved" in left_out
    assert "every sentence of both documents is there" in proof


def test_one_is_counted_as_one(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.bitext.tsv", [Pair("a", ("Stay.",), ("留下。",), "1-1", 0.1, ("candidate",))]
    )
    assert "1 candidate not approved" in run("apply", path).stdout


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_apply_writes_to_standard_output(tmp_path: Path, name: str) -> None:
    path = copied(tmp_path)
    beside = apply(path).memory
    done = duiyi("review", "apply", path, "-o", name)
    assert done.stdout == beside.read_text("utf-8")
    assert "51 units" in done.stderr
    assert not Path("-").exists()


def test_stats_as_json(tmp_path: Path) -> None:
    data = json("stats", copied(tmp_path), "--first", "2")
    assert (data["pairs"], data["accepted"], data["dropped"], data["waiting"]) == (53, 0, 0, 53)
    first, _ = data["first"]
    assert (first["line"], first["score"], first["kind"]) == (57, 0.47, "1-1")


def test_stats_in_words(tmp_path: Path) -> None:
    lines = run("stats", copied(tmp_path), "--first", "1").stdout.splitlines()
    assert lines[0].startswith("0 of 53 pairs reviewed")
    assert lines[-1].startswith("  line    57  0.47  1-1")


def test_diff(tmp_path: Path) -> None:
    path = copied(tmp_path)
    later = tmp_path / "later.bitext.tsv"
    later.write_bytes(path.read_bytes().replace(b"\tcandidate\t", b"\tok,candidate\t"))
    data = json("diff", path, later)
    assert data["lines"] == 55
    [change] = data["changes"]
    assert change["kind"] == "accepted"
    assert [line["flags"] for line in change["old"] + change["new"]] == [["candidate"], ["ok", "candidate"]]
    assert "line 57: accepted" in run("diff", path, later).stdout.splitlines()
    assert json("diff", path, path) == {"lines": 55, "changes": []}


def test_diff_reports_scores_when_asked(tmp_path: Path) -> None:
    path = copied(tmp_path)
    later = tmp_path / "later.bitext.tsv"
    later.write_bytes(path.read_bytes().replace(b"\t0.47\tcandidate\t", b"\t0.57\tcandidate\t"))
    assert json("diff", path, later)["changes"] == []
    assert [change["kind"] for change in json("diff", path, later, "--scores")["changes"]] == [
        "score changed"
    ]


def test_explain_as_json(tmp_path: Path) -> None:
    path = copied(tmp_path)
    [data] = json("explain", path, "57")
    assert (data["line"], data["id"], data["kind"], data["score"]) == (57, "348a214c53", "1-1", 0.47)
    assert data["en"] == ['"I miss the dark," she said finally.']
    assert data["parts"]["meaning"] > 0 > data["parts"]["marks"]
    assert json("explain", path, "348a214c53") == json("explain", path, "--first", "1") == [data]


def test_explain_in_words(tmp_path: Path) -> None:
    path = copied(tmp_path)
    text = run("explain", path, "57").stdout
    assert "both sides mean the same" in text
    alone = next(line for line in read_review(path).lines if not (line.pair.en and line.pair.zh))
    assert "no counterpart was found" in run("explain", path, str(alone.number)).stdout


def test_page_says_where_it_is(tmp_path: Path) -> None:
    assert run("page", copied(tmp_path), "-o", tmp_path / "p.html").stdout == f"{tmp_path / 'p.html'}\n"
    assert (tmp_path / "p.html").stat().st_size > 50_000


def test_page_on_standard_output(tmp_path: Path) -> None:
    path = copied(tmp_path)
    assert run("page", path, "-o", "-").stdout_bytes == page(path).encode()


@pytest.mark.parametrize("command", ["apply", "stats", "explain", "page"])
def test_a_memory_is_called_one(tmp_path: Path, command: str) -> None:
    memory = apply(copied(tmp_path)).memory
    error = str(run(command, memory).exception)
    assert error.startswith(f"{memory}: is a translation memory, not a review file")
    assert f"duiyi tmx convert {memory} -o {tmp_path / 'lighthouse.bitext.tsv'}" in error


def test_the_command_named_for_a_memory_works(tmp_path: Path) -> None:
    small = written(tmp_path / "small.bitext.tsv", [Pair("a", ("Stay.",), ("留下。",), "1-1", 0.9)])
    memory = apply(small, tmp_path / "m.tmx").memory
    memory.write_text(memory.read_text("utf-8").replace("UTF-8", "UTF-16"), "utf-16")
    error = str(run("stats", memory).exception)
    command = shlex.split(error[error.index("duiyi tmx") :].removesuffix("."))
    assert duiyi(*command[1:]).returncode == 0
    assert json("stats", tmp_path / "m.bitext.tsv")["pairs"] == 1


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert run("apply", tmp_path / "none.bitext.tsv").exit_code == 2


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.bitext.tsv"
    path.write_text("one column\n", encoding="utf-8")
    error = run("apply", path).exception
    assert isinstance(error, DuiyiError) and str(error).startswith(f"{path}:1: 1 column instead of 6")


@pytest.mark.slow
def test_align_review_apply_and_align_again(tmp_path: Path) -> None:
    """Untouched, ``apply`` gives the memory of ``align``; decisions outlive another alignment of the same."""
    documents = CASES / "lighthouse.en.txt", CASES / "lighthouse.zh.txt"
    first = align_files(*documents, tmp_path / "a", request=Request(drafts=False))
    files = {output.what: output.path for output in first.outputs}
    aligned = files["aligned memory"].read_bytes()
    applied = apply(files["review file"], against=documents)
    assert applied.unchanged and applied.proof and applied.memory.read_bytes() == aligned
    path = files["review file"]
    text = path.read_text(encoding="utf-8").split("\n")
    for at, flag in ((6, "ok"), (9, "drop")):
        columns = text[at].split("\t")
        text[at] = "\t".join([*columns[:3], ",".join([flag, *filter(None, [columns[3]])]), *columns[4:]])
    path.write_text("\n".join(text), encoding="utf-8")
    again = align_files(*documents, tmp_path / "b", request=Request(drafts=False, keep=path))
    assert again.decisions and (again.decisions.carried, again.decisions.forced, again.decisions.lost) == (
        2,
        0,
        (),
    )
    kept = next(output.path for output in again.outputs if output.what == "review file")
    assert read_review(kept).lines == read_review(path).lines
