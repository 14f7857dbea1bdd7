"""Checks of a package file (``.argosmodel``) before it is unpacked: nothing in it is trusted."""

import json
import zipfile
from pathlib import Path, PurePosixPath

from tmx.base import safe_zip
from tmx.base.errors import InputError
from translate.engines.installed import language, side
from translate.engines.package import TYPES

MAX_BYTES = 4 << 30  # unpacked; the largest Argos package has less than 1 GB
_AGAIN = "Download it again."


def check_archive(archive: Path) -> str:
    """Check a package file without unpacking it; returns its top folder.

    :raises InputError: if it is missing, no zip, unsafe (paths that leave the folder, links, a zip bomb),
        has not exactly one top folder, or lacks metadata, tokenizer or model.
    """
    if not archive.is_file():
        raise InputError("is not there" if not archive.exists() else "is not a file", path=archive)
    try:
        package = safe_zip.opened(
            archive, archive, what="an Argos package", hint=_AGAIN, max_bytes=MAX_BYTES, to_disk=True
        )
        with package:
            entries = package.infolist()
            top = _top_folder(entries, archive)
            _check_content({entry.filename for entry in entries}, top, archive)
            _check_metadata(package.read(f"{top}/metadata.json"), archive)
            return top
    except (*safe_zip.ERRORS, OSError) as error:
        raise InputError(f"is not an Argos package: {error}", path=archive, hint=_AGAIN) from error


def _top_folder(entries: list[zipfile.ZipInfo], archive: Path) -> str:
    tops: set[str] = set()
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        path = PurePosixPath(name)
        if name.casefold() in seen:
            raise InputError(f"has the entry {name!r} twice", path=archive)
        seen.add(name.casefold())
        tops.add(path.parts[0])
        if len(path.parts) == 1 and not entry.is_dir():
            raise InputError(f"has {name!r} outside its folder", path=archive)
    if len(tops) != 1:
        raise InputError(f"has {len(tops)} top folders instead of one", path=archive)
    return tops.pop()


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
    except safe_zip.ERRORS as error:
        raise InputError(f"is broken: {error}", path=archive, hint=_AGAIN) from error
