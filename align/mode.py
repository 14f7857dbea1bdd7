"""Do two texts run parallel, or do they only share a subject?"""

from collections.abc import Sequence

from align.anchors import anchors
from align.evidence import Text
from align.model import Bead
from align.vectors import Space, centred

# Measured on cuts of 1 to 100 sentences of the development texts against their own translations and against
# others': agreement 1.4 to 2.6 (median) against 0 to .6 (at most 1.1), share of anchors .5 to .7 against .05
# to .2. A text against its own translation, shuffled, has an agreement of 1.2 and a share of .2.
AGREEMENT = 1.0  # nats that meaning speaks for the beads, summed and divided by the longer text's sentences
SHARE = 0.35  # of the shorter text's sentences that stand in the chain of anchors
AGREED_SHARE = 0.28  # the same where the beads agree
ENOUGH = 20  # sentences from which a share says something


def runs_parallel(src: Text, tgt: Text, space: Space, beads: Sequence[Bead]) -> bool:
    """Whether two texts, aligned into ``beads`` as if they were parallel, are translations of each other.

    Short texts are parallel if their beads agree in meaning. Longer ones must also be anchored in order; of
    a text that is translated in part, enough of the shorter one.
    """
    longer = max(len(src.sentences), len(tgt.sentences), 1)
    agree = sum(bead.parts.get("meaning", 0.0) for bead in beads) / longer >= AGREEMENT
    if min(len(src.sentences), len(tgt.sentences)) < ENOUGH:
        return agree
    return anchored_share(src, tgt, space) >= (AGREED_SHARE if agree else SHARE)


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
