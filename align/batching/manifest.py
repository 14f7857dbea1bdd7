"""Manifests: pairs of documents in a file, a pair a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePath

from align.batching.entries import Entry, is_possible, refuse_clashes, usual_name, wrong_with
from tmx.base.decode import decode, load
from tmx.base.errors import InputError
from tmx.base.words import count

_KEYS = ("first", "second", "name")
_HEADS = (["first", "second"], ["first", "second", "name"], ["en", "zh"], ["en", "zh", "name"])
_FORM = "Write FIRST, tab, SECOND, and, if you like, tab, NAME."


def read_manifest(path: Path) -> list[Entry]:
    """The pairs that a manifest lists, in its order.

    Either TSV, ``first`` and ``second`` and perhaps ``name`` with or without a line of these heads, or JSONL,
    one object a line with these keys (``en`` and ``zh`` do as well). Paths are relative to the manifest.
    Empty lines, and in TSV those that begin with ``#``, are passed over. A name is a relative path; without
    one, that of the documents serves.

    :raises InputError: with the line, if it has another form, if a name leads out of the output folder or
        is there twice, or if a pair is there twice.
    """
    text = decode(load(path), path).text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    lines = [(number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), 1)]
    lines = [(number, line) for number, line in lines if line.strip()]
    as_json = bool(lines) and (path.suffix.lower() in (".jsonl", ".ndjson") or lines[0][1].startswith("{"))
    rows = _objects(lines, path) if as_json else _cells(lines, path)
    entries = [_entry(path, number, *row) for number, row in rows]
    if not entries:
        raise InputError("lists no pair of documents", path=path, hint=_FORM)
    refuse_clashes(entries)
    return entries


def _cells(lines: list[tuple[int, str]], path: Path) -> Iterator[tuple[int, tuple[str, str, str]]]:
    rows = [(number, line.split("\t")) for number, line in lines if not line.startswith("#")]
    if rows and [cell.strip().lower() for cell in rows[0][1]] in _HEADS:
        rows = rows[1:]
    for number, row in rows:
        cells = [cell.strip() for cell in row]
        if len(cells) not in (2, 3) or not all(cells[:2]):
            counted = count(len(cells), "column")
            what = f"has {counted}, or an empty one; two or three are expected"
            raise InputError(what, path=path, line=number, hint=_FORM)
        yield number, (cells[0], cells[1], cells[2] if len(cells) == 3 else "")


def _objects(lines: list[tuple[int, str]], path: Path) -> Iterator[tuple[int, tuple[str, str, str]]]:
    hint = 'Write {"first": …, "second": …}, and, if you like, "name".'
    for number, line in lines:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"is not JSON: {error}", path=path, line=number, hint=hint) from None
        if not isinstance(record, dict):
            raise InputError("is not a JSON object", path=path, line=number, hint=hint)
        named = {{"en": "first", "zh": "second"}.get(key, key): value for key, value in record.items()}
        if len(named) < len(record) or not set(named) <= set(_KEYS) or not set(_KEYS[:2]) <= set(named):
            keys = ", ".join(record) or "none"
            raise InputError(f"has other keys than it should: {keys}", path=path, line=number, hint=hint)
        values = [named.get(key) or "" for key in _KEYS]
        if not all(isinstance(value, str) for value in values) or not all(values[:2]):
            raise InputError("has a value that is empty, or not a text", path=path, line=number, hint=hint)
        yield number, (values[0], values[1], values[2])


def _entry(path: Path, number: int, first: str, second: str, name: str) -> Entry:
    for given in (first, second):
        if not is_possible(given):
            raise InputError("has a path that no file can have", path=path, line=number)
    name = name or usual_name(PurePath(first), PurePath(second))
    if wrong := wrong_with(name):
        raise InputError(
            f'the name "{name}" {wrong}',
            path=path,
            line=number,
            hint="Give a name in the third column: a relative path such as part-1/letter.",
        )
    places = [str(path.parent / given) for given in (first, second)]
    return Entry(name, places[0], places[1], path, number)
