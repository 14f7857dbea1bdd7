"""The embedded package: one small model for both directions, unpacked when it is first used.

How the model is asked (pieces, prompt, end marks) is how it was tuned; see ``models/README.md``.
"""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tmx.base.errors import MissingPackageError
from translate.engines.engine import Output, Search
from translate.engines.hints import Hint, dictionary, line_of
from translate.engines.portions import Portion
from translate.engines.unpacking import NAME, VERSION, model_of, unpacked
from translate.language.figures import rewritten
from translate.machine.hardware import device, keep_memory, processors
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

ASK: dict[Side, str] = {"zh": "\n中文：", "en": "\nEnglish:"}
"""What follows the source, by the language that is asked for: the words it was tuned with."""

HINTED = "hints"
"""The setting in ``config.json`` that says that a package was tuned to read hints."""

_BACKWARDS = 0.5
"""What the mean log-probability of the source, given an output, weighs beside that of the output."""

WINDOW = 500  # pieces of a row that is read; CTranslate2 4.8 fails on more than 512
_ENDS = ["<eos>", "\n"]
_MAX_PIECES = 160  # nearly all tuning pairs were shorter
_BATCH_PIECES = 512  # of prompts with their padding: enough to be quick, few enough to keep all threads busy


class EmbeddedDecoder:
    """The embedded translator, one direction of it.

    :param threads: processor threads, 0 for as many as the process may use.
    :param batch_pieces: how many pieces (padding counted) go through the model at once. On a processor each
        text goes alone: padding for a longer neighbour changes the last bits of the sums, and with them what
        is said, while it saves no time (20 sentences: 27 CPU-seconds either way).
    :param folder: where a package made from it lies; the embedded one unless given.
    :param name: what that is called.
    :raises MissingPackageError: if the package is not there or broken.
    :raises OutputError: if it cannot be unpacked.
    """

    max_pieces = _MAX_PIECES

    def __init__(
        self,
        src: Side,
        tgt: Side,
        *,
        threads: int = 0,
        batch_pieces: int | None = None,
        folder: Path | None = None,
        name: str = "",
    ) -> None:
        self.src, self.tgt = src, tgt
        self.search = SEARCHES[tgt]
        self.name = name or f"{NAME} {VERSION}"
        self.fingerprint = self.name
        workers, alone = threads or processors(), device() == "cpu"
        usual = 0 if alone else _BATCH_PIECES
        self._batch_pieces = usual if batch_pieces is None else batch_pieces
        self._ahead = 2 * workers  # batches: no processor waits, and progress is told
        # one call more than workers: none of them waits while a draft is looked through
        self.portion = Portion(1, 1, workers + 1) if alone else Portion()
        self._tokenizer, self._generator = loaded(threads, folder)
        self._hinted = hinted(folder or unpacked())

    def pieces(self, text: str) -> int:
        """How many pieces the model's tokenizer makes of ``text``."""
        return len(self._tokenizer.encode(text))

    def decode(self, texts: Sequence[str], search: Search) -> Iterator[tuple[int, Output]]:
        """Translate ``texts``, longest first, in batches of like length."""
        prompts = [["<bos>", *self._tokenizer.encode(self._question(text), out_type=str)] for text in texts]
        limits = [_limit(self.pieces(text)) for text in texts]
        waiting: deque[_Asked] = deque()
        for batch in _batches([len(prompt) for prompt in prompts], self._batch_pieces):
            waiting.append(self._ask(batch, [prompts[k] for k in batch], [limits[k] for k in batch], search))
            if len(waiting) > self._ahead:
                yield from self._outputs(waiting.popleft(), texts, search)
        while waiting:
            yield from self._outputs(waiting.popleft(), texts, search)

    def _question(self, text: str) -> str:
        text = rewritten(text, rules(self.src))
        hints = dictionary().of(text, rules(self.src)) if self._hinted else ()
        return question(text, self.tgt, hints)

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
            end_token=_ENDS,
            return_scores=True,
            callback=watch if beam == 1 else None,
            asynchronous=True,
        )
        return _Asked(batch, limits, watch, results)

    def _outputs(self, asked: "_Asked", texts: Sequence[str], search: Search) -> Iterator[tuple[int, Output]]:
        for place, index in enumerate(asked.batch):
            result = asked.results[place].result()
            said = [self._tokenizer.decode(sequence).strip() for sequence in result.sequences]
            order = list(range(len(said)))
            if search.backwards:
                order = self._backwards(texts[index], said, result.scores)
            best, *others = order[: search.hypotheses]
            cut = len(result.sequences[best]) >= asked.limits[place] or place in asked.watch.stopped
            yield index, Output(said[best], result.scores[best], cut, tuple(said[k] for k in others))

    def _backwards(self, source: str, said: Sequence[str], scores: Sequence[float]) -> list[int]:
        """The order of outputs when what the source is likely to be, given each, counts as well."""
        wanted = [*self._tokenizer.encode(source, out_type=str), "<eos>"]
        cue = rules(self.src)
        asked = [["<bos>", *self._tokenizer.encode(question(text, cue), out_type=str)] for text in said]
        if max(map(len, asked)) + len(wanted) > WINDOW:
            return list(range(len(said)))
        back = likelihoods(self._generator, [(pieces, wanted) for pieces in asked])
        worth = [there + _BACKWARDS * here / len(wanted) for there, here in zip(scores, back, strict=True)]
        return sorted(range(len(said)), key=lambda k: -worth[k])


