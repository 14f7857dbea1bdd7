"""The options of one alignment, and the models that it uses."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from align.evidence.vectors import Encoder
from align.model import Mode
from align.search.judging import Judge
from tmx.base import tags
from tmx.base.errors import InputError
from tmx.model import Lang
from translate.drafting.drafter import Known
from translate.engines.choosing import engine_for
from translate.engines.engine import Engine
from translate.engines.likelihood import Likelihood
from translate.model import Side

THRESHOLDS = {Mode.PARALLEL: 0.5, Mode.COMPARABLE: 0.95}
"""Probability from which a pair enters the memory. Mined pairs must be surer: where one sentence in fifty
has a counterpart, .95 kept none that was wrong in novels, speeches and academic texts."""

FEW = 400  # sentences of both texts up to which drafts are made by default
PIECES_A_MINUTE = 70_000  # that the embedded translator reads, on one processor
READ = 200_000  # pieces up to which the translator weighs matches by default: three CPU-minutes at most


@dataclass(frozen=True)
class Request:
    """All options of one alignment."""

    mode: Mode = Mode.AUTO
    threshold: float | None = None  # None: that of the mode in THRESHOLDS
    drafts: bool | None = None  # None: when both texts together have FEW sentences
    sentences: bool = False  # the input is one sentence a line already
    langs: tuple[Lang, ...] = ()  # the tags of both documents; (): found out
    plain: bool = False  # without the inline codes of the documents
    ladder: Path | None = None
    force: bool = False
    keep: Path | None = None  # a review file whose decisions, edits and moves are carried over
    careful: bool | None = None  # the translator weighs matches in doubt; None: if it has READ pieces to read

    def wants_drafts(self, sentences: int) -> bool:
        """Whether drafts are made of documents with so many sentences together."""
        return sentences <= FEW if self.drafts is None else self.drafts

    def wants_weighing(self, pieces: int) -> bool:
        """Whether the translator weighs matches in doubt, of which it must read so many pieces."""
        return pieces <= READ if self.careful is None else self.careful


def languages(text: str | None) -> tuple[Lang, ...]:
    """What ``--lang`` says: two tags, one English and one Chinese, such as ``en,zh-TW``.

    :raises InputError: if it says anything else.
    """
    if text is None:
        return ()
    langs = tuple(tags.canonical(part.strip()) for part in text.split(","))
    if sorted(map(tags.primary, langs)) != ["en", "zh"]:
        what = f"--lang {text} isn't a tag of English and one of Chinese"
        raise InputError(what, hint="Write it like en,zh-TW.")
    return langs


@dataclass(frozen=True)
class Models:
    """What makes each model when it is needed; a batch gives what it has loaded.

    :param known: where drafts are kept for the next run.
    """

    encoder: Callable[[], Encoder] = Encoder
    engine: Callable[[Side, Side], Engine] = engine_for
    judge: Callable[[], Judge] = Likelihood
    known: Known | None = None
