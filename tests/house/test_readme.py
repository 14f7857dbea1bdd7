"""What the README and that of ``align`` show runs as it stands, and prints what they say."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from house import ROOT, MainJob, duiyi

from tmx.bitext import read

README = (ROOT / "README.md").read_text("utf-8")
TEXT = README + (ROOT / "align/README.md").read_text("utf-8")
PAGES = [
    Path("README.md"),
    Path("SECURITY.md"),
    *(path.relative_to(ROOT) for path in ROOT.glob("[at]*/**/README.md")),
]
BLOCKS = re.findall(r"(?:<!-- ([^>]+) -->\n)?^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
WORDS = 1000  # of the README: a stranger reads no more
PYTHON = [text for _, kind, text in BLOCKS if kind == "python"]
CONSOLE = [text for mark, kind, text in BLOCKS if kind == "console" and not mark]
MARKED = {mark: text for mark, _, text in BLOCKS if mark}
NEAR = 3  # by which a count may differ


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that looks like the repository to a reader of the README."""
    for name in ("seeds", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def squeezed(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def agree(printed: list[str], shown: list[str]) -> None:
    """Two transcripts are the same but for numbers, which differ a little from one processor to another."""
    number = re.compile(r"\b\d+\b")
    assert [number.sub("#", line) for line in printed] == [number.sub("#", line) for line in shown]
    for line, other in zip(printed, shown, strict=True):
        numbers = zip(number.findall(line), number.findall(other), strict=True)
        assert all(abs(int(n) - int(m)) <= NEAR for n, m in numbers), f"{line} / {other}"


def test_the_transcript_is_true(main_job: MainJob) -> None:
    command, *lines = squeezed(MARKED["main job"])
    assert command == "$ duiyi align seeds/ecosystem.en.txt seeds/letter.zh.txt -o out"
    printed = squeezed(main_job.done.stdout.replace(str(main_job.folder), "out"))
    flagged = re.compile(r"; \d+ flagged")
    agree([flagged.sub("", line) for line in printed], [flagged.sub("", line) for line in lines])
    [memory] = [line for line in printed if line.startswith("aligned memory")]
    assert memory.endswith(" 0")


def test_the_story_becomes_a_memory(place: Path) -> None:
    command, *lines = squeezed(MARKED["story"])
    done = duiyi(*shlex.split(command)[2:], cwd=place)
    assert done.returncode == 0, done.stderr
    agree(squeezed(done.stdout), lines)
    [review] = place.joinpath("story").glob("*.bitext.tsv")
    pairs = [(pair.type, "⏎".join(pair.en), "⏎".join(pair.zh)) for pair in read(review)]
    shown = [re.split(r" {2,}", line) for line in MARKED["story's review file"].splitlines()]
    assert len(shown) == 5
    for kind, _, *texts in shown:
        assert (kind, *texts) in pairs


@pytest.mark.parametrize(
    "block", PYTHON, ids=[re.findall(r"\w+", text)[1] + str(k) for k, text in enumerate(PYTHON)]
)
def test_python_examples_run(block: str, place: Path) -> None:
    done = duiyi(code=block, cwd=place)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("block", CONSOLE)
def test_commands_run(block: str, place: Path) -> None:
    for line in block.splitlines():
        if line.startswith("$ "):
            name, *arguments = shlex.split(line.removeprefix("$ "))
            assert name == "duiyi"
            done = duiyi(*arguments, cwd=place)
            assert done.returncode == 0, done.stderr


def test_it_is_short() -> None:
    assert len(README.split()) <= WORDS


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_files_that_are_named_are_there(page: Path) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = re.findall(r"`((?:seeds|align|translate|tmx|tests)/[\w./-]*)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []
    linked = re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", text)
    assert [name for name in linked if not (ROOT / page.parent / name).exists()] == []


def test_a_tool_is_installed_without_what_is_left_out() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["uv"]
    lines = (ROOT / ".ci/overrides.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == settings["override-dependencies"]
