"""Decoding with the embedded translator: one small model for both directions.

The :class:`~translate.engines.prompt.Prompt` of its type says how the model is asked.
"""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tmx.base.errors import MissingPackageError
from translate.engines.engine import Output, Search
from translate.engines.hints import dictionary
from translate.engines.package import Package
from translate.engines.portions import Portion
from translate.engines.prompt import PROMPTS
from translate.engines.unpacking import model_of
from translate.language.figures import rewritten
from translate.machine.hardware import device, keep_ram, processors
from translate.model import Side, rules

SEARCHES: dict[Side, Search] = {
    "zh": Search(beam=4, backwards=True),
    "en": Search(beam=4, backwards=True),
}
"""How it is asked first, by the language it writes.

chrF and BLEU on the first 80 of FLORES-200 dev, and sentences a second of one busy processor: into Chinese
24.1 and 24.7 at .45, into English 43.9 and 15.5 at .35. With the translator before this one two beams into
English were twice as fast and worse (42.7 and 14.2 instead of 43.8 and 14.6 on 50 of the lines), six no
better (43.4 and 13.3); a penalty on repetition falls on the words of the hints as well: 1.1 took a chrF from
newstest2017 into Chinese.
"""

HINTED = "hints"
"""The setting in ``config.json`` that says that a package was tuned to read hints."""

_BACKWARDS = 0.5
"""What the mean log-probability of the source, given an output, weighs beside that of the output."""

_BATCH_PIECES = 512  # of prompts with their padding: enough to be quick, few enough to keep all threads busy


class EmbeddedDecoder:
    """The embedded translator, or a package made from it.

    :param threads: processor threads, 0 for as many as the process may use.
    :param batch_pieces: how many pieces (padding counted) go through the model at once. On a processor each
        text goes alone: padding for a longer neighbour changes the last bits of the sums, and with them the
        translation, while it saves no time (20 sentences: 27 CPU-seconds either way).
    :raises MissingPackageError: if the package is not there or broken.
    :raises OutputError: if it cannot be unpacked.
    """

    def __init__(self, package: Package, *, threads: int = 0, batch_pieces: int | None = None) -> None:
        self.name, self.fingerprint = package.name, package.fingerprint
        self.src, self.tgt = package.src, package.tgt
        self.search = SEARCHES[package.tgt]
        self._prompt = PROMPTS[package.type]
        self.max_pieces = self._prompt.longest
        workers, alone = threads or processors(), device() == "cpu"
        usual = 0 if alone else _BATCH_PIECES
        self._batch_pieces = usual if batch_pieces is None else batch_pieces
        self._ahead = 2 * workers  # batches: no processor waits, and progress is shown
        # one call more than workers: none of them waits while a draft is looked through
        self.portion = Portion(1, 1, workers + 1) if alone else Portion()
        self._tokenizer, self._generator = loaded(package.folder, threads=threads)
        self._hinted = hinted(package.folder)

    def pieces(self, text: str) -> int:
        """How many pieces the model's tokenizer makes of ``text``."""
        return len(self._tokenizer.encode(text))

    def decode(self, texts: Sequence[str], search: Search) -> Iterator[tuple[int, Output]]:
        """Translate ``texts``, longest first, in batches of like length."""
        prompts = [self._row(text) for text in texts]
        limits = [self._prompt.limit(self.pieces(text)) for text in texts]
        waiting: deque[_Asked] = deque()
        for batch in _batches([len(prompt) for prompt in prompts], self._batch_pieces):
            waiting.append(self._ask(batch, [prompts[k] for k in batch], [limits[k] for k in batch], search))
            if len(waiting) > self._ahead:
                yield from self._outputs(waiting.popleft(), texts, search)
        while waiting:
            yield from self._outputs(waiting.popleft(), texts, search)

    def _row(self, text: str) -> list[str]:
        text = rewritten(text, rules(self.src))
        hints = dictionary().of(text, rules(self.src)) if self._hinted else ()
        return self._prompt.row(self._tokenizer, text, self.tgt, hints)

    def _ask(self, batch: list[int], prompts: list[list[str]], limits: list[int], search: Search) -> "_Asked":
        watch, beam = _Watch(limits), max(search.beam, search.hypotheses)
        results = self._generator.generate_batch(
            prompts,
            max_length=max(limits),
            beam_size=beam,
            num_hypotheses=beam if search.backwards else search.hypotheses,
            repetition_penalty=search.repetition_penalty,
            sampling_topk=1,
            include_prompt_in_result=False,
            end_token=list(self._prompt.ends),
            return_scores=True,
            callback=watch if beam == 1 else None,
            asynchronous=True,
        )
        return _Asked(batch, limits, watch, results)

    def _outputs(self, asked: "_Asked", texts: Sequence[str], search: Search) -> Iterator[tuple[int, Output]]:
        for place, index in enumerate(asked.batch):
            result = asked.results[place].result()
            outputs = [self._tokenizer.decode(sequence).strip() for sequence in result.sequences]
            order = list(range(len(outputs)))
            if search.backwards:
                order = self._backwards(texts[index], outputs, result.scores)
            best, *others = order[: search.hypotheses]
            cut = len(result.sequences[best]) >= asked.limits[place] or place in asked.watch.stopped
            yield index, Output(outputs[best], result.scores[best], cut, tuple(outputs[k] for k in others))

    def _backwards(self, source: str, outputs: Sequence[str], scores: Sequence[float]) -> list[int]:
        """The order of outputs when the likelihood of the source, given each of them, counts as well."""
        target = [*self._tokenizer.encode(source, out_type=str), self._prompt.ends[0]]
        rows = [self._prompt.row(self._tokenizer, text, rules(self.src)) for text in outputs]
        if max(map(len, rows)) + len(target) > self._prompt.window:
            return list(range(len(outputs)))
        back = likelihoods(self._generator, [(row, target) for row in rows])
        worth = [there + _BACKWARDS * here / len(target) for there, here in zip(scores, back, strict=True)]
        return sorted(range(len(outputs)), key=lambda k: -worth[k])


