"""PDFs for tests: a report in two columns, set by Chromium and LibreOffice, and small ones by hand."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from house import CASES
from programs import converted, printed

REPORT: dict[str, dict[str, Any]] = json.loads((CASES / "pdf_text.json").read_text("utf-8"))
_MARK = re.compile(r"\{(\d)\}")
_LONG_WORD = re.compile(r"[A-Za-z]{7,}")
_SYLLABLE = re.compile(r"(?<=[a-z]{3})(?=[a-z]{3})")
_RAISED = r"<sup>\1</sup>"
_FONTS = {"en": "Liberation Serif", "zh": "Noto Serif CJK SC"}


def report_sentences(lang: str) -> list[str]:
    """The sentences of the report in its order, headings among them; notes apart, at the end."""
    report = REPORT[lang]
    texts = [report["title"], *(sentence for paragraph in report["abstract"] for sentence in paragraph)]
    for section in report["sections"]:
        texts.append(section["heading"])
        texts += (sentence for paragraph in section["paragraphs"] for sentence in paragraph)
    return [_MARK.sub("", text) for text in texts]


def _paragraph(sentences: Sequence[str], lang: str, mark: str) -> str:
    """A paragraph; ``mark`` is what stands for the mark of a note, and long words may be divided."""
    text = (" " if lang == "en" else "").join(sentences)
    return _MARK.sub(mark, _LONG_WORD.sub(lambda word: _SYLLABLE.sub("\N{SOFT HYPHEN}", word[0]), text))


_STYLE = """
@page { size: 148mm 210mm; margin: 20mm 14mm 18mm;
  @top-center { content: "HEAD"; font: 8pt serif }
  @bottom-center { content: counter(page); font: 8pt serif } }
body { font: 9.5pt/1.35 "FONT"; text-align: justify; hyphens: auto; margin: 0 }
h1 { font-size: 17pt; text-align: center } h2 { font-size: 11pt; margin: 8pt 0 4pt }
p { margin: 0; text-indent: 1.2em } .columns { columns: 2; column-gap: 6mm }
.abstract { margin: 0 8mm 12pt; text-indent: 0 }
.notes p { font-size: 7.5pt; text-indent: 0 } sup { font-size: 65% }
"""


def report_html(lang: str) -> str:
    """The report as a page: running head, page numbers, title and abstract above two columns; end notes."""
    report = REPORT[lang]
    style = _STYLE.replace("HEAD", report["head"]).replace("FONT", _FONTS[lang])
    parts = [f'<html lang={lang}><meta charset="utf-8"><style>{style}</style><h1>{report["title"]}</h1>']
    parts += (f"<p class=abstract>{_paragraph(one, lang, '')}</p>" for one in report["abstract"])
    parts.append("<div class=columns>")
    for section in report["sections"]:
        parts.append(f"<h2>{section['heading']}</h2>")
        parts += (f"<p>{_paragraph(one, lang, _RAISED)}</p>" for one in section["paragraphs"])
    parts.append("</div><div class=notes>")
    parts += (f"<p><sup>{number}</sup> {note}</p>" for number, note in enumerate(report["notes"], 1))
    return "".join([*parts, "</div></html>"])


def chromium_pdf(html: str, folder: Path) -> bytes:
    """A page, printed by Chromium."""
    folder.joinpath("page.html").write_text(html, "utf-8")
    return printed(folder / "page.html", folder).read_bytes()


_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("fo", "xsl-fo-compatible")
    )
)  # fmt: skip
_FODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document {namespaces} office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
<style:default-style style:family="paragraph">
<style:text-properties fo:font-size="10pt" fo:font-family="Liberation Serif" style:font-size-asian="10pt"
 style:font-family-asian="Noto Serif CJK SC" fo:language="{lang}" fo:country="{country}"/>
</style:default-style>
{styles}
</office:styles>
<office:automatic-styles>
<style:style style:name="Columns" style:family="section"><style:section-properties>
<style:columns fo:column-count="2" fo:column-gap="6mm"/></style:section-properties></style:style>
<style:page-layout style:name="Page">
<style:page-layout-properties fo:page-width="148mm" fo:page-height="210mm" fo:margin="14mm"/>
<style:header-style><style:header-footer-properties fo:margin-bottom="5mm"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:margin-top="5mm"/></style:footer-style>
</style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page">
<style:header><text:p text:style-name="Small">{head}</text:p></style:header>
<style:footer><text:p text:style-name="Small">{foot}</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>"""
_PARAGRAPHS = {  # LibreOffice 7.4 draws no mark that hangs over the edge of a column: none hangs here
    "Text": ('fo:text-align="justify" style:punctuation-wrap="simple" fo:margin-bottom="2mm"', 10, ""),
    "Small": ("", 8, ""),
    "Title": ('fo:text-align="center" fo:margin-bottom="4mm"', 17, ""),
    "Heading": ('fo:margin-top="3mm"', 11, 'fo:font-weight="bold" style:font-weight-asian="bold"'),
}
_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties {paragraph}/>'
    f'<style:text-properties fo:font-size="{size}pt" style:font-size-asian="{size}pt" {text}/></style:style>'
    for name, (paragraph, size, text) in _PARAGRAPHS.items()
)
_NOTE = (
    '<text:note text:note-class="footnote"><text:note-citation>{number}</text:note-citation>'
    '<text:note-body><text:p text:style-name="Small">{note}</text:p></text:note-body></text:note>'
)


