"""What an alignment is made of: spans, beads with named scores, and how they came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Mode(StrEnum):
    """How documents are matched."""

    AUTO = "auto"
    PARALLEL = "parallel"
    COMPARABLE = "comparable"


class Span(NamedTuple):
    """Half-open range of sentence indexes, 0-based."""

    start: int
    stop: int  # exclusive

    @property
    def size(self) -> int:
        """How many sentences the span covers."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences of both sides that translate each other; one side may be empty."""

    src: Span
    tgt: Span
    score: float = 0.0  # probability that the bead is exactly right, 0 to 1
    parts: Mapping[str, float] = field(default_factory=dict)  # the named evidence behind the score
    crossing: bool = False  # it stands out of the order of the other beads

    def inverted(self) -> "Bead":
        """The same bead seen from the other side."""
        return Bead(self.tgt, self.src, self.score, self.parts, self.crossing)

    @property
    def paired(self) -> bool:
        """Whether there are sentences on both sides."""
        return bool(self.src.size and self.tgt.size)

    @property
    def kind(self) -> str:
        """Such as ``1-1`` or ``2-1``: sentences of the source, sentences of the target."""
        return f"{self.src.size}-{self.tgt.size}"
