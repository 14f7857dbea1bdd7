"""The main job: two documents in; the aligned memory, the review file and the drafts' memories out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from align.documents import Source, documents
from align.evidence.beads import Text
from align.evidence.sentences import Drafts
from align.evidence.vectors import Encoder
from align.model import Bead, Mode, Span
from align.outputs import (
    Output,
    refuse_to_overwrite,
    targets,
    write_drafts,
    write_ladder,
    write_pairs,
    write_reasons,
)
from align.reviewing.files import held, read_review, told
from align.reviewing.keep import Kept, Placed, keep
from align.reviewing.lines import META, lines
from align.search.judging import Judge
from align.search.mining import Mined, candidates
from align.search.mode import runs_parallel
from align.search.moved import with_moved
from align.search.search import Alignment, search
from tmx.base.errors import DuiyiError
from tmx.bitext import Pair
from translate.drafting.drafter import Drafter, Known
from translate.engines.choosing import engine_for
from translate.engines.engine import Engine
from translate.engines.likelihood import Likelihood
from translate.language.terms import Glossary, names
from translate.model import Ask, Draft, Side

Search = TypeVar("Search", Alignment, Mined)
Progress = Callable[[str, int, int], None]
"""Told the stage, the steps that are done so far, and those of the whole stage."""

THRESHOLDS = {Mode.PARALLEL: 0.5, Mode.COMPARABLE: 0.95}
"""Probability from which a pair enters the memory. Mined pairs must be surer: where one sentence in fifty
has a counterpart, .95 kept none that was wrong in novels, speeches and academic texts (README)."""
FEW = 400  # sentences of both texts up to which drafts are made unasked, or for comparable texts
READ = 200_000  # pieces up to which the translator is asked about doubts unasked: three CPU-minutes at most
CANDIDATES = 20  # mined pairs below the threshold that are put before the reviewer: the most probable


@dataclass(frozen=True)
class Options:
    """What the person at the keyboard can choose."""

    mode: Mode = Mode.AUTO
    threshold: float | None = None  # None: that of the mode in THRESHOLDS
    drafts: bool | None = None  # None: when the texts are short or only comparable
    sentences: bool = False  # the input is one sentence a line already
    ladder: Path | None = None
    force: bool = False
    keep: Path | None = None  # a review file whose verdicts, edits and moves are carried over
    careful: bool | None = None  # ask the translator about beads in doubt; None: if it has few to read


@dataclass(frozen=True)
class Doubtful:
    """What became of beads of a parallel text that were neither certain nor out of the question."""

    count: int = 0
    pieces: int = 0  # about what the translator reads to weigh them
    weighed: bool = False
    why_not: str = ""  # what kept the translator from being asked, if it is no choice


@dataclass(frozen=True)
class Report:
    """What an alignment came to."""

    en: Source
    zh: Source
    mode: Mode
    beads: tuple[Bead, ...]
    outputs: tuple[Output, ...]
    unpaired: tuple[int, int]  # English and Chinese sentences that stand in no pair, candidates included
    engines: tuple[str, ...] = field(default=())
    kept: Kept | None = None  # what became of the decisions of ``options.keep``
    doubts: Doubtful = Doubtful()


def align_files(
    first: Path,
    second: Path,
    folder: Path | None = None,
    *,
    options: Options = Options(),
    engine: Callable[[Side, Side], Engine] = engine_for,
    encoder: Callable[[], Encoder] = Encoder,
    judge: Callable[[], Judge] = Likelihood,
    known: Known | None = None,
    progress: Progress | None = None,
) -> Report:
    """Align an English and a Chinese document, in either order, and write what comes of it.

    :param folder: where the files go; else a folder ``ENGLISH-CHINESE`` in the working directory.
    :param encoder: makes the encoder, when it is needed; a batch gives the one that it has loaded.
    :param judge: makes what weighs the beads in doubt; likewise.
    :param known: where drafts are kept for the next time.
    :raises InputError: if a document cannot be read, or both are in one language.
    :raises OutputError: if a result exists already and ``options.force`` is not set.
    """
    tell = progress or (lambda stage, done, total: None)
    earlier = read_review(options.keep) if options.keep else None
    en, zh = documents(first, second, sentences=options.sentences)
    place = folder or Path(f"{en.name}-{zh.name}")

    def drafter(src: Side, tgt: Side) -> Drafter:
        return Drafter(engine(src, tgt), glossary=Glossary(names(), src), cache=known)

    places = targets(place, en.name, zh.name, options.ladder)
    refuse_to_overwrite(places.values(), force=options.force)
    meaning = encoder()
    texts = tuple(_text(source, meaning, tell) for source in (en, zh))
    comparable = options.mode is Mode.COMPARABLE
    found = None if comparable else search(texts[0], texts[1], meaning.space)
    beads = found.beads() if found else []
    mode = _mode(texts, meaning, beads, options)
    doubts = Doubtful()
    if found and mode is Mode.PARALLEL:
        found, doubts = _settled(found, options, judge, tell)
        beads = with_moved(found.beads(), texts[0], texts[1], meaning.space)
    drafts = _drafts(en, zh, mode, options, drafter, tell)
    if mode is Mode.COMPARABLE:
        mined = candidates(texts[0], texts[1], meaning.space, drafts=_as_evidence(en, zh, drafts))
        mined, doubts = _settled(mined, options, judge, tell)
        beads = mined.beads()
    threshold = THRESHOLDS[mode] if options.threshold is None else options.threshold
    beads = _whole(beads, en, zh) if mode is Mode.PARALLEL else _worth_a_look(beads, en, zh, threshold)
    every = beads  # with those of empty lines, which the ladder numbers and nothing else shows
    beads = [bead for bead in every if any(en.texts[slice(*bead.src)] + zh.texts[slice(*bead.tgt)])]
    pairs = list(lines(beads, en.texts, zh.texts, threshold=threshold, meta=(en.meta, zh.meta)))
    kept = None
    if earlier:
        placed = [Placed(bead.src, bead.tgt, pair) for bead, pair in zip(beads, pairs, strict=True)]
        kept = keep(earlier, placed, en.texts, zh.texts, whole=mode is Mode.PARALLEL)
    final = kept.pairs if kept else pairs
    metadata = {
        "signature": signature(mode, weighed=doubts.weighed, quick=options.careful is False),
        "en": told(en.path.name, en.texts),
        "zh": told(zh.path.name, zh.texts),
    }
    if mode is Mode.PARALLEL:
        metadata |= held(pairs, (en.texts, zh.texts))
    outputs = write_pairs(final, places, metadata, (en.tag, zh.tag))
    outputs.append(write_reasons(beads, pairs, places["reasons"]))
    for source, made in zip((en, zh), drafts, strict=True):
        if made:
            drafted = [source.texts[k] for k in source.used]
            path = places[source.lang]
            about = {"tag": source.tag, "name": source.path.name}
            outputs.append(write_drafts(drafted, made, path, src=source.lang, **about))
    if options.ladder:
        outputs.append(write_ladder(every, options.ladder))
    engines = {draft.engine for made in drafts for draft in made}
    unpaired = _unpaired(final, en, zh, mode)
    return Report(en, zh, mode, tuple(beads), tuple(outputs), unpaired, tuple(sorted(engines)), kept, doubts)


def signature(mode: Mode, *, weighed: bool = False, quick: bool = False) -> str:
    """How an alignment was made, in one line, as it stands in the files.

    :param weighed: the translator was asked about beads in doubt.
    :param quick: it was not to be asked.
    """
    how = "score:lattice|merge:6" if mode is Mode.PARALLEL else "score:pairs|merge:1"
    how += "|doubts:translator" if weighed else "|doubts:unweighed" if quick else ""
    return f"pair:en-zh|split:rules|mode:{mode}|{how}|v:{version('duiyi')}"


def _text(source: Source, encoder: Encoder, tell: Progress) -> Text:
    used = source.used
    texts = [source.texts[k] for k in used]
    done = 0

    def more(count: int) -> None:
        nonlocal done
        done += count
        tell(f"vectors {source.lang}", done, len(texts))

    vectors = encoder.encode(texts, progress=more)
    return Text(texts, vectors, None if source.blocks is None else [source.blocks[k] for k in used])


def _mode(texts: tuple[Text, ...], encoder: Encoder, beads: Sequence[Bead], options: Options) -> Mode:
    if options.mode is not Mode.AUTO:
        return options.mode
    return Mode.PARALLEL if runs_parallel(texts[0], texts[1], encoder.space, beads) else Mode.COMPARABLE


def _settled(
    found: Search, options: Options, judge: Callable[[], Judge], tell: Progress
) -> tuple[Search, Doubtful]:
    """What was found after the translator weighed what is in doubt, if it is to."""
    doubts = found.doubts
    told = Doubtful(len(doubts.texts), doubts.pieces)
    if not doubts.texts or options.careful is False or (options.careful is None and doubts.pieces > READ):
        return found, told
    try:
        asked = judge()
    except DuiyiError as error:
        if options.careful:
            raise
        return found, replace(told, why_not=str(error))
    heard = doubts.put(asked, lambda done, total: tell("doubts", done, total))
    return found.settled(heard), replace(told, weighed=True)


def _drafts(
    en: Source,
    zh: Source,
    mode: Mode,
    options: Options,
    drafter: Callable[[Side, Side], Drafter],
    tell: Progress,
) -> tuple[list[Draft], list[Draft]]:
    """Drafts of all sentences that are aligned, by side; none where they are not wanted."""
    few = len(en.texts) + len(zh.texts) <= FEW
    if options.drafts is False or (options.drafts is None and not few):
        return [], []
    return _drafts_of(en, drafter("en", "zh"), tell), _drafts_of(zh, drafter("zh", "en"), tell)


def _drafts_of(source: Source, drafter: Drafter, tell: Progress) -> list[Draft]:
    asks = [Ask(source.texts[k]) for k in source.used]
    stage = f"drafts {drafter.src}-{drafter.tgt}"
    tell(stage, 0, len(asks))  # before the first draft, which may take seconds
    return drafter.drafts(asks, on_progress=lambda _, done, total: tell(stage, done, total))


def _as_evidence(en: Source, zh: Source, drafts: tuple[list[Draft], list[Draft]]) -> Drafts:
    return Drafts(*([draft.text for draft in made] for made in drafts))


def _whole(beads: Sequence[Bead], en: Source, zh: Source) -> list[Bead]:
    """Beads over the aligned sentences, told in the indexes of all; the others stand alone among them."""
    rows, columns = en.used, zh.used
    used = (
        set(rows),
        set(columns).union(
            *(range(*_place(columns, bead.tgt, len(zh.texts))) for bead in beads if bead.crossing)
        ),
    )
    whole: list[Bead] = []
    i = j = 0
    for bead in beads:
        start, stop = _place(rows, bead.src, len(en.texts)), _place(columns, bead.tgt, len(zh.texts))
        upto = j if bead.crossing else stop.start
        whole += _alone(range(i, start.start), range(j, upto), start.start, j, used)
        whole.append(replace(bead, src=start, tgt=stop))
        i, j = max(i, start.stop), j if bead.crossing else max(j, stop.stop)
    return whole + _alone(range(i, len(en.texts)), range(j, len(zh.texts)), len(en.texts), j, used)


def _place(used: Sequence[int], span: Span, count: int) -> Span:
    """A span of aligned sentences in the indexes of all sentences."""
    if span.size:
        return Span(used[span.start], used[span.stop - 1] + 1)
    before = used[span.start - 1] + 1 if span.start else 0
    return Span(before, before)


def _alone(rows: range, columns: range, i: int, j: int, used: tuple[set[int], set[int]]) -> list[Bead]:
    """Beads of the single sentences that are not aligned."""
    left = [Bead(Span(k, k + 1), Span(j, j)) for k in rows if k not in used[0]]
    return left + [Bead(Span(i, i), Span(k, k + 1)) for k in columns if k not in used[1]]


def _worth_a_look(beads: Sequence[Bead], en: Source, zh: Source, threshold: float) -> list[Bead]:
    """The mined pairs that are proposed, and the best of the others, in the order of the English text."""
    sure = [bead for bead in beads if bead.score >= threshold]
    unsure = [bead for bead in beads if bead.score < threshold][:CANDIDATES]
    placed = [
        Bead(_place(en.used, bead.src, 0), _place(zh.used, bead.tgt, 0), bead.score, bead.parts)
        for bead in sure + unsure
    ]
    return sorted(placed, key=lambda bead: (bead.src, bead.tgt))


def _unpaired(pairs: Sequence[Pair], en: Source, zh: Source, mode: Mode) -> tuple[int, int]:
    """How many sentences of each side were to be aligned, and stand in no pair of the review file."""
    if mode is Mode.COMPARABLE:
        return (
            len(en.used) - sum(len(pair.en) for pair in pairs if pair.zh),
            len(zh.used) - sum(len(pair.zh) for pair in pairs if pair.en),
        )
    alone = [pair for pair in pairs if META not in pair.flags and not (pair.en and pair.zh)]
    return sum(len(pair.en) for pair in alone), sum(len(pair.zh) for pair in alone)
