"""A plain text, cleaned: characters first, then its blocks, then their kinds."""

from pathlib import Path

from tmx.base.errors import InputError
from translate.documents.cleaning import characters, paragraphs
from translate.documents.cleaning.kinds import named
from translate.documents.cleaning.mapped import Log, Mapped
from translate.language.detect import side
from translate.model import Document, Side


def cleaned(name: str | Path, text: str, lang: Side | None = None, *, encoding: str = "utf-8") -> Document:
    """A document from a text, each character with its place in the source.

    :param name: of the file; it tells the language where ``lang`` and the text do not.
    :raises InputError: if the text is empty, in neither language or in another one than ``lang``.
    """
    if not text.strip("\N{ZERO WIDTH NO-BREAK SPACE}").strip():
        raise InputError("has nothing but white space", path=name, hint="Give a file with text.")
    log = Log()
    clean = characters.clean(Mapped.of(text), log)
    language = side(clean.text, name, lang)
    blocks = named([block for block in paragraphs.blocks(clean, language, log) if block.text], log)
    return Document(Path(name).name, language, tuple(blocks), text, encoding, tuple(log.changes))
