"""Gettext PO: ``msgctxt`` holds the identifier, ``#.`` the notes; ``#, fuzzy`` marks what is a draft."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO

from tmx.base import tags
from tmx.base.errors import InputError
from tmx.base.files import lines, opened
from tmx.forms import NAME_IT, Settings
from tmx.forms.rows import DRAFT, Row, rows, units
from tmx.model import Unit

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED = str.maketrans(_ESCAPES)
_PLAIN = {escaped: character for character, escaped in _ESCAPES.items()}
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)
_FIELD = re.compile(r"^([\w-]+):(.*)$", re.MULTILINE)
_LOCALE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*(?=[.@]|$)")  # zh_TW of zh_TW.UTF-8
_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)?\s*"((?:[^"\\]|\\.)*)"')


def write(memory: Iterable[Unit], stream: IO[bytes], settings: Settings, left: Counter[str]) -> int:
    """Write the catalogue; returns the number of entries."""
    head = (
        f"Language: {settings.target.replace('-', '_')}\\n",
        "MIME-Version: 1.0\\n",
        "Content-Type: text/plain; charset=UTF-8\\n",
        "Content-Transfer-Encoding: 8bit\\n",
        f"X-Source-Language: {settings.source}\\n",
    )
    stream.write(('msgid ""\nmsgstr ""\n' + "".join(f'"{line}"\n' for line in head)).encode())
    count = 0
    drafts: list[bool] = []
    for row in rows(_noting(memory, drafts), settings, left):
        count += 1
        lines = ["", *(f"#. {line}" for line in row.note.splitlines())]
        if drafts[-1]:
            lines.append("#, fuzzy")
        if row.id:
            lines.append(f'msgctxt "{row.id.translate(_ESCAPED)}"')
        lines += f'msgid "{row.source.translate(_ESCAPED)}"', f'msgstr "{row.target.translate(_ESCAPED)}"', ""
        stream.write("\n".join(lines).encode(errors="replace"))
    return count


def _noting(memory: Iterable[Unit], drafts: list[bool]) -> Iterator[Unit]:
    """The same units; the last entry of ``drafts`` says whether the one that passed is a draft."""
    for unit in memory:
        drafts[:] = [unit.prop(DRAFT.type) == DRAFT.text]
        yield unit


def read(path: Path, settings: Settings, left: Counter[str]) -> Iterator[Unit]:
    """Units of the entries, in the language that the head names; obsolete ones and plurals are left."""
    fuzzy: list[bool] = []
    entries = _entries(path, settings)
    first = next(entries, None)
    if first is None:
        return
    tagged = _languages(first[1], settings)
    for unit in units(_rows(chain([first], entries), fuzzy, left), tagged, left):
        yield replace(unit, remarks=(DRAFT, *unit.remarks)) if fuzzy[-1] else unit


def _languages(fields: dict[str, str], settings: Settings) -> Settings:
    """The settings with the languages that a catalogue's head names; what it says wins."""
    if fields.get("msgid") != "":
        return settings
    header = {name.lower(): text.strip() for name, text in _FIELD.findall(fields.get("msgstr", ""))}
    source, target = (
        tags.canonical(match[0]) if (match := _LOCALE.match(header.get(name, ""))) else asked
        for name, asked in (("x-source-language", settings.source), ("language", settings.target))
    )
    return replace(settings, source=source, target=target)


def _rows(
    entries: Iterable[tuple[list[str], dict[str, str]]], fuzzy: list[bool], left: Counter[str]
) -> Iterator[Row]:
    for comments, fields in entries:
        fuzzy[:] = [is_fuzzy("\n".join(comments))]
        left["obsolete entries"] += sum(line.startswith("#~ msgid ") for line in comments)
        left["plural forms beyond the first"] += sum(name.startswith("msgstr[") for name in fields) - (
            "msgstr[0]" in fields
        )
        note = "\n".join(line[2:].strip() for line in comments if line.startswith("#."))
        source, target = fields.get("msgid", ""), fields.get("msgstr", fields.get("msgstr[0]", ""))
        if source:
            yield Row(fields.get("msgctxt", ""), source, target, note)


def _entries(path: Path, settings: Settings) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Comments and fields of each entry; obsolete ones are all comments."""
    comments: list[str] = []
    fields: dict[str, str] = {}
    name = ""
    with opened(path) as stream:
        for number, text in enumerate(lines(stream, path, encoding=settings.encoding, hint=NAME_IT), 1):
            line = text.strip()
            match = _LINE.fullmatch(line)
            begins = line.startswith("#") or (match and match[1] in ("msgctxt", "msgid"))
            obsolete = not (line or fields) and any(comment.startswith("#~") for comment in comments)
            if obsolete or (begins and "msgid" in fields and name.startswith("msgstr")):
                yield comments, fields
                comments, fields, name = [], {}, ""
            if line.startswith("#"):
                comments.append(line)
            elif match and (match[1] or name):
                name = match[1] or name
                fields[name] = fields.get(name, "") + unescaped(match[2])
            elif line:
                raise InputError("not PO", path=path, line=number, hint='Expected msgid "…" or msgstr "…".')
    if comments or fields:
        yield comments, fields


def unescaped(text: str) -> str:
    """What stands between quotation marks, as text; an escape that gettext doesn't know stays as it is."""
    return _ESCAPE.sub(lambda match: _PLAIN.get(match[0], match[0]), text)


def is_fuzzy(comments: str) -> bool:
    """Whether the comments of an entry flag it as fuzzy."""
    return _FUZZY.search(comments) is not None
