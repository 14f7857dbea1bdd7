"""Files are written beside and renamed: a reader sees the old file or the new one, never a half.

Only regular files are replaced: a device, a pipe or a folder stays what it is, and of a link it is the file
it names that is written. What is being written is locked. What a killed run left behind is not: the next run
that writes the same file takes it over, so that nothing of it stays.
"""

import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from tmx.base.errors import InputError, OutputError

try:
    import fcntl
except ImportError:  # Windows: no locks of this kind; what was left behind there stays
    fcntl = None  # type: ignore[assignment]

_PART = ".part"
_NAME_BYTES = 240  # of 255 that file systems allow; the rest is for the dot, ``.part`` and a number
_WRITERS = 8  # of one file at the same time, for whose parts there are names
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)
_STDOUT = frozenset(("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"))
_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def may_write(path: Path, *, force: bool, hint: str = "Pass --force to replace it.") -> Path:
    """The path, if a result may be written there: nothing is there, or a regular file that may go.

    :param hint: what a person does about a file that is there.
    :raises OutputError: if a file is there and ``force`` is not set; if it is something else, in any case.
    """
    if not is_stdout(path) and _is_file(path) and not force:
        raise exists_already(path, hint=hint)
    return path


def exists_already(path: Path, *, detail: str = "", hint: str = "Pass --force to replace it.") -> OutputError:
    """The error about a file or folder that is in the way.

    :param detail: why it isn't replaced, such as "no batch made it".
    """
    return OutputError(f"exists already{detail and f', and {detail}'}", path=path, hint=hint)


def is_stdout(path: Path) -> bool:
    """Whether a path means standard output: ``-`` or ``/dev/stdout``, wherever that leads."""
    return str(path) in _STDOUT


def _is_file(path: Path) -> bool:
    """Whether a file is there, or at the end of the link that is there; False if nothing is.

    :raises OutputError: if it is something else, which no result may take the place of.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unwritable(path, error) from error
    if not stat.S_ISREG(mode):
        what = next((name for test, name in _KINDS if test(mode)), "something else")
        raise OutputError(
            f"is {what}, not a file, and will not be replaced",
            path=path,
            hint="Name a file that may be written.",
        )
    return True


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"cannot be written: {error.strerror or error}", path=path, hint="Choose another folder with -o."
    )


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a binary file that takes the place of ``path`` when the block ends without an error.

    The parent folder is made when it is missing. If anything fails, ``path`` is left as it was. A link stays
    one: the file that it names is replaced, or made. ``-`` and ``/dev/stdout`` are written to as they are.

    :raises OutputError: if the folder cannot be made or the file cannot be written, or no file is there, but
        a device, a pipe or a folder.
    """
    if is_stdout(path):
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    _is_file(path)
    if path.is_symlink():
        path = Path(os.path.realpath(path))
    with ExitStack() as resources:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, partial = _begun(path)
            # Keeps the lock until the file has its name: who finds it without one may take it.
            resources.callback(os.close, os.dup(handle))
            resources.callback(_discard, partial, os.fstat(handle))
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            partial.chmod(0o666 & ~_umask())
            partial.replace(path)
        except OSError as error:
            raise _unwritable(path, error) from error


def _begun(path: Path) -> tuple[int, Path]:
    """A locked, empty file beside ``path``: a new one, or what a killed run left.

    Names are numbered where several processes write the same file at once.
    """
    for number in range(_WRITERS if fcntl else 0):
        partial = path.with_name(_part_name(path.name, number))
        handle = _taken(partial)
        if handle is not None:
            _clear(path, number + 1)
            return handle, partial
    handle, name = tempfile.mkstemp(prefix=".duiyi-", suffix=_PART, dir=path.parent)
    return handle, Path(name)


def _clear(path: Path, number: int) -> None:
    """Remove what was left under the numbers that follow."""
    partial = path.with_name(_part_name(path.name, number))
    if number < _WRITERS and partial.exists() and (handle := _taken(partial)) is not None:
        _discard(partial, os.fstat(handle))
        os.close(handle)
        _clear(path, number + 1)


def _part_name(name: str, number: int) -> str:
    if len(os.fsencode(name)) > _NAME_BYTES:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()[:32]
    return f".{name}.{number}{_PART}" if number else f".{name}{_PART}"


def _taken(partial: Path) -> int | None:
    """The file, empty, opened to write and locked; ``None`` if it is another's."""
    while True:
        new = True
        try:
            handle = os.open(partial, _FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            new = False
            try:
                handle = os.open(partial, _FLAGS)
            except FileNotFoundError:
                continue
            except OSError:  # a link, a folder, another person's file
                return None
        status = os.fstat(handle)
        locked = _locked(handle)
        if locked is None and new:  # a file system without locks: a name that is new is as good
            return handle
        ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and status.st_nlink == 1
        if locked and ours and _is(partial, status):
            os.ftruncate(handle, 0)
            return handle
        os.close(handle)
        if not locked or not ours:
            return None  # else its writer has just given it its name


def _locked(handle: int) -> bool | None:
    """Lock an open file or folder; ``None`` where there are no locks."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _is(path: Path, status: os.stat_result) -> bool:
    try:
        return os.path.samestat(path.stat(follow_symlinks=False), status)
    except OSError:
        return False


def _discard(partial: Path, status: os.stat_result) -> None:
    """Remove what was not renamed, if it is still there, and still the same file."""
    with suppress(OSError):
        if _is(partial, status):
            partial.unlink()


@contextmanager
def working_folder(parent: Path) -> Iterator[Path]:
    """A folder ``.duiyi-….part`` in ``parent`` that is gone afterwards, with those that killed runs left.

    :raises OSError: if it cannot be made.
    """
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.glob(f".duiyi-*{_PART}"):
        with _lock_of(left) as idle:
            if idle:
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=".duiyi-", suffix=_PART, dir=parent))
    try:
        with _lock_of(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _lock_of(folder: Path) -> Iterator[bool]:
    """Lock a folder while the block runs; whether that went."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        yield bool(fcntl and _locked(handle))
    finally:
        os.close(handle)


def write_text(path: Path, text: str) -> None:
    """Replace ``path`` with ``text`` in UTF-8, line ends as given. See :func:`replacing`."""
    with replacing(path) as stream:
        stream.write(text.encode())


def opened(path: Path) -> IO[bytes]:
    """Open a binary file to read; the caller closes it.

    :raises InputError: if it is not there, is a folder, or may not be read.
    """
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise InputError("there is no such file", path=path, hint="Check the name.") from None
    except IsADirectoryError:
        raise InputError("is a folder", path=path, hint="Give the files in it, one by one.") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=path) from error


def lines(
    stream: IO[bytes],
    name: str | Path,
    *,
    encoding: str | None = None,
    hint: str = "Convert it with iconv.",
) -> Iterator[str]:
    """Lines as they come, without their ends.

    :param name: what errors call the stream.
    :param encoding: one in which a line feed is a byte of its own; UTF-8 unless given.
    :param hint: what to do about a line that is not in the encoding.
    :raises InputError: with that line, or if no encoding is called so.
    """
    for number, data in enumerate(stream, 1):
        try:
            yield data.decode(encoding or ("utf-8-sig" if number == 1 else "utf-8")).rstrip("\r\n")
        except UnicodeDecodeError:
            what = f"is not {encoding or 'UTF-8'}"
            raise InputError(what, path=name, line=number, hint=hint) from None
        except LookupError:
            raise InputError(f"no encoding is called {encoding}", path=name) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
