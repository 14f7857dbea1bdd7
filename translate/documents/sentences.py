"""Blocks and items into sentences, alike for aligning and translating: one finds again what the other cut."""

from collections.abc import Iterator

from translate.documents.cleaning.lines import must_go_on
from translate.documents.codes import cut
from translate.documents.formats import format_named
from translate.documents.seam import joined, shown
from translate.model import Block, BlockKind, Code, Content, Document, Sentence, Side
from translate.split import pieces_of


def sentences(document: Document) -> list[Sentence]:
    """The sentences of a document in order: ``blocks[s.block].text[s.start : s.stop] == s.text``."""
    whole = format_named(document.format).bilingual
    return [
        sentence
        for index, block in enumerate(document.blocks)
        for sentence in _placed(index, block, document.lang, whole=whole)
    ]


def pieces(content: Content, kind: BlockKind, lang: Side, *, whole: bool = False) -> list[Content]:
    """The sentences of a content, each with its codes and the blanks around it: joined, they are the content.

    A line ends a sentence (``<br>``, a tab) unless it goes on in the next, and so does a case of a message.

    :param whole: the content is a segment, which is cut at its line ends alone.
    """
    texts = [
        piece
        for line in _lines(content)
        for piece in ([line] if whole and "\n" not in line else pieces_of(line, kind, lang))
    ]
    return cut(content, map(len, texts)) if len(texts) > 1 else [content]


def stripped(content: Content) -> tuple[str, Content, str]:
    """A content without outer blanks, and these; codes do not hide them."""
    parts = list(content)
    lead = tail = ""
    for place in range(len(parts)):
        part = parts[place]
        if isinstance(part, str):
            lead += part[: len(part) - len(part.lstrip())]
            parts[place] = part.lstrip()
        if shown((parts[place],)):
            break
    for place in range(len(parts) - 1, -1, -1):
        part = parts[place]
        if isinstance(part, str):
            tail = part[len(part.rstrip()) :] + tail
            parts[place] = part.rstrip()
        if shown((parts[place],)):
            break
    return lead, joined(parts), tail


def _placed(index: int, block: Block, lang: Side, *, whole: bool) -> Iterator[Sentence]:
    start = 0
    content = block.content or (block.text,)
    for piece in pieces(content, block.kind, block.lang or lang, whole=whole):
        lead, inner, tail = stripped(piece)
        text = shown(inner)
        first = start + len(lead)
        if text:
            has_codes = any(isinstance(part, Code) for part in inner)
            yield Sentence(text, index, first, first + len(text), inner if has_codes else ())
        start = first + len(text) + len(tail)


def _lines(content: Content) -> list[str]:
    """What a reader sees, cut between cases of a message, and where a line ends and no sentence goes on."""
    lines, apart = [""], set[int]()
    for part in content:
        if isinstance(part, Code) and part.role in ("line", "apart"):
            apart |= {len(lines)} if part.role == "apart" else set()
            lines.append("")
        else:
            lines[-1] += shown((part,))
    whole = lines[:1]
    for number, line in enumerate(lines[1:], 1):
        left, right = whole[-1].rstrip(), line.lstrip()
        goes_on = number not in apart and (must_go_on(left) or right[:1].islower())
        if not left or not right or goes_on:
            whole[-1] += line
        else:
            whole.append(line)
    return whole
