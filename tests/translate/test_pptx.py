"""Presentations: slides in their order, what is no text stays, and other programs open what is written."""

import io
import zipfile
from pathlib import Path

import pytest
from formats_fixture import member, opened, rewritten, zipped
from hypothesis import given
from hypothesis import strategies as st
from ooxml_fixture import SPACES, presentation, shape, slide
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tmx.base.errors import InputError
from translate.documents.formats import Options, open_file
from translate.documents.reading import read
from translate.documents.seam import Opened, shown
from translate.model import BlockKind, Cell, Code


def texts(file: Opened) -> list[str]:
    return [shown(item.content) for item in file.items]


def reading(data: bytes) -> Opened:
    """A presentation as it is aligned."""
    return open_file(data, Options("a.pptx", "zh", "zh-CN", "en"), reading=True)


def deck() -> bytes:
    """A presentation of python-pptx with one of everything."""
    show = Presentation()
    first = show.slides.add_slide(show.slide_layouts[0])
    first.shapes.title.text = "The harbour"
    first.placeholders[1].text = "A year of tides"
    second = show.slides.add_slide(show.slide_layouts[1])
    second.shapes.title.text = "Boats and gulls"
    frame = second.placeholders[1].text_frame
    frame.text = "Four boats were painted."
    paragraph = frame.add_paragraph()
    for text, bold in (("We counted ", False), ("ninety", True), (" gulls.", False)):
        run = paragraph.add_run()
        run.text, run.font.bold = text, bold or None
    paragraph.add_line_break()
    paragraph.add_run().text = "One was grey."
    grid = second.shapes.add_table(2, 2, *map(Inches, (1, 1, 3, 1))).table
    for number, text in enumerate(("Month", "Boats", "May", "12")):
        grid.cell(number // 2, number % 2).text = text
    group = second.shapes.add_group_shape()
    group.shapes.add_textbox(*map(Inches, (1, 1, 2, 1))).text_frame.text = "Inside a group"
    second.notes_slide.notes_text_frame.text = "Speak slowly here."
    chart = CategoryChartData()
    chart.categories = ["Spring", "Autumn"]
    chart.add_series("Boats at sea", (3, 4))
    frame = second.shapes.add_chart(XL_CHART_TYPE.PIE, *map(Inches, (1, 1, 3, 3)), chart)
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Boats by season"
    stream = io.BytesIO()
    show.core_properties.title = "Tides"
    show.save(stream)
    return stream.getvalue()


DECK = deck()


def test_a_deck_is_read_in_its_order() -> None:
    file = opened("a.pptx", DECK)
    assert [(one.kind, one.cell, shown(one.content)) for one in file.items] == [
        (BlockKind.TITLE, None, "The harbour"),
        (BlockKind.PARAGRAPH, None, "A year of tides"),
        (BlockKind.HEADING, None, "Boats and gulls"),
        (BlockKind.ITEM, None, "Four boats were painted."),
        (BlockKind.ITEM, None, "We counted ninety gulls. One was grey."),
        (BlockKind.PARAGRAPH, Cell(0, 0, 0), "Month"),
        (BlockKind.PARAGRAPH, Cell(0, 0, 1), "Boats"),
        (BlockKind.PARAGRAPH, Cell(0, 1, 0), "May"),
        (BlockKind.PARAGRAPH, Cell(0, 1, 1), "12"),
        (BlockKind.PARAGRAPH, None, "Inside a group"),
        *[(BlockKind.PARAGRAPH, None, "Speak slowly here.")],
        *[(BlockKind.PARAGRAPH, None, "Boats by season")],
        *[(BlockKind.CAPTION, None, text) for text in ("Boats at sea", "Spring", "Autumn")],
        (BlockKind.TITLE, None, "Tides"),
    ]
    roles = [part.role for part in file.items[4].content if isinstance(part, Code)]
    assert roles == ["open", "close", "line"]


def test_other_programs_open_what_is_written() -> None:
    file = opened("a.pptx", DECK)
    assert file.write([None] * len(file.items)) == DECK
    show = Presentation(io.BytesIO(rewritten(file)))
    first, second = show.slides
    assert first.shapes.title.text == "THE HARBOUR"
    body, grid, group, chart = list(second.shapes)[1:]
    assert body.text_frame.text == "FOUR BOATS WERE PAINTED.\nWE COUNTED NINETY GULLS.\vONE WAS GREY."
    assert [run.text for run in body.text_frame.paragraphs[1].runs if run.font.bold] == ["NINETY"]
    assert [cell.text for line in grid.table.rows for cell in line.cells] == ["MONTH", "BOATS", "MAY", "12"]
    assert group.shapes[0].text_frame.text == "INSIDE A GROUP"
    assert chart.chart.chart_title.text_frame.text == "BOATS BY SEASON"
    assert list(chart.chart.plots[0].categories) == ["SPRING", "AUTUMN"]
    assert second.notes_slide.notes_text_frame.text == "SPEAK SLOWLY HERE."
    assert show.core_properties.title == "TIDES"


def test_what_is_not_translated_is_the_same_in_every_part() -> None:
    file = opened("a.pptx", DECK)
    after = rewritten(file)
    with zipfile.ZipFile(io.BytesIO(DECK)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert old.namelist() == new.namelist()
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert {name.rpartition("/")[2].rstrip("0123456789.xml") for name in changed} == {
        *("slide", "notesSlide", "core"),
        next(name for name in changed if "chart" in name).rpartition("/")[2].rstrip("0123456789.xml"),
    }


def test_slides_come_in_the_order_of_the_presentation() -> None:
    data = presentation(shape("One"), shape("Two"), shape("Three"), order=(3, 1))
    assert texts(opened("a.pptx", data)) == ["Three", "One"]  # the second one was deleted


def test_the_title_of_a_slide_is_read_first() -> None:
    data = presentation(shape("Words first.") + shape("The title", "title"))
    assert texts(reading(data)) == ["The title", "Words first."]
    assert texts(opened("a.pptx", data)) == ["Words first.", "The title"]
    assert b"THE TITLE" in member(rewritten(opened("a.pptx", data)), "ppt/slides/slide1.xml").encode()


def test_dates_and_numbers_are_no_text_and_footers_stand_beside_it() -> None:
    number = "<a:p><a:fld id='{1}' type='slidenum'><a:rPr/><a:t>7</a:t></a:fld></a:p>"
    data = presentation(
        shape("Words") + shape("1 May", "dt") + shape(number, "sldNum") + shape("Harbour office", "ftr")
    )
    assert texts(opened("a.pptx", data)) == ["Words", "Harbour office"]
    assert [one.kind for one in opened("a.pptx", data).items][1] is BlockKind.PARAGRAPH
    assert [one.kind for one in reading(data).items][1] is BlockKind.META


def test_of_notes_the_text_alone_is_read() -> None:
    notes = slide(
        shape("12", "sldNum") + shape("Slide image", "sldImg") + shape("Say this.", "body"), "notes"
    )
    data = presentation(shape("Words"), beside={"ppt/notes.xml": ("notesSlide", notes)})
    file = opened("a.pptx", data)
    assert [(shown(item.content), item.kind) for item in file.items] == [
        ("Words", BlockKind.PARAGRAPH),
        ("Say this.", BlockKind.PARAGRAPH),
    ]
    assert "SAY THIS." in member(rewritten(file), "ppt/notes.xml")


@pytest.mark.parametrize(
    ("properties", "role", "kind"),
    [
        ("", "body", BlockKind.ITEM),
        ("<a:pPr><a:buNone/></a:pPr>", "body", BlockKind.PARAGRAPH),
        ("<a:pPr><a:buChar char='•'/></a:pPr>", "", BlockKind.ITEM),
        ("<a:pPr><a:buAutoNum type='arabicPeriod'/></a:pPr>", "", BlockKind.ITEM),
        ("", "", BlockKind.PARAGRAPH),
        ("", "subTitle", BlockKind.PARAGRAPH),
    ],
)
def test_bullets_make_items(properties: str, role: str, kind: BlockKind) -> None:
    [item] = opened("a.pptx", presentation(shape("Red boats", role, properties=properties))).items
    assert item.kind is kind


def test_fields_breaks_and_links_are_codes() -> None:
    link = "<a:rPr><a:hlinkClick r:id='r9'/></a:rPr>"
    body = (
        f"<a:p><a:r><a:t>See </a:t></a:r><a:r>{link}<a:t>the map</a:t></a:r><a:r><a:t> on slide </a:t></a:r>"
        "<a:fld id='{1}' type='slidenum'><a:rPr lang='en-GB'/><a:t>7</a:t></a:fld><a:br/>"
        "<a:r><a:rPr lang='en-GB'/><a:t>Then sail.</a:t></a:r><a:endParaRPr lang='en-GB'/></a:p>"
    )
    file = opened("a.pptx", presentation(shape(body)))
    [item] = file.items
    assert shown(item.content) == "See the map on slide 7 Then sail."
    assert [(part.role, part.shown) for part in item.content if isinstance(part, Code)] == [
        ("open", ""),
        ("close", ""),
        ("alone", "7"),
        ("line", ""),
    ]
    text = member(rewritten(file), "ppt/slides/slide1.xml")
    assert f"<a:r>{link}<a:t>THE MAP</a:t></a:r>" in text
    assert "<a:t>7</a:t></a:fld><a:br/>" in text
    assert "</a:r><a:endParaRPr lang='en-GB'/></a:p>" in text


def test_fonts_and_languages_alone_do_not_part_words() -> None:
    runs = (
        "<a:p><a:r><a:rPr lang='zh-CN' altLang='en-US'/><a:t>Tea </a:t></a:r>"
        "<a:r><a:rPr lang=\"en-US\" dirty=\"0\"><a:latin typeface='Arial'/><a:ea typeface='宋体'/></a:rPr>"
        "<a:t>with milk</a:t></a:r></a:p>"
    ).replace("'", '"')
    [item] = opened("a.pptx", presentation(shape(runs))).items
    assert item.content == ("Tea with milk",)


def test_a_paragraph_with_a_formula_stays_and_is_counted() -> None:
    formula = (
        "<a:p><a:r><a:t>The sum is </a:t></a:r><mc:AlternateContent><mc:Choice><a:x/></mc:Choice>"
        "<mc:Fallback><a:r><a:t>a+b</a:t></a:r></mc:Fallback></mc:AlternateContent></a:p>"
    )
    file = opened("a.pptx", presentation(shape(formula) + shape("Tea")))
    assert texts(file) == ["Tea"]
    assert file.passed_over == {"mc:AlternateContent": 1}


def test_both_forms_of_a_shape_are_translated_and_one_is_read() -> None:
    twice = (
        f"<mc:AlternateContent><mc:Choice>{shape('New words')}</mc:Choice>"
        f"<mc:Fallback>{shape('New words')}</mc:Fallback></mc:AlternateContent>"
    )
    assert texts(opened("a.pptx", presentation(twice))) == ["New words"] * 2
    assert texts(reading(presentation(twice))) == ["New words"]


def test_smartart_is_translated_in_both_its_parts_and_read_once() -> None:
    data = f"<d xmlns='d' {SPACES}><t><a:p><a:r><a:t>Light the lamp</a:t></a:r></a:p></t></d>"
    beside = {
        "ppt/diagrams/data1.xml": ("diagramData", data),
        "ppt/diagrams/drawing1.xml": ("diagramDrawing", data),
    }
    show = presentation(shape("Words"), beside=beside)
    assert texts(reading(show)) == ["Words", "Light the lamp"]
    after = rewritten(opened("a.pptx", show))
    assert all("LIGHT THE LAMP" in member(after, name) for name in beside)


def test_descriptions_and_comments_are_translated_and_not_aligned() -> None:
    comment = f"<p:cmLst {SPACES}><p:cm><p:pos/><p:text>Check the year.</p:text></p:cm></p:cmLst>"
    picture = (
        '<p:pic><p:nvPicPr><p:cNvPr id="4" name="p" descr="A red kite"/></p:nvPicPr><p:blipFill/></p:pic>'
    )
    data = presentation(shape("Words") + picture, beside={"ppt/c.xml": ("comments", comment)})
    assert texts(opened("a.pptx", data)) == ["Words", "A red kite", "Check the year."]
    assert texts(reading(data)) == ["Words"]


def test_another_prefix_of_drawings_is_read() -> None:
    data = presentation(shape("Red boats"))
    text = member(data, "ppt/slides/slide1.xml").replace("<a:", "<dr:").replace("</a:", "</dr:")
    text = text.replace("xmlns:a=", "xmlns:dr=")
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    file = opened("a.pptx", zipped({**parts, "ppt/slides/slide1.xml": text}))
    assert texts(file) == ["Red boats"]
    assert "<dr:t>RED BOATS</dr:t>" in member(rewritten(file), "ppt/slides/slide1.xml")


def test_a_deck_is_a_document(tmp_path: Path) -> None:
    path = tmp_path / "a.en.pptx"
    path.write_bytes(DECK)
    document = read(path)
    assert document.lang == "en"
    assert document.blocks[0].kind is BlockKind.TITLE
    assert [block.text for block in document.blocks][:3] == [
        "The harbour",
        "A year of tides",
        "Boats and gulls",
    ]


@pytest.mark.parametrize("main", ["word/document.xml", "ppt/presentation.xml"])
def test_what_is_no_presentation_is_refused(main: str) -> None:
    parts = {main: "<w:document xmlns:w='w'/>"}
    with pytest.raises(InputError, match="is not a PPTX"):
        opened("a.pptx", zipped(parts))


PIECES = st.lists(
    st.sampled_from(
        [
            "<a:r><a:t>Gulls cry. </a:t></a:r>",
            "<a:r><a:rPr b='1'/><a:t>Boats leave </a:t></a:r>",
            "<a:r><a:rPr i='1'/><a:t>at noon.</a:t></a:r>",
            "<a:br/>",
            "<a:br><a:rPr b='1'/></a:br>",
            "<a:fld id='{1}' type='slidenum'><a:rPr/><a:t>7</a:t></a:fld>",
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)


@given(PIECES, st.integers(0, 1))
def test_nothing_between_words_is_lost(pieces: str, which: int) -> None:
    data = presentation(shape(f"<a:p><a:pPr lvl='1'/>{pieces}<a:endParaRPr/></a:p>"))
    file = opened("a.pptx", data)
    after = rewritten(file, (str.upper, lambda text: "渡船中午开走")[which])
    before, text = (member(one, "ppt/slides/slide1.xml") for one in (data, after))
    for mark in ("<a:br", "<a:fld", "<a:endParaRPr/></a:p>", "<a:pPr lvl='1'/>"):
        assert text.count(mark) == before.count(mark)
    [shown_slide] = Presentation(io.BytesIO(after)).slides
    assert [one.has_text_frame for one in shown_slide.shapes] == [True]
