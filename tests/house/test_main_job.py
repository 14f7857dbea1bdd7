"""The main job on the seeds, run once without a network: what a stranger sees."""

import re
from pathlib import Path

import pytest
from house import ROOT, MainJob, duiyi, may

import tmx
import tmx.bitext
from align.model import Mode
from align.request import THRESHOLDS
from tmx.check.checking import problems
from translate.engines.package import embedded

COUNTED = re.compile(r"^  (.+?)  +(\S+)  +([\d,]+)(?:  .*)?$", re.MULTILINE)


def test_it_runs_without_a_network(main_job: MainJob) -> None:
    assert main_job.done.returncode == 0, main_job.done.stderr
    assert main_job.done.stderr == ""
    if not may("-rn"):
        pytest.skip("run with guarded sockets: unshare -rn is not allowed here")


def test_it_says_what_it_made_and_where(main_job: MainJob) -> None:
    counts = {path: int(count.replace(",", "")) for _, path, count in COUNTED.findall(main_job.done.stdout)}
    there = {str(path) for path in main_job.folder.iterdir()}
    assert set(counts) == there
    for path, count in counts.items():
        if path.endswith(".tmx"):
            with tmx.read(path) as memory:
                assert len(list(memory)) == count
        elif path.endswith(".bitext.tsv"):
            assert len(list(tmx.bitext.read(path))) == count


def test_every_memory_is_sound(main_job: MainJob) -> None:
    memories = sorted(main_job.folder.glob("*.tmx"))
    assert {path.name for path in memories} == {
        "ecosystem-letter.tmx",
        "ecosystem-letter.candidates.tmx",
        "ecosystem.en-zh.mt.tmx",
        "letter.zh-en.mt.tmx",
    }
    for path in memories:
        assert list(problems(path)) == []


def test_the_seeds_are_comparable_and_nothing_is_invented(main_job: MainJob) -> None:
    assert "\ncomparable: " in main_job.done.stdout
    pairs = list(tmx.bitext.read(main_job.folder / "ecosystem-letter.bitext.tsv"))
    assert pairs
    for pair in pairs:
        assert pair.en
        assert pair.zh
        assert pair.score is not None
        assert (tmx.bitext.CANDIDATE in pair.flags) == (pair.score < THRESHOLDS[Mode.COMPARABLE])
    with tmx.read(main_job.folder / "ecosystem-letter.candidates.tmx") as memory:
        assert all(unit.prop("x-ConfirmationLevel") == "Draft" for unit in memory)


@pytest.mark.parametrize("name", ["ecosystem.en-zh", "letter.zh-en"])
def test_drafts_say_who_made_them(main_job: MainJob, name: str) -> None:
    with tmx.read(main_job.folder / f"{name}.mt.tmx") as memory:
        units = list(memory)
    assert len(units) > 25
    assert {unit.prop("x-Origin") for unit in units} == {"MT"}
    assert {unit.prop("x-engine") for unit in units} == {embedded("en", "zh").name}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Of drafts, ``test_translate_cli`` shows it."""
    seeds = ["seeds/letter.zh.txt", "seeds/ecosystem.en.txt"]
    for name, documents in (("one", seeds), ("other", seeds[::-1])):
        done = duiyi("align", *documents, "--no-drafts", "-o", tmp_path / name, cwd=ROOT)
        assert done.returncode == 0, done.stderr
    for path in (tmp_path / "one").iterdir():
        assert (tmp_path / "other" / path.name).read_bytes() == path.read_bytes(), path.name
