"""Packages: which engine serves a direction and why; installing, checking and removing Argos packages.

Only :func:`fetch` touches the network, and only when it is called with a name.
"""

import json
import logging
import os
import re
import socket
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tmx.base.errors import DuiyiError, InputError, MissingPackageError, OutputError
from tmx.base.files import exists_already, working_folder
from translate.engines import unpacking
from translate.engines.choosing import decoder_of, route
from translate.engines.installed import installed, language, package_folders, read_package, side
from translate.engines.package import Package, embedded
from translate.model import Side
from translate.packages import trial
from translate.packages.archive import check_archive, extract

DIRECTIONS: tuple[tuple[Side, Side], ...] = (("en", "zh"), ("zh", "en"))

_GET_HINT = (
    "On a machine with a network fetch the .argosmodel file (Argos Translate's package index lists them), "
    "carry it here, and run: duiyi models install FILE"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which engine serves a direction, and why it is this one."""

    src: str
    tgt: Side
    engine: str
    why: str
    path: Path


def choices() -> list[Choice]:
    """For each direction what :func:`translate.engines.choosing.engine_for` takes. Loads no model."""
    packages, _ = installed()
    others = sorted({package.src for package in packages} - {"en", "zh"})
    third: list[tuple[str, Side]] = [(src, tgt) for src in others for tgt in ("en", "zh")]
    return [choice for src, tgt in (*DIRECTIONS, *third) if (choice := _choice(src, tgt, packages))]


def _choice(src: str, tgt: Side, packages: list[Package]) -> Choice | None:
    try:
        way = route(src, tgt)
    except MissingPackageError:
        return None
    first = way[0]
    why = "by way of English" if len(way) > 1 else "installed Argos package"
    if first.is_embedded:
        why = "embedded; no Argos package is installed for the direction"
    alike = sum((package.src, package.tgt) == (first.src, first.tgt) for package in packages)
    why += f", the newest of {alike}" if alike > 1 else ""
    return Choice(src, tgt, " + ".join(package.name for package in way), why, first.path)


def install(archive: Path, *, force: bool = False) -> Package:
    """Install a package file (``.argosmodel``) where Argos looks for packages, if it proves sound.

    It is checked before and after it is unpacked beside: its names and sizes, its metadata, its tokenizer,
    its model, and that a sentence comes out. Only then it is renamed into its place.

    :param force: replace an installed package of the same name.
    :raises InputError: if the file isn't a sound package into English or Chinese.
    :raises OutputError: if the packages' folder cannot be written, or has one of that name.
    """
    top = check_archive(archive)
    folder = package_folders()[0]
    home = folder / top
    if home.exists() and not force:
        raise exists_already(home)
    with _beside(folder) as work:
        with zipfile.ZipFile(archive) as package:
            extract(package, work / "new", archive)
        new = read_package(work / "new" / top)
        if not isinstance(new, Package):
            why = new.why if new else "it translates into neither English nor Chinese"
            raise InputError(f"is not a sound Argos package: {why}", path=archive)
        try:
            trial.translation(new.path)
        except DuiyiError as error:
            raise InputError(f"is not a sound Argos package: {error.what}", path=archive) from error
        if home.exists():
            home.rename(work / "old")
        (work / "new" / top).rename(home)
    placed = read_package(home)
    assert isinstance(placed, Package)
    return placed


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A working folder beside ``folder``, gone afterwards: what Argos finds in ``folder`` is whole."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with working_folder(folder.parent) as work:
            yield work
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}",
            path=error.filename or folder,
            hint="Set ARGOS_PACKAGES_DIR to a folder with room that you may write to.",
        ) from error


def install_any(what: str, *, force: bool = False) -> Package:
    """Install a file, or, when ``what`` is an Argos name and no file, a package from the network.

    See :func:`install` and :func:`fetch` for the errors.
    """
    path = Path(what)
    if path.exists() or path.suffix == ".argosmodel":
        return install(path, force=force)
    file = fetch(what)
    try:
        return install(file, force=force)
    finally:
        file.unlink(missing_ok=True)


def fetch(name: str) -> Path:
    """Download a package by its Argos name (``translate-en_zh``, ``en_zh``) from Argos's index.

    :returns: the downloaded file, which the caller installs and removes.
    :raises InputError: if the name doesn't mean a package into English or Chinese.
    :raises MissingPackageError: if the index or the package cannot be had, as without a network.
    """
    src, tgt = direction(name)
    package_folders()
    from argostranslate import package as argos
    from argostranslate import settings

    with _patience(30.0), _quiet("argostranslate.utils"):
        argos.update_package_index()  # raises nothing when it fails
        index = Path(settings.local_package_index)
        if not index.is_file():  # argostranslate would retry forever
            raise MissingPackageError("the Argos package index cannot be reached", hint=_GET_HINT)
        try:
            offers = [p for p in argos.get_available_packages() if (p.from_code, p.to_code) == (src, tgt)]
            if not offers:
                raise MissingPackageError(
                    f"the Argos package index has no package {src}_{tgt}", hint=_GET_HINT
                )
            offer = max(offers, key=lambda p: [int(n) for n in re.findall(r"\d+", p.package_version)])
            file = Path(settings.downloads_dir) / f"{argos.argospm_package_name(offer)}.argosmodel"
            file.unlink(missing_ok=True)  # may be half a file, or an old one
            return Path(offer.download())
        except DuiyiError:
            raise
        except Exception as error:  # argostranslate raises Exception itself
            raise MissingPackageError(
                f"the package {src}_{tgt} cannot be fetched: {error}", hint=_GET_HINT
            ) from error


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Network calls fail after so long without an answer, rather than wait forever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


@contextmanager
def _quiet(logger: str) -> Iterator[None]:
    """Hide a library's log: its errors are reported once, as ours."""
    log = logging.getLogger(logger)
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def direction(name: str) -> tuple[str, Side]:
    """The direction that an Argos name means: ``en_zh``, ``en-zh``, ``translate-de_en``.

    :raises InputError: if it means none.
    """
    match = re.fullmatch(r"(?:translate-)?([a-z]{2,3})[_-](en|zh)", name.strip().lower())
    src, tgt = (language(match[1]), side(match[2])) if match else ("", None)
    if not src or tgt is None or src == tgt:
        raise InputError(
            f"{name!r} is neither a file nor a package",
            hint="Packages are en_zh, zh_en, and such as de_en; files end in .argosmodel.",
        )
    return src, tgt


def find(name: str) -> Path:
    """The folder of an installed package, whole or broken, by its folder's name or its Argos name.

    :raises MissingPackageError: if no package has that name.
    """
    packages, damaged = installed()
    for path in [p.path for p in packages] + [b.path for b in damaged]:
        if path.name == name:
            return path
    with suppress(InputError):
        pair = direction(name)
        for package in packages:
            if (package.src, package.tgt) == pair:
                return package.path
    names = ", ".join([p.path.name for p in packages] + [b.path.name for b in damaged]) or "none"
    raise MissingPackageError(
        f"no package {name!r} is installed (installed: {names})", hint="See 'duiyi models list'."
    )


def remove(name: str) -> Path:
    """Remove an installed Argos package, or a broken folder among them; returns where it was.

    ``embedded`` removes the unpacked copy of the embedded package, which is unpacked again when needed.

    :raises MissingPackageError: if no package has that name.
    :raises OutputError: if it cannot be removed.
    """
    path = unpacking.home() if name == "embedded" else find(name)
    if not path.exists():
        raise MissingPackageError("the embedded package is not unpacked", path=path)
    try:
        with _beside(path.parent) as work:
            path.rename(work / "old")
    except OSError as error:
        raise OutputError(f"cannot be removed: {error.strerror or error}", path=path) from error
    return path


def verify() -> Iterator[tuple[str, Path, str]]:
    """Let every package translate: ``(name, path, problem)``, the problem empty if it is sound."""
    packages, damaged = installed()
    for package in packages:
        try:
            trial.translation(package.path)
            yield package.name, package.path, ""
        except DuiyiError as error:
            yield package.name, package.path, error.what
    for folder in damaged:
        yield folder.path.name, folder.path, folder.why
    package = embedded("en", "zh")
    try:
        decoder = decoder_of(package, threads=1)
        [(_, output)] = decoder.decode([trial.SENTENCES["en"]], decoder.search)
        yield package.name, package.folder, "" if output.text else "it translates into nothing"
    except DuiyiError as error:
        yield package.name, package.path, error.what


def info(name: str) -> dict[str, Any]:
    """A package's metadata, folder, size, and notice or README.

    :raises MissingPackageError: if no package has that name.
    """
    if name in ("embedded", unpacking.NAME):
        package = embedded("en", "zh")
        folder = package.folder
        return {
            "name": package.name,
            "directions": "en-zh, zh-en",
            "archive": package.path,
            "unpacked": folder,
            "bytes": _bytes(folder),
            "notice": (folder / "NOTICE").read_text("utf-8").strip(),
        }
    path = find(name)
    try:
        metadata = json.loads((path / "metadata.json").read_text("utf-8"))
        readme = path / "README.md"
        text = readme.read_text("utf-8", "replace").strip() if readme.is_file() else ""
    except (OSError, ValueError) as error:
        raise MissingPackageError(f"its metadata cannot be read: {error}", path=path) from error
    plain = {
        key: value for key, value in metadata.items() if isinstance(value, str | int | float) and value != ""
    }
    return {
        "name": path.name,
        "path": path,
        "bytes": _bytes(path),
        **plain,
        **({"readme": text} if text else {}),
    }


def _bytes(folder: Path) -> int:
    return sum((Path(base) / name).stat().st_size for base, _, names in os.walk(folder) for name in names)
