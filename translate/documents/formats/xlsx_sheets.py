"""The sheets of a workbook, and where texts stand in their cells (ECMA-376 Part 1, 18.2 and 18.3).

Sheets are streamed: of a million numbers nothing is kept. What a formula says is no text of the workbook, as
Excel makes it anew: neither in its own cell nor in those that an array of results fills.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from tmx.base import safe_xml
from tmx.base.excel import column, corners
from translate.documents.formats.markup import decode_xml, local, tokens
from translate.documents.formats.ooxml import Relation, main_part, reference, related
from translate.documents.formats.zipped import Archive
from translate.documents.seam import Options, broken
from translate.model import Cell

_MAIN = "xl/workbook.xml"
_MOST_ARRAYS = 1000  # side by side; where there are more, every text that could be a result is taken for one


class Sheet(NamedTuple):
    """A sheet: its place among all of the workbook, its part, and what that refers to."""

    number: int
    part: str
    has_cells: bool
    is_shown: bool  # or can be, by a command of Excel
    related: list[Relation]


class Text(NamedTuple):
    """A cell with a text of its own: a shared string, or the cell's place among all ``<c>`` of its sheet."""

    cell: Cell
    shared: int  # the number of the string; -1 if the text stands in the cell
    place: int


class Workbook:
    """The parts of a workbook.

    :raises InputError: if it isn't one.
    """

    def __init__(self, archive: Archive, options: Options) -> None:
        self._archive, self._options = archive, options
        self.main = main_part(archive, options, "an XLSX", _MAIN, "workbook")
        relations = related(archive, self.main, options)
        self.strings = next((one.part for one in relations if one.kind == "sharedStrings"), "")
        self.sheets = list(self._sheets({one.id: one for one in relations}))
        if not self.sheets:
            raise broken(options, "has no sheet")

    def _sheets(self, relations: dict[str, Relation]) -> Iterator[Sheet]:
        text, _ = decode_xml(self._archive.read(self.main), self._options)
        listed = (token for token in tokens(text) if local(token.name) == "sheet" and token.kind != "close")
        for number, token in enumerate(listed):
            one = relations.get(reference(token))
            if one:
                is_shown = (token.get("state") or "").lower() != "veryhidden"
                inner = related(self._archive, one.part, self._options)
                yield Sheet(number, one.part, one.kind == "worksheet", is_shown, inner)

    def texts(self, sheet: Sheet, data: bytes) -> Iterator[Text]:
        """The cells of a sheet that have a text of their own, in its order.

        :param data: those of its part.
        :raises InputError: if it is not well-formed.
        """
        if not sheet.has_cells:
            return
        row = count = -1
        arrays: list[tuple[int, int, int, int]] = []
        for element in safe_xml.iterate(io.BytesIO(data), self._options.name, "row", part=sheet.part):
            row = _number(element.get("r"), row + 2) - 1
            place = -1
            arrays = [area for area in arrays if area[2] >= row]
            for child in element:
                if safe_xml.local(child) != "c":
                    continue
                count += 1
                at = child.get("r")
                place = column(at) if at else place + 1
                kind = child.get("t")
                formula = next((one for one in child if safe_xml.local(one) == "f"), None)
                if formula is not None:
                    area = corners(formula.get("ref") or "")
                    arrays += [area] if area and area[:2] != area[2:] else []
                elif kind == "s":
                    if (shared := _number(_value(child), -1)) >= 0:
                        yield Text(Cell(sheet.number, row, place), shared, count)
                elif kind == "inlineStr" or (kind == "str" and not _is_in(arrays, row, place)):
                    yield Text(Cell(sheet.number, row, place), -1, count)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else otherwise


def _is_in(areas: list[tuple[int, int, int, int]], row: int, place: int) -> bool:
    if len(areas) > _MOST_ARRAYS:
        return True
    return any(top <= row <= bottom and left <= place <= right for top, left, bottom, right in areas)


def _value(cell: Any) -> str:
    return next((child.text or "" for child in cell if safe_xml.local(child) == "v"), "").strip()
