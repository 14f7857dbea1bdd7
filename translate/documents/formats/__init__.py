"""Formats: files opened as text with items of prose in it, and written back with all else untouched.

=============  ====================================================================================
``seam``       the types all formats share: codes, contents, items, and the splicing writer
``markup``     tags and text of XML and HTML; ``zipped`` opens DOCX and EPUB without trust
``plain``      txt, cleaned as :mod:`translate.documents` cleans it
``markdown``   Markdown; ``emphasis`` sets its stars where they count
``web``        HTML, XHTML
``docx``       Word; ``docx_package`` knows its parts and fonts, ``docx_paragraphs`` reads a paragraph,
               ``docx_fields`` makes its fields whole, ``docx_nodes`` writes it
``epub``       books
``subtitles``  SRT, VTT
``bilingual``  XLIFF 1.2 and 2.x; TMX that lacks a variant
``po``         gettext
``locale``     JSON, YAML; ``messages`` are those of ICU
``table``      CSV, TSV
=============  ====================================================================================

Two laws hold for all (``tests/translate/test_formats.py``): with no translation a file comes back byte for
byte (texts that had to be cleaned, or had other line ends or encodings, aside), and each code of an item
comes back exactly once.
"""

import re
from importlib import import_module

from tmx.base.errors import InputError
from translate.documents.seam import Opened, Options, line_of, shown
from translate.language.naming import file_type

__all__ = ["SUFFIXES", "Opened", "Options", "known", "open_file"]

SUFFIXES: dict[str, tuple[str, str]] = {
    ".txt": ("plain", "open_text"),
    ".text": ("plain", "open_text"),
    "": ("plain", "open_text"),
    ".md": ("markdown", "open_markdown"),
    ".markdown": ("markdown", "open_markdown"),
    ".mdown": ("markdown", "open_markdown"),
    ".mkd": ("markdown", "open_markdown"),
    ".html": ("web", "open_html"),
    ".htm": ("web", "open_html"),
    ".xhtml": ("web", "open_html"),
    ".docx": ("docx", "open_docx"),
    ".epub": ("epub", "open_epub"),
    ".srt": ("subtitles", "open_subtitles"),
    ".vtt": ("subtitles", "open_subtitles"),
    ".po": ("po", "open_po"),
    ".pot": ("po", "open_po"),
    ".xlf": ("bilingual", "open_xliff"),
    ".xliff": ("bilingual", "open_xliff"),
    ".tmx": ("bilingual", "open_tmx"),
    ".json": ("locale", "open_json"),
    ".arb": ("locale", "open_json"),
    ".yml": ("locale", "open_yaml"),
    ".yaml": ("locale", "open_yaml"),
    ".csv": ("table", "open_table"),
    ".tsv": ("table", "open_table"),
    ".tab": ("table", "open_table"),
}
"""The module and the function that open files with a suffix."""

READ = " ".join(suffix for suffix in SUFFIXES if suffix)
"""What is read, for messages."""

_HALF = re.compile("[\ud800-\udfff]")
_INSTEAD = {
    ".doc": "DOCX",
    ".odt": "DOCX",
    ".rtf": "DOCX",
    ".pdf": "text or DOCX",
    ".mobi": "EPUB",
    ".azw3": "EPUB",
    ".xls": "CSV",
    ".xlsx": "CSV",
    ".ods": "CSV",
    ".ass": "SRT or VTT",
    ".ssa": "SRT or VTT",
    ".sdlxliff": "XLIFF (.xlf)",
    ".mqxliff": "XLIFF (.xlf)",
    ".mxliff": "XLIFF (.xlf)",
}


def open_file(data: bytes, options: Options) -> Opened:
    """Open a file by its name's suffix; a name without one is taken as text.

    :raises InputError: if its format is not read, if it is empty, or no sound file of its format.
    """
    suffix = file_type(options.name)
    if not data.strip():
        raise InputError("is empty", path=options.name, hint="Give a file with text.")
    if suffix not in SUFFIXES:
        instead = _INSTEAD.get(suffix) or f"plain text (.txt), or as one of these: {READ}"
        raise InputError(
            f"is a format that is not read ({suffix})", path=options.name, hint=f"Save it as {instead}."
        )
    if data.startswith(b"PK\x03\x04") and suffix not in (".docx", ".epub"):
        raise InputError(
            "is a zip file", path=options.name, hint="Is its suffix right? .docx and .epub are read."
        )
    module, function = SUFFIXES[suffix]
    opened: Opened = getattr(import_module(f"translate.documents.formats.{module}"), function)(data, options)
    for item in opened.items:
        if _HALF.search(shown(item.content)):
            raise InputError(
                "has half a character, written as an escape such as \\ud83d",
                path=options.name,
                line=line_of(opened.source, item.start),
                hint="Write both halves, or the character itself.",
            )
    return opened


def known(name: str) -> bool:
    """Whether a file's suffix is one of a format that is read."""
    suffix = file_type(name)
    return bool(suffix) and suffix in SUFFIXES
