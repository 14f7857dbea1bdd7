"""What is written is read with equal pairs by tools that are not ours.

translate-toolkit installs a top-level ``translate``; it runs in an environment of its own, and with ``-I``.
OmegaT: see ``tests/tmx/test_omegat.py``.
"""

import json
import os
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from tmx_strategies import pair, saved

from tmx.model import Prop

TEXTS = (
    ("Tea is hot.", "茶很热。"),
    ("Salt & pepper <b> “2” 'x'", "盐 & 胡椒 <b>"),
    ("A rare 𠮷\N{COMBINING ACUTE ACCENT}", "生僻字：𠮷"),
    ("]]>", "\N{IDEOGRAPHIC SPACE}空 格"),
)
TOOLKIT = """
import json, sys
from translate.storage.tmx import tmxfile
store = tmxfile.parsefile(sys.argv[1])
print(json.dumps([[str(unit.source), str(unit.target)] for unit in store.units]))
"""


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    units = [pair(en, zh, Prop("x-Origin", "MT"), tuid=str(n)) for n, (en, zh) in enumerate(TEXTS)]
    return saved(tmp_path / "a.tmx", *units)


def test_the_standard_library(memory: Path) -> None:
    units = ElementTree.parse(memory).getroot().iter("tu")
    assert tuple(tuple(seg.text for seg in unit.iter("seg")) for unit in units) == TEXTS


@pytest.mark.skipif(shutil.which("uv") is None, reason="needs uv")
def test_translate_toolkit(memory: Path) -> None:
    run = ["uv", "run", "--offline", "--no-project", "--isolated", "--with", "translate-toolkit"]
    home = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}  # uv's cache
    done = subprocess.run(
        [*run, "python", "-I", "-c", TOOLKIT, str(memory)],
        capture_output=True,
        check=False,
        cwd=memory.parent,
        env=home,
    )
    if done.returncode:
        pytest.skip("needs translate-toolkit in uv's cache: uv run --with translate-toolkit true")
    assert [tuple(texts) for texts in json.loads(done.stdout)] == list(TEXTS)
