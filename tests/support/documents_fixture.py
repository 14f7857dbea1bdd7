"""Documents for tests, from texts."""

from pathlib import Path

from translate.documents.formats import format_named
from translate.documents.reading import document
from translate.model import Document, Side


def read_text(
    name: str | Path, text: str, lang: Side | None = None, *, markup: str | None = None
) -> Document:
    """The document of a text, as that of a file.

    :param markup: its format, whatever the name says.
    """
    format_ = format_named(markup) if markup else None
    return document(text.encode(), name, lang=lang, format_=format_)
