"""Files and texts into documents: decode, find the language and the format, clean."""

from pathlib import Path

from tmx.base.decode import decode, load
from tmx.base.errors import InputError
from translate.documents import web
from translate.documents.cleaning import markdown
from translate.documents.cleaning.cleaned import TEXT, Format, cleaned
from translate.language.naming import file_type
from translate.model import Document, Side

MARKDOWN = Format("markdown", (".md", ".markdown", ".mdown", ".mkd"), markdown.blocks)
HTML = Format("html", (".html", ".htm", ".xhtml"), web.blocks, web.prose)
FORMATS = (TEXT, MARKDOWN, HTML)


def read(path: Path, *, lang: Side | None = None) -> Document:
    """A document from a file, in its own language unless ``lang`` says which it must be.

    :raises InputError: if the file is missing, of a format or in an encoding that is not read, empty, no
        text, in neither language, or in the other one.
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
    return cleaned(name, text, lambda clean: _format(name, clean, markup), lang, encoding=encoding)


def _format(name: str | Path, text: str, markup: str | None) -> Format:
    if markup:
        return next(known for known in FORMATS if known.name == markup)
    suffix = file_type(name)
    by_suffix = next((known for known in FORMATS if suffix in known.suffixes), TEXT)
    return MARKDOWN if by_suffix is TEXT and markdown.looks_like(text) else by_suffix


def _refuse_unknown(path: Path) -> None:
    suffix = file_type(path)
    if not any(suffix in known.suffixes for known in FORMATS):
        suffixes = " ".join(suffix for known in FORMATS for suffix in known.suffixes if suffix)
        raise InputError(
            f"is of a format that is not read here ({suffix})",
            path=path,
            hint=f"Save its text as one that is: {suffixes}.",
        )
