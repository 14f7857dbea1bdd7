"""Formats: files opened as text with items of prose in it, and written back with all else untouched.

=============  ====================================================================================
``seam``       the types all formats share: codes, contents, items, and the splicing writer
``markup``     tags and text of XML and HTML; ``zipped`` opens DOCX and EPUB without trust
``plain``      txt, cleaned as :mod:`translate.documents` cleans it
``markdown``   Markdown; ``emphasis`` sets its stars where they count
``web``        HTML, XHTML
``docx``       Word; ``docx_package`` knows its parts and fonts, ``docx_paragraphs`` reads a paragraph,
               ``docx_fields`` makes its fields whole, ``docx_nodes`` writes it
``pptx``       PowerPoint
``xlsx``       Excel; ``xlsx_sheets`` finds texts in cells, ``xlsx_strings`` reads and writes them,
               ``xlsx_tables`` keeps the names of columns in step
``ooxml``      the parts of all Office files, ``drawingml`` their drawings, ``ooxml_source`` their texts
``odf``        OpenDocument; ``odf_text`` finds its paragraphs, ``odf_paragraphs`` reads them,
               ``odf_styles`` knows what they look like
``epub``       books
``subtitles``  SRT, VTT
``bilingual``  XLIFF 1.2 and 2.x; TMX that lacks a variant
``po``         gettext
``locale``     JSON, YAML; ``messages`` are those of ICU
``table``      CSV, TSV
``rtf``        RTF, to be aligned; ``rtf_tokens`` takes it apart, ``rtf_story`` holds what it says
``pdf``        PDF, to be aligned: ``pdf_glyphs`` reads it in the process of ``pdf_pages``,
               ``pdf_furniture`` is what recurs on pages, ``pdf_layout`` and ``pdf_lines`` the order,
               ``pdf_tables`` and ``pdf_paragraphs`` what it says, ``pdf_style`` what is usual
=============  ====================================================================================

Two laws hold for all (``tests/translate/test_formats.py``): with no translation a file comes back byte for
byte (texts that had to be cleaned, or had other line ends or encodings, aside), and each code of an item
comes back exactly once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import cast

from tmx.base.errors import InputError
from translate.documents.seam import Opened, Options, line_of, shown
from translate.language.naming import file_type

__all__ = [
    "FORMATS",
    "Format",
    "Opened",
    "Options",
    "format_named",
    "format_of",
    "open_file",
    "refuse_unwritten",
    "suffixes",
]

Opener = Callable[[bytes, Options], Opened]
"""Opens a file; an InputError where it isn't a sound file of the format."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format, declared: one module and one entry in :data:`FORMATS`, which is all that names its suffixes.

    ``opener`` names a module of this package and its :data:`Opener`; it loads when a file needs it.
    """

    name: str  # that of its ``Opened.format``
    suffixes: tuple[str, ...]
    opener: str
    plain: bool = False  # a text without markup: large ones are read in pieces, file names count as evidence
    worded: bool = False  # a number alone isn't a sentence
    bilingual: bool = False  # items are segments already
    zipped: bool = False
    page: bool = False  # of pages, where by-lines, dates and counters may stand around the text
    clip: bool = False  # reading services save pages in it
    aligned: bool = True  # whether its texts may be aligned; those of a memory are already
    written: bool = True  # whether a translation can be put back into a file of the format
    reader: str = ""  # as ``opener``, for aligning: with what has a translation already, in both languages

    def open(self, data: bytes, options: Options, *, reading: bool = False) -> Opened:
        """Open a file.

        :param reading: to be aligned, not to be translated.
        :raises InputError: if it isn't a sound file of the format.
        """
        module, _, function = ((reading and self.reader) or self.opener).partition(".")
        return cast(Opener, getattr(import_module(f"{__name__}.{module}"), function))(data, options)


FORMATS: tuple[Format, ...] = (
    Format(
        "text",
        (".txt", ".text", ""),
        "plain.open_text",
        plain=True,
        worded=True,
        page=True,
        reader="plain.read_text",
    ),
    Format(
        "markdown",
        (".md", ".markdown", ".mdown", ".mkd"),
        "markdown.open_markdown",
        worded=True,
        page=True,
        clip=True,
        reader="markdown.read_markdown",
    ),
    Format("html", (".html", ".htm", ".xhtml"), "web.open_html", page=True, reader="web.read_html"),
    Format("docx", (".docx",), "docx.open_docx", worded=True, zipped=True, reader="docx.read_docx"),
    Format(
        "pptx",
        (".pptx", ".ppsx", ".pptm"),
        "pptx.open_pptx",
        worded=True,
        zipped=True,
        reader="pptx.read_pptx",
    ),
    Format("xlsx", (".xlsx", ".xlsm"), "xlsx.open_xlsx", worded=True, zipped=True, reader="xlsx.read_xlsx"),
    Format(
        "odf",
        (".odt", ".ott", ".ods", ".ots", ".odp", ".otp", ".odg", ".fodt", ".fods", ".fodp"),
        "odf.open_odf",
        worded=True,
        zipped=True,
        reader="odf.read_odf",
    ),
    Format("epub", (".epub",), "epub.open_epub", zipped=True, reader="epub.read_epub"),
    Format("subtitles", (".srt", ".vtt"), "subtitles.open_subtitles"),
    Format("po", (".po", ".pot"), "po.open_po", bilingual=True, reader="po.read_po"),
    Format(
        "xliff", (".xlf", ".xliff"), "bilingual.open_xliff", bilingual=True, reader="bilingual.read_xliff"
    ),
    Format("tmx", (".tmx",), "bilingual.open_tmx", bilingual=True, aligned=False),
    Format("json", (".json", ".arb"), "locale.open_json"),
    Format("yaml", (".yml", ".yaml"), "locale.open_yaml"),
    Format("table", (".csv", ".tsv", ".tab"), "table.open_table", reader="table.read_table"),
    Format("rtf", (".rtf",), "rtf.open_rtf", worded=True, written=False),
    Format("pdf", (".pdf",), "pdf.open_pdf", worded=True, written=False),
)
"""All formats: the one list behind reading, scanning, help and messages."""

_HALF = re.compile("[\ud800-\udfff]")
_INSTEAD = {
    ".doc": "DOCX",
    ".wps": "DOCX",
    ".ppt": "PPTX",
    ".mobi": "EPUB",
    ".azw3": "EPUB",
    ".xls": "XLSX",
    ".et": "XLSX",
    ".dps": "PPTX",
    ".xlsb": "XLSX",
    ".ass": "SRT or VTT",
    ".ssa": "SRT or VTT",
    ".sdlxliff": "XLIFF (.xlf)",
    ".mqxliff": "XLIFF (.xlf)",
    ".mxliff": "XLIFF (.xlf)",
}


def format_of(name: str | PurePath) -> Format | None:
    """The format of a file by its name; a name without a suffix is plain text."""
    suffix = file_type(name)
    return next((one for one in FORMATS if suffix in one.suffixes), None)


def format_named(name: str) -> Format:
    """The format of a name, such as that of a file that was opened."""
    return next(one for one in FORMATS if one.name == name)


def suffixes(*names: str, written: bool = False) -> tuple[str, ...]:
    """The suffixes of all formats, or of those named, in order.

    :param written: only of formats that translations can be put back into.
    """
    return tuple(
        suffix
        for one in FORMATS
        if (not names or one.name in names) and (one.written or not written)
        for suffix in one.suffixes
        if suffix
    )


def refuse_unwritten(name: str | PurePath) -> None:
    """Raise if no translation can be put back into a file, though it can be read.

    :raises InputError: which says what can be done.
    """
    format_ = format_of(name)
    if format_ is not None and not format_.written:
        raise InputError(
            f"is in a format that is read for aligning, but not written back yet ({file_type(name)})",
            path=str(name),
            hint="Save it as DOCX, and translate that.",
        )


def open_file(
    data: bytes, options: Options, *, format_: Format | None = None, reading: bool = False
) -> Opened:
    """Open a file by its name's suffix; a name without one is taken as text.

    :param format_: the format, whatever the name says.
    :param reading: to be aligned, not to be translated.
    :raises InputError: if duiyi cannot read its format, or if it is empty or breaks the rules of its format.
    """
    format_ = format_ or format_of(options.name)
    if not data.strip():
        raise InputError("is empty", path=options.name, hint="Give a file with text.")
    if format_ is None:
        suffix = file_type(options.name)
        read = f"plain text (.txt), or as one of these: {' '.join(suffixes())}"
        raise InputError(
            f"is in a format that duiyi cannot read ({suffix})",
            path=options.name,
            hint=f"Save it as {_INSTEAD.get(suffix, read)}.",
        )
    if data.startswith(b"PK\x03\x04") and not format_.zipped:
        zipped = ", ".join(suffix for one in FORMATS if one.zipped for suffix in one.suffixes)
        raise InputError(
            "is a zip file", path=options.name, hint=f"Check its suffix; of zip files, duiyi reads {zipped}."
        )
    if reading and not format_.aligned:
        raise InputError(
            "is a translation memory: its texts are aligned already",
            path=options.name,
            hint="Look at it with duiyi tmx stats.",
        )
    opened = format_.open(data, options, reading=reading)
    for item in opened.items:
        if _HALF.search(shown(item.content)):
            raise InputError(
                "has half a character, written as an escape such as \\ud83d",
                path=options.name,
                line=line_of(opened.source, item.start),
                hint="Write both halves, or the character itself.",
            )
    return opened
