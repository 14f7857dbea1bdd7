"""The command line to the letter: ``cases/tmx_transcript.txt`` holds commands and all that they print.

After a change of what is printed: ``DUIYI_UPDATE=1 uv run pytest tests/tmx/test_transcript.py``, and read
the diff.
"""

import os
import re
import shlex
from pathlib import Path

import pytest
from house import CASES
from tmx_strategies import pair, saved
from typer.testing import CliRunner

from tmx.base.errors import DuiyiError
from tmx.cli import app
from tmx.model import Header, Note, Prop, Tag, Unit, Variant

TRANSCRIPT = CASES / "tmx_transcript.txt"
COMMAND = re.compile(r"^\$ duiyi tmx (.*)$", re.MULTILINE)
HEADER = Header((("creationtool", "T"), ("creationtoolversion", "1")))


def prepare(folder: Path) -> None:
    """The memories that the transcript begins with."""
    tea = pair("Tea is hot.", "茶很热。", Prop("x-alignment-score", "0.93"), tuid="1", changeid="eve")
    soup = pair("So is soup.", "汤也很热。", Prop("x-Origin", "MT"), tuid="2", creationid="MT!")
    english = Variant("en", ("Press ", Tag("ph", (("x", "1"),), ("<b>",)), " now"))
    coded = Unit(
        (english, Variant("zh-CN", ("现在按", Tag("ph", (("x", "1"),), ("<b>",))))), (("tuid", "3"),)
    )
    saved(folder / "tea.tmx", tea, soup, coded, header=HEADER)
    cold = pair("Tea is hot.", "茶非常热。", tuid="1", changedate="20250101T000000Z")
    saved(
        folder / "new.tmx", coded, cold, pair("Rice too.", "米饭也是。", Note("new"), tuid="4"), header=HEADER
    )
    text = (folder / "tea.tmx").read_text(encoding="utf-8")
    bad = text.replace('"zh-CN"', '"zh_CN"', 1).replace(
        'tuid="2"', 'tuid="2 b" creationdate="2024-01-31T00:00:00Z"'
    )
    bad = bad.replace('tuid="3"', 'tuid="3" size="9"').replace(' o-tmf="duiyi"', "")
    (folder / "bad.tmx").write_text(bad, encoding="utf-8")
    (folder / "cut.tmx").write_text(text[:700], encoding="utf-8")


def ran(command: str) -> str:
    """What a command prints, errors after results, and its exit status unless that is 0."""
    result = CliRunner().invoke(app, shlex.split(command))
    output = result.stdout + result.stderr
    status = result.exit_code
    if isinstance(result.exception, DuiyiError):  # as align/main.py does
        output += f"duiyi: {result.exception}\n"
    return output + (f"(exit {status})\n" if status else "")


def test_the_transcript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    prepare(tmp_path)
    wanted = TRANSCRIPT.read_text(encoding="utf-8")
    parts = [f"$ duiyi tmx {command}\n{ran(command)}" for command in COMMAND.findall(wanted)]
    transcript = "\n".join(parts)
    if os.environ.get("DUIYI_UPDATE"):
        TRANSCRIPT.write_text(transcript, encoding="utf-8")
    assert transcript == wanted
