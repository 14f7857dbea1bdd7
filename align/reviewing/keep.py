"""A new alignment that keeps what people have decided about an old one.

A decision (a line that a person judged, edited or moved) is carried over if its sentences still stand
together in the new documents, on both sides. The new alignment then follows it: beads that cut across it give
way, and the rest of them becomes candidates.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from align.model import Span
from align.reviewing.files import EDITED, MOVED, Line, Review
from align.reviewing.lines import CROSSING
from align.reviewing.origin import Origin
from tmx.bitext import CANDIDATE, DROP, EN, JOINTS, OK, Pair
from tmx.identity import Identities

DECISION_FLAGS = (OK, DROP, EDITED, MOVED)
REST = "rest"  # the flag of what remains of a bead that gave way to a decision


class PlacedPair(NamedTuple):
    """A pair, and its sentences' indexes in the documents."""

    src: Span
    tgt: Span
    pair: Pair


class Notice(NamedTuple):
    """A decision that a person should know about: its line in the old file, and why."""

    line: Line
    why: str


@dataclass(frozen=True)
class Decisions:
    """What became of earlier decisions, and a new alignment with them in it."""

    pairs: tuple[Pair, ...]
    carried: int  # decisions that are carried over
    forced: int  # of these, how many differ from the new alignment
    lost: tuple[Notice, ...]
    unsure: tuple[Notice, ...] = ()  # of those carried over: perhaps it was the document that changed
    comments: tuple[tuple[int, str], ...] = ()  # of the old file, with their lines; the new file has none


def keep(
    old: Review, new: Sequence[PlacedPair], en: Sequence[str], zh: Sequence[str], *, whole: bool
) -> Decisions:
    """Carry the decisions of ``old`` into ``new``.

    :param new: the new alignment, in order; it covers the documents if ``whole``.
    :param en: all sentences of the English document; ``zh`` of the Chinese one.
    """
    lost: list[Notice] = []
    unsure: list[Notice] = []
    spans = {(entry.src, entry.tgt): entry.pair for entry in new}
    aside = {place for place, pair in spans.items() if CROSSING in pair.flags}
    standing = _standing(old, new, (en, zh), lost, unsure)
    agreeing = _unopposed(standing, lost, spans.keys(), aside, whole)
    decided: list[PlacedPair] = []
    alone: list[Line] = []
    forced = agreed = 0
    carried: dict[tuple[Span, Span], Pair] = {}
    for line, src, tgt in agreeing:
        there = spans.get((src, tgt))
        if there is not None:
            carried[src, tgt] = _carried(line.pair, there)
            agreed += 1
        elif not (src.size and tgt.size):
            alone.append(line)
        elif DROP in line.pair.flags:
            lost.append(Notice(line, "nothing pairs its sentences any more"))
        else:
            texts = (line.pair.en, line.pair.zh) if line.edited else (en[slice(*src)], zh[slice(*tgt)])
            left, right = (tuple(filter(None, side)) for side in texts)
            pair = replace(line.pair, en=left, zh=right, score=None, flags=_decision_flags(line.pair))
            decided.append(PlacedPair(src, tgt, pair))
            forced += 1
    entries = [entry._replace(pair=carried.get(entry[:2], entry.pair)) for entry in new]
    if decided:
        decided += [e for e in entries if e[:2] in carried.keys() - aside and e.src.size and e.tgt.size]
    result = _bound(entries, decided, en, zh) if whole else _replaced(entries, decided)
    married = [line for line in alone if not _stands_alone(line, result)]
    lost += (Notice(line, "its sentence has a counterpart now") for line in married)
    agreed += len(alone) - len(married)
    lost.sort(key=lambda item: item.line.number)
    gone = {item.line.number for item in lost}
    unsure = [item for item in unsure if item.line.number not in gone]
    pairs = tuple(_identified(result))
    return Decisions(pairs, agreed + forced, forced, tuple(lost), tuple(unsure), old.remarks)


