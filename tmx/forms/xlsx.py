"""Excel workbooks (ECMA-376): one sheet with the columns of :mod:`tmx.forms.csv`, for people to read.

The head stays in sight, texts are wrapped, and scores are numbers.
Cells are inline strings, which are never run as formulas; those that look like one carry ``quotePrefix``, so
that editing them does not make them one. Reading takes shared and inline strings of the first sheet.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from itertools import chain, repeat
from pathlib import Path
from typing import IO, Any

from tmx.base import safe_xml, safe_zip
from tmx.base.errors import InputError
from tmx.base.excel import MAX_ROWS, MAX_TEXT, column, escaped, unescaped
from tmx.base.files import opened
from tmx.forms import Settings, about
from tmx.forms.csv import head, languages, line, named
from tmx.forms.rows import guarded, rows, units
from tmx.model import Unit
from tmx.xml.escape import content

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
    '"application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
    '"/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName='
    '"/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type='
    f'"{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="memory" '
    'sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
    f'Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
    + "".join(
        f'<xf xfId="0" {style} applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
        for style in ('fontId="0"', 'fontId="0" quotePrefix="1"', 'fontId="0" numFmtId="2"', 'fontId="1"')
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>",
}
_WIDTHS = (13, 60, 60, 20, 18, 7, 7, 14, 11)  # of the first columns, in characters; the others take the last
_QUOTED, _NUMBER, _HEAD = 1, 2, 3  # styles of cells
_TEXTS = 4  # columns that each row has; the others are left out where they are empty
_SCORE = head(Settings()).index(about.SCORE)
_DECIMAL = re.compile(r"\d(?:\.\d{1,6})?")


def write(memory: Iterable[Unit], stream: IO[bytes], settings: Settings, left: Counter[str]) -> int:
    """Write the workbook; returns the number of rows below the head."""
    count = 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in _PARTS.items():
            book.writestr(zipfile.ZipInfo(name), _XML + text)  # ZipInfo: the same date each time
        with book.open(zipfile.ZipInfo("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
            names = head(settings)
            sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}">{_view(len(names))}<sheetData>'.encode())
            sheet.write(_row(1, names))
            for row in map(line, rows(memory, settings, left, describe=True)):
                if count + 2 > MAX_ROWS or max(map(len, row)) > MAX_TEXT:
                    left["rows beyond what Excel takes (1,048,576 rows, 32,767 characters a cell)"] += 1
                    continue
                count += 1
                sheet.write(_row(count + 1, row))
            sheet.write(b"</sheetData></worksheet>")
    return count


def _view(columns: int) -> str:
    """The head kept in sight, and the widths of the columns."""
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in zip(range(1, columns + 1), chain(_WIDTHS, repeat(_WIDTHS[-1])), strict=False)
    )
    return (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
        f'state="frozen"/></sheetView></sheetViews><cols>{widths}</cols>'
    )


def _row(number: int, cells: tuple[str, ...]) -> bytes:
    parts = []
    for place, cell in enumerate(cells):
        reference = f"{chr(ord('A') + place)}{number}"
        if number > 1 and place == _SCORE and _DECIMAL.fullmatch(cell):
            parts.append(f'<c r="{reference}" s="{_NUMBER}"><v>{cell}</v></c>')
            continue
        style = _HEAD if number == 1 else _QUOTED if guarded(cell) != cell else 0
        mark = f' s="{style}"' if style else ""
        text = content(escaped(cell))
        if cell or place < _TEXTS:
            parts.append(
                f'<c r="{reference}"{mark} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
            )
    return f'<row r="{number}">{"".join(parts)}</row>'.encode()


def read(path: Path, settings: Settings, left: Counter[str]) -> Iterator[Unit]:
    """Units of the first sheet."""
    try:
        with ExitStack() as stack:
            stream = stack.enter_context(opened(path))
            book = stack.enter_context(safe_zip.opened(stream, path, what="an Excel workbook"))
            table = stack.enter_context(closing(_table(book, path)))
            # what was guarded is guarded by its style here, so that no apostrophe is to be taken away
            names = next(table, [])
            cells = ([guarded(cell) for cell in row] for row in table)
            tagged = languages(names, path, settings, left)
            yield from units(named(names, cells, path, settings), tagged, left)
    except (*safe_zip.ERRORS, OSError) as error:
        raise InputError(f"is not an Excel workbook: {error}", path=path) from None


def _table(book: zipfile.ZipFile, path: Path) -> Generator[list[str], None, None]:
    names = book.namelist()
    shared = (
        [_string(item) for item in _elements(book, "xl/sharedStrings.xml", "si", path)]
        if ("xl/sharedStrings.xml" in names)
        else []
    )
    sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
    if not sheets:
        raise InputError("the workbook has no sheet", path=path)
    for row in _elements(book, sheets[0], "row", path):
        cells: dict[int, str] = {}
        for place, cell in enumerate(row):
            cells[column(cell.get("r")) if cell.get("r") else place] = _cell(cell, shared)
        yield [cells.get(place, "") for place in range(max(cells, default=-1) + 1)]


def _elements(book: zipfile.ZipFile, name: str, tag: str, path: Path) -> Iterator[Any]:
    with book.open(name) as stream:
        yield from safe_xml.iterate(stream, path, f"{{{_MAIN}}}{tag}", part=name)


def _cell(cell: Any, shared: list[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return _string(cell.find(f"{{{_MAIN}}}is"))
    value = cell.findtext(f"{{{_MAIN}}}v") or ""
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    return str(value)


def _string(item: Any) -> str:
    """The text of a string item, of its runs too, but not of its phonetic guide."""
    if item is None:
        return ""
    texts = item.xpath("*[local-name()='t']|*[local-name()='r']/*[local-name()='t']")
    return unescaped("".join(text.text or "" for text in texts))
