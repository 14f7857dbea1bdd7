import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import tmx
from align.reviewing.apply import apply
from tmx.base.errors import DuiyiError, OutputError
from tmx.model import Unit, Variant
from translate.cli.translate import app
from translate.jobs.request import Request
from translate.jobs.run import translate_files
from translate.jobs.sources import Source, outputs

EN = "hello world. the cat love the water!\n\ngood morning, world.\n"


@pytest.fixture
def text(tmp_path: Path, argos_installed: Path) -> Path:
    """An English document, with an engine for it that answers word for word."""
    path = tmp_path / "page.en.txt"
    path.write_text(EN, "utf-8")
    return path


def test_translate_with_memory(text: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["translate", str(text), "--to", "zh", "--tmx", "-o", str(tmp_path / "out")]
    )
    assert done.exit_code == 0, done.output
    assert f"{text}: 3 sentences by argos en-zh 1.9; flags: none" in done.stdout
    assert (tmp_path / "out" / "page.zh.txt").read_text(
        "utf-8"
    ) == "你好世界。这猫爱这水！\n\n好早晨，世界。\n"
    with (tmp_path / "out" / "page.en-zh.mt.tmx").open("rb") as stream:
        output = list(tmx.read(stream))
    assert len(output) == 3
    assert {unit.prop("x-engine") for unit in output} == {"argos en-zh 1.9"}
    assert {unit.prop("x-document") for unit in output} == {"page.en.txt"}


def test_codes_placed_by_position_are_flagged_where_the_summary_is(text: Path, tmp_path: Path) -> None:
    page = tmp_path / "torn.html"
    page.write_text("<p>the cat <br>love the water!</p><p>good morning, world.</p>", "utf-8")
    done = CliRunner().invoke(app, ["translate", str(page), "--to", "zh", "--review", "--json"])
    assert done.exit_code == 0, done.output
    [file] = json.loads(done.stdout)["files"]
    assert (file["sentences"], file["flags"], file["codes_by_position"]) == (2, {"codes": 1}, 1)
    review = tmp_path.joinpath("torn.en-zh.bitext.tsv").read_text("utf-8")
    assert [line.split("\t")[3].count("codes") for line in review.splitlines()[2:]] == [1, 0]


