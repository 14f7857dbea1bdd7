"""XLSX: the texts of cells, comments, text boxes and charts, and the title of the workbook.

ECMA-376 Part 1, 18 (SpreadsheetML). A text that stands in several cells is one shared string, and one item;
to be aligned, it is read in each of its cells, sheet by sheet and row by row. Runs that look unlike the first
are stretches; fonts alone do not part words. Hidden sheets are read like others, those that only a program
can show ("very hidden") are not. Formulas with their results, numbers, dates, names of sheets, and the lists
and messages of data validation stay as they are; what charts say of series they take from the cells.
The names of tables' columns follow the cells at their heads (:mod:`xlsx_tables`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from tmx.base.errors import InputError
from translate.documents.formats.docx_paragraphs import Part
from translate.documents.formats.drawingml import properties
from translate.documents.formats.markup import Token, decode_xml, labels, tokens
from translate.documents.formats.ooxml import PROPERTIES
from translate.documents.formats.ooxml_source import Source
from translate.documents.formats.xlsx_sheets import Sheet, Text, Workbook
from translate.documents.formats.xlsx_strings import item, item_in_cell, spans
from translate.documents.formats.xlsx_tables import Place, Table, in_step, read_table
from translate.documents.formats.zipped import Archive
from translate.documents.seam import Item, Opened, Options, broken, native, shown
from translate.model import BlockKind, Cell, Content

_MOST_CELLS, _MOST_TEXT = 1_000_000, 100_000_000  # cells with text, and their characters, that are aligned


def open_xlsx(data: bytes, options: Options) -> Opened:
    """A workbook."""
    archive = Archive(data, options, "an XLSX")
    book = Workbook(archive, options)
    cells = _Cells(archive, options, book)
    source = Source(archive, options, reading=False, named=False)
    if part := source.part(book.strings) if book.strings else None:
        source.add(part.text, cells.shared_items(part, book.strings))
    for sheet in book.sheets:
        if part := source.part(sheet.part) if cells.own[sheet.part] else None:
            source.add(part.text, cells.own_items(part, sheet))
        _take_beside(source, sheet)
    for table in cells.tables:
        if part := source.part(table.part):
            source.add(part.text, ())
    if name := archive.called(PROPERTIES):
        source.take(name, lambda part, stream: properties(part.text, stream, part.offset))
    change = partial(in_step, cells.tables, cells.places, source.texts()) if cells.places else None
    return source.opened("xlsx", change, cells.remark)


def read_xlsx(data: bytes, options: Options) -> Opened:
    """A workbook to be aligned: a text for each cell, sheet by sheet, then those of the sheet's drawing.

    :raises InputError: also if it has more than a million cells with text.
    """
    archive = Archive(data, options, "an XLSX")
    book = Workbook(archive, options)
    source = Source(archive, options, reading=True, named=False)
    strings = _strings(archive, options, book)
    for sheet in book.sheets:
        for cell, content in _contents(archive, options, book, sheet, strings) if sheet.is_shown else ():
            text = shown(content)
            if len(source.items) >= _MOST_CELLS or source.offset > _MOST_TEXT:
                raise _too_much(options)
            stop = source.offset + len(text)
            source.add(text, (Item(source.offset, stop, content, native, cell=cell),))
        _take_beside(source, sheet)
    return source.opened("xlsx")


class _Cells:
    """Where the texts of cells stand, and which of them tables repeat.

    ``own`` are cells with texts that are not shared, by the part of their sheet; ``places`` are the strings
    that tables repeat.
    """

    def __init__(self, archive: Archive, options: Options, book: Workbook) -> None:
        self.own: dict[str, list[Text]] = {sheet.part: [] for sheet in book.sheets}
        self.tables: list[Table] = []
        self.places: dict[Cell, Place] = {}
        self._shared: dict[int, Cell] = {}  # where each shared string stands first
        formulas = [archive.read(book.main)]
        for sheet in book.sheets:
            for _, kind, part in sheet.related:
                if kind == "table":
                    formulas.append(archive.read(part))
                    self.tables.append(read_table(decode_xml(formulas[-1], options)[0], part, sheet.number))
        heads = {label.cell for table in self.tables for label in table.labels}
        named = {
            table.part for table in self.tables if table.is_query or any(map(table.is_named_in, formulas))
        }
        for sheet in book.sheets:
            data = archive.read(sheet.part)
            named |= {one.part for one in self.tables if one.part not in named and one.is_named_in(data)}
            for text in book.texts(sheet, data):
                if text.cell in heads and (text.shared >= 0 or sheet.is_shown):
                    self.places[text.cell] = _place(book, sheet, text)
                if text.shared >= 0 and sheet.is_shown:
                    self._shared.setdefault(text.shared, text.cell)
                elif sheet.is_shown:
                    self.own[sheet.part].append(text)
                    if len(self.own[sheet.part]) > _MOST_CELLS:
                        raise _too_much(options)
        self._left = {
            self.places[label.cell]
            for table in self.tables
            for label in table.labels
            if table.part in named and label.cell in self.places
        }

    @property
    def remark(self) -> str:
        """What is to be said of heads that stay; nothing if there are none."""
        left = len(self._left)
        cells = f"{left} cell{'s' * (left != 1)} at the heads of tables"
        return f"{cells} left untranslated: formulas or queries name their columns" if left else ""

    def shared_items(self, part: Part, name: str) -> Iterator[Item]:
        """The shared strings that stand in cells."""
        for number, span in enumerate(spans(part.text, "si")):
            if number in self._shared and Place(name, "si", number) not in self._left:
                one = item(part.text, span, part.offset, self._shared[number])
                yield from [one] if one else []

    def own_items(self, part: Part, sheet: Sheet) -> Iterator[Item]:
        """The texts that stand in the cells of a sheet themselves."""
        for text, span in _spans(part.text, self.own[sheet.part]):
            if Place(sheet.part, "c", text.place) not in self._left:
                one = item_in_cell(part.text, span, part.offset, text.cell)
                yield from [one] if one else []


def _place(book: Workbook, sheet: Sheet, text: Text) -> Place:
    return Place(sheet.part, "c", text.place) if text.shared < 0 else Place(book.strings, "si", text.shared)


def _spans(source: str, texts: list[Text]) -> Iterator[tuple[Text, tuple[int, int]]]:
    """Cells of a sheet, in order, with where their elements stand in the sheet's text."""
    numbered = enumerate(spans(source, "c"))
    for text in texts:
        yield text, next(span for number, span in numbered if number == text.place)


