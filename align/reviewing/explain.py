"""Why a pair has its score, in words: for the terminal what the panel is on the page."""

from collections.abc import Iterator, Sequence

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
    found: list[Line] = []
    for name in which:
        meant = [line for line in review.lines if name in (line.pair.id, f"{line.number}")]
        if not meant:
            raise InputError(
                f"no pair {name!r}",
                path=review.path,
                hint="Name identifiers (the first column) or line numbers of the file.",
            )
        found += meant
    return found


def explained(review: Review, lines: Sequence[Line]) -> Iterator[str]:
    """What there is to say of some lines, a block each."""
    reasons = dict(zip(review.lines, known(review.path, [line.pair for line in review.lines]), strict=True))
    for line in lines:
        yield "\n".join((*_head(line), *_why(line, reasons[line])))


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
        yield "  no reasons: the file of them is not there, or the text was edited"
        return
    parts = [(name, nats) for name, nats in reasons.parts.items() if nats]
    yield "  for it (+) and against it (-), in nats, before its rivals are weighed:"
    for name, nats in sorted(parts, key=lambda part: -abs(part[1])):
        yield f"    {nats:+6.2f}  {name.replace('_', ' '):12} {PARTS.get(name, '')}".rstrip()
