"""Fuzzing of all readers, in process and seeded: broken input may raise nothing but ``DuiyiError``.

Each target (``fuzz_targets.py``) is a reader with a few small sound files; an input is one of these after a
few changes. ``tests/bench/fuzz.py`` makes a million of them, the test suite a slice.
"""

import io
import random
import resource
import signal
import sys
import tempfile
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tmx.base.errors import DuiyiError

SECONDS = 2.0  # that an input of a few kilobytes may take
MEMORY = 200 << 20  # bytes by which it may raise the peak
_LARGEST = 20_000  # bytes of an input

Read = Callable[[Path], object]


@dataclass(frozen=True)
class Target:
    """A reader under test: what it is given, under which name."""

    name: str
    file: str
    seeds: tuple[bytes, ...]
    read: Read


class TooSlowError(BaseException):
    """Raised by the watchdog; no reader catches it."""


class TooLargeError(BaseException):
    """An input that took too much memory."""


@dataclass
class Finding:
    """An input that raised what it should not, the first of its kind."""

    target: str
    what: str
    data: bytes
    trace: str
    count: int = 1


@dataclass
class Tally:
    """What became of the inputs of a run."""

    inputs: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)


def fuzz(target: Target, inputs: int, *, seed: int = 0, tally: Tally | None = None) -> Tally:
    """Give a reader so many mutated inputs; the same seed gives the same inputs."""
    tally = tally or Tally()
    chance = random.Random(f"{target.name} {seed}")
    with tempfile.TemporaryDirectory(dir=_memory_folder()) as folder, _watchdog() as watch:
        path = Path(folder) / target.file
        for _ in range(inputs):
            data = mutated(target, chance)
            path.write_bytes(data)
            tally.inputs[target.name] += 1
            try:
                with watch():
                    target.read(path)
            except DuiyiError as error:
                str(error)  # it can be told
                tally.refused[target.name] += 1
            except (Exception, TooSlowError, TooLargeError) as error:
                _note(tally, target, data, error)
    return tally


def _note(tally: Tally, target: Target, data: bytes, error: BaseException) -> None:
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "fuzzing.py" not in frame.filename
    ]
    own = [
        frame
        for frame in frames
        if any(f"/{room}/" in frame.filename for room in ("tmx", "translate", "align"))
    ]
    at = own[-1] if own else frames[-1] if frames else None
    where = f"{Path(at.filename).name}:{at.lineno}" if at else "?"
    what = f"{type(error).__name__} at {where}"
    if finding := tally.findings.get((target.name, what)):
        finding.count += 1
        finding.data = min(finding.data, data, key=len)
    else:
        tally.findings[target.name, what] = Finding(
            target.name, what, data, "".join(traceback.format_exception(error))
        )


@contextmanager
def _watchdog() -> Iterator[Callable[[], "_Watch"]]:
    """Bounds for what runs inside: an alarm for time, the peak of resident memory."""

    def bark(number: int, frame: FrameType | None) -> None:
        raise TooSlowError

    with suppress(OSError):  # on Linux: the peak begins anew, whatever ran before in this process
        Path("/proc/self/clear_refs").write_text("5")
    before = signal.signal(signal.SIGVTALRM, bark)  # processor time: a busy machine is no defect
    try:
        yield _Watch
    finally:
        signal.signal(signal.SIGVTALRM, before)


class _Watch:
    def __enter__(self) -> None:
        self._peak = peak()
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if peak() - self._peak > MEMORY:
            raise TooLargeError


def peak() -> int:
    """The peak of resident memory, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _memory_folder() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


# mutation

_BYTES = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\x1b", b"\r", b"\n", b"\t", b'"', b"'",
    b"<", b">", b"&", b"&#0;", b"&#xD800;", b"&x;", b"]]>", b"<![CDATA[", b"<!--", b"<!A[", b"[]", b"<?x ?>",
    b"-->", b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\u", b"\\ud800", b"#", b"-", b"*", b"_", b"`",
    b"~", b"|", b"a" * 500,    b"0", b"-1", b"9" * 30, b"1e999", b"nan", b"99:99:99,999",
    "⏎".encode(), "中".encode(), "\U0002000b".encode(),
    "İ".encode(), "ß".encode(), "ﬁ".encode(), "\u2028".encode(), "\x85".encode(), "\u3000".encode(),
    "\N{ZERO WIDTH NO-BREAK SPACE}".encode(), "👩‍👩‍👧".encode(),
    "e\u0301".encode(), "²".encode(), "٣".encode(),
    b" " * 200, b"(" * 60, b"<b>" * 40, b"../", b"<!ENTITY a 'b'>", b"<!DOCTYPE x [", b"en", b"zh",
)  # fmt: skip


def mutated(target: Target, chance: random.Random) -> bytes:
    """A seed after one to six changes; of a zip, mostly within its members."""
    data = chance.choice(target.seeds)
    rounds = chance.choice((1, 1, 2, 3, 6))
    if data.startswith(b"PK") and chance.random() < 0.75:
        return _rezipped(data, target.seeds, rounds, chance)
    for _ in range(rounds):
        data = chance.choice(_CHANGES)(data, target.seeds, chance)
    return data[:_LARGEST]


def _rezipped(data: bytes, seeds: Sequence[bytes], rounds: int, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    for _ in range(rounds):
        name = chance.choice(list(members))
        if chance.random() < 0.1:
            content = members.pop(name)
            name = _renamed(name, chance)
            members[name] = content
        elif len(members) > 1 and chance.random() < 0.05:
            del members[name]
        else:
            members[name] = chance.choice(_CHANGES)(members[name], list(members.values()), chance)[:_LARGEST]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def _renamed(name: str, chance: random.Random) -> str:
    return chance.choice(
        (
            f"../{name}",
            f"/{name}",
            name.upper(),
            name.replace("/", "\\"),
            f"{name}/",
            f"x/{name}",
            "\u4e2d" + name,
        )
    )


def _flipped(data: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    if not data:
        return b"x"
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _inserted(data: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(_BYTES) * chance.choice((1, 1, 1, 2, 20)) + data[at:]


def _replaced(data: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    start, stop = _span(data, chance)
    return data[:start] + chance.choice(_BYTES) + data[stop:]


def _cut(data: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    start, stop = _span(data, chance)
    return data[:start] + data[stop:]


def _doubled(data: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    start, stop = _span(data, chance)
    return data[:stop] + data[start:stop] * chance.choice((1, 1, 2, 30)) + data[stop:]


def _moved(data: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    start, stop = _span(data, chance)
    rest = data[:start] + data[stop:]
    at = chance.randint(0, len(rest))
    return rest[:at] + data[start:stop] + rest[at:]


def _crossed(data: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(seeds)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _truncated(data: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _recoded(data: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-16-le", "gb18030", "utf-32", "utf-8-sig")), "replace")


_CHANGES = (
    *(_flipped, _inserted, _replaced, _cut, _doubled, _moved) * 3,
    _crossed, _truncated, _recoded,
)  # fmt: skip


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + int(chance.expovariate(1 / chance.choice((1, 5, 40)))))
