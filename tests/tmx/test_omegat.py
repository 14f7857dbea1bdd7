"""What is written loads in OmegaT: every pair of a memory comes out of a project that is translated with it.

OmegaT exits 0 even when it dropped the memory, so that its translation is the only proof.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

import tmx
from tmx import bitext
from tmx.bitext import Pair
from tmx.model import Unit, plain

JAR = Path("/usr/share/omegat/OmegaT.jar")  # where Debian puts it
JAVA = shutil.which("java")
pytestmark = pytest.mark.skipif(
    JAVA is None or not JAR.exists(), reason="needs OmegaT: apt-get install omegat"
)

PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>EN</source_lang><target_lang>ZH-CN</target_lang>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>
"""

PAIRS = (
    Pair("", ("Tea is hot.",), ("茶很热。",), "1-1", 0.93, ("ok",)),
    Pair("", ("Salt & pepper <b> cost “2” coins.",), ("盐 & 胡椒 <b> 卖“两”块钱。",), "1-1", 0.8),
    Pair("", ("The lake froze.", "Nobody came."), ("湖结了冰，没有人来。",), "2-1", 0.5),
    Pair("", ("A rare character stood there.",), ("那里有个生僻字：𠮷。",), "1-1", 0.7),
    Pair("", ("Is it far?",), ("远吗？", "很远吗？"), "1-2"),
)


def translated(memory: Path, texts: list[str], project: Path) -> list[str]:
    """The paragraphs of a text file after OmegaT translated it with the memory."""
    assert JAVA is not None
    for folder in ("source", "target", "tm/auto", "omegat", "glossary", "dictionary"):
        (project / folder).mkdir(parents=True)
    (project / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (project / "source" / "text.txt").write_text("\n\n".join(texts) + "\n", encoding="utf-8")
    shutil.copy(memory, project / "tm" / "auto" / "memory.tmx")
    options = [f"-Duser.home={project}", "-Djava.awt.headless=true", "-Djava.library.path=/usr/lib/jni"]
    arguments = [str(project), "--mode=console-translate", f"--config-dir={project / 'config'}", "--no-team"]
    done = subprocess.run(
        [JAVA, *options, "-jar", str(JAR), *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text = (project / "target" / "text.txt").read_text(encoding="utf-8-sig")
    return [paragraph.strip() for paragraph in text.strip().split("\n\n")]


def test_every_pair_is_used(tmp_path: Path) -> None:
    memory = tmp_path / "memory.tmx"
    units: list[Unit] = list(bitext.units(PAIRS))
    with memory.open("wb") as stream:
        tmx.write(units, stream)
    english, chinese = (
        [plain(variant.segment) for variant in side]
        for side in zip(*(u.variants for u in units), strict=True)
    )
    assert translated(memory, english, tmp_path / "project") == chinese
