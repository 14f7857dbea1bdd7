"""The story and its encoded sentences, which the tests of the aligner share."""

from collections.abc import Sequence
from functools import cache

from house import CASES

from align.evidence.texts import Text
from align.evidence.vectors import Encoder, Space
from align.ladder import Rung, read_ladder
from align.model import Bead

GOLD: tuple[Rung, ...] = tuple(read_ladder(CASES / "align_story.ladder"))


@cache
def encoder() -> Encoder:
    """The embedded encoder, loaded once."""
    return Encoder(threads=2)


def space() -> Space:
    return encoder().space


def sentences(lang: str) -> list[str]:
    """The sentences of the story in one language."""
    return [line for line in CASES.joinpath(f"align_story.{lang}").read_text("utf-8").split("\n") if line]


@cache
def story(lang: str) -> Text:
    """The story in one language, with its paragraphs as blocks."""
    paragraphs = CASES.joinpath(f"align_story.{lang}").read_text("utf-8").strip().split("\n\n")
    blocks = [number for number, text in enumerate(paragraphs) for _ in text.split("\n")]
    return encoded(sentences(lang), blocks)


def encoded(texts: Sequence[str], blocks: Sequence[int] | None = None) -> Text:
    return Text(list(texts), encoder().encode(list(texts)), blocks)


def rungs(beads: Sequence[Bead]) -> list[Rung]:
    return [(tuple(range(*bead.src)), tuple(range(*bead.tgt))) for bead in beads]
