"""PDF, to be aligned: the text of its pages in reading order, as paragraphs.

What is written in a PDF are characters at places; that they are words, lines and paragraphs is seen from the
places alone. A translation can't be put back.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from translate.documents.formats.pdf_furniture import furniture
from translate.documents.formats.pdf_glyphs import Page, Piece
from translate.documents.formats.pdf_layout import gutters, regions
from translate.documents.formats.pdf_lines import Line
from translate.documents.formats.pdf_pages import pages
from translate.documents.formats.pdf_paragraphs import Paragraph, continues, glued, paragraphs
from translate.documents.formats.pdf_style import Style, style_of
from translate.documents.seam import Item, Opened, Options, broken, joined, native
from translate.model import BlockKind, Cell, Code, Content

_UNREADABLE_FROM = 0.3  # of the characters
_PARTED = "\n\n"


def open_pdf(data: bytes, options: Options) -> Opened:
    """A PDF with text.

    :raises InputError: if it isn't sound, is protected by a password, has no text, or text whose characters
        can't be told.
    """
    return open_pages(pages(data, options), options)


def open_pages(coming: Iterable[Page], options: Options) -> Opened:
    """The text of pages.

    :raises InputError: as :func:`open_pdf`.
    """
    read = list(coming)
    _refuse_unreadable(read, options)
    aside = furniture(read)
    bodies = [_without(page.pieces, frozenset(gone)) for page, gone in zip(read, aside, strict=True)]
    known = sorted({edge for body in bodies for edge in gutters(body)})
    laid = [regions(body, known) for body in bodies]
    style = style_of(laid)
    blocks = _joined(zip((paragraphs(page, style) for page in laid), aside, strict=True), style)
    return _opened(_numbered(_with_references(blocks)), _remark(read, aside), options)


def _without(pieces: Iterable[Piece], gone: Container[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece not in gone]


def _refuse_unreadable(read: Sequence[Page], options: Options) -> None:
    characters = sum(page.characters for page in read)
    if not any(page.pieces for page in read):
        if any(page.is_scan for page in read):
            raise broken(
                options,
                "has no text layer: it is scanned",
                hint="Run OCR first, such as with: ocrmypdf -l eng+chi_sim FILE.pdf OCR.pdf",
            )
        raise broken(options, "has no text", hint="If its pages show some, run OCR first, as ocrmypdf does.")
    if sum(page.unreadable for page in read) >= _UNREADABLE_FROM * characters:
        raise broken(
            options,
            "has text that can't be read out: its fonts don't say which characters they show",
            hint="Run OCR over it, such as with: ocrmypdf --force-ocr -l eng+chi_sim FILE.pdf OCR.pdf",
        )


def _joined(
    coming: Iterable[tuple[Sequence[Paragraph], Sequence[Piece]]], style: Style
) -> Iterator[Paragraph]:
    """The paragraphs of all pages; one that goes on in the next column or page is whole.

    What stands between its parts, such as notes, tables and running heads, comes after it.
    """
    open_: Paragraph | None = None
    waiting: list[Paragraph] = []
    for blocks, aside in coming:
        for one in blocks:
            if one.is_note or (open_ is not None and one.stands_beside(open_)):
                waiting.append(one)
                continue
            if open_ is not None and continues(open_, one, indents=style.indents, parted=bool(waiting)):
                one = replace(one, content=glued([open_.content, one.content], style))
            else:
                yield from (*filter(None, (open_,)), *waiting)
                waiting = []
            open_ = one
            if not one.is_open:
                yield one
                open_ = None
        waiting += map(_furniture, aside)
    yield from (*filter(None, (open_,)), *waiting)


def _furniture(piece: Piece) -> Paragraph:
    line = Line((piece,), piece.base, piece.size)
    return Paragraph([line], piece.left, piece.right, (piece.text.strip(),), BlockKind.META)


def _with_references(blocks: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs in which raised numbers are codes if they count up, as those of notes do; squares don't."""
    last = 0
    for one in blocks:
        parts: list[str | Code] = []
        for part in one.content:
            if isinstance(part, Code) and not one.is_note and part.native.isdecimal():
                number = int(part.native)
                if number not in (1, last, last + 1):
                    parts.append(part.native)
                    continue
                last = number
            parts.append(part)
        yield replace(one, content=joined(parts))


def _numbered(blocks: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs, cells of tables each by itself."""
    table = -1
    for one in blocks:
        if not one.rows:
            yield one
            continue
        table += 1
        for number, row in enumerate(one.rows):
            for column, parts in sorted(row.cells.items()):
                lines = [Line(tuple(part), part[0].base, part[0].size) for part in parts]
                content: Content = ()
                for line in lines:
                    content = _spaced(content, line.content)
                yield Paragraph(lines, one.left, one.right, content, cell=Cell(table, number, column))


def _spaced(before: Content, after: Content) -> Content:
    return after if not before else joined((*before, " ", *after))


def _remark(read: Sequence[Page], aside: Sequence[Sequence[Piece]]) -> str:
    """What a reader should know of what isn't in the text, or not in its place."""
    scans = [str(number) for number, page in enumerate(read, 1) if page.is_scan]
    turned = sum(page.turned for page in read)
    gone = sum(map(len, aside))
    return "; ".join(
        filter(
            None,
            (
                f"pages without a text layer, left out: {', '.join(scans[:10])}{', …' if scans[10:] else ''}"
                if scans
                else "",
                f"running heads and page numbers set aside: {gone}" if gone else "",
                f"stretches of text that run another way, left out: {turned}" if turned else "",
            ),
        )
    )


def _opened(blocks: Iterable[Paragraph], remark: str, options: Options) -> Opened:
    """The text, and the paragraphs as items in it."""
    parts: list[str] = []
    items: list[Item] = []
    at = 0
    for one in blocks:
        text = one.text
        if not text.strip():
            continue
        if parts:
            parts.append(_PARTED)
            at += len(_PARTED)
        items.append(Item(at, at + len(text), _placed(one.content, at), native, one.kind, cell=one.cell))
        parts.append(text)
        at += len(text)

    def pack(text: str) -> bytes:
        raise broken(options, "is a PDF, which is not written back", hint="Save it as DOCX.")

    return Opened("pdf", "".join(parts), tuple(items), pack, remark=remark)


def _placed(content: Content, at: int) -> Content:
    """A content whose codes know where they stand in the source."""
    parts: list[str | Code] = []
    for part in content:
        parts.append(part if isinstance(part, str) else replace(part, at=at))
        at += len(part) if isinstance(part, str) else len(part.native)
    return tuple(parts)
