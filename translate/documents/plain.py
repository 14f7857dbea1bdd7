"""Plain text: paragraphs by lines, unless a page's width has cut them."""

from translate.documents import steps
from translate.documents.lines import Line, bullet, is_finished, lines_of, must_go_on
from translate.documents.mapped import Log, Mapped
from translate.documents.page import is_wrapped
from translate.documents.spacing import insert_missing_spaces, join_segmented, tidy_spaces
from translate.documents.wrapped import unwrap
from translate.model import Block, BlockKind, Side

_HEADING_UP_TO = 60  # columns
_FINISHED_FROM = 0.5  # of lines end like sentences, where one that does not may be a heading


def blocks(text: Mapped, lang: Side, log: Log) -> list[Block]:
    """The blocks of a plain text whose characters are clean."""
    text = join_segmented(text, log) if lang == "zh" else insert_missing_spaces(text, log)
    lines = lines_of(text)
    if is_wrapped(lines, lang):
        found = unwrap(lines, lang, log)
    else:
        found = list(zip((line.text for line in lines), _kinds(lines), strict=True))
    return [block(mapped, kind, log) for mapped, kind in found]


def block(text: Mapped, kind: BlockKind, log: Log) -> Block:
    """A block of a cleaned text: without its bullet, spaces tidied."""
    length = bullet(text.text)
    if length and len(text) > length:
        text.slice(0, length).dropped(steps.MARKER, log)
        text, kind = text.slice(length, len(text)), BlockKind.ITEM
    text = tidy_spaces(text, log).stripped()
    return Block(text.text, kind, text.positions)


def _kinds(lines: list[Line]) -> list[BlockKind]:
    """Headings are short lines without an end mark, where most lines have one and another line follows."""
    finished = [is_finished(line.string) for line in lines]
    telling = sum(finished) >= _FINISHED_FROM * len(lines)
    return [
        BlockKind.HEADING
        if telling and not done and _may_be_heading(line) and i + 1 < len(lines)
        else BlockKind.PARAGRAPH
        for i, (line, done) in enumerate(zip(lines, finished, strict=True))
    ]


def _may_be_heading(line: Line) -> bool:
    return line.width <= _HEADING_UP_TO and not must_go_on(line.string) and line.string[-1] not in "，；：,;:"
