"""The embedded package on disk: one archive, unpacked when it is first used."""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tmx.base.errors import MissingPackageError, OutputError
from tmx.base.files import working_folder

NAME = "duiyi-gemma-en-zh"


VERSION = "5"


ARCHIVE = Path(__file__).parent.parent / "models" / "gemma-en-zh.zip"


def model_of(folder: Path) -> Path:
    """The folder of the CTranslate2 model in a package: one of its own, or the package's."""
    inner = folder / "model"
    return inner if inner.is_dir() else folder


def data_folder() -> Path:
    """The user's data folder of duiyi: ``$XDG_DATA_HOME/duiyi``, else ``~/.local/share/duiyi``."""
    home = os.environ.get("XDG_DATA_HOME", "")
    return (Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "share") / "duiyi"


def home(archive: Path = ARCHIVE, *, folder: Path | None = None) -> Path:
    """Where the embedded package lies once it is unpacked: the name tells its content.

    :param folder: where packages are unpacked; the user's data folder unless given.
    :raises MissingPackageError: if the archive is missing or broken.
    """
    with _opened(archive) as package:
        sums = sorted((info.filename, info.file_size, info.CRC) for info in package.infolist())
    mark = hashlib.sha256(repr(sums).encode()).hexdigest()[:10]
    return (folder or data_folder() / "models") / f"{archive.stem}-{mark}"


def unpacked(archive: Path = ARCHIVE, *, folder: Path | None = None) -> Path:
    """The folder where the embedded package lies; unpacks it when it is not there, or not whole.

    Unpacking happens in a folder beside, which is then renamed: two processes at once do not meet, and
    one that is killed leaves nothing that looks whole.

    :param folder: where packages are unpacked; the user's data folder unless given.
    :raises MissingPackageError: if the archive is missing or broken.
    :raises OutputError: if the folder cannot be written.
    """
    place = home(archive, folder=folder)
    with _opened(archive) as package:
        sizes = {info.filename: info.file_size for info in package.infolist() if not info.is_dir()}
        if not _whole(place, sizes):
            _unpack(package, place, sizes)
    return place


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive) as package:
            yield package
    except (FileNotFoundError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise MissingPackageError(
            "the embedded translator is missing or broken", path=archive, hint="Reinstall duiyi."
        ) from error


def _whole(place: Path, sizes: dict[str, int]) -> bool:
    try:
        return all((place / name).stat().st_size == size for name, size in sizes.items())
    except OSError:
        return False


def _unpack(package: zipfile.ZipFile, place: Path, sizes: dict[str, int]) -> None:
    try:
        with working_folder(place.parent) as work:
            package.extractall(work / "new")
            if place.exists() and not _whole(place, sizes):  # damaged: out of the way, then away
                with suppress(FileNotFoundError):
                    place.rename(work / "old")
            try:
                (work / "new").rename(place)
            except OSError:
                if not _whole(place, sizes):  # else another process was first, which is as good
                    raise
    except OSError as error:
        raise OutputError(
            f"the embedded translator cannot be unpacked: {error.strerror or error}",
            path=place.parent,
            hint="It needs 135 MB there; or set XDG_DATA_HOME to a folder with room that you may write to.",
        ) from error
