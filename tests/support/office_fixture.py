"""A workbook and a presentation, for tests."""

import io

import openpyxl
from formats_fixture import zipped
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

SLIDE = (
    '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:cSld><p:spTree>{}</p:spTree></p:cSld></p:sld>'
)
SHAPE = "<p:sp><p:nvSpPr><p:nvPr>{}</p:nvPr></p:nvSpPr><p:txBody>{}</p:txBody></p:sp>"
PARAGRAPH = "<a:p><a:r><a:rPr/><a:t>{}</a:t></a:r></a:p>"
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["English", "中文", "Price"])
    sheet.append(["The ferry leaves at noon.", "渡船正午开船。", 4])
    sheet.append(
        [CellRichText("Bring a ", TextBlock(InlineFont(b=True), "warm"), " coat."), "请带暖和的外套。", "=B2"]
    )
    sheet.append(["The ferry leaves at noon.", "渡船正午开船。", 5])
    sheet["A2"].comment = Comment("Ask the keeper.", "Ann")
    book.create_sheet("Second")["B3"] = "Nobody waits."
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def presentation() -> bytes:
    title = SHAPE.format('<p:ph type="title"/>', PARAGRAPH.format("The ferry"))
    body = SHAPE.format("", PARAGRAPH.format("It leaves at noon.") + PARAGRAPH.format("Nobody waits."))
    number = SHAPE.format('<p:ph type="sldNum"/>', PARAGRAPH.format("Page seven"))
    slides = [
        SLIDE.format(title + body + number),
        SLIDE.format(SHAPE.format("", PARAGRAPH.format("The end."))),
    ]
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/slide" Target="slides/slide{n}.xml"/>' for n in (1, 2)
    )
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": RELATIONSHIPS.format(
                f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="ppt/presentation.xml"/>'
            ),
            "ppt/presentation.xml": "<p:presentation"
            ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
            f' xmlns:r="{OFFICE}"><p:sldIdLst><p:sldId r:id="r2"/><p:sldId r:id="r1"/></p:sldIdLst>'
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": RELATIONSHIPS.format(links),
            "ppt/slides/slide1.xml": slides[0],
            "ppt/slides/slide2.xml": slides[1],
        }
    )
