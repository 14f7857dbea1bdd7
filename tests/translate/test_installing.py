import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tmx.base import safe_zip
from tmx.base.errors import InputError, MissingPackageError, OutputError
from translate.engines.choosing import engine_for
from translate.engines.installed import installed
from translate.engines.package import embedded
from translate.packages import archive, installing

EMBEDDED = embedded("en", "zh").name


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """A copy of a zip in which each entry went through ``change``; ``None`` leaves it out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if entry := change(name, old.read(name)):
                new.writestr(*entry)
    return target


def test_install_list_remove(argos_files: dict[str, Path], argos_folder: Path) -> None:
    assert [choice.engine for choice in installing.choices()] == [EMBEDDED] * 2
    package = installing.install(argos_files["en_zh"])
    assert package.path == argos_folder / "translate-en_zh-1_9"
    first, second = installing.choices()
    assert (first.engine, first.why) == ("argos en-zh 1.9", "installed Argos package")
    assert second.engine == EMBEDDED
    assert [path.name for path in argos_folder.parent.iterdir()] == ["packages"]  # nothing left beside
    assert installing.info("en_zh")["package_version"] == "1.9"
    assert installing.remove("translate-en_zh") == package.path
    assert list(argos_folder.iterdir()) == []
    assert installing.choices()[0].engine == EMBEDDED


def test_an_installed_package_is_replaced_only_on_demand(
    argos_files: dict[str, Path], argos_folder: Path
) -> None:
    installing.install(argos_files["en_zh"])
    with pytest.raises(OutputError, match="exists already"):
        installing.install(argos_files["en_zh"])
    installing.install(argos_files["en_zh"], force=True)
    assert engine_for("en", "zh").translate(["hello"])[0].text == "你好"


def test_a_stray_folder_is_removed_by_its_name(argos_folder: Path) -> None:
    (argos_folder / "stray").mkdir()
    assert [left.path.name for left in installed()[1]] == ["stray"]
    installing.remove("stray")
    assert installed()[1] == []


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "C:/x", "a\\..\\x"])
def test_paths_that_leave_the_folder(name: str, tmp_path: Path, argos_folder: Path) -> None:
    file = tmp_path / "slip.argosmodel"
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(name, "x")
    with pytest.raises(InputError, match="unsafe entry"):
        installing.install(file)
    assert list(argos_folder.iterdir()) == []


def test_links(tmp_path: Path) -> None:
    file = tmp_path / "link.argosmodel"
    entry = zipfile.ZipInfo("top/model")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(entry, "/etc")
    with pytest.raises(InputError, match="unsafe entry"):
        archive.check_archive(file)


def test_zip_bomb(tmp_path: Path) -> None:
    file = tmp_path / "bomb.argosmodel"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("top/model/model.bin", bytes(safe_zip.SAFE_BYTES + 1))
    with pytest.raises(InputError, match="times its size"):
        archive.check_archive(file)


def test_broken_files(argos_files: dict[str, Path], argos_folder: Path, tmp_path: Path) -> None:
    sound = argos_files["en_zh"]
    junk = tmp_path / "junk.argosmodel"
    junk.write_bytes(os.urandom(1000))
    empty = tmp_path / "empty.argosmodel"
    empty.touch()
    torn = tmp_path / "torn.argosmodel"
    torn.write_bytes(sound.read_bytes()[:5000])
    damaged = tmp_path / "damaged.argosmodel"
    content = bytearray(sound.read_bytes())
    content[len(content) // 2] ^= 255
    damaged.write_bytes(content)
    short = rewritten(
        sound,
        tmp_path / "short.argosmodel",
        lambda n, b: (n, b[: len(b) // 2] if n.endswith("model.bin") else b),
    )
    wrong_tokenizer = rewritten(
        sound, tmp_path / "tok.argosmodel", lambda n, b: (n, b"no model" if n.endswith("piece.model") else b)
    )
    for file in (
        junk,
        empty,
        torn,
        damaged,
        short,
        wrong_tokenizer,
        tmp_path / "absent.argosmodel",
        tmp_path,
    ):
        with pytest.raises(InputError) as caught:
            installing.install(file)
        assert caught.value.path == file
        assert "Traceback" not in str(caught.value)
    assert list(argos_folder.iterdir()) == []
    assert [path.name for path in argos_folder.parent.iterdir()] == ["packages"]


def test_a_model_that_crashes_the_engine(
    argos_files: dict[str, Path], argos_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("translate.packages.trial.sys.executable", "/bin/false")
    with pytest.raises(InputError, match="crash"):
        installing.install(argos_files["en_zh"])
    assert list(argos_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("metadata.json", "lacks metadata.json"),
        ("sentencepiece.model", "lacks sentencepiece.model or bpe.model"),
        ("model/model.bin", "lacks model/model.bin"),
    ],
)
def test_what_a_package_must_have(
    missing: str, message: str, argos_files: dict[str, Path], tmp_path: Path
) -> None:
    file = rewritten(
        argos_files["en_zh"],
        tmp_path / "p.argosmodel",
        lambda name, content: None if name.endswith(missing) else (name, content),
    )
    with pytest.raises(InputError, match=message):
        archive.check_archive(file)


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ("[]", "no object"),
        ("{", "not an Argos package"),
        (json.dumps({"from_code": "en"}), "without to_code, package_version"),
        (json.dumps({"from_code": "en", "to_code": "de", "package_version": "1"}), "from en to de"),
        (json.dumps({"from_code": "zh", "to_code": "zh", "package_version": "1"}), "from zh to zh"),
        (
            json.dumps({"from_code": "en", "to_code": "zh", "package_version": "1", "type": "sbd"}),
            "from en to zh",
        ),
    ],
)
def test_metadata(metadata: str, message: str, argos_files: dict[str, Path], tmp_path: Path) -> None:
    file = rewritten(
        argos_files["en_zh"],
        tmp_path / "p.argosmodel",
        lambda name, content: (name, metadata.encode() if name.endswith("metadata.json") else content),
    )
    with pytest.raises(InputError, match=message):
        archive.check_archive(file)


def test_two_top_folders(argos_files: dict[str, Path], tmp_path: Path) -> None:
    file = rewritten(
        argos_files["en_zh"],
        tmp_path / "p.argosmodel",
        lambda name, content: (name.replace("translate-", "x-", 1) if "README" in name else name, content),
    )
    with pytest.raises(InputError, match="2 top folders"):
        archive.check_archive(file)


@pytest.mark.parametrize("name", ["en_zh", "en-zh", "translate-en_zh", "Translate-EN_ZH"])
def test_names(name: str) -> None:
    assert installing.direction(name) == ("en", "zh")


@pytest.mark.parametrize("name", ["en_en", "en_de", "enzh", "", "translate"])
def test_no_names(name: str) -> None:
    with pytest.raises(InputError, match="neither a file nor a package"):
        installing.direction(name)


def test_offline_a_name_gives_one_clear_error(argos_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    with pytest.raises(MissingPackageError, match="index cannot be reached") as caught:
        installing.install_any("translate-en_zh")
    assert "duiyi models install FILE" in caught.value.hint


def test_a_name_is_fetched_from_the_index(
    argos_files: dict[str, Path], argos_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = [
        {
            "from_code": "en",
            "to_code": "zh",
            "package_version": version,
            "links": [f"https://index.invalid/{version}"],
        }
        for version in ("1.9", "1.10", "1.1")
    ]
    asked = []

    class Answer:
        def __init__(self, content: bytes) -> None:
            self.content = content

        def read(self) -> bytes:
            return self.content

    def answer(request: object, **_: object) -> Answer:
        url = request if isinstance(request, str) else request.full_url  # type: ignore[attr-defined]
        asked.append(url)
        return Answer(
            json.dumps(index).encode() if url.endswith(".json") else argos_files["en_zh"].read_bytes()
        )

    from argostranslate import settings

    monkeypatch.setattr("urllib.request.urlopen", answer)
    try:
        package = installing.install_any("en_zh")
    finally:
        Path(settings.local_package_index).unlink(missing_ok=True)
    assert package.name == "argos en-zh 1.9"  # what the file says of itself
    assert asked[-1] == "https://index.invalid/1.10"  # the newest on offer
    assert list(Path(settings.downloads_dir).iterdir()) == []


def test_verify(argos_files: dict[str, Path], argos_folder: Path) -> None:
    installing.install(argos_files["zh_en"])
    (argos_folder / "stray").mkdir()
    problems = {name: problem for name, _, problem in installing.verify()}
    assert problems["argos zh-en 1.9"] == ""
    assert problems["stray"] == "it has no metadata.json"
    assert problems[EMBEDDED] == ""


def test_a_folder_that_cannot_be_written(
    argos_files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "file" / "packages"))
    with pytest.raises(OutputError, match="cannot be written"):
        installing.install(argos_files["en_zh"])
