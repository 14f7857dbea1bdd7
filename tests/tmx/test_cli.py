"""``duiyi tmx``: what people see, and the exit status."""

import doctest
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from house import duiyi
from tmx_strategies import pair, saved
from typer.testing import CliRunner, Result

import tmx
from tmx import bitext
from tmx.base import console
from tmx.base.errors import DuiyiError
from tmx.bitext import Pair
from tmx.cli import app

PAIRS = (
    Pair("a", ("Tea is hot.",), ("茶很热。",), "1-1", 0.93, ("ok",)),
    Pair("b", ("Tea is hot.", "So is soup."), ("茶和汤都很热。",), "2-1", 0.41),
    Pair("c", ("Alone.",), (), "1-0", flags=("meta",)),
    Pair("d", ("Not this.",), ("不是这个。",), "1-1", 0.9, ("drop",)),
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def review(tmp_path: Path) -> Path:
    path = tmp_path / "tea.bitext.tsv"
    with path.open("wb") as stream:
        bitext.write(PAIRS, stream, metadata={"signature": "split:rules"})
    return path


@pytest.fixture
def memory(review: Path) -> Path:
    path = review.with_name("tea.tmx")
    assert run("convert", review, "-o", path).exit_code == 0
    return path


def test_convert_calls_candidates_candidates(tmp_path: Path) -> None:
    path = tmp_path / "soup.bitext.tsv"
    with path.open("wb") as stream:
        bitext.write([Pair("e", ("Perhaps.",), ("也许吧。",), "1-1", 0.3, ("candidate",))], stream)
    result = run("convert", path, "-o", tmp_path / "soup.tmx")
    assert "1 candidate without ok" in result.stderr
    assert "empty side" not in result.stderr


def test_convert_says_what_it_wrote_and_left(review: Path) -> None:
    path = review.with_name("tea.tmx")
    result = run("convert", review, "-o", path)
    assert result.stdout == f"{path}: 2 written\n"
    assert "1 pair marked drop" in result.stderr
    assert "1 pair with an empty side" in result.stderr
    with tmx.read(path) as reader:
        assert reader.header.remarks == (tmx.Prop("x-duiyi-signature", "split:rules"),)
        assert [unit.attribute("tuid") for unit in reader] == ["a", "b"]


def test_convert_and_back(memory: Path) -> None:
    back, again = memory.with_name("back.bitext.tsv"), memory.with_name("again.tmx")
    assert run("convert", memory, "-o", back).exit_code == 0
    assert bitext.read(back).metadata == {"signature": "split:rules"}
    assert run("convert", back, "-o", again).exit_code == 0
    assert again.read_bytes() == memory.read_bytes()
    assert run("convert", memory, "-o", memory, "--force").exit_code == 0
    assert again.read_bytes() == memory.read_bytes()


def test_convert_does_not_replace_unasked(review: Path, memory: Path) -> None:
    before = memory.read_bytes()
    result = run("convert", review, "-o", memory)
    assert isinstance(result.exception, DuiyiError)
    assert "exists already" in str(result.exception)
    assert memory.read_bytes() == before


@pytest.mark.parametrize("name", ["tea.docx", "tea"])
def test_convert_names_the_forms_it_knows(review: Path, name: str) -> None:
    result = run("convert", review, "-o", review.with_name(name))
    assert isinstance(result.exception, DuiyiError)
    assert "*.tmx or *.bitext.tsv" in str(result.exception)


def test_a_failed_conversion_leaves_nothing(review: Path) -> None:
    review.write_text("one column\n", encoding="utf-8")
    target = review.with_name("new.tmx")
    assert isinstance(run("convert", review, "-o", target).exception, DuiyiError)
    assert [path.name for path in review.parent.iterdir()] == [review.name]


def test_convert_counts_what_a_review_file_cannot_hold(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    english = tmx.Variant("en", ("a", tmx.Tag("ph")))
    with path.open("wb") as stream:
        tmx.write([tmx.Unit((english, tmx.Variant("zh", ("b",)), tmx.Variant("fr", ("c",))))], stream)
    result = run("convert", path, "-o", tmp_path / "a.bitext.tsv")
    assert "1 unit with inline codes" in result.stderr
    assert "1 variant in other languages" in result.stderr


def test_check_is_content(memory: Path) -> None:
    result = run("check", memory)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no problems" in result.stderr


def test_check_lists_problems(memory: Path) -> None:
    memory.write_text(memory.read_text(encoding="utf-8").replace("zh-CN", "zh_CN"), encoding="utf-8")
    result = run("check", memory)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{memory}:13:1: warning: language: 'zh_CN' isn't a language tag")
    assert "2 problems" in result.stderr


def test_stats(memory: Path) -> None:
    result = run("stats", memory)
    assert "units\t2\n" in result.stdout
    assert "zh-CN\t2 variants, 11 characters\n" in result.stdout
    assert "level ApprovedTranslation\t1\n" in result.stdout
    assert "score from 0.9\t1\n" in result.stdout


def test_cat(memory: Path) -> None:
    result = run("cat", memory)
    assert "# b\n  segtype=paragraph\n" in result.stdout
    assert "en: Tea is hot. So is soup.\nzh-CN: 茶和汤都很热。\n\n" in result.stdout


def test_bad_units_are_left_out_on_request_only(memory: Path) -> None:
    memory.write_text(
        memory.read_text(encoding="utf-8").replace("<body>", "<body>\n<tu></tu>"), encoding="utf-8"
    )
    assert isinstance(run("cat", memory).exception, DuiyiError)
    out = memory.with_name("out.tmx")
    commands: tuple[list[str | Path], ...] = (
        ["cat"], ["stats"], ["lookup", "Tea is hot."], ["fix", "-o", out], ["dedupe", "-o", out],
        ["filter", "ratio < 9", "-o", out, "--removed", memory.with_name("rest.tmx")],
        ["split", "--units", "9"], ["split", "--by", "lang"], ["sort", "-o", out], ["diff", memory],
    )  # fmt: skip
    for command, *rest in commands:
        forced = ["--force"] * (command in ("fix", "dedupe", "filter", "split", "sort"))
        result = run(command, memory, *rest, *forced, "--skip-bad")
        assert result.exit_code == 0, result.output
        assert "left out: 1 unit that breaks" in result.stderr


def test_commands_have_examples() -> None:
    for command in [
        "check",
        "stats",
        "cat",
        "search",
        "lookup",
        "fix",
        "merge",
        "dedupe",
        "filter",
        "split",
        "sort",
        "convert",
        "diff",
        "install-git",
    ]:
        assert f"duiyi tmx {command} " in run(command, "--help").stdout


def test_the_examples_of_the_package_run() -> None:
    failed, attempted = doctest.testmod(tmx)
    assert (failed, attempted > 5) == (0, True)


def test_importing_loads_no_xml_library() -> None:
    code = "import sys, tmx, tmx.cli, tmx.bitext, tmx.xml.writing; sys.exit('lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert len(tmx.__all__) < 12


def test_a_filter_keeps_two_files(memory: Path) -> None:
    out = memory.with_name("out.tmx")
    assert run("filter", memory, "score > 0.5", "-o", out, "--removed", out).exit_code == 2
    assert not out.exists()


def test_an_empty_memory_makes_no_parts(tmp_path: Path) -> None:
    path = saved(tmp_path / "none.tmx")
    result = run("split", path, "--units", "2")
    assert result.exit_code == 0
    assert result.stderr == f"{path}: no units, and no file was written\n"


def test_matches_and_hits_stay_on_a_line(tmp_path: Path) -> None:
    path = saved(tmp_path / "menu.tmx", pair("Save\nas", "另存\n为"))
    assert run("search", "save", path).stdout == f"{path}:5: en: [Save]\\nas\t另存\\n为\n"
    assert run("lookup", path, "Save as").stdout == "# Save as\n99%\tSave\\nas\t另存\\n为\n"


def test_units_that_cannot_match_are_counted(tmp_path: Path) -> None:
    path = saved(tmp_path / "tea.tmx", pair("Tea is hot.", "茶很热。"), pair("Soup.", ""))
    result = run("lookup", path, "Soup.")
    assert (result.exit_code, result.stdout) == (1, "# Soup.\n")
    assert result.stderr == "left out: 1 unit without text in both en and zh-CN\n"


def test_the_encoding_of_a_table(tmp_path: Path) -> None:
    table, out = tmp_path / "table.csv", tmp_path / "table.tmx"
    filler = "".join(f"{number},Row {number}.,第{number}行。\n" for number in range(900))
    table.write_bytes(f"id,en,zh-CN\n{filler}x,Tea.,茶。\n".encode("gb18030"))
    error = run("convert", table, "-o", out).exception
    assert str(error) == f"{table}:2: is not UTF-8. Name its encoding, such as --encoding gb18030."
    assert run("convert", table, "-o", out, "--encoding", "gb18030").exit_code == 0
    assert next(tmx.read(out)).variants[1].segment == ("第0行。",)
    table.write_bytes(f"id,en,zh-CN\n{filler}".encode() + "x,Tea.,茶。\n".encode("gb18030"))
    assert f"{table}:902: is not UTF-8" in str(run("convert", table, "-o", out, "--force").exception)
    assert "no encoding is called x-1" in str(
        run("convert", table, "-o", out, "--force", "--encoding", "x-1").exception
    )
    review = tmp_path / "a.bitext.tsv"
    review.write_text("", "utf-8")
    assert "Leave out --encoding" in str(
        run("convert", review, "-o", out, "--force", "--encoding", "gb18030").exception
    )


# one JSON document


def document(*arguments: str | Path) -> Any:
    """What a command prints with --json, and its exit status."""
    result = run(*arguments, "--json")
    return json.loads(result.stdout), result.exit_code


def test_stats_for_programs(memory: Path) -> None:
    counts, code = document("stats", memory)
    assert code == 0
    assert counts == {
        "path": str(memory),
        "units": 2,
        "languages": {"en": {"variants": 2, "characters": 34}, "zh-CN": {"variants": 2, "characters": 11}},
        "with_codes": 0,
        "origins": {"Alignment": 2},
        "levels": {"ApprovedTranslation": 1, "Draft": 1},
        "types": {"1-1": 1, "2-1": 1},
        "scores_from": {"0.4": 1, "0.9": 1},
        "skipped": 0,
    }


def test_problems_for_programs(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.tmx", pair("Tea", " 茶"), pair("Tea", "茶\N{REPLACEMENT CHARACTER}"))
    found, code = document("check", path)
    assert code == 1
    assert [(one["rule"], one["severity"]) for one in found["problems"]] == [
        ("space", "note"),
        ("damage", "warning"),
    ]
    assert found["problems"][1]["effects"] == [
        {"tool": "any", "severity": "warning", "effect": "shows a replacement character"}
    ]
    assert found["counts"] == {"fatal": 0, "error": 0, "warning": 1, "note": 1}
    assert document("check", saved(tmp_path / "b.tmx", pair("Tea", "茶")))[0]["problems"] == []


def test_hits_for_programs(memory: Path) -> None:
    found, code = document("search", "soup", memory)
    assert (code, found["count"]) == (0, 1)
    (hit,) = found["hits"]
    assert hit["text"][hit["start"] : hit["stop"]] == "soup"
    assert (hit["lang"], hit["tuid"], hit["others"]) == ("en", "b", {"zh-CN": "茶和汤都很热。"})
    assert document("search", "wine", memory) == ({"pattern": "wine", "hits": [], "count": 0}, 1)


def test_matches_for_programs(memory: Path) -> None:
    found, code = document("lookup", memory, "Tea is hot.", "Wine.")
    assert (code, found["missed"]) == (1, 1)
    assert [answer["text"] for answer in found["texts"]] == ["Tea is hot.", "Wine."]
    assert found["texts"][0]["matches"][0] == {"percent": 100, "source": "Tea is hot.", "target": "茶很热。"}


def test_counts_of_differences_for_programs(memory: Path) -> None:
    counts, code = document("diff", memory, saved(memory.with_name("b.tmx"), pair("New.", "新。")), "--stat")
    assert (code, counts["added"], counts["removed"]) == (1, 1, 2)


# standard output, and colours


@pytest.mark.parametrize("place", ["-", "/dev/stdout"])
@pytest.mark.parametrize(
    "command", ["merge {memory}", "fix {memory}", "sort {memory}", "dedupe {memory}", "convert {review}"]
)
def test_a_memory_on_standard_output(command: str, place: str, memory: Path, review: Path) -> None:
    arguments = command.format(memory=memory, review=review).split()
    done = duiyi("tmx", *arguments, "-o", place)
    assert done.returncode == 0, done.stderr
    assert len(list(tmx.read(io.BytesIO(done.stdout.encode())))) == 2
    assert done.stderr


def test_what_a_filter_removes_needs_a_place(memory: Path) -> None:
    assert run("filter", memory, "score > 0.5", "-o", "-").exit_code == 2
    rest = memory.with_name("rest.tmx")
    done = duiyi("tmx", "filter", memory, "score > 0.5", "-o", "-", "--removed", rest)
    assert len(list(tmx.read(io.BytesIO(done.stdout.encode())))) == len(list(tmx.read(rest))) == 1


def test_colours_are_for_terminals(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "[Tea]" in run("search", "tea", memory).stdout
    monkeypatch.setattr("tmx.base.console.colourful", lambda: True)
    assert "\x1b[1;31mTea\x1b[m" in run("search", "tea", memory).stdout


@pytest.mark.parametrize(
    ("terminal", "no_color", "colour"), [(True, "", True), (True, "1", False), (False, "", False)]
)
def test_no_color(terminal: bool, no_color: str, colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    assert console.colourful() is colour


# the other kind of file


def test_a_review_file_and_a_memory_are_told_apart(review: Path, memory: Path) -> None:
    error = str(run("stats", review).exception)
    assert "is a review file, not a memory" in error
    assert "duiyi review apply" in error
    with pytest.raises(DuiyiError, match="is a memory in TMX, not a review file") as caught:
        bitext.read(memory)
    assert "duiyi tmx convert" in caught.value.hint


def test_summaries_are_not_cut() -> None:
    lines = duiyi("tmx", "--help", env={"COLUMNS": "80"}).stdout.splitlines()
    assert len(lines) > 15
    assert [line for line in lines if line.startswith("  ") and line.endswith("...")] == []
