"""Texts that are too large to hold, and texts that come line by line: translated piece by piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import tmx.bitext
from tmx.bitext import Pair
from tmx.files import opened, replacing
from tmx.identity import Identities
from tmx.model import Lang
from tmx.writing import Writer
from translate.batch import Outputs
from translate.documents import read_text
from translate.documents.decode import decode
from translate.drafter import Drafter
from translate.drafts import units
from translate.formats.plain import GAP, of_document
from translate.model import Draft, rules
from translate.passages import asks, contents, passages
from translate.protect import Ask
from translate.split import split
from translate.writing import header, one_line, review

STREAM_FROM = 8 << 20
"""Bytes from which a plain text is translated piece by piece."""

_PIECE = 1 << 20  # bytes; pieces end at the end of a line
_SAMPLE = 1 << 20


def is_streamed(path: Path) -> bool:
    """Whether a file is a plain text so large that it goes through in pieces."""
    try:
        return path.suffix.lower() in (".txt", ".text", "") and path.stat().st_size >= STREAM_FROM
    except OSError:
        return False


def translate_stream(
    path: Path,
    outputs: Outputs,
    drafter: Drafter,
    *,
    src: str,
    tag: Lang,
    progress: Callable[[int], None] | None = None,
) -> tuple[int, dict[str, int]]:
    """Translate a large text; returns how many sentences it has, and how many drafts have each flag.

    :raises InputError: if a piece of it cannot be read.
    """
    flags: Counter[str] = Counter()
    with ExitStack() as files:
        text = files.enter_context(replacing(outputs.text))
        memory = _memory(files, outputs.memory, src)
        lines = _lines(path, text, memory, drafter, flags, src, tag, progress)
        if outputs.review:
            stream = files.enter_context(replacing(outputs.review))
            tmx.bitext.write(lines, stream, metadata={"document": one_line(path.name)})
        else:
            for _ in lines:
                pass
    return flags.pop("", 0), dict(sorted(flags.items()))


def _memory(files: ExitStack, path: Path | None, src: str) -> Writer | None:
    return (
        files.enter_context(Writer(files.enter_context(replacing(path)), header=header(src)))
        if path
        else None
    )


def _lines(
    path: Path,
    text: IO[bytes],
    memory: Writer | None,
    drafter: Drafter,
    flags: Counter[str],
    src: str,
    tag: Lang,
    progress: Callable[[int], None] | None,
) -> Iterator[Pair]:
    """The review lines of a text, while its translation and memory are written; ``flags[""]`` counts all."""
    for_memory, for_review = Identities(), Identities()
    own = "" if tag in ("en", "zh-CN") else tag
    for number, piece in enumerate(_pieces(path)):
        said, pairs = _piece(piece, path, drafter, src, progress)
        text.write(((GAP if number else "") + said.rstrip("\n")).encode())
        flags.update(flag for _, draft in pairs for flag in ("", *draft.flags))
        sources, drafts = [source for source, _ in pairs], [draft for _, draft in pairs]
        if memory:
            for unit in units(
                sources, drafts, src=src, tgt=drafter.tgt, name=path.name, tag=own, identities=for_memory
            ):
                memory.add(unit)
        yield from review(pairs, src, drafter.tgt, for_review)
    text.write(b"\n")


def _pieces(path: Path) -> Iterator[str]:
    """The text in pieces of whole lines."""
    with opened(path) as stream:
        encoding = decode(_whole_lines(stream.read(_SAMPLE)), path).encoding
        stream.seek(0)
        rest = b""
        end = "\n".encode(encoding if encoding.startswith("utf-16") else "ascii")
        while data := stream.read(_PIECE):
            head, mark, rest = (rest + data).rpartition(end)
            if head and (not encoding.startswith("utf-16") or len(head) % 2 == 0):
                yield from _decoded(head + mark, encoding, path)
            else:
                rest = head + mark + rest
        yield from _decoded(rest, encoding, path)


def _whole_lines(data: bytes) -> bytes:
    head, mark, _ = data.rpartition(b"\n")
    return head + mark if head and b"\0" not in data else data


def _decoded(data: bytes, encoding: str, path: Path) -> Iterator[str]:
    text = data.decode(encoding) if encoding.startswith("utf-16") else decode(data, path).text if data else ""
    if any(map(str.isalnum, text)):
        yield text


def _piece(
    text: str, path: Path, drafter: Drafter, src: str, progress: Callable[[int], None] | None
) -> tuple[str, list[tuple[str, Draft]]]:
    document = read_text(path, text, rules(src))
    file = of_document(document)
    found = passages(file, document.lang)
    drafts = drafter.drafts(asks(found), progress=progress)
    filled, _ = contents(file, found, drafts, {}, drafter.tgt)
    made = zip((passage.text for passage in found), drafts, strict=True)
    return file.write(filled).decode("utf-8"), list(made)


def translate_lines(lines: Iterable[str], drafter: Drafter) -> Iterator[str]:
    """Lines as they come, each translated as soon as it is there; blank lines stay."""
    for line in lines:
        text = line.strip()
        yield _line(text, drafter) if text else ""


def _line(text: str, drafter: Drafter) -> str:
    drafts = drafter.drafts([Ask(piece.strip()) for piece in split(text, rules(drafter.src))])
    return ("" if drafter.tgt == "zh" else " ").join(draft.text for draft in drafts)
