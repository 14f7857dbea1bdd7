"""Drafts are kept as they are made, files written when theirs are there; an end of any kind costs little."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from engines import ASKS, Failing, Saying
from house import SUPPORT, duiyi

from translate.drafting.cache import Cache
from translate.drafting.drafter import Drafter
from translate.engines.portions import Portion, in_portions, portion_of
from translate.jobs.request import Request
from translate.jobs.run import Batch
from translate.jobs.services import Services
from translate.jobs.sources import Source


@pytest.mark.parametrize("error", [RuntimeError("the model broke"), KeyboardInterrupt()])
def test_what_was_drafted_before_an_error_is_kept(tmp_path: Path, error: BaseException) -> None:
    with Cache(tmp_path / "c.sqlite") as cache, pytest.raises(type(error)):
        Drafter(Failing("fifth", error), cache=cache).drafts(ASKS)
    with Cache(tmp_path / "c.sqlite") as cache:
        again = Drafter(Failing("nothing", error), cache=cache)
        drafts = again.drafts(ASKS)
    assert [draft.text for draft in drafts] == [ask.text.upper() for ask in ASKS]
    assert (again.tally.cache, again.tally.engine) == (4, 2)


KILLED = """
import os
from pathlib import Path
from engines import ASKS, Failing
from translate.drafting.cache import Cache
from translate.drafting.drafter import Drafter

class Deadly(Failing):
    def translate(self, texts, *, on_progress=None):
        if any("fifth" in text for text in texts):
            os._exit(9)
        return super().translate(texts, on_progress=on_progress)

Drafter(Deadly("nothing", KeyError()), cache=Cache(Path("c.sqlite"))).drafts(ASKS)
"""


def test_what_was_drafted_before_a_kill_is_kept(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(SUPPORT)}
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, env=env, check=False)
    assert done.returncode == 9
    with sqlite3.connect(tmp_path / "c.sqlite") as connection:
        kept = {text for (text,) in connection.execute("SELECT text FROM drafts")}
    connection.close()
    assert kept == {ask.text.upper() for ask in ASKS[:4]}


def test_drafts_come_one_by_one() -> None:
    counts = list[tuple[int, int]]()
    coming = Drafter(Failing("sixth", RuntimeError("the model broke"))).each(
        ASKS, on_progress=lambda stage, done, total: counts.append((done, total))
    )
    assert [next(coming)[0] for _ in range(5)] == ASKS[:5]
    with pytest.raises(RuntimeError):
        next(coming)
    assert counts == [(done, 6) for done in range(1, 6)]


def test_a_file_is_written_when_its_drafts_are_there(tmp_path: Path) -> None:
    texts = {"a": ASKS[0].text, "b": f"{ASKS[1].text} {ASKS[0].text}", "c": ASKS[5].text}
    sources = [Source(tmp_path / f"{name}.en.txt") for name in texts]
    for source, text in zip(sources, texts.values(), strict=True):
        source.path.write_text(f"{text}\n", "utf-8")
    engine = Failing("sixth", RuntimeError("the model broke"))
    batch = Batch(Services(Request("zh", cached=False), engine=lambda src, tgt: engine))
    with pytest.raises(RuntimeError):
        batch.run(sources)
    assert (tmp_path / "a.zh.txt").read_text("utf-8") == "THE FIRST BOAT LEFT.\n"
    assert (tmp_path / "b.zh.txt").exists()
    assert not (tmp_path / "c.zh.txt").exists()


HANGING = """
import signal, threading
from engines import Failing
from translate.jobs import services
from translate.engines.portions import Portion
from align.main import run

class Hanging(Failing):
    portion = Portion(1, 1, 2)

    def translate(self, texts, *, on_progress=None):
        if any("third" in text for text in texts):
            signal.raise_signal(signal.SIGINT)
            threading.Event().wait()  # as in the middle of a model, which hears nothing
        return super().translate(texts, on_progress=on_progress)

services.engine_for = lambda *args, **options: Hanging("nothing", KeyError())
run()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_interrupt_does_not_wait_for_the_model(tmp_path: Path) -> None:
    (tmp_path / "a.en.txt").write_text(ASKS[0].text, "utf-8")
    (tmp_path / "b.en.txt").write_text("\n\n".join(ask.text for ask in ASKS[1:]), "utf-8")
    env = {"PYTHONPATH": str(SUPPORT), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = ("translate", "a.en.txt", "b.en.txt", "--to", "zh")
    done = duiyi(*command, cwd=tmp_path, env={**os.environ, **env}, code=HANGING, timeout=100)
    assert (done.returncode, done.stderr) == (130, "duiyi: interrupted\n")
    assert {path.name for path in tmp_path.glob("[!c]*")} <= {"a.en.txt", "b.en.txt", "a.zh.txt"}
    with sqlite3.connect(tmp_path / "cache/duiyi/drafts.sqlite") as connection:
        kept = {text for (text,) in connection.execute("SELECT text FROM drafts")}
    connection.close()
    assert ASKS[0].text.upper() in kept


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (0.0, [4, 8, 16, 32, 40]),  # a quick engine is asked for more and more
        (0.25, [4, 8, 8, 8, 8]),  # eight take the two seconds
        (4.0, [4, 1, 1, 1, 1]),  # a slow one is asked for one
    ],
)
def test_portions_fit_the_pace(pace: float, expected: list[int]) -> None:
    now, sizes = [0.0], list[int]()

    def work(some: Sequence[int]) -> Sequence[int]:
        sizes.append(len(some))
        now[0] += pace * len(some)
        return [2 * number for number in some]

    results = dict(in_portions(range(400), work, Portion(4, 40, 1), clock=lambda: now[0]))
    assert sizes[:5] == expected
    assert [double for start in sorted(results) for double in results[start]] == list(range(0, 800, 2))


def test_calls_overlap_up_to_their_number() -> None:
    """A portion that hangs holds up nothing but itself."""
    go, running = threading.Event(), list[int]()

    def work(some: Sequence[int]) -> Sequence[int]:
        running.append(some[0])
        if some[0] == 0:
            go.wait(60)
        return some

    order = []
    for start, _ in in_portions(range(6), work, Portion(1, 1, 2)):
        order.append(start)
        if start == 5:
            go.set()
    assert order == [1, 2, 3, 4, 5, 0]


def test_an_engine_that_says_nothing_gets_one_call_at_a_time() -> None:
    assert portion_of(Saying(str.upper)).calls == 1