def _stands_alone(line: Line, pairs: Sequence[Pair]) -> bool:
    """Whether the sentences of a line, which has them on one side only, have no counterpart."""
    lonely = [pair for pair in pairs if not (pair.en and pair.zh)]
    return {*line.pair.en} <= {t for p in lonely for t in p.en} and {*line.pair.zh} <= {
        t for p in lonely for t in p.zh
    }


def _standing(
    old: Review,
    new: Sequence[PlacedPair],
    documents: tuple[Sequence[str], Sequence[str]],
    lost: list[Notice],
    unsure: list[Notice],
) -> Iterator[tuple[Line, Span, Span]]:
    """The lines that a person touched, and where their sentences stand now.

    An edited text stands where it can be recognised, else opposite to the other side of its line.
    """
    origins = Origin(old, "en", documents[0]), Origin(old, "zh", documents[1])
    beside = (
        {entry.tgt: entry.src for entry in new if entry.src.size and entry.tgt.size},
        {entry.src: entry.tgt for entry in new if entry.src.size and entry.tgt.size},
    )
    at = [0, 0]
    for number, line in enumerate(old.lines):
        sizes = len(line.pair.en), len(line.pair.zh)
        indexes = range(at[0], at[0] + sizes[0]), range(at[1], at[1] + sizes[1])
        at = [indexes[0].stop, indexes[1].stop]
        changed = [bool(origins[k].changed(indexes[k])) for k in (0, 1)]
        by_person = [changed[k] and origins[k].by_person(number, indexes[k]) for k in (0, 1)]
        mine = [person is not False for person in by_person]  # in doubt, what a person may have written
        if any(mine):
            line = line._replace(pair=_flagged(line.pair, EDITED))
        if not line.touched:
            continue
        spans = [_span(origins[k], indexes[k], mine[k]) for k in (0, 1)]
        for k in (0, 1):
            other = spans[1 - k]
            if spans[k] is None and mine[k] and other is not None and other.size:
                spans[k] = beside[k].get(other)
        gone = [name for name, span in zip(("English", "Chinese"), spans, strict=True) if span is None]
        if gone:
            lost.append(Notice(line, f"its {' and '.join(gone)} text is not in the document any more"))
            continue
        if None in by_person:
            name = "English" if by_person[0] is None else "Chinese"
            unsure.append(Notice(line, f"kept as edited, though its {name} may have changed in the document"))
        yield line, spans[0] or Span(0, 0), spans[1] or Span(0, 0)


def _flagged(pair: Pair, flag: str) -> Pair:
    return pair if flag in pair.flags else replace(pair, flags=(*pair.flags, flag))


def _span(origin: Origin, indexes: range, mine: bool) -> Span | None:
    """Where sentences stand together now; None if one is gone, was changed, or stands apart.

    :param mine: a person changed them, not the document.
    """
    where = origin.trace.all
    if not len(indexes):
        before = [j + 1 for i, j in origin.trace.same.items() if i < indexes.start]
        return Span(max(before, default=0), max(before, default=0))
    places = [where.get(i) for i in indexes]
    if not mine and origin.changed(indexes):
        return None
    if any(b is None or a is None or b != a + 1 for a, b in pairwise(places)):
        return None
    return None if places[0] is None else Span(places[0], places[0] + len(places))


