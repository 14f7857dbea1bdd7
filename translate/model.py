"""What the translator works on: documents of blocks, their sentences, and drafts of these."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

Side = Literal["en", "zh"]
"""The two languages of the house, by primary subtag."""

OnProgress = Callable[[str, int, int], None]
"""Called with the stage of a job, how many of its steps are done so far, and how many there are."""

TRANSLATING = "translating"
"""The stage in which drafts are made; its steps are sentences."""


def other(lang: Side) -> Side:
    """The other one of the two."""
    return "zh" if lang == "en" else "en"


def rules(lang: str) -> Side:
    """Whose rules for letters, sentences and cleaning serve a language: Chinese has its own.

    Other languages than the two are read only to be translated; the English rules come nearest.
    """
    return "zh" if lang == "zh" else "en"


Role = Literal["open", "close", "alone", "break", "line", "apart"]


@dataclass(frozen=True, slots=True)
class Code:
    """Inline markup: what opens or closes a stretch, what stands alone, what breaks (a new cue), what ends a
    line (``<br>``, a tab), what parts texts for good (cases of a message).

    ``shown`` is text that a reader sees and nobody translates, such as that of a code span.
    """

    native: str
    role: Role = "alone"
    shown: str = ""
    at: int = field(default=-1, compare=False)  # where ``native`` begins in the source; -1 if it is made up


Content = tuple[str | Code, ...]
"""Text and codes in reading order."""


class Cell(NamedTuple):
    """The place of a text in a table: which table of the file, row and column, each from 0."""

    table: int
    row: int
    column: int


class BlockKind(StrEnum):
    """What a block is in its document; aligners and writers treat them alike unless they say so."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CAPTION = "caption"
    META = "meta"  # date lines, by-lines, counters


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or caption, cleaned: one line of text without outer white space."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    positions: array[int] = field(default_factory=lambda: array("q"))  # of each character, in the source
    content: Content = ()  # the text with its inline codes, where it has any
    key: str = ""  # what names it in its file and in those of other languages
    cell: Cell | None = None  # where it stands in a table
    lang: Side | None = None  # where one file holds both languages

    def source(self, start: int, stop: int) -> tuple[int, int]:
        """Where characters ``start:stop`` come from: ``(first, last + 1)`` in the decoded source text."""
        where = self.positions[start:stop]
        return (min(where), max(where) + 1) if where else (0, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that one cleaning step did: ``before`` at ``start:stop`` of the source became ``after``."""

    step: str
    start: int
    stop: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: its blocks in reading order, and what was done to get them."""

    name: str
    lang: Side
    blocks: tuple[Block, ...]
    source: str  # what positions count in: the decoded text of a plain text, else the prose of the file
    encoding: str = "utf-8"  # "" where the file isn't a text itself
    changes: tuple[Change, ...] = ()
    format: str = "text"
    passed_over: Mapping[str, int] = field(default_factory=dict)  # paragraphs, by what isn't understood
    remark: str = ""  # for people: how the file was read, if that needs saying


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document: ``blocks[block].text[start:stop] == text``, no outer white space."""

    text: str
    block: int
    start: int
    stop: int
    content: Content = ()  # with its inline codes, where it has any


@dataclass(frozen=True, slots=True)
class Draft:
    """A machine's or memory's translation of one text."""

    text: str
    engine: str  # such as "duiyi-gemma-en-zh 5" or "argos en-zh 1.9", "tm NAME"
    score: float  # mean log-probability of an output token, nats, <= 0; 0 for memory and copies
    flags: tuple[str, ...] = ()  # "loop", "cut", "copied" …: what the reviewer should know
    alternatives: tuple[str, ...] = ()  # other translations, the best first


Kind = Literal["kept", "term", "name", "number"]


@dataclass(frozen=True, slots=True)
class Wish:
    """``text[start:stop]`` is to be said as ``target``."""

    start: int
    stop: int
    target: str
    kind: Kind = "kept"


@dataclass(frozen=True, slots=True)
class Ask:
    """A text to translate, and what in it stays as it is (what codes show), in its order."""

    text: str
    kept: tuple[str, ...] = ()
