"""The results of a file: the translated file, its memory, and the review file of its drafts."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import IO

import tmx.bitext
from tmx.base.errors import OutputError
from tmx.base.files import replacing
from tmx.bitext import DROP, Pair
from tmx.identity import Identities
from tmx.model import Header, Lang
from tmx.xml.writing import Writer, default_header
from translate.drafting.estimate import estimate, reasons
from translate.drafting.passages import Drafted
from translate.drafting.units import COPY, MEMORY, kinds, units
from translate.jobs.large import ManyIdentities, WorstFirst
from translate.jobs.sources import Outputs
from translate.model import Draft, Side


@dataclass(frozen=True, slots=True)
class About:
    """What a memory and a review file say of their document."""

    name: str
    src: str
    tgt: Side
    source_tag: Lang
    tag: Lang

    @property
    def langs(self) -> tuple[Lang, Lang]:
        """The tags of the English and of the Chinese side."""
        return (self.source_tag, self.tag) if self.tgt == "zh" else (self.tag, self.source_tag)


@dataclass(slots=True)
class Counts:
    """What was written, in numbers."""

    sentences: int = 0
    engines: set[str] = field(default_factory=set)
    flags: Counter[str] = field(default_factory=Counter)  # how many drafts have each
    guessed: int = 0  # inline codes that were placed by position alone

    def add(self, one: Drafted) -> None:
        """Count a sentence."""
        self.sentences += 1
        self.engines.add(one.draft.engine)
        self.flags.update(kinds(one.draft))
        self.guessed += one.guessed


Piece = tuple[bytes, Sequence[Drafted]]
"""A piece of a translated file, and the sentences in it."""


def write_results(
    pieces: Iterable[Piece], about: About, outputs: Outputs, *, worst_first: bool = False
) -> Counts:
    """Write a file's translation, and its memory and review file if they are asked for, as the pieces come.

    None of them is there before all are whole. RAM does not grow with their size.

    :param worst_first: the review file begins with the drafts of the lowest estimate.
    """
    counts = Counts()
    with ExitStack() as files:
        drafted = _texts(pieces, files.enter_context(replacing(outputs.text)), counts)
        if outputs.memory:
            stream = files.enter_context(replacing(outputs.memory))
            memory = files.enter_context(Writer(stream, header=header(about.src)))
            drafted = _remembered(drafted, memory, about)
        if outputs.review:
            tmx.bitext.write(
                _review_lines(drafted, about, worst_first=worst_first),
                files.enter_context(replacing(outputs.review)),
                metadata={"document": one_line(about.name)},
                langs=about.langs,
            )
        else:
            deque(drafted, maxlen=0)
    return counts


def _texts(pieces: Iterable[Piece], text: IO[bytes], counts: Counts) -> Iterator[tuple[str, Draft]]:
    """The sentences and their drafts, while the translation is written and they are counted."""
    for content, drafted in pieces:
        if b"\0" in content and text.isatty():
            raise OutputError(
                "is a terminal, and the translation is not text", path="-", hint="Name a file with -o."
            )
        text.write(content)
        for one in drafted:
            counts.add(one)
            yield one.passage.text, one.draft


def _remembered(
    drafted: Iterable[tuple[str, Draft]], memory: Writer, about: About
) -> Iterator[tuple[str, Draft]]:
    """The sentences, each written into the memory on its way."""
    identities = ManyIdentities()
    for source, draft in drafted:
        for unit in units(
            [source],
            [draft],
            src=about.src,
            tgt=about.tgt,
            name=about.name,
            tag=about.tag,
            source_tag=about.source_tag,
            identities=identities,
        ):
            memory.add(unit)
        yield source, draft


def _review_lines(drafted: Iterable[tuple[str, Draft]], about: About, *, worst_first: bool) -> Iterator[Pair]:
    identities = ManyIdentities()
    if not worst_first:
        yield from review(drafted, about.src, about.tgt, identities)
        return
    lines = WorstFirst()
    for source, draft in drafted:
        pairs = review([(source, draft)], about.src, about.tgt, identities)
        lines.add(estimate(source, draft, about.tgt), list(pairs))
    yield from lines


def header(src: str) -> Header | None:
    """The header of a memory from a third language, which is its source; else that of the house."""
    if src in ("en", "zh"):
        return None
    return replace(
        default_header(),
        attributes=tuple(
            (name, src if name == "srclang" else value) for name, value in default_header().attributes
        ),
    )


def one_line(name: str) -> str:
    """A file's name as metadata can hold it."""
    return " ".join(name.split())


def review(
    pairs: Iterable[tuple[str, Draft]], src: str, tgt: Side, identities: Identities | None = None
) -> Iterator[Pair]:
    """The lines of a review file: each draft with its origin (``mt``, ``tm``), its estimate and its flags.

    Alternatives follow with ``drop``: they stay out of a memory until someone chooses one.
    """
    identities = identities or Identities()
    for source, draft in pairs:
        if not source or not draft.text:
            continue
        id_ = identities.of(source)
        flags = (_origin(draft), *map(_word, reasons(source, draft, tgt)))
        yield _pair(id_, source, draft.text, src, estimate(source, draft, tgt), flags)
        for number, other in enumerate(filter(None, draft.alternatives), 1):
            yield _pair(f"{id_}.{number}", source, other, src, None, (DROP, "offer"))


def _pair(id_: str, source: str, target: str, src: str, score: float | None, flags: tuple[str, ...]) -> Pair:
    en, zh = (source, target) if src == "en" else (target, source)
    return Pair(id_, (en,), (zh,), "1-1", score, tuple(dict.fromkeys(flags)))


def _origin(draft: Draft) -> str:
    if draft.engine == COPY:
        return COPY
    if draft.engine.startswith(MEMORY):
        return "tm" + (":" + draft.engine.rsplit(" ", 1)[-1] if draft.engine.endswith("%") else "")
    return "mt"


def _word(flag: str) -> str:
    return "".join(flag.split()).replace(",", "")
