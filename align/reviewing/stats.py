"""How much of a review is done, how many errors are left, and where to look first."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from align.reviewing.files import Line, Review
from tmx.base.words import count as number
from tmx.bitext import CANDIDATE, DROP, OK

UNSCORED = 0.5  # stands in for a missing score: even odds


@dataclass(frozen=True)
class Stats:
    """The state of a review. Errors are expected numbers, by the calibrated scores."""

    lines: int
    pairs: int  # lines with both sides
    accepted: int
    dropped: int
    waiting: int  # pairs nobody has judged, candidates included
    candidates: int  # of those
    unpaired: int  # lines with one side
    wrong: float  # pairs in the memory that nobody has judged and that are wrong
    missed: float  # candidates that nobody has judged and that are right
    kinds: tuple[tuple[str, int], ...]  # how many pairs of each kind, the most frequent first
    first: tuple[Line, ...]  # what to look at first

    def as_json(self) -> dict[str, Any]:
        """The state for programs.

        Keys: ``lines``, ``pairs``, ``accepted``, ``dropped``, ``waiting``, ``candidates``, ``unpaired`` are
        counts; ``expected_wrong`` and ``expected_missed`` are :attr:`wrong` and :attr:`missed`; ``kinds`` the
        pairs of each kind; ``first`` the lines to look at first, as :meth:`Line.as_json` has them.
        """
        return {
            "lines": self.lines,
            "pairs": self.pairs,
            "accepted": self.accepted,
            "dropped": self.dropped,
            "waiting": self.waiting,
            "candidates": self.candidates,
            "unpaired": self.unpaired,
            "expected_wrong": round(self.wrong, 2),
            "expected_missed": round(self.missed, 2),
            "kinds": dict(self.kinds),
            "first": [line.as_json() for line in self.first],
        }


def stats(review: Review, *, first: int = 10) -> Stats:
    """Count a review.

    :param first: how many lines to name that deserve a look, the most doubtful first.
    """
    pairs = [line for line in review.lines if line.pair.en and line.pair.zh]
    waiting = [line for line in pairs if not line.judged]
    doubtful = sorted(waiting, key=lambda line: (-expected_error(line), line.number))
    return Stats(
        lines=len(review.lines),
        pairs=len(pairs),
        accepted=sum(OK in line.pair.flags and DROP not in line.pair.flags for line in pairs),
        dropped=sum(DROP in line.pair.flags for line in review.lines),
        waiting=len(waiting),
        candidates=sum(CANDIDATE in line.pair.flags for line in waiting),
        unpaired=len(review.lines) - len(pairs),
        wrong=sum(expected_error(line) for line in waiting if CANDIDATE not in line.pair.flags),
        missed=sum(expected_error(line) for line in waiting if CANDIDATE in line.pair.flags),
        kinds=tuple(Counter(line.pair.kind for line in pairs).most_common()),
        first=tuple(doubtful[:first]),
    )


def expected_error(line: Line) -> float:
    """The probability that the memory is wrong about a pair that nobody has judged: 0 to 1."""
    score = UNSCORED if line.pair.score is None else min(max(line.pair.score, 0.0), 1.0)
    return score if CANDIDATE in line.pair.flags else 1 - score


def summary(counts: Stats) -> Iterator[str]:
    """The counts as lines of text."""
    done = counts.pairs - counts.waiting
    share = f" ({100 * done / counts.pairs:.0f} %)" if counts.pairs else ""
    yield (
        f"{done:,} of {number(counts.pairs, 'pair')} reviewed{share}:"
        f" {counts.accepted:,} accepted, {done - counts.accepted:,} dropped"
    )
    yield (
        f"{counts.waiting:,} waiting, {counts.candidates:,} of them candidates;"
        f" {number(counts.unpaired, 'line')} with one side only"
    )
    if counts.waiting:
        yield (
            f"errors to expect if you stop here: {counts.wrong:.1f} wrong pairs in the memory,"
            f" {counts.missed:.1f} good candidates left out"
        )
    yield "kinds: " + ", ".join(f"{kind} {count:,}" for kind, count in counts.kinds)
    if counts.first:
        yield "look first at:"
    for line in counts.first:
        pair = line.pair
        score = "  – " if pair.score is None else f"{pair.score:.2f}"
        text = " ".join(pair.en)
        yield f"  line {line.number:5}  {score}  {pair.kind}  {text[:50] + '…' if len(text) > 51 else text}"
