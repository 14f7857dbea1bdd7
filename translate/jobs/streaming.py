"""Texts that are too large to hold, translated piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tmx.base.decode import decode
from tmx.base.files import opened
from translate.documents.cleaning.cleaned import cleaned
from translate.documents.formats import format_of
from translate.documents.formats.plain import of_document
from translate.drafting.drafter import Drafter
from translate.drafting.passages import asks, contents, drafted, passages
from translate.jobs.writing import Piece
from translate.model import OnProgress, rules

STREAM_FROM = 8 << 20
"""Bytes from which a plain text is translated piece by piece."""

_PIECE = 1 << 20  # bytes; pieces end at the end of a line
_SAMPLE = 1 << 20


def is_streamed(path: Path) -> bool:
    """Whether a file is a plain text so large that it goes through in pieces."""
    format_ = format_of(path)
    try:
        return format_ is not None and format_.plain and path.stat().st_size >= STREAM_FROM
    except OSError:
        return False


def translated_pieces(
    path: Path,
    drafter: Drafter,
    *,
    remarks: set[str],
    on_progress: OnProgress | None = None,
) -> Iterator[Piece]:
    """The translation of a large text, piece by piece.

    :param remarks: where what people should know of how it was read is added.
    :param on_progress: called with the sentences that are done, and how many the text seems to have.
    :raises InputError: if a piece of it cannot be read.
    """
    size, sentences = path.stat().st_size, 0
    for text, read in _pieces(path):
        if not any(map(str.isalpha, text)):
            yield text.encode(), ()
            continue
        document = cleaned(path, text, rules(drafter.src))
        file = of_document(document)
        parts = passages(file, document.lang)
        report = _report(on_progress, sentences, size / read)
        results = drafted(parts, drafter.drafts(asks(parts), on_progress=report))
        yield file.write(contents(file, results, drafter.tgt)), results
        sentences += len(results)
        remarks |= {file.remark} - {""}


def first_piece(path: Path) -> str:
    """The beginning of a large text.

    :raises InputError: if it cannot be read.
    """
    return next(_pieces(path), ("", 0))[0]


def _report(on_progress: OnProgress | None, before: int, share: float) -> OnProgress | None:
    """How far the text is, from how far one of its pieces is.

    :param before: sentences of the pieces before it.
    :param share: the bytes of the whole text for each one that was read so far.
    """
    if on_progress is None:
        return None
    return lambda stage, done, total: on_progress(stage, before + done, round((before + total) * share))


def _pieces(path: Path) -> Iterator[tuple[str, int]]:
    """The text in pieces of whole lines, each with the number of bytes read so far."""
    with opened(path) as stream:
        encoding = decode(_whole_lines(stream.read(_SAMPLE)), path).encoding
        stream.seek(0)
        rest = b""
        end = "\n".encode(encoding if encoding.startswith("utf-16") else "ascii")
        while data := stream.read(_PIECE):
            head, mark, rest = (rest + data).rpartition(end)
            if head and (not encoding.startswith("utf-16") or len(head) % 2 == 0):
                yield from _decoded(head + mark, encoding, path, stream.tell() - len(rest))
            else:
                rest = head + mark + rest
        yield from _decoded(rest, encoding, path, stream.tell())


def _whole_lines(data: bytes) -> bytes:
    head, mark, _ = data.rpartition(b"\n")
    return head + mark if head and b"\0" not in data else data


def _decoded(data: bytes, encoding: str, path: Path, read: int) -> Iterator[tuple[str, int]]:
    if data:
        yield (data.decode(encoding) if encoding.startswith("utf-16") else decode(data, path).text), read
