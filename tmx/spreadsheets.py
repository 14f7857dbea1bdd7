"""Tables of plain lines that a spreadsheet has saved: how to know them, and how to read them again.

A review file knows no quoting, and its columns are parted by tabs. Spreadsheets pad each line to the same
number of columns, put cells with a comma or a quotation mark into marks of their own and double those inside,
part columns by commas or semicolons, write UTF-16, and take ``1-1`` for a date. All that is undone here.
What cannot be undone is a quotation mark that was lost on the way in: whoever reads learns of the
spreadsheet.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from tmx.base.errors import InputError

_LARGEST = 2_000_000  # characters a cell
_CHUNK = 1 << 16  # bytes
_HEAD = re.compile(r'"?#id"?([\t,;])')
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_DATE = re.compile(
    r"\d{1,2}-[A-Za-z]{3}\.?|[A-Za-z]{3}\.?-\d{1,4}|\d{1,2}月\d{1,2}日|\d{1,4}([/.-])\d{1,2}\1\d{1,4}"
)
_KIND = re.compile(r"\d+-\d+")
_FAILED = re.compile(r"#(?:NAME\?|VALUE!|REF!|DIV/0!|NUM!|N/A|NULL!)|Err:\d+")
_TYPE, _SCORE = 1, 2  # places of columns

_CALLED = "A review file is called NAME.bitext.tsv."
_OTHERS = (
    (re.compile(rb"PK\x03\x04"), "an Excel workbook, or another archive", _CALLED),
    (re.compile(rb"\x1f\x8b"), "a packed file", _CALLED),
    (
        re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE tmx[^>]*>\s*)?(?:<!--.*?-->\s*)*<tmx\b", re.DOTALL),
        "a memory in TMX",
        "Make one of it: duiyi tmx convert NAME.tmx -o NAME.bitext.tsv",
    ),
    (re.compile(rb"\s*<(?:\?xml|!DOCTYPE)"), "XML or HTML", _CALLED),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table lies in its file."""

    encoding: str = "utf-8"
    separator: str = "\t"
    quoted: bool = False  # cells stand in quotation marks where that is needed
    saved: bool = False  # a spreadsheet has saved it


def layout(stream: IO[bytes]) -> Layout:
    """How the table in a stream lies, which is read once and put back to where it was.

    :raises InputError: if it isn't a table at all.
    """
    if not stream.seekable():
        return Layout()
    place = stream.tell()
    start = stream.read(4096)
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    plain = start.decode(encoding, "replace").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").encode()
    for pattern, what, hint in _OTHERS:
        if pattern.match(plain) or pattern.match(start):
            raise InputError(f"is {what}, not a review file", hint=hint)
    stream.seek(place)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="\n")
    try:
        return _layout(text, encoding)
    finally:
        text.detach()
        stream.seek(place)


def _layout(lines: Iterator[str], encoding: str) -> Layout:
    padded = dated = doubled = inside = bare = False
    needless = wrapped = plain = 0  # cells in marks that need none, cells in marks, cells without
    for line in lines:
        text = line.rstrip("\r\n").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        if (head := _HEAD.match(text)) and (head[1] != "\t" or text.startswith('"')):
            return Layout(encoding, head[1], quoted=True, saved=True)
        if text.startswith(("#", '"#')):
            padded |= text.endswith("\t")
            continue
        cells = text.split("\t")
        dated |= len(cells) > _TYPE and _DATE.fullmatch(cells[_TYPE].strip('"')) is not None
        for cell in cells:
            if '"' not in cell:
                plain += bool(cell)
            elif _QUOTED.fullmatch(cell):
                wrapped += 1
                doubled |= '""' in cell[1:-1]
                inside |= '""' in cell[3:-3]
                needless += not set(cell[1:-1]) & set(',;"')
            else:
                bare = True
    saved = padded or dated or encoding == "utf-16"
    # Of a file that no spreadsheet seems to have saved, """so""" may be the text.
    sure = (doubled or not needless or not plain) if saved else inside
    quoted = bool(wrapped) and not bare and sure
    return Layout(encoding, "\t", quoted, saved or quoted)


def rows(stream: IO[bytes], layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table that a spreadsheet has saved, with the numbers of their lines.

    Comments come as one cell, without what pads them.

    :raises InputError: with its line, if a row cannot be read as one.
    """
    csv.field_size_limit(_LARGEST)
    lines = _lines(stream, layout.encoding)
    if layout.quoted:
        table = csv.reader(lines, delimiter=layout.separator, strict=True)
    else:
        table = csv.reader(lines, delimiter=layout.separator, quoting=csv.QUOTE_NONE, strict=True)
    try:
        for cells in table:
            if cells and cells[0].startswith("#"):
                parted = "\t" if cells[0] == "#id" else layout.separator
                yield table.line_num, [parted.join(cells).rstrip(f"{layout.separator}\t ")]
            elif any(cells):
                yield table.line_num, _mended(cells, table.line_num)
    except UnicodeDecodeError:
        hint = "Save the file as UTF-8."
        raise InputError(f"not {layout.encoding.upper()}", line=table.line_num + 1, hint=hint) from None
    except csv.Error as error:
        raise InputError(
            f"a spreadsheet saved it, and its quotation marks do not pair: {error}",
            line=table.line_num,
            hint="Save it once more as tab-separated text.",
        ) from None


def _lines(stream: IO[bytes], encoding: str) -> Iterator[str]:
    if encoding == "utf-8":
        for number, data in enumerate(stream):
            yield data.decode() if number else data.decode("utf-8-sig")
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    rest = ""
    while data := stream.read(_CHUNK):
        *whole, rest = (rest + decoder.decode(data)).split("\n")
        yield from (f"{line}\n" for line in whole)
    yield rest + decoder.decode(b"", final=True)


def _mended(cells: list[str], line: int) -> list[str]:
    """A row as it was before a spreadsheet took its type for a date, and its point for a comma."""
    for cell in cells:
        if _FAILED.fullmatch(cell):
            raise InputError(
                f"a spreadsheet took a text for a formula: {cell}",
                line=line,
                hint="Copy the text from the document.",
            )
    if len(cells) > _SCORE:
        cells[_TYPE] = kind(cells[_TYPE]) or (cells[_TYPE] and _counted(cells))
        cells[_SCORE] = cells[_SCORE].replace(",", ".")
    return cells


def _counted(cells: list[str]) -> str:
    """The type of a row, by the sentences of its last two columns, which ``⏎`` parts."""
    counts = (text.count("\N{RETURN SYMBOL}") + 1 if text else 0 for text in cells[4:6])
    return "-".join(map(str, counts))


def kind(text: str) -> str:
    """A type such as ``2-1``; empty if it is none, or a spreadsheet took it for a date."""
    return text if _KIND.fullmatch(text) else ""
