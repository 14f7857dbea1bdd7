"""Two folders whose documents have the same names: ``en/part/letter.txt`` and ``zh/part/letter.zh.md``."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from align.batching.entries import Entry, documents_in, refuse_clashes, usual_name, wrong_with
from tmx.base.errors import InputError
from translate.language.naming import without_language


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs of two folders, and the documents without a counterpart."""

    entries: list[Entry]
    alone: list[Path]


def match_by_name(
    first: Path, second: Path, *, unread: Callable[[Path], None] = lambda path: None
) -> Pairing:
    """Pair the documents of two folders that have the same place and name, type and language aside.

    :param unread: called with each file of a format that is not read.
    :raises InputError: if a folder has no document, or two of the same name, or nothing matches.
    """
    sides = [_by_name(documents_in(folder, unread=unread), folder) for folder in (first, second)]
    both = sorted(sides[0].keys() & sides[1].keys())
    alone = [path for side in sides for key, path in sorted(side.items()) if key not in both]
    if not both:
        what = f"no document has the name of one in {second}"
        raise InputError(what, path=first, hint="--match pairs them by content.")
    entries = [entry_of(sides[0][key], sides[1][key], first) for key in both]
    refuse_clashes(entries)
    return Pairing(entries, alone)


def entry_of(first: Path, second: Path, folder: Path) -> Entry:
    """The entry of two documents that were found, the first within ``folder``.

    :raises InputError: if their names cannot serve as that of an output.
    """
    name = usual_name(first.relative_to(folder), Path(second.name))
    if wrong := wrong_with(name):
        raise InputError(f'the name "{name}" {wrong}', path=first, hint="Rename it, or write a manifest.")
    return Entry(name, str(first), str(second))


def _by_name(paths: list[Path], folder: Path) -> dict[str, Path]:
    by_name: dict[str, Path] = {}
    for path in paths:
        key = unicodedata.normalize("NFC", str(path.relative_to(folder).with_name(without_language(path))))
        if other := by_name.get(key):
            raise InputError(
                f"has the same name as {other}", path=path, hint="Write a manifest that names the right one."
            )
        by_name[key] = path
    return by_name
