"""From beads to the lines of the review file, and so to translation units."""

from collections.abc import Iterable, Iterator, Sequence

from align.model import Bead
from tmx.bitext import CANDIDATE, EN, JOINTS, Pair
from tmx.identity import Identities

LIMITS = {"length": -1.5, "items": -1.5, "marks": -4.5, "ratio": -1.0, "items_alone": -1.0}
"""Parts of a bead's evidence, and the log-odds below which the pair is flagged for a reviewer."""

CROSSING = "crossing"
"""The flag of a pair whose Chinese stands elsewhere in its text, out of the order of the others."""

META = "meta"
"""The flag of what was left out of the alignment: page numbers, dates, by-lines, counters."""

UNTRANSLATED = "untranslated"
"""The flag of a pair whose sides are the same: as aligned as can be, and no translation (its score is 0)."""

FLAG_OF = {"ratio": "length", "items_alone": "items", "items": "items", "length": "length", "marks": "marks"}
"""The flag for each part: lengths do not fit, names or numbers stand on one side only, ends differ."""


def lines(
    beads: Iterable[Bead],
    en: Sequence[str],
    zh: Sequence[str],
    *,
    threshold: float,
    meta: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset()),
) -> Iterator[Pair]:
    """The review lines of beads, in their order.

    Pairs below the ``threshold``, and those whose sides are the same, are flagged ``candidate``: they enter
    no memory until a person says ``ok``.
    ``meta`` are the sentences, by side, that were left out of the alignment (:data:`META`).
    Empty sentences are left out of the lines, too; a bead must hold another.
    """
    identities = Identities()
    for bead in beads:
        left, right = tuple(filter(None, en[slice(*bead.src)])), tuple(filter(None, zh[slice(*bead.tgt)]))
        paired, same = bool(left and right), left == right
        score = 0.0 if same else bead.score
        flags = [UNTRANSLATED] if same else list(_doubts(bead)) if paired else []
        if paired and score < threshold:
            flags.insert(0, CANDIDATE)
        if bead.crossing:
            flags.append(CROSSING)
        if (bead.src.start in meta[0] and not right) or (bead.tgt.start in meta[1] and not left):
            flags.append(META)
        id_ = identities.of(JOINTS[EN].join(left) or right[0])
        yield Pair(id_, left, right, bead.kind, round(score, 2) if paired else None, tuple(flags))


def _doubts(bead: Bead) -> Iterator[str]:
    return iter(
        dict.fromkeys(FLAG_OF[part] for part, limit in LIMITS.items() if bead.parts.get(part, 0.0) < limit)
    )
