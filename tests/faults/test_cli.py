"""The command line on bad days: full disks, closed folders, odd names, files that vanish, runs at once."""

import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from faults import JOBS, environment, is_deaf, prepared, results, strays
from house import ROOT, duiyi, may, one_line
from processes import Nothing

from translate.machine.workers import Processes

DUIYI = (sys.executable, "-c", "from align.main import run; run()")
QUICK = [name for name, job in JOBS.items() if job.quick]  # the others have tests of their own
MOUNTS = pytest.mark.skipif(not may("-rm"), reason="unshare -rm is not allowed here")


@pytest.fixture
def folder(tmp_path: Path, argos_files: dict[str, Path]) -> Path:
    """Files for every job; an Argos package is installed, which translates at once."""
    place = prepared(tmp_path, package=argos_files["en_zh"])
    with zipfile.ZipFile(argos_files["en_zh"]) as package:
        package.extractall(place / "packages")
    return place


def uninstalled(folder: Path, name: str) -> None:
    if name == "models install":
        shutil.rmtree(folder / "packages")


def ran(folder: Path, name: str, *more: str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    return duiyi(*JOBS[name].arguments, *more, cwd=folder, env=environment(folder), before=before)


# what can be written to


@MOUNTS
@pytest.mark.parametrize(
    ("name", "options"),
    [*((name, "size=8k") for name in QUICK), ("translate", "ro"), ("tmx split", "ro"), ("review page", "ro")],
)
def test_a_disk_that_takes_nothing_more(name: str, options: str, folder: Path) -> None:
    uninstalled(folder, name)
    home = JOBS[name].home
    mount = f"mkdir {home} && mount -t tmpfs -o {options} none {home}"
    command = f'{mount} && "$@"; code=$?; find {home} -mindepth 1; exit $code'
    done = ran(folder, name, before=("unshare", "-rm", "sh", "-c", command, "sh"))
    said = done.stderr.splitlines()
    assert done.returncode == 1
    assert len(said) == (4 if name == "translate" else 1), said  # each of its files has its own line
    assert all(
        line.startswith("duiyi: ") and "annot be written" in line.replace("C", "c") for line in said
    ), said
    left = [line for line in done.stdout.splitlines() if line.startswith(home)]
    assert all(Path(line).suffix not in (".part", ".tmx") for line in left if name != "tmx split"), left
    assert not [line for line in left if line.endswith(".part")]


@MOUNTS
@pytest.mark.parametrize(("options", "reason"), [("size=16k", "disk"), ("ro", "open")])
def test_a_cache_without_room_stops_nothing(options: str, reason: str, folder: Path) -> None:
    mount = f"mkdir -p home/cache/duiyi && mount -t tmpfs -o {options} none home/cache/duiyi"
    done = ran(folder, "translate", before=("unshare", "-rm", "sh", "-c", f'{mount} && "$@"', "sh"))
    (note,) = [line for line in done.stderr.splitlines() if "the cache cannot be used" in line]
    assert reason in note
    assert done.returncode == 0
    assert ran(folder, "translate", "--no-cache", "--force").returncode == 0


@MOUNTS
def test_no_room_for_temporary_tables(folder: Path) -> None:
    """Sorting beyond 64 MiB goes to a file of SQLite's; here as soon as anything does."""
    code = (
        "import tmx.base.store, tmx.change.shaping, functools\n"
        "tmx.change.shaping.scratch = functools.partial(tmx.base.store.scratch, limit=0)\n"
        "from align.main import run; run()"
    )
    command = 'mkdir tmp && mount -t tmpfs -o size=4k none tmp && export SQLITE_TMPDIR="$PWD/tmp" && "$@"'
    before = ("unshare", "-rm", "sh", "-c", command, "sh")
    done = duiyi(*JOBS["tmx sort"].arguments, cwd=folder, before=before, code=code)
    assert "temporary files cannot be written" in one_line(done)
    assert results(folder, JOBS["tmx sort"]) == {}
    assert strays(folder) == []


# sources that go, or change


@pytest.mark.parametrize("name", [name for name in QUICK if name != "translate"])
def test_a_source_that_has_gone(name: str, folder: Path) -> None:
    source = next(part for part in JOBS[name].arguments if (folder / part).is_file())
    (folder / source).unlink()
    done = ran(folder, name)
    if name.startswith("review"):  # said by the command line's own check
        assert (done.returncode, source in done.stderr) == (2, True)
    else:
        assert one_line(done).startswith(f"{source}: ")
    assert not (folder / "out").exists()


def test_a_document_that_goes_while_others_are_translated(folder: Path) -> None:
    listed = folder / "list.txt"
    listed.write_text("docs/one.en.txt\ndocs/gone.txt\ndocs/two.md\n", "utf-8")
    options = ("translate", "--manifest", "list.txt", "--to", "zh", "-o", "out", "--json")
    done = duiyi(*options, cwd=folder, env=environment(folder))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "docs/gone.txt: there is no such file" in done.stderr
    files = json.loads(done.stdout)["files"]
    assert [bool(file["error"]) for file in files] == [False, True, False]
    assert sorted(results(folder, JOBS["translate"])) == ["one.zh.txt", "two.zh.md"]


def test_a_memory_that_is_cut_short_while_it_is_read(folder: Path) -> None:
    """The file ends in the middle of a unit, as when another program is writing it."""
    data = (folder / "a.tmx").read_bytes()
    (folder / "a.tmx").write_bytes(data[: len(data) // 2])
    error = one_line(ran(folder, "tmx merge"))
    assert error.startswith("a.tmx:")
    assert "not well-formed XML" in error
    assert not (folder / "out").exists() or not list((folder / "out").iterdir())


def test_a_document_that_changed_after_it_was_read_is_translated_again(folder: Path) -> None:
    assert ran(folder, "translate").returncode == 0
    before = results(folder, JOBS["translate"])
    (folder / "docs" / "one.en.txt").write_text("i love the cat.\n", "utf-8")
    done = ran(folder, "translate")
    assert done.returncode == 0
    assert done.stdout.count("unchanged, nothing to do") == 3
    after = results(folder, JOBS["translate"])
    assert {name for name in after if after[name] != before[name]} == {
        "one.zh.txt", "one.en-zh.mt.tmx", "one.en-zh.bitext.tsv",
    }  # fmt: skip


# two at once, and interrupted


@pytest.mark.parametrize("name", ["translate", "tmx convert xlsx", "models install"])
def test_two_runs_at_once(name: str, folder: Path) -> None:
    uninstalled(folder, name)
    running = [
        subprocess.Popen(
            [*DUIYI, *JOBS[name].arguments, "--force"],
            cwd=folder, env={**os.environ, **environment(folder)}, stderr=subprocess.PIPE, text=True,
            stdout=subprocess.DEVNULL,
        )
        for _ in range(3)
    ]  # fmt: skip
    said = [process.communicate(timeout=120)[1] for process in running]
    found = results(folder, JOBS[name])
    for process, errors in zip(running, said, strict=True):
        assert "Traceback" not in errors
        assert process.returncode == 0 or name == "models install", errors
    assert any(process.returncode == 0 for process in running)
    assert strays(folder) == []
    assert ran(folder, name, "--force").returncode == 0
    assert results(folder, JOBS[name]) == found


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_interrupt_is_one_line_and_130(folder: Path) -> None:
    process = subprocess.Popen(
        [*DUIYI, "translate", "-", "--to", "zh"],
        cwd=folder, env={**os.environ, **environment(folder), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin and process.stdout
    process.stdin.write("hello world.\n")
    process.stdin.flush()
    assert process.stdout.readline() == "你好世界。\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "duiyi: interrupted\n")


LOADING = """
import signal, sys
from importlib.abc import MetaPathFinder

class Loading(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            try:
                {what}
            except KeyboardInterrupt as interrupt:
                sys.excepthook(type(interrupt), interrupt, interrupt.__traceback__)
            raise {error}("initialization failed")

sys.meta_path.insert(0, Loading())
from align.main import run
run()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("error", ["ImportError", "SyntaxError", "SystemError"])
@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("numpy", ("align", "a.en.txt", "a.zh.txt", "--no-drafts", "-o", "out")),
        ("distributed", ("align-batch", "pairs.tsv", "--scheduler", "tcp://127.0.0.1:1", "-o", "out")),
    ],
)
def test_an_interrupt_while_a_library_is_loaded(
    module: str, arguments: tuple[str, ...], error: str, folder: Path
) -> None:
    """Its C code prints the exception and raises another, which our own may take for a missing part."""
    code = LOADING.format(module=module, error=error, what="signal.raise_signal(signal.SIGINT)")
    done = duiyi(*arguments, cwd=folder, env=environment(folder), code=code)
    assert (done.returncode, done.stderr) == (130, "duiyi: interrupted\n")
    assert not (folder / "out").exists()


def test_a_library_that_is_not_there_is_no_interrupt(folder: Path) -> None:
    code = LOADING.format(module="distributed", error="ImportError", what="pass")
    wanted = ("align-batch", "pairs.tsv", "--scheduler", "tcp://127.0.0.1:1", "-o", "out")
    assert "duiyi[cluster]" in one_line(duiyi(*wanted, cwd=folder, env=environment(folder), code=code))


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_workers_do_not_hear_an_interrupt_even_while_they_start() -> None:
    """The parent alone tells of it; a worker's traceback isn't a message."""
    assert [deaf for _, deaf in Processes(1).map(is_deaf, [Nothing()])] == [True]
    assert not is_deaf(None)


# streams and names


@pytest.mark.parametrize(
    "arguments", [("tmx", "cat", "a.tmx"), ("tmx", "check", "a.tmx"), ("translate", "-")]
)
def test_a_reader_that_has_had_enough(arguments: tuple[str, ...], folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    to = ("--to", "zh") if "translate" in arguments else ()
    done = subprocess.run(
        [*DUIYI, *arguments, *to], cwd=folder, env={**os.environ, **environment(folder)},
        input="hello.\n" * 9, stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writing)
    assert done.returncode in (0, 1)
    assert done.stderr in ("", "a.tmx: no problems\n")


def test_streams_that_are_not_utf8(folder: Path) -> None:
    for arguments in (("translate", "-", "--to", "zh"), ("tmx", "lookup", "a.tmx", "-")):
        done = subprocess.run(
            [*DUIYI, *arguments], cwd=folder, env={**os.environ, **environment(folder)},
            input=b"hello.\ncaf\xe9\n", capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr.decode() == "duiyi: <stdin>:2: is not UTF-8. Convert it with iconv.\n"


NAMES = ["a b\nc", "渡船", "-rf", "\udcff\udce4", "a\x1b[31mred", "$(touch x)`y`;'z\""]
PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    ("name", "env"),
    [*((name, {}) for name in NAMES), ("渡船", PLAIN), ("\udcff\udce4", PLAIN)],
    ids=[*map(ascii, NAMES), "Han, plain", "bytes, plain"],
)
def test_names(name: str, env: dict[str, str], folder: Path) -> None:
    source = folder / f"{name}.txt"
    try:
        source.write_text("hello world.\n", "utf-8")
    except (OSError, UnicodeEncodeError):
        pytest.skip("this system has no such names")
    homes = {**environment(folder), **env}
    wanted = ("translate", "--to", "zh", "-o", "out", "--tmx", "--review")
    done = duiyi(*wanted, "--json", "--", f"{name}.txt", cwd=folder, env=homes)
    assert (done.returncode, done.stderr) == (0, "")
    [file] = json.loads(done.stdout)["files"]
    assert (folder / "out" / f"{name}.zh.txt").read_text("utf-8") == "你好世界。\n"
    assert env or file["path"] == f"{name}.txt"
    review = Path("out") / f"{name}.en-zh.bitext.tsv"
    assert duiyi("review", "page", "--", review, cwd=folder, env=homes).returncode == 0
    source.unlink()
    error = one_line(duiyi("tmx", "check", "--", f"{name}.txt", cwd=folder, env=homes))
    assert "there is no such file" in error
    assert error.isprintable()
    assert not (folder / "x").exists()


def test_a_letter_that_is_half_there(folder: Path) -> None:
    (folder / "a.json").write_text('{"one": "Hello there",\n "two": "hello \\ud83d there"}', "utf-8")
    done = duiyi("translate", "a.json", "--to", "zh", "-o", "out", cwd=folder, env=environment(folder))
    assert one_line(done).startswith("a.json:2: has half a character")


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_a_repository_with_odd_names_and_attributes(tmp_path: Path) -> None:
    top = tmp_path / "caf\udce9\n"
    top.mkdir()
    subprocess.run(["git", "init", "-q", top], check=True)
    (top / ".gitattributes").write_bytes(b"caf\xe9.txt text")
    assert duiyi("tmx", "install-git", cwd=top).returncode == 0
    assert (top / ".gitattributes").read_bytes().startswith(b"caf\xe9.txt text\n# duiyi")
    assert duiyi("tmx", "install-git", "--undo", cwd=top).returncode == 0
    assert (top / ".gitattributes").read_bytes() == b"caf\xe9.txt text\n"


# killed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_killed_and_run_again() -> None:
    """A slice of the bench: that one has a hundred kills for every command."""
    jobs = ("translate", "tmx split", "tmx convert moses", "review apply")
    done = subprocess.run(
        [sys.executable, ROOT / "tests/bench/kill.py", "--kills", "5", "--seed", "1", "--only", *jobs],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("5 kills, 0 faults") == len(jobs), done.stdout
