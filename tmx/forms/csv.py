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
from itertools import chain
from pathlib import Path
from typing import IO

from tmx.errors import InputError
from tmx.files import opened
from tmx.forms import NAME_IT, Settings, about
from tmx.forms.rows import Row, guarded, rows, unguarded, units
from tmx.model import Lang, Unit, primary

ID, NOTE = "id", "note"
NAMES: dict[Lang, tuple[str, ...]] = {
    "en": ("english", "英文", "英语"),
    "zh": ("chinese", "中文", "汉语", "简体中文", "繁体中文"),
}
"""What people call a column, by the primary subtag of its language, lower case."""

_LARGEST = 2_000_000  # characters a cell


def read(path: Path, settings: Settings, left: Counter[str]) -> Iterator[Unit]:
    """Units of a file; columns may stand in any order, further ones are left."""
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
            yield from units(named(head, table, path, settings), settings, left)
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


def _column(names: list[str], lang: Lang, path: Path) -> int:
    """The column of a language: called as its tag, else one with its primary language, else in words."""
    short = primary(lang)
    exact = (place for place, name in enumerate(names) if name == lang.lower())
    near = (place for place, name in enumerate(names) if primary(name) == short)
    said = (place for place, name in enumerate(names) if name in NAMES.get(short, ()))
    place = next(chain(exact, near, said), None)
    if place is None:
        raise InputError(
            f"no column is called {lang} (found: {', '.join(names)})",
            path=path,
            line=1,
            hint="Call the columns as --source and --target call the languages.",
        )
    return place


def write(found: Iterable[Unit], stream: IO[bytes], settings: Settings, left: Counter[str]) -> int:
    """Write the table; returns the number of rows."""
    stream.write(codecs.BOM_UTF8)
    lines = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    table = csv.writer(lines, lineterminator="\r\n")
    table.writerow(head(settings))
    count = 0
    for row in rows(found, settings, left, describe=True):
        table.writerow([guarded(cell) for cell in line(row)])
        count += 1
    lines.detach()
    return count
