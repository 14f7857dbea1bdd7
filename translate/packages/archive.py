"""Checks of a package file (``.argosmodel``) before it is unpacked: nothing in it is trusted."""

import json
import lzma
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from tmx.base.errors import InputError
from translate.engines.installed import language, side
from translate.engines.package import TYPES

MAX_BYTES = 4 << 30  # unpacked; the largest Argos package has less than 1 GB
MAX_ENTRIES = 10_000
MAX_RATIO = 200  # unpacked to packed; weights shrink to a half at best, long lists to a tenth
_SAFE_BYTES = 8 << 20  # below this size a ratio says nothing

_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def check_archive(archive: Path) -> str:
    """Check a package file without unpacking it; returns its top folder.

    :raises InputError: if it is missing, no zip, unsafe (paths that leave the folder, links, a zip bomb),
        has not exactly one top folder, or lacks metadata, tokenizer or model.
    """
    if not archive.is_file():
        raise InputError("is not there" if not archive.exists() else "is not a file", path=archive)
    try:
        with zipfile.ZipFile(archive) as package:
            entries = package.infolist()
            top = _top_folder(entries, archive)
            _check_sizes(entries, archive)
            _check_content({entry.filename for entry in entries}, top, archive)
            _check_metadata(package.read(f"{top}/metadata.json"), archive)
            return top
    except (*_ZIP_ERRORS, OSError) as error:
        raise InputError(
            f"is not an Argos package: {error}", path=archive, hint="Download it again."
        ) from error


def _top_folder(entries: list[zipfile.ZipInfo], archive: Path) -> str:
    tops: set[str] = set()
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        path = PurePosixPath(name)
        unsafe = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name
        linked = stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR)
        if unsafe or linked or not path.parts:
            raise InputError(f"has an unsafe entry {name!r}", path=archive, hint="Do not trust this file.")
        if name.casefold() in seen:
            raise InputError(f"has the entry {name!r} twice", path=archive)
        seen.add(name.casefold())
        tops.add(path.parts[0])
        if len(path.parts) == 1 and not entry.is_dir():
            raise InputError(f"has {name!r} outside its folder", path=archive)
    if len(tops) != 1:
        raise InputError(f"has {len(tops)} top folders instead of one", path=archive)
    return tops.pop()


def _check_sizes(entries: list[zipfile.ZipInfo], archive: Path) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or total > MAX_BYTES:
        raise InputError(f"is too large: {len(entries)} files, {total} bytes unpacked", path=archive)
    for entry in entries:
        if entry.file_size > _SAFE_BYTES and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            times = entry.file_size // max(1, entry.compress_size)
            raise InputError(
                f"has an entry that unpacks to {times} times its size: {entry.filename!r}",
                path=archive,
                hint="Do not trust this file.",
            )


def _check_content(names: set[str], top: str, archive: Path) -> None:
    tokenizers = ("sentencepiece.model", "bpe.model")
    lacking = [name for name in ("metadata.json", "model/model.bin") if f"{top}/{name}" not in names]
    if not any(f"{top}/{name}" in names for name in tokenizers):
        lacking.append(" or ".join(tokenizers))
    if lacking:
        raise InputError(f"is not an Argos package: {top} lacks {', '.join(lacking)}", path=archive)


def _check_metadata(content: bytes, archive: Path) -> None:
    metadata = json.loads(content)
    if not isinstance(metadata, dict):
        raise InputError("has a metadata.json that holds no object", path=archive)
    lacking = [
        key for key in ("from_code", "to_code", "package_version") if not isinstance(metadata.get(key), str)
    ]
    if lacking:
        raise InputError(f"has a metadata.json without {', '.join(lacking)}", path=archive)
    src, tgt = language(metadata["from_code"]), side(metadata["to_code"])
    if metadata.get("type", "translate") not in TYPES or not src or tgt is None or src == tgt:
        raise InputError(
            f"is a package from {metadata['from_code']} to {metadata['to_code']}",
            path=archive,
            hint="duiyi uses packages into en and zh; argospm installs others.",
        )


def extract(package: zipfile.ZipFile, folder: Path, archive: Path) -> None:
    """Unpack a checked archive into ``folder``.

    :raises InputError: if its content is broken.
    """
    try:
        package.extractall(folder)
    except _ZIP_ERRORS as error:
        raise InputError(f"is broken: {error}", path=archive, hint="Download it again.") from error
