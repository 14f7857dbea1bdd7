"""A document in both languages, as one in each: rows of a table, cues, paragraphs in turn, mixed lines.

What translates each other has the same key in both.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tmx.base.errors import InputError
from tmx.base.script import HAN
from tmx.base.tags import primary
from tmx.forms.csv import in_words
from translate.documents.cleaning.lines import lines_of
from translate.documents.cleaning.mapped import Log, Mapped
from translate.documents.cleaning.paragraphs import block as cleaned_block
from translate.documents.codes import cut
from translate.documents.seam import joined, shown
from translate.language.detect import likely, named_tag
from translate.model import Block, BlockKind, Code, Document, Side

_FILLED_FROM = 0.5  # of a table's rows have words in both columns of a bilingual one
_OWN_FROM = 0.8  # of a column's cells are in its language
_MIXED_FROM = 0.5  # of the paragraphs with Han are parted by language, where any is
_FIRST_HAN = re.compile(f"[“‘（《〈「『【]*[{HAN}]")
_LAST_HAN = re.compile(f"[{HAN}][^A-Za-z{HAN}]*(?=[“‘\"'(]?[A-Za-z])")
_ALIKE = 0.8, 15.0  # letters of the English half for each Han of the Chinese one
_LETTERS = re.compile("[A-Za-z]{2,}")
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, or a part of one, in one language, and the key of what translates it."""

    block: Block
    lang: Side
    key: str = ""


def sides(document: Document) -> tuple[Document, Document]:
    """The English and the Chinese side of a document that holds both.

    :raises InputError: if it is in one language alone.
    """
    blocks = _lines(document) if document.format == "text" else document.blocks
    blocks = [block for block in blocks if block.kind is not BlockKind.META]
    if all(block.lang and block.key for block in blocks):
        pieces = [_Piece(block, block.lang or "en", block.key) for block in blocks]
    else:
        columns = _columns(blocks)
        mixed = _are_mixed(block for block in blocks if not block.cell or block.cell.table not in columns)
        pieces = list(_keyed(blocks, columns, mixed=mixed))
    both = tuple(_side(document, pieces, lang) for lang in ("en", "zh"))
    for side, other in zip(both, ("Chinese", "English"), strict=True):
        if not side.blocks:
            raise InputError(
                f"is in {other} alone",
                path=document.name,
                hint="Give the document in the other language, too.",
            )
    return both[0], both[1]


def own_side(document: Document) -> Document:
    """The side of a document in its own language, where its format holds a translation beside each text.

    Its own language is that of its name, else that of the translations.
    """
    there = {block.lang for block in document.blocks}
    if not {"en", "zh"} <= there:
        return document
    named = primary(named_tag(document.name))
    lang: Side = named if named in ("en", "zh") else document.lang  # type: ignore[assignment]
    blocks = tuple(block for block in document.blocks if block.lang in (lang, None))
    return replace(document, lang=lang, blocks=blocks)


def _side(document: Document, pieces: Iterable[_Piece], lang: Side) -> Document:
    blocks = (replace(piece.block, key=piece.key, lang=lang) for piece in pieces if piece.lang == lang)
    return replace(document, lang=lang, blocks=tuple(blocks))


def _lines(document: Document) -> list[Block]:
    """The lines of a plain text: nothing is joined where languages take turns."""
    log = Log()
    lines = lines_of(Mapped.of(document.source))
    blocks = (cleaned_block(line.text, BlockKind.PARAGRAPH, log) for line in lines)
    return [block for block in blocks if any(map(str.isalnum, block.text))]


def _columns(blocks: Sequence[Block]) -> dict[int, tuple[int, int]]:
    """The English and the Chinese column of each table that has both, by the number of the table."""
    tables: dict[int, Counter[tuple[int, Side]]] = {}
    rows: dict[tuple[int, int], set[int]] = {}
    for block in blocks:
        if block.cell:
            tables.setdefault(block.cell.table, Counter())[block.cell.column, likely(block.text)] += 1
            rows.setdefault((block.cell.table, block.cell.column), set()).add(block.cell.row)
    chosen = {}
    for table, counts in tables.items():
        best = {}
        for lang in ("en", "zh"):
            own = {
                column: count
                for (column, other), count in counts.items()
                if other == lang and count >= _OWN_FROM * (counts[column, "en"] + counts[column, "zh"])
            }
            best[lang] = max(own, key=lambda column: own[column], default=-1)
        en, zh = best["en"], best["zh"]
        if min(en, zh) >= 0:
            both, every = rows[table, en] & rows[table, zh], rows[table, en] | rows[table, zh]
            if len(both) >= _FILLED_FROM * len(every):
                chosen[table] = en, zh
    return chosen


