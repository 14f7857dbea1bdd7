"""Web pages: the prose that :mod:`translate.documents.formats.web` finds, without its tags."""

import html
import re
from collections.abc import Iterator

from translate.documents.cleaning import steps
from translate.documents.cleaning.inline import ENTITY
from translate.documents.cleaning.mapped import Log, Mapped
from translate.documents.cleaning.paragraphs import block
from translate.documents.cleaning.spacing import insert_missing_spaces, join_segmented
from translate.documents.formats.web import flow
from translate.documents.seam import Item, shown
from translate.model import Block, Code, Side

_BLANKS = re.compile(r"\s+")
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<br\b", re.IGNORECASE)


def prose(text: str) -> str:
    """The text of a page that a reader sees."""
    return "\n".join(shown(item.content) for item in _items(text))


def blocks(text: Mapped, lang: Side, log: Log) -> list[Block]:
    """The blocks of a page whose characters are clean."""
    blocks_, last = [], 0
    for item in _items(text.text):
        text.slice(last, item.start).stripped().dropped(steps.TAG, log)
        last = item.stop
        inner = Mapped.joined(_pieces(text, item, log)).sub(_BLANKS, " ", steps.SPACES, log)
        inner = inner.sub(ENTITY, lambda match: html.unescape(match[0]), steps.ESCAPE, log)
        inner = join_segmented(inner, log) if lang == "zh" else insert_missing_spaces(inner, log)
        blocks_.append(block(inner.stripped(), item.kind, log))
    text.slice(last, len(text)).stripped().dropped(steps.TAG, log)
    return blocks_


def _items(text: str) -> Iterator[Item]:
    """The prose between tags; what lies inside an item (the options of a list) is left out."""
    last = 0
    for item in flow(text):
        if item.start >= last:
            yield item
            last = item.stop


def _pieces(text: Mapped, item: Item, log: Log) -> Iterator[Mapped]:
    """The text of an item between its codes, and of those that show theirs."""
    at = item.start
    for code in item.content:
        if not isinstance(code, Code):
            continue
        yield text.slice(at, code.at)
        at = code.at + len(code.native)
        native = text.slice(code.at, at)
        if code.shown:
            yield native.sub(_TAG, "", steps.TAG, log)
        elif _BREAK.match(code.native):
            yield native.sub(re.compile(r"\A.*\Z", re.DOTALL), " ", steps.TAG, log)
        else:
            native.dropped(steps.TAG, log)
    yield text.slice(at, item.stop)
