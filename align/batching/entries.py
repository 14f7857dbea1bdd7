"""The entries of a batch: two documents, the name of their results, and the line that lists them."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from tmx.base.errors import InputError
from translate.documents.formats import FORMATS, suffixes
from translate.language.naming import file_type, without_language

_LONGEST = 200  # bytes of one part of a name; file systems take 255, and we put something around it


_RENAME = "Give each pair a name of its own, in a third column of the manifest."


@dataclass(frozen=True, slots=True)
class Entry:
    """A pair of documents to align, in either order."""

    name: str  # a relative path with "/": the folder of its results
    first: str
    second: str
    manifest: Path | None = None  # that lists the pair; None if folders were matched
    line: int | None = None

    def error(self, what: str, hint: str = "") -> InputError:
        """An error at the pair's line of the manifest, or else about its first document."""
        return InputError(what, path=self.manifest or self.first, line=self.line, hint=hint)

    @property
    def origin(self) -> str:
        """The pair's line of the manifest, or its documents."""
        return f"{self.manifest}:{self.line}" if self.manifest else f"{self.first} and {self.second}"


def usual_name(first: PurePath, second: PurePath) -> str:
    """The name for the results of two documents: of ``part/letter.en.txt`` and ``brief.zh``, it is
    ``part/letter-brief``. What leads out of the folder that ``first`` is relative to is left out.
    """
    inside = () if first.is_absolute() or ".." in first.parts else first.parent.parts
    return "/".join((*inside, f"{without_language(first)}-{without_language(second)}"))


def wrong_with(name: str) -> str:
    """Why a name cannot be a folder within the output; nothing if it can."""
    if name.startswith("/") or PurePath(name).is_absolute():
        return "is absolute"
    for part in name.split("/"):
        if part == "..":
            return "leads out of the output folder"
        if not part or part == ".":
            return "has an empty part"
        if part.startswith("."):
            return "begins with a dot"
        if not is_possible(part):
            return "has characters that cannot stand in a file name"
        if "\\" in part or ":" in part or any(unicodedata.category(c) == "Cc" for c in part):
            return "has a backslash, colon or control character"
        if len(os.fsencode(part)) > _LONGEST:
            return f"is longer than {_LONGEST} bytes"
    return ""


def is_possible(path: str) -> bool:
    """Whether the system can have a file of that name at all."""
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    return "\0" not in path


def refuse_clashes(entries: Iterable[Entry]) -> None:
    """Refuse pairs that are listed twice, or whose results would share a folder.

    Names that differ only in case or composition are one folder on some systems.

    :raises InputError: that names both places.
    """
    pairs: dict[tuple[str, ...], Entry] = {}
    folders: dict[str, Entry] = {}
    for entry in entries:
        pair = tuple(sorted((entry.first, entry.second)))
        if other := pairs.get(pair):
            raise entry.error(f"the same pair as {other.origin}", "Delete one of the two.")
        pairs[pair] = entry
        if other := folders.get(_folded(entry.name)):
            raise entry.error(f'has the name "{entry.name}", as has {other.origin}', _RENAME)
        folders[_folded(entry.name)] = entry
    for entry in folders.values():
        parts = _folded(entry.name).split("/")
        for count in range(1, len(parts)):
            if other := folders.get("/".join(parts[:count])):
                raise entry.error(f"its results would lie among those of {other.origin}", _RENAME)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def documents_in(folder: Path, *, unread: Callable[[Path], None] = lambda path: None) -> list[Path]:
    """All documents in a folder and those within, sorted; hidden ones are passed over.

    :param unread: called with each file of a format that is not read.
    :raises InputError: if there is none, or the folder cannot be read.
    """
    read = suffixes(*(one.name for one in FORMATS if one.aligned))
    try:
        files = sorted(
            path
            for path in folder.rglob("*")
            if not any(part.startswith(".") for part in path.relative_to(folder).parts) and path.is_file()
        )
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=folder) from error
    documents = [path for path in files if file_type(path) in read]
    for path in files:
        if file_type(path) not in read:
            unread(path)
    if not documents:
        raise InputError("holds no document", path=folder, hint=f"These are read: {', '.join(sorted(read))}.")
    return documents
