"""A column of a CSV or TSV table: translations go into the column of the language, or into a new one."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import NamedTuple

from tmx.base.decode import decode
from tmx.base.tags import agree, primary
from tmx.forms.csv import in_words
from translate.documents.formats.messages import cased
from translate.documents.seam import Edit, Item, Opened, Options, broken, line_of, lined, native, packed
from translate.model import Cell as Place
from translate.model import Content

_SOURCES = ("source", "text", "src", "original", "原文", "源文")
_TARGETS = ("target", "translation", "tgt", "译文", "翻译")
_SAMPLE = 20_000  # characters


class Cell(NamedTuple):
    """A cell: its span with its quotes, and its text."""

    start: int
    stop: int
    text: str


def open_table(data: bytes, options: Options) -> Opened:
    """A table whose first row names its columns."""
    decoded = decode(data, options.name)
    text = decoded.text
    body = int(text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"))
    mark = _delimiter(text[body:], options)
    rows = cells(text, mark, body, options)
    if len(rows) < 2:
        raise broken(options, "has no row below its first, which names the columns")
    names = [cell.text.strip() for cell in rows[0]]
    source = _source(names, options)
    target = _target(names, source, options)
    name = options.tgt if options.tag in ("en", "zh-CN") else options.tag
    edits = [] if target is not None else [_after(rows[0], mark, name)]
    items, done = [], 0
    for row in rows[1:]:
        if source >= len(row):
            continue
        there = row[target].text if target is not None and target < len(row) else ""
        if there.strip():
            done += 1
        elif any(map(str.isalnum, row[source].text)):
            items.append(_item(row, source, target, mark, len(names)))
        elif target is None:
            edits.append(_after(row, mark, ""))
    return Opened("table", text, tuple(items), packed(decoded.encoding), tuple(edits), done)


def read_table(data: bytes, options: Options) -> Opened:
    """A table to be aligned: every cell with words."""
    decoded = decode(data, options.name)
    text = decoded.text
    body = int(text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"))
    rows = cells(text, _delimiter(text[body:], options), body, options)
    items = (
        Item(cell.start, cell.stop, cased(lined(cell.text)), native, cell=Place(0, row, column))
        for row, places in enumerate(rows)
        for column, cell in enumerate(places)
        if any(map(str.isalpha, cell.text))
    )
    return Opened("table", text, tuple(items), packed(decoded.encoding))


def _after(row: list[Cell], mark: str, text: str) -> Edit:
    return Edit(row[-1].stop, row[-1].stop, mark + text)


def _item(row: list[Cell], source: int, target: int | None, mark: str, columns: int) -> Item:
    content = cased(lined(row[source].text))
    if target is not None and target < len(row):
        return Item(row[target].start, row[target].stop, content, _write("", mark))
    lead = mark * max(1, (columns if target is None else target) - len(row) + 1)
    return Item(row[-1].stop, row[-1].stop, content, _write(lead, mark))


def _write(lead: str, mark: str) -> Callable[[Content], str]:
    def write(translation: Content) -> str:
        text = native(translation)
        quotes = text.startswith('"') if mark == "\t" else '"' in text
        if mark in text or quotes or "\n" in text or "\r" in text:
            text = '"' + text.replace('"', '""') + '"'
        return lead + text

    return write


def _delimiter(text: str, options: Options) -> str:
    if options.name.lower().endswith((".tsv", ".tab")):
        return "\t"
    try:
        return csv.Sniffer().sniff(text[:_SAMPLE].split("\n")[0] + "\n", ",;\t|").delimiter
    except csv.Error:
        return ","


def cells(text: str, mark: str, start: int, options: Options) -> list[list[Cell]]:
    """The rows of a table after RFC 4180; empty lines aren't rows.

    :raises InputError: if a quoted cell does not end.
    """
    pattern = re.compile(rf"\"((?:[^\"]|\"\")*)\"(?=[{re.escape(mark)}\r\n]|\Z)|([^{re.escape(mark)}\r\n]*)")
    rows: list[list[Cell]] = [[]]
    at = start
    while at <= len(text):
        match = pattern.match(text, at)
        assert match is not None  # the second way fits anything
        torn = match[1] is None and match[2].lstrip().startswith('"') and match[2].count('"') % 2
        if torn and mark != "\t":  # most tables with tabs have no quoted cells
            raise broken(options, "has a quoted cell that does not end", line=line_of(text, at))
        value = match[2] if match[1] is None else match[1].replace('""', '"')
        rows[-1].append(Cell(*match.span(), value))
        at = match.end()
        if at >= len(text):
            break
        if text[at] != mark:
            rows.append([])
            at += text.startswith("\r\n", at)
        at += 1
    return [row for row in rows if len(row) > 1 or (row and row[0].text)]


def _source(names: list[str], options: Options) -> int:
    if options.column:
        if options.column in names:
            return names.index(options.column)
        if options.column.isdigit() and 0 < int(options.column) <= len(names):
            return int(options.column) - 1
        raise broken(options, f"has no column {options.column!r} (columns: {', '.join(names)})")
    for place, name in enumerate(names):
        if primary(in_words(name) or name) == options.src or name.lower() in _SOURCES:
            return place
    if len(names) == 1:
        return 0
    raise broken(
        options,
        f"does not say which column to translate (columns: {', '.join(names)})",
        hint="Name it with --column NAME or --column NUMBER.",
    )


def _target(names: list[str], source: int, options: Options) -> int | None:
    for place, name in enumerate(names):
        if place != source and (agree(options.tag, in_words(name) or name) or name.lower() in _TARGETS):
            return place
    return None
