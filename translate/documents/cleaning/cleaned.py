"""A text, cleaned: characters first, then the blocks of its format, then their kinds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tmx.base.errors import InputError
from translate.documents.cleaning import characters, paragraphs
from translate.documents.cleaning.kinds import named
from translate.documents.cleaning.mapped import Log, Mapped
from translate.language.detect import side
from translate.model import Block, Document, Side


@dataclass(frozen=True, slots=True)
class Reader:
    """How texts of a format are cut into blocks; :data:`translate.documents.reading.READERS` has all.

    ``blocks`` takes the text with its characters clean, the language, and the log that its steps write to;
    ``prose`` is what of a text tells its language.
    """

    name: str  # of the format
    blocks: Callable[[Mapped, Side, Log], list[Block]]
    prose: Callable[[str], str] = str


TEXT = Reader("text", paragraphs.blocks)


def cleaned(
    name: str | Path,
    text: str,
    reader_of: Callable[[str], Reader],
    lang: Side | None = None,
    *,
    encoding: str = "utf-8",
) -> Document:
    """A document from a text, each character with its place in the source.

    :param name: of the file; it tells the language where ``lang`` and the text do not.
    :param reader_of: the reader for a text whose characters are clean.
    :raises InputError: if the text is empty, in neither language or in another one than ``lang``, or all
        markup.
    """
    if not text.strip("\N{ZERO WIDTH NO-BREAK SPACE}").strip():
        raise InputError("has nothing but white space", path=name, hint="Give a file with text.")
    log = Log()
    clean = characters.clean(Mapped.of(text), log)
    reader = reader_of(clean.text)
    try:
        language = side(reader.prose(clean.text), name, lang)
        blocks = reader.blocks(clean, language, log)
    except RecursionError:
        raise InputError("nests too deep", path=name, hint="Save it as plain text.") from None
    whole = named([block for block in blocks if block.text], log)
    if not whole:
        raise InputError("has no text beside markup", path=name, hint="Give a file with text.")
    return Document(Path(name).name, language, tuple(whole), text, encoding, tuple(log.changes))
