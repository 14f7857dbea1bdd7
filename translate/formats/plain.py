"""Plain text: cleaned like any document, then written as paragraphs."""

from __future__ import annotations

from translate.documents import read_text
from translate.documents.decode import decode
from translate.formats.seam import Content, Item, Opened, Options, native, packed
from translate.model import Document, rules

GAP = "\n\n"
"""Between the blocks of a text."""


def open_text(data: bytes, options: Options) -> Opened:
    """A text file."""
    decoded = decode(data, options.name)
    third = rules(options.src) if options.src not in ("en", "zh") else None
    return of_document(read_text(options.name, decoded.text, third, encoding=decoded.encoding))


def of_document(document: Document) -> Opened:
    """A cleaned document, its blocks parted by blank lines; the end mark of a line is the last."""
    items = []
    at = 0
    for block in document.blocks:
        items.append(Item(at, at + len(block.text), (block.text,), _write, block.kind))
        at += len(block.text) + len(GAP)
    source = GAP.join(block.text for block in document.blocks) + "\n"
    return Opened("text", source, tuple(items), packed("utf-8"), (), 0, document.lang)


def _write(made: Content) -> str:
    return native(made)