def loaded(threads: int = 0, folder: Path | None = None) -> tuple[Any, Any]:
    """The tokenizer and the generator of the embedded translator, or of one made from it.

    :param threads: processor threads, 0 for as many as the process may use; each does whole batches.
    :param folder: where the package lies; the embedded one unless given.
    :raises MissingPackageError: if it is not there or broken.
    :raises OutputError: if it cannot be unpacked.
    """
    import ctranslate2
    import sentencepiece

    keep_memory()
    place = folder or unpacked()
    model = model_of(place)
    try:
        tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(place / "sentencepiece.model"))
        workers = threads or processors()
        generator = ctranslate2.Generator(
            str(model), device=device(), compute_type="int8", inter_threads=workers, intra_threads=1
        )
    except (RuntimeError, OSError, ValueError) as error:
        raise MissingPackageError(
            f"the embedded translator cannot be loaded: {error}",
            path=place,
            hint="Delete that folder; it is unpacked anew.",
        ) from error
    return tokenizer, generator


def hinted(folder: Path) -> bool:
    """Whether the package in ``folder`` was tuned to read hints."""
    try:
        settings = json.loads((model_of(folder) / "config.json").read_text("utf-8"))
        return isinstance(settings, dict) and bool(settings.get(HINTED))
    except (OSError, ValueError):
        return False  # one that is broken is told when it is loaded


def question(source: str, to: Side, hints: Sequence[Hint] = ()) -> str:
    """How the model is asked to translate ``source``: the text whose pieces follow ``<bos>``."""
    return source + line_of(hints) + ASK[to]


def likelihoods(generator: Any, rows: Sequence[tuple[list[str], list[str]]]) -> list[float]:
    """For each row, log P(its second part | its first), in nats.

    :param rows: pieces; see :data:`WINDOW` for how many.
    """
    results = generator.score_batch(
        [asked + said for asked, said in rows],
        max_batch_size=1,  # CTranslate2 4.8 fails on rows of different lengths
    )
    return [
        float(sum(result.log_probs[-len(said) :])) for (_, said), result in zip(rows, results, strict=True)
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
        self._said: list[list[int]] = [[] for _ in limits]
        self.stopped: set[int] = set()

    def __call__(self, step: Any) -> bool:
        """Whether to stop the output that a token was just added to."""
        said = self._said[step.batch_id]
        said.append(step.token_id)
        if len(said) >= self._limits[step.batch_id] or _circles(said):
            self.stopped.add(step.batch_id)
        return step.batch_id in self.stopped


def _circles(said: Sequence[int]) -> bool:
    """Whether the last tokens are the same few over and over: five times, and fifteen tokens at least."""
    for period in range(1, 13):
        span = max(5 * period, 15)
        if len(said) < span:
            return False
        if said[-1] == said[-1 - period] and said[-span:-period] == said[period - span :]:
            return True
    return False


def _limit(source: int) -> int:
    """How long an output may grow, in pieces: 2.5 times the source and a little."""
    return int(2.5 * source) + 24


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
