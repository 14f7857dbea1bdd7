"""From a third language by way of English: two engines in a row."""

from __future__ import annotations

from collections.abc import Sequence

from translate.engines.careful import CarefulEngine
from translate.engines.portions import Portion
from translate.language.losses import losses
from translate.model import Draft, OnProgress, Side

_TRUE_OF_THE_WHOLE = ("number", "url")  # flagged by comparing the first text with the last


class PivotEngine:
    """An :class:`~translate.engines.engine.Engine` of two: the second translates the drafts of the first.

    A draft's score is the sum of both: what the first got wrong the second cannot know. Faults of either
    are flags of the draft; numbers and addresses are looked for in the last text alone.
    """

    def __init__(self, first: CarefulEngine, second: CarefulEngine) -> None:
        self._first, self._second = first, second
        self.name = f"{first.name} + {second.name}"
        self.fingerprint = f"{first.fingerprint} + {second.fingerprint}"
        self.portion = Portion(*map(min, first.portion, second.portion))
        self.src: str = first.src
        self.tgt: Side = second.tgt

    def translate(self, texts: Sequence[str], *, on_progress: OnProgress | None = None) -> list[Draft]:
        """Translate ``texts`` in two batches; the drafts stand in the order of the texts."""
        halfway = self._first.translate(texts)
        drafts = self._second.translate([draft.text for draft in halfway], on_progress=on_progress)
        return [self._draft(*together) for together in zip(texts, halfway, drafts, strict=True)]

    def _draft(self, text: str, halfway: Draft, draft: Draft) -> Draft:
        faults = [flag for flag in (*halfway.flags, *draft.flags) if flag not in _TRUE_OF_THE_WHOLE]
        flags = dict.fromkeys((*faults, *losses(text, draft.text, self.src, self.tgt)))
        score = halfway.score + draft.score
        return Draft(draft.text, self.name, score, tuple(flags), draft.alternatives)
