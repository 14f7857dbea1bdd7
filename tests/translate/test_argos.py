import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from argos_fixture import build_package

from tmx.base.errors import MissingPackageError
from translate.engines.argos import ArgosDecoder
from translate.engines.careful import CarefulEngine
from translate.engines.choosing import engine_for, route
from translate.engines.engine import Search
from translate.engines.installed import installed, package_folders
from translate.packages import installing


def test_word_for_word(argos_installed: Path) -> None:
    engine = engine_for("en", "zh")
    assert engine.name == "argos en-zh 1.9"
    drafts = engine.translate(["hello world.", "i love the cat, you love the book!", "", "good morning"])
    assert [draft.text for draft in drafts] == ["你好世界。", "我爱这猫，你爱这书！", "", "好早晨"]
    assert all(draft.engine == "argos en-zh 1.9" and draft.flags == () for draft in drafts)
    assert all(-5 < draft.score <= 0 for draft in drafts)


def test_the_other_direction(argos_installed: Path) -> None:
    assert [d.text for d in engine_for("zh", "en").translate(["你好世界。"])] == ["Hello world."]


def test_order_is_kept_in_large_batches(argos_installed: Path) -> None:
    words = ["hello", "world", "book", "cat"]
    texts = [" ".join(words[: 1 + number % 4]) for number in range(101)]
    done: list[tuple[int, int]] = []
    package = route("en", "zh")[0]
    engine = CarefulEngine(ArgosDecoder(package, threads=2, batch_pieces=16))
    drafts = engine.translate(texts, on_progress=lambda _, *counts: done.append(counts))
    expected = ["你好", "你好世界", "你好世界书", "你好世界书猫"]
    assert [draft.text for draft in drafts] == [expected[number % 4] for number in range(101)]
    assert done[-1] == (101, 101)


def test_what_is_too_long_is_translated_in_parts(argos_installed: Path) -> None:
    text = ", ".join(["hello world"] * 150) + "."
    [draft] = engine_for("en", "zh").translate([text])
    assert draft.text == "，".join(["你好世界"] * 150) + "。"
    assert draft.flags == ("parts",)


def test_underscores_stay(argos_installed: Path) -> None:
    [draft] = engine_for("en", "zh").translate(["the my_book"])
    assert "_" in draft.text


def test_target_prefix(argos_folder: Path, tmp_path: Path) -> None:
    installing.install(build_package(tmp_path / "p.argosmodel", prefix=">>cmn<<"))
    package = route("en", "zh")[0]
    decoder = ArgosDecoder(package)
    [(_, output)] = decoder.decode(["the book"], Search())
    assert ">>" not in output.text
    assert output.text.endswith("书")  # the prefix takes the place of the first word


def test_the_newest_wins(argos_installed: Path, tmp_path: Path) -> None:
    installing.install(build_package(tmp_path / "new.argosmodel", version="1.10"))
    assert engine_for("en", "zh").name == "argos en-zh 1.10"


def test_plain_argostranslate_lists_them(argos_installed: Path) -> None:
    code = (
        "from argostranslate import package\n"
        "for p in sorted(package.get_installed_packages(), key=lambda p: p.from_code):\n"
        "    print(p.type, p.from_code, p.to_code, p.package_version, p.tokenizer.encode('hello')[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "translate en zh 1.9 ▁hello"
    assert len(done.stdout.splitlines()) == 2


def test_stray_folders_are_named_and_do_no_harm(argos_installed: Path) -> None:
    (argos_installed / "stray").mkdir()
    (argos_installed / "torn").mkdir()
    (argos_installed / "torn" / "metadata.json").write_text("{", "utf-8")
    (argos_installed / "list").mkdir()
    (argos_installed / "list" / "metadata.json").write_text("[]", "utf-8")
    (argos_installed / "a_file").write_text("no folder", "utf-8")
    packages, broken = installed()
    assert len(packages) == 2
    assert [left.path.name for left in broken] == ["list", "stray", "torn"]
    assert engine_for("en", "zh").name == "argos en-zh 1.9"


def test_packages_for_other_languages_are_left_alone(argos_folder: Path) -> None:
    other = argos_folder / "translate-en_de"
    other.mkdir()
    (other / "metadata.json").write_text(json.dumps({"from_code": "en", "to_code": "de"}), "utf-8")
    (other / "sentencepiece.model").touch()
    assert installed() == ([], [])


def test_a_broken_model_is_one_clear_error(argos_installed: Path) -> None:
    package = route("en", "zh")[0]
    model = package.path / "model" / "model.bin"
    model.write_bytes(model.read_bytes()[:5000])
    with pytest.raises(MissingPackageError, match="cannot be loaded") as caught:
        engine_for("en", "zh")
    assert "duiyi models remove" in caught.value.hint


def test_no_folder_appears_where_argos_was_never_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert installed() == ([], [])
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_read_at_each_call(argos_folder: Path) -> None:
    assert package_folders() == [argos_folder]


def test_argostranslate_without_a_home_is_one_clear_error(tmp_path: Path, argos_installed: Path) -> None:
    (tmp_path / "file").touch()
    code = (
        "from translate.engines.installed import installed\nfrom tmx.base.errors import DuiyiError\n"
        "try:\n    installed()\nexcept DuiyiError as error:\n    print(error)"
    )
    homes = {
        name: str(tmp_path / "file" / "x") for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    }
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | homes
    )
    assert "argostranslate cannot make its folders" in done.stdout
