"""OpenDocument files made by hand, and LibreOffice, where it is installed."""

from formats_fixture import member, zipped

from translate.documents.formats import Options, open_file
from translate.documents.seam import Opened, shown

_URN = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = {
    "office": f"{_URN}:office:1.0",
    "style": f"{_URN}:style:1.0",
    "text": f"{_URN}:text:1.0",
    "table": f"{_URN}:table:1.0",
    "draw": f"{_URN}:drawing:1.0",
    "fo": f"{_URN}:xsl-fo-compatible:1.0",
    "svg": f"{_URN}:svg-compatible:1.0",
    "presentation": f"{_URN}:presentation:1.0",
    "chart": f"{_URN}:chart:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "loext": f"{_URN}:experimental:office:loext:1.0".replace("oasis", "org:documentfoundation"),
    "officeooo": "http://openoffice.org/2009/office",
}
XMLNS = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
TYPE = "application/vnd.oasis.opendocument."
_LOOK = '<style:style style:name="{}" style:family="text"><style:text-properties {}/></style:style>'
LOOKS = "".join(
    _LOOK.format(name, properties)
    for name, properties in {
        "Bold": 'fo:font-weight="bold"',
        "Bold2": 'fo:font-weight="bold" officeooo:rsid="1"',
        "Red": 'fo:color="#ff0000"',
        "Plain": 'officeooo:rsid="0012" fo:language="en" fo:country="US"',
        "Code": 'style:font-name="Liberation Mono"',
        "Signs": 'style:font-name="Wingdings"',
    }.items()
)
_PARAGRAPH = '<style:style style:name="{}" style:family="paragraph" style:parent-style-name="{}"/>'
KINDS = _PARAGRAPH.format("P1", "Heading_20_1") + _PARAGRAPH.format("P2", "Caption")


def document(body: str, *, kind: str = "text", root: str = "document-content", more: str = "") -> str:
    """The XML of a part with a body, or of a flat file.

    :param more: what stands behind the body, such as master pages.
    """
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:{root} {XMLNS} office:version="1.3">'
        f"<office:automatic-styles>{LOOKS}{KINDS}</office:automatic-styles>{more}"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:{root}>"
    )


def odf(body: str, kind: str = "text", *, masters: str = "", **members: str) -> bytes:
    """A package.

    :param masters: the master pages, with headers and footers.
    :param members: more of them, or others, by name.
    """
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="'
        f'{_URN}:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/"'
        f' manifest:media-type="{TYPE}{kind}"/><manifest:file-entry manifest:full-path="content.xml"'
        ' manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml"'
        ' manifest:media-type="text/xml"/></manifest:manifest>'
    )
    unseen = _LOOK.format("Red", 'fo:language="en"')
    styles = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {XMLNS} office:version="1.3">'
        f"<office:styles/><office:automatic-styles>{unseen}"
        '<style:page-layout style:name="L"/></office:automatic-styles><office:master-styles>'
        f'<style:master-page style:name="Standard" style:page-layout-name="L">{masters}</style:master-page>'
        "</office:master-styles></office:document-styles>"
    )
    return zipped(
        {
            "mimetype": f"{TYPE}{kind}",
            "content.xml": document(body, kind=kind),
            "styles.xml": styles,
            "META-INF/manifest.xml": manifest,
            "Pictures/1.png": b"\x89PNG\0",
            **members,
        }
    )


NOTE = (
    '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
    "<text:p>{}</text:p></text:note-body></text:note>"
)
COMMENT = "<office:annotation><dc:creator>Ann Gray</dc:creator><text:p>{}</text:p></office:annotation>"
BOX = (
    '<draw:frame text:anchor-type="as-char"><draw:text-box><text:p>{}</text:p></draw:text-box>'
    "<svg:title>A yellow box</svg:title></draw:frame>"
)


def span(style: str, text: str) -> str:
    """Words in a style of :data:`LOOKS`."""
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def row(*cells: str, attributes: str = "") -> str:
    """A row of a table."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str, attributes: str = "", name: str = "table-cell") -> str:
    """A cell with a paragraph."""
    return f"<table:{name} {attributes}><text:p>{text}</text:p></table:{name}>"


STRING, FLOAT = 'office:value-type="string"', 'office:value-type="float"'


def texts(file: Opened) -> list[str]:
    """What a reader sees of the items of a file."""
    return [shown(item.content) for item in file.items]


def read(name: str, data: bytes | str) -> Opened:
    """A file, opened to be aligned."""
    data = data.encode() if isinstance(data, str) else data
    return open_file(data, Options(name, "zh", "zh-CN", "en"), reading=True)


def content(data: bytes) -> str:
    """The main part of a package."""
    return member(data, "content.xml")
