"""The tables of a workbook: what their columns are called is what the cells at their head say.

ECMA-376 Part 1, 18.5: Excel repairs a file in which the two differ, or two columns of a table have one name.
So names follow the cells once these are translated, and a translation that another column has already is
taken back. Where a formula names a column, or a query fills the table, its head stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tmx.base.excel import corners, escaped
from translate.documents.formats.markup import attributes, in_quotes, local, tokens
from translate.documents.formats.xlsx_strings import spans, words_of
from translate.documents.seam import Edit, spliced
from translate.model import Cell

_LONGEST = 255  # characters in the name of a column


class Place(NamedTuple):
    """Where a string stands: the part that it is in, its element's name, its number among such elements."""

    part: str
    element: str
    number: int


class Label(NamedTuple):
    """A name in the part of a table, with its quotes at ``start:stop``, and the cell that says the same."""

    start: int
    stop: int
    cell: Cell
    is_column: bool


class Table(NamedTuple):
    """A table: its part, what formulas call it, and what its cells must say."""

    part: str
    name: str
    is_query: bool
    labels: list[Label]

    def is_named_in(self, formulas: bytes) -> bool:
        """Whether formulas name columns of it."""
        return bool(self.name) and f"{self.name}[".encode() in formulas


def read_table(text: str, part: str, sheet: int) -> Table:
    """A table from the text of its part.

    :param sheet: the number of the sheet that it lies on.
    """
    stream = list(tokens(text))
    table = next((token for token in stream if local(token.name) == "table"), stream[0])
    area = corners(table.get("ref") or "")
    has_head, has_totals = table.get("headerRowCount") != "0", (table.get("totalsRowCount") or "0") != "0"
    labels = []
    columns = (token for token in stream if local(token.name) == "tableColumn" and token.kind != "close")
    for number, token in enumerate(columns if area else ()):
        top, left, bottom, _ = area or (0, 0, 0, 0)
        for attribute in attributes(text, token):
            is_column = attribute.name == "name"
            if (is_column and has_head) or (attribute.name == "totalsrowlabel" and has_totals):
                cell = Cell(sheet, top if is_column else bottom, left + number)
                labels.append(Label(attribute.start, attribute.stop, cell, is_column))
    is_query = (table.get("tableType") or "worksheet") != "worksheet"
    return Table(part, table.get("displayName") or table.get("name") or "", is_query, labels)


def in_step(
    tables: Sequence[Table], places: Mapping[Cell, Place], before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, str]:
    """The parts of a workbook in which tables and cells agree again.

    :param places: where the strings of cells stand.
    :param before: the texts of parts as they were, by name.
    :param after: those with translated strings.
    """
    strings = _Strings(before, after)
    places = {cell: place for cell, place in places.items() if strings.have(place)}
    columns = [
        [places[label.cell] for label in table.labels if label.is_column and label.cell in places]
        for table in tables
    ]
    back = _taken_back(columns, strings)
    edits: dict[str, list[Edit]] = {place.part: [] for place in back}
    for place in back:
        edits[place.part].append(Edit(*strings.new_span(place), strings.old_raw(place)))
    for table in tables:
        names = []
        for label in table.labels:
            where = places.get(label.cell)
            if where and where not in back and strings.is_changed(where):
                name = escaped(strings.new(where)).replace("\n", "_x000a_")
                names.append(Edit(label.start, label.stop, in_quotes((name,))))
        edits[table.part] = names
    return {name: spliced(text, edits.get(name, [])) for name, text in after.items()}


def _taken_back(tables: Sequence[Sequence[Place]], strings: _Strings) -> set[Place]:
    """The strings whose translations cannot be names of columns."""
    back: set[Place] = set()
    size = -1
    while size != len(back):  # what is taken back may be the translation of another
        size = len(back)
        for columns in tables:
            translated = [one for one in columns if strings.is_changed(one) and one not in back]
            names = {strings.old(one).casefold() for one in columns if one not in translated}
            for one in translated:
                name = strings.new(one).casefold()
                if name in names or not name.strip() or len(name) > _LONGEST:
                    back.add(one)
                names.add(name)
    return back


class _Strings:
    """The strings of parts before and after they were translated."""

    def __init__(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        self._before, self._after = before, after
        self._spans: dict[tuple[str, str], tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {}

    def have(self, place: Place) -> bool:
        """Whether there is such a string: a broken workbook may name one that isn't there."""
        return place.part in self._before and place.number < len(self._all(place)[0])

    def _all(self, place: Place) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        key = place.part, place.element
        if key not in self._spans:
            both = (list(spans(texts[place.part], place.element)) for texts in (self._before, self._after))
            self._spans[key] = (next(both), next(both))
        return self._spans[key]

    def _both(self, place: Place) -> Iterator[tuple[int, int]]:
        return (one[place.number] for one in self._all(place))

    def old_raw(self, place: Place) -> str:
        start, stop = next(self._both(place))
        return self._before[place.part][start:stop]

    def new_span(self, place: Place) -> tuple[int, int]:
        _, span = self._both(place)
        return span

    def old(self, place: Place) -> str:
        return words_of(self._before[place.part], next(self._both(place)))

    def new(self, place: Place) -> str:
        return words_of(self._after[place.part], self.new_span(place))

    def is_changed(self, place: Place) -> bool:
        start, stop = self.new_span(place)
        return self._after[place.part][start:stop] != self.old_raw(place)
