"""Patterns such as ``notes/**/*.md``, and the files that they fit.

wcmatch (12.0) was tried instead: it follows links that lead to their own folder once for each part of a
pattern, 2,187 hits for eight parts and three such links. Here each folder is visited once, a folder that may
not be read is an error, and ``..`` stands before the wildcards only, so that outputs can mirror the folders.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import filter as fitting
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import NoReturn

from tmx.base.errors import InputError

_WILD = re.compile(r"[*?\[]")
_ANY_DEPTH = "**"


def is_pattern(path: Path) -> bool:
    """Whether a path has a wildcard: ``*``, ``?`` or ``[``."""
    return _WILD.search(str(path)) is not None


def root_of(pattern: Path) -> Path:
    """The folder in which a pattern begins to choose."""
    return Path(*pattern.parts[: _first_wild(pattern)])


def files_like(pattern: Path) -> list[Path]:
    """The files that a pattern fits, each once, sorted.

    ``*`` and ``?`` stand for some characters of a name and for one, ``[ab]`` for one of these, ``**`` for any
    number of folders; names that begin with a dot fit only a part that does. ``**`` follows no links. It
    takes as long as one walk through the tree for each part, at most.

    :raises InputError: if ``..`` stands after a wildcard, or a folder cannot be read.
    """
    parts = pattern.parts[_first_wild(pattern) :]
    if ".." in parts:
        hint = "Name that folder, or give it a pattern of its own."
        raise InputError("has .. after a wildcard", path=pattern, hint=hint)
    if parts[-1] == _ANY_DEPTH:
        parts = (*parts, "*")
    places = list(_once([root_of(pattern)]))
    for part in parts[:-1]:
        entries = _trees(places) if part == _ANY_DEPTH else _entries(places, part)
        places = list(_once(sorted(entries)))
    return sorted(path for path in _entries(places, parts[-1]) if S_ISREG(_mode_and_key(path)[0]))


def unreadable(error: OSError) -> NoReturn:
    """Say which folder cannot be listed, rather than pass over what is in it; for ``os.walk``."""
    raise InputError(f"cannot be read: {error.strerror or error}", path=error.filename) from error


def _first_wild(pattern: Path) -> int:
    return next(number for number, part in enumerate(pattern.parts) if _WILD.search(part))


def _entries(places: Iterable[Path], part: str) -> Iterator[Path]:
    """What is called like that in these folders."""
    for place in places:
        if not _WILD.search(part):
            yield place / part
            continue
        try:
            names = [path.name for path in place.iterdir()]
        except OSError as error:
            unreadable(error)
        yield from (place / name for name in fitting(names, part) if _may_show(name, part))


def _trees(places: Iterable[Path]) -> set[Path]:
    """These folders and all within them."""
    folders_seen: set[Path] = set()
    for place in places:
        for base, folders, _ in os.walk(place, onerror=unreadable):
            folders_seen.add(Path(base))
            folders[:] = [
                name for name in folders if not name.startswith(".") and Path(base, name) not in folders_seen
            ]
    return folders_seen


def _may_show(name: str, part: str) -> bool:
    return not name.startswith(".") or part.startswith(".")


def _once(paths: Iterable[Path]) -> Iterator[Path]:
    """Those that are folders, each once: links may lead to one by many ways."""
    known = set()
    for path in paths:
        mode, key = _mode_and_key(path)
        if S_ISDIR(mode) and key not in known:
            known.add(key)
            yield path


def _mode_and_key(path: Path) -> tuple[int, tuple[int, int]]:
    """What it is, and what no other file has; zeros if there is nothing."""
    try:
        status = path.stat()
    except OSError:
        return 0, (0, 0)
    return status.st_mode, (status.st_dev, status.st_ino)
