"""Installed packages: their folders and their metadata."""

import os
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tmx.base.errors import MissingPackageError
from tmx.base.tags import primary
from translate.engines.package import ARGOS, TYPES, Package
from translate.model import Side

_TRADITIONAL = "zt"  # Argos's own code for Chinese in traditional script


@dataclass(frozen=True, slots=True)
class Broken:
    """A folder among the packages that isn't a whole package."""

    path: Path
    why: str

    @property
    def note(self) -> str:
        """One line for people who run something that would have used the package."""
        return f"duiyi: {self.path}: passed over: {self.why}. See 'duiyi models list'."


def package_folders() -> list[Path]:
    """Where Argos packages lie, the folder for new ones first: what ``argostranslate.settings`` says.

    ``ARGOS_PACKAGES_DIR`` is read at each call, so that a change takes effect.

    :raises MissingPackageError: if argostranslate cannot make its folders.
    """
    own = os.environ.get("ARGOS_PACKAGES_DIR")
    if own:
        return [Path(own)]
    settings = _argostranslate("settings")
    return [Path(folder) for folder in settings.package_dirs]


def _argostranslate(module: str) -> Any:
    """A module of argostranslate, which makes its folders in the user's home when it is imported."""
    try:
        return import_module(f"argostranslate.{module}")
    except OSError as error:
        raise MissingPackageError(
            f"argostranslate cannot make its folders: {error.strerror or error}",
            path=error.filename,
            hint="Set XDG_DATA_HOME, XDG_CONFIG_HOME and XDG_CACHE_HOME to folders that you may write to.",
        ) from error


def installed() -> tuple[list[Package], list[Broken]]:
    """The installed packages into English and Chinese, the newest of a direction first; and broken folders.

    Where argostranslate was never used nothing is imported and no folder is made.
    """
    packages: list[Package] = []
    broken: list[Broken] = []
    if _ever_used():
        for folder in package_folders():
            for path in sorted(folder.iterdir()) if folder.is_dir() else []:
                if path.is_dir():
                    package = read_package(path)
                    if isinstance(package, Broken):
                        broken.append(package)
                    elif package is not None:
                        packages.append(package)
    packages.sort(key=lambda package: (package.src, package.path.name))
    packages.sort(key=lambda package: _version(package.version), reverse=True)
    return packages, broken


def read_package(path: Path) -> Package | Broken | None:
    """What lies in a folder: a package, a broken one, or (``None``) a whole one for other languages."""
    argos = _argostranslate("package")
    try:
        handle = argos.Package(path)
        src, tgt = language(handle.from_code), side(handle.to_code)
        version = str(handle.package_version)
    except FileNotFoundError:
        return Broken(path, "it has no metadata.json")
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        return Broken(path, f"its metadata.json cannot be read: {error}")
    if handle.type not in TYPES or not src or tgt is None or src == tgt:
        return None
    if not (path / "model" / "model.bin").is_file():
        return Broken(path, "it has no model/model.bin")
    if not hasattr(handle, "tokenizer"):
        return Broken(path, "it has neither sentencepiece.model nor bpe.model")
    maker = "argos" if handle.type == ARGOS else "duiyi-gemma"
    name = f"{maker} {src}-{tgt} {version or '?'}"
    return Package(name, src, tgt, path, handle.type, version, handle)


def side(code: object) -> Side | None:
    """The language, en or zh, that an Argos code names; ``zt`` (traditional script) doesn't count."""
    return {"en": "en", "zh": "zh"}.get(primary(code)) if isinstance(code, str) else None  # type: ignore[return-value]


def language(code: object) -> str:
    """The language that an Argos code names, by primary subtag; empty if duiyi cannot read it."""
    subtag = primary(code) if isinstance(code, str) else ""
    return subtag if re.fullmatch("[a-z]{2,3}", subtag) and subtag != _TRADITIONAL else ""


def _ever_used() -> bool:
    """Whether argostranslate can have packages: its folder, its settings or its variables are there."""
    if os.environ.get("ARGOS_PACKAGES_DIR") or "SNAP" in os.environ:
        return True
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return (data / "argos-translate").is_dir() or (config / "argos-translate" / "settings.json").exists()


def _version(text: str) -> Any:
    from packaging.version import InvalidVersion, Version

    try:
        return Version(text)
    except InvalidVersion:
        return Version("0")
