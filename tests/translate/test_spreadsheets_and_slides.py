"""Workbooks and presentations: read to be aligned, translated in place, opened again by others' libraries."""

import io
from pathlib import Path

import openpyxl
import pytest
from formats_fixture import zipped
from office_fixture import presentation, workbook

from tmx.base.errors import InputError
from translate.documents.bilingual import sides
from translate.documents.formats import Options, open_file
from translate.documents.reading import document
from translate.documents.seam import shown

OPTIONS = Options("a.xlsx", "zh", "zh-CN", "en")


def test_cells_are_read_with_their_places() -> None:
    read = document(workbook(), "a.xlsx", lang="en")
    cells = [(block.cell.table, block.cell.row, block.cell.column) for block in read.blocks if block.cell]
    texts = [block.text for block in read.blocks]
    assert texts.count("The ferry leaves at noon.") == 2
    assert {"Bring a warm coat.", "Nobody waits.", "请带暖和的外套。"} <= set(texts)
    assert cells == sorted(cells)


def test_a_bilingual_workbook() -> None:
    en, zh = sides(document(workbook(), "a.xlsx"))
    keys = {block.key: block.text for block in zh.blocks}
    pairs = {(block.text, keys.get(block.key, "")) for block in en.blocks}
    assert ("Bring a warm coat.", "请带暖和的外套。") in pairs
    assert ("The ferry leaves at noon.", "渡船正午开船。") in pairs


def test_a_workbook_is_translated_in_place() -> None:
    data = workbook()
    opened = open_file(data, OPTIONS)
    assert opened.write([None] * len(opened.items)) == data or openpyxl.load_workbook(
        io.BytesIO(opened.write([None] * len(opened.items)))
    )
    texts = [shown(item.content) for item in opened.items]
    assert "4" not in texts
    filled = [("渡船。",) if text == "The ferry leaves at noon." else None for text in texts]
    book = openpyxl.load_workbook(io.BytesIO(opened.write(filled)))
    sheet = book.worksheets[0]
    assert [sheet["A2"].value, sheet["A4"].value, sheet["B2"].value] == ["渡船。", "渡船。", "渡船正午开船。"]
    assert (sheet["C2"].value, sheet["C3"].value) == (4, "=B2")
    assert book.worksheets[1]["B3"].value == "Nobody waits."


def test_slides_come_in_the_order_of_the_presentation() -> None:
    read = document(presentation(), "a.pptx")
    assert [block.text for block in read.blocks] == [
        "The end.",
        "The ferry",
        "It leaves at noon.",
        "Nobody waits.",
    ]


def test_slides_are_translated_in_place() -> None:
    data = presentation()
    opened = open_file(data, Options("a.pptx", "zh", "zh-CN", "en"))
    filled = [("没有人等。",) if shown(item.content) == "Nobody waits." else None for item in opened.items]
    again = document(opened.write(filled), "a.pptx", lang="en")
    assert "没有人等。" in [block.text for block in again.blocks]
    assert "It leaves at noon." in [block.text for block in again.blocks]


@pytest.mark.parametrize("name", ["a.xlsx", "a.pptx"])
@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04" + b"x" * 50, zipped({"x.xml": "<x/>"}), bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600],
    ids=["truncated", "another zip", "encrypted or old"],
)
def test_what_is_no_office_file(name: str, data: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        document(data, name)
    assert "\n" not in str(caught.value)
