"""RTF: what its bytes say, where its texts stand, and what is left out."""

from pathlib import Path

import pytest
from formats_fixture import opened
from house import duiyi
from programs import converted

from tmx.base.errors import InputError
from translate.documents.formats.rtf_tokens import CHARSETS, SYMBOLS
from translate.documents.reading import read
from translate.documents.seam import Opened, shown
from translate.model import BlockKind, Cell

FONTS = (
    r"{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset134 SimSun;}{\f2\fcharset2 Wingdings;}"
    r"{\f3\fcharset204 Times New Roman Cyr;}{\f4\fcharset128 MS Mincho;}}"
)


def rtf(body: str, head: str = r"\ansi\ansicpg1252\deff0", more: str = "") -> bytes:
    return f"{{\\rtf1{head}{FONTS}{more}\n{body}}}".encode("latin-1")


def file(body: str, head: str = r"\ansi\ansicpg1252\deff0", more: str = "") -> Opened:
    return opened("a.rtf", rtf(body, head, more))


def texts(body: str, head: str = r"\ansi\ansicpg1252\deff0", more: str = "") -> list[str]:
    return [shown(item.content) for item in file(body, head, more).items]


def escaped(text: str, encoding: str) -> str:
    """Each byte by its number, as most programs write them."""
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


# characters


def test_words_and_signs() -> None:
    body = r"{\b Red\b0  boats}\line go\~out\emdash\lquote so\rquote: a\_b\-c \{\\\}\par Next\tab one"
    first = "Red boats go\N{NO-BREAK SPACE}out—‘so’: a\N{NON-BREAKING HYPHEN}bc {\\}"
    assert texts(body) == [first, "Next one"]


def test_bold_and_slanted_words_and_line_ends_are_codes() -> None:
    body = (
        r"A {\b red}\b  and\b0  big\i  boat\plain\line went\par{\b All bold \tab here}\par"
        r"\b\i Both\b0  once\par\plain {\dbch\ab\u28193?}\ab\u33337?"
    )
    contents = [
        [part if isinstance(part, str) else part.native for part in item.content] for item in file(body).items
    ]
    assert contents == [
        ["A ", "{\\b ", "red and", "}", " big", "{\\i ", " boat ", "\\line ", "}", "went"],
        ["All bold ", "\\tab ", "here"],
        ["{\\b\\i ", "Both", "}", "{\\i ", " once", "}"],
        ["{\\b ", "渡", "}", "船"],
    ]


@pytest.mark.parametrize(
    ("head", "text", "encoding"),
    [
        (r"\ansi\ansicpg936\deff0", "渡船离开了岛。", "gbk"),
        (r"\ansi\ansicpg950\deff0", "渡船離開了島。", "big5"),
        (r"\ansi\ansicpg1251\deff0", "Паром ушёл", "cp1251"),
        (r"\ansi\ansicpg65001\deff0", "渡船 left", "utf-8"),
        (r"\mac\deff0", "Café", "mac-roman"),
        (r"\pca\deff0", "Café", "cp850"),
        (r"\ansi\deff0", "Café “noir”", "cp1252"),
    ],
)
def test_bytes_are_in_the_code_page_of_the_document(head: str, text: str, encoding: str) -> None:
    raw = f"{{\\rtf1{head}\n".encode() + text.encode(encoding).replace(b"}", b"\\}") + b"}"
    assert texts(escaped(text, encoding), head) == [text]
    assert [shown(item.content) for item in opened("a.rtf", raw).items] == [text]


def test_bytes_are_in_the_encoding_of_their_font() -> None:
    chinese, russian = escaped("渡船", "gbk"), escaped("паром", "cp1251")
    assert texts(rf"a {{\f1 {chinese}}} b \f3 {russian}\f0  caf\'e9") == ["a 渡船 b паром café"]
    assert texts(rf"\loch\af0\hich\af0\dbch\af1 {chinese}\loch\f0  x") == ["渡船 x"]
    assert texts(rf"\f1 {chinese}\plain  caf\'e9") == ["渡船 café"]
    halves = "\\'8e\nB and \\'8e\\'42"  # a letter as the second byte; an end of line between bytes
    assert texts(rf"\f4 {halves}") == ["撮 and 撮"]


def test_every_declared_encoding_is_known() -> None:
    for number, encoding in CHARSETS.items():
        assert f"x{number}".encode(encoding).decode(encoding) == f"x{number}"


