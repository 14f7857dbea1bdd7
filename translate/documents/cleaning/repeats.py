"""Highlights that a reading service collects at the end of a text say again what the text has said."""

import re

from translate.documents.cleaning import steps
from translate.documents.cleaning.mapped import Log, Mapped
from translate.model import Block, BlockKind

_NOT_TEXT = re.compile(r"[\W_]+")
_HEADING = re.compile(r"(?:Highlights|Annotations|Notes|高亮|划线|标注|笔记|摘录)[:：]?$", re.IGNORECASE)
_FEWEST = 3  # quotations; one or two at the end may be meant
_REPEATED_FROM = 0.9  # of the quotations at the end stand above


def drop_repeats(blocks: list[tuple[Block, bool]], log: Log) -> list[Block]:
    """The blocks, each with whether it is a quotation, without those at the end that repeat the text above.

    Evidence: at least three quotations end the document, and nine in ten of them stand above, word for word.
    A repetition anywhere else is the author's, and stays.
    """
    start = len(blocks)
    while start and blocks[start - 1][1]:
        start -= 1
    if len(blocks) - start < _FEWEST:
        return [block for block, _ in blocks]
    repeated = _repeated([block for block, _ in blocks[:start]], [block for block, _ in blocks[start:]])
    if sum(repeated) < _REPEATED_FROM * len(repeated):
        return [block for block, _ in blocks]
    if start and all(repeated) and _HEADING.match(blocks[start - 1][0].text):
        start -= 1
        repeated = [True, *repeated]
    for (block, _), gone in zip(blocks[start:], repeated, strict=True):
        if gone:
            Mapped(block.text, block.positions).dropped(steps.REPEATED, log)
    kept = [block for (block, _), gone in zip(blocks[start:], repeated, strict=True) if not gone]
    return [block for block, _ in blocks[:start]] + kept


def _repeated(above: list[Block], below: list[Block]) -> list[bool]:
    """For each block below, whether its letters stand above; searched in order, as highlights are."""
    text = _letters("".join(block.text for block in above if block.kind is not BlockKind.META))
    repeats, last = [], 0
    for block in below:
        letters = _letters(block.text)
        at = text.find(letters, last)
        at = at if at >= 0 else text.find(letters)
        last = max(at, 0)
        repeats.append(at >= 0)
    return repeats


def _letters(text: str) -> str:
    return _NOT_TEXT.sub("", text)
