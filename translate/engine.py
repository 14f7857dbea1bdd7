"""What an engine is, and which one serves a direction.

Two layers: a :class:`Decoder` asks a model plainly, once; an :class:`Engine` watches over it
(:mod:`translate.careful`). Argos packages and the embedded package differ in their decoder only.
"""

import ctypes
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tmx.errors import MissingPackageError
from translate.model import Draft, Side, rules

if TYPE_CHECKING:
    from translate.argos import Package

_ALLOCATOR = {-3: 32 << 20, -1: 256 << 20}  # M_MMAP_THRESHOLD, the most it takes; M_TRIM_THRESHOLD; bytes

Progress = Callable[[int], None]
"""Called with the number of texts newly done."""


@dataclass(frozen=True, slots=True)
class Search:
    """How a model looks for its output: 1 beam is greedy; a penalty of 1 lets it repeat itself freely.

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
    """What a model said to one text."""

    text: str
    score: float  # mean log-probability of a piece, nats, <= 0
    cut: bool  # it was still talking when the length limit came
    others: tuple[str, ...] = ()  # further outputs, the next best first


class Directed(Protocol):
    """What has a name and a direction."""

    @property
    def name(self) -> str:
        """As it stands in drafts and memories: such as ``argos en-zh 1.9``."""
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
    """A model that translates one direction, asked plainly: no second try, no repair."""

    @property
    def search(self) -> Search:
        """How it is asked first."""
        ...

    @property
    def max_pieces(self) -> int:
        """How many pieces a text may have; what is longer must be divided by the caller."""
        ...

    def pieces(self, text: str) -> int:
        """How many pieces the model's tokenizer makes of ``text``."""
        ...

    def decode(self, texts: Sequence[str], search: Search) -> Iterator[tuple[int, Output]]:
        """Translate ``texts`` as one batch; yields ``(index, output)``, each once, in any order."""
        ...


class Engine(Directed, Protocol):
    """Translates texts, a sentence or so each, from one language into the other."""

    def translate(self, texts: Sequence[str], *, progress: Progress | None = None) -> list[Draft]:
        """Translate ``texts`` in one batch; the drafts stand in the order of the texts."""
        ...


def engine_for(src: str, tgt: Side, *, threads: int = 0, search: Search | None = None) -> Engine:
    """The engine for a direction: the Argos package that is installed for it, else the embedded one.

    From a third language it goes by way of English, unless a package is installed for the direction itself.

    :param threads: processor threads, 0 for as many as the process may use.
    :param search: how the models are asked; as suits them best unless given.
    :raises MissingPackageError: if nothing serves the direction, or what serves it is broken.
    """
    from translate.argos import decoder_of
    from translate.careful import CarefulEngine
    from translate.embedded import EmbeddedDecoder
    from translate.pivot import PivotEngine

    def careful(step: Step) -> CarefulEngine:
        decoder: Decoder = (
            decoder_of(step.package, threads=threads)
            if step.package
            else EmbeddedDecoder(rules(step.src), step.tgt, threads=threads)
        )
        return CarefulEngine(decoder, search=search)

    engines = [careful(step) for step in steps(src, tgt)]
    return engines[0] if len(engines) == 1 else PivotEngine(*engines)


class Step(NamedTuple):
    """A direction and the installed package that serves it; ``None`` for the embedded translator."""

    src: str
    tgt: Side
    package: "Package | None"

    @property
    def engine(self) -> str:
        """The name of what serves it."""
        from translate import embedded

        return self.package.name if self.package else f"{embedded.NAME} {embedded.VERSION}"


def steps(src: str, tgt: Side) -> tuple[Step, ...]:
    """How a text gets from one language into another: one step, or two by way of English. Loads no model.

    :raises MissingPackageError: if there is no way.
    """
    from translate.argos import installed_for

    if src == tgt:
        raise MissingPackageError(
            f"nothing translates {src} into {tgt}", hint="The directions are en to zh and zh to en."
        )
    package = installed_for(src, tgt)
    if package or src in ("en", "zh"):
        return (Step(src, tgt, package),)
    to_english = installed_for(src, "en") if tgt == "zh" else None
    if to_english is None:
        raise MissingPackageError(
            f"nothing translates {src} into {tgt}",
            hint=f"Install the Argos package {src}_en"
            + (f", by way of English, or {src}_zh" if tgt == "zh" else "")
            + ": duiyi models install NAME-or-FILE",
        )
    return (Step(src, "en", to_english), *steps("en", tgt))


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def keep_memory() -> None:
    """Let the allocator keep what a model frees between two steps, where that is glibc's.

    Else each step of a beam search maps its buffers anew and gives them back: millions of page faults, which
    took more time than the model itself (six sentences, four beams: 28 seconds, and 12 without them).
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, or another system
        return
    for setting, size in _ALLOCATOR.items():
        mallopt(setting, size)


def device() -> str:
    """``cuda`` where CTranslate2 sees a GPU, else ``cpu``; ``DUIYI_DEVICE`` may say which."""
    import ctranslate2

    asked = os.environ.get("DUIYI_DEVICE", "")
    return asked or ("cuda" if ctranslate2.get_cuda_device_count() > 0 else "cpu")
