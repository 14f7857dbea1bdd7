"""Small workbooks and presentations, made by hand: the parts that Office cannot do without, and no more."""

import io
from collections.abc import Mapping, Sequence

import openpyxl
from formats_fixture import OFFICE, zipped

from translate.documents.formats import Options, open_file
from translate.documents.seam import Opened, shown

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{OFFICE}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def relations(*targets: tuple[str, str]) -> str:
    """The relationships of a part: kinds, and the parts they lead to; their ids are r1, r2 …"""
    rows = (
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def _types(parts: Mapping[str, str]) -> str:
    overrides = (
        f'<Override PartName="/{name}" ContentType="{_TYPES}.{kind}+xml"/>' for name, kind in parts.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{"".join(overrides)}</Types>'
    )


def workbook(
    *sheets: str,
    strings: Sequence[str] = (),
    states: Sequence[str] = (),
    beside: Mapping[str, tuple[str, str]] | None = None,
    **more: str,
) -> bytes:
    """A workbook.

    :param sheets: the rows of each.
    :param strings: what the shared strings hold, such as ``<t>Tea</t>``.
    :param states: of the sheets: visible, hidden, veryHidden.
    :param beside: parts that the first sheet refers to: their kinds and contents, by name.
    :param more: other members.
    """
    names = [f"xl/worksheets/page{number}.xml" for number in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="S{number}" sheetId="{number}" state="{state}" r:id="r{number}"/>'
        for number, state in enumerate([*states, *["visible"] * (len(sheets) - len(states))], 1)
    )
    beside = beside or {}
    kinds = {name: f"spreadsheetml.{kind}" for name, (kind, _) in beside.items()}
    shared = "".join(f"<si>{string}</si>" for string in strings)
    return zipped(
        {
            "[Content_Types].xml": _types(
                {
                    "xl/workbook.xml": "spreadsheetml.sheet.main",
                    "xl/strings.xml": "spreadsheetml.sharedStrings",
                    **dict.fromkeys(names, "spreadsheetml.worksheet"),
                    **kinds,
                }
            ),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>'
            "</workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                *(("worksheet", name.removeprefix("xl/")) for name in names), ("sharedStrings", "strings.xml")
            ),
            **{
                name: f'{_HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
                for name, rows in zip(names, sheets, strict=True)
            },
            "xl/worksheets/_rels/page1.xml.rels": relations(
                *((kind, f"/{name}") for name, (kind, _) in beside.items())
            ),
            "xl/strings.xml": f'{_HEAD}<sst xmlns="{MAIN}">{shared}</sst>',
            **{name: _HEAD + content for name, (_, content) in beside.items()},
            **more,
        }
    )


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def shared(reference: str, number: int) -> str:
    return f'<c r="{reference}" t="s"><v>{number}</v></c>'


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def table(name: str, area: str, *columns: str, more: str = "") -> str:
    """The part of a table."""
    inner = "".join(f'<tableColumn id="{n}" name="{text}"/>' for n, text in enumerate(columns, 1))
    return (
        f'<table xmlns="{MAIN}" id="1" name="{name}" displayName="{name}" ref="{area}"{more}>'
        f'<tableColumns count="{len(columns)}">{inner}</tableColumns></table>'
    )


def shape(text: str, role: str = "", *, properties: str = "") -> str:
    """A shape with a paragraph for each line of a text, or with paragraphs as given."""
    place = f'<p:ph type="{role}"/>' if role else ""
    paragraphs = (
        text
        if text.startswith("<a:p>")
        else "".join(f"<a:p>{properties}<a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="n"/><p:cNvSpPr/><p:nvPr>{place}</p:nvPr></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/>{paragraphs}</p:txBody></p:sp>"
    )


def presentation(
    *slides: str, order: Sequence[int] = (), beside: Mapping[str, tuple[str, str]] | None = None
) -> bytes:
    """A presentation.

    :param slides: the shapes of each.
    :param order: the numbers of the slides in the order in which they are shown, from 1.
    :param beside: parts that the first slide refers to: their kinds and contents, by name.
    """
    names = [f"ppt/slides/slide{number}.xml" for number in range(1, len(slides) + 1)]
    listed = "".join(
        f'<p:sldId id="{255 + number}" r:id="r{number}"/>' for number in order or range(1, len(slides) + 1)
    )
    beside = beside or {}
    return zipped(
        {
            "[Content_Types].xml": _types(
                {
                    "ppt/presentation.xml": "presentationml.presentation.main",
                    **dict.fromkeys(names, "presentationml.slide"),
                    **{name: f"presentationml.{kind}" for name, (kind, _) in beside.items()},
                }
            ),
            "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f"{_HEAD}<p:presentation {SPACES}><p:sldIdLst>{listed}</p:sldIdLst>"
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(
                *(("slide", name.removeprefix("ppt/")) for name in names)
            ),
            **{name: _HEAD + slide(shapes) for name, shapes in zip(names, slides, strict=True)},
            "ppt/slides/_rels/slide1.xml.rels": relations(
                *((kind, f"/{name}") for name, (kind, _) in beside.items())
            ),
            **{name: _HEAD + content for name, (_, content) in beside.items()},
        }
    )


def slide(shapes: str, root: str = "sld") -> str:
    """The part of a slide, or of notes."""
    return f"<p:{root} {SPACES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:{root}>"


def texts(file: Opened) -> list[str]:
    """What a reader sees of each item."""
    return [shown(item.content) for item in file.items]


def reading(data: bytes) -> Opened:
    """A workbook as it is aligned."""
    return open_file(data, Options("a.xlsx", "zh", "zh-CN", "en"), reading=True)


def loaded(data: bytes) -> openpyxl.Workbook:
    """A workbook, opened by openpyxl."""
    return openpyxl.load_workbook(io.BytesIO(data))
