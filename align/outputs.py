"""The files that an alignment leaves: memories, the review file, reasons, drafts, a ladder."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tmx
import tmx.bitext
from align.codes import write_codes
from align.documents import Source
from align.ladder import format_rung
from align.model import Bead
from align.reviewing import reasons
from tmx.base.errors import OutputError
from tmx.base.files import may_write, replacing
from tmx.bitext import CANDIDATE, Langs, Pair
from tmx.codes import Codes
from tmx.metadata import header
from tmx.model import Lang
from translate.drafting.units import units
from translate.model import Draft, Side, other


@dataclass(frozen=True)
class Output:
    """A file that was made: what it is, and how many units or lines it has."""

    what: str
    path: Path
    count: int
    note: str = ""


def name_of(en: Source, zh: Source) -> str:
    """The name of the results: those of both documents, or of the one that holds both languages."""
    return en.name if en.path == zh.path else f"{en.name}-{zh.name}"


def targets(place: Path, en: Source, zh: Source, ladder: Path | None) -> dict[str, Path]:
    """Where each result goes.

    :param ladder: a file for the alignment as sentence numbers, if one is asked for.
    """
    name = name_of(en, zh)
    places = {
        "memory": place / f"{name}.tmx",
        "review": place / f"{name}.bitext.tsv",
        "reasons": place / f"{name}.reasons.tsv",
        "candidates": place / f"{name}.candidates.tmx",
        "codes": place / f"{name}.codes.jsonl",
        "en": place / f"{en.name}.en-zh.mt.tmx",
        "zh": place / f"{zh.name}.zh-en.mt.tmx",
    }
    if ladder:
        places["ladder"] = ladder
    return places


def refuse_to_overwrite(paths: Iterable[Path], *, force: bool) -> None:
    """Say what stands in the way of the results before the work is done, not after.

    :raises OutputError: if one exists already and is not to be replaced, or cannot be written.
    """
    for path in paths:
        may_write(path, force=force, hint="Pass --force to replace it, or -o FOLDER.")
        there = next((place for place in path.parents if place.exists()), path)
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            raise OutputError(
                "isn't a folder that can be written to", path=there, hint="Choose another one with -o."
            )


def write_pairs(
    pairs: Sequence[Pair], places: dict[str, Path], metadata: dict[str, str], langs: Langs, codes: Codes
) -> list[Output]:
    """Write the memory, the review file, the candidates and the inline codes, with both languages' tags."""
    head = header(metadata)
    candidates = [pair for pair in pairs if CANDIDATE in pair.flags]
    with replacing(places["memory"]) as stream:
        kept = tmx.write(tmx.bitext.units(pairs, langs=langs, codes=codes), stream, header=head)
    with replacing(places["review"]) as stream:
        count = tmx.bitext.write(pairs, stream, metadata=metadata, langs=langs)
    with replacing(places["candidates"]) as stream:
        bare = (Pair(p.id, p.en, p.zh, p.type, p.score) for p in candidates)
        unsure = tmx.write(tmx.bitext.units(bare, langs=langs, codes=codes), stream, header=head)
    return [
        Output("aligned memory", places["memory"], kept),
        Output("review file", places["review"], count),
        Output("candidates", places["candidates"], unsure, "below the threshold, for a person to decide"),
        *_written_codes(codes, places["codes"]),
    ]


def _written_codes(codes: Codes, path: Path) -> Iterator[Output]:
    path.unlink(missing_ok=True)  # those of an earlier alignment
    if codes:
        with replacing(path) as stream:
            count = write_codes(codes, stream)
        yield Output("inline codes", path, count, "of the sentences, for the memory that a review makes")


def write_reasons(beads: Sequence[Bead], pairs: Sequence[Pair], path: Path) -> Output:
    """Write what each score is made of."""
    with replacing(path) as stream:
        count = reasons.write(beads, pairs, stream)
    return Output("reasons", path, count, "what each score is made of, for the review page")


def write_drafts(
    texts: Sequence[str], drafts: Sequence[Draft], path: Path, *, src: Side, tag: Lang, name: str
) -> Output:
    """Write a memory of drafts.

    :param texts: the sentences that were drafted, of the document ``name`` in the language ``src``.
    :param tag: the full tag of that language.
    """
    tgt = other(src)
    memory = units(texts, drafts, src=src, tgt=tgt, name=name, source_tag=tag)
    with replacing(path) as stream:
        count = tmx.write(memory, stream)
    flagged = sum(bool(draft.flags) for draft in drafts)
    engines = ", ".join(sorted({draft.engine for draft in drafts if draft.engine != "copy"}))
    return Output(
        f"drafts {src}→{tgt}",
        path,
        count,
        f"by {engines}" + (f"; {flagged} flagged" if flagged else ""),
    )


def write_ladder(beads: Sequence[Bead], path: Path) -> Output:
    """Write the beads as sentence indexes."""
    with replacing(path) as stream:
        for bead in beads:
            rung = (tuple(range(*bead.src)), tuple(range(*bead.tgt)))
            stream.write((format_rung(rung, bead.score) + "\n").encode())
    return Output("ladder", path, len(beads))
