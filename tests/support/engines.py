"""Engines and decoders that say what a test tells them to."""

from collections.abc import Callable, Iterator, Sequence

from translate.engines.engine import Output, Search
from translate.engines.portions import Portion
from translate.language.losses import missing
from translate.model import Ask, Draft, OnProgress, Side

ASKS = [Ask(f"The {word} boat left.") for word in ("first", "second", "third", "fourth", "fifth", "sixth")]


class Saying:
    """An engine that says what a function makes of each text, with the flags of the real one."""

    name = fingerprint = "saying 1"

    def __init__(self, say: Callable[[str], str], src: Side = "en", tgt: Side = "zh") -> None:
        self.say, self.src, self.tgt = say, src, tgt
        self.asked: list[list[str]] = []

    def translate(self, texts: Sequence[str], *, on_progress: OnProgress | None = None) -> list[Draft]:
        self.asked.append(list(texts))
        drafts = [self.say(text) for text in texts]
        return [
            Draft(draft, self.name, -0.5, tuple(dict.fromkeys(lost.kind for lost in missing(text, draft))))
            for text, draft in zip(texts, drafts, strict=True)
        ]


class Scripted:
    """A decoder that says what it is told to: for each text, one answer for each time it is asked."""

    name = fingerprint = "scripted 1"
    max_pieces = 20
    search = Search()

    def __init__(self, answers: dict[str, list[str | Output]], src: str = "en", tgt: Side = "zh") -> None:
        self.src, self.tgt = src, tgt
        self.answers = {text: iter(outputs) for text, outputs in answers.items()}
        self.asked: list[tuple[list[str], Search]] = []

    def pieces(self, text: str) -> int:
        return len(text.split())

    def decode(self, texts: Sequence[str], search: Search) -> Iterator[tuple[int, Output]]:
        self.asked.append((list(texts), search))
        for index in reversed(range(len(texts))):
            output = next(self.answers[texts[index]])
            yield index, output if isinstance(output, Output) else Output(output, -0.5, cut=False)


class Failing(Saying):
    """An engine that says upper case, a text at a time, and fails at a word."""

    portion = Portion(1, 1, 1)

    def __init__(self, word: str, error: BaseException) -> None:
        super().__init__(str.upper)
        self.word, self.error = word, error

    def translate(self, texts: Sequence[str], *, on_progress: OnProgress | None = None) -> list[Draft]:
        if any(self.word in text for text in texts):
            raise self.error
        return super().translate(texts, on_progress=on_progress)
