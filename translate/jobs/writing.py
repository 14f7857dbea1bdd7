"""The results of a file: the translated file, its memory, and the review file of its drafts."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import tmx
import tmx.bitext
from tmx.base.files import replacing
from tmx.bitext import DROP, Pair
from tmx.identity import Identities
from tmx.model import Header, Lang
from tmx.xml.writing import default_header
from translate.drafting.cache import digest
from translate.drafting.estimate import estimate, reasons
from translate.drafting.passages import CODES, Passage
from translate.drafting.units import COPY, MEMORY, own_tag, units
from translate.jobs.sources import Outputs
from translate.model import Draft, Side


@dataclass(frozen=True, slots=True)
class Made:
    """What a file's sentences became."""

    name: str
    src: str
    tgt: Side
    tag: Lang
    passages: Sequence[Passage]
    drafts: Sequence[Draft]
    guesses: Sequence[int]  # codes placed by position alone, for each sentence

    @property
    def source_tag(self) -> Lang:
        """The tag of the sources."""
        return own_tag(self.src, (passage.text for passage in self.passages))

    def flagged(self) -> Iterator[tuple[str, Draft]]:
        """Sentences and drafts, with a flag where codes were placed by position."""
        for passage, draft, guesses in zip(self.passages, self.drafts, self.guesses, strict=True):
            yield passage.text, replace(draft, flags=(*draft.flags, CODES)) if guesses else draft


def write_results(made: Made, content: bytes, outputs: Outputs, *, worst_first: bool) -> dict[Path, str]:
    """Write what is asked for; returns the hash of each file."""
    contents = {outputs.text: content}
    pairs = list(made.flagged())
    if outputs.memory:
        stream = io.BytesIO()
        drafted = units(
            [text for text, _ in pairs],
            [draft for _, draft in pairs],
            src=made.src,
            tgt=made.tgt,
            name=made.name,
            tag=made.tag,
            source_tag=made.source_tag,
        )
        tmx.write(drafted, stream, header=header(made.src))
        contents[outputs.memory] = stream.getvalue()
    if outputs.review:
        stream = io.BytesIO()
        found = sorted(pairs, key=lambda pair: _worth(made, pair)) if worst_first else pairs
        tmx.bitext.write(
            review(found, made.src, made.tgt),
            stream,
            metadata={"document": one_line(made.name)},
            langs=(made.source_tag, made.tag) if made.tgt == "zh" else (made.tag, made.source_tag),
        )
        contents[outputs.review] = stream.getvalue()
    for path, data in contents.items():
        with replacing(path) as file:
            file.write(data)
    return {path: digest(data) for path, data in contents.items()}


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


def _worth(made: Made, pair: tuple[str, Draft]) -> float:
    return estimate(*pair, made.tgt)


def review(
    pairs: Iterable[tuple[str, Draft]], src: str, tgt: Side, identities: Identities | None = None
) -> Iterator[Pair]:
    """The lines of a review file: each draft with its origin (``mt``, ``tm``), its estimate and its flags.

    What else was offered follows with ``drop``, so that it stays out of a memory until someone takes it in
    its place.
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
