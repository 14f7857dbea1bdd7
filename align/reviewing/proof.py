"""Proof that a review file holds the sentences of its documents: none lost, none doubled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from align.reviewing.files import EDITED, SIDES, Review
from align.reviewing.tracing import Gap, Trace, trace
from tmx.errors import InputError
from translate.model import Side

NAMES: dict[Side, str] = {"en": "English", "zh": "Chinese"}
HINT = (
    "Put it right, or flag the line `edited` if that is how it should be;"
    " a sentence that is not for the memory stays in a line flagged `drop`."
)


@dataclass(frozen=True)
class Problem:
    """A sentence that is lost, doubled, or not of the document; ``line`` is where to look."""

    line: int
    what: str


@dataclass(frozen=True)
class Proof:
    """What the comparison with the documents came to."""

    sentences: int  # of both documents
    edited: int  # sentences whose text differs, recognisably or in a line flagged ``edited``
    moved: int  # sentences that stand out of the document's order
    taken_out: tuple[
        int, ...
    ]  # lines flagged ``edited`` that hold fewer sentences than the document has there
    problems: tuple[Problem, ...] = ()

    def demand(self, review: Review) -> None:
        """Fail at the first problem.

        :raises InputError: naming its line, and how many more there are.
        """
        if self.problems:
            first, more = self.problems[0], len(self.problems) - 1
            what = first.what + (f" (and {more} more such)" if more else "")
            raise InputError(what, path=review.path, line=first.line, hint=HINT)


def prove(review: Review, en: Sequence[str], zh: Sequence[str]) -> Proof:
    """Compare a review file with the sentences of its documents.

    A file of comparable texts holds some sentences only, in any order: there, none may be doubled or
    foreign. Elsewhere every sentence has to be found.
    """
    problems: list[Problem] = []
    edited = moved = 0
    taken_out: list[int] = []
    for side, document in zip(SIDES, (en, zh), strict=True):
        there = review.sentences(side)
        found = trace(there, document)
        edited += len(found.edited)
        moved += len(found.moved) if review.whole else 0
        for gap in found.gaps:
            if _respelt(gap, there, document):
                edited += len(gap.old)
            elif (line := _declared(review, side, gap, found)) is not None:
                edited += len(gap.old)
                taken_out += [line] if review.whole and len(gap.new) > len(gap.old) else []
            else:
                problems += _problems(review, side, gap, found, there, document)
    problems.sort(key=lambda problem: problem.line)
    return Proof(len(en) + len(zh), edited, moved, tuple(sorted(taken_out)), tuple(problems))


def _respelt(gap: Gap, there: Sequence[str], document: Sequence[str]) -> bool:
    """Whether the text is the same and only cut into sentences otherwise."""
    left, right = ("".join(texts[k] for k in side) for texts, side in ((there, gap.old), (document, gap.new)))
    return "".join(left.split()) == "".join(right.split())


def _declared(review: Review, side: Side, gap: Gap, found: Trace) -> int | None:
    """The line at the gap that is flagged ``edited``, if there is one."""
    places = review.places(side)
    lines = (review.lines[places[k]] for k in [*gap.old, *_around(gap, found)])
    return next((line.number for line in lines if EDITED in line.pair.flags), None)


def _around(gap: Gap, found: Trace) -> list[int]:
    """The sentences of the file that stand just before and after the gap."""
    before = max((i for i, j in found.same.items() if _precedes(i, j, gap)), default=None)
    following = min((i for i, j in found.same.items() if not _precedes(i, j, gap)), default=None)
    return [k for k in (before, following) if k is not None]


def _precedes(i: int, j: int, gap: Gap) -> bool:
    return i < gap.old[0] if gap.old else j < gap.new[0]


def _problems(
    review: Review, side: Side, gap: Gap, found: Trace, there: Sequence[str], document: Sequence[str]
) -> Iterator[Problem]:
    places = review.places(side)
    known = set(document)
    for k in gap.old:
        what = _doubled(review, places, there, k) if there[k] in known else "not in the document"
        yield Problem(review.lines[places[k]].number, f"{NAMES[side]} sentence {what}: {_short(there[k])}")
    if review.whole:
        near = [k for k in _around(gap, found) if not gap.old or k < gap.old[0]] or _around(gap, found)
        line = review.lines[places[near[0]]].number if near else 1
        for j in gap.new:
            yield Problem(
                line, f"{NAMES[side]} sentence {j + 1} lost, here or next to it: {_short(document[j])}"
            )


def _doubled(review: Review, places: Sequence[int], there: Sequence[str], k: int) -> str:
    others = [n for n, text in enumerate(there) if text == there[k] and n != k]
    lines = dict.fromkeys(str(review.lines[places[n]].number) for n in others)
    return f"doubled (also in line {', '.join(lines)})" if lines else "doubled"


def _short(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 61 else f"“{text}”"
