import json
import zipfile
from pathlib import Path

import pytest
from argos_fixture import build_package
from engines import Scripted
from typer.testing import CliRunner

import tmx
from tmx.base.errors import MissingPackageError
from translate.cli.translate import app
from translate.engines.careful import CarefulEngine
from translate.engines.choosing import engine_for, route
from translate.engines.package import embedded
from translate.engines.pivot import PivotEngine
from translate.packages import installing

EMBEDDED = embedded("en", "zh").name

GERMAN = {"hello": "hallo", "world": "welt", "good": "guten", "morning": "morgen", "cat": "katze", ".": "."}


@pytest.fixture(scope="session")
def german(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Package files from German into English, and one straight into Chinese."""
    folder = tmp_path_factory.mktemp("german")
    straight = {"世界": "welt", "早": "morgen"}
    return {
        "de_en": build_package(folder / "de_en.argosmodel", "de", "en", version="1.0", words=GERMAN),
        "de_zh": build_package(folder / "de_zh.argosmodel", "de", "zh", version="1.0", words=straight),
    }


@pytest.fixture
def by_english(argos_installed: Path, german: dict[str, Path]) -> Path:
    """Packages from German into English and from English into Chinese."""
    with zipfile.ZipFile(german["de_en"]) as package:
        package.extractall(argos_installed)
    return argos_installed


def run(*arguments: object, stdin: str | None = None) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(map(str, arguments)), input=stdin)
    return done.exit_code, done.stdout, done.stderr


def test_a_third_language_goes_by_way_of_english(by_english: Path) -> None:
    engine = engine_for("de", "zh")
    assert engine.name == "argos de-en 1.0 + argos en-zh 1.9"
    assert (engine.src, engine.tgt) == ("de", "zh")
    done: list[tuple[str, int, int]] = []
    drafts = engine.translate(["hallo welt", "guten morgen"], on_progress=lambda *steps: done.append(steps))
    assert [draft.text for draft in drafts] == ["你好世界", "好早晨"]
    assert done[-1] == ("translating", 2, 2)
    assert engine_for("de", "en").translate(["hallo welt."])[0].text == "Hello world."


def test_a_package_for_the_direction_itself_is_better(by_english: Path, german: dict[str, Path]) -> None:
    assert len(route("de", "zh")) == 2
    installing.install(german["de_zh"])
    assert len(route("de", "zh")) == 1
    assert engine_for("de", "zh").name == "argos de-zh 1.0"


def test_the_embedded_translator_may_be_the_second(german: dict[str, Path], argos_folder: Path) -> None:
    installing.install(german["de_en"])
    assert [package.name for package in route("de", "zh")] == ["argos de-en 1.0", EMBEDDED]


def test_without_a_way(argos_folder: Path) -> None:
    with pytest.raises(MissingPackageError, match="nothing translates de into zh") as caught:
        engine_for("de", "zh")
    assert "de_en" in caught.value.hint
    assert "de_zh" in caught.value.hint
    with pytest.raises(MissingPackageError, match="nothing translates de into en"):
        route("de", "en")


def test_flags_are_of_both_and_numbers_of_the_whole() -> None:
    first = CarefulEngine(
        Scripted({"Er hat 37 Katzen.": ["He has many cats."] * 3, "Nichts": [""] * 3}, "de", "en")
    )
    second = CarefulEngine(Scripted({"He has many cats.": ["他有很多猫。"] * 3}))
    lost, empty = PivotEngine(first, second).translate(["Er hat 37 Katzen.", "Nichts"])
    assert (lost.text, lost.flags, lost.score) == ("他有很多猫。", ("number",), -1.0)
    assert (empty.text, empty.flags) == ("", ("empty",))


def test_files_from_a_third_language(
    by_english: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    text, catalogue = tmp_path / "brief.de.txt", tmp_path / "a.xlf"
    text.write_text("hallo welt\n\nguten morgen\n", "utf-8")
    unit = "<trans-unit><source>hallo <g>katze</g></source></trans-unit>"
    catalogue.write_text(
        f'<xliff version="1.2"><file source-language="de-DE" datatype="x" original="y"><body>{unit}</body>'
        "</file></xliff>",
        "utf-8",
    )
    code, output, errors = run("translate", text, catalogue, "--from", "de", "--to", "zh", "--tmx", "--json")
    assert (code, errors) == (0, "")
    assert (tmp_path / "brief.zh.txt").read_text("utf-8") == "你好世界\n\n好早晨\n"
    assert "你好<g>猫</g></target>" in (tmp_path / "a.zh.xlf").read_text("utf-8")
    assert json.loads(output)["files"][0]["engines"] == ["argos de-en 1.0 + argos en-zh 1.9"]
    with tmx.read(tmp_path / "brief.de-zh.mt.tmx") as units:
        assert dict(units.header.attributes)["srclang"] == "de"
        assert [[v.lang for v in unit.variants] for unit in units] == [["de", "zh-CN"]] * 2
    code, _, errors = run("translate", catalogue, "--to", "zh", "-o", tmp_path / "out")
    assert code == 1
    assert "has source-language 'de-DE'" in errors
    assert "--from de" in errors


def test_lines_from_a_third_language(
    by_english: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run("translate", "-", "--from", "de", "--to", "en", stdin="hallo welt.\n")[:2] == (
        0,
        "Hello world.\n",
    )


@pytest.mark.parametrize(
    "more", [["--review"], ["--worst-first"], ["--glossary", "x.tsv"], ["--from", "German"]]
)
def test_what_a_third_language_does_not_have(more: list[str]) -> None:
    assert run("translate", "x.txt", "--to", "zh", "--from", "de", *more)[0] == 2


def test_another_script_than_latin_is_refused(by_english: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Добрый день, дорогие друзья\n", "utf-8")
    code, _, errors = run("translate", path, "--from", "de", "--to", "zh", "--no-cache")
    assert code == 1
    assert "is in a language in Cyrillic letters, not in de" in errors


def test_the_list_says_which_way(by_english: Path) -> None:
    code, output, _ = run("models", "list")
    assert code == 0
    assert "de → en  argos de-en 1.0  (installed Argos package)" in output
    assert "de → zh  argos de-en 1.0 + argos en-zh 1.9  (by way of English)" in output