def _unopposed(
    standing: Iterator[tuple[Line, Span, Span]],
    lost: list[Notice],
    there: Collection[tuple[Span, Span]],
    aside: Collection[tuple[Span, Span]],
    whole: bool,
) -> list[tuple[Line, Span, Span]]:
    """Those that do not overlap, nor cross if the alignment is to stay monotone.

    :param there: what the new alignment pairs; ``aside`` what of that it has out of order itself.
    """
    kept: list[tuple[Line, Span, Span]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    i = j = 0
    for line, src, tgt in standing:
        crosses = (src, tgt) in aside
        if whole and CROSSING in line.pair.flags and (src, tgt) not in there:
            lost.append(Notice(line, "its Chinese stood elsewhere, and is no longer paired with it"))
            continue
        overlaps = not taken[0].isdisjoint(range(*src)) or not taken[1].isdisjoint(range(*tgt))
        if overlaps or (whole and not crosses and (src.start < i or tgt.start < j)):
            lost.append(Notice(line, "it contradicts another decision"))
            continue
        kept.append((line, src, tgt))
        taken[0].update(range(*src))
        taken[1].update(range(*tgt))
        i, j = (src.stop, tgt.stop) if src.size and tgt.size and not crosses else (i, j)
    return kept


def _decision_flags(pair: Pair) -> tuple[str, ...]:
    return tuple(flag for flag in pair.flags if flag in DECISION_FLAGS)


def _carried(old: Pair, new: Pair) -> Pair:
    """The new pair with the old decision, and the old text if a person edited it."""
    flags = tuple(dict.fromkeys((*_decision_flags(old), *new.flags)))
    text = old if EDITED in old.flags else new
    return replace(new, flags=flags, en=text.en, zh=text.zh, id=old.id or new.id)


def _bound(
    entries: Sequence[PlacedPair], decided: Sequence[PlacedPair], en: Sequence[str], zh: Sequence[str]
) -> list[Pair]:
    """The alignment of whole texts with decisions in it; the order of both texts is kept.

    A crossing pair stays where its English stands, unless a decision takes a sentence from it.
    """
    if not decided:
        return [entry.pair for entry in entries]
    decided = sorted(decided, key=lambda entry: entry.src)
    spans = [entry.src for entry in decided], [entry.tgt for entry in decided]
    between: list[list[Pair]] = [[] for _ in range(len(decided) + 1)]
    for entry in entries:
        left = _by_zone(range(*entry.src), spans[0])
        right = _by_zone(range(*entry.tgt), spans[1])
        if CROSSING in entry.pair.flags and _all(left, entry.src) and _all(right, entry.tgt):
            between[min(left)].append(entry.pair)
            continue
        for zone in sorted({*left, *right}):
            rows, columns = left.get(zone, []), right.get(zone, [])
            between[zone].append(_remainder(entry, rows, columns, en, zh))
    result = between[0]
    for entry, following in zip(decided, between[1:], strict=True):
        result = [*result, entry.pair, *following]
    return result


def _by_zone(indexes: range, spans: Sequence[Span]) -> dict[int, list[int]]:
    """Sentences outside the decided spans, by how many of these lie before them."""
    starts = [span.start for span in spans]
    zones: dict[int, list[int]] = {}
    for index in indexes:
        zone = bisect_right(starts, index)
        if zone == 0 or index >= spans[zone - 1].stop:
            zones.setdefault(zone, []).append(index)
    return zones


def _all(zones: dict[int, list[int]], span: Span) -> bool:
    return sum(map(len, zones.values())) == span.size


def _remainder(
    entry: PlacedPair, rows: Sequence[int], columns: Sequence[int], en: Sequence[str], zh: Sequence[str]
) -> Pair:
    if len(rows) == entry.src.size and len(columns) == entry.tgt.size:
        return entry.pair
    flags = (CANDIDATE, REST) if rows and columns else (REST,)
    left, right = tuple(en[k] for k in rows), tuple(zh[k] for k in columns)
    return Pair("", left, right, f"{len(left)}-{len(right)}", None, flags)


def _replaced(entries: Sequence[PlacedPair], decided: Sequence[PlacedPair]) -> list[Pair]:
    """Proposals of comparable texts; those that share a sentence with a decision give way."""
    taken = {("en", k) for d in decided for k in range(*d.src)} | {
        ("zh", k) for d in decided for k in range(*d.tgt)
    }
    free = [
        entry
        for entry in entries
        if not any(("en", k) in taken for k in range(*entry.src))
        and not any(("zh", k) in taken for k in range(*entry.tgt))
    ]
    return [entry.pair for entry in sorted([*free, *decided], key=lambda entry: (entry.src, entry.tgt))]


def _identified(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs, those without an identifier given the one of their text."""
    identities = Identities()
    for pair in pairs:
        id_ = identities.of(JOINTS[EN].join(pair.en) or pair.zh[0])
        yield pair if pair.id else replace(pair, id=id_)
