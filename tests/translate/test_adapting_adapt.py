"""``duiyi models adapt`` in miniature: a toy package that has the terms of a trade wrong learns them."""

import errno
import json
import re
import subprocess
import zipfile
from operator import eq
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from adapt_fixture import TERMS, argostranslate_says, install_ignorant, steps, unit, written
from house import duiyi, one_line

from tmx.base.errors import InputError, OutputError
from tmx.model import Unit, Variant
from translate.adapting.adapt import Job, Report
from translate.adapting.adapt import adapt as adapted
from translate.adapting.binary import Weights, read_binary
from translate.engines.choosing import engine_for
from translate.model import Draft
from translate.packages import installing

ONE_THREAD = {"OMP_NUM_THREADS": "1"}  # several would wait for each other longer than they work
NEW = "1.9.0.1"


@pytest.fixture
def torch() -> Any:
    """Torch on one thread; the test is skipped where it is not installed."""
    torch_: Any = pytest.importorskip("torch")
    torch_.set_num_threads(1)
    return torch_


@pytest.fixture
def ignorant(argos_folder: Path) -> Path:
    return install_ignorant(argos_folder)


@pytest.fixture
def learned(tmp_path: Path) -> Path:
    return written(steps(), tmp_path / "steps.tmx")


def adapt(*arguments: str | Path, code: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, after ``code``."""
    run = "from align.main import run; run()"
    given = ("models", "adapt", "--from", "en", "--to", "zh", *arguments)
    return duiyi(*given, env=ONE_THREAD, code=f"{code}\n{run}")


def run(memory: Path, folder: Path, **options: Any) -> tuple[list[str], Report]:
    """Adapt in this process; returns what was told, and the report."""
    lines: list[str] = []
    output = folder / "mine.argosmodel"
    job = Job(**{"src": "en", "tgt": "zh", "memories": (memory,), "output": output, **options})
    return lines, adapted(job, say=lines.append)


def short() -> Any:
    """A plan that teaches nothing, quickly."""
    from translate.adapting.tuning import Plan

    return Plan(epochs=1, batch_pieces=2000)


def right(drafts: list[Draft], wanted: list[str]) -> int:
    return sum(draft.text == text for draft, text in zip(drafts, wanted, strict=True))


def weights(package: Path, folder: Path) -> Weights:
    with zipfile.ZipFile(package) as archive:
        name = next(name for name in archive.namelist() if name.endswith("model.bin"))
        return read_binary(Path(archive.extract(name, folder))).weights()


def test_a_package_learns_from_a_memory(
    torch: Any, ignorant: Path, learned: Path, tmp_path: Path, argos_folder: Path
) -> None:
    sources = [f"3 oil the {term} twice." for term in TERMS]
    wanted = [f"3润滑这{term}两次。" for term in TERMS.values()]
    assert not right(engine_for("en", "zh").translate(sources), wanted)
    output = tmp_path / "mine.argosmodel"
    done = adapt("--tm", learned, "-o", output)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # progress is for terminals
    lines = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert lines["memory"] == "160 of 160 units"
    before, after = map(float, re.findall(r"\d+\.\d", lines["held-out"])[:2])
    assert after >= before + 5
    assert lines["wrote"] == str(output)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    package = installing.install(output)
    assert package.version == NEW
    assert installing.choices()[0].path == package.path  # it is newer than what it was made from
    assert right(engine_for("en", "zh").translate(sources), wanted) >= 5
    card = json.loads((package.path / "adapted.json").read_text("utf-8"))
    assert card["base"] == "argos en-zh 1.9"
    assert card["held-out chrF after"] == pytest.approx(after, abs=0.06)
    assert "A toy" in (package.path / "README.base.md").read_text("utf-8")

    installing.remove(ignorant.name)
    listed, *outputs = argostranslate_says(sources)
    assert "English → Chinese" in listed
    assert sum(map(eq, outputs, wanted)) >= 5


def test_general_quality_weighs_in(torch: Any, ignorant: Path, learned: Path, tmp_path: Path) -> None:
    """General texts in which the terms mean what the package takes them for: it may not unlearn that."""
    terms = list(TERMS)
    lines = [
        (f"{n % 9 + 1} i love the {term}.", TERMS[terms[(n + 1) % 8]]) for n, term in enumerate(terms * 4)
    ]
    sources, references = tmp_path / "g.en", tmp_path / "g.zh"
    sources.write_text("".join(f"{english}\n" for english, _ in lines), "utf-8")
    references.write_text("".join(f"{n % 9 + 1}我爱这{t}。\n" for n, (_, t) in enumerate(lines)), "utf-8")
    log, report = run(learned, tmp_path, general=(sources, references))
    assert [line for line in log if line.startswith("share     1.0")]
    assert [line for line in log if line.startswith("share     0.7")]
    assert report.before.general and report.after.general
    assert report.share < 1
    assert report.after.general >= report.before.general - 0.5 or not report.written
    assert report.written == report.better == (tmp_path / "mine.argosmodel").exists()


def test_what_is_not_better_is_not_written(torch: Any, ignorant: Path, tmp_path: Path) -> None:
    sources = [str(one.variants[0].segment[0]) for one in steps()]
    outputs = [draft.text for draft in engine_for("en", "zh").translate(sources)]
    known = zip(sources, outputs, strict=True)
    perfect = [unit(source, text, x_Document=f"d{n // 16}") for n, (source, text) in enumerate(known)]
    learned = written(perfect, tmp_path / "known.tmx")
    output = tmp_path / "mine.argosmodel"
    done = adapt("--tm", learned, "-o", output)
    assert done.returncode == 1
    assert done.stderr.startswith(f"duiyi: {output}: the tuned package is not better, so it was not written.")
    assert done.stderr.count("\n") == 1
    assert not output.exists()
    lines, report = run(learned, tmp_path, force=True)
    assert report.written and not report.better
    assert "resumed   an earlier run of this job" in lines
    with pytest.raises(OutputError, match="exists already"):
        run(learned, tmp_path)


def test_a_killed_run_goes_on_and_makes_the_same(
    torch: Any, ignorant: Path, learned: Path, tmp_path: Path
) -> None:
    from translate.adapting.tuning import Plan

    whole, killed = tmp_path / "whole.argosmodel", tmp_path / "killed.argosmodel"
    plan = Plan(rate=5e-4, epochs=5, batch_pieces=800)
    often = f"""
from translate.adapting import adapt, tuning
tuning._CHECKPOINT_SECONDS = 0
adapt.plan_for = lambda base: tuning.{plan}
"""
    suicide = f"""{often}
import os, signal
learn = tuning.Tuning._learn_from
def step(self, batch, done):
    if self._descent.steps == 9:
        os.kill(os.getpid(), signal.SIGKILL)
    return learn(self, batch, done)
tuning.Tuning._learn_from = step
"""
    run(learned, tmp_path, output=whole, plan=plan, force=True)
    assert adapt("--tm", learned, "-o", killed, code=suicide).returncode == -9
    assert not killed.exists()
    done = adapt("--tm", learned, "-o", killed, "--force", code=often)
    assert done.returncode == 0, done.stderr
    assert "resumed   an earlier run of this job" in done.stdout
    once, twice = weights(killed, tmp_path / "k"), weights(whole, tmp_path / "w")
    assert once.keys() == twice.keys()
    for name, weight in once.items():  # a sum may round otherwise, and a weight into the next of 127 steps
        assert np.abs(weight - twice[name]).max() <= np.abs(weight).max() / 60, name
    assert sorted(path.name for path in tmp_path.glob("*killed*")) == [killed.name]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_was_left_of_another_job_is_not_used(
    torch: Any, ignorant: Path, learned: Path, tmp_path: Path
) -> None:
    work = tmp_path / ".mine.argosmodel.adapting"
    work.mkdir()
    (work / "mark").write_text("of another job", "utf-8")
    (work / "figures.json").write_text('[{"held_out": 99.0}, {"held_out": 99.0}]', "utf-8")
    lines, report = run(learned, tmp_path, force=True, plan=short())
    assert "resumed   nothing: the earlier run here was another job" in lines
    assert report.before.held_out < 50


def test_an_unknown_architecture(torch: Any, ignorant: Path, learned: Path, tmp_path: Path) -> None:
    binary = read_binary(ignorant / "model" / "model.bin")
    binary.variables["decoder/layer_0/conv/weight"] = (0, np.zeros((2, 2), np.float32))
    binary.write(ignorant / "model" / "model.bin")
    with pytest.raises(InputError, match="does not support: it has 'decoder/layer_0/conv/weight'") as caught:
        run(learned, tmp_path)
    assert caught.value.path == ignorant / "model"
    assert list(tmp_path.glob("*mine*")) == []


def test_a_full_disk(
    torch: Any, ignorant: Path, learned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("numpy.savez", full)
        with pytest.raises(OutputError, match="cannot be written: No space left on device"):
            run(learned, tmp_path, force=True, plan=short())
    assert not (tmp_path / "mine.argosmodel").exists()
    with monkeypatch.context() as patch:
        patch.setattr("shutil.copyfileobj", full)
        with pytest.raises(OutputError, match="cannot be written: No space left on device"):
            run(learned, tmp_path, force=True, plan=short())
    assert not (tmp_path / "mine.argosmodel").exists()
    work = tmp_path / ".mine.argosmodel.adapting"
    (work / "package" / "sentencepiece.model").unlink()  # as if it was killed while it copied
    lines, report = run(learned, tmp_path, force=True, plan=short())
    assert "resumed   an earlier run of this job" in lines
    assert report.written
    assert not work.exists()


@pytest.mark.parametrize(
    ("units", "message"),
    [
        (steps()[:3], "too few approved pairs to learn from and measure with: 3."),
        (steps()[:1] * 10_000, "too few approved pairs to learn from and measure with: 1."),
        (
            [Unit((Variant("de", ("Los.",)), Variant("fr", ("Allez.",))))],
            "m.tmx: has no unit in en and zh (languages found: de, fr)",
        ),
    ],
    ids=["three pairs", "one pair 10,000 times", "wrong languages"],
)
def test_memories_of_no_use(
    units: list[Unit], message: str, torch: Any, ignorant: Path, tmp_path: Path
) -> None:
    output = tmp_path / "mine.argosmodel"
    done = adapt("--tm", written(units, tmp_path / "m.tmx"), "-o", output)
    assert done.returncode == 1
    assert message in done.stderr and done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.glob("*mine*")] == []


def test_without_torch(ignorant: Path, learned: Path, tmp_path: Path) -> None:
    done = adapt(
        "--tm", learned, "-o", tmp_path / "mine.argosmodel", code="import sys; sys.modules['torch'] = None"
    )
    assert one_line(done) == "tuning needs torch. Install it: pip install 'duiyi[train]'"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "en", "--to", "en", "-o", "m.argosmodel"], "one is en, the other zh"),
        (["--from", "en", "--to", "zh", "-o", "mine.zip"], "ends in .argosmodel"),
    ],
)
def test_wrong_options(arguments: list[str], message: str, tmp_path: Path) -> None:
    done = duiyi("models", "adapt", "--tm", tmp_path / "m.tmx", *arguments)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())
