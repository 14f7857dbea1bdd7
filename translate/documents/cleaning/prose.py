"""The prose of a file that was opened as items: its paragraphs as the blocks of a document."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tmx.base.errors import InputError
from translate.documents.cleaning import characters, clips, steps
from translate.documents.cleaning.kinds import named, without_numbers
from translate.documents.cleaning.mapped import Log, Mapped
from translate.documents.cleaning.paragraphs import block
from translate.documents.cleaning.repeats import drop_repeats
from translate.documents.cleaning.spacing import insert_missing_spaces, join_segmented
from translate.documents.seam import Item, Opened, joined, shown
from translate.language.detect import side
from translate.model import Block, BlockKind, Code, Content, Document, Side

_ENDS = str.maketrans(dict.fromkeys("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))
"""Ends of lines inside a paragraph, which are spaces to a reader."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """An item, its text as cleaned, and where it begins in the prose of the file."""

    item: Item
    text: Mapped
    start: int


def document_of(
    opened: Opened,
    name: str | Path,
    lang: Side | None = None,
    *,
    page: bool = False,
    clip: bool = False,
    worded: bool = False,
) -> Document:
    """The document of a file that was opened: a block for each paragraph that a reader reads in its order.

    Its ``source`` is the prose of the file, a paragraph a line.

    :param page: the format is that of pages, where by-lines, dates and counters may stand around the text.
    :param clip: reading services save pages in the format.
    :param worded: a number alone isn't a sentence.
    :raises InputError: if there is no text, or it is in neither language or in another one than ``lang``.
    """
    items = list(_outermost(opened.items))
    source = "\n".join(shown(item.content).translate(_ENDS) for item in items)
    if not source.strip():
        raise InputError("has no text beside markup", path=name, hint="Give a file with text.")
    log = Log()
    text = characters.clean(Mapped.of(source), log)
    language = lang or opened.lang or side(text.text, name, None)
    if clip:
        text = clips.without_remains(text, log)
    text = join_segmented(text, log) if language == "zh" else insert_missing_spaces(text, log)
    title = next((item for item in items if item.kind in (BlockKind.TITLE, BlockKind.HEADING)), None)
    blocks = [
        _block(paragraph, log, clip=clip, title=clip and paragraph.item is title)
        for paragraph in _paragraphs(items, text)
    ]
    if clip:
        blocks = _without_repeats(opened, items, blocks, log)
        _note_furniture(blocks, log)
    blocks = [one for one in blocks if one.text]
    if page:
        blocks = named(blocks, log, markup=clip or _has_links(opened))
    elif worded:
        blocks = without_numbers(blocks, log)
    return Document(
        Path(name).name,
        language,
        tuple(blocks),
        source,
        "",
        tuple(log.changes),
        opened.format,
        dict(opened.passed_over),
        opened.remark,
    )


def _outermost(items: Iterable[Item]) -> Iterator[Item]:
    """The items that lie inside no other: the words of a picture are not the sentence around it."""
    last = 0
    for item in items:
        if item.start >= last:
            yield item
            last = item.stop


def _paragraphs(items: Iterable[Item], text: Mapped) -> Iterator[_Paragraph]:
    """The cleaned text of each item; positions rise, as no step for items moves text."""
    start = at = 0
    for item in items:
        stop = start + len(shown(item.content))
        after = bisect_left(text.positions, stop)
        yield _Paragraph(item, text.slice(at, after), start)
        start, at = stop + 1, bisect_left(text.positions, stop + 1)


def _block(paragraph: _Paragraph, log: Log, *, clip: bool, title: bool) -> Block:
    item = paragraph.item
    whole = block(paragraph.text.stripped(), item.kind, log)
    if title:
        name = clips.plain_title(Mapped(whole.text, whole.positions), log)
        whole = replace(whole, text=name.text, positions=name.positions)
    content = _content(item.content, whole, paragraph.start)
    kind = whole.kind
    if clip and kind is BlockKind.PARAGRAPH and clips.is_heading(whole.text, content):
        kind = BlockKind.HEADING
    if clip and clips.is_furniture(whole.text, content):
        kind = BlockKind.META
    return replace(whole, kind=kind, content=content, key=item.key, cell=item.cell, lang=item.lang)


def _content(content: Content, block_: Block, start: int) -> Content:
    """The text of a block with the codes of its item, each before the character that it stood before."""
    if not any(isinstance(part, Code) for part in content):
        return ()
    parts: list[str | Code] = []
    at, index = start, 0
    for part in content:
        at += len(shown((part,)))
        after = bisect_left(block_.positions, at)
        piece = block_.text[index:after]
        if isinstance(part, str):
            parts.append(piece)
        else:
            parts.append(replace(part, shown=piece) if part.shown else part)
        index = after
    return joined(parts)


def _has_links(opened: Opened) -> bool:
    codes = (part for item in opened.items for part in item.content if isinstance(part, Code))
    return any(code.native.lstrip("![]").lower().startswith(("<a ", "<img", "(")) for code in codes)


def _note_furniture(blocks: Iterable[Block], log: Log) -> None:
    for one in blocks:
        if one.kind is BlockKind.META and one.text:
            Mapped(one.text, one.positions).dropped(steps.FURNITURE, log)


def _without_repeats(opened: Opened, items: list[Item], blocks: list[Block], log: Log) -> list[Block]:
    quoted = clips.quoted(opened.source, [item.start for item in items])
    pairs = [(one, is_quoted) for one, is_quoted in zip(blocks, quoted, strict=True) if one.text]
    return drop_repeats(pairs, log)