def _strings(archive: Archive, options: Options, book: Workbook) -> list[Content | None]:
    """The shared strings of a workbook; nothing for those without a letter."""
    if not book.strings:
        return []
    text, _ = decode_xml(archive.read(book.strings), options)
    return [one.content if one else None for one in (item(text, span, 0) for span in spans(text, "si"))]


def _contents(
    archive: Archive, options: Options, book: Workbook, sheet: Sheet, strings: list[Content | None]
) -> Iterator[tuple[Cell, Content]]:
    """The texts of a sheet, cell by cell."""
    data = archive.read(sheet.part)
    texts = list(islice(book.texts(sheet, data), _MOST_CELLS + 1))
    if len(texts) > _MOST_CELLS:
        raise _too_much(options)
    own = [text for text in texts if text.shared < 0]
    source = decode_xml(data, options)[0] if own else ""
    cells = _spans(source, own)
    for text in texts:
        if text.shared < 0:
            one = item_in_cell(source, next(cells)[1], 0, text.cell)
            content = one.content if one else None
        else:
            content = strings[text.shared] if text.shared < len(strings) else None
        if content:
            yield text.cell, content


def _too_much(options: Options) -> InputError:
    return broken(options, "has more text in its cells than can be read", hint="Save its sheets one by one.")


def _take_beside(source: Source, sheet: Sheet) -> None:
    """What lies over the cells of a sheet: drawings, notes and comments."""
    if not sheet.is_shown:
        return
    for _, kind, part in sheet.related:
        if kind == "drawing":
            source.take_drawing(part)
        elif kind == "threadedComment" and not source.reading:
            source.take(part, _comments)
        elif kind == "comments" and not source.reading:
            source.take(part, _notes)


def _comments(part: Part, stream: list[Token]) -> Iterator[Item]:
    return labels(part.text, stream, ("text",), part.offset, BlockKind.PARAGRAPH)


def _notes(part: Part, stream: list[Token]) -> Iterator[Item]:
    """Notes at cells, but for the copies of comments that old programs show."""
    text = part.text
    copies = {
        str(number)
        for number, (start, stop) in enumerate(spans(text, "author"))
        if "tc={" in text[start:stop]
    }
    for start, stop in spans(text, "comment"):
        if next(tokens(text[start:stop])).get("authorId") not in copies:
            inner = ((start + first, start + last) for first, last in spans(text[start:stop], "text"))
            yield from filter(None, (item(text, span, part.offset) for span in inner))
