"""Running ``duiyi`` as a stranger does: in a process of its own, and without a network."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "seeds"
CASES = ROOT / "tests" / "cases"
SUPPORT = Path(__file__).parent
SHARED = Path(os.environ.get("DUIYI_SHARED") or ROOT.parent / "shared")
"""Sets that lie beside the checkout, where they do."""

_RUN = "from align.main import run; run()"
_GUARD = """
import socket

class Guarded(socket.socket):
    def connect(self, address):
        raise SystemExit(f"a connection to {address} was tried")
    connect_ex = connect

def nothing(*arguments, **options):
    raise SystemExit(f"a name was looked up: {arguments}")

socket.socket, socket.create_connection, socket.getaddrinfo = Guarded, nothing, nothing
"""


def duiyi(
    *arguments: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
    code: str = _RUN,
    timeout: float = 900,
) -> subprocess.CompletedProcess[str]:
    """Run the command line, behind the command ``before`` if given; output is captured."""
    return subprocess.run(
        [*before, sys.executable, "-c", code, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=timeout,
        check=False,
    )


def offline(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line without a network, or at least with sockets that refuse to connect."""
    if may("-rn"):
        return duiyi(*arguments, cwd=cwd, before=("unshare", "-rn"))
    return duiyi(*arguments, cwd=cwd, code=_GUARD + _RUN)


@cache
def may(flags: str) -> bool:
    """Whether ``unshare`` with these flags is there and allowed."""
    if not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", flags, "true"], capture_output=True, check=False).returncode == 0


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on stderr of a run that failed with exit status 1, and printed no result."""
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("duiyi: ")
    return done.stderr.removeprefix("duiyi: ").rstrip("\n")


@dataclass(frozen=True)
class MainJob:
    """The main job on the seeds, as it was run once, without a network."""

    folder: Path
    done: subprocess.CompletedProcess[str]
