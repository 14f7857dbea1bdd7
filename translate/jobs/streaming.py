"""Texts that are too large to hold, and texts that come line by line: translated piece by piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import tmx.bitext
from tmx.base.decode import decode
from tmx.base.files import opened, replacing
from tmx.bitext import Pair
from tmx.model import Lang
from tmx.xml.writing import Writer
from translate.documents.cleaning.cleaned import TEXT, cleaned
from translate.documents.formats import format_of
from translate.documents.formats.plain import of_document
from translate.documents.seam import Opened
from translate.drafting.drafter import Drafter
from translate.drafting.estimate import estimate
from translate.drafting.passages import asks, contents, passages
from translate.drafting.units import kinds, own_tag, units
from translate.jobs.large import ManyIdentities, WorstFirst
from translate.jobs.sources import Outputs
from translate.jobs.writing import header, one_line, review
from translate.model import Ask, Draft, OnProgress, Side, rules
from translate.split import split

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


@dataclass(slots=True)
class Streamed:
    """What came of a large text."""

    sentences: int = 0
    engines: set[str] = field(default_factory=set)
    flags: Counter[str] = field(default_factory=Counter)  # how many drafts have each
    remarks: set[str] = field(default_factory=set)  # what people should know of how it was read

    def count(self, drafts: Iterable[Draft]) -> None:
        """Add the drafts of a piece."""
        for draft in drafts:
            self.sentences += 1
            self.engines.add(draft.engine)
            self.flags.update(kinds(draft))


def translate_stream(
    path: Path,
    outputs: Outputs,
    drafter: Drafter,
    *,
    src: str,
    tag: Lang,
    worst_first: bool = False,
    on_progress: OnProgress | None = None,
) -> Streamed:
    """Translate a large text.

    :param on_progress: called with the sentences that are done, and how many the text seems to have.
    :raises InputError: if a piece of it cannot be read.
    """
    told = Streamed()
    first, _ = next(_pieces(path), ("", 0))
    own = own_tag(src, [first])
    with ExitStack() as files:
        text = files.enter_context(replacing(outputs.text))
        memory = _memory(files, outputs.memory, src)
        made = _pairs(path, text, drafter, told, src, on_progress)
        if memory:
            made = _remembered(made, memory, path.name, src, drafter.tgt, (own, tag))
        if outputs.review:
            lines = _review(made, src, drafter.tgt, worst_first=worst_first)
            stream = files.enter_context(replacing(outputs.review))
            langs = (own, tag) if drafter.tgt == "zh" else (tag, own)
            tmx.bitext.write(lines, stream, metadata={"document": one_line(path.name)}, langs=langs)
        else:
            for _ in made:
                pass
    return told


def _memory(files: ExitStack, path: Path | None, src: str) -> Writer | None:
    return (
        files.enter_context(Writer(files.enter_context(replacing(path)), header=header(src)))
        if path
        else None
    )


Drafted = tuple[str, Draft]
"""A sentence and its draft."""


def _pairs(
    path: Path,
    text: IO[bytes],
    drafter: Drafter,
    told: Streamed,
    src: str,
    on_progress: OnProgress | None,
) -> Iterator[Drafted]:
    """The drafts of a text, while its translation is written and ``told`` counts."""
    size = path.stat().st_size
    for piece, read in _pieces(path):
        if not any(map(str.isalpha, piece)):
            text.write(piece.encode())
            continue
        report = _report(on_progress, told.sentences, size / read)
        opened_, pairs, written = _piece(piece, path, drafter, src, report)
        text.write(written)
        told.count(draft for _, draft in pairs)
        told.remarks |= {opened_.remark} - {""}
        yield from pairs


def _report(on_progress: OnProgress | None, before: int, share: float) -> OnProgress | None:
    """How far the text is, from how far one of its pieces is.

    :param before: sentences of the pieces before it.
    :param share: the bytes of the whole text for each one that was read so far.
    """
    if on_progress is None:
        return None
    return lambda stage, done, total: on_progress(stage, before + done, round((before + total) * share))


def _remembered(
    made: Iterable[Drafted], memory: Writer, name: str, src: str, tgt: Side, tags: tuple[Lang, Lang]
) -> Iterator[Drafted]:
    """The drafts, each written into the memory on its way, with the tags of sources and drafts."""
    about = {"src": src, "name": name, "source_tag": tags[0], "tag": tags[1]}
    identities = ManyIdentities()
    for source, draft in made:
        for unit in units([source], [draft], tgt=tgt, identities=identities, **about):
            memory.add(unit)
        yield source, draft


def _review(made: Iterable[Drafted], src: str, tgt: Side, *, worst_first: bool) -> Iterator[Pair]:
    identities = ManyIdentities()
    if not worst_first:
        yield from review(made, src, tgt, identities)
        return
    lines = WorstFirst()
    for one in made:
        lines.add(estimate(*one, tgt), list(review([one], src, tgt, identities)))
    yield from lines


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


def _piece(
    text: str, path: Path, drafter: Drafter, src: str, report: OnProgress | None
) -> tuple[Opened, list[Drafted], bytes]:
    document = cleaned(path, text, lambda _: TEXT, rules(src))
    file = of_document(document)
    found = passages(file, document.lang)
    drafts = drafter.drafts(asks(found), on_progress=report)
    filled, _ = contents(file, found, drafts, {}, drafter.tgt)
    made = zip((passage.text for passage in found), drafts, strict=True)
    return file, list(made), file.write(filled)


def translate_lines(lines: Iterable[str], drafter: Drafter) -> Iterator[str]:
    """Lines as they come, each translated as soon as it is there; blank lines stay."""
    for line in lines:
        text = line.strip()
        yield _line(text, drafter) if text else ""


def _line(text: str, drafter: Drafter) -> str:
    drafts = drafter.drafts([Ask(piece.strip()) for piece in split(text, rules(drafter.src))])
    return ("" if drafter.tgt == "zh" else " ").join(draft.text for draft in drafts)