def test_symbols_are_no_letters() -> None:
    assert SYMBOLS == 2
    assert texts(r"{\f2 lmn} A boat") == [" A boat"]


def test_unicode_comes_with_replacements_for_old_readers() -> None:
    body = r"\u28193?\u-32199?, {\uc2\u28193\'b6\'c9\u-32199xy}{\uc0\u28193 x}"
    assert texts(body) == ["渡船, 渡船渡x"]
    assert texts(r"\u-10176?\u-9216?!a") == ["\U00020000!a"]
    assert texts(r"a\u8220\ldblquote b\u8221\rdblquote") == ["a“b”"]
    assert texts(r"a\u8212\par b") == ["a—", "b"]  # the replacement is missing
    assert texts(r"\u-10176?b") == ["b"]  # half a character
    assert texts(r"{\upr{\'3f\'3f boat}{\*\ud{\u28193?\u33337? boat}}} left") == ["渡船 boat left"]


def test_bytes_that_mean_nothing_are_counted() -> None:
    read = file("Boat \\'81\\'20 and \\'ff", r"\ansi\ansicpg936\deff0")
    assert read.remark.endswith("could not be told")


# what is left out


def test_what_is_hidden_deleted_or_for_programs_is_no_text() -> None:
    body = (
        r"A {\v hidden }{\deleted gone }\v more\v0{\*\unknown{\b not this}}{\pict\bin8 }{{{{\\}}{\pict 8950}"
        r"{\*\annotation{\chatn}No.}{\xe entry}{\*\bkmkstart b}boat{\field{\*\fldinst{HYPERLINK u}}"
        r"{\fldrslt{ left}}}{\object{\*\objdata 00}{\result{ us}}}.{\info{\title No}}"
    )
    assert texts(body) == ["A boat left us."]


# paragraphs


def test_headings_lists_and_captions() -> None:
    styles = r"{\stylesheet{\ql Normal;}{\s1\outlinelevel0 heading 1;}{\s2 caption;}{\s3\ls1 My row;}"
    chinese = rf"{{\s4{escaped('标题 2', 'gbk')};}}{{\*\cs5 Strong;}}}}"
    body = (
        r"\pard\s1 Boats\par\pard\plain\s2 A boat\par\pard\s3 Row\par\pard\s4 Nets\par"
        r"\pard\outlinelevel1 Sails\par\pard{\listtext\'b7\tab}One\par Two\par"
        r"{\pntext\'b7\tab}Three\par\pard\ls2 Four\par\pard Text"
    )
    items = file(body, r"\ansi\ansicpg936\deff0", styles + chinese).items
    assert [(shown(item.content), item.kind) for item in items] == [
        ("Boats", BlockKind.HEADING),
        ("A boat", BlockKind.CAPTION),
        ("Row", BlockKind.ITEM),
        ("Nets", BlockKind.HEADING),
        ("Sails", BlockKind.HEADING),
        ("One", BlockKind.ITEM),
        ("Two", BlockKind.PARAGRAPH),
        ("Three", BlockKind.ITEM),
        ("Four", BlockKind.ITEM),
        ("Text", BlockKind.PARAGRAPH),
    ]


def test_cells_know_their_place() -> None:
    body = (
        r"Before\par\trowd\cellx1\cellx2\pard\intbl Name\cell Town\cell\row"
        r"\trowd\pard\intbl Ann\par Gray\cell\cell\row"
        r"\trowd\pard\intbl A \par\pard\intbl\itap2 In\nestcell Side\nestcell"
        r"{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}Down\nestcell"
        r"{\*\nesttableprops\trowd\nestrow}\pard\intbl Out\cell Last\cell\row"
        r"\pard Between\par\trowd\pard Next\cell\row\pard After\par"
    )
    assert [(shown(item.content).strip(), item.cell) for item in file(body).items] == [
        ("Before", None),
        ("Name", Cell(0, 0, 0)),
        ("Town", Cell(0, 0, 1)),
        ("Ann", Cell(0, 1, 0)),
        ("Gray", Cell(0, 1, 0)),
        ("A", Cell(0, 2, 0)),
        ("In", Cell(1, 0, 0)),
        ("Side", Cell(1, 0, 1)),
        ("Down", Cell(1, 1, 0)),
        ("Out", Cell(0, 2, 0)),
        ("Last", Cell(0, 2, 1)),
        ("Between", None),
        ("Next", Cell(2, 0, 0)),
        ("After", None),
    ]


