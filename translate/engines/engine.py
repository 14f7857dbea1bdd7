"""The protocols of engines.

Two layers: a :class:`Decoder` asks a model once; an :class:`Engine` checks its outputs and tries again
(:mod:`translate.engines.careful`). Argos packages and the embedded package differ in their decoder only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from translate.model import Draft, OnProgress, Side


@dataclass(frozen=True, slots=True)
class Search:
    """How a model searches: 1 beam is greedy; a penalty of 1 lets it repeat itself freely.

    :param hypotheses: how many outputs are wanted; the beam is at least as wide.
    :param backwards: of all the beam's outputs, those from which the source is likeliest to be got back come
        first (noisy channel; Yee, Dauphin & Auli 2019). Only a model of both directions can do that; others
        keep to the order of their beam.
    """

    beam: int = 1
    repetition_penalty: float = 1.0
    hypotheses: int = 1
    backwards: bool = False


class Output(NamedTuple):
    """A model's translation of one text."""

    text: str
    score: float  # mean log-probability of a piece, nats, <= 0
    cut: bool  # the length limit cut it off
    others: tuple[str, ...] = ()  # further outputs, the next best first


class Directed(Protocol):
    """A translator's name, fingerprint and direction."""

    @property
    def name(self) -> str:
        """As it stands in drafts and memories: such as ``argos en-zh 1.9``."""
        ...

    @property
    def fingerprint(self) -> str:
        """All that its translations depend on, in a line: the key of what is cached."""
        ...

    @property
    def src(self) -> str:
        """The language it reads."""
        ...

    @property
    def tgt(self) -> Side:
        """The language it writes."""
        ...


class Decoder(Directed, Protocol):
    """A model that translates one direction: one try, no repair."""

    @property
    def search(self) -> Search:
        """How it searches at the first try."""
        ...

    @property
    def max_pieces(self) -> int:
        """How many pieces a text may have; the caller divides longer ones."""
        ...

    def pieces(self, text: str) -> int:
        """How many pieces the model's tokenizer makes of ``text``."""
        ...

    def decode(self, texts: Sequence[str], search: Search) -> Iterator[tuple[int, Output]]:
        """Translate ``texts`` as one batch; yields ``(index, output)``, each once, in any order."""
        ...


class Engine(Directed, Protocol):
    """Translates texts, a sentence or so each, from one language into the other."""

    def translate(self, texts: Sequence[str], *, on_progress: OnProgress | None = None) -> list[Draft]:
        """Translate ``texts`` in one batch; the drafts stand in the order of the texts."""
        ...
