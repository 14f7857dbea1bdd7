"""The seam between formats and translation: a file opened is a text with items in it, put back by splicing.

A format finds, in the decoded text of a file, the places that hold prose. Translations are spliced in there
and nothing else is touched: what was not translated is the same, byte for byte. Inline markup stands in an
item's content as codes, which translation must keep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, cast

from tmx.base.errors import InputError
from tmx.base.script import is_wide
from tmx.model import joined as joined_parts
from translate.model import BlockKind, Cell, Code, Content, Document, Side


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of prose: ``source[start:stop]`` is replaced by ``write(translation)``.

    Items may lie inside the codes of another, as the words of a picture do.
    """

    start: int
    stop: int
    content: Content
    write: Callable[[Content], str]
    kind: BlockKind = BlockKind.PARAGRAPH
    write_approved: Callable[[Content], str] | None = None  # where people have approved the translation
    in_place: bool = (
        False  # whether the text itself is what is replaced: unchanged, it stays as it is written
    )
    key: str = ""  # what names the text in its file and in those of other languages: a message's id, a path
    cell: Cell | None = None  # where it stands in a table
    lang: Side | None = None  # where one file holds both languages


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
    passed_over: Mapping[str, int] = field(default_factory=dict)
    """Paragraphs left as they are, by the element that is not understood."""
    remark: str = ""  # for people: how the file was read, if that needs saying
    document: Document | None = None  # the file as it was cleaned, in formats that clean

    def write(self, contents: Sequence[Content | None], approved: Container[int] = ()) -> bytes:
        """The file with ``contents`` in the places of its items; ``None`` leaves an item as it was.

        :param approved: indexes of the items whose translation people have approved.
        """
        changes = _changes(
            self.source,
            [
                (item, content, (index in approved and item.write_approved) or item.write)
                for index, (item, content) in enumerate(zip(self.items, contents, strict=True))
                if content is not None
            ],
        )
        return self.pack(spliced(self.source, [*changes, *self.edits] if changes else []))


@dataclass(frozen=True, slots=True)
class Options:
    """What a format needs to know: the file's name, the languages, the column of a table."""

    name: str
    tgt: Side
    tag: str  # the full language tag that is written, such as zh-CN
    src: str  # the language that is read, by primary subtag
    column: str | None = None
    lang: Side | None = None  # of the text, where it is known: whose rules are used to read it


def _changes(source: str, translated: Sequence[tuple[Item, Content, Callable[[Content], str]]]) -> list[Edit]:
    """The texts that replace the items, in order; an item inside another goes into the other's codes."""
    changes: list[Edit] = []
    place = 0
    while place < len(translated):
        item, content, write = translated[place]
        after = place + 1
        while after < len(translated) and translated[after][0].start < item.stop:
            after += 1
        inner = _changes(source, translated[place + 1 : after])
        translation = _with_changes(content, inner)
        same = item.in_place and translation == item.content
        text = source[item.start : item.stop] if same else write(_tight(translation))
        changes.append(Edit(item.start, item.stop, text))
        place = after
    return changes


def _with_changes(content: Content, changes: Sequence[Edit]) -> Content:
    """``content`` with changes made to its codes, each by the code that lies there."""
    parts = []
    left = list(changes)
    for part in content:
        if isinstance(part, Code) and part.at >= 0 and left:
            stop = part.at + len(part.native)
            own = [change for change in left if part.at <= change.start and change.stop <= stop]
            left = [change for change in left if change not in own]
            shifted = [Edit(one.start - part.at, one.stop - part.at, one.text) for one in own]
            part = replace(part, native=spliced(part.native, shifted))
        parts.append(part)
    if left:
        raise InputError(
            "the markup is too broken for a translation to be put back",
            hint="Repair it (a tag or a quotation mark that is never closed), or translate it as text.",
        )
    return tuple(parts)


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


def lined(text: str) -> Content:
    """A text in which the ends of lines are codes with the bullets that follow, so that they stay."""
    parts: list[str | Code] = []
    for place, piece in enumerate(re.split(r"(?<=\S)([ \t]*\n\s*(?:[-*•][ \t]+)?)(?=\S)", text)):
        apart = piece.count("\n") > 1 or piece.strip()
        parts.append(Code(piece, "apart" if apart else "line") if place % 2 else piece)
    return parted(joined(parts))


def parted(content: Content) -> Content:
    """A content with a space before each end of a line at which two words would run together."""
    after = [""]  # what is shown next, for each part from the last one on
    for part in reversed(content):
        after.append(shown((part,))[:1] or after[-1])
    parts: list[str | Code] = []
    before = ""
    for part, following in zip(content, after[-2::-1], strict=True):
        if isinstance(part, Code) and part.role == "line" and _run_together(before, following):
            parts.append(" ")
            before = " "
        parts.append(part)
        before = shown((part,))[-1:] or before
    return joined(parts)


def _tight(content: Content) -> Content:
    """A content without the spaces before ends of lines."""
    return joined(
        part.rstrip(" ")
        if isinstance(part, str) and isinstance(after, Code) and after.role == "line"
        else part
        for part, after in zip_longest(content, content[1:], fillvalue="")
    )


def _run_together(before: str, after: str) -> bool:
    """Whether nothing parts two characters, and they are not both of the width of Han."""
    wide = is_wide(before) and is_wide(after)
    return bool(before and after) and not (before.isspace() or after.isspace() or wide)


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


# A whole value of a file of strings: not :mod:`translate.language.placeholders`, which are parts of texts.
_NO_PROSE = re.compile(r"[A-Za-z0-9]*[_./\\:@#$-][\w./\\:@#$?=&%+-]*|[a-z]+(?:[A-Z][a-z0-9]*)+|#[0-9A-Fa-f]+")


_RUN = r"(?:([GyYuMLdDEeaAhHkKmsSzZXxQqw])\1*|Do|'[^']*')"
_DATE_PATTERN = re.compile(
    rf"[^A-Za-z']*{_RUN}(?:[^A-Za-z']+{_RUN.replace('1', '2')})*[^A-Za-z']*|(?:yyyy|YYYY|MM|dd|DD|HH|mm|ss)+"
)


def is_prose(text: str) -> bool:
    """Whether a value is for people: it has a letter and isn't an identifier, path, colour or date format."""
    text = text.strip()
    return any(map(str.isalpha, text)) and not (_NO_PROSE.fullmatch(text) or _is_date_pattern(text))


def _is_date_pattern(text: str) -> bool:
    """Whether a text says how dates or times are written: ``MMM d, yyyy``, ``h:mm a``."""
    return bool(_DATE_PATTERN.fullmatch(text) and re.search(r"([yYMdDHhms])\1", text))


def line_of(source: str, at: int) -> int:
    """The number of the line that a place is in, from 1."""
    return source.count("\n", 0, at) + 1


def broken(options: Options, what: str, *, line: int | None = None, hint: str = "") -> InputError:
    """The error for a file that breaks the rules of its format."""
    return InputError(what, path=options.name, line=line, hint=hint)
