"""PO and POT files of gettext: empty ``msgstr`` get a translation; comments and layout stay.

A machine's draft is marked fuzzy, as gettext has it for what nobody has looked at. A full match of an
approved memory is not, unless the message has a context, which memories do not know. The header of a template
is filled in: the language, and its plural forms (Chinese has one, made from ``msgid_plural``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tmx.base.decode import decode
from tmx.base.tags import agree, primary
from tmx.forms.po import is_fuzzy, unescaped
from translate.documents.formats.messages import cased
from translate.documents.seam import Edit, Item, Opened, Options, broken, line_of, lined, native, packed
from translate.language.detect import likely
from translate.model import Content, Side

_LINES = r"(?:[ \t]*\"(?:[^\"\\\n]|\\.)*\"[ \t]*(?:\n|\Z))+"
_FIELD = re.compile(
    rf"^(?P<key>msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)[ \t]+(?P<value>{_LINES})", re.MULTILINE
)
_KNOWN = re.compile(
    r"\s*(?:#.*|(?:msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)[ \t]+\".*\"\s*|\".*\"\s*)?$"
)
_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"")
_FORMS: dict[Side, str] = {"zh": "1; plural=0", "en": "2; plural=(n != 1)"}
_PLURALS = re.compile(r"nplurals\s*=\s*(\d)")


@dataclass(frozen=True, slots=True)
class _Entry:
    start: int
    text: str
    context: str | None
    plural: str | None
    strings: tuple[re.Match[str], ...]  # the msgstr fields
    fuzzy: bool


def open_po(data: bytes, options: Options) -> Opened:
    """A catalogue of messages."""
    text, encoding = _decoded(data, options)
    entries = list(_entries(text, options))
    if not entries:
        raise broken(options, "is not a PO file: it has no msgid")
    header = _header(entries)
    _check_script(header, options)
    plurals = _PLURALS.search(unquoted(header.strings[0]["value"])) if header else None
    forms = int(plurals[1]) if plurals else int(_FORMS[options.tgt][0])
    edits = list(_filled(header.strings[0], options)) if header else []
    items, done = [], 0
    for entry in entries:
        for place, field in enumerate(entry.strings if entry.text else ()):
            if unquoted(field["value"]):
                done += not entry.fuzzy
            elif place >= forms and entry.plural:
                edits.append(Edit(field.start(), field.end(), ""))
            else:
                source = entry.plural if entry.plural and (place or forms == 1) else entry.text
                items.append(_item(text, entry, field, source, place))
    return Opened("po", text, tuple(items), packed(encoding), tuple(edits), done)


def read_po(data: bytes, options: Options) -> Opened:
    """A catalogue to be aligned: each message, and its translation where it has one that is not fuzzy.

    Both have the message as their key, by which other catalogues have it, too.
    """
    text, encoding = _decoded(data, options)
    messages: list[tuple[_Entry, str]] = []
    translations: list[tuple[_Entry, str]] = []
    for entry in _entries(text, options):
        if entry.text:
            messages.append((entry, entry.text))
            written = [unquoted(field["value"]) for field in entry.strings]
            translations += [(entry, one) for one in written if one and not entry.fuzzy]
    if not messages:
        raise broken(options, "is not a PO file: it has no msgid")
    src, tgt = (likely(" ".join(one for _, one in side)) for side in (messages, translations))
    items = [_read(entry, one, src) for entry, one in messages if not translations or src != tgt]
    items += [_read(entry, one, tgt) for entry, one in translations]
    items.sort(key=lambda item: item.start)
    return Opened("po", text, tuple(items), packed(encoding), lang=tgt if translations else src)


def _read(entry: _Entry, text: str, lang: Side) -> Item:
    key = f"{entry.context}\4{entry.text}"  # as gettext has it in MO files
    return Item(entry.start, entry.start, cased(lined(text)), native, key=key, lang=lang)


def _decoded(data: bytes, options: Options) -> tuple[str, str]:
    """The text of a catalogue and its encoding.

    :raises InputError: if a line of it is not PO.
    """
    decoded = decode(data, options.name)
    text = decoded.text.replace("\r\n", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if not _KNOWN.match(line.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")):
            raise broken(
                options, "has a line that is not PO", line=number, hint="Run msgfmt -c on it for details."
            )
    return text, decoded.encoding


def _header(entries: list[_Entry]) -> _Entry | None:
    return next((entry for entry in entries if not entry.text and entry.context is None), None)


def _check_script(header: _Entry | None, options: Options) -> None:
    """Refuse to fill a catalogue of one script of Chinese in the other."""
    head = unquoted(header.strings[0]["value"]) if header else ""
    declared = re.search(r"^Language:[ \t]*([\w-]+)", head, re.MULTILINE)
    if declared and primary(declared[1]) == options.tgt and not agree(options.tag, declared[1]):
        raise broken(options, f"names {declared[1]!r} as its target language, not {options.tag}")


def _filled(field: re.Match[str], options: Options) -> Iterator[Edit]:
    """The header fields that a template leaves open, and the charset as written."""
    for pattern, value in (
        (r"(?<=charset=)(?!utf-?8\b)[\w-]+", "UTF-8"),
        (r"Language:[ \t]*(?=\\n)", f"Language: {options.tag.replace('-', '_')}"),
        (r"nplurals\s*=\s*INTEGER;\s*plural\s*=\s*EXPRESSION;", f"nplurals={_FORMS[options.tgt]};"),
    ):
        if match := re.search(pattern, field["value"], re.IGNORECASE):
            start = field.start("value") + match.start()
            yield Edit(start, start + len(match[0]), value)


def _entries(text: str, options: Options) -> Iterator[_Entry]:
    fields = list(_FIELD.finditer(text))
    index = last = 0
    while index < len(fields):
        start = fields[index]
        keys = {}
        strings = []
        while index < len(fields) and not fields[index]["key"].startswith("msgstr"):
            keys[fields[index]["key"]] = unquoted(fields[index]["value"])
            index += 1
        while index < len(fields) and fields[index]["key"].startswith("msgstr"):
            strings.append(fields[index])
            index += 1
        if "msgid" not in keys or not strings:
            raise broken(options, "has a message without msgid or msgstr", line=line_of(text, start.start()))
        comments = text[max(text.rfind("\n\n", last, start.start()), last) : start.start()]
        last = strings[-1].end()
        fuzzy = is_fuzzy(comments)
        yield _Entry(
            start.start(),
            keys["msgid"],
            keys.get("msgctxt"),
            keys.get("msgid_plural"),
            tuple(strings),
            fuzzy,
        )


def _item(text: str, entry: _Entry, field: re.Match[str], source: str, place: int) -> Item:
    """The first form takes the fields above along, so that the mark ``fuzzy`` comes before them."""
    start = field.start() if place else entry.start
    above = text[start : field.start()]
    mark = "" if place or entry.fuzzy else "#, fuzzy\n"
    sure = _write(above, field["key"], source) if len(entry.strings) == 1 and entry.context is None else None
    return Item(
        start,
        field.end(),
        cased(lined(source)),
        _write(mark + above, field["key"], source),
        write_approved=sure,
    )


def _write(above: str, key: str, source: str) -> Callable[[Content], str]:
    def write(translation: Content) -> str:
        text = native(translation).strip()
        lead = source[: len(source) - len(source.lstrip())]
        tail = source[len(source.rstrip()) :]
        return f"{above}{key} {quoted(lead + text + tail)}\n"

    return write


def unquoted(value: str) -> str:
    """The text of a field's quoted lines."""
    return unescaped("".join(_STRING.findall(value)))


def quoted(text: str) -> str:
    """A text as a PO file has it: in several lines after an empty string where it has line feeds inside."""
    for character, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(character, escaped)
    lines = [line.replace("\n", "\\n") for line in text.splitlines(keepends=True)]
    if len(lines) < 2:
        return f'"{"".join(lines)}"'
    return "\n".join(f'"{line}"' for line in ("", *lines))
