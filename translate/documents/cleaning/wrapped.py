"""Lines that were cut at the width of a page or column become paragraphs, headlines and items again."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tmx.base.script import HAN, HAN_RUN
from translate.documents.cleaning import displaced, steps
from translate.documents.cleaning.furniture import is_broken_off
from translate.documents.cleaning.hyphens import count_words, is_divided, keeps_hyphen
from translate.documents.cleaning.lines import (
    Line,
    cannot_start,
    ends_in_mark,
    has_inner_end,
    is_finished,
    is_item,
    must_go_on,
    opens_item,
    starts_with_mark,
    unit,
)
from translate.documents.cleaning.mapped import Log, Mapped
from translate.documents.cleaning.page import Page, cut_lines, page_of
from translate.documents.cleaning.spacing import CLOSING, OPENING
from translate.model import BlockKind, Side

_GAPPED_FROM = 0.5  # of finished lines are followed by a blank one, where blank lines part paragraphs
_INDENTED_UP_TO = 0.3  # of lines may be indented for an indent to mean a new paragraph
_INSIDE_UP_TO = 0.1  # of the indented lines
_FULL_FROM = 0.85  # of the usual width
_SHORT_UP_TO = 0.75
_HEADING_LINES = 3
_HEADING_PIECES = 6
_PIECE_UP_TO = 8  # columns; hardly a headline of its own
_SAME_SIZE = 4  # columns of difference between the lines of one headline
_COLUMN_UP_TO = 40  # columns: of a newspaper; a page is wider, and its blank lines part paragraphs
_LEVEL_LINES = 3  # that show how wide a paragraph is
_INDENT = 4  # columns of the first line of a Chinese paragraph
_EARLY_UP_TO = {"zh": 0.75, "en": 0.85}  # of the column, with what follows: no page's width ended such a line
_ASKS = re.compile(r"[何谁哪吗呢么]|多少|几[时个]")
_CHINESE = f"[{HAN}{OPENING}{CLOSING}]"
_LETTERS_APART = re.compile(f"(?<={_CHINESE}) +| +(?={_CHINESE})")
_SPREAD = re.compile(f"(?<![{HAN}])[{HAN}](?: [{HAN}]){{3,}}(?![{HAN}])")
_NO_SPACE = re.compile(f"{_CHINESE}$|[/—-]$")
_NO_SPACE_BEFORE = re.compile(f"{_CHINESE}|[/—]")


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are one block, and its kind by the layout."""

    lines: tuple[Line, ...]
    kind: BlockKind


def unwrap(lines: list[Line], lang: Side, log: Log) -> list[tuple[Mapped, BlockKind]]:
    """Blocks of a document whose lines :func:`~translate.documents.cleaning.page.is_wrapped`."""
    lines = [_close_up(line, log) for line in lines] if lang == "zh" else lines
    page = None if _is_gapped(lines) else page_of(lines)
    if page and lang == "zh":
        lines = displaced.restore(lines, page, log)
        lines = displaced.return_stray_quotes(lines, page, log)
    groups = _Paging(lines, page).groups() if page else _Columns(lines, lang).groups()
    words = words_of(lines) if lang == "en" else None
    blocks = []
    for group in groups:
        step = steps.HEADLINE if group.kind is BlockKind.HEADING else steps.UNWRAPPED
        blocks.append((glued(group.lines, step, words, log), group.kind))
    return blocks


def words_of(lines: list[Line]) -> Counter[str]:
    """How often each word stands in the lines."""
    return count_words(line.string for line in lines)


def _close_up(line: Line, log: Log) -> Line:
    """Without the spaces of letters that were spread out to fill the line.

    Either no two Han of the line stand together, or four and more in a row stand apart.
    """
    if " " not in line.string:
        return line
    runs = HAN_RUN.findall(line.string)
    if len(runs) > 1 and all(len(run) == 1 for run in runs):
        return replace(line, text=line.text.sub(_LETTERS_APART, "", steps.SPACED_LETTERS, log))
    spread = line.text.sub(_SPREAD, lambda match: match[0].replace(" ", ""), steps.SPACED_LETTERS, log)
    return replace(line, text=spread)


def _is_gapped(lines: list[Line]) -> bool:
    ends = [b.gap for a, b in pairwise(lines) if is_finished(a.string) and not b.page]
    return bool(ends) and sum(ends) >= _GAPPED_FROM * len(ends)