def loaded(folder: Path, *, threads: int = 0) -> tuple[Any, Any]:
    """The tokenizer and the generator of a package.

    :param threads: processor threads, 0 for as many as the process may use; each does whole batches.
    :raises MissingPackageError: if it is not there or broken.
    """
    import ctranslate2
    import sentencepiece

    keep_ram()
    try:
        tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
        workers = threads or processors()
        generator = ctranslate2.Generator(
            str(model_of(folder)),
            device=device(),
            compute_type="int8",
            inter_threads=workers,
            intra_threads=1,
        )
    except (RuntimeError, OSError, ValueError) as error:
        raise MissingPackageError(
            f"the embedded translator cannot be loaded: {error}",
            path=folder,
            hint="Delete that folder; duiyi unpacks it again.",
        ) from error
    return tokenizer, generator


def hinted(folder: Path) -> bool:
    """Whether the package in ``folder`` was tuned to read hints."""
    try:
        settings = json.loads((model_of(folder) / "config.json").read_text("utf-8"))
        return isinstance(settings, dict) and bool(settings.get(HINTED))
    except (OSError, ValueError):
        return False  # a broken one is reported when it is loaded


def likelihoods(generator: Any, rows: Sequence[tuple[list[str], list[str]]]) -> list[float]:
    """For each row, log P(its second part | its first), in nats.

    :param rows: tokens, in all at most as many as :attr:`translate.engines.prompt.Prompt.window`.
    """
    results = generator.score_batch(
        [question + target for question, target in rows],
        max_batch_size=1,  # CTranslate2 4.8 fails on rows of different lengths
    )
    return [
        float(sum(result.log_probs[-len(target) :]))
        for (_, target), result in zip(rows, results, strict=True)
    ]


class _Asked(NamedTuple):
    """A batch that the model is at work on."""

    batch: list[int]  # which texts
    limits: list[int]  # of their outputs, in pieces
    watch: "_Watch"
    results: Sequence[Any]


class _Watch:
    """Stops the outputs of a greedy batch that go round in circles, which else cost as much as all others."""

    def __init__(self, limits: Sequence[int]) -> None:
        self._limits = limits
        self._tokens: list[list[int]] = [[] for _ in limits]
        self.stopped: set[int] = set()

    def __call__(self, step: Any) -> bool:
        """Whether to stop the output that a token was just added to."""
        tokens = self._tokens[step.batch_id]
        tokens.append(step.token_id)
        if len(tokens) >= self._limits[step.batch_id] or _circles(tokens):
            self.stopped.add(step.batch_id)
        return step.batch_id in self.stopped


def _circles(tokens: Sequence[int]) -> bool:
    """Whether the last tokens are the same few over and over: five times, and fifteen tokens at least."""
    for period in range(1, 13):
        span = max(5 * period, 15)
        if len(tokens) < span:
            return False
        if tokens[-1] == tokens[-1 - period] and tokens[-span:-period] == tokens[period - span :]:
            return True
    return False


def _batches(lengths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Indexes in batches of like length, the longest first; a batch with its padding fits ``room``."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if batch and lengths[batch[0]] * (len(batch) + 1) > room:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
