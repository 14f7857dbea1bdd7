"""Lines of a column into paragraphs, headings, items and rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from translate.documents.cleaning.hyphens import is_divided, keeps_hyphen
from translate.documents.cleaning.lines import is_finished, is_item
from translate.documents.formats.pdf_layout import Region
from translate.documents.formats.pdf_lines import Line, space_between
from translate.documents.formats.pdf_style import Style
from translate.documents.formats.pdf_tables import Row, tables
from translate.documents.seam import joined, shown
from translate.model import BlockKind, Cell, Code, Content

_SAME_SIZE = 0.06  # by which the sizes of one paragraph's lines may differ
_GAP_FROM = 1.22  # of the usual distance of lines: a gap between paragraphs
_INDENT_FROM = 0.7  # of the size
_MIDDLE_UP_TO = 1.0  # points between the middles of centred lines
_FREE_FROM = 0.6  # of the size, beside the first word of the next line: it would have fitted
_HEADING_FROM = 1.1  # of the size of the text
_HEADING_LINES = 3
_NOTE_UP_TO = 0.93  # of the size of the text
_NOTES_UP_TO = 0.7  # of the lines of a column
_NOTE_MARK = re.compile(
    r"(?:[(\[（〔]?(\d{1,3})[)\]）〕.]?|([*†‡§¶‖]{1,3}|[①-⑳]))\s*(?=[^\W\d]|[“‘\"'(（《「])"
)
_FULL_FROM = 0.75  # of the width of a column, that a line is full


@dataclass
class Paragraph:
    """Lines that belong together, and what they are."""

    lines: list[Line]
    left: float  # edges of its column
    right: float
    content: Content = ()
    kind: BlockKind = BlockKind.PARAGRAPH
    is_note: bool = False
    is_indented: bool = False  # its first line
    begins: bool = False  # the text of its column
    ends: bool = False
    cell: Cell | None = None
    rows: list[Row] = field(default_factory=list)  # of a table

    @property
    def text(self) -> str:
        """All that is written in it."""
        return "".join(part if isinstance(part, str) else part.native for part in self.content)

    @property
    def size(self) -> float:
        """The size of its letters."""
        return self.lines[0].size

    @property
    def is_open(self) -> bool:
        """Whether it may go on elsewhere: its sentence isn't finished, its last line is full."""
        if self.rows or self.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            return False
        last, text = self.lines[-1], shown(self.content).rstrip()
        full = last.right - self.left >= _FULL_FROM * (self.right - self.left)
        return full and not is_finished(text) and text[-1:] not in ("：", ":")

    def stands_beside(self, other: Paragraph) -> bool:
        """Whether it is no part of another's text: a table, or small type such as a caption's."""
        return bool(self.rows) or self.size < _NOTE_UP_TO * other.size


def paragraphs(regions: Sequence[Region], style: Style) -> list[Paragraph]:
    """The paragraphs of a page: those of its text in reading order, then its notes."""
    text: list[Paragraph] = []
    notes: list[Paragraph] = []
    for place, region in enumerate(regions):
        lines = list(region.lines)
        start = _notes_from(lines, style, whole=place + 1 == len(regions) and place > 0)
        column: list[Paragraph] = []
        for part in tables(lines[:start], style):
            if isinstance(part, list):
                column += _split(part, region, style)
            else:
                column.append(Paragraph(list(part.lines), region.left, region.right, rows=part.rows))
        running = [one for one in column if not one.rows and one.size >= _NOTE_UP_TO * style.size]
        if running:
            running[0].begins = running[-1].ends = True
        text += column
        for one in _split(lines[start:], region, style, notes=True):
            one.is_note, one.kind, one.content = True, BlockKind.PARAGRAPH, _without_mark(one.content)
            notes.append(one)
    return [*text, *notes]


def _notes_from(lines: Sequence[Line], style: Style, *, whole: bool) -> int:
    """Where the notes at the foot of a column begin: small lines, the first of them with a mark.

    :param whole: they may be all there is, as below columns.
    """
    start = len(lines)
    while start and lines[start - 1].size <= _NOTE_UP_TO * style.size:
        start -= 1
    while start < len(lines) and not _mark(lines[start]):
        start += 1
    few = whole or len(lines) - start <= max(_NOTES_UP_TO * len(lines), 1)
    return start if few else len(lines)


def _mark(line: Line) -> str:
    """The mark of a note that a line begins with; empty if with none."""
    match = _NOTE_MARK.match(line.text)
    return match[1] or match[2] if match else ""


def _without_mark(content: Content) -> Content:
    """A note with its mark as a code."""
    match = _NOTE_MARK.match("".join(part if isinstance(part, str) else part.native for part in content))
    if match is None:
        return content
    rest, left = list(content), match.end()
    while left:
        part = rest.pop(0)
        text = part if isinstance(part, str) else part.native
        if len(text) > left:
            rest.insert(0, text[left:])
        left -= min(left, len(text))
    return joined((Code(match[0]), *rest))


