"""From texts to drafts: equal texts are translated once, texts without words are copied."""

from collections.abc import Sequence

from translate.engine import Engine, Progress
from translate.model import Draft, Side


class Translator:
    """Makes drafts for texts with an engine, and saves it work."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.src: Side = engine.src
        self.tgt: Side = engine.tgt

    def drafts(self, texts: Sequence[str], *, progress: Progress | None = None) -> list[Draft]:
        """A draft for each text, in order; ``progress`` gets the number of texts newly done."""
        unique = list(dict.fromkeys(text for text in texts if wordy(text)))
        if progress and len(unique) < len(texts):
            progress(len(texts) - len(unique))
        made = dict(zip(unique, self.engine.translate(unique, progress=progress), strict=True))
        return [made[text] if text in made else Draft(text, "copy", 0.0) for text in texts]


def wordy(text: str) -> bool:
    """Whether there is anything to translate: a letter."""
    return any(character.isalpha() for character in text)
