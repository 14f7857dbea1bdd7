"""The engine that watches over a decoder: long texts in parts, second tries, flags, typography."""

from collections.abc import Sequence

from translate.engine import Decoder, Progress, Search
from translate.model import Draft, Side

SEARCHES = (Search(repetition_penalty=1.1),)


class CarefulEngine:
    """An :class:`~translate.engine.Engine` made of a decoder."""

    def __init__(self, decoder: Decoder, *, searches: Sequence[Search] = SEARCHES) -> None:
        self._decoder = decoder
        self._searches = tuple(searches)
        self.name: str = decoder.name
        self.src: Side = decoder.src
        self.tgt: Side = decoder.tgt

    def translate(self, texts: Sequence[str], *, progress: Progress | None = None) -> list[Draft]:
        """Translate ``texts`` in one batch; the drafts stand in the order of the texts."""
        drafts: dict[int, Draft] = {}
        for index, output in self._decoder.decode(texts, self._searches[0]):
            flags = ("cut",) if output.cut else ()
            drafts[index] = Draft(output.text, self.name, output.score, flags)
            if progress:
                progress(1)
        return [drafts[index] for index in range(len(texts))]
