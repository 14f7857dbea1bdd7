"""Workbooks: texts of cells in place, tables in step with their heads, and Excel has nothing to repair."""

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from formats_fixture import member, opened, rewritten, zipped
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from ooxml_fixture import MAIN, SPACES, inline, loaded, reading, row, shared, texts, workbook

from tmx.base.errors import InputError
from tmx.base.excel import unescaped
from translate.documents.formats.xlsx import _MOST_CELLS
from translate.documents.reading import read
from translate.documents.seam import shown
from translate.model import Cell


def book() -> bytes:
    """A workbook of XlsxWriter with one of everything."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as new:
        new.set_properties({"title": "Trips of the year"})
        bold = new.add_format({"bold": True})
        sheet = new.add_worksheet("Trips")
        for number, text in enumerate(
            ["Harbour", "Gull Rock", "Gull Rock", "First line\nSecond <line> & more"]
        ):
            sheet.write(number, 0, text)
        sheet.write_rich_string(4, 0, "The ", bold, "red", " boat is late.")
        sheet.write(0, 1, 7)
        sheet.write_datetime(1, 1, datetime(2024, 5, 1))
        sheet.write_formula(2, 1, '=A1&" office"', None, "Harbour office")
        sheet.write_boolean(3, 1, True)
        sheet.write_comment(0, 0, "Mind the rocks.")
        sheet.insert_textbox(8, 3, "Words in a box")
        sheet.add_table(
            "D1:E3",
            {"columns": [{"header": "Name"}, {"header": "Town"}], "data": [["Ann", "Leeds"], ["Bo", "York"]]},
        )
        chart = new.add_chart({"type": "line"})
        chart.add_series({"name": "=Trips!$A$1", "values": "=Trips!$B$1:$B$2"})
        chart.set_title({"name": "Trips by month"})
        sheet.insert_chart("H1", chart)
        hidden = new.add_worksheet("Hidden")
        hidden.hide()
        hidden.write(0, 0, "Hidden words")
        secret = new.add_worksheet("Secret")
        secret.very_hidden()
        secret.write(0, 0, "Words of a program")
    return stream.getvalue()


BOOK = book()


def test_a_workbook_is_translated_in_place() -> None:
    file = opened("a.xlsx", BOOK)
    assert file.write([None] * len(file.items)) == BOOK
    after = loaded(rewritten(file))
    assert after.sheetnames == ["Trips", "Hidden", "Secret"]
    sheet = after["Trips"]
    assert [sheet.cell(n, 1).value for n in range(1, 6)] == [
        *("HARBOUR", "GULL ROCK", "GULL ROCK", "FIRST LINE\nSECOND <LINE> & MORE", "THE RED BOAT IS LATE."),
    ]
    assert sheet["B1"].value == 7
    assert sheet["B3"].value == '=A1&" office"'
    assert sheet["A1"].comment.text == "MIND THE ROCKS."
    [grid] = sheet.tables.values()
    assert [column.name for column in grid.tableColumns] == ["NAME", "TOWN"]
    assert [sheet["D1"].value, sheet["E1"].value, sheet["D2"].value] == ["NAME", "TOWN", "ANN"]
    assert after["Hidden"]["A1"].value == "HIDDEN WORDS"
    assert after["Secret"]["A1"].value == "Words of a program"
    assert after.properties.title == "TRIPS OF THE YEAR"
    assert "WORDS IN A BOX" in member(rewritten(file), "xl/drawings/drawing1.xml")
    assert "TRIPS BY MONTH" in member(rewritten(file), "xl/charts/chart1.xml")


def test_results_of_formulas_and_caches_of_charts_are_no_texts() -> None:
    file = opened("a.xlsx", BOOK)
    assert "Harbour office" not in texts(file)
    assert "Harbour office" in member(rewritten(file), "xl/worksheets/sheet1.xml")
    assert texts(file).count("Harbour") == 1


def test_a_look_within_a_cell_is_a_stretch() -> None:
    file = opened("a.xlsx", BOOK)
    [item] = [item for item in file.items if shown(item.content) == "The red boat is late."]
    assert [part if isinstance(part, str) else part.role for part in item.content] == [
        *("The ", "open", "red", "close", " boat is late."),
    ]
    text = openpyxl.load_workbook(io.BytesIO(rewritten(file)), rich_text=True)["Trips"]["A5"].value
    assert [str(part) for part in text if not isinstance(part, str) and part.font.b] == ["RED"]


def test_to_be_aligned_each_cell_counts_in_the_order_of_sheets() -> None:
    file = reading(BOOK)
    assert [(item.cell, shown(item.content)) for item in file.items if item.cell] == [
        (Cell(0, 0, 0), "Harbour"),
        (Cell(0, 0, 3), "Name"),
        (Cell(0, 0, 4), "Town"),
        (Cell(0, 1, 0), "Gull Rock"),
        (Cell(0, 1, 3), "Ann"),
        (Cell(0, 1, 4), "Leeds"),
        (Cell(0, 2, 0), "Gull Rock"),
        (Cell(0, 2, 3), "Bo"),
        (Cell(0, 2, 4), "York"),
        (Cell(0, 3, 0), "First line Second <line> & more"),
        (Cell(0, 4, 0), "The red boat is late."),
        (Cell(1, 0, 0), "Hidden words"),
    ]
    assert [shown(item.content) for item in file.items if not item.cell] == [
        "Words in a box",
        "Trips by month",
    ]
    written = opened("a.xlsx", BOOK)
    assert [item.cell for item in written.items if shown(item.content) == "Gull Rock"] == [Cell(0, 1, 0)]


def test_a_workbook_is_a_document(tmp_path: Path) -> None:
    path = tmp_path / "a.en.xlsx"
    path.write_bytes(BOOK)
    document = read(path)
    assert document.lang == "en"
    assert [block.text for block in document.blocks if block.cell == Cell(0, 4, 0)] == [
        "The red boat is late."
    ]


def test_what_is_unchanged_stays_as_it_is_written() -> None:
    string = "<r><t>Tea </t></r><r><rPr><rFont val='Arial'/></rPr><t>time</t></r>"
    string += "<rPh sb='0' eb='1'><t>te</t></rPh>"
    data = workbook(row(1, shared("A1", 0)), strings=[string])
    file = opened("a.xlsx", data)
    assert [item.content for item in file.items] == [("Tea time",)]
    assert file.write([item.content for item in file.items]) == data
    assert "<si><r><t>TEA TIME</t></r></si>" in member(rewritten(file), "xl/strings.xml")


def test_phonetic_guides_are_no_text_and_go() -> None:
    string = "<t>番禺</t><rPh sb='0' eb='2'><t>Pānyú</t></rPh><phoneticPr fontId='1'/>"
    file = opened("a.xlsx", workbook(row(1, shared("A1", 0)), strings=[string]), to="en")
    assert texts(file) == ["番禺"]
    after = member(rewritten(file, lambda _: "Panyu"), "xl/strings.xml")
    assert "<si><t>Panyu</t><phoneticPr fontId='1'/></si>" in after


@pytest.mark.parametrize(
    ("raw", "content", "written"),
    [
        ("<t>Tea_x000D_\nCoffee</t>", "Tea Coffee", '<t xml:space="preserve">!Tea\n!Coffee</t>'),
        ("<t>A_x0041_B words</t>", "AAB words", "<t>!AAB words</t>"),
        ("<t>Code _x005F_x0041_ it</t>", "Code _x0041_ it", "<t>!Code _x005F_x0041_ it</t>"),
        ("<t>Go _xD83D__xDE00_</t>", "Go 😀", "<t>!Go 😀</t>"),
        ('<t xml:space="preserve"> Tea </t>', " Tea ", '<t xml:space="preserve">! Tea </t>'),
        ("<t>Salt &amp; &lt;pepper&gt;</t>", "Salt & <pepper>", "<t>!Salt &amp; &lt;pepper&gt;</t>"),
        ("<t><![CDATA[Salt & pepper]]></t>", "Salt & pepper", "<t>!Salt &amp; pepper</t>"),
        ("<t>Salt<!-- </si> --> here</t>", "Salt here", "<t>!Salt here</t>"),
    ],
)
def test_texts_as_excel_writes_them(raw: str, content: str, written: str) -> None:
    file = opened("a.xlsx", workbook(row(1, shared("A1", 0)), strings=[raw]))
    assert texts(file) == [content]
    assert f"<si>{written}</si>" in member(rewritten(file, "!{}".format), "xl/strings.xml")


def test_a_translation_that_looks_like_an_escape_is_escaped() -> None:
    file = opened("a.xlsx", workbook(row(1, shared("A1", 0)), strings=["<t>Tea</t>"]))
    after = rewritten(file, lambda _: "_x0041_\x07")
    assert "<t>_x005F_x0041__x0007_</t>" in member(after, "xl/strings.xml")


def test_lines_of_rich_texts_are_lines_and_runs_have_one_text() -> None:
    string = "<r><t>One</t></r><r><rPr><b/></rPr><t>\nTwo\n\nThree</t></r>"
    file = opened("a.xlsx", workbook(row(1, shared("A1", 0)), strings=[string]))
    after = member(rewritten(file), "xl/strings.xml")
    assert (
        '<si><r><t>ONE</t></r><r><rPr><b/></rPr><t xml:space="preserve">\nTWO\n\nTHREE</t></r></si>' in after
    )


def test_cells_without_references_and_prefixes_are_read() -> None:
    rows = (
        "<row><c t='s'><v>0</v></c><c><v>1</v></c><c t='inlineStr'><is><t>Tea</t></is></c></row><row/><row>"
    )
    rows += "<c t='str'><v>Plain &amp; simple</v></c></row>"
    data = workbook(rows, strings=["<t>Boats</t>"])
    assert [item.cell for item in reading(data).items] == [Cell(0, 0, 0), Cell(0, 0, 2), Cell(0, 2, 0)]
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {
            name: re.sub(r"<(/?)(\w)", r"<\1x:\2", old.read(name).decode()).replace("xmlns=", "xmlns:x=")
            if name in ("xl/strings.xml", "xl/worksheets/page1.xml", "xl/workbook.xml")
            else old.read(name)
            for name in old.namelist()
        }
    file = opened("a.xlsx", zipped(parts))
    assert texts(file) == ["Boats", "Tea", "Plain & simple"]
    after = rewritten(file)
    assert "<x:si><x:t>BOATS</x:t></x:si>" in member(after, "xl/strings.xml")
    assert "<x:is><x:t>TEA</x:t></x:is>" in member(after, "xl/worksheets/page1.xml")
    assert "<x:v>PLAIN &amp; SIMPLE</x:v>" in member(after, "xl/worksheets/page1.xml")
    assert [cell.value for line in loaded(after).active for cell in line if cell.value] == [
        *("BOATS", 1, "TEA", "PLAIN & SIMPLE"),
    ]


def test_cells_that_an_array_of_results_fills_are_no_texts() -> None:
    spill = "<c r='{}' t='str'><v>Boats</v></c>"
    first = "<c r='A1' t='str'><f t='array' ref='A1:B2'>C1:D2</f><v>Boats</v></c>"
    rows = (
        row(1, first, spill.format("B1"))
        + row(2, spill.format("A2"), spill.format("C2"))
        + row(3, spill.format("A3"))
    )
    assert [item.cell for item in opened("a.xlsx", workbook(rows)).items] == [Cell(0, 1, 2), Cell(0, 2, 0)]


def test_strings_of_numbers_and_those_that_no_cell_has_are_left() -> None:
    data = workbook(
        row(1, shared("A1", 0), shared("B1", 1), shared("C1", 9)),
        strings=["<t>12</t>", "<t>Tea</t>", "<t>Gone</t>"],
    )
    assert texts(opened("a.xlsx", data)) == ["Tea"]
    assert texts(reading(data)) == ["Tea"]


def test_a_sheet_that_a_program_hides_keeps_its_words_unless_they_are_shared() -> None:
    data = workbook(
        row(1, shared("A1", 0)),
        row(1, shared("A1", 1), shared("B1", 0), inline("C1", "Inside")),
        strings=["<t>Seen</t>", "<t>Unseen</t>"],
        states=["visible", "veryHidden"],
    )
    assert texts(opened("a.xlsx", data)) == texts(reading(data)) == ["Seen"]


def test_a_text_that_would_be_longer_than_excel_takes_stays() -> None:
    cells = row(1, shared("A1", 0), inline("B1", "Tea"), '<c r="C1" t="str"><v>Tea</v></c>', shared("D1", 1))
    data = workbook(cells, strings=["<r><rPr><b/></rPr><t>Tea</t></r>", "<t>Tea</t>"])
    file = opened("a.xlsx", data)
    assert rewritten(file, lambda _: "x" * 32_768) == data
    first = loaded(rewritten(file, lambda _: "x" * 32_767)).active[1]
    assert [cell.value for cell in first] == ["x" * 32_767] * 4


# beside the cells


def test_notes_are_translated_and_copies_of_comments_are_not() -> None:
    notes = (
        f'<comments xmlns="{MAIN}"><authors><author>Ann</author><author>tc={{1}}</author></authors>'
        '<commentList><comment ref="A1" authorId="0"><text><r><rPr><b/></rPr><t>Ann:</t></r>'
        "<r><t>\nMind the rocks.</t></r></text></comment>"
        '<comment ref="A2" authorId="1"><text><t>[Threaded comment] Long ago.</t></text>'
        "</comment></commentList></comments>"
    )
    comment = '<threadedComment ref="A2"><text>Long ago.</text></threadedComment>'
    comments = f'<ThreadedComments xmlns="t">{comment}</ThreadedComments>'
    beside = {"xl/n.xml": ("comments", notes), "xl/t.xml": ("threadedComment", comments)}
    data = workbook(row(1, inline("A1", "Tea")), beside=beside)
    file = opened("a.xlsx", data)
    assert sorted(texts(file)) == ["Ann: Mind the rocks.", "Long ago.", "Tea"]
    after = member(rewritten(file), "xl/n.xml")
    assert "<t>ANN:</t></r><r><t" in after
    assert "[Threaded comment] Long ago." in after
    assert texts(reading(data)) == ["Tea"]


def test_boxes_are_read_after_the_cells_of_their_sheet() -> None:
    words = "<xdr:txBody><a:p><a:r><a:t>In a box</a:t></a:r></a:p></xdr:txBody>"
    box = f"<xdr:wsDr xmlns:xdr='x' {SPACES}>{words}</xdr:wsDr>"
    data = workbook(
        row(1, inline("A1", "Tea")), row(1, inline("A1", "Next")), beside={"xl/d.xml": ("drawing", box)}
    )
    assert texts(reading(data)) == ["Tea", "In a box", "Next"]


# what is refused, and what is bounded


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"word/document.xml": "<w:document xmlns:w='w'/>"}, "no xl/workbook.xml"),
        ({"xl/workbook.xml": "<workbook/>"}, "has no sheet"),
        ({"xl/workbook.xml": "<w:document xmlns:w='w'/>"}, "its main part is xl/workbook.xml"),
    ],
)
def test_what_is_no_workbook_is_refused(parts: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        opened("a.xlsx", zipped(parts))


def test_more_cells_than_can_be_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translate.documents.formats.xlsx._MOST_CELLS", 3)
    four = workbook(row(1, *(shared(f"{letter}1", 0) for letter in "ABCD")), strings=["<t>Tea</t>"])
    with pytest.raises(InputError, match="more text in its cells"):
        reading(four)
    assert texts(opened("a.xlsx", four)) == ["Tea"]
    assert _MOST_CELLS == 1_000_000


def test_a_long_string_in_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translate.documents.formats.xlsx._MOST_TEXT", 100)
    data = workbook(
        row(1, *(shared(f"{letter}1", 0) for letter in "ABCD")), strings=[f"<t>{'tea ' * 20}</t>"]
    )
    with pytest.raises(InputError, match="more text in its cells"):
        reading(data)


# laws

RUNS = st.lists(
    st.tuples(
        st.sampled_from(
            ["", "<rPr><b/></rPr>", "<rPr><i/><sz val='9'/></rPr>", "<rPr><rFont val='Arial'/></rPr>"]
        ),
        st.text("abc 中文&<\n_x0D", min_size=1, max_size=12),
    ),
    min_size=1,
    max_size=5,
)


@given(RUNS)
def test_strings_come_back(runs: list[tuple[str, str]]) -> None:
    escaped = [(look, text.replace("&", "&amp;").replace("<", "&lt;")) for look, text in runs]
    string = "".join(f'<r>{look}<t xml:space="preserve">{text}</t></r>' for look, text in escaped)
    data = workbook(row(1, shared("A1", 0)), strings=[string])
    file = opened("a.xlsx", data)
    assert file.write([item.content for item in file.items]) == data
    after = rewritten(file, lambda text: text.replace("a", "e"))
    root = etree.fromstring(member(after, "xl/strings.xml").encode())
    for run in root.iter(f"{{{MAIN}}}r"):
        assert len(run.findall(f"{{{MAIN}}}t")) == 1
    before = "".join(unescaped(text) for _, text in runs)
    now = "".join(unescaped(text.text or "") for text in root.iter(f"{{{MAIN}}}t"))
    assert now.split() == before.replace("a", "e" if file.items else "a").split()