def test_a_damaged_cache_is_reported(text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    tmp_path.joinpath("duiyi").mkdir()
    tmp_path.joinpath("duiyi", "drafts.sqlite").write_bytes(b"no database at all " * 500)
    done = CliRunner().invoke(app, ["translate", str(text), "--to", "zh"])
    assert done.exit_code == 0
    assert done.stderr.count("the cache was damaged") == 1


def test_a_memory_without_a_unit_in_both_languages(text: Path, tmp_path: Path) -> None:
    memory = tmp_path / "german.tmx"
    with memory.open("wb") as stream:
        tmx.write([Unit((Variant("en", ("yes",)), Variant("de", ("ja",))))], stream)
    done = CliRunner().invoke(app, ["translate", str(text), "--to", "zh", "--no-cache", "--tm", str(memory)])
    assert "german.tmx: has no unit in en and zh" in str(done.exception)


def test_units_of_a_memory_that_cannot_match_are_counted(text: Path, tmp_path: Path) -> None:
    memory = tmp_path / "m.tmx"
    sides = ("hello world.", "hello"), ("good morning, world.", "")
    units = [Unit((Variant("en", (en,)), Variant("zh-CN", (zh,) if zh else ()))) for en, zh in sides]
    with memory.open("wb") as stream:
        tmx.write([*units, Unit((Variant("en", ("the cat",)),))], stream)
    command = ["translate", str(text), "--to", "zh", "--no-cache", "--tm", str(memory)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    note = f"duiyi: {memory}: left out: 2 of 3 units, without text in both en and zh-CN\n"
    assert done.stderr == note
    assert text.with_name("page.zh.txt").read_text("utf-8").endswith("\n\n好早晨，世界。\n")
    done = CliRunner().invoke(app, [*command[:1], "-", *command[2:]], input="hello world.\n")
    assert (done.stdout, done.stderr) == ("hello\n", note)


def test_the_same_input_gives_the_same_bytes(text: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        translate_files([text], to="zh", folder=tmp_path / name, memory=True)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_what_is_there_is_not_overwritten(text: Path) -> None:
    there = text.with_name("page.zh.txt")
    there.write_text("mine", "utf-8")
    done = CliRunner().invoke(app, ["translate", str(text), "--to", "zh"])
    assert done.exit_code == 1
    assert "exists already" in done.stderr
    assert "--force" in done.stderr
    assert there.read_text("utf-8") == "mine"
    assert CliRunner().invoke(app, ["translate", str(text), "--to", "zh", "--force"]).exit_code == 0
    assert there.read_text("utf-8").startswith("你好世界")


def test_one_bad_file_does_not_stop_the_rest(text: Path, tmp_path: Path) -> None:
    absent, binary = tmp_path / "absent.txt", tmp_path / "binary.txt"
    binary.write_bytes(bytes(range(256)) * 20)
    done = CliRunner().invoke(app, ["translate", str(absent), str(binary), str(text), "--to", "zh"])
    assert done.exit_code == 1
    assert str(absent) in done.stderr
    assert str(binary) in done.stderr
    assert "Traceback" not in done.output
    assert text.with_name("page.zh.txt").exists()
    assert not tmp_path.joinpath("binary.zh.txt").exists()


def test_a_document_that_is_in_the_language_asked_for(text: Path) -> None:
    [result] = translate_files([text], to="en")
    assert result.error is not None
    assert "is in the language asked for (en)" in str(result.error)


def test_two_documents_for_one_output(text: Path, tmp_path: Path) -> None:
    twin = tmp_path / "sub" / "page.txt"
    twin.parent.mkdir()
    twin.write_text(EN, "utf-8")
    first, second = translate_files([text, twin], to="zh", folder=tmp_path / "out")
    assert first.error is None
    assert isinstance(second.error, OutputError)
    assert "would be written for" in str(second.error)


def test_an_output_that_cannot_be_written(text: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    [result] = translate_files([text], to="zh", folder=tmp_path / "file")
    assert isinstance(result.error, OutputError)


def test_progress_counts_every_sentence(text: Path) -> None:
    seen: list[tuple[int, int]] = []
    translate_files([text], to="zh", on_progress=lambda stage, done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)
    assert {total for _, total in seen} == {3}


def test_explain_says_how_the_document_was_cleaned(text: Path) -> None:
    [result] = translate_files([text], to="zh", explain=True)
    assert "page.en.txt: en, utf-8, 2 blocks" in result.cleaning


def test_explain_speaks_of_the_reading_that_ran(tmp_path: Path) -> None:
    """Markdown goes back with all its markup, so nothing of it was cleaned."""
    path = tmp_path / "page.md"
    path.write_text("---\na: b\n---\n\n# Tea\n\nThe **tea** is [hot](a.md).\n", "utf-8")
    [result] = translate_files([path], to="zh", explain=True)
    assert result.cleaning.startswith("page.md: markdown, nothing to clean")
    assert "\n" not in result.cleaning


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/page.en.txt", ("a/page.zh.txt", "a/page.en-zh.mt.tmx")),
        ("page.txt", ("page.zh.txt", "page.en-zh.mt.tmx")),
        ("v1.2.md", ("v1.2.zh.md", "v1.2.en-zh.mt.tmx")),
        ("notes.log", ("notes.zh.txt", "notes.en-zh.mt.tmx")),
        (".en", (".en.zh.txt", ".en.en-zh.mt.tmx")),
        ("app.pot", ("app.zh.po", "app.en-zh.mt.tmx")),
    ],
)
def test_names_of_outputs(path: str, expected: tuple[str, str]) -> None:
    outputs_ = outputs(Source(Path(path)), Request("zh", memory=True))
    assert tuple(map(str, outputs_)) == expected


@pytest.mark.parametrize(
    "arguments", [["translate"], ["translate", "x", "--to", "fr"], ["models", "list", "--no"]]
)
def test_usage_errors_exit_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_models_commands(argos_files: dict[str, Path], argos_folder: Path) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["models", *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert run("list").count("embedded; no Argos package is installed") == 2
    assert "argos en-zh 1.9 serves en → zh now" in run("install", str(argos_files["en_zh"]))
    assert "(installed Argos package)" in run("list")
    assert "from_code: en" in run("info", "en_zh")
    assert "Gemma Terms of Use" in run("info", "embedded")
    assert "sound   argos en-zh 1.9" in run("verify")
    assert "removed" in run("remove", "en_zh")
    (argos_folder / "stray").mkdir()
    assert "not a package" in run("list")
    assert CliRunner().invoke(app, ["models", "verify"]).exit_code == 1


def test_a_broken_package_is_one_error(tmp_path: Path, argos_folder: Path) -> None:
    junk = tmp_path / "junk.argosmodel"
    junk.write_text("junk", "utf-8")
    done = CliRunner().invoke(app, ["models", "install", str(junk)])
    assert isinstance(done.exception, DuiyiError)
    assert str(junk) in str(done.exception)


def test_help_teaches_with_an_example() -> None:
    for command in (
        ["translate"],
        *(["models", name] for name in ("list", "install", "verify", "remove", "info")),
    ):
        assert "Example: duiyi" in CliRunner().invoke(app, [*command, "--help"]).stdout


def test_help_loads_no_model_library() -> None:
    heavy = "('ctranslate2', 'numpy', 'lxml')"
    code = f"import sys, translate.cli.translate; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_a_network(text: Path) -> None:
    offline = [shutil.which("unshare") or "unshare", "-rn"]
    try:
        allowed = subprocess.run([*offline, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        allowed = False
    if not allowed:
        pytest.skip("unshare -rn is not allowed here")
    command = [*offline, sys.executable, "-c", "from align.main import run; run()"]
    done = subprocess.run(
        [*command, "translate", str(text), "--to", "zh"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert text.with_name("page.zh.txt").exists()


def bilingual(path: Path, *units: tuple[str, str, str]) -> Path:
    """A memory of English texts, each with a translation and its tag."""
    with path.open("wb") as stream:
        tmx.write((Unit((Variant("en", (en,)), Variant(tag, (text,)))) for en, tag, text in units), stream)
    return path


@pytest.mark.parametrize(
    ("to", "tag", "other"),
    [("zh", "zh-Hans", "zh-TW"), ("zh-TW", "zh-HK", "zh-CN"), ("zh-Hant", "zh_tw", "zh")],
)
def test_no_translation_of_the_other_script_is_used(
    text: Path, tmp_path: Path, to: str, tag: str, other: str
) -> None:
    units = [("good morning, world.", tag, "早。"), ("hello world.", other, "哈囉。")]
    memory = bilingual(tmp_path / "m.tmx", *units)
    command = ["translate", str(text), "--to", to, "--no-cache", "--tm", str(memory)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "1 of 2 units" in done.stderr
    assert "(1 in the other script)" in done.stderr
    [output] = tmp_path.glob("page.zh*.txt")
    assert output.read_text("utf-8").startswith("你好世界。")
    assert output.read_text("utf-8").endswith("\n\n早。\n")
    alone = bilingual(tmp_path / "alone.tmx", units[1])
    done = CliRunner().invoke(app, [*command[:-1], str(alone), "--force"])
    assert "1 in the other script" in str(done.exception)


def test_a_traditional_text_keeps_its_tag_in_all_that_is_written(text: Path, tmp_path: Path) -> None:
    text.write_text("the cat love the water!\n", "utf-8")
    done = CliRunner().invoke(app, ["translate", str(text), "--to", "zh-HK", "--tmx", "--review"])
    assert done.exit_code == 0, done.output
    with tmx.read(tmp_path / "page.en-zh-HK.mt.tmx") as units:
        assert [[variant.lang for variant in unit.variants] for unit in units] == [["en", "zh-HK"]]
    applied = apply(tmp_path / "page.en-zh-HK.bitext.tsv", tmp_path / "applied.tmx")
    with tmx.read(applied.memory) as units:
        assert [[variant.lang for variant in unit.variants] for unit in units] == [["en", "zh-HK"]]


def test_a_traditional_source_is_called_that(text: Path, tmp_path: Path) -> None:
    path = tmp_path / "cats.zh.txt"
    path.write_text("這個世界歡迎貓。\n", "utf-8")
    memory = bilingual(tmp_path / "m.tmx", ("The world likes cats.", "zh-TW", "這個世界歡迎貓。"))
    command = ["translate", str(path), "--to", "en", "--tmx", "--review", "--no-cache", "--tm", str(memory)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    with tmx.read(tmp_path / "cats.zh-en.mt.tmx") as units:
        [unit] = units
    assert [(v.lang, v.segment) for v in unit.variants] == [
        ("en", ("The world likes cats.",)), ("zh-TW", ("這個世界歡迎貓。",)),
    ]  # fmt: skip
    assert "\ten\tzh-TW\n" in (tmp_path / "cats.zh-en.bitext.tsv").read_text("utf-8")


def test_terms_of_the_other_script_are_counted(text: Path, tmp_path: Path) -> None:
    sets = "".join(
        f'<termEntry><langSet xml:lang="en"><tig><term>{en}</term></tig></langSet>'
        f'<langSet xml:lang="{tag}"><tig><term>{zh}</term></tig></langSet></termEntry>'
        for en, tag, zh in (("world", "zh-TW", "天下"), ("cat", "zh-CN", "猫咪"))
    )
    glossary = tmp_path / "g.tbx"
    glossary.write_text(f"<martif><text><body>{sets}</body></text></martif>", "utf-8")
    command = ["translate", str(text), "--to", "zh", "--no-cache", "--glossary", str(glossary)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert f"{glossary}: left out: 1 term in another script than zh-CN" in done.stderr
    output = text.with_name("page.zh.txt").read_text("utf-8")
    assert "天下" not in output
    assert "猫咪" in output
