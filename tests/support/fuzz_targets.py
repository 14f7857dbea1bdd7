"""All readers, as targets for ``fuzzing``; what they are given lies in ``tests/cases/fuzz/``."""

import contextlib
import io
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from formats_fixture import docx, epub, zipped
from fuzzing import Read, Target
from house import CASES
from odf_fixture import COMMENT, NOTE, STRING, cell, document, odf, span
from odf_fixture import row as row_of
from ooxml_fixture import MAIN, inline, presentation, row, shape, shared, slide, table, workbook
from pdf_fixture import hand_pdf

import align.ladder
import tmx
import tmx.bitext
import tmx.check.checking
import tmx.forms
from align.batching.manifest import read_manifest
from align.codes import segment
from align.reviewing import reasons
from align.reviewing.files import read_review
from tmx.base.errors import InputError
from tmx.change.expressions import Subject, parse
from tmx.forms import moses
from tmx.model import Unit, Variant
from tmx.xml.policy import LENIENT, Policy
from tmx.xml.reading import Reader
from translate.documents.bilingual import sides
from translate.documents.formats import Options, open_file, pdf_glyphs
from translate.documents.formats.pdf import open_pages
from translate.documents.reading import read as read_document
from translate.documents.sentences import sentences
from translate.drafting.passages import passages
from translate.jobs import sources
from translate.language import terms
from translate.model import Side, rules
from translate.packages import archive

_SEEDS = CASES / "fuzz"


def _seed(name: str) -> bytes:
    return (_SEEDS / name).read_bytes()


def _workbook() -> bytes:
    parts = {"xl/worksheets/sheet1.xml": "sheet1.xml", "xl/sharedStrings.xml": "sharedStrings.xml"}
    return zipped({name: _seed(seed) for name, seed in parts.items()})


def _book() -> bytes:
    """A workbook with shared strings and others, a formula, a table and notes."""
    rich = "<r><t>The </t></r><r><rPr><b/></rPr><t>red</t></r><r><t> boat left.</t></r>"
    formula = '<c r="C2" t="str"><f>A1&amp;A2</f><v>Boats</v></c>'
    notes = (
        f'<comments xmlns="{MAIN}"><authors><author>Ann</author></authors><commentList><comment ref="A1" '
        'authorId="0"><text><t>Mind the rocks.</t></text></comment></commentList></comments>'
    )
    return workbook(
        row(1, shared("A1", 0), inline("B1", "Town")) + row(2, shared("A2", 1), formula),
        strings=["<t>Name</t>", rich],
        beside={
            "xl/tables/t.xml": ("table", table("T", "A1:B2", "Name", "Town")),
            "xl/n.xml": ("comments", notes),
        },
    )


def _presentation() -> bytes:
    """Two slides with a title, a list, a table and notes."""
    field = "<a:p><a:r><a:t>Page </a:t></a:r><a:fld id='1' type='slidenum'><a:t>7</a:t></a:fld><a:br/></a:p>"
    cell = "<a:tc><a:txBody><a:p><a:r><a:t>May</a:t></a:r></a:p></a:txBody></a:tc>"
    grid = f"<p:graphicFrame><a:graphic><a:tbl><a:tr>{cell}</a:tr></a:tbl></a:graphic></p:graphicFrame>"
    notes = slide(shape("Speak slowly here.", "body"), "notes")
    return presentation(
        shape("The ferry left.\nIt rained.", "body") + shape("The harbour", "title") + shape(field),
        grid,
        beside={"ppt/notes.xml": ("notesSlide", notes)},
    )


