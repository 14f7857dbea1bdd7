"""Packages by name: fetched from an index on a real server, here on this machine."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from house import duiyi


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path, argos_files: dict[str, Path]) -> Iterator[dict[str, str]]:
    """An environment in which the index is a local one, with two versions of a package and a broken one."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "new.argosmodel").write_bytes(argos_files["en_zh"].read_bytes())
    (site / "torn.argosmodel").write_bytes(argos_files["zh_en"].read_bytes()[:3000])
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}"

        def entry(src: str, tgt: str, version: str, file: str) -> dict[str, object]:
            return {"from_code": src, "to_code": tgt, "package_version": version, "links": [f"{root}/{file}"]}

        index = [
            entry("en", "zh", "1.9", "new.argosmodel"),
            entry("en", "zh", "1.0", "gone.argosmodel"),
            entry("zh", "en", "1.9", "torn.argosmodel"),
            entry("de", "en", "1.0", "gone.argosmodel"),
        ]
        (site / "index.json").write_text(json.dumps(index), "utf-8")
        homes = {
            name: str(tmp_path / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
        }
        yield {**homes, "ARGOS_PACKAGE_INDEX": f"{root}/", "no_proxy": "127.0.0.1"}
        server.shutdown()


def test_a_package_is_installed_by_its_name(served: dict[str, str], tmp_path: Path) -> None:
    done = duiyi("models", "install", "en_zh", env=served)
    assert done.returncode == 0, done.stderr
    assert "argos en-zh 1.9 serves en → zh now" in done.stdout
    assert "argos en-zh 1.9  (installed Argos package)" in duiyi("models", "list", env=served).stdout


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("zh_en", "is not an Argos package"),
        ("de_en", "the package de_en cannot be fetched"),
        ("fr_en", "the Argos package index has no package fr_en"),
        ("de_fr", "is neither a file nor a package"),
    ],
)
def test_what_cannot_be_installed_by_its_name(name: str, message: str, served: dict[str, str]) -> None:
    done = duiyi("models", "install", name, env=served)
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert "argos" not in duiyi("models", "list", env=served).stdout


def test_without_the_index(served: dict[str, str]) -> None:
    done = duiyi("models", "install", "en_zh", env={**served, "ARGOS_PACKAGE_INDEX": "http://127.0.0.1:9/"})
    assert done.returncode == 1
    assert "the Argos package index cannot be reached" in done.stderr
    assert "duiyi models install FILE" in done.stderr