def _indent_means(lines: list[Line]) -> bool:
    """Whether an indent means a new paragraph: few lines have one, or none in mid-sentence."""
    indented = sum(line.indent > 0 for line in lines)
    inside = sum(b.indent > 0 for a, b in pairwise(lines) if not is_finished(a.string))
    return indented <= _INDENTED_UP_TO * len(lines) or inside <= max(1, _INSIDE_UP_TO * indented)


class _Paging:
    """Paragraphs on a page of one width, where nothing but short lines marks them."""

    def __init__(self, lines: list[Line], page: Page) -> None:
        self._lines = lines
        self._page = page
        self._layout = displaced.Layout.of(lines, page)
        self._indent_means = _indent_means(lines)

    def groups(self) -> list[Group]:
        """The blocks in order."""
        rows = [self._lines[row.start : row.stop] for row in self._layout.rows(self._lines)]
        groups: list[Group] = []
        current: list[list[Line]] = []
        for i, row in enumerate(rows):
            if current and not self._goes_on(current, row):
                groups.append(self._group(current, row))
                current = []
            current.append(row)
            if i + 1 == len(rows):
                groups.append(self._group(current, None))
        return groups

    def _goes_on(self, current: list[list[Line]], row: list[Line]) -> bool:
        last, first = _text(current[-1]), row[0].string
        if opens_item(current[-1][-1], row[0]) or row[0].gap:
            return False
        if cannot_start(first):
            return True
        if row[0].page and is_broken_off(current[-1][-1], row[0]):
            return must_go_on(last) or first[0].islower() or self._is_full(current[-1], first, 1)
        indents = int(len(current) == 1)
        if is_finished(last):
            full = self._is_full(current[-1], first, indents)
            return full and not self._starts_paragraph(row) and not self._is_heading([row])
        if self._is_full(current[-1], first, indents + 2 * is_item(current[0][0].string)):
            return True
        if must_go_on(last):
            return not (self._is_heading(current) and self._starts_paragraph(row))
        if self._is_heading(current):
            return self._is_heading([row]) and self._are_pieces(current[-1][-1], row[0])
        return not (last[-1] in "：:" and len(current) > 1 and self._starts_paragraph(row))

    def _is_full(self, row: list[Line], following: str, indents: int) -> bool:
        width = sum(line.width for line in row)
        if not self._page.indent:
            width += row[0].indent + (row[-1].string[-1].isascii() and following[0].isascii())
        return self._page.is_full(width, following, indents=indents)

    def _starts_paragraph(self, row: list[Line]) -> bool:
        """Whether the row is shorter than a full one by the indent of a first line, or indented itself."""
        if row[0].indent > 1 and self._indent_means:
            return True
        width = sum(line.width for line in row)
        return bool(self._page.indent) and abs(self._page.width - self._page.indent - width) <= 1

    def _is_heading(self, rows: list[list[Line]]) -> bool:
        widths = [sum(line.width for line in row) for row in rows]
        text = _text(rows[-1])
        return (
            len(rows) <= _HEADING_PIECES
            and max(widths) <= displaced.HEADING_UP_TO * self._page.width
            and not (is_finished(text) or has_inner_end(text) or is_item(rows[0][0].string))
        )

    def _are_pieces(self, left: Line, right: Line) -> bool:
        """Whether two short lines are one headline: together they make words, or one is too short for one."""
        return (
            left.string[-1] in "：:"
            or must_go_on(left.string)
            or starts_with_mark(right.string)
            or right.width <= _PIECE_UP_TO
            or left.width <= 2
            or left.string[-1] + right.string[0] in self._layout.pairs
        )

    def _group(self, rows: list[list[Line]], following: list[Line] | None) -> Group:
        lines = tuple(line for row in rows for line in row)
        if is_item(lines[0].string):
            return Group(lines, BlockKind.ITEM)
        cut = following is None and sum(line.width for line in rows[-1]) > _SHORT_UP_TO * self._page.width
        last = _text(rows[-1])
        heading = self._is_heading(rows) and last[-1] not in "，；：,;:" and not cut
        return Group(lines, BlockKind.HEADING if heading else BlockKind.PARAGRAPH)


