"""Files of any format into documents: decode, open, find the language, clean."""

from pathlib import Path

from tmx.base.decode import load
from tmx.base.errors import InputError
from translate.documents.cleaning.prose import document_of
from translate.documents.formats import Format, format_named, open_file
from translate.documents.seam import Options
from translate.model import Document, Side


def read(path: Path, *, lang: Side | None = None) -> Document:
    """A document from a file, in its own language unless ``lang`` says which it must be.

    :raises InputError: if the file is missing or empty, in a format or an encoding that is not read, broken,
        without text, in neither language, or in the other one.
    """
    return document(load(path), path, lang=lang)


def document(
    data: bytes, name: str | Path, *, lang: Side | None = None, format_: Format | None = None
) -> Document:
    """A document from the bytes of a file.

    :param name: tells the format, unless ``format_`` does, and the language where the text does not.
    :raises InputError: as :func:`read`.
    """
    options = Options(str(name), "zh", "zh-CN", "en", lang=lang)
    try:
        opened = open_file(data, options, format_=format_, reading=True)
    except RecursionError:
        raise InputError("nests too deep", path=name, hint="Save it as plain text.") from None
    if opened.document:
        return opened.document
    one = format_named(opened.format)
    return document_of(opened, name, lang, page=one.page, clip=one.clip, worded=one.worded)