def _pdfs() -> Iterator[bytes]:
    """One of two columns with notes and page numbers, one with a table."""
    words = "The ferry left the island at noon, and nobody on the pier"
    column = [(72.0, 700.0 - 12 * k, 10.0, f"{words} {k}.") for k in range(6)]
    east = [(x + 280, y, size, text) for x, y, size, text in column]
    edge = [(72.0, 800.0, 8.0, "Ferry Times"), (290.0, 30.0, 8.0, "1"), (72.0, 80.0, 7.0, "1 A small note.")]
    yield hand_pdf([*column, *east, *edge], [*column, edge[0], (290.0, 30.0, 8.0, "2")])
    yield hand_pdf([(72.0 + 150 * (k % 3), 700.0 - 14 * (k // 3), 10.0, f"Cell {k}") for k in range(12)])


def _odfs() -> Iterator[bytes]:
    """A text and a sheet in flat XML, so that changes reach the words; a package."""
    text = (
        f"<text:h>The ferry</text:h><text:p>It left{NOTE.format('At noon.')} the <text:a xlink:href='u'>"
        f"{span('Bold', 'island')}</text:a>.<text:s text:c='2'/>{COMMENT.format('Did it?')}</text:p>"
        f"<table:table>{row_of(cell('Pier'), cell('Net'))}</table:table>"
    )
    yield document(text, root="document").encode()
    sheet = f"<table:table>{row_of(cell('Pier', STRING), cell('12', STRING))}</table:table>"
    yield document(sheet, kind="spreadsheet", root="document").encode()
    yield odf(text, masters="<style:header><text:p>The head</text:p></style:header>")


_RTF = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Serif;}{\f1\fcharset134 Song;}}"
    rb"{\stylesheet{\s1 heading 1;}}"
    rb"{\header The head\par}\pard\s1 The ferry\par\pard It left \b the island\b0{\footnote At noon.} for "
    rb"\u8212? the {\field{\*\fldinst HYPERLINK u}{\fldrslt pier}}{\f1\'b6\'c9\'b4\'ac}.\par"
    rb"{\pict\bin4 ab}}\trowd\pard\intbl Pier\cell Net\cell\row}"
)


def _package() -> bytes:
    metadata = '{"package_version": "1.9", "from_code": "en", "to_code": "zh", "from_name": "English"}'
    top = "translate-en_zh-1_9"
    return zipped(
        {f"{top}/metadata.json": metadata, f"{top}/sentencepiece.model": "x", f"{top}/model/model.bin": "y"}
    )


def _file(name: str, *seeds: bytes, tgt: Side = "zh") -> Target:
    """A format of documents: opened, cut into passages, and written with every item in it."""
    src, tag = ("en", "zh-CN") if tgt == "zh" else ("zh", "en")
    options = Options(name, tgt, tag, src)

    def read(path: Path) -> object:
        file = open_file(path.read_bytes(), options)
        passages(file, rules(src))
        file.write([None] * len(file.items))
        return file.write([item.content for item in file.items])

    return Target(f"formats {name}", name, seeds, read)


def _pdf(path: Path) -> object:
    """In this process, to be fast."""
    options = Options(str(path), "zh", "zh-CN", "en")
    return passages(open_pages(pdf_glyphs.read(path.read_bytes()), options), "en")


def _form(name: str, *seeds: bytes) -> Target:
    """A form of memories: read, and written as TMX."""

    def read(path: Path) -> object:
        form = tmx.forms.form(path)
        assert form is not None
        return _rewritten(form.read(path, tmx.forms.Settings(), Counter()))

    return Target(f"forms {name}", name, seeds, read)


def _rewritten(units: Iterator[Unit]) -> bytes:
    stream = io.BytesIO()
    tmx.write(units, stream)
    return stream.getvalue()


def _target(name: str, file: str, read: Read, *seeds: bytes) -> Target:
    return Target(name, file, seeds, read)


def _gb(text: bytes) -> bytes:
    return text.decode().encode("gb18030")


def _document(path: Path) -> object:
    """A document to be aligned: its sentences with their codes, and its two sides if it has both."""
    document = read_document(path)
    with contextlib.suppress(InputError):
        sides(document)
    return [segment(sentence.content) for sentence in sentences(document)]


def _checked(path: Path) -> object:
    return list(tmx.check.checking.problems(path, policy=LENIENT))


def _bitext(path: Path) -> object:
    return _rewritten(tmx.bitext.units(tmx.bitext.read(path)))


def _ladder(path: Path) -> object:
    return list(align.ladder.read_ladder(path))


def _glossary(path: Path) -> object:
    return list(terms.Glossary(terms.read(path), "en").find("The ferry of Mr. Li."))


def _manifest(path: Path) -> object:
    return sources.gather([], manifest=path, tgt="zh")


def _pairs(path: Path) -> object:
    """A manifest for ``duiyi align-batch``: no name in it may lead out of the output folder."""
    entries = read_manifest(path)
    for entry in entries:
        name = PurePath(entry.name)
        assert not name.is_absolute() and ".." not in name.parts and "\0" not in entry.name
    return entries


def _moses(path: Path) -> object:
    half = path.read_bytes().split(b"\n\n", 1)
    path.with_suffix(".en").write_bytes(half[0])
    path.with_suffix(".zh-CN").write_bytes(half[-1])
    return _rewritten(moses.read(path, tmx.forms.Settings(), Counter()))


def _memory(policy: Policy) -> Read:
    def read(path: Path) -> object:
        with Reader(path, policy=policy) as reader:
            return _rewritten(reader)

    return read


_FILTERS = (
    b'score >= 0.8 and not (user == "MT!" or has prop:x-a)',
    b"date < 2024-01-31 and source ~ 'a+' and lang in (en, zh)",
)
_PAIRS = b'{"first": "a.txt", "second": "b.txt", "name": "x/y"}\n{"en": "c.md", "zh": "d.md"}\n'
_UNIT = Unit(
    (Variant("en", ("The ferry.",)), Variant("zh-CN", ("渡船。",))), (("changedate", "20240102T030405Z"),)
)


def _filter(path: Path) -> object:
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    return parse(text)(Subject(_UNIT, "en"))


def _installed(path: Path) -> object:
    top = archive.check_archive(path)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, zipfile.ZipFile(path) as package:
        archive.extract(package, Path(folder) / "new", path)
        assert {entry.name for entry in (Path(folder) / "new").iterdir()} == {top}
        assert [entry.name for entry in Path(folder).iterdir()] == ["new"]
    return top


def targets() -> Mapping[str, Target]:
    """All readers, by name."""
    english, chinese, table = _seed("ferry.en.txt"), _seed("ferry.zh.txt"), _seed("ferry.csv")
    memory = _seed("ferry.tmx")
    all_targets = [
        _target("documents en", "a.txt", _document, english, english * 3, b"Line one\nand two\n"),
        _target("documents zh", "a.txt", _document, chinese, _seed("segmented.zh.txt"), _gb(chinese)),
        _file("a.txt", english, english.decode().encode("utf-16")),
        _file("b.txt", chinese, tgt="en"),
        _file(
            "a.md", _seed("ferry.md"), b'<div title="A">\n<p>A block.</p>\n</div>\n\n[a]: b.html "A title"\n'
        ),
        _file("a.html", _seed("ferry.html")),
        _file("a.docx", docx(_seed("docx_body.xml").decode())),
        _file("a.pptx", _presentation()),
        _file("a.xlsx", _book()),
        _file("a.fodt", *_odfs()),
        _target("formats a.rtf", "a.rtf", _document, _RTF),
        _file("a.epub", epub("<h1>One</h1><p>The <i>ferry</i> left.</p>")),
        _file("a.srt", _seed("ferry.srt")),
        _file("a.vtt", _seed("ferry.vtt")),
        _file("a.po", _seed("ferry.po")),
        _file("a.xlf", _seed("ferry.12.xlf"), _seed("ferry.21.xlf")),
        _file("a.tmx", memory),
        _file("a.json", _seed("ferry.json")),
        _file("a.yml", _seed("ferry.yml")),
        _file("a.csv", table),
        _file("a.tsv", table.replace(b",", b"\t")),
        _target("formats a.pdf", "a.pdf", _pdf, *_pdfs()),
        _target("tmx strict", "a.tmx", _memory(Policy()), memory),
        _target("tmx lenient", "a.tmx", _memory(LENIENT), memory),
        _target("tmx check", "a.tmx", _checked, memory),
        _target("bitext", "a.bitext.tsv", _bitext, _seed("ferry.bitext.tsv")),
        _target("review", "a.bitext.tsv", read_review, _seed("ferry.bitext.tsv")),
        _target("reasons", "a.reasons.tsv", reasons.read, _seed("ferry.reasons.tsv")),
        _target("ladder", "a.ladder", _ladder, _seed("ferry.ladder")),
        _target("glossary tsv", "a.tsv", _glossary, _seed("glossary.tsv")),
        _target("glossary tbx", "a.tbx", _glossary, _seed("glossary.tbx")),
        _target("glossary kept", "a.txt", terms.read_kept, "Mr. Li\n# c\n渡船\n".encode()),
        _target("manifest", "list.txt", _manifest, b"a.txt\n# c\nb/*.md\n*/*.md\n../c.html\n"),
        _target(
            "pairs tsv", "pairs.tsv", _pairs, b"first\tsecond\tname\na.txt\tb.txt\tx/y\n# c\nc.md\td.md\n"
        ),
        _target("pairs jsonl", "pairs.jsonl", _pairs, _PAIRS),
        _target("package", "a.argosmodel", _installed, _package()),
        _target("filter", "a.txt", _filter, *_FILTERS),
        _target("moses", "a.moses", _moses, "The ferry.\nIt rained.\n\n渡船。\n下雨。\n".encode()),
        _form("a.csv", table),
        _form("a.xlsx", _workbook()),
        _form("a.po", _seed("ferry.po")),
        _form("a.xlf", _seed("ferry.12.xlf"), _seed("ferry.21.xlf")),
        _form("a.jsonl", _seed("ferry.jsonl")),
        _form("a.tbx", _seed("min.tbx")),
    ]
    read = [
        Target(f"documents {target.file}", target.file, target.seeds, _document)
        for target in all_targets
        if target.name.startswith("formats") and target.file not in ("a.txt", "b.txt", "a.tmx")
    ]
    return {target.name: target for target in [*all_targets, *read]}
