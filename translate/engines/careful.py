"""The engine around a decoder: long texts in parts, second tries, flags, typography."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from translate.engines.engine import Decoder, Output, Search
from translate.engines.faults import faults, without_loops
from translate.engines.parts import join, parts
from translate.engines.portions import Portion, portion_of
from translate.language.losses import losses
from translate.language.typography import ABBREVIATION, polish
from translate.model import TRANSLATING, Draft, OnProgress, Side

RETRIES = (Search(repetition_penalty=1.15), Search(beam=4, repetition_penalty=1.3))
"""What is tried, one after the other, when an output is at fault."""

_END = re.compile(r"[。！？….!?][”’」』）)\"'\]】]*$")  # a text that ends so is a whole sentence
_STOP: dict[Side, str] = {"en": ".", "zh": "。"}
_BADNESS = {"language": 1, "cut": 2, "loop": 3, "copied": 4, "empty": 5}


class _Try(NamedTuple):
    """One output for one part, and what is wrong with it."""

    output: Output
    faults: tuple[str, ...]

    @property
    def badness(self) -> tuple[int, int]:
        """Smaller is better: the worst fault, then how little is left of it without loops."""
        worst = max((_BADNESS[fault] for fault in self.faults), default=0)
        return worst, -len(without_loops(self.output.text)) if worst else 0


class CarefulEngine:
    """An :class:`~translate.engines.engine.Engine` made of a decoder.

    A text too long for the model is translated in parts (flag ``parts``). An output at fault, one that
    loops, is empty, cut, copied or in the wrong language, is asked for again by ``retries``; if none of
    the tries is sound the best one is kept, trimmed, and its fault is its flag. Numbers and addresses
    that a draft lost are flagged ``number`` and ``url``.
    """

    def __init__(
        self, decoder: Decoder, *, search: Search | None = None, retries: Sequence[Search] = RETRIES
    ) -> None:
        self._decoder = decoder
        self._searches = (search or decoder.search, *retries)
        self.name: str = decoder.name
        self.portion: Portion = portion_of(decoder)
        self.fingerprint: str = f"{decoder.fingerprint} {self._searches}"
        self.src: str = decoder.src
        self.tgt: Side = decoder.tgt

    def translate(self, texts: Sequence[str], *, on_progress: OnProgress | None = None) -> list[Draft]:
        """Translate ``texts`` in one batch; the drafts stand in the order of the texts."""
        lines = [" ".join(text.split()) for text in texts]
        divided = [
            parts(line, self._decoder.pieces, self._decoder.max_pieces) if line else [] for line in lines
        ]
        owners = [index for index, pieces in enumerate(divided) for _ in pieces]
        open_parts = [len(pieces) for pieces in divided]
        done = open_parts.count(0)
        if on_progress and done:
            on_progress(TRANSLATING, done, len(texts))
        best: dict[int, _Try] = {}
        for part, tried in self._tries([part for pieces in divided for part in pieces]):
            best[part] = tried
            open_parts[owners[part]] -= 1
            if open_parts[owners[part]] == 0:
                done += 1
                if on_progress:
                    on_progress(TRANSLATING, done, len(texts))
        chosen = iter([best[part] for part in range(len(owners))])
        return [
            self._draft(line, pieces, [next(chosen) for _ in pieces])
            for line, pieces in zip(lines, divided, strict=True)
        ]

    def _tries(self, sources: Sequence[str]) -> Iterator[tuple[int, _Try]]:
        """The best try for each source, as ``(index, try)``; the sound ones of the first round come first."""
        best: dict[int, _Try] = {}
        pending = list(range(len(sources)))
        for search in self._searches:
            for place, output in self._decoder.decode([sources[index].strip() for index in pending], search):
                index = pending[place]
                tried = _Try(output, self._faults(sources[index], output))
                if index not in best or tried.badness < best[index].badness:
                    best[index] = tried
                if not tried.faults:
                    yield index, tried
            pending = [index for index in pending if best[index].faults]
            if not pending:
                return
        yield from ((index, best[index]) for index in pending)

    def _faults(self, source: str, output: Output) -> tuple[str, ...]:
        flags = faults(source, output.text, self.tgt)
        return (*flags, "cut") if output.cut and not flags else flags

    def _draft(self, source: str, pieces: list[str], tries: list[_Try]) -> Draft:
        texts = [
            without_loops(tried.output.text) if "loop" in tried.faults else tried.output.text
            for tried in tries
        ]
        text = polish(_ended(source, join(pieces, texts, lang=self.tgt), self.tgt), self.tgt)
        if self.tgt == "en" and _END.search(source):
            text = _capital(text)
        flags = dict.fromkeys(fault for tried in tries for fault in tried.faults)
        if len(pieces) > 1:
            flags["parts"] = None
        flags |= dict.fromkeys(losses(source, text, self.src, self.tgt))
        return Draft(text, self.name, _mean_score(tries), tuple(flags), self._others(source, text, tries))

    def _others(self, source: str, text: str, tries: list[_Try]) -> tuple[str, ...]:
        """Further outputs for a text that was not divided, without the draft itself."""
        others = tries[0].output.others if len(tries) == 1 else ()
        polished = (polish(_ended(source, other, self.tgt), self.tgt) for other in others)
        return tuple(dict.fromkeys(other for other in polished if other and other != text))


def _mean_score(tries: list[_Try]) -> float:
    """The mean score of the parts, each weighed by its length."""
    weights = [max(1, len(tried.output.text)) for tried in tries]
    return sum(w * t.output.score for w, t in zip(weights, tries, strict=True)) / (sum(weights) or 1)


def _ended(source: str, draft: str, tgt: Side) -> str:
    """The draft ending as the source does: a heading gets no full stop, a sentence does not lack its own."""
    if not draft or not source:
        return draft
    if not _END.search(source):
        added = source[-1].isalnum() and draft[-1] in ".。" and not ABBREVIATION.search(draft[:-1])
        return draft[:-1] if added and draft[-2:-1].isalnum() else draft
    if source[-1] in "。.!！?？" and draft[-1].isalnum():
        return draft + {"!": "!", "！": "!", "?": "?", "？": "?"}.get(source[-1], _STOP[tgt])
    return draft


def _capital(text: str) -> str:
    """The first letter as a capital, unless its word has one already (``iPhone``) or is an address."""
    match = re.search(r"[^\W\d_]\S*", text)
    if match is None or match.group() != match.group().lower() or re.search(r"[@/.]\w", match.group()):
        return text
    if text[: match.start()].strip("\"'“‘(「『 "):  # a number or a name comes first
        return text
    return text[: match.start()] + text[match.start()].upper() + text[match.start() + 1 :]
