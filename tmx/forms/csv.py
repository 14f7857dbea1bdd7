"""CSV with the columns ``id, <source language>, <target language>, note``; UTF-8 with a byte order mark.

The columns of :mod:`tmx.forms.about` follow: status, score, type and so on; a file may lack any of them.

The mark is for spreadsheets, which take the file for the local encoding otherwise. A cell that they would
run as a formula gets an apostrophe, which reading takes away again.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from tmx.base import tags
from tmx.base.errors import InputError
from tmx.base.files import opened
from tmx.forms import NAME_IT, Settings, about
from tmx.forms.rows import Row, guarded, rows, unguarded, units
from tmx.model import Lang, Unit

ID, NOTE = "id", "note"
NAMES: dict[Lang, tuple[str, ...]] = {
    "en": ("english", "英文", "英语", "英語"),
    "zh": (
        "chinese",
        "中文",
        "汉语",
        "漢語",
        "简体中文",
        "簡體中文",
        "simplified chinese",
        "chinese (simplified)",
    ),
    "zh-Hant": ("繁体中文", "繁體中文", "正體中文", "traditional chinese", "chinese (traditional)"),
}
"""What people call a column, lower case, by its language."""

_LARGEST = 2_000_000  # characters a cell


def read(path: Path, settings: Settings, left: Counter[str]) -> Iterator[Unit]:
    """Units of a file; columns may stand in any order, further ones are left and counted."""
    csv.field_size_limit(_LARGEST)
    encoding = settings.encoding or "utf-8-sig"
    with opened(path) as stream:
        try:
            lines = io.TextIOWrapper(stream, encoding=encoding, newline="")
        except LookupError:
            raise InputError(f"no encoding is called {encoding}", path=path) from None
        table = csv.reader(lines, strict=True)
        try:
            head = next(table, [])
            tagged = languages(head, path, settings, left)
            yield from units(named(head, table, path, settings), tagged, left)
        except csv.Error as error:
            raise InputError(f"not CSV: {error}", path=path, line=table.line_num) from None
        except UnicodeDecodeError as error:
            before = stream.tell() - len(error.object) + error.start
            stream.seek(0)
            line = stream.read(before).count(b"\n") + 1
            what = f"is not {settings.encoding or 'UTF-8'}"
            raise InputError(what, path=path, line=line, hint=NAME_IT) from None


def named(head: list[str], table: Iterable[list[str]], path: Path, settings: Settings) -> Iterator[Row]:
    """Rows of a table by the names of its columns.

    :raises InputError: if a language has no column.
    """
    names = [name.strip().lower() for name in head]
    id_, note = (names.index(name) if name in names else None for name in (ID, NOTE))
    wanted = [id_, *(_column(names, lang, path) for lang in (settings.source, settings.target)), note]
    described = [names.index(name) if name in names else None for name in about.COLUMNS]
    for row in table:
        id_text, source, target, note_text = (_cell(row, place) for place in wanted)
        facts = tuple([_cell(row, place) for place in described])
        yield Row(id_text, source, target, note_text, facts)


def _cell(row: list[str], place: int | None) -> str:
    return unguarded(row[place]) if place is not None and place < len(row) else ""


def head(settings: Settings) -> tuple[str, ...]:
    """The names of the columns that are written."""
    return (ID, settings.source, settings.target, NOTE, *about.COLUMNS)


def line(row: Row) -> tuple[str, ...]:
    """The cells of a row, below :func:`head`."""
    return (row.id, row.source, row.target, row.note, *row.about)


def languages(head: list[str], path: Path, settings: Settings, left: Counter[str]) -> Settings:
    """The settings with the tags of the columns that are read; counts the columns that are not.

    A column that is called by a bare language, or in words, is in what the settings call it.
    """
    names = [name.strip().lower() for name in head]
    places = [_column(names, lang, path) for lang in (settings.source, settings.target)]
    source, target = (
        lang if tags.is_bare(names[place]) or in_words(names[place]) else tags.canonical(head[place].strip())
        for lang, place in zip((settings.source, settings.target), places, strict=True)
    )
    others = [
        name.strip()
        for place, name in enumerate(head)
        if place not in places and name.strip() and names[place] not in (ID, NOTE, *about.COLUMNS)
    ]
    left[f"columns: {', '.join(others)}"] += len(others)
    return replace(settings, source=source, target=target)


def in_words(name: str) -> Lang:
    """The language of a column that is called in words; empty if it is not."""
    return next((lang for lang, words in NAMES.items() if name.strip().lower() in words), "")


def _column(names: list[str], lang: Lang, path: Path) -> int:
    """The column of a language: called as its tag, else as one that agrees with it, else in words."""
    nearest = max(names, key=lambda name: tags.nearness(lang, name), default="")
    in_plain = next((name for name in names if (own := in_words(name)) and tags.agree(lang, own)), "")
    called = nearest if tags.agree(lang, nearest) else in_plain
    place = names.index(called) if called else None
    if place is None:
        raise InputError(
            f"no column is called {lang} (found: {', '.join(names)})",
            path=path,
            line=1,
            hint="Call the columns as --source and --target call the languages.",
        )
    return place


def write(memory: Iterable[Unit], stream: IO[bytes], settings: Settings, left: Counter[str]) -> int:
    """Write the table; returns the number of rows."""
    stream.write(codecs.BOM_UTF8)
    lines = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    table = csv.writer(lines, lineterminator="\r\n")
    table.writerow(head(settings))
    count = 0
    for row in rows(memory, settings, left, describe=True):
        table.writerow([guarded(cell) for cell in line(row)])
        count += 1
    lines.detach()
    return count
