"""Do two texts run parallel, or do they only share a subject?"""

from collections.abc import Sequence
from enum import StrEnum

from align.anchors import anchors
from align.evidence import Text
from align.model import Bead
from align.vectors import Space, centred

# Measured on cuts of 1 to 30 sentences of the development texts against their own translations and against
# others': agreement 2.4 to 3.6 (median) against 0.3 to 0.5, at most 1.9; anchors .5 to .6 against .1 to .2.
AGREEMENT = 1.5  # nats that the meaning of a bead speaks for it, on average over the beads
SHARE = 0.25  # of the shorter text's sentences that stand in the chain of anchors
ENOUGH = 20  # sentences from which that share says something


class Mode(StrEnum):
    """How documents are matched."""

    AUTO = "auto"
    PARALLEL = "parallel"
    COMPARABLE = "comparable"


def runs_parallel(src: Text, tgt: Text, space: Space, beads: Sequence[Bead]) -> bool:
    """Whether two texts, aligned into ``beads`` as if they were parallel, are translations of each other.

    Texts of which only a part is translated count as parallel when a quarter of the shorter one is
    anchored in order.
    """
    meant = [bead.parts["meaning"] for bead in beads if "meaning" in bead.parts]
    if meant and sum(meant) / len(meant) >= AGREEMENT:
        return True
    return min(len(src.sentences), len(tgt.sentences)) >= ENOUGH and anchored_share(src, tgt, space) >= SHARE


def anchored_share(src: Text, tgt: Text, space: Space) -> float:
    """The share of the shorter text's sentences that a rising chain of mutual neighbours holds, 0 to 1."""
    shorter = min(len(src.sentences), len(tgt.sentences))
    if not shorter:
        return 0.0
    chain = anchors(
        centred(src.vectors.sentences, space.sentence_mean["en"]),
        centred(tgt.vectors.sentences, space.sentence_mean["zh"]),
    )
    return len(chain) / shorter
