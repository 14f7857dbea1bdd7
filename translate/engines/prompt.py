"""How models without an encoder are asked: one :class:`Prompt` for each architecture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from translate.engines.hints import Hint, line_of
from translate.model import Side


@dataclass(frozen=True, slots=True)
class Prompt:
    """How models of one architecture are asked to translate: text, tokens and limits, as they were tuned.

    A row of tokens is ``begin``, the question, the translation and ``ends[0]``. Another architecture is a
    subclass that lays out its own :meth:`question`, and an entry in :data:`PROMPTS`.
    """

    begin: str
    """The token before a question."""
    ends: tuple[str, ...]
    """The tokens that end a translation; the first stands in rows that are learned or scored."""
    cues: Mapping[Side, str]
    """What follows the source, by the language asked for."""
    leads: Mapping[Side, str]
    """What stands before the translation in the rows that were learned, by its language."""
    longest: int
    """Pieces of a source; what is longer is translated in parts."""
    window: int
    """Tokens of a row that can be scored."""

    def question(self, source: str, tgt: Side, hints: Sequence[Hint] = ()) -> str:
        """The text whose pieces follow :attr:`begin`."""
        return source + line_of(hints) + self.cues[tgt]

    def row(self, tokenizer: Any, source: str, tgt: Side, hints: Sequence[Hint] = ()) -> list[str]:
        """The tokens that ask for the translation of ``source``."""
        return [self.begin, *tokenizer.encode(self.question(source, tgt, hints), out_type=str)]

    def limit(self, pieces: int) -> int:
        """The most tokens of a translation, for a source of so many pieces: 2.5 times as many and a few."""
        return int(2.5 * pieces) + 24


GENERATOR = "duiyi-generator"
"""The type of the embedded translator and of what ``duiyi models adapt`` makes of it; Argos ignores it."""

GEMMA = Prompt(
    begin="<bos>",
    ends=("<eos>", "\n"),
    cues={"zh": "\n中文：", "en": "\nEnglish:"},
    leads={"zh": "", "en": " "},  # English begins with a new word, Chinese does not
    longest=160,  # nearly all tuning pairs were shorter
    window=500,  # CTranslate2 4.8 fails on more than 512
)
"""Gemma 3 as it was tuned for duiyi; see ``models/README.md``."""

PROMPTS: dict[str, Prompt] = {GENERATOR: GEMMA}
"""The prompt of each type of package that has no encoder."""
