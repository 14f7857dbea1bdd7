"""The main job: two documents in; the aligned memory, the review file and the drafts' memories out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from align.aligning import Aligned, Weighing, align_documents
from align.codes import codes_of
from align.documents import Source, documents
from align.model import Bead, Mode
from align.outputs import (
    Output,
    name_of,
    refuse_to_overwrite,
    targets,
    write_drafts,
    write_ladder,
    write_pairs,
    write_reasons,
)
from align.request import Models, Request
from align.reviewing.files import Review, described, digests, read_review
from align.reviewing.keep import Decisions, PlacedPair, keep
from align.reviewing.lines import META, lines
from tmx.bitext import Pair
from translate.model import OnProgress


@dataclass(frozen=True)
class Report:
    """What came of aligning two files."""

    en: Source
    zh: Source
    mode: Mode
    beads: tuple[Bead, ...]
    outputs: tuple[Output, ...]
    unpaired: tuple[int, int]  # English and Chinese sentences that stand in no pair, candidates included
    engines: tuple[str, ...] = ()
    decisions: Decisions | None = None  # what became of the decisions of ``request.keep``
    weighing: Weighing = field(default_factory=Weighing)
    strangers: bool = False  # the texts do not seem to be translations of each other
    convincing: tuple[int, int] = (0, 0)  # different sentences whose counterpart convinces, of so many


@dataclass(frozen=True)
class Lines:
    """The lines of a review file: as aligned, and with the decisions of an earlier review in them."""

    aligned: tuple[Pair, ...]
    decisions: Decisions | None = None

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The lines that are written."""
        return self.decisions.pairs if self.decisions else self.aligned


def align_files(
    first: Path,
    second: Path | None = None,
    folder: Path | None = None,
    *,
    request: Request | None = None,
    models: Models | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Align an English and a Chinese document, in either order, and write what comes of it.

    :param second: left out if ``first`` holds both languages.
    :param folder: where the files go; else a folder ``ENGLISH-CHINESE`` in the working directory.
    :param on_progress: called with the stage, the steps done so far, and those of the whole stage.
    :raises InputError: if a document cannot be read, or both are in one language.
    :raises OutputError: if a result exists already and ``request.force`` is not set.
    """
    request = request or Request()
    earlier = read_review(request.keep) if request.keep else None
    en, zh = documents(first, second, sentences=request.sentences, plain=request.plain, langs=request.langs)
    places = targets(folder or Path(name_of(en, zh)), en, zh, request.ladder)
    refuse_to_overwrite(places.values(), force=request.force)
    aligned = align_documents(en, zh, request, models or Models(), on_progress or _silent)
    review = review_lines(aligned, earlier)
    outputs = write(aligned, review, places)
    return Report(
        en, zh, aligned.mode, aligned.beads, tuple(outputs), _unpaired(review.pairs, en, zh, aligned.mode),
        aligned.engines, review.decisions, aligned.weighing, aligned.strangers,
        (aligned.course.convincing, aligned.course.different) if aligned.course else (0, 0),
    )  # fmt: skip


def _silent(stage: str, done: int, total: int) -> None:
    """Report no progress."""


def review_lines(aligned: Aligned, earlier: Review | None = None) -> Lines:
    """The lines of the review file of an alignment.

    :param earlier: a review whose decisions are carried over.
    """
    en, zh, beads = aligned.en, aligned.zh, aligned.beads
    pairs = tuple(lines(beads, en.texts, zh.texts, threshold=aligned.threshold, meta=(en.meta, zh.meta)))
    if earlier is None:
        return Lines(pairs)
    placed = [PlacedPair(bead.src, bead.tgt, pair) for bead, pair in zip(beads, pairs, strict=True)]
    return Lines(pairs, keep(earlier, placed, en.texts, zh.texts, whole=aligned.mode is Mode.PARALLEL))


def write(aligned: Aligned, review: Lines, places: dict[str, Path]) -> list[Output]:
    """Write all files of an alignment, each whole or not at all.

    :param places: of :func:`align.outputs.targets`.
    """
    sources = aligned.en, aligned.zh
    metadata = {"signature": aligned.signature}
    metadata |= {source.lang: described(source.path.name, source.texts) for source in sources}
    if aligned.mode is Mode.PARALLEL:
        metadata |= digests(review.aligned, (aligned.en.texts, aligned.zh.texts))
    outputs = write_pairs(review.pairs, places, metadata, (aligned.en.tag, aligned.zh.tag), codes_of(sources))
    outputs.append(write_reasons(aligned.beads, review.aligned, places["reasons"]))
    for source, drafts in zip(sources, aligned.drafts, strict=True):
        if drafts:
            texts, about = (
                [source.texts[k] for k in source.used],
                {"tag": source.tag, "name": source.path.name},
            )
            outputs.append(write_drafts(texts, drafts, places[source.lang], src=source.lang, **about))
    if "ladder" in places:
        outputs.append(write_ladder(aligned.every, places["ladder"]))
    return outputs


def _unpaired(pairs: Sequence[Pair], en: Source, zh: Source, mode: Mode) -> tuple[int, int]:
    """How many sentences of each side were to be aligned, and stand in no pair of the review file."""
    if mode is Mode.COMPARABLE:
        return (
            len(en.used) - sum(len(pair.en) for pair in pairs if pair.zh),
            len(zh.used) - sum(len(pair.zh) for pair in pairs if pair.en),
        )
    alone = [pair for pair in pairs if META not in pair.flags and not (pair.en and pair.zh)]
    return sum(len(pair.en) for pair in alone), sum(len(pair.zh) for pair in alone)
