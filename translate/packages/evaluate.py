"""How good machine translation is against references: chrF and BLEU by sacrebleu, with their signatures.

chrF after Popović (2015), BLEU after Papineni et al. (2002) as Post (2018) computes it; Chinese is tokenized
by sacrebleu's ``zh``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tmx.base.decode import decode, load
from tmx.base.errors import InputError, MissingExtraError
from tmx.base.words import count
from translate.engines.choosing import engine_for
from translate.engines.engine import Engine
from translate.model import Side, other


@dataclass(frozen=True, slots=True)
class Score:
    """A metric's value, 0 to 100, and the signature that says how it was computed."""

    name: str
    value: float
    signature: str

    def __str__(self) -> str:
        return f"{self.name} {self.value:.2f}  ({self.signature})"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of a system on a test set."""

    system: str
    segments: int
    scores: tuple[Score, ...]
    seconds: float = 0.0  # of wall time, 0 if a file of hypotheses was given


def mt(
    src: Path,
    ref: Path,
    *,
    to: Side,
    hyp: Path | None = None,
    engine: Engine | None = None,
    limit: int | None = None,
) -> Evaluation:
    """Score a translation, or the engine that would serve: files have a segment a line.

    :param hyp: the translation; made by ``engine`` unless given.
    :param engine: that of the direction unless given.
    :param limit: only the first so many segments.
    :raises InputError: if the files differ in length.
    :raises MissingExtraError: if sacrebleu is not installed.
    """
    sources, references = (lines[:limit] for lines in segments(src, ref))
    if hyp:
        hypotheses = _lines(hyp)[:limit]
        _same_length(src, sources, hyp, hypotheses)
        return Evaluation(hyp.name, len(sources), scores(hypotheses, references, to))
    engine = engine or engine_for(other(to), to)
    start = time.perf_counter()
    drafts = [draft.text for draft in engine.translate(sources)]
    return Evaluation(engine.name, len(sources), scores(drafts, references, to), time.perf_counter() - start)


def segments(src: Path, ref: Path) -> tuple[list[str], list[str]]:
    """The segments of a test set and their references, read line by line.

    :raises InputError: if the files differ in length.
    """
    sources, references = _lines(src), _lines(ref)
    _same_length(src, sources, ref, references)
    return sources, references


def scores(hypotheses: Sequence[str], references: Sequence[str], lang: Side) -> tuple[Score, ...]:
    """chrF and BLEU of translations against one reference each."""
    try:
        from sacrebleu.metrics import BLEU, CHRF
    except ImportError as error:
        raise MissingExtraError(
            "scoring needs sacrebleu", hint="Install it: pip install 'duiyi[eval]'"
        ) from error
    metrics: list[Any] = [CHRF(), BLEU(tokenize="zh" if lang == "zh" else "13a")]
    values = []
    for metric in metrics:
        score = metric.corpus_score(list(hypotheses), [list(references)])
        values.append(Score(score.name, float(score.score), str(metric.get_signature())))
    return tuple(values)


def _lines(path: Path) -> list[str]:
    return decode(load(path), path).text.rstrip("\n").split("\n")


def _same_length(first: Path, one: Sequence[str], second: Path, other: Sequence[str]) -> None:
    if len(one) != len(other):
        raise InputError(
            f"has {count(len(other), 'line')}, but {first} has {len(one)}",
            path=second,
            hint="They go line by line.",
        )
