"""Files and texts into documents: decode, find the language and the format, clean."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tmx.errors import InputError
from translate.documents import characters, markdown, plain, web
from translate.documents.decode import decode, load
from translate.documents.kinds import named
from translate.documents.language import side
from translate.documents.mapped import Log, Mapped
from translate.documents.naming import file_type
from translate.model import Block, Document, Side


@dataclass(frozen=True, slots=True)
class Format:
    """A format of documents: one module each, entered in :data:`FORMATS`.

    ``blocks`` takes the text with its characters clean, the language, and the log that its steps write to;
    ``prose`` is what of a text tells its language.
    """

    name: str
    suffixes: tuple[str, ...]
    blocks: Callable[[Mapped, Side, Log], list[Block]]
    prose: Callable[[str], str] = str


TEXT = Format("text", (".txt", ".text", ""), plain.blocks)
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
    if not text.strip("\N{ZERO WIDTH NO-BREAK SPACE}").strip():
        raise InputError("has nothing but white space", path=name, hint="Give a file with text.")
    log = Log()
    clean = characters.clean(Mapped.of(text), log)
    format_ = _format(name, clean.text, markup)
    try:
        language = side(format_.prose(text), name, lang)
        found = format_.blocks(clean, language, log)
    except RecursionError:
        raise InputError("nests too deep", path=name, hint="Save it as plain text.") from None
    blocks = named([block for block in found if block.text], log)
    if not blocks:
        raise InputError("has no text beside markup", path=name, hint="Give a file with text.")
    return Document(Path(name).name, language, tuple(blocks), text, encoding, tuple(log.changes))


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
