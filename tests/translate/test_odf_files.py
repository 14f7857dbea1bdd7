"""OpenDocument: spreadsheets, presentations, and files as a whole."""

import io
import zipfile
from pathlib import Path

import pytest
from formats_fixture import member, opened, rewritten, zipped
from house import duiyi
from odf_fixture import (
    COMMENT,
    NOTE,
    STRING,
    TYPE,
    cell,
    content,
    document,
    odf,
    read,
    row,
    texts,
)
from programs import converted

from tmx.base.errors import InputError
from translate.documents.reading import document as read_document
from translate.documents.seam import shown
from translate.model import BlockKind, Cell

# a spreadsheet


def test_cells_with_text_are_read_and_no_others() -> None:
    rows = (
        row(cell("Name", STRING), cell("Sum", f'{STRING} table:formula="of:=A1"'), cell("Town", STRING)),
        row("<table:table-cell/>", attributes='table:number-rows-repeated="1048000"'),
        row(
            cell("12 %", 'office:value-type="percentage" office:value="0.12"'),
            cell("Monday", 'office:value-type="date" office:date-value="2024-01-01"'),
            f"<table:table-cell {STRING}>{COMMENT.format('Ask her')}<text:p>Ann</text:p><text:p>Gray</text:p>"
            "</table:table-cell>",
        ),
        row('<table:table-cell table:number-columns-repeated="16384"/>'),
    )
    validation = (
        "<table:content-validations><table:content-validation><table:help-message><text:p>No</text:p>"
        "</table:help-message></table:content-validation></table:content-validations>"
    )
    tables = (
        f"<table:table>{''.join(rows)}</table:table><table:table>{row(cell('Second', STRING))}</table:table>"
    )
    data = odf(validation + tables, "spreadsheet")
    assert [(shown(item.content), item.cell) for item in read("a.ods", data).items] == [
        ("Name", Cell(0, 0, 0)),
        ("Town", Cell(0, 0, 2)),
        ("Ann", Cell(0, 1048001, 2)),
        ("Gray", Cell(0, 1048001, 2)),
        ("Second", Cell(1, 0, 0)),
    ]
    file = opened("a.ods", data)
    assert texts(file) == ["Name", "Town", "Ask her", "Ann", "Gray", "Second"]
    assert content(rewritten(file)).count("Monday") == 1


def test_a_text_that_a_cell_says_twice_is_said_once() -> None:
    twice = f'{STRING} office:string-value="Red boat"'
    body = f"<table:table>{row(cell('Red boat', twice))}</table:table>"
    file = opened("a.ods", odf(body, "spreadsheet"))
    written = content(rewritten(file))
    assert f"<table:table-cell {STRING}><text:p>RED BOAT</text:p>" in written
    assert file.write([None]) == odf(body, "spreadsheet")


def test_too_many_cells_are_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translate.documents.formats.odf_text._MOST_ITEMS", 3)
    body = f"<table:table>{row(*[cell('Boat', STRING)] * 4)}</table:table>"
    with pytest.raises(InputError, match="more text than can be read"):
        opened("a.ods", odf(body, "spreadsheet"))


# a presentation


def shape(text: str, role: str = "", more: str = "") -> str:
    role = f'presentation:class="{role}"' if role else ""
    return f"<draw:frame {role} {more}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"


def slide(*shapes: str) -> str:
    return f"<draw:page>{''.join(shapes)}</draw:page>"


def test_slides_are_read_from_their_titles_on_and_notes_behind_them() -> None:
    page = f"<draw:page-thumbnail/>{shape('Speak slowly', 'notes')}{shape('Top', 'header')}"
    notes = f"<presentation:notes>{page}</presentation:notes>"
    body = (
        "<presentation:footer-decl presentation:name='f'>At the foot</presentation:footer-decl>"
        + slide(shape("Beside"), shape("The harbour", "title"), notes)
        + slide(
            shape("Boats", "title"),
            "<draw:custom-shape><text:p>Drawn</text:p></draw:custom-shape>",
            shape("Click to add text", "outline", 'presentation:placeholder="true"'),
            "<draw:frame presentation:class='outline'><draw:text-box><text:list><text:list-item><text:p>Row"
            "</text:p></text:list-item></text:list></draw:text-box></draw:frame>",
            shape("1", "page-number"),
        )
    )
    data = odf(body, "presentation", masters=shape("Click to edit the title", "title"))
    assert texts(opened("a.odp", data)) == [
        *("At the foot", "Beside", "The harbour", "Speak slowly", "Boats", "Drawn", "Row"),
    ]
    assert [(item.kind, shown(item.content)) for item in read("a.odp", data).items] == [
        (BlockKind.META, "At the foot"),
        (BlockKind.TITLE, "The harbour"),
        (BlockKind.PARAGRAPH, "Beside"),
        (BlockKind.PARAGRAPH, "Speak slowly"),
        (BlockKind.HEADING, "Boats"),
        (BlockKind.PARAGRAPH, "Drawn"),
        (BlockKind.ITEM, "Row"),
    ]
    assert "Click to edit the title" in member(rewritten(opened("a.odp", data)), "styles.xml")


# the file