def report_fodt(lang: str) -> str:
    """The report as a document of LibreOffice, with footnotes."""
    report = REPORT[lang]

    def paragraph(text: str, style: str) -> str:
        return f'<text:p text:style-name="{style}">{text}</text:p>'

    def noted(text: str) -> str:
        return _MARK.sub(
            lambda match: _NOTE.format(number=match[1], note=report["notes"][int(match[1]) - 1]), text
        )

    body = [paragraph(report["title"], "Title")]
    body += (paragraph(_paragraph(one, lang, ""), "Text") for one in report["abstract"])
    body.append('<text:section text:style-name="Columns" text:name="Columns">')
    for section in report["sections"]:
        body.append(paragraph(section["heading"], "Heading"))
        body += (paragraph(noted(_paragraph(one, lang, r"{\1}")), "Text") for one in section["paragraphs"])
    body.append("</text:section>")
    number = "<text:page-number>1</text:page-number>"
    foot = f"Page {number}" if lang == "en" else f"第 {number} 页"
    country = "US" if lang == "en" else "CN"
    return _FODT.format(
        namespaces=_NAMESPACES,
        styles=_STYLES,
        lang=lang,
        country=country,
        head=report["head"],
        foot=foot,
        body="".join(body),
    )


def office_pdf(fodt: str, folder: Path) -> bytes:
    """A document, exported by LibreOffice."""
    folder.joinpath("page.fodt").write_text(fodt, "utf-8")
    return converted(folder / "page.fodt", "pdf", folder).read_bytes()


# by hand

Placed = tuple[float, float, float, str]
"""Where a text begins, its size, and the text."""


HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
_IMAGE = (
    "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    "stream\n0\nendstream"
)
SCAN = "q 500 0 0 700 0 0 cm /Im Do Q"
"""The content of a page that is a picture."""


def hand_pdf(*pages: Sequence[Placed]) -> bytes:
    """A PDF of pages with texts in Helvetica, Latin-1; uncompressed, so that it can be broken."""
    return assembled(["\n".join(map(_shown, page)) for page in pages])


def _shown(placed: Placed) -> str:
    x, y, size, text = placed
    escaped = re.sub(r"([()\\])", r"\\\1", text)
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET"


def assembled(streams: Sequence[str], font: str = HELVETICA, *, trailer: str = "") -> bytes:
    """Pages with these contents, with a font and a picture; ``trailer`` goes into that of the file."""
    kids = " ".join(f"{5 + 2 * k} 0 R" for k in range(len(streams)))
    pages = f"<</Type/Pages/Kids[{kids}]/Count {len(streams)}>>"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", pages, font, _IMAGE]
    for k, stream in enumerate(streams):
        objects += [
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            f"/Resources<</Font<</F1 3 0 R>>/XObject<</Im 4 0 R>>>>/Contents {6 + 2 * k} 0 R>>",
            f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        ]
    return b"".join(_file(objects, trailer))


def _file(objects: Sequence[str], trailer: str) -> Iterator[bytes]:
    yield b"%PDF-1.4\n"
    at, places = 9, []
    for number, one in enumerate(objects, 1):
        data = f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
        places.append(at)
        at += len(data)
        yield data
    yield f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    yield "".join(f"{place:010} 00000 n \n" for place in places).encode()
    yield f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{at}\n%%EOF\n".encode()
