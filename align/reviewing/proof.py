"""Proof that a review file holds the sentences of its documents: none lost, none doubled."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from align.reviewing.files import EDITED, SIDES, Review, unquoted
from align.reviewing.tracing import Gap, trace
from tmx.base.errors import InputError
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
    """The result of comparing a review file with its documents."""

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
    foreign. In other files every sentence must be there.
    """
    problems: list[Problem] = []
    edited = moved = 0
    taken_out: list[int] = []
    for side, document in zip(SIDES, (en, zh), strict=True):
        compared = _Compared(review, side, document)
        traced = compared.trace
        edited += len(traced.edited)
        problems += compared.unquoted()
        moved += len(traced.moved) if review.whole else 0
        for gap in traced.gaps:
            if compared.respelt(gap):
                edited += len(gap.old)
            elif (line := compared.declared(gap)) is not None:
                edited += len(gap.old)
                taken_out += [line] if review.whole and len(gap.new) > len(gap.old) else []
            else:
                problems += compared.problems(gap)
    problems.sort(key=lambda problem: problem.line)
    return Proof(len(en) + len(zh), edited, moved, tuple(sorted(taken_out)), tuple(problems))


class _Compared:
    """One side of a review file beside its document."""

    def __init__(self, review: Review, side: Side, document: Sequence[str]) -> None:
        self._review, self._side, self._document = review, side, document
        self._there = review.sentences(side)
        self._places = review.places(side)
        self.trace = trace(self._there, document)
        self._shared = sorted(self.trace.same.items())  # both indexes rise

    def respelt(self, gap: Gap) -> bool:
        """Whether the text is the same and only cut into sentences otherwise."""
        left = "".join(self._there[k] for k in gap.old)
        right = "".join(self._document[k] for k in gap.new)
        return "".join(left.split()) == "".join(right.split())

    def unquoted(self) -> Iterator[Problem]:
        """Sentences that a spreadsheet took the quotation marks of: they differ in nothing else.

        Without another sign of a spreadsheet, several must, and no sentence begins with such a mark any more.
        """
        lost = [
            (i, j)
            for i, j in self.trace.edited.items()
            if unquoted(self._there[i]) == unquoted(self._document[j])
            and EDITED not in self._review.lines[self._places[i]].pair.flags
        ]
        sure = self._review.spreadsheet or not any(text.startswith('"') for text in self._there)
        if sure and (self._review.spreadsheet or len(lost) > 1):
            for i, j in lost:
                what = f"a spreadsheet has changed the quotation marks of {_short(self._document[j])}"
                yield Problem(self._line(i), what)

    def declared(self, gap: Gap) -> int | None:
        """The line at the gap that is flagged ``edited``, if there is one."""
        lines = (self._review.lines[self._places[k]] for k in [*gap.old, *self._around(gap)])
        return next((line.number for line in lines if EDITED in line.pair.flags), None)

    def problems(self, gap: Gap) -> Iterator[Problem]:
        """What is wrong at the gap: sentences that should not be there, and those that are missing."""
        name = NAMES[self._side]
        for k in gap.old:
            what = self._doubled(k) if self._there[k] in self._known else "not in the document"
            yield Problem(self._line(k), f"{name} sentence {what}: {_short(self._there[k])}")
        if self._review.whole:
            around = self._around(gap)
            near = [k for k in around if not gap.old or k < gap.old[0]] or around
            line = self._line(near[0]) if near else 1
            for j in gap.new:
                what = f"{name} sentence {j + 1} lost, here or next to it: {_short(self._document[j])}"
                yield Problem(line, what)

    def _around(self, gap: Gap) -> list[int]:
        """The sentences of the file that stand just before and after the gap."""
        place = (
            bisect_left(self._shared, gap.old[0], key=lambda pair: pair[0])
            if gap.old
            else bisect_left(self._shared, gap.new[0], key=lambda pair: pair[1])
        )
        return [i for i, _ in self._shared[max(0, place - 1) : place + 1]]

    def _line(self, k: int) -> int:
        return self._review.lines[self._places[k]].number

    def _doubled(self, k: int) -> str:
        others = [n for n in self._known[self._there[k]] if n != k]
        lines = dict.fromkeys(str(self._line(n)) for n in others)
        return f"doubled (also in line {', '.join(lines)})" if lines else "doubled"

    @cached_property
    def _known(self) -> dict[str, list[int]]:
        """The sentences of the document, each with where it stands in the file."""
        known: dict[str, list[int]] = {text: [] for text in self._document}
        for k, text in enumerate(self._there):
            if text in known:
                known[text].append(k)
        return known


def _short(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 61 else f"“{text}”"
