"""Page furniture: page numbers and running heads, set aside before the layout of a text is judged.

Evidence is the document's alone: form feeds say where pages end, and so do page numbers that count up. A line
that recurs beside these is a running head. A number among few lines, in a list or between verses, is none.
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from translate.documents.cleaning.lines import Line, ends_in_mark, is_finished, is_item, must_go_on, width
from translate.language.numerals import han_value

_EDGE = 3  # lines at the start and the end of a page among which furniture is looked for
_PAGE_FROM = 5  # lines between two page numbers; verses, items and rows of a table are nearer
_PARTED_FROM = 2  # lines, where a number stands in the middle of a sentence
_LONG_FROM = 40  # columns of a line of prose
_PROSE_FROM = 2  # finished lines; the words of a program or a form have none
_HEAD_UP_TO = 80  # columns
_HEAD_FROM = 0.3  # of the pages have a head; those on the left may have another than those on the right
_CODE_FROM = 4  # characters of a head without a letter, such as the number of a document
_TITLE_LINES = 3  # at the start of the document, where a running head is the title

_COUNT = r"(\d{1,4}|[一二三四五六七八九十百零〇]{1,5})"
_FRAME = " \t-–—~·•|[]()（）【】<>《》"
_OF_TOTAL = re.compile(
    r"(?:page|pg\.?|p\.)\s*(\d{1,4})\s*(?:of|/|\||-)\s*(\d{1,4})"
    rf"|第\s*{_COUNT}\s*[页頁]\s*[,，、/／|·（(]*\s*[共总總]\s*[计計]?\s*{_COUNT}\s*[页頁][)）]?",
    re.IGNORECASE,
)
_TOTAL_FIRST = re.compile(rf"[共总總]\s*[计計]?\s*{_COUNT}\s*[页頁]\s*[,，、/／|·]*\s*第\s*{_COUNT}\s*[页頁]")
_NAMED = re.compile(
    rf"(?:page|pg\.?|p\.)\s*(\d{{1,4}})|第\s*{_COUNT}\s*[页頁]|[页頁][码碼]\s*[:：]?\s*{_COUNT}", re.I
)
_SHARE = re.compile(r"(\d{1,4})\s*(?:/|／|of)\s*(\d{1,4})")
_APART = re.compile(r"\t+| {2,}|\s*[|·]\s*")
_INNER_END = re.compile(r"[.?!;][”\"’)]* |[。！？；，]")
_BARE = re.compile(r"\d{1,4}")
_ROMAN = re.compile(r"(?=.)(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_BESIDE_HEAD = re.compile(
    r"\s*\b(?:page|pg\.?|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\b"
    r"|\s*第\s*\d{1,4}\s*[页頁](?:\s*[,，/]?\s*[共总總]\s*\d{1,4}\s*[页頁])?"
    r"|(?:[ \t]{2,}|\t|\s*[|·—–]\s*)\d{1,4}$|^\d{1,4}(?:\s+|\s*[|·—–]\s*)|(?:^|\s+)\d{1,4}/\d{1,4}(?:$|\s+)",
    re.IGNORECASE,
)


class _Mark(NamedTuple):
    """A page number: its line, its page, and the words written with it."""

    line: int
    page: int
    sort: str


def set_aside(lines: Sequence[Line], feeds: Sequence[int]) -> tuple[list[Line], list[Line]]:
    """The lines of the text, those that begin a page marked, and the lines that are page furniture.

    :param feeds: where the source has form feeds, in order.
    """
    pages = _pages(lines, feeds)
    numbers = _page_numbers(lines, pages if feeds else [])
    heads = _running_heads(lines, pages, numbers, fed=bool(feeds))
    aside = numbers | heads
    starts = {page.start for page in pages[1:]}
    body: list[Line] = []
    begins = False
    for i, line in enumerate(lines):
        begins = begins or i in starts or i in aside
        if i in aside:
            continue
        body.append(replace(line, gap=False, page=True) if begins and body else line)
        begins = False
    return body, [lines[i] for i in sorted(aside)]


def is_broken_off(left: Line, right: Line) -> bool:
    """Whether a sentence on the left may go on in the line on the right, over the end of a page."""
    return not (is_finished(left.string) or left.string[-1] in "：:" or is_item(right.string))


def _pages(lines: Sequence[Line], feeds: Sequence[int]) -> list[range]:
    """The lines of each page; a document without form feeds is one."""
    starts = [0]
    passed = 0
    for i, line in enumerate(lines):
        before = bisect(feeds, line.text.positions[0])
        if before > passed:
            starts.append(i)
            passed = before
    pages = [range(a, b) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return [page for page in pages if page]


def _page_numbers(lines: Sequence[Line], pages: Sequence[range]) -> set[int]:
    marks = list(_marks(lines))
    numbers = _counted_up(marks, lines)
    if sum(is_finished(line.string) for line in lines) >= _PROSE_FROM:
        numbers |= {mark.line for mark in marks if mark.sort.startswith("total")}
    return numbers | _at_edges(lines, marks, pages)


def _marks(lines: Sequence[Line]) -> Iterator[_Mark]:
    for i, line in enumerate(lines):
        whole = _mark(i, line.string)
        if whole:
            yield whole
            continue
        pieces = _APART.split(line.string)
        for number, rest in ((pieces[0], pieces[1:]), (pieces[-1], pieces[:-1])) if len(pieces) > 1 else ():
            beside = _mark(i, number)
            if beside and beside.sort != "roman":
                yield beside._replace(sort=f"{beside.sort} {' '.join(rest).casefold()}")
                break


def page_number(text: str) -> tuple[int, str] | None:
    """The page that a text names if it is a page number, and the sort of words written with it.

    It is 0 for a Roman number.
    """
    mark = _mark(0, text)
    return mark and (mark.page, mark.sort)


def _mark(i: int, text: str) -> _Mark | None:
    text = text.strip(_FRAME)
    if match := _OF_TOTAL.fullmatch(text) or _TOTAL_FIRST.fullmatch(text):
        page, total = (_value(group) for group in match.groups() if group)
        if match.re is _TOTAL_FIRST:
            page, total = total, page
        return _Mark(i, page, "total") if 0 < page <= total else None
    if match := _NAMED.fullmatch(text):
        return _Mark(i, next(_value(group) for group in match.groups() if group), "named")
    if match := _SHARE.fullmatch(text):
        return _Mark(i, int(match[1]), "share")
    if _BARE.fullmatch(text):
        return _Mark(i, int(text), "bare")
    return _Mark(i, 0, "roman") if _ROMAN.fullmatch(text) else None


def _value(count: str) -> int:
    return int(count) if count.isdecimal() else int(han_value(count))


def _counted_up(marks: Sequence[_Mark], lines: Sequence[Line]) -> set[int]:
    """Page numbers that follow upon another of their sort, a page further on: most of them a page apart."""
    numbers: set[int] = set()
    chains: dict[tuple[str, int], list[int]] = {}
    for mark in marks:
        if mark.sort == "roman":
            continue
        chain = chains.pop((mark.sort, mark.page - 1), [])
        chains.pop((mark.sort, mark.page), None)
        chains[mark.sort, mark.page] = [*chain, mark.line]
        if chain and _are_pages([*chain, mark.line], lines):
            numbers |= {*chain, mark.line}
    return numbers


def _are_pages(chain: Sequence[int], lines: Sequence[Line]) -> bool:
    """Whether most numbers have a page before them; half will do where one parts a sentence."""
    pages = [b - a for a, b in pairwise([-1, *chain])]
    far = sum(page > _PAGE_FROM for page in pages)
    near = sum(page > _PARTED_FROM for page in pages)
    if any(_parts_sentence(lines, i) for i in chain):
        return 2 * near >= len(pages)
    return 2 * far > len(pages)


def _parts_sentence(lines: Sequence[Line], i: int) -> bool:
    before = lines[i - 1] if i else None
    return before is not None and before.width >= _LONG_FROM and not ends_in_mark(before.string)


def _at_edges(lines: Sequence[Line], marks: Sequence[_Mark], pages: Sequence[range]) -> set[int]:
    """Page numbers beside form feeds, unless they do not count the pages."""
    at = {mark.line: mark for mark in marks}
    edges = [(k, at[i]) for k, page in enumerate(pages) for i in _edge(page) if i in at]
    votes: dict[int, int] = defaultdict(int)
    for k, mark in edges:
        votes[mark.page - k] += mark.sort != "roman"
    usual = max(votes, key=lambda offset: votes[offset], default=0)
    return {
        mark.line
        for k, mark in edges
        if mark.sort in ("total", "roman")
        or (mark.page - k == usual and (votes[usual] > 1 or " " not in mark.sort))
        or (" " not in mark.sort and _is_outermost(mark.line, pages[k]))
    }


def _edge(page: range) -> set[int]:
    return {*page[:_EDGE], *page[-_EDGE:]}


def _is_outermost(i: int, page: range) -> bool:
    return len(page) > 1 and i == page[-1]


def _running_heads(
    lines: Sequence[Line], pages: Sequence[range], numbers: set[int], *, fed: bool
) -> set[int]:
    """Lines that recur beside page numbers or form feeds, but for the title of the document."""
    edges = list(_edges(lines, pages, numbers, fed=fed))
    places: dict[str, set[int]] = defaultdict(set)
    for k, edge in enumerate(edges):
        for i in edge:
            if (key := _head(lines[i])) and i not in numbers:
                places[key].add(k)
    fewest = max(2, _HEAD_FROM * (len(pages) if fed else len(numbers)))
    heads = {key for key, where in places.items() if len(where) >= fewest}
    if not heads or not (numbers or _breaks_sentences(lines, pages, heads)):
        return set()
    recurring: set[int] = set()
    for edge in edges:
        for i in edge:
            if i not in numbers and _head(lines[i]) not in heads:
                break
            if i not in numbers and i >= _TITLE_LINES:
                recurring.add(i)
    return recurring


def _edges(
    lines: Sequence[Line], pages: Sequence[range], numbers: set[int], *, fed: bool
) -> Iterator[Sequence[int]]:
    """The lines at each end of a page, from the end inwards; else those around page numbers."""
    if fed:
        for page in pages:
            yield page[:_EDGE]
            yield page[::-1][:_EDGE]
        return
    yield range(min(_EDGE, len(lines)))
    for i in sorted(numbers):
        yield range(i + 1, min(len(lines), i + 1 + _EDGE))
        yield range(i - 1, max(-1, i - 1 - _EDGE), -1)


def _head(line: Line) -> str:
    """A line as a running head, without its page number; empty if it isn't one."""
    text = line.string
    if width(text) > _HEAD_UP_TO or ends_in_mark(text) or must_go_on(text) or is_item(text):
        return ""
    bare = " ".join(_BESIDE_HEAD.sub(" ", text).split()).casefold()
    short = len(bare) < _CODE_FROM and not any(map(str.isalpha, bare))
    return "" if short or text[0].islower() or _INNER_END.search(text) else bare


def _breaks_sentences(lines: Sequence[Line], pages: Sequence[range], heads: set[str]) -> bool:
    """Whether a running head stands in the middle of a sentence."""
    for page in pages[1:]:
        last = lines[page.start - 1]
        if _head(lines[page.start]) in heads and not ends_in_mark(last.string) and _head(last) not in heads:
            return True
    return False
