"""The folder of a batch: what is finished lies there whole or not at all.

::

    memory.tmx        all memories in one, in the order of the manifest
    log.jsonl         what became of each pair, run after run, a line each
    alone.txt         the documents for which no counterpart was found
    pairs/NAME/       the results of a pair, with record.json: what they were made from
    failed/NAME.json  why a pair failed, and with what
    .batch/           marks the folder as a batch's: the lock, unfinished results, hashes of merged memories

The results of a pair are written to ``.batch`` and moved to their place in one step, so that a run that is
killed leaves no half-written ones.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from tmx.base.errors import DuiyiError, InputError, OutputError
from tmx.base.files import exists_already, may_write, opened, write_text

RECORD = "record.json"


@dataclass(frozen=True, slots=True)
class Record:
    """The sources of a pair's results, and the files they consist of."""

    recipe: str  # a hash of the documents and of all else that the results depend on
    mode: str
    en: int  # sentences
    zh: int
    units: int  # in the memory
    candidates: int
    memory: str  # the name of its file
    files: dict[str, str] = field(default_factory=dict)  # the hash of each, by its name
    strangers: bool = False  # the documents do not seem to be translations of each other


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a pair failed, and the recipe of the attempt: empty if a document could not even be read."""

    recipe: str
    error: str


class Store:
    """The folder of a batch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.memory = folder / "memory.tmx"
        self.log = folder / "log.jsonl"
        self.alone = folder / "alone.txt"
        self._own = folder / ".batch"
        self._parts = self._own / "parts"
        self._mark = self._own / "memories.json"

    def place(self, name: str) -> Path:
        """Where the results of a pair lie."""
        return self.folder / "pairs" / name

    @contextmanager
    def claimed(self, *, force: bool = False) -> Iterator[None]:
        """Hold the folder for this run, and clear away what a killed one left unfinished.

        :raises OutputError: if another run has it, or it holds files of something other than a batch.
        """
        ours = self._mark.exists()
        for path in (self.memory, self.log, self.folder / "pairs", self.folder / "failed"):
            if path.exists() and not (ours or force):
                hint = "Choose another folder with -o, or pass --force."
                raise exists_already(path, detail="no batch made it", hint=hint)
        for path in (self.memory, self.log):
            may_write(path, force=True)
        self.make_folder(self._parts)
        with self._locked():
            self._clear()
            if not ours:
                self._remember_memories([])
            elif self.memory.exists() and not force and hash_of(self.memory) not in self._memories():
                raise OutputError(
                    "was changed since it was merged",
                    path=self.memory,
                    hint="Move it elsewhere, or pass --force to replace it.",
                )
            try:
                yield
            finally:
                self._clear()

    def _clear(self) -> None:
        for part in self._parts.iterdir():
            shutil.rmtree(part, ignore_errors=True)

    def refuse_to_begin(self) -> None:
        """Check that a worker elsewhere sees the folder of the batch, so that it doesn't make one of its own.

        :raises OutputError: if it does not.
        """
        if not self._mark.exists():
            raise OutputError(
                f"is not there, seen from {socket.gethostname()}",
                path=self.folder,
                hint="All workers need the same folders; else pass --send.",
            )

    def record(self, name: str) -> Record | None:
        """The record of the results of a pair, if there are any."""
        data = _read(self.place(name) / RECORD)
        try:
            return Record(**data) if data else None
        except TypeError:  # written by another version
            return None

    def is_whole(self, name: str, record: Record) -> bool:
        """Whether all results of a pair are still there, edited or not."""
        return all((self.place(name) / file).is_file() for file in record.files)

    def refuse_to_replace(self, name: str, record: Record | None) -> None:
        """Refuse to replace results that somebody edited; those that are as the batch wrote them may go.

        :raises InputError: if somebody did.
        :raises OutputError: if something is there that no batch made.
        """
        place = self.place(name)
        if not place.exists():
            return
        if record is None:
            raise exists_already(place, detail="no batch made it", hint="Move it, or pass --force.")
        for file, digest in record.files.items():
            if (place / file).is_file() and hash_of(place / file) != digest:
                raise InputError(
                    "was edited, and its documents or the options have changed since",
                    path=place / file,
                    hint="Move it, or pass --force to replace it.",
                )

    def failure(self, name: str) -> Failure | None:
        """Why a pair failed when it was last tried."""
        data = _read(self._failed(name))
        try:
            return Failure(**data) if data else None
        except TypeError:
            return None

    def fail(self, name: str, failure: Failure) -> None:
        """Note that a pair failed."""
        write_text(self._failed(name), json.dumps(asdict(failure)) + "\n")

    def forget_failure(self, name: str) -> None:
        """Note that a pair that failed before is finished."""
        self._failed(name).unlink(missing_ok=True)

    @contextmanager
    def making(self) -> Iterator[Path]:
        """An empty folder to write results to; removed at the end unless it was moved to their place."""
        self.make_folder(self._parts)
        try:
            folder = Path(tempfile.mkdtemp(dir=self._parts))
        except OSError as error:
            raise _unwritable(self._parts, error) from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def finish(self, name: str, results: Path, record: Record) -> None:
        """Move the results of a pair to their place: all of them at once."""
        write_text(results / RECORD, json.dumps(asdict(record), indent=1) + "\n")
        place, before = self.place(name), results.with_suffix(".old")
        self.make_folder(place.parent)
        try:
            results.chmod(place.parent.stat().st_mode & 0o777)  # mkdtemp makes it for us alone
            if place.exists():
                place.rename(before)
            results.rename(place)
        except OSError as error:
            if before.exists() and not place.exists():
                before.rename(place)
            if (there := self.record(name)) and there.recipe == record.recipe:
                return  # another worker was faster: a cluster may give a job to two
            raise _unwritable(place, error) from error
        finally:
            shutil.rmtree(before, ignore_errors=True)
        self.forget_failure(name)

    def make_folder(self, path: Path) -> None:
        """Make a folder of the batch.

        :raises OutputError: if it cannot be made.
        """
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(path, error) from error

    def opened_log(self) -> IO[bytes]:
        """The log, to write lines after those that are there; the caller closes it."""
        try:
            return self.log.open("ab", buffering=0)
        except OSError as error:
            raise _unwritable(self.log, error) from error

    @contextmanager
    def replacing_memory(self) -> Iterator[Path]:
        """A path to write the merged memory to, which then takes the place of the last one."""
        with self.making() as folder:
            path = folder / self.memory.name
            yield path
            before = [hash_of(self.memory)] if self.memory.exists() else []
            self._remember_memories([*before, hash_of(path)])  # known before it is there
            try:
                path.replace(self.memory)
            except OSError as error:
                raise _unwritable(self.memory, error) from error

    def _failed(self, name: str) -> Path:
        return self.folder / "failed" / f"{name}.json"

    def _memories(self) -> list[str]:
        return [str(digest) for digest in _read(self._mark).get("memories", [])]

    def _remember_memories(self, digests: list[str]) -> None:
        write_text(self._mark, json.dumps({"memories": digests}) + "\n")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            import fcntl
        except ImportError:  # not on this system
            yield
            return
        try:
            stream = (self._own / "lock").open("wb")
        except OSError as error:
            raise _unwritable(self._own, error) from error
        with stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise OutputError(
                    "another run is at work in this folder",
                    path=self.folder,
                    hint="Wait for it, or choose another folder with -o.",
                ) from None
            yield


def hash_of(path: Path) -> str:
    """The SHA-256 of a file.

    :raises InputError: if it cannot be read.
    """
    try:
        with opened(path) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=path) from error


def json_line(values: Mapping[str, Any]) -> bytes:
    """One line of JSON; bytes of file names that aren't UTF-8 become escapes."""
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _read(path: Path) -> dict[str, Any]:
    """The object in a JSON file of ours; nothing where there is none, or a broken one."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _unwritable(path: Path, error: OSError) -> DuiyiError:
    return OutputError(
        f"cannot be written: {error.strerror or error}", path=path, hint="Choose another folder with -o."
    )
