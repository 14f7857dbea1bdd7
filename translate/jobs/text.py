"""Texts outside files, translated line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from translate.drafting.drafter import Drafter
from translate.drafting.units import COPY
from translate.jobs.request import Request
from translate.jobs.services import Services
from translate.model import Ask, Draft, rules
from translate.split import split


def draft_of(text: str, *, to: str, source: str | None = None) -> Draft:
    """The translation of a text, its lines kept; see :func:`translate.translate`."""
    request = Request(to, source=source or "", cached=False)
    return draft_lines(text, _drafter(request, Services(request).settings))


@lru_cache(maxsize=4)
def _drafter(request: Request, settings: str) -> Drafter:
    """The drafter of a request, with the model loaded once.

    :param settings: a hash of what it is made from: a package installed later gets its own drafter.
    """
    return Services(request).drafter


def translate_lines(lines: Iterable[str], drafter: Drafter) -> Iterator[str]:
    """Lines as they come, each translated as soon as it is there; blank lines stay."""
    for line in lines:
        text = line.strip()
        yield _joined(_drafts(text, drafter), drafter).text if text else ""


def draft_lines(text: str, drafter: Drafter) -> Draft:
    """One draft of a text of any number of lines."""
    lines = text.split("\n")
    drafts = [_drafts(line.strip(), drafter) for line in lines]
    whole = "\n".join(_joined(some, drafter).text if some else "" for some in drafts)
    return _joined([draft for some in drafts for draft in some], drafter, whole)


def _drafts(line: str, drafter: Drafter) -> list[Draft]:
    return drafter.drafts([Ask(piece.strip()) for piece in split(line, rules(drafter.src))])


def _joined(drafts: Sequence[Draft], drafter: Drafter, text: str | None = None) -> Draft:
    """The drafts of sentences as one: its score is their mean, its flags are those of all.

    :param text: the whole text; by default that of the sentences in a row.
    """
    if text is None:
        text = ("" if drafter.tgt == "zh" else " ").join(draft.text for draft in drafts)
    engines = dict.fromkeys(draft.engine for draft in drafts if draft.engine != COPY)
    score = sum(draft.score for draft in drafts) / max(1, len(drafts))
    flags = dict.fromkeys(flag for draft in drafts for flag in draft.flags)
    alternatives = drafts[0].alternatives if len(drafts) == 1 else ()
    return Draft(text, " + ".join(engines) or COPY, score, tuple(flags), alternatives)
