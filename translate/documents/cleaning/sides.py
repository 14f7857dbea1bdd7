"""Two documents that are to be aligned: a line about the document is set aside on both sides or on none."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from translate.documents.cleaning import steps
from translate.documents.cleaning.kinds import Sort, sort_of
from translate.documents.cleaning.lines import is_finished, width
from translate.model import Block, BlockKind, Change, Document

_SHORT_UP_TO = 60  # columns of a line that may be the counterpart
_NUMBERED = frozenset((Sort.NUMBER, Sort.DATE))
_DIGITS = re.compile(r"\d+")


def evened(first: Document, second: Document) -> tuple[Document, Document]:
    """The documents with lines given back to the text that only one of them sets aside.

    Both set aside as many lines of a sort, or no line of the other can be their counterpart: it would be a
    short line of the text, for a number or a date one with the same digits. Page furniture stays aside, as it
    belongs to the paper.
    """
    lost = (_one_sided(first, second), _one_sided(second, first))
    sorts = {sort for sort, _ in lost[0] + lost[1]}
    return _given_back(first, sorts), _given_back(second, sorts)


def _one_sided(document: Document, other: Document) -> list[tuple[Sort, Block]]:
    """The lines that are set aside here, more of them than there, and that may stand in the text there."""
    here, there = list(_aside(document)), list(_aside(other))
    more = Counter(sort for sort, _ in here) - Counter(sort for sort, _ in there)
    text = [block.text for block in other.blocks if _may_be_counterpart(block)]
    numbers = {number for line in text for number in _numbers(line)}
    return [
        (sort, block)
        for sort, block in here
        if more[sort] and (numbers & set(_numbers(block.text)) if sort in _NUMBERED else text)
    ]


def _aside(document: Document) -> Iterator[tuple[Sort, Block]]:
    """The lines about the document, with their sorts; no page furniture."""
    about = {change.start for change in document.changes if change.step == steps.ABOUT}
    for block in document.blocks:
        if block.kind is BlockKind.META and block.source(0, len(block.text))[0] in about:
            yield sort_of(block.text) or Sort.LABEL, block


def _may_be_counterpart(block: Block) -> bool:
    if block.kind in (BlockKind.META, BlockKind.TITLE) or is_finished(block.text):
        return False
    return width(block.text) <= _SHORT_UP_TO


def _numbers(text: str) -> Iterator[int]:
    return map(int, _DIGITS.findall(text))


def _given_back(document: Document, sorts: set[Sort]) -> Document:
    back = {block.positions[0] for sort, block in _aside(document) if sort in sorts}
    if not back:
        return document
    blocks = (
        replace(block, kind=BlockKind.HEADING)
        if block.kind is BlockKind.META and block.positions[0] in back
        else block
        for block in document.blocks
    )
    return replace(document, blocks=tuple(blocks), changes=tuple(_others(document, back)))


def _others(document: Document, back: set[int]) -> Iterator[Change]:
    for change in document.changes:
        if change.step != steps.ABOUT or change.start not in back:
            yield change
