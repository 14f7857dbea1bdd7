"""Why a pair has its score, in words or as data: what the panel of the page shows, for the terminal."""

from collections.abc import Iterator, Sequence
from typing import Any

from align.reviewing.files import Line, Review
from align.reviewing.reasons import FLAGS, PARTS, Reasons, known
from align.reviewing.stats import stats
from tmx.base.errors import InputError


def chosen(review: Review, which: Sequence[str], *, first: int) -> list[Line]:
    """The lines of a review file that are meant, in the order in which they are named.

    :param which: identifiers, or numbers of lines; where there are none, what deserves a look first.
    :param first: how many of these.
    :raises InputError: if the file has no such line.
    """
    if not which:
        return list(stats(review, first=first).first)
    lines: list[Line] = []
    for name in which:
        named = [line for line in review.lines if name in (line.pair.id, f"{line.number}")]
        if not named:
            raise InputError(
                f"no pair {name!r}",
                path=review.path,
                hint="Name identifiers (the first column) or line numbers of the file.",
            )
        lines += named
    return lines


def explained(review: Review, lines: Sequence[Line]) -> Iterator[str]:
    """The explanation of each line, a block of text each."""
    for line, reasons in _with_reasons(review, lines):
        yield "\n".join((*_head(line), *_why(line, reasons)))


def explained_json(review: Review, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The explanation of each line for programs.

    Keys: those of :meth:`Line.as_json`, and ``parts``: what each part of the evidence adds to the log-odds of
    the score, by its name (:data:`align.reviewing.reasons.PARTS`); null where that is not known.
    """
    return [
        line.as_json() | {"parts": None if reasons is None else dict(reasons.parts)}
        for line, reasons in _with_reasons(review, lines)
    ]


def _with_reasons(review: Review, lines: Sequence[Line]) -> Iterator[tuple[Line, Reasons | None]]:
    reasons = dict(zip(review.lines, known(review.path, [line.pair for line in review.lines]), strict=True))
    return ((line, reasons[line]) for line in lines)


def _head(line: Line) -> Iterator[str]:
    pair = line.pair
    score = "no score" if pair.score is None else f"score {pair.score:.2f}"
    yield f"line {line.number}  {pair.id or 'no identifier'}  {pair.kind}  {score}"
    yield from (f"  en  {text}" for text in pair.en)
    yield from (f"  zh  {text}" for text in pair.zh)


def _why(line: Line, reasons: Reasons | None) -> Iterator[str]:
    pair = line.pair
    if not (pair.en and pair.zh):
        yield "  no counterpart was found"
    elif pair.score is None:
        yield "  arranged by hand: nobody has scored it"
    else:
        yield f"  right with a probability of {100 * pair.score:.0f} %"
    yield from (f"  {flag}: {FLAGS[flag]}" for flag in pair.flags if flag in FLAGS)
    if not (pair.en and pair.zh) or pair.score is None:
        return
    if reasons is None:
        yield "  no reasons: the file of reasons is missing, or the text was edited"
        return
    parts = [(name, weight) for name, weight in reasons.parts.items() if weight]
    yield "  what speaks for it (+) and against it (-), before other matches are weighed:"
    for name, weight in sorted(parts, key=lambda part: -abs(part[1])):
        yield f"    {weight:+6.2f}  {name.replace('_', ' '):12} {PARTS.get(name, '')}".rstrip()
