"""Sample files of the formats that are zips, and a translation that shows what it touched."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from translate.documents.formats import Options, open_file
from translate.documents.seam import Opened
from translate.drafting.drafter import Drafter
from translate.drafting.passages import asks, contents, drafted, passages
from translate.model import Code, Content, Draft, OnProgress, Side

_SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
W = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file; a member called ``mimetype`` is stored."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return stream.getvalue()


def docx(body: str) -> bytes:
    """A Word document with paragraphs as given."""
    return zipped(
        {
            "[Content_Types].xml": '<?xml version="1.0"?><Types/>',
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<w:document {W} {R}><w:body>{body}'
            "<w:sectPr/></w:body></w:document>",
            "word/media/image1.png": b"\x89PNG\0",
        }
    )


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


def package(body: str, main: str = "word/document.xml", **parts: str) -> bytes:
    """A Word document as programs write them: a main part, whatever its name, that refers to others.

    :param parts: the content of parts that the main part refers to, by their kind; each is called
        ``word/a-KIND.xml``.
    """
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    relation = f'<Relationship Id="r{{}}" Type="{OFFICE}/{{}}" Target="{{}}"/>'
    listed = f'{head}<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
    override = f'<Override PartName="/{{}}" ContentType="{_TYPE}"/>'
    names = {kind: f"word/a-{kind}.xml" for kind in parts}
    folder, _, base = main.rpartition("/")
    relations = (
        relation.format(number, kind, "/" + name) for number, (kind, name) in enumerate(names.items())
    )
    return zipped(
        {
            "[Content_Types].xml": f'{head}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{override.format(main, 'document.main')}"
            f"{''.join(override.format(name, kind) for kind, name in names.items())}</Types>",
            "_rels/.rels": listed.format(relation.format(1, "officeDocument", main)),
            main: f"{head}<w:document {W} {R}><w:body>{body}<w:sectPr/></w:body></w:document>",
            f"{folder}/_rels/{base}.rels".lstrip("/"): listed.format("".join(relations)),
            **{names[kind]: f"{head}{content}" for kind, content in parts.items()},
        }
    )


def epub(chapter: str, **more: str) -> bytes:
    """A book of one chapter."""
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>A Book</dc:title>'
        '<dc:language>en</dc:language></metadata><manifest><item id="c1" href="text/one.xhtml"/></manifest>'
        '<spine><itemref idref="c1"/></spine></package>'
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles>'
            "</container>",
            "OPS/book.opf": package,
            "OPS/toc.ncx": "<ncx><navMap><navPoint><navLabel><text>Chapter One</text></navLabel></navPoint>"
            "</navMap></ncx>",
            "OPS/text/one.xhtml": '<html lang="en"><head><title>One</title></head>'
            f"<body>{chapter}</body></html>",
            **more,
        }
    )


def member(data: bytes, name: str) -> str:
    """The text of a member of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return source.read(name).decode()


def opened(name: str, data: bytes | str, *, to: str = "zh", column: str | None = None) -> Opened:
    """A file, opened to be translated into ``to``."""
    tgt, tag = ("zh", "zh-CN") if to == "zh" else ("en", "en")
    src = "en" if to == "zh" else "zh"
    options = Options(name, tgt, tag, src, column)  # type: ignore[arg-type]
    return open_file(data.encode() if isinstance(data, str) else data, options)


def rewritten(file: Opened, say: Callable[[str], str] = str.upper) -> bytes:
    """The file with each text run through ``say``, codes as they are."""

    def changed(content: Content) -> Content:
        return tuple(part if isinstance(part, Code) else say(part) for part in content)

    return file.write([changed(item.content) for item in file.items])


@dataclass(slots=True)
class Saying:
    """An engine that says what a function makes of each text."""

    say: Callable[[str], str]
    src: Side
    tgt: Side
    name: str = "saying 1"
    fingerprint: str = "saying 1"

    def translate(self, texts: Sequence[str], *, on_progress: OnProgress | None = None) -> list[Draft]:
        return [Draft(self.say(text), self.name, -0.5) for text in texts]


def translated(
    name: str, data: bytes | str, say: Callable[[str], str] = str, *, to: Side = "zh"
) -> tuple[str, int]:
    """A file on the whole way of sentences and codes, and how many codes were placed by position."""
    src: Side = "en" if to == "zh" else "zh"
    file = opened(name, data, to=to)
    passages_ = passages(file, src)
    sentences = drafted(passages_, Drafter(Saying(say, src, to)).drafts(asks(passages_)))
    return file.write(contents(file, sentences, to)).decode(), sum(one.guessed for one in sentences)
