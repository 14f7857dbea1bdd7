"""Items into sentences with codes, and drafts back into items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from translate.documents.codes import place, stretches
from translate.documents.formats import format_named
from translate.documents.seam import Item, Opened, joined, shown
from translate.documents.sentences import pieces, stripped
from translate.drafting.units import is_approved
from translate.model import Ask, BlockKind, Code, Content, Draft, Side

CODES = "codes"
"""The flag of a draft in which inline codes were placed by position alone."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of an item: its content without outer blanks, and the blanks after it."""

    item: int
    content: Content
    lead: str
    tail: str

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        return shown(self.content)

    @property
    def ask(self) -> Ask:
        """What is asked of the engine: the text, and what its codes show."""
        return Ask(
            self.text, tuple(part.shown for part in self.content if isinstance(part, Code) and part.shown)
        )


def passages(opened: Opened, lang: Side) -> list[Passage]:
    """The sentences of a file, in order, without META and items that have no letter."""
    format_ = format_named(opened.format)
    return [
        passage
        for index, item in enumerate(opened.items)
        if item.kind is not BlockKind.META
        and (not format_.worded or any(map(str.isalpha, shown(item.content))))
        for passage in _passages(index, item, lang, whole=format_.bilingual)
    ]


def _passages(index: int, item: Item, lang: Side, *, whole: bool) -> Iterator[Passage]:
    for content in pieces(item.content, item.kind, lang, whole=whole):
        lead, inner, tail = stripped(content)
        yield Passage(index, inner, lead, tail)


def asks(sentences: Sequence[Passage]) -> list[Ask]:
    """All that the engine is asked for a file: the sentences, then the stretches inside codes."""
    inner = (Ask(text) for passage in sentences for text in stretches(passage.content))
    return [*(passage.ask for passage in sentences), *inner]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence and its draft."""

    passage: Passage
    draft: Draft  # flagged where codes were placed by position
    content: Content  # the draft's text, with the codes of the sentence in it
    guessed: int  # how many of these were placed by position alone


def drafted(sentences: Sequence[Passage], drafts: Sequence[Draft]) -> list[Drafted]:
    """The sentences with their drafts, codes placed.

    :param drafts: those of :func:`asks`; the stretches' may be left out.
    """
    count = len(sentences)
    inner = (text for passage in sentences for text in stretches(passage.content))
    known = dict(zip(inner, (draft.text for draft in drafts[count:]), strict=False))
    results = []
    for passage, draft in zip(sentences, drafts[:count], strict=True):
        content, guessed = place(passage.content, draft.text, known)
        results.append(Drafted(passage, _flagged(draft, guessed), content, guessed))
    return results


def _flagged(draft: Draft, guessed: int) -> Draft:
    return replace(draft, flags=(*draft.flags, CODES)) if guessed else draft


def approved(sentences: Sequence[Drafted]) -> frozenset[int]:
    """The items of which people have approved every sentence, and no code was placed by position."""
    open_items = {one.passage.item for one in sentences if one.guessed or not is_approved(one.draft)}
    return frozenset(one.passage.item for one in sentences) - open_items


def contents(opened: Opened, sentences: Sequence[Drafted], tgt: Side) -> list[Content | None]:
    """The translated contents of the items; ``None`` where there is nothing to translate."""
    filled: list[list[str | Code]] = [[] for _ in opened.items]
    tails = [""] * len(filled)
    copied = (False, False)  # whether the sentence before and this one are their own translations
    for one in sentences:
        passage, text = one.passage, one.draft.text
        parts, between = filled[passage.item], tails[passage.item] + passage.lead
        copied = (copied[1], text == passage.text)
        if parts and "\n" not in between and not all(copied):
            between = _gap(parts, text, tgt)
        if _is_apart(passage.content):
            parts += (tails[passage.item], *_led(passage.lead, one.content))
        else:
            parts += (between, *one.content)
        tails[passage.item] = passage.tail
    for parts, tail in zip(filled, tails, strict=True):
        parts.append(tail)
    return [joined(parts) if any(parts) else None for parts in filled]


def _led(lead: str, content: Content) -> Iterator[str | Code]:
    """A content with the blanks before its text behind the codes that stand first."""
    codes = next((place for place, part in enumerate(content) if isinstance(part, str)), len(content))
    yield from (*content[:codes], lead, *content[codes:])


def _is_apart(content: Content) -> bool:
    """Whether a sentence has nothing to do with the one before, as the cases of a message."""
    return bool(content) and isinstance(content[0], Code) and content[0].role == "apart"


def _gap(parts: Sequence[str | Code], following: str, tgt: Side) -> str:
    """What parts two sentences: a space in English, and between two that are not Chinese."""
    if tgt == "en":
        return " "
    before = next((text[-1] for part in reversed(parts) if (text := shown((part,)))), "")
    return " " if before.isascii() and following[:1].isascii() else ""