def _keyed(blocks: Sequence[Block], columns: dict[int, tuple[int, int]], *, mixed: bool) -> Iterator[_Piece]:
    """The pieces of all blocks, keyed by row, by block where one holds both, else as languages take turns."""
    turn = _Turns()
    for number, block in enumerate(blocks):
        if block.cell and block.cell.table in columns:
            if block.cell.column in columns[block.cell.table] and not in_words(block.text):
                lang: Side = "en" if block.cell.column == columns[block.cell.table][0] else "zh"
                yield _Piece(block, lang, f"row {block.cell.table}:{block.cell.row}")
            continue
        parts = list(_parts(block, mixed=mixed))
        if len({part.lang for part in parts}) > 1:
            yield from (replace(part, key=f"block {number}") for part in parts)
        else:
            yield from (replace(part, key=turn.key(part.lang)) for part in parts)


class _Turns:
    """Numbers the turns of a document whose languages alternate: a turn is a run of each."""

    def __init__(self) -> None:
        self._number = 0
        self._run: list[Side] = []

    def key(self, lang: Side) -> str:
        """The key of the next paragraph."""
        if not self._run or self._run[-1] != lang:
            if lang in self._run:
                self._number += 1
                self._run = []
            self._run.append(lang)
        return f"turn {self._number}"


def _parts(block: Block, *, mixed: bool) -> Iterator[_Piece]:
    """The parts of a block by language: its lines or cues, and the halves of mixed ones."""
    content = block.content or (block.text,)
    lengths: list[int] = []
    here = 0
    for part in content:
        if isinstance(part, Code) and part.role in ("line", "break", "apart"):
            lengths.append(here)
            here = 0
        else:
            here += len(shown((part,)))
    lengths.append(here)
    at = 0
    runs: list[tuple[Side, int]] = []
    for length in lengths:
        line = block.text[at : at + length]
        halves = _halves(line) if mixed else None
        for lang, size in halves or ([(likely(line), length)] if length else []):
            if runs and runs[-1][0] == lang:
                runs[-1] = lang, runs[-1][1] + size
            else:
                runs.append((lang, size))
        at += length
    at = 0
    for (lang, size), piece in zip(runs, cut(content, [size for _, size in runs]), strict=True):
        text = block.text[at : at + size]
        lead = len(text) - len(text.lstrip())
        start, stop = at + lead, at + len(text.rstrip())
        at += size
        if any(map(str.isalnum, text)):
            codes = any(isinstance(part, Code) for part in piece)
            yield _Piece(
                replace(
                    block,
                    text=block.text[start:stop],
                    positions=block.positions[start:stop],
                    content=_stripped(piece) if codes else (),
                ),
                lang,
            )


def _stripped(content: tuple[str | Code, ...]) -> tuple[str | Code, ...]:
    parts = list(content)
    for place, strip in ((0, str.lstrip), (-1, str.rstrip)):
        part = parts[place]
        if isinstance(part, str):
            parts[place] = strip(part)
    return joined(parts)


def _halves(line: str) -> list[tuple[Side, int]] | None:
    """The two halves of a line that holds both languages, one after the other; None for any other line."""
    if not _HAN.search(line) or not _LETTERS.search(line):
        return None
    first = _FIRST_HAN.search(line)
    if first and _translate(line[: first.start()], line[first.start() :]):
        return [("en", first.start()), ("zh", len(line) - first.start())]
    *_, last = [None, *_LAST_HAN.finditer(line)]
    if last and _translate(line[last.end() :], line[: last.end()]):
        return [("zh", last.end()), ("en", len(line) - last.end())]
    return None


def _translate(en: str, zh: str) -> bool:
    """Whether two halves of a line may translate each other: each in its language, alike in length."""
    letters, han = sum(map(len, _LETTERS.findall(en))), len(_HAN.findall(zh))
    if _HAN.search(en) or sum(map(len, _LETTERS.findall(zh))) > han:
        return False
    return _ALIKE[0] * han <= letters <= _ALIKE[1] * han


def _are_mixed(blocks: Iterable[Block]) -> bool:
    """Whether most lines with Han have English before or after it."""
    lines = [block.text for block in blocks if _HAN.search(block.text)]
    halved = sum(_halves(line) is not None for line in lines)
    return bool(lines) and halved >= _MIXED_FROM * len(lines)
