"""Files and texts into documents: decode, find the language and the format, clean."""

from pathlib import Path

from tmx.base.decode import decode, load
from tmx.base.errors import InputError
from translate.documents import web
from translate.documents.cleaning import markdown
from translate.documents.cleaning.cleaned import TEXT, Reader, cleaned
from translate.documents.formats import format_of, suffixes
from translate.language.naming import file_type
from translate.model import Document, Side

MARKDOWN = Reader("markdown", markdown.blocks)
HTML = Reader("html", web.blocks, web.prose)
READERS = {one.name: one for one in (TEXT, MARKDOWN, HTML)}
"""By the names of their formats."""


def read(path: Path, *, lang: Side | None = None) -> Document:
    """A document from a file, in its own language unless ``lang`` says which it must be.

    :raises InputError: if the file is missing or empty, in an unknown format or encoding, not text, in
        neither language, or in the other one.
    """
    data = load(path)
    _refuse_unknown(path)
    decoded = decode(data, path)
    return read_text(path, decoded.text, lang, encoding=decoded.encoding)


def read_text(
    name: str | Path,
    text: str,
    lang: Side | None = None,
    *,
    markup: str | None = None,
    encoding: str = "utf-8",
) -> Document:
    """A document from a text; ``name`` tells language and format where ``lang`` and ``markup`` do not.

    :raises InputError: as :func:`read`.
    """
    return cleaned(name, text, lambda clean: _reader(name, clean, markup), lang, encoding=encoding)


def is_read(name: str | Path) -> bool:
    """Whether a file is in a format with a reader here, by its name."""
    format_ = format_of(name)
    return format_ is not None and format_.name in READERS


def _reader(name: str | Path, text: str, markup: str | None) -> Reader:
    if markup:
        return READERS[markup]
    format_ = format_of(name)
    reader = READERS.get(format_.name, TEXT) if format_ else TEXT
    return MARKDOWN if reader is TEXT and markdown.looks_like(text) else reader


def _refuse_unknown(path: Path) -> None:
    if not is_read(path):
        raise InputError(
            f"is in a format that duiyi cannot read here ({file_type(path)})",
            path=path,
            hint=f"Save its text as one of these: {' '.join(suffixes(*READERS))}.",
        )
