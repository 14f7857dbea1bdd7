"""Zip files from strangers: opened and read without trust, whatever is inside them."""

import io
import lzma
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from tmx.base.errors import InputError

MAX_BYTES = 1 << 30  # unpacked
MAX_MEMBERS = 20_000
MAX_RATIO = 200  # unpacked to packed; XML and tables shrink to a thirtieth, weights to a half
SAFE_BYTES = 8 << 20  # below this size a ratio says nothing

ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    KeyError,  # no member of that name
    NotImplementedError,  # a way of packing that Python lacks
    RuntimeError,  # a password
    ValueError,  # also a name that isn't in the encoding it claims
)
"""What :mod:`zipfile` raises about a broken file, opening it or reading a member."""

_DISTRUST = "Do not trust this file."


def opened(
    source: Path | IO[bytes] | bytes,
    path: str | Path,
    *,
    what: str,
    hint: str = "",
    max_bytes: int = MAX_BYTES,
    to_disk: bool = False,
) -> zipfile.ZipFile:
    """Open an archive that has passed the checks; the caller closes it.

    :param path: what errors call the file.
    :param what: what it should be, such as "a DOCX".
    :param hint: what to do about a file that isn't an archive.
    :param to_disk: members will be written to a folder, so their names are checked too.
    :raises InputError: if it isn't a zip file, protected by a password, too large or a bomb.
    :raises OSError: if it cannot be read.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except ERRORS as error:
        raise InputError(f"is not {what}: {error}", path=path, hint=hint) from None
    try:
        _check(archive.infolist(), path, max_bytes, to_disk)
    except InputError:
        archive.close()
        raise
    return archive


def _check(members: list[zipfile.ZipInfo], path: str | Path, max_bytes: int, to_disk: bool) -> None:
    total = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or total > max_bytes:
        raise InputError(f"is too large: {len(members)} files, {total} bytes unpacked", path=path)
    for member in members:
        name = member.filename
        if to_disk and _leaves_its_folder(member):
            raise InputError(f"has an unsafe entry {name!r}", path=path, hint=_DISTRUST)
        if member.flag_bits & 1:
            raise InputError("is protected by a password", path=path, hint="Save it without one.")
        if member.file_size > SAFE_BYTES and member.file_size > MAX_RATIO * max(1, member.compress_size):
            what = f"has a part that unpacks to over {MAX_RATIO} times its size: {name!r}"
            raise InputError(what, path=path, hint=_DISTRUST)


def _leaves_its_folder(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a link, or its name would lead elsewhere on some system."""
    name, path = member.filename, PurePosixPath(member.filename)
    outside = path.is_absolute() or ".." in path.parts or any(character in name for character in "\\:\0")
    linked = stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR)
    return outside or linked or not path.parts


def read(archive: zipfile.ZipFile, name: str, path: str | Path, *, what: str) -> bytes:
    """The bytes of a member.

    :raises InputError: if it is missing or broken.
    """
    try:
        return archive.read(name)
    except ERRORS as error:
        raise InputError(f"is not {what}: {name} is broken: {error}", path=path) from None
