"""``duiyi review``: what people see, and the exit status; and ``duiyi align --keep`` from end to end."""

from pathlib import Path

import pytest
from review_fixture import CASES, copied
from typer.testing import CliRunner, Result

from align.main import app
from align.request import Request
from align.reviewing.apply import apply
from align.reviewing.explain import chosen
from align.reviewing.files import read_review
from align.run import align_files
from tmx.base.errors import DuiyiError


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["review", *map(str, arguments)])


def test_every_command_teaches_with_an_example() -> None:
    for command in ("apply", "diff", "stats", "explain", "page", "serve"):
        assert f"Example: duiyi review {command}" in " ".join(run(command, "--help").stdout.split())


def test_apply_tells_what_it_made(tmp_path: Path) -> None:
    path = copied(tmp_path)
    result = run("apply", path)
    assert result.stdout.splitlines() == [
        f"{tmp_path / 'lighthouse.tmx'}: 51 units, 0 of them approved",
        "left out: 2 candidates not approved, 2 without a counterpart",
        "every sentence of both documents is there, once and in order",
    ]


def test_stats_and_diff_speak(tmp_path: Path) -> None:
    path = copied(tmp_path)
    told = run("stats", path, "--first", "2").stdout.splitlines()
    assert told[0] == "0 of 53 pairs reviewed (0 %): 0 accepted, 0 dropped"
    assert told[-2].startswith("  line    57  0.47  1-1")
    later = tmp_path / "later.bitext.tsv"
    later.write_bytes(path.read_bytes().replace(b"\tcandidate\t", b"\tok,candidate\t"))
    assert run("diff", path, later).stdout.splitlines() == [
        "line 57: accepted",
        '  "I miss the dark," she said finall… | “我想念黑暗。”',
        "1 accepted; the new file has 55 lines",
    ]
    assert run("diff", path, path).stdout == "nothing changed in 55 lines\n"


def test_explain_says_what_speaks_for_a_pair(tmp_path: Path) -> None:
    path = copied(tmp_path)
    told = run("explain", path, "57").stdout.splitlines()
    assert told[0].split() == ["line", "57", "348a214c53", "1-1", "score", "0.47"]
    assert told[1:4] == [
        '  en  "I miss the dark," she said finally.',
        "  zh  “我想念黑暗。”",
        "  right with a probability of 47 %",
    ]
    assert told[4].startswith("  candidate: too improbable")
    weights = [float(line.split()[0]) for line in told[6:]]
    assert weights and weights == sorted(weights, key=lambda nats: -abs(nats))
    assert any("both sides mean the same" in line for line in told[6:])
    assert run("explain", path, "348a214c53").stdout.splitlines() == told
    assert run("explain", path, "--first", "1").stdout.splitlines() == told


def test_explain_without_reasons(tmp_path: Path) -> None:
    path = copied(tmp_path)
    alone = next(line for line in read_review(path).lines if not (line.pair.en and line.pair.zh))
    assert "no counterpart was found" in run("explain", path, str(alone.number)).stdout
    text = path.read_text("utf-8")
    path.write_text(text.replace("I miss the dark", "I miss the night"), "utf-8")
    assert "the text was edited" in run("explain", path, "57").stdout
    with pytest.raises(DuiyiError, match=r"no pair 'lost'\. Name identifiers"):
        chosen(read_review(path), ["lost"], first=1)
    path.with_name(path.name.replace(".bitext.", ".reasons.")).unlink()
    assert "the file of them is not there" in run("explain", path, "57").stdout


def test_page_says_where_it_is(tmp_path: Path) -> None:
    assert run("page", copied(tmp_path), "-o", tmp_path / "p.html").stdout == f"{tmp_path / 'p.html'}\n"
    assert (tmp_path / "p.html").stat().st_size > 50_000


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert run("apply", tmp_path / "none.bitext.tsv").exit_code == 2


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.bitext.tsv"
    path.write_text("one column\n", encoding="utf-8")
    error = run("apply", path).exception
    assert isinstance(error, DuiyiError) and str(error).startswith(f"{path}:1: 1 column instead of 6")


@pytest.mark.slow
def test_align_review_apply_and_align_again(tmp_path: Path) -> None:
    """Untouched, ``apply`` gives the memory of ``align``; verdicts outlive another alignment of the same."""
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
    assert again.kept and (again.kept.held, again.kept.forced, again.kept.lapsed) == (2, 0, ())
    kept = next(output.path for output in again.outputs if output.what == "review file")
    assert read_review(kept).lines == read_review(path).lines
