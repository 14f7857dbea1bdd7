"""Evidence that lines were cut at the width of a page or column, and how wide that page is."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.documents.cleaning.lines import Line, ends_in_mark, is_entry, is_finished, is_item, unit
from translate.model import Side

_WINDOW = 3  # lines on each side whose median is the usual width
_FEWEST_OPEN = 3  # lines; fewer prove nothing
_OPEN_FROM = 0.25  # of all lines end without any mark: in wrapped prose 0.6 to 0.9
_EVEN_FROM = 0.6  # of these are about as wide as their neighbours: wrapped 0.7 to 1, headlines under 0.4
_EVEN = 0.15  # of the usual width, but from 2 to 5 columns: indents, marks that hang, ragged English
_INNER_FROM = 0.25  # of sentence ends stand inside lines: wrapped 0.6 and more, verse and dialogue under 0.2
_LOWER_FROM = 0.5  # of open English lines go on in lower case; verse starts with capitals
_OVERFULL = 0.015  # of lines may be wider than the page (digits, marks that hang)
_HANGING = 3  # columns: marks may hang over the margin, and a line may be squeezed or stretched by one Han
_SINGLE_FROM = 0.3  # of lines are full on a page of one column
_CUT_FROM = 0.5  # of the lines without a mark end because no more fits; lists, terms and headings end before
_SHORT = 3  # times as long as a line that no page has cut
_WIDE = 0.95  # of the lines are not wider than a wide one
_NARROWEST = 24  # columns of a page; shorter lines are terms, labels and verse
_SLACK = 5  # columns: an indent, and marks that hang

_INNER_END = {
    "zh": re.compile(r"[。！？][”’）」』]*(?=[^”’）」』])"),
    "en": re.compile(r"[.?!][\"”’)]* +(?=[A-Z“\"‘])"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one column: its width, and how much shorter the first line of a paragraph is, in columns."""

    width: int
    indent: int

    def is_full(self, line_width: int, following: str, *, indents: int = 0) -> bool:
        """Whether what follows would not have fitted onto a line with so many indents."""
        return line_width + unit(following) > self.width - _HANGING - self.indent * indents


def is_wrapped(lines: list[Line], lang: Side) -> bool:
    """Whether lines end in mid-sentence because the page or column ended.

    Four things must come together: many lines end without a mark, the paragraphs that they begin show no
    wider line, they are about as wide as their neighbours, and sentences end inside lines. Verse, dialogue,
    lists, headlines and texts with a sentence or a paragraph a line fail at least one of them.
    """
    wide = _wide(lines)
    if wide < _NARROWEST:
        return False
    long = [i for i, line in enumerate(lines) if _SHORT * line.width > wide]
    opened = [i for i in long if i + 1 < len(lines) and _is_open(lines[i], lines[i + 1])]
    cut = cut_lines(lines, lang)
    if len(cut) < max(_FEWEST_OPEN, _OPEN_FROM * len(long), _CUT_FROM * len(opened)):
        return False
    widths = [lines[i].width for i in cut]
    even = sum(_is_even(widths, i) for i in range(len(widths)))
    if even < _EVEN_FROM * len(cut) or not _sentences_end_inside(lines, lang):
        return False
    return lang == "zh" or sum(lines[i + 1].string[0].islower() for i in cut) >= _LOWER_FROM * len(cut)


def page_of(lines: list[Line]) -> Page | None:
    """The page, if there is one column of one width; else None (several columns, text around pictures)."""
    widths = sorted(line.width for line in lines)
    edge = widths[min(len(widths) - 1, int(len(widths) * (1 - _OVERFULL)))]
    page = Page(edge, 0)
    full = sum(page.is_full(a.width, b.string) for a, b in itertools.pairwise(lines))
    if full < _SINGLE_FROM * len(lines):
        return None
    after_end = [b.width for a, b in itertools.pairwise(lines) if is_finished(a.string)]
    indented = sum(edge - 5 <= w <= edge - 3 for w in after_end)
    return Page(edge, 4 if indented > 0.3 * len(after_end) else 0)


def _is_open(line: Line, following: Line) -> bool:
    return not (
        ends_in_mark(line.string) or following.gap or is_item(following.string) or is_entry(line.string)
    )


def cut_lines(lines: list[Line], lang: Side) -> list[int]:
    """The lines that a page's width may have cut.

    They end without a mark; what follows would not have fitted onto the line, as far as the widest line of
    the paragraph shows; and a sentence ends in the paragraph: a list ends at a blank line without one. Nor
    are there lines three times as wide.
    """
    wide = _wide(lines)
    spans = {i: span for span in _paragraphs(lines) for i in span}
    widest = {span: max(lines[i].width for i in span) for span in set(spans.values())}
    prose = {
        span
        for span in widest
        if ends_in_mark(lines[span[-1]].string) or any(_INNER_END[lang].search(lines[i].string) for i in span)
    }
    return [
        i
        for i in range(len(lines) - 1)
        if _is_open(lines[i], lines[i + 1])
        and _SHORT * lines[i].width > wide
        and spans[i] in prose
        and lines[i].width + unit(lines[i + 1].string) + _SLACK >= widest[spans[i]]
    ]


def _wide(lines: list[Line]) -> int:
    widths = sorted(line.width for line in lines)
    return widths[min(len(widths) - 1, int(_WIDE * len(widths)))] if widths else 0


def _paragraphs(lines: list[Line]) -> Iterator[range]:
    """Lines up to one that is finished, or that a blank line follows."""
    start = 0
    for i, line in enumerate(lines):
        if i + 1 == len(lines) or lines[i + 1].gap or is_finished(line.string):
            yield range(start, i + 1)
            start = i + 1


def _is_even(widths: list[int], i: int) -> bool:
    near = sorted(widths[max(0, i - _WINDOW) : i + _WINDOW + 1])
    usual = near[len(near) // 2]
    return abs(widths[i] - usual) <= min(5, max(2, _EVEN * usual))


def _sentences_end_inside(lines: list[Line], lang: Side) -> bool:
    inside = sum(len(_INNER_END[lang].findall(line.string)) for line in lines)
    at_end = sum(is_finished(line.string) for line in lines)
    return inside >= _INNER_FROM * (inside + at_end) and inside > 0