def test_the_type_stays_first_and_as_it_is() -> None:
    data = odf("<text:p>Boats</text:p>")
    with zipfile.ZipFile(io.BytesIO(rewritten(opened("a.odt", data)))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert archive.read("Pictures/1.png") == b"\x89PNG\0"
        assert "<text:p>BOATS</text:p>" in archive.read("content.xml").decode()


def test_flat_files_are_read_and_written() -> None:
    masters = (
        "<office:master-styles><style:master-page><style:header><text:p>The head</text:p></style:header>"
        "</style:master-page></office:master-styles>"
    )
    flat = document(f"<text:p>Red{NOTE.format('Old')} boats</text:p>", root="document", more=masters)
    file = opened("a.fodt", flat)
    assert texts(file) == ["The head", "Red boats", "Old"]
    assert texts(read("a.fodt", flat)) == ["Red boats", "Old", "The head"]
    assert file.write([None] * 3).decode() == flat
    assert "<text:p>THE HEAD</text:p>" in rewritten(file).decode()


def test_a_document_of_another_kind_than_its_name_says_is_read_as_what_it_is() -> None:
    assert texts(
        opened("a.odt", odf(f"<table:table>{row(cell('Boat', STRING))}</table:table>", "spreadsheet"))
    ) == ["Boat"]


NESTED = "<draw:frame><draw:text-box><text:p>In " * 20 + "</text:p></draw:text-box></draw:frame>" * 20
LOCKED = '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
BROKEN = [
    ("a.odt", odf("<text:p>Boats</text:p>")[:400], "is not an ODF document"),
    ("a.odt", b"Just some words", "is not an ODF document"),
    ("a.odt", zipped({"mimetype": TYPE + "text"}), "it has no content.xml"),
    ("a.odt", zipped({"mimetype": "application/epub+zip", "a": "b"}), "its type is 'application/epub+zip'"),
    ("a.odt", odf("", **{"META-INF/manifest.xml": LOCKED, "content.xml": "\x12"}), "protected by a password"),
    ("a.odt", odf("", **{"content.xml": "<office:document-content"}), "not well-formed XML"),
    ("a.odt", odf("", **{"content.xml": "<a/>"}), "is not an ODF document of text, cells or slides"),
    ("a.odt", odf("", **{"content.xml": " " * (20 << 20)}), "unpacks to over 200 times"),
    ("a.odt", odf(f"<text:p>{NESTED}</text:p>"), "frames in frames"),
    ("a.odt", odf("<text:p>" + "<text:span>" * 9000 + "</text:span>" * 9000 + "</text:p>"), "nest too deep"),
    ("a.odt", b"\xd0\xcf\x11\xe0" + "WordDocument\0".encode("utf-16-le"), "it is an old Word file"),
    ("a.ods", b"\xd0\xcf\x11\xe0" + "Workbook\0".encode("utf-16-le"), "it is an old Excel file"),
    ("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage\0".encode("utf-16-le"), "protected by a password"),
    ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(100), "cannot read (.doc). Save it as DOCX"),
    ("a.fodt", document("<text:p>Boats</text:p>", root="document")[:-30].encode(), "not well-formed XML"),
    ("a.odt", b"", "is empty"),
]


@pytest.mark.parametrize(("name", "data", "message"), BROKEN, ids=[message for _, _, message in BROKEN])
def test_broken_files_are_one_clear_error(name: str, data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        opened(name, data)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_text_is_translated_by_the_command(tmp_path: Path, argos_installed: Path) -> None:
    (tmp_path / "a.en.odt").write_bytes(odf("<text:p>hello world</text:p>"))
    duiyi("translate", "a.en.odt", "--to", "zh", cwd=tmp_path)
    [text] = texts(opened("a.odt", (tmp_path / "a.zh.odt").read_bytes(), to="en"))
    assert text != "hello world"


# LibreOffice


PAGE = (
    "<html><h1>The harbour</h1><p>The ferry left the <b>island</b> at noon, and <a href='http://u/'>nobody</a>"
    " waved.</p><ul><li>First thing<li>Second <i>thing</i></ul><table border=1><tr><td>Name<td>Place<tr>"
    "<td>Ann Gray<td>North pier</table><p>Last line<br>goes on here.</p></html>"
)


@pytest.mark.parametrize("to", ["odt", "fodt:OpenDocument Text Flat XML"])
def test_libreoffice_opens_a_translated_text(to: str, tmp_path: Path) -> None:
    source = tmp_path / "page.html"
    source.write_text(PAGE, "utf-8")
    path = converted(source, to, tmp_path)
    file = opened(path.name, path.read_bytes())
    before = converted(path, "txt:Text", tmp_path).read_text("utf-8-sig")
    assert "Second thing" in before
    for name, say in (("same", str), ("upper", str.upper)):
        new = tmp_path / f"{name}{path.suffix}"
        new.write_bytes(rewritten(file, say))
        assert converted(new, "txt:Text", tmp_path).read_text("utf-8-sig") == say(before)


def test_what_is_aligned_is_what_libreoffice_shows(tmp_path: Path) -> None:
    source = tmp_path / "page.html"
    source.write_text(PAGE, "utf-8")
    path = converted(source, "odt", tmp_path)
    text = converted(path, "txt:Text", tmp_path).read_text("utf-8-sig")
    blocks = read_document(path.read_bytes(), path.name).blocks
    assert " ".join(block.text for block in blocks) == " ".join(text.replace("•", "").split())