def _split(
    lines: Sequence[Line], region: Region, style: Style, *, notes: bool = False
) -> Iterator[Paragraph]:
    """Lines at each beginning of a paragraph."""
    usual = _distance(lines, style)
    current: list[Line] = []
    number = 0
    for k, line in enumerate(lines):
        following = lines[k + 1] if k + 1 < len(lines) else None
        mark = _mark(line) if notes else ""
        is_next = bool(mark) and (not mark.isdecimal() or number in (0, int(mark) - 1))
        if is_next and mark.isdecimal():
            number = int(mark)
        if current and (is_next or _begins(current, line, following, region, style, usual)):
            yield _paragraph(current, region, style)
            current = []
        current.append(line)
    if current:
        yield _paragraph(current, region, style)


def _distance(lines: Sequence[Line], style: Style) -> float:
    """The usual distance of lines, in sizes."""
    ratios = [
        (a.base - b.base) / a.size
        for a, b in pairwise(lines)
        if abs(a.size - b.size) < _SAME_SIZE * a.size and 0.8 * a.size < a.base - b.base < 2.5 * a.size
    ]
    return min(median(ratios), 1.1 * style.distance) if len(ratios) >= 3 else style.distance


def _begins(
    current: Sequence[Line], line: Line, following: Line | None, region: Region, style: Style, usual: float
) -> bool:
    """Whether a line begins a new paragraph."""
    before = current[-1]
    distance = before.base - line.base
    if distance <= 0 or distance > _GAP_FROM * usual * max(before.size, line.size):
        return True
    if abs(line.size - before.size) > _SAME_SIZE * before.size or line.bold != before.bold:
        return True
    if _is_heading_type(before, style):
        return False
    if _is_centred(line, before, region):
        return False
    finished = is_finished(before.text)
    if is_item(line.text) and (
        finished or line.text[0] in "•●▪◆■◦‣⁃" or before.text[-1:] in "：:；;" or is_item(current[0].text)
    ):
        return True
    step = _INDENT_FROM * line.size
    if line.left > before.left + step:
        hangs = following is not None and abs(following.left - line.left) < step
        if len(current) == 1 and is_item(current[0].text):
            return False
        if not hangs or len(current) > 1:
            return True
    elif line.left < before.left - step and len(current) > 1:
        return True
    goes_on = line.text[:1].islower() and not finished
    return not goes_on and _would_fit(line, before, region)


def _is_centred(line: Line, before: Line, region: Region) -> bool:
    """Whether two lines are centred in their column, one below the other."""
    middles = (line.left + line.right) / 2, (before.left + before.right) / 2
    inset = min(line.left, before.left) - region.left > 0.5 * line.size and line.left != before.left
    return inset and abs(middles[0] - middles[1]) < _MIDDLE_UP_TO


def _would_fit(line: Line, before: Line, region: Region) -> bool:
    """Whether the first word of a line would have fitted on the line before: that was ended on purpose."""
    first = line.pieces[0]
    word = line.text.split(maxsplit=1)[0] if line.text.split() else ""
    if space_between("a", word) and space_between(word, "a"):
        width = (first.right - first.left) * min(1.0, len(word) / max(len(first.text), 1))
    else:
        width = 2 * line.size  # a Han, and the mark that may follow
    return region.right - before.right > width + _FREE_FROM * line.size


def _is_heading_type(line: Line, style: Style) -> bool:
    return line.size >= _HEADING_FROM * style.size or (line.bold and not style.bold)


def _paragraph(lines: list[Line], region: Region, style: Style) -> Paragraph:
    content = glued([line.content for line in lines], style)
    one = Paragraph(lines, region.left, region.right, content)
    one.is_indented = len(lines) > 1 and lines[0].left > lines[1].left + _INDENT_FROM * lines[0].size
    if len(lines) == 1:
        one.is_indented = lines[0].left > region.left + _INDENT_FROM * lines[0].size
    if is_item(one.text):
        one.kind = BlockKind.ITEM
    if (
        len(lines) <= _HEADING_LINES
        and all(_is_heading_type(line, style) for line in lines)
        and not (is_finished(one.text) and one.text[-1] not in "?!？！" and len(one.text) > 60)
    ):
        one.kind = BlockKind.HEADING
    return one


def glued(contents: Sequence[Content], style: Style) -> Content:
    """Lines as one text: words that were divided are whole, Han stand close."""
    parts: list[str | Code] = []
    for content in contents:
        left = next((part for part in reversed(parts) if isinstance(part, str)), "")
        right = next((part for part in content if isinstance(part, str)), "")
        if parts and isinstance(parts[-1], str) and is_divided(left, right):
            if not keeps_hyphen(left, right, style.words):
                parts[-1] = left[:-1]
        elif parts:
            parts.append(space_between(left, right))
        parts += content
        parts = list(joined(parts))
    return tuple(parts)


def continues(open_: Paragraph, one: Paragraph, *, indents: bool, parted: bool) -> bool:
    """Whether a paragraph is the rest of one that was cut by the end of a column or page.

    :param indents: paragraphs of the document begin with an indent.
    :param parted: something stands between them, such as a table.
    """
    if one.rows or one.kind is not BlockKind.PARAGRAPH:
        return False
    if not (open_.ends and one.begins):
        return parted and one.text[:1].islower()
    if abs(one.size - open_.size) > _SAME_SIZE * open_.size or one.lines[0].bold != open_.lines[-1].bold:
        return False
    text = one.text
    if is_divided(open_.text, text) or text[:1].islower():
        return True
    return not (indents and one.is_indented)
