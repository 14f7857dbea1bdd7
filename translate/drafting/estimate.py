"""How good a draft may be, without a reference: the model's own score, length, flags, as one number.

The number orders a review; it isn't a measure of quality: 1 for a draft without faults, 0 for an empty one.
"""

from __future__ import annotations

import math

from translate.model import Draft, Side

_WORTH: dict[str, float] = {  # factors by flag, set by eye on drafts of FLORES dev
    "empty": 0.0, "copied": 0.1, "loop": 0.3, "language": 0.2, "cut": 0.4, "number": 0.5, "url": 0.5,
    "term": 0.5, "divided": 0.7, "codes": 0.9, "parts": 0.9,
}  # fmt: skip
_USUAL = {"zh": 0.33, "en": 3.2}  # characters of a draft for one of the source: medians of FLORES dev
_SPREAD = 0.45  # of the logarithm of that ratio, beyond which a length is odd
_ODD = "length"


def estimate(source: str, draft: Draft, tgt: Side) -> float:
    """A number from 0 to 1; memory matches and copies have 1."""
    value = math.exp(max(-8.0, min(0.0, draft.score)))
    for flag in draft.flags:
        value *= _WORTH.get(flag, 1.0)
    return round(value * (0.5 if odd_length(source, draft.text, tgt) else 1.0), 3)


def reasons(source: str, draft: Draft, tgt: Side) -> tuple[str, ...]:
    """The draft's flags, and ``length`` where it is oddly short or long."""
    return (*draft.flags, *((_ODD,) if odd_length(source, draft.text, tgt) else ()))


def odd_length(source: str, draft: str, tgt: Side) -> bool:
    """Whether a draft is far shorter or longer than drafts are; short texts are never odd."""
    if min(len(source), len(draft)) < 8:
        return False
    return abs(math.log(len(draft) / len(source) / _USUAL[tgt])) > 2 * _SPREAD
