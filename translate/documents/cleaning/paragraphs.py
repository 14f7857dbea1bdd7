"""Plain text: paragraphs by lines, unless a page's width has cut them."""

from collections import deque
from dataclasses import replace

from translate.documents.cleaning import steps
from translate.documents.cleaning.furniture import set_aside
from translate.documents.cleaning.lines import (
    Line,
    bullet,
    ends_in_mark,
    is_finished,
    is_item,
    lines_of,
    must_go_on,
    width,
)
from translate.documents.cleaning.mapped import Log, Mapped
from translate.documents.cleaning.page import is_wrapped
from translate.documents.cleaning.quotes import unquote
from translate.documents.cleaning.spacing import insert_missing_spaces, join_segmented, tidy_spaces
from translate.documents.cleaning.wrapped import glued, unwrap
from translate.model import Block, BlockKind, Side

_HEADING_UP_TO = 60  # columns
_PARTED_FROM = 30  # columns of a line that the end of a page may part; headings and verse are shorter
_FINISHED_FROM = 0.5  # of lines end like sentences, where one that does not may be a heading


def blocks(text: Mapped, lang: Side, log: Log) -> list[Block]:
    """The blocks of a plain text whose characters are clean."""
    text = join_segmented(text, log) if lang == "zh" else insert_missing_spaces(text, log)
    lines, aside = set_aside(unquote(lines_of(text), log), _form_feeds(log))
    if is_wrapped(lines, lang):
        texts = unwrap(lines, lang, log)
    else:
        lines = _over_pages(lines, lang, log)
        texts = list(zip((line.text for line in lines), _kinds(lines), strict=True))
    blocks_ = [block(mapped, kind, log) for mapped, kind in texts]
    return _with_furniture(blocks_, aside, log)


def block(text: Mapped, kind: BlockKind, log: Log) -> Block:
    """A block of a cleaned text: without its bullet, spaces tidied."""
    length = bullet(text.text)
    if length and len(text) > length:
        text.slice(0, length).dropped(steps.MARKER, log)
        text, kind = text.slice(length, len(text)), BlockKind.ITEM
    text = tidy_spaces(text, log).stripped()
    return Block(text.text, kind, text.positions)


def _form_feeds(log: Log) -> list[int]:
    return [
        change.start for change in log.changes if change.step == steps.LINE_ENDS and "\f" in change.before
    ]


def _over_pages(lines: list[Line], lang: Side, log: Log) -> list[Line]:
    """The lines of a text with a paragraph a line, those together that the end of a page parts."""
    whole_lines: list[Line] = []
    for line in lines:
        if whole_lines and line.page and _is_parted(whole_lines[-1].string, line.string, lang):
            whole = glued((whole_lines[-1], line), steps.UNWRAPPED, None, log)
            line = replace(whole_lines.pop(), text=whole, width=width(whole.text))
        whole_lines.append(line)
    return whole_lines


def _is_parted(left: str, right: str, lang: Side) -> bool:
    if width(left) < _PARTED_FROM or is_finished(left) or is_item(right):
        return False
    goes_on = right[0].islower() if lang == "en" else is_finished(right)
    return goes_on and (must_go_on(left) or not ends_in_mark(left))


def _with_furniture(blocks_: list[Block], aside: list[Line], log: Log) -> list[Block]:
    """The blocks with the page furniture (META), each behind the block that it stands in or after."""
    page_blocks: list[Block] = []
    left = deque(aside)
    for block_ in blocks_:
        while left and block_.positions and left[0].text.positions[0] < block_.positions[0]:
            page_blocks.append(_furniture(left.popleft(), log))
        page_blocks.append(block_)
    return [*page_blocks, *(_furniture(line, log) for line in left)]


def _furniture(line: Line, log: Log) -> Block:
    line.text.dropped(steps.PAGE, log)
    text = tidy_spaces(line.text, log)
    return Block(text.text, BlockKind.META, text.positions)


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
