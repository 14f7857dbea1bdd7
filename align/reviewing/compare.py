"""What changed between two review files of one alignment, or of two, in words."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any

from align.reviewing.files import SIDES, Line, Review
from align.reviewing.tracing import trace
from tmx.base.words import count as number
from tmx.bitext import DROP, OK
from tmx.look.diff_view import highlighted

WIDTH = 34  # characters of a text that is only there to recognise a line by


class Kind(StrEnum):
    """How lines differ."""

    ACCEPTED = "accepted"
    DROPPED = "dropped"
    WITHDRAWN = "decision withdrawn"
    MERGED = "merged"
    SPLIT = "split"
    REARRANGED = "rearranged"
    TEXT = "text edited"
    FLAGS = "flags changed"
    SCORE = "score changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """Lines of the old and the new file that belong together, and how they differ."""

    kind: Kind
    old: tuple[Line, ...]
    new: tuple[Line, ...]
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """The change for programs: ``kind``, ``detail``, ``old`` and ``new`` (see :meth:`Line.as_json`)."""
        return {
            "kind": self.kind.value,
            "detail": self.detail,
            "old": [line.as_json() for line in self.old],
            "new": [line.as_json() for line in self.new],
        }


def changes(old: Review, new: Review) -> list[Change]:
    """The differences, in the order of the new file; lines that are gone stand where they were."""
    return [change for before, after in _groups(old, new) for change in _changes(before, after)]


def summary(changes: Sequence[Change], lines: int) -> str:
    """All changes in one sentence.

    :param lines: how many the new file has.
    """
    if not changes:
        return f"nothing changed in {number(lines, 'line')}"
    counts = Counter(change.kind for change in changes)
    listed = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    return f"{listed}; the new file has {number(lines, 'line')}"


def described(change: Change) -> Iterator[str]:
    """A change as lines of text: where and what, then the texts."""
    yield f"{_where(change)}: {change.kind}" + (f" ({change.detail})" if change.detail else "")
    if change.kind is Kind.TEXT:
        for side in SIDES:
            before, after = (_text(lines[0], side) for lines in (change.old, change.new))
            if before != after:
                yield f"  {highlighted(before, after)}"
    elif change.kind in (Kind.MERGED, Kind.SPLIT, Kind.REARRANGED):
        yield from (f"  - {_short(line)}" for line in change.old)
        yield from (f"  + {_short(line)}" for line in change.new)
    else:
        yield f"  {_short((change.new or change.old)[0])}"


def _where(change: Change) -> str:
    old, new = _numbers(change.old), _numbers(change.new)
    return f"line {old} → {new}" if old and new and old != new else f"line {new or old}"


def _numbers(lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    first, last = lines[0].number, lines[-1].number
    return str(first) if first == last else f"{first}–{last}"


def _text(line: Line, side: str) -> str:
    return "⏎".join(line.pair.en if side == "en" else line.pair.zh)


def _short(line: Line) -> str:
    texts = (_text(line, side) for side in SIDES)
    return " | ".join(text[:WIDTH] + "…" if len(text) > WIDTH else text or "–" for text in texts)


def _groups(old: Review, new: Review) -> list[tuple[list[Line], list[Line]]]:
    """Lines of both files that share sentences, directly or through others; the rest stands alone."""
    links = _links(old, new)
    groups: list[tuple[list[int], list[int]]] = []
    seen: set[int] = set()
    for k in range(len(old.lines)):
        if k not in seen:
            groups.append(_reached(k, links))
            seen.update(groups[-1][0])
    met = {k for _, afters in groups for k in afters}
    groups += [([], [k]) for k in range(len(new.lines)) if k not in met]
    reached = list(accumulate((max(links[0].get(k, (-1,))) for k in range(len(old.lines))), max, initial=-1))
    groups.sort(key=lambda group: (group[1][0], 1) if group[1] else (reached[group[0][0]], 2))
    return [([old.lines[k] for k in a], [new.lines[k] for k in b]) for a, b in groups]


Links = tuple[dict[int, set[int]], dict[int, set[int]]]


def _links(old: Review, new: Review) -> Links:
    forth: dict[int, set[int]] = defaultdict(set)
    back: dict[int, set[int]] = defaultdict(set)
    for side in SIDES:
        befores, afters = old.places(side), new.places(side)
        for i, j in trace(old.sentences(side), new.sentences(side)).all.items():
            forth[befores[i]].add(afters[j])
            back[afters[j]].add(befores[i])
    return forth, back


def _reached(k: int, links: Links) -> tuple[list[int], list[int]]:
    befores, fresh = {k}, {k}
    afters: set[int] = set()
    while fresh:
        met = {b for a in fresh for b in links[0].get(a, ())} - afters
        afters |= met
        fresh = {a for b in met for a in links[1].get(b, ())} - befores
        befores |= fresh
    return sorted(befores), sorted(afters)


def _changes(old: list[Line], new: list[Line]) -> Iterator[Change]:
    befores, afters = tuple(old), tuple(new)
    if len(old) == len(new) == 1:
        yield from _line_changes(old[0], new[0])
    elif not new:
        yield Change(Kind.REMOVED, befores, ())
    elif not old:
        yield Change(Kind.ADDED, (), afters)
    elif len(old) == 1:
        yield Change(Kind.SPLIT, befores, afters, f"into {len(new)}")
    elif len(new) == 1:
        yield Change(Kind.MERGED, befores, afters, f"{len(old)} lines")
    else:
        yield Change(Kind.REARRANGED, befores, afters, "sentences moved between lines")


_DECIDED = {OK: Kind.ACCEPTED, DROP: Kind.DROPPED, None: Kind.WITHDRAWN}


def _line_changes(old: Line, new: Line) -> Iterator[Change]:
    before, after = old.pair, new.pair
    both = ((old,), (new,))
    if (before.en, before.zh) != (after.en, after.zh):
        yield Change(Kind.TEXT, *both)
    decisions = [next((flag for flag in (DROP, OK) if flag in pair.flags), None) for pair in (before, after)]
    if decisions[0] != decisions[1]:
        yield Change(_DECIDED[decisions[1]], *both)
    others = [[flag for flag in pair.flags if flag not in (OK, DROP)] for pair in (before, after)]
    signs = [f"-{f}" for f in others[0] if f not in others[1]] + [
        f"+{f}" for f in others[1] if f not in others[0]
    ]
    if signs:
        yield Change(Kind.FLAGS, *both, " ".join(signs))
    if before.score != after.score:
        yield Change(Kind.SCORE, *both, f"{_score(before.score)} → {_score(after.score)}")


def _score(score: float | None) -> str:
    return "none" if score is None else f"{score:.2f}"