def test_notes_and_boxes_follow_their_paragraph_and_margins_come_last() -> None:
    body = (
        r"{\header \pard Head\par}{\headerf\pard Head\par}{\footer\pard Page {\field{\*\fldinst PAGE}}\par}"
        r"The ferry{\super\chftn{\footnote\pard\plain{\super\chftn} An old one.\par Indeed.}} left"
        r"{\shp{\*\shpinst\shpleft1{\sp{\sn a}{\sv b}}{\shptxt\pard In a box\par}}"
        r"{\shprslt{\*\do Twice}}}.\par"
        r"{\*\footnote Starred.}Then it rained.\par"
    )
    assert [(shown(item.content).strip(), item.kind) for item in file(body).items] == [
        ("The ferry left.", BlockKind.PARAGRAPH),
        ("An old one.", BlockKind.PARAGRAPH),
        ("Indeed.", BlockKind.PARAGRAPH),
        ("In a box", BlockKind.PARAGRAPH),
        ("Then it rained.", BlockKind.PARAGRAPH),
        ("Starred.", BlockKind.PARAGRAPH),
        ("Head", BlockKind.META),
        ("Page", BlockKind.META),
    ]


# the file

BROKEN = [
    (b"Just some words", "is not RTF"),
    (b"{\\rtf1 Boats {\\b and", "is cut short"),
    (b"{\\rtf1 Boats {\\pict 89", "is cut short"),
    (b"{\\rtf1 Boats\\", "is cut short"),
    (b"{\\rtf1 Boats \\bin9999999999 }", "is cut short"),
    (b"{\\rtf1 " + b"{" * 100_000 + b"Boats" + b"}" * 100_000 + b"}", "too deep"),
    (b"\xd0\xcf\x11\xe0" + bytes(80), "is not RTF"),
    (b"", "is empty"),
]


@pytest.mark.parametrize(("data", "message"), BROKEN, ids=[str(data[:24]) for data, _ in BROKEN])
def test_broken_files_are_one_clear_error(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        opened("a.rtf", data)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_groups_that_are_passed_over_may_nest_as_deep_as_they_like() -> None:
    assert texts(r"{\*\x " + "{" * 100_000 + "}" * 100_000 + "}Boats") == ["Boats"]


def test_what_follows_the_end_is_no_part_of_it() -> None:
    assert [shown(item.content) for item in opened("a.rtf", rtf("Boats") + b"\0}} more").items] == ["Boats"]


def test_too_many_closing_groups_end_it() -> None:
    assert texts("Boats} and more") == ["Boats"]


def test_it_is_aligned_and_not_translated_by_the_commands(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(rtf(r"The ferry left the island at noon.\par"))
    (tmp_path / "b.rtf").write_bytes(rtf(escaped("渡船中午离开了岛。", "gbk"), r"\ansi\ansicpg936"))
    duiyi("align", "a.rtf", "b.rtf", "--no-drafts", "-o", "out", cwd=tmp_path)
    memory = max((tmp_path / "out").glob("*.tmx")).read_text("utf-8")
    assert "The ferry left the island at noon." in memory
    assert "渡船中午离开了岛。" in memory
    result = duiyi("translate", "a.rtf", "--to", "zh", cwd=tmp_path)
    assert result.returncode == 1
    [line] = result.stderr.splitlines()
    assert (
        "is in a format that is read for aligning, but not written back yet (.rtf). Save it as DOCX" in line
    )


def test_what_libreoffice_writes_reads_as_its_document_does(tmp_path: Path) -> None:
    source = tmp_path / "page.html"
    source.write_text(
        "<html><meta charset=utf-8><h1>The harbour</h1><p>The ferry left the <b>island</b>, “said” Müller."
        "<p>渡船中午离开了岛，𠀀字也在。</p><ul><li>First thing<li>Second <i>thing</i></ul><table border=1>"
        "<tr><td>Name<td>Place<tr><td>Ann Gray<td>North pier</table><p>Last line<br>goes on here.</p></html>",
        "utf-8",
    )
    text = converted(source, "odt", tmp_path)
    blocks = [
        [(block.text, block.kind, block.cell) for block in read(path, lang="en").blocks]
        for path in (text, converted(text, "rtf:Rich Text Format", tmp_path))
    ]
    assert blocks[0] == blocks[1]
    assert len(blocks[0]) == 10