class _Columns:
    """Paragraphs where blank lines part them, and columns, pictures and pages break into them."""

    def __init__(self, lines: list[Line], lang: Side) -> None:
        self._lines = lines
        self._lang = lang
        widths = sorted(lines[i].width for i in cut_lines(lines, lang)) or [0]
        self._usual = widths[len(widths) // 2]
        self._gapped = _is_gapped(lines)
        self._indent_means = _indent_means(lines)
        self._widest = self._widest_near()

    def groups(self) -> list[Group]:
        """The blocks in order."""
        groups: list[Group] = []
        start = 0
        for i in range(1, len(self._lines) + 1):
            if i == len(self._lines) or not self._goes_on(start, i):
                groups.append(self._group(start, i))
                start = i
        return groups

    def _goes_on(self, start: int, i: int) -> bool:
        left, right = self._lines[i - 1], self._lines[i]
        done = is_finished(left.string)
        if opens_item(left, right):
            return False
        if right.page:
            return is_broken_off(left, right) and (
                must_go_on(left.string) or right.string[0].islower() or self._is_full(i - 1)
            )
        if right.gap:
            return not done and self._goes_on_after_gap(i)
        if cannot_start(right.string):
            return True
        if right.indent and self._indent_means:
            return is_item(self._lines[start].string) and not done
        if done:
            return left.width + unit(right.string) > _SHORT_UP_TO * self._width_near(i)
        if self._ends_early(i - 1):
            return self._are_pieces(start, i)
        return (
            self._gapped or must_go_on(left.string) or self._is_full(i - 1) or not self._is_heading(start, i)
        )

    def _goes_on_after_gap(self, i: int) -> bool:
        """Whether a blank line is that of a picture in a column of a newspaper; elsewhere it parts.

        The line before fills its column and stops in mid-sentence, or a question without its mark stands
        alone before a mark without its question, in the same large size.
        """
        left, right = self._lines[i - 1], self._lines[i]
        if self._lang == "en" or self._usual > _COLUMN_UP_TO or is_item(right.string):
            return False
        fills = left.width >= _FULL_FROM * self._usual
        if self._is_alone(i - 1):
            return (fills and _has_comma(left.string)) or self._is_same_headline(i)
        phrase = must_go_on(left.string) and not ends_in_mark(left.string)
        return fills or phrase or self._is_level(i - 1)

    def _is_full(self, i: int) -> bool:
        return self._lines[i].width >= _FULL_FROM * self._usual or self._is_level(i)

    def _is_level(self, i: int) -> bool:
        """Whether line ``i`` is one of several of one width, cut in mid-sentence: no verse, no headings."""
        near = [k for k in range(max(0, i - 6), min(len(self._lines), i + 7)) if k != i]
        return sum(self._is_like(k, i) and not self._is_alone(k) for k in near) >= 2 and not self._is_alone(i)

    def _is_like(self, k: int, i: int) -> bool:
        near = abs(self._lines[k].width - self._lines[i].width) <= 2
        return near and not ends_in_mark(self._lines[k].string)

    def _is_alone(self, i: int) -> bool:
        return self._starts_block(i) and self._starts_block(i + 1)

    def _starts_block(self, i: int) -> bool:
        return i in (0, len(self._lines)) or self._lines[i].gap

    def _is_same_headline(self, i: int) -> bool:
        """Whether lines ``i - 1`` and ``i``, each between blank ones, are the halves of a question."""
        left, right = self._lines[i - 1], self._lines[i]
        alone = i + 1 < len(self._lines) and self._lines[i + 1].gap
        large = max(left.width, right.width) <= _SHORT_UP_TO * self._usual
        halves = right.string[-1] == "？" and _ASKS.search(left.string) and not _ASKS.search(right.string)
        return bool(alone and large and halves) and abs(left.width - right.width) <= _SAME_SIZE

    def _block(self, i: int) -> list[Line]:
        """The lines around one that no blank line parts from it."""
        start, stop = i, i + 1
        while start and not self._lines[start].gap:
            start -= 1
        while stop < len(self._lines) and not self._lines[stop].gap:
            stop += 1
        return self._lines[start:stop]

    def _ends_early(self, i: int) -> bool:
        """Whether what follows would have fitted onto line ``i``, so that no page's width has ended it."""
        line = self._lines[i]
        start = unit(self._lines[i + 1].string)
        if line.width + start > _EARLY_UP_TO[self._lang] * self._widest[i]:
            return False
        if self._lang == "en" or self._usual > _COLUMN_UP_TO:
            return True
        indented = self._is_level(i + 1) and line.width + start + _INDENT >= self._lines[i + 1].width
        return not (indented or self._is_level(i))

    def _widest_near(self) -> list[int]:
        """For each line, how wide its column is: its block if this is a paragraph, else the usual width."""
        widths: list[int] = []
        while len(widths) < len(self._lines):
            block = self._block(len(widths))
            own = max(line.width for line in block)
            widths += [own if self._is_paragraph(block) else max(own, self._usual)] * len(block)
        return widths

    def _is_paragraph(self, block: list[Line]) -> bool:
        """Whether lines are prose, narrow as it may be; English verse begins with capitals, or is uneven."""
        if len(block) < _LEVEL_LINES or not is_finished(block[-1].string):
            return False
        if self._lang == "zh":
            return any(not ends_in_mark(line.string) for line in block[:-1])
        lower = sum(line.string[0].islower() for line in block[1:])
        even = min(line.width for line in block[:-1]) >= _SHORT_UP_TO * max(line.width for line in block)
        return even and 2 * lower >= len(block) - 1

    def _are_pieces(self, start: int, i: int) -> bool:
        """Whether lines that end early are one headline, the first of which cannot stand alone."""
        left, right = self._lines[i - 1], self._lines[i]
        alone = i + 1 == len(self._lines) or self._lines[i + 1].gap
        if ends_in_mark(left.string) and left.string[-1] != "、":
            return False
        if must_go_on(left.string):
            return True
        short = right.width <= _SHORT_UP_TO * self._usual and right.string[-1] not in "。！"
        second = starts_with_mark(right.string) or right.string[-1] == "？"
        return self._lang == "zh" and second and short and alone

    def _width_near(self, i: int) -> int:
        return max(line.width for line in self._lines[max(0, i - 3) : i + 4])

    def _is_heading(self, start: int, stop: int) -> bool:
        lines = self._lines[start:stop]
        short = max(line.width for line in lines) <= _SHORT_UP_TO * self._usual
        return short and len(lines) <= _HEADING_LINES and not must_go_on(lines[-1].string)

    def _group(self, start: int, stop: int) -> Group:
        lines = tuple(self._lines[start:stop])
        last = lines[-1].string
        if is_item(lines[0].string):
            return Group(lines, BlockKind.ITEM)
        question = last[-1] in "？！?!"
        heading = (
            len(lines) <= _HEADING_LINES and max(line.width for line in lines) <= _FULL_FROM * self._usual
        )
        plain = not is_finished(last) or (question and not any("。" in line.string for line in lines))
        if heading and plain and not must_go_on(last):
            at_end = all(not is_finished(line.string) for line in self._lines[start:])
            return Group(lines, BlockKind.CAPTION if at_end and start else BlockKind.HEADING)
        return Group(lines, BlockKind.PARAGRAPH)


def _has_comma(text: str) -> bool:
    return any(mark in text[:-1] for mark in "，、；")


def _text(row: Sequence[Line]) -> str:
    return "".join(line.string for line in row)


def glued(lines: Sequence[Line], step: str, words: Counter[str] | None, log: Log) -> Mapped:
    """The lines as one, each line break noted as a change: none between Han, a space between words.

    ``words`` counts the words of an English document, to mend divided ones; None leaves them.
    """
    parts = [lines[0].text]
    for line in lines[1:]:
        left, right = parts[-1], line.text
        end = left.positions[-1] + 1
        where = (end, right.positions[0]) if right.positions[0] > end else (end, end)
        if words is not None and is_divided(left.text, right.text):
            parts[-1] = left = _without_hyphen(left, right, words, log)
            space = ""
        else:
            space = "" if _NO_SPACE.search(left.text) or _NO_SPACE_BEFORE.match(right.text) else " "
        log.add(step, where, "\n\n" if line.gap else "\n", space)
        if space:
            parts.append(Mapped(space, left.positions[-1:]))
        parts.append(right)
    return Mapped.joined(parts)


def _without_hyphen(left: Mapped, right: Mapped, words: Counter[str], log: Log) -> Mapped:
    """The first part of a divided word, its hyphen kept only if the document writes the word so elsewhere."""
    if keeps_hyphen(left.text, right.text, words):
        return left
    log.add(steps.HYPHEN, left.where(len(left) - 1, len(left)), "-", "")
    return left.slice(0, len(left) - 1)
