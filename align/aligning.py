"""Two documents, cut into sentences, are aligned: no file is read or written here."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import TypeVar

from align.documents import Source
from align.evidence.kinds import LONGEST
from align.evidence.sentences import Drafts
from align.evidence.texts import Text
from align.evidence.vectors import Encoder
from align.model import Bead, Mode
from align.placing import in_order, proposed
from align.request import PIECES_A_MINUTE, THRESHOLDS, Models, Request
from align.search.groups import Groups
from align.search.mining import Mined, candidates
from align.search.mode import Course, course_of, runs_parallel
from align.search.moved import with_moved
from align.search.search import Alignment, search
from tmx.base.errors import DuiyiError
from translate.drafting.drafter import Drafter
from translate.language.terms import Glossary, names
from translate.model import Ask, Draft, OnProgress, Side

STAGES = {"en": "reading the English", "zh": "reading the Chinese"}
Result = TypeVar("Result", Alignment, Mined)


@dataclass(frozen=True)
class Weighing:
    """What became of the matches that were neither certain nor out of the question."""

    count: int = 0
    pieces: int = 0  # about what the translator reads to weigh them
    weighed: bool = False
    why_not: str = ""  # what kept the translator from weighing them, unless it was a choice

    @property
    def minutes(self) -> float:
        """About how long the translator takes to weigh them, in minutes of one processor."""
        return self.pieces / PIECES_A_MINUTE


@dataclass(frozen=True)
class Aligned:
    """Two documents and the beads between them, in the sentence numbers of the documents.

    :ivar every: all beads, in the order of the English text; of parallel texts they hold every sentence once.
    :ivar threshold: probability from which a pair enters the memory.
    :ivar drafts: of the aligned English sentences, and of the Chinese ones; empty where none were made.
    """

    en: Source
    zh: Source
    mode: Mode
    every: tuple[Bead, ...]
    threshold: float
    weighing: Weighing = field(default_factory=Weighing)
    drafts: tuple[Sequence[Draft], Sequence[Draft]] = ((), ())
    quick: bool = False
    course: Course | None = None  # what the mode was chosen by, unless the request says it

    @property
    def strangers(self) -> bool:
        """Whether the texts do not seem to be translations of each other, not even in another order."""
        return bool(self.course and self.mode is Mode.COMPARABLE and not self.course.belong)

    @property
    def beads(self) -> tuple[Bead, ...]:
        """The beads that hold text; empty lines are numbered in a ladder, and shown nowhere."""
        en, zh = self.en.texts, self.zh.texts
        return tuple(bead for bead in self.every if any(en[slice(*bead.src)] + zh[slice(*bead.tgt)]))

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines that drafted."""
        return tuple(sorted({draft.engine for side in self.drafts for draft in side}))

    @property
    def signature(self) -> str:
        """How this was aligned, in one line, as it stands in the files."""
        split = "lines" if self.en.blocks is None else "rules"
        by = "|by:keys" if self.en.keys and self.zh.keys else ""
        how = f"lattice|merge:{LONGEST}" if self.mode is Mode.PARALLEL else "pairs|merge:1"
        weighed = "|doubts:translator" if self.weighing.weighed else "|doubts:unweighed" if self.quick else ""
        return f"pair:en-zh|split:{split}|mode:{self.mode}|score:{how}{by}{weighed}|v:{version('duiyi')}"


def align_documents(
    en: Source,
    zh: Source,
    request: Request,
    models: Models,
    on_progress: OnProgress = lambda stage, done, total: None,
) -> Aligned:
    """Align an English and a Chinese document.

    :raises MissingPackageError: if a model that the request needs can't be loaded.
    """
    encoder = models.encoder()
    space = encoder.space
    src, tgt = (_text(source, encoder, on_progress) for source in (en, zh))
    mode, weighing, alignment, course = request.mode, Weighing(), None, None
    groups = Groups.of(_keys(en), _keys(zh)) if en.keys and zh.keys else None
    if groups:
        mode = Mode.PARALLEL
    if mode is not Mode.COMPARABLE:
        alignment = search(src, tgt, space, groups)
    if alignment and mode is Mode.AUTO:
        course = course_of(src, tgt, space)
        parallel = runs_parallel(course, alignment.beads())
        mode = Mode.PARALLEL if parallel else Mode.COMPARABLE
    threshold = THRESHOLDS[mode] if request.threshold is None else request.threshold
    if alignment and mode is Mode.PARALLEL:
        alignment, weighing = _weighed(alignment, request, models, on_progress)
        every = alignment.beads() if groups else with_moved(alignment.beads(), src, tgt, space)
        beads = in_order(every, en, zh)
        drafts = _drafts(en, zh, request, models, on_progress)
    else:
        drafts = _drafts(en, zh, request, models, on_progress)
        similar = Drafts(*([draft.text for draft in side] for side in drafts))
        mined = candidates(src, tgt, space, drafts=similar)
        mined, weighing = _weighed(mined, request, models, on_progress)
        beads = proposed(mined.beads(), en, zh, threshold)
    return Aligned(en, zh, mode, tuple(beads), threshold, weighing, drafts, request.careful is False, course)


def _keys(source: Source) -> list[str]:
    """The keys of the sentences that are aligned."""
    return [source.keys[k] for k in source.used]


def _text(source: Source, encoder: Encoder, on_progress: OnProgress) -> Text:
    used = source.used
    texts = [source.texts[k] for k in used]
    stage = STAGES[source.lang]
    vectors = encoder.encode(texts, on_progress=lambda _, done, total: on_progress(stage, done, total))
    return Text(texts, vectors, None if source.blocks is None else [source.blocks[k] for k in used])


def _weighed(
    result: Result, request: Request, models: Models, on_progress: OnProgress
) -> tuple[Result, Weighing]:
    """The result of a search after the translator weighed what is in doubt, if the request wants that."""
    doubtful = result.doubtful()
    weighing = Weighing(len(doubtful.texts), doubtful.pieces)
    if not doubtful.texts or not request.wants_weighing(doubtful.pieces):
        return result, weighing
    try:
        judge = models.judge()
    except DuiyiError as error:
        if request.careful:
            raise
        return result, replace(weighing, why_not=str(error))
    information = doubtful.score_with(judge, on_progress)
    return result.rescored(doubtful, information), replace(weighing, weighed=True)


def _drafts(
    en: Source, zh: Source, request: Request, models: Models, on_progress: OnProgress
) -> tuple[list[Draft], list[Draft]]:
    """Drafts of all sentences that are aligned, by side; none where they aren't wanted."""
    if not request.wants_drafts(len(en.texts) + len(zh.texts)):
        return [], []

    def drafts(source: Source, tgt: Side) -> list[Draft]:
        engine = models.engine(source.lang, tgt)
        drafter = Drafter(engine, glossary=Glossary(names(), source.lang), cache=models.known)
        asks = [Ask(source.texts[k]) for k in source.used]
        stage = f"drafting {source.lang}→{tgt}"
        on_progress(stage, 0, len(asks))  # before the first draft, which may take seconds
        return drafter.drafts(asks, on_progress=lambda _, done, total: on_progress(stage, done, total))

    return drafts(en, "zh"), drafts(zh, "en")
