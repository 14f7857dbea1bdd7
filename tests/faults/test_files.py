"""Files are whole or not there, whoever is killed or writes at the same time; nothing stays beside them."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from house import duiyi

from tmx.base.errors import OutputError
from tmx.base.files import may_write, replacing, working_folder, write_text

posix = pytest.mark.skipif(os.name != "posix", reason="locks and signals of POSIX")
KILLED = """
import os, signal, sys
from pathlib import Path
from tmx.base.files import replacing, working_folder

target = Path(sys.argv[1])
if len(sys.argv) > 2:
    with working_folder(target) as folder:
        (folder / "model").mkdir()
        os.kill(os.getpid(), signal.SIGKILL)
with replacing(target) as first, replacing(target) as second:
    first.write(b"half"), first.flush(), second.write(b"other"), second.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
WRITERS = """
import sys
from pathlib import Path
from tmx.base.files import replacing

for number in range(40):
    with replacing(Path(sys.argv[1])) as stream:
        for _ in range(50):
            stream.write(sys.argv[2].encode() * 400)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def killed(*arguments: str | Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, *map(str, arguments)], check=False)
    assert done.returncode == -signal.SIGKILL


@posix
def test_the_next_run_takes_over_what_a_killed_one_left(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "before")
    killed(target)
    assert names(tmp_path) == [".a.txt.1.part", ".a.txt.part", "a.txt"]
    assert target.read_text() == "before"
    write_text(target, "after")
    assert names(tmp_path) == ["a.txt"]
    assert target.read_text() == "after"


@posix
def test_a_killed_run_leaves_no_working_folder_for_ever(tmp_path: Path) -> None:
    killed(tmp_path, "folder")
    assert len(names(tmp_path)) == 1
    with working_folder(tmp_path) as first, working_folder(tmp_path) as second:
        assert names(tmp_path) == sorted((first.name, second.name))
    assert names(tmp_path) == []


@posix
def test_many_writers_at_once(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    running = [subprocess.Popen([sys.executable, "-c", WRITERS, str(target), mark]) for mark in "abcd"]
    assert [process.wait(120) for process in running] == [0] * 4
    assert names(tmp_path) == ["a.txt"]
    content = target.read_text()
    assert content == content[0] * 20_000


def test_two_writers_in_one_process_do_not_meet(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    with replacing(target) as outer:
        outer.write(b"outer")
        with replacing(target) as inner:
            inner.write(b"inner")
        assert target.read_text() == "inner"
    assert target.read_text() == "outer"
    assert names(tmp_path) == ["a.txt"]


def test_an_error_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "before")
    with pytest.raises(KeyError), replacing(tmp_path / "a.txt") as stream:
        stream.write(b"half")
        raise KeyError
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "before"


@posix
@pytest.mark.parametrize("kind", ["link", "hard link", "folder"])
def test_what_lies_in_wait_is_not_written_to(kind: str, tmp_path: Path) -> None:
    other, trap = tmp_path / "other", tmp_path / "out" / ".a.txt.part"
    trap.parent.mkdir()
    other.write_text("mine")
    if kind == "folder":
        trap.mkdir()
    elif kind == "link":
        trap.symlink_to(other)
    else:
        trap.hardlink_to(other)
    write_text(trap.parent / "a.txt", "text")
    assert other.read_text() == "mine"
    assert names(trap.parent) == [".a.txt.part", "a.txt"]
    assert (trap.parent / "a.txt").read_text() == "text"


@posix
@pytest.mark.parametrize("kind", ["pipe", "folder", "socket", "link to a device", "link to itself"])
def test_what_is_no_file_is_not_replaced(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    place = Path("out.tmx")
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(place))
    else:
        place.symlink_to(place if kind == "link to itself" else "/dev/null")
    before = place.lstat()
    with pytest.raises(OutputError):
        write_text(place, "text")
    with pytest.raises(OutputError):
        may_write(place, force=True)
    assert os.path.samestat(place.lstat(), before)
    assert names(tmp_path) == ["out.tmx"]


@posix
@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_and_its_file_is_written(there: bool, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "memory.tmx", tmp_path / "link.tmx"
    link.symlink_to(target)
    if there:
        target.write_text("before")
        with pytest.raises(OutputError, match="exists already"):
            may_write(link, force=False)
    write_text(link, "text")
    assert link.is_symlink()
    assert target.read_text() == "text"
    assert names(tmp_path / "far") == ["memory.tmx"]


@posix
@pytest.mark.parametrize(
    "command",
    [
        "tmx merge {memory} -o {pipe}",
        "tmx fix {memory} -o {pipe}",
        "tmx sort {memory} -o {pipe}",
        "tmx convert {memory} -o {pipe}",
        "tmx filter {memory} score>0 -o other.tmx --removed {pipe}",
        "review page {review} -o {pipe}",
        "review apply {review} -o {pipe}",
    ],
)
def test_force_replaces_files_only(command: str, tmp_path: Path) -> None:
    (review := tmp_path / "a.bitext.tsv").write_text("a\t1-1\t\tok\tTea.\t茶。\n", encoding="utf-8")
    assert duiyi("review", "apply", review, "-o", tmp_path / "a.tmx").returncode == 0
    os.mkfifo(pipe := tmp_path / "pipe.tmx")
    places = {"memory": tmp_path / "a.tmx", "review": review, "pipe": pipe}
    run = duiyi(*command.format(**places).split(), "--force", cwd=tmp_path)
    assert run.returncode == 1
    assert run.stderr.startswith(f"duiyi: {pipe}: ")
    assert run.stderr.count("\n") == 1
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    "name", ["船" * 83 + ".txt", "a" * 255, " a\n-b ", "-rf", "*?[a].txt", "\udcff\udce4.txt"]
)
def test_names(name: str, tmp_path: Path) -> None:
    try:
        (tmp_path / name).write_bytes(b"")
    except OSError:
        pytest.skip("this system has no such names")
    write_text(tmp_path / name, "text")
    assert (tmp_path / name).read_text() == "text"
    assert names(tmp_path) == [name]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(OutputError, match="cannot be written: "):
        write_text(tmp_path / "a" / "b.txt", "text")
