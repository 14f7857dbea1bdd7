"""Tables of workbooks: their columns are called what the cells at their heads say."""

import io
import zipfile

import pytest
from formats_fixture import member, opened, rewritten, zipped
from lxml import etree
from ooxml_fixture import MAIN, inline, loaded, reading, row, shared, table, texts, workbook


def with_table(part: str, *heads: str, more: str = "", sheets: tuple[str, ...] = ()) -> bytes:
    cells = [shared(f"{chr(65 + number)}1", number) for number in range(len(heads))]
    return workbook(
        row(1, *cells) + row(2, "<c r='A2'><v>1</v></c>", more),
        *sheets,
        strings=[f"<t>{head}</t>" for head in heads],
        beside={"xl/tables/t.xml": ("table", part)},
    )


def names(data: bytes) -> list[str]:
    root = etree.fromstring(member(data, "xl/tables/t.xml").encode())
    return [str(column.get("name")) for column in root.iter(f"{{{MAIN}}}tableColumn")]


def heads(data: bytes) -> list[object]:
    return [cell.value for cell in loaded(data).active[1]]


def test_names_of_columns_follow_their_heads() -> None:
    part = table("T", "A1:C2", "Name", "Home &amp; town", "Sum_x000a_of all")
    data = with_table(part, "Name", "Home &amp; town", "Sum\nof all")
    after = rewritten(opened("a.xlsx", data))
    assert heads(after) == ["NAME", "HOME & TOWN", "SUM\nOF ALL"]
    assert names(after) == ["NAME", "HOME & TOWN", "SUM_x000a_OF ALL"]


def test_heads_in_cells_of_their_own_are_followed_too() -> None:
    cells = row(1, inline("A1", "Name"), inline("B1", "Town")) + row(2, "<c r='A2'><v>1</v></c>")
    data = workbook(cells, beside={"xl/tables/t.xml": ("table", table("T", "A1:B2", "Name", "Town"))})
    after = rewritten(opened("a.xlsx", data))
    assert heads(after) == names(after) == ["NAME", "TOWN"]


def test_a_translation_that_another_column_has_is_taken_back() -> None:
    words = {"Amount": "金额", "Sum": "金额", "Name": "Town", "Town": "Town"}
    data = with_table(table("T", "A1:D2", *words), *words)
    after = rewritten(opened("a.xlsx", data), words.__getitem__)
    assert heads(after) == names(after) == ["金额", "Sum", "Name", "Town"]


@pytest.mark.parametrize("said", ["x" * 256, " "])
def test_what_cannot_be_a_name_is_taken_back(said: str) -> None:
    after = rewritten(opened("a.xlsx", with_table(table("T", "A1:A2", "Name"), "Name")), lambda _: said)
    assert heads(after) == names(after) == ["Name"]


@pytest.mark.parametrize("where", ["its sheet", "another sheet", "a query"])
def test_heads_that_formulas_name_stay_and_are_counted(where: str) -> None:
    formula = "<c r='D2'><f>SUM(T[Name])</f><v>1</v></c>"
    part = table("T", "A1:B2", "Name", "Town", more=' tableType="queryTable"' if where == "a query" else "")
    data = with_table(
        part,
        *("Name", "Town", "Tea"),
        more=formula if where == "its sheet" else "",
        sheets=(row(1, formula),) if where == "another sheet" else (),
    )
    file = opened("a.xlsx", data)
    assert texts(file) == ["Tea"]
    assert "2 cells at the heads of tables left untranslated" in file.remark
    after = rewritten(file)
    assert heads(after)[:3] == ["Name", "Town", "TEA"]
    assert names(after) == ["Name", "Town"]
    assert texts(reading(data)) == ["Name", "Town", "Tea"]


def test_a_table_without_a_head_has_names_of_its_own() -> None:
    data = with_table(table("T", "A1:B2", "Column1", "Column2", more=' headerRowCount="0"'), "Ann", "Bo")
    after = rewritten(opened("a.xlsx", data))
    assert heads(after) == ["ANN", "BO"]
    assert names(after) == ["Column1", "Column2"]


def test_labels_of_totals_follow_their_cells() -> None:
    part = table("T", "A1:A2", "Name", more=' totalsRowCount="1"').replace(
        'name="Name"', 'name="Name" totalsRowLabel="Total"'
    )
    data = workbook(
        row(1, shared("A1", 0)) + row(2, shared("A2", 1)),
        strings=["<t>Name</t>", "<t>Total</t>"],
        beside={"xl/tables/t.xml": ("table", part)},
    )
    assert 'name="NAME" totalsRowLabel="TOTAL"' in member(
        rewritten(opened("a.xlsx", data)), "xl/tables/t.xml"
    )


def test_the_table_of_a_hidden_sheet_agrees_with_a_string_that_is_shared() -> None:
    data = workbook(
        row(1, shared("A1", 0)),
        row(1, shared("A1", 0)),
        strings=["<t>Name</t>"],
        states=["veryHidden"],
        beside={"xl/tables/t.xml": ("table", table("T", "A1:A2", "Name"))},
    )
    assert names(rewritten(opened("a.xlsx", data))) == ["NAME"]


def test_heads_that_name_no_string_are_left() -> None:
    data = with_table(table("T", "A1:A2", "Name"), "Name")
    bare = {name: member(data, name) for name in zipfile.ZipFile(io.BytesIO(data)).namelist()}
    without = {
        **bare,
        "xl/_rels/workbook.xml.rels": bare["xl/_rels/workbook.xml.rels"].replace("sharedStrings", "x"),
    }
    beyond = {**bare, "xl/worksheets/page1.xml": bare["xl/worksheets/page1.xml"].replace("<v>0<", "<v>9<")}
    for parts in (without, beyond):
        assert names(rewritten(opened("a.xlsx", zipped(parts)))) == ["Name"]
