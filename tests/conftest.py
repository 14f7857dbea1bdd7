"""What several tests share. No test reads or writes the home of the person who runs it."""

import json
import os
import signal
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from argos_fixture import build_package
from house import ROOT, MainJob, offline
from hypothesis import settings

from translate.engines.careful import CarefulEngine
from translate.engines.embedded import EmbeddedDecoder
from translate.engines.package import embedded
from translate.model import Side

settings.register_profile("house", deadline=None)  # no test asserts a time
settings.load_profile("house")

WAIT = 1200  # seconds for the main job
_HOMES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what needs the main job: it takes a minute or two, on all processors."""
    items.sort(key=lambda item: "main_job" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home for the session: the embedded model is unpacked there once, Argos looks there."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in _HOMES:
            patch.setenv(name, str(home / name.lower()))
        for name in [name for name in os.environ if name.startswith("ARGOS_")]:
            patch.delenv(name)
        yield home


@pytest.fixture(scope="session", autouse=True)
def _interrupts() -> Iterator[None]:
    """What a shell starts in the background ignores interrupts, and so would all that the tests start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def embedded_engines(_own_home: Path) -> dict[Side, CarefulEngine]:
    """The embedded translator, by the language it writes; loaded once."""
    return {
        "zh": CarefulEngine(EmbeddedDecoder(embedded("en", "zh"))),
        "en": CarefulEngine(EmbeddedDecoder(embedded("zh", "en"))),
    }


@pytest.fixture(scope="session")
def argos_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Package files of both directions, ``en_zh`` and ``zh_en``."""
    folder = tmp_path_factory.mktemp("argos")
    return {
        f"{src}_{tgt}": build_package(folder / f"translate-{src}_{tgt}-1_9.argosmodel", src, tgt)
        for src, tgt in (("en", "zh"), ("zh", "en"))
    }


@pytest.fixture
def argos_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for Argos packages, in force for one test."""
    folder = tmp_path / "argos" / "packages"
    folder.mkdir(parents=True)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    return folder


@pytest.fixture
def argos_installed(argos_files: dict[str, Path], argos_folder: Path) -> Path:
    """A folder with the packages of both directions, unpacked as argospm unpacks them."""
    for file in argos_files.values():
        with zipfile.ZipFile(file) as package:
            package.extractall(argos_folder)
    return argos_folder


@pytest.fixture(scope="session")
def main_job(_own_home: Path, tmp_path_factory: pytest.TempPathFactory) -> MainJob:
    """``duiyi align`` on an English and a Chinese seed; several tests look at what it made.

    One process runs it, the others of pytest-xdist wait for its results.
    """
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "main"
    folder, report = place / "out", place / "report.json"
    try:
        place.mkdir()
    except FileExistsError:
        last = time.monotonic() + WAIT
        while not report.exists():
            assert time.monotonic() < last, "the process that runs the main job has ended"
            time.sleep(0.2)
        return MainJob(folder, subprocess.CompletedProcess(**json.loads(report.read_text("utf-8"))))
    done = offline("align", "seeds/ecosystem.en.txt", "seeds/letter.zh.txt", "-o", folder, cwd=ROOT)
    part = report.with_suffix(".part")
    part.write_text(json.dumps({**vars(done), "args": []}), "utf-8")
    part.rename(report)
    return MainJob(folder, done)
