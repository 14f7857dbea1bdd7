"""What the tests of reviewing share: a review file of our own, random ones, and real Chromium."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from house import CASES as LABELLED
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from programs import CHROMIUM

from align.reviewing.files import described
from tmx import bitext
from tmx.bitext import Pair

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CASES = LABELLED / "review"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
UNHURRIED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
DRIVER = find_spec("playwright")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None,
    reason="needs Debian's chromium, and 'uv run --all-groups pytest' for what drives it",
)


@contextmanager
def chromium() -> Iterator["Browser"]:
    """The Chromium of this system, driven by Playwright, which downloads nothing."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def copied(folder: Path, name: str = "lighthouse") -> Path:
    """The review file of the cases, with what lies beside it, in a folder of the test's own."""
    for file in CASES.glob(f"{name}.*"):
        shutil.copy(file, folder)
    return folder / f"{name}.bitext.tsv"


def metadata(pairs: Sequence[Pair], mode: str = "parallel") -> dict[str, str]:
    """What ``duiyi align`` would say above these pairs."""
    sides = {
        "en": [text for pair in pairs for text in pair.en],
        "zh": [text for pair in pairs for text in pair.zh],
    }
    named = {side: described(f"book.{side}.txt", texts) for side, texts in sides.items()}
    return {"signature": f"pair:en-zh|mode:{mode}|v:0", **named}


def written(path: Path, pairs: Sequence[Pair], mode: str = "parallel") -> Path:
    """A review file of pairs."""
    path.write_bytes(encoded(pairs, mode))
    return path


def encoded(pairs: Sequence[Pair], mode: str = "parallel") -> bytes:
    """A review file of pairs, as bytes."""
    stream = BytesIO()
    bitext.write(pairs, stream, metadata=metadata(pairs, mode))
    return stream.getvalue()


sentences = st.text(
    st.one_of(
        st.sampled_from("abc 。猫\t\n\\⏎<&\"'"), st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
    ),
    min_size=1,
    max_size=12,
)
sides = st.lists(sentences, max_size=3).map(tuple)
flag_sets = st.lists(st.sampled_from(["ok", "drop", "candidate", "length", "meta"]), unique=True).map(tuple)


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """A pair as ``duiyi align`` makes them, with or without a verdict."""
    en, zh = draw(sides), draw(sides)
    if not en and not zh:
        en = (draw(sentences),)
    score = draw(st.floats(0, 1)) if en and zh else None
    id_ = draw(st.text("0123456789abcdef", min_size=10, max_size=10))
    rounded = None if score is None else round(score, 2)
    return Pair(id_, en, zh, f"{len(en)}-{len(zh)}", rounded, draw(flag_sets))
