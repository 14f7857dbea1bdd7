"""The seam between formats and translation: a file opened is a text with items in it, put back by splicing.

A format finds, in the decoded text of a file, the places that hold prose. Translations are spliced in there
and nothing else is touched: what was not translated is the same, byte for byte. Inline markup stands in an
item's content as codes, which translation must keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, cast

from tmx.errors import InputError
from tmx.model import joined as joined_parts
from translate.model import BlockKind, Side

Role = Literal["open", "close", "alone", "break"]


@dataclass(frozen=True, slots=True)
class Code:
    """Inline markup: what opens or closes a stretch, what stands alone, what breaks (a new cue).

    ``shown`` is text that a reader sees and nobody translates, such as that of a code span.
    """

    native: str
    role: Role = "alone"
    shown: str = ""


Content = tuple[str | Code, ...]
"""Text and codes in reading order."""


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of prose: ``source[start:stop]`` is replaced by ``write(translation)``."""

    start: int
    stop: int
    content: Content
    write: Callable[[Content], str]
    kind: BlockKind = BlockKind.PARAGRAPH


@dataclass(frozen=True, slots=True)
class Edit:
    """A fixed change that goes with the translation, such as that of a language tag."""

    start: int
    stop: int
    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as read: where its prose stands, and how its text becomes bytes again."""

    format: str
    source: str
    items: tuple[Item, ...]
    pack: Callable[[str], bytes]
    edits: tuple[Edit, ...] = ()
    done: int = 0  # items that have a translation already, and keep it
    lang: Side | None = None  # as the file itself says

    def write(self, contents: Sequence[Content | None]) -> bytes:
        """The file with ``contents`` in the places of its items; ``None`` leaves an item as it was."""
        changes = [
            Edit(item.start, item.stop, item.write(content))
            for item, content in zip(self.items, contents, strict=True)
            if content is not None
        ]
        return self.pack(spliced(self.source, [*changes, *self.edits] if changes else []))


@dataclass(frozen=True, slots=True)
class Options:
    """What a format may have to know: the file's name, the languages, the column of a table."""

    name: str
    tgt: Side
    tag: str  # the full language tag that is written, such as zh-CN
    src: Side | None = None
    column: str | None = None


class Format(Protocol):
    """How files of one format are opened."""

    def __call__(self, data: bytes, options: Options) -> Opened:
        """Open a file.

        :raises InputError: if it is no sound file of the format.
        """
        ...


def spliced(source: str, edits: Sequence[Edit]) -> str:
    """``source`` with each edit in its place; edits do not overlap."""
    parts: list[str] = []
    last = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.stop)):
        if edit.start < last:
            raise ValueError(f"edits overlap at {edit.start}")
        parts += (source[last : edit.start], edit.text)
        last = edit.stop
    return "".join((*parts, source[last:]))


def joined(parts: Iterable[str | Code]) -> Content:
    """A content with neighbouring strings joined and empty ones left out."""
    return cast(Content, joined_parts(cast(Any, parts)))


def shown(content: Content) -> str:
    """The text that a reader sees."""
    return "".join(part if isinstance(part, str) else part.shown for part in content)


def native(content: Content, escape: Callable[[str], str] = str) -> str:
    """The content as a file has it."""
    return "".join(escape(part) if isinstance(part, str) else part.native for part in content)


def packed(encoding: str) -> Callable[[str], bytes]:
    """Text into bytes: UTF-8, whatever the file was in; UTF-16 stays UTF-16."""

    def pack(text: str) -> bytes:
        if encoding.startswith("utf-16"):
            return text.encode(encoding)
        return text.encode("utf-8", "surrogatepass")

    return pack


def line_of(source: str, at: int) -> int:
    """The number of the line that a place is in, from 1."""
    return source.count("\n", 0, at) + 1


def broken(options: Options, what: str, *, line: int | None = None, hint: str = "") -> InputError:
    """The error of a file that is not what it should be."""
    return InputError(what, path=options.name, line=line, hint=hint)
