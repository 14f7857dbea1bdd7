"""Presentations and workbooks on their whole way: the command line, other programs."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from formats_fixture import member, opened, rewritten, zipped
from house import duiyi
from ooxml_fixture import inline, presentation, relations, row, shape, workbook
from pptx import Presentation
from pptx.util import Inches
from programs import converted

import tmx
from tmx.model import plain
from translate.documents.seam import shown


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", ["xlsx", "pptx"])
def test_parts_are_found_by_relationships_whatever_they_are_called(kind: str) -> None:
    data = workbook(row(1, inline("A1", "Red boats"))) if kind == "xlsx" else presentation(shape("Red boats"))
    main = "xl/workbook.xml" if kind == "xlsx" else "ppt/presentation.xml"
    moved = {
        name.replace(main.rpartition("/")[2], "main.xml"): content for name, content in parts(data).items()
    }
    folder = main.partition("/")[0]
    moved["_rels/.rels"] = relations(("officeDocument", f"{folder.upper()}/Main.xml")).encode()
    file = opened(f"a.{kind}", zipped(moved))
    assert [shown(item.content) for item in file.items] == ["Red boats"]
    assert any(b"RED BOATS" in content for content in parts(rewritten(file)).values())


def test_a_part_that_two_refer_to_is_read_once() -> None:
    data = parts(presentation(shape("One"), shape("Two")))
    notes = presentation(shape("Say this.", "body"))
    data["ppt/notes.xml"] = member(notes, "ppt/slides/slide1.xml").encode()
    for number in (1, 2):
        listed = relations(("notesSlide", "/ppt/notes.xml")).encode()
        data[f"ppt/slides/_rels/slide{number}.xml.rels"] = listed
    file = opened("a.pptx", zipped(data))
    assert [shown(item.content) for item in file.items] == ["One", "Say this.", "Two"]


# the command line


def test_a_workbook_and_a_deck_are_translated_by_the_command(tmp_path: Path, argos_installed: Path) -> None:
    table = workbook(
        row(1, inline("A1", "hello world"), inline("B1", "12")) + row(2, inline("A2", "good morning"))
    )
    (tmp_path / "a.en.xlsx").write_bytes(table)
    (tmp_path / "b.en.pptx").write_bytes(
        presentation(shape("hello world", "title") + shape("the cat love water."))
    )
    done = duiyi("translate", "a.en.xlsx", "b.en.pptx", "--to", "zh", "--tmx", "--no-cache", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    sheet = openpyxl.load_workbook(tmp_path / "a.zh.xlsx").active
    assert [sheet["A1"].value, sheet["B1"].value, sheet["A2"].value] == ["你好世界", "12", "好早晨"]
    [page] = Presentation(str(tmp_path / "b.zh.pptx")).slides
    assert [one.text_frame.text for one in page.shapes] == ["你好世界", "这猫爱水。"]
    assert (tmp_path / "a.en.xlsx").read_bytes() == table
    assert [plain(unit.variants[0].segment) for unit in tmx.read(tmp_path / "b.en-zh.mt.tmx")] == [
        *("hello world", "the cat love water."),
    ]


EN = (
    "The ferry leaves at noon.",
    "Nobody waits on the pier.",
    "Gulls cry over the harbour.",
    "It will rain tonight.",
)
ZH = ("渡船正午开船。", "码头上没有人等候。", "海鸥在港口上空鸣叫。", "今晚会下雨。")


@pytest.mark.parametrize("kind", ["xlsx", "pptx"])
def test_two_files_are_aligned(kind: str, tmp_path: Path) -> None:
    for lang, texts in (("en", EN), ("zh", ZH)):
        if kind == "xlsx":
            data = workbook("".join(row(n, inline(f"A{n}", text)) for n, text in enumerate(texts, 1)))
        else:
            data = presentation(*(shape(text) for text in texts))
        (tmp_path / f"ferry.{lang}.{kind}").write_bytes(data)
    names = [f"ferry.{lang}.{kind}" for lang in ("en", "zh")]
    done = duiyi("align", *names, "--no-drafts", "--quick", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    units = [
        tuple(plain(variant.segment) for variant in unit.variants)
        for unit in tmx.read(tmp_path / "out/ferry-ferry.tmx")
    ]
    assert set(units) <= set(zip(EN, ZH, strict=True))
    assert len(units) >= 3


# other programs


def saved_as(data: bytes, kind: str, to: str, folder: Path) -> bytes:
    """A file that LibreOffice has opened and saved in another format."""
    folder.joinpath(f"page.{kind}").write_bytes(data)
    return converted(folder / f"page.{kind}", to, folder).read_bytes()


def test_libreoffice_opens_a_translated_workbook_and_we_open_its_own(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as new:
        sheet = new.add_worksheet()
        columns = [{"header": "Name"}, {"header": "Town"}]
        sheet.add_table("A1:B2", {"columns": columns, "data": [["Ann", "Leeds"]]})
        sheet.write_rich_string(3, 0, "The ", new.add_format({"bold": True}), "red", " boat")
        sheet.write(4, 0, "Two\nlines")
        sheet.write_formula(5, 0, '=A5&"!"', None, "Two\nlines!")
    data = rewritten(opened("a.xlsx", stream.getvalue()))
    saved = saved_as(data, "xlsx", "ods", tmp_path)
    content = member(saved, "content.xml")
    for text in ("NAME", "TOWN", "ANN", "LEEDS", "RED", "TWO", "LINES"):
        assert text in content
    again = saved_as(saved, "ods", "xlsx", tmp_path)
    file = opened("a.xlsx", again, to="zh")
    assert [shown(item.content) for item in file.items] == [
        *("NAME", "TOWN", "ANN", "LEEDS", "THE RED BOAT", "TWO LINES"),
    ]
    back = openpyxl.load_workbook(io.BytesIO(rewritten(file, str.lower))).active
    assert [back["A1"].value, back["A4"].value, back["A5"].value] == ["name", "the red boat", "two\nlines"]
    assert back["A6"].value == '=A5&"!"'


def test_libreoffice_opens_a_translated_deck_and_we_open_its_own(tmp_path: Path) -> None:
    show = Presentation()
    page = show.slides.add_slide(show.slide_layouts[1])
    page.shapes.title.text = "The harbour"
    page.placeholders[1].text_frame.text = "Red boats\vand gulls"
    grid = page.shapes.add_table(1, 2, *map(Inches, (1, 1, 3, 1))).table
    grid.cell(0, 0).text, grid.cell(0, 1).text = "Month", "Boats"
    page.notes_slide.notes_text_frame.text = "Speak slowly here."
    stream = io.BytesIO()
    show.save(stream)
    data = rewritten(opened("a.pptx", stream.getvalue()))
    saved = saved_as(data, "pptx", "odp", tmp_path)
    content = member(saved, "content.xml")
    for text in ("THE HARBOUR", "RED BOATS", "AND GULLS", "MONTH", "SPEAK SLOWLY HERE."):
        assert text in content
    again = saved_as(saved, "odp", "pptx", tmp_path)
    file = opened("a.pptx", again)
    assert {shown(item.content) for item in file.items} >= {
        *("THE HARBOUR", "RED BOATS AND GULLS", "MONTH", "BOATS", "SPEAK SLOWLY HERE."),
    }
    [back] = Presentation(io.BytesIO(rewritten(file, str.lower))).slides
    assert back.shapes.title.text == "the harbour"
