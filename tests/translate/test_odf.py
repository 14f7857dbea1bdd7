"""OpenDocument and RTF: read to be aligned, OpenDocument translated in place as well."""

import zipfile
from io import BytesIO

import pytest
from odf_fixture import odf

from tmx.base.errors import InputError
from translate.documents.formats import Options, open_file
from translate.documents.reading import document
from translate.documents.seam import shown
from translate.model import Code

BODY = (
    '<text:h text:outline-level="1">The ferry</text:h>'
    '<text:p>It leaves at <text:span text:style-name="Bold">noon</text:span>.'
    "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In winter at one.</text:p>"
    "</text:note-body></text:note> Nobody waits.</text:p>"
    "<table:table><table:table-row><table:table-cell><text:p>Tea</text:p></table:table-cell>"
    "<table:table-cell><text:p>Soup</text:p></table:table-cell></table:table-row></table:table>"
)
OPTIONS = Options("a.odt", "zh", "zh-CN", "en")


def test_a_text_is_read() -> None:
    read = document(odf(BODY), "a.odt")
    assert [block.text for block in read.blocks] == [
        "The ferry",
        "It leaves at noon. Nobody waits.",
        "In winter at one.",
        "Tea",
        "Soup",
    ]
    assert str(read.blocks[0].kind) in ("heading", "title")
    codes = [part.role for part in read.blocks[1].content if isinstance(part, Code)]
    assert codes == ["open", "close", "alone"]
    assert [block.cell[1:] for block in read.blocks if block.cell] == [(0, 0), (0, 1)]


def test_without_a_translation_it_comes_back_as_it_was() -> None:
    data = odf(BODY)
    opened = open_file(data, OPTIONS)
    again = opened.write([None] * len(opened.items))
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(BytesIO(again)) as after:
        assert after.namelist() == before.namelist()
        assert all(after.read(name) == before.read(name) for name in before.namelist())
        assert after.infolist()[0].filename == "mimetype"
        assert after.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_it_is_translated_in_place() -> None:
    opened = open_file(odf(BODY), OPTIONS)
    texts = [shown(item.content) for item in opened.items]
    again = opened.write([("茶",) if text == "Tea" else None for text in texts])
    blocks = [block.text for block in document(again, "a.odt", lang="en").blocks]
    assert blocks[-2:] == ["茶", "Soup"]
    assert blocks[1] == "It leaves at noon. Nobody waits."


RTF = (
    r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0 Times;}}{\info{\title No text}}"
    r"\pard The ferry leaves at \b noon\b0 .\par"
    r"\pard \u28193?\u33337? {\*\hidden x}left\'2e\par"
    r"\trowd\pard\intbl Tea\cell Soup\cell\row}"
)


def test_rtf_is_read() -> None:
    blocks = document(RTF.encode(), "a.rtf", lang="en").blocks
    assert [block.text for block in blocks] == ["The ferry leaves at noon.", "渡船 left.", "Tea", "Soup"]
    assert [block.cell is not None for block in blocks] == [False, False, True, True]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.odt", b"PK\x03\x04" + b"x" * 50),
        ("a.odt", odf("")),
        ("a.ods", b"plain text"),
        ("a.rtf", b"plain text"),
        ("a.rtf", b"{\\rtf1 " + b"{" * 100_000),
        ("a.rtf", b"{\\rtf1\\pard\\par}"),
    ],
    ids=["cut short", "empty", "a text", "no RTF", "deep", "no words"],
)
def test_what_is_broken_is_one_line(name: str, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        document(data, name)
    assert "\n" not in str(caught.value)
