"""Why each pair has its score: named parts in a file of their own, so that the review file diffs clean.

``NAME.reasons.tsv`` has a line for each pair, in order: ``key``, the English and the Chinese sentences it
stands for (``12:14``, half-open, in the document), then one column for each part, in nats. The key is a
hash of the pair's text: what a person edits loses its reasons.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from align.model import Bead, Span
from align.reviewing.files import SUFFIX
from tmx.base.errors import InputError
from tmx.base.files import opened
from tmx.bitext import MARK, Pair
from tmx.identity import tuid

PARTS: Mapping[str, str] = {
    "kind": "how usual it is to pair so many sentences",
    "meaning": "both sides mean the same",
    "words": "the words of each side are found in the other",
    "items": "names and numbers agree",
    "length": "the lengths fit",
    "marks": "quotes and the marks at both ends agree",
    "translation": "the translator finds each likely for the other",
    "constant": "before looking: most candidates are wrong",
    "margin": "nearer to each other than to what is around them",
    "lead": "no other sentence comes as close",
    "words_src": "the English words are found in the Chinese",
    "words_tgt": "the Chinese words are found in the English",
    "words_least": "the worse of both directions",
    "items_alone": "names or numbers that stand on one side only",
    "ratio": "the lengths fit",
    "brevity": "short sentences prove little",
    "draft": "a machine's draft resembles the real sentence",
}
"""Each part of the evidence in words, as a reason for a pair."""

FLAGS: Mapping[str, str] = {
    "ok": "accepted by you",
    "drop": "dropped by you",
    "candidate": "too improbable for the memory, unless you accept it",
    "length": "the lengths do not fit",
    "items": "names or numbers stand on one side only",
    "marks": "quotes or the marks at the ends differ",
    "crossing": "its Chinese stands elsewhere in the text",
    "meta": "a page number, running head, date, by-line or counter: not aligned",
    "untranslated": "both sides are the same",
    "edited": "its text was changed by hand",
    "moved": "split, merged or moved by hand",
    "rest": "left over when an earlier decision was kept",
}
"""Each flag in a reviewer's words."""


@dataclass(frozen=True)
class Reasons:
    """Where a pair stands in the documents, and what each kind of evidence adds to its score, in nats."""

    src: Span
    tgt: Span
    parts: Mapping[str, float] = field(default_factory=dict)


def reasons_of(path: Path) -> Path:
    """The file of reasons beside a review file."""
    return path.with_name(path.name.removesuffix(SUFFIX) + ".reasons.tsv")


def key(pair: Pair) -> str:
    """The key of a pair: a hash of its text."""
    return tuid(f"{MARK.join(pair.en)}\t{MARK.join(pair.zh)}")


def write(beads: Sequence[Bead], pairs: Sequence[Pair], stream: IO[bytes]) -> int:
    """Write the reasons for pairs, each made from the bead in the same place; returns their number."""
    names = list(dict.fromkeys(name for bead in beads for name in bead.parts))
    stream.write(("\t".join(["#key", "en", "zh", *names]) + "\n").encode())
    for bead, pair in zip(beads, pairs, strict=True):
        spans = (f"{span.start}:{span.stop}" for span in (bead.src, bead.tgt))
        parts = (f"{bead.parts[name]:.2f}" if name in bead.parts else "" for name in names)
        stream.write(("\t".join([key(pair), *spans, *parts]) + "\n").encode())
    return len(beads)


def read(path: Path) -> dict[str, list[Reasons]]:
    """The reasons by key; pairs with the same text have several, in order.

    :raises InputError: naming the line that is broken.
    """
    by_key: dict[str, list[Reasons]] = {}
    with opened(path) as stream:
        names: list[str] = []
        for number, data in enumerate(stream, 1):
            columns = data.decode(errors="replace").rstrip("\r\n").split("\t")
            if number == 1:
                names = columns[3:]
                continue
            try:
                by_key.setdefault(columns[0], []).append(_reasons(columns, names))
            except (ValueError, TypeError):
                raise InputError(
                    "no line of reasons",
                    path=path,
                    line=number,
                    hint="Delete the file; reviewing goes on without.",
                ) from None
    return by_key


def match(pairs: Sequence[Pair], reasons: Mapping[str, Sequence[Reasons]]) -> Iterator[Reasons | None]:
    """The reasons for each pair, where there are any."""
    left = {name: list(entries) for name, entries in reasons.items()}
    for pair in pairs:
        entries = left.get(key(pair))
        yield entries.pop(0) if entries else None


def known(path: Path, pairs: Sequence[Pair]) -> list[Reasons | None]:
    """The reasons for each pair of a review file; all None if the file of reasons is missing."""
    beside = reasons_of(path)
    return list(match(pairs, read(beside))) if beside.exists() else [None] * len(pairs)


def _reasons(columns: Sequence[str], names: Sequence[str]) -> Reasons:
    src, tgt = (Span(*map(int, text.split(":"))) for text in columns[1:3])  # TypeError: not two numbers
    values = zip(names, columns[3:], strict=True)
    return Reasons(src, tgt, {name: float(value) for name, value in values if value})
