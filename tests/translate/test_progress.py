"""What is drawn on a terminal while work is done, and that nothing is drawn elsewhere."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from align.batching import cli as batches
from align.batching.pace import Pace
from align.batching.work import Outcome
from translate.jobs.results import Result
from translate.machine import progress

pty: Any = pytest.importorskip("pty", reason="a terminal of Unix is needed")


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Makes stderr a terminal; in the list is then what was drawn, without colours and movements."""
    drawn: list[str] = []
    seen, written = pty.openpty()
    os.set_blocking(seen, False)
    with open(written, "w", encoding="utf-8") as stderr, monkeypatch.context() as patch:  # noqa: PTH123
        for name, value in {"TERM": "xterm", "COLUMNS": "150"}.items():
            patch.setenv(name, value)
        patch.setattr("sys.stderr", stderr)
        yield drawn
        data = b""
        with suppress(BlockingIOError):
            while True:
                data += os.read(seen, 1 << 16)
        drawn.append(re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", data.decode()))
    os.close(seen)


def test_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as drawn, progress.stages() as tell:
        assert tell
        tell("reading", 2, 2)
        tell("vectors", 3, 12)
        tell("vectors", 6, 12)
    assert re.search(r"reading .* 100%.*vectors .* 50%", drawn[0], re.DOTALL)


def test_files_and_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as drawn, progress.files(4) as (on_progress, finished):
        assert on_progress and finished
        on_progress("translating", 5, 20)
        on_progress("translating", 8, 20)
        finished(Result(Path("ferry.txt")))
    assert re.search(r"files .* 1/4 +ferry\.txt.*sentences .* 8/20", drawn[0], re.DOTALL)


def test_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    pace = Pace({"a": 100, "b": 100}, 1, clock=lambda: 0.0)
    pace.began("a")
    pace.ended("a", 2.0)
    with terminal(monkeypatch) as drawn, batches._progress() as on_progress:
        on_progress(pace, Outcome("a"))
    assert re.search(r"50% +1 of 2 pairs +\d:\d\d:\d\d left", drawn[0])


def test_nothing_is_drawn_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.stages() as stages, progress.files(1) as files:
        assert (stages, files) == (None, (None, None))
    with batches._progress() as on_progress:
        on_progress(Pace({"a": 1}, 1, clock=lambda: 0.0), Outcome("a"))
    assert capsys.readouterr().err == ""
