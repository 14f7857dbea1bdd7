"""Beads over the sentences that are aligned, in the sentence numbers of the whole documents."""

from collections.abc import Sequence
from dataclasses import replace

from align.documents import Source
from align.model import Bead, Span

CANDIDATES = 20  # mined pairs below the threshold that reviewers see: the most probable


def in_order(beads: Sequence[Bead], en: Source, zh: Source) -> list[Bead]:
    """Beads of a parallel alignment; the sentences that aren't aligned stand alone among them."""
    rows, columns = en.used, zh.used
    moved = (range(*_place(columns, bead.tgt)) for bead in beads if bead.crossing)
    used = set(rows), set(columns).union(*moved)
    whole: list[Bead] = []
    i = j = 0
    for bead in beads:
        src, tgt = _place(rows, bead.src), _place(columns, bead.tgt)
        upto = j if bead.crossing else tgt.start
        whole += _alone(range(i, src.start), range(j, upto), src.start, j, used)
        whole.append(replace(bead, src=src, tgt=tgt))
        i, j = max(i, src.stop), j if bead.crossing else max(j, tgt.stop)
    return whole + _alone(range(i, len(en.texts)), range(j, len(zh.texts)), len(en.texts), j, used)


def proposed(beads: Sequence[Bead], en: Source, zh: Source, threshold: float) -> list[Bead]:
    """The mined pairs from the threshold up and the best of the others, in the order of the English text."""
    sure = [bead for bead in beads if bead.score >= threshold]
    unsure = [bead for bead in beads if bead.score < threshold][:CANDIDATES]
    placed = [
        replace(bead, src=_place(en.used, bead.src), tgt=_place(zh.used, bead.tgt)) for bead in sure + unsure
    ]
    return sorted(placed, key=lambda bead: (bead.src, bead.tgt))


def _place(used: Sequence[int], span: Span) -> Span:
    """A span of aligned sentences in the indexes of all sentences."""
    if span.size:
        return Span(used[span.start], used[span.stop - 1] + 1)
    before = used[span.start - 1] + 1 if span.start else 0
    return Span(before, before)


def _alone(rows: range, columns: range, i: int, j: int, used: tuple[set[int], set[int]]) -> list[Bead]:
    """Beads of the single sentences that aren't aligned."""
    left = [Bead(Span(k, k + 1), Span(j, j)) for k in rows if k not in used[0]]
    return left + [Bead(Span(i, i), Span(k, k + 1)) for k in columns if k not in used[1]]
