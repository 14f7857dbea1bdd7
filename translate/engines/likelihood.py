"""How likely the embedded translator finds a translation, without making one.

Reading a translation costs about a tenth of making it: all its pieces go through the model at once. It is
asked without hints (:mod:`translate.engines.hints`): only the two texts count.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from struct import pack, unpack
from typing import Protocol

from translate.engines.embedded import likelihoods, loaded
from translate.engines.package import embedded
from translate.engines.portions import Portion, in_portions
from translate.engines.prompt import GEMMA
from translate.engines.unpacking import NAME, VERSION
from translate.model import OnProgress, Side

WEIGHING = "weighing doubtful pairs"
"""The stage in which translations are read."""

LONGEST = 2000  # characters of a side that are read; what follows is left out
_MOST = GEMMA.window // 2  # pieces of a side that are read
_SIZE = 8  # bytes of a record
_PORTION = Portion(first=16, most=64, calls=2)


class Records(Protocol):
    """What is known from earlier, such as :class:`align.evidence.cache.EvidenceCache`."""

    def records(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """The records that are known for some of the keys."""

    def keep(self, records: Mapping[bytes, bytes]) -> None:
        """Keep records for the next time."""


class Likelihood:
    """The embedded translator as a judge, in both directions.

    :param threads: processor threads, 0 for as many as the process may use.
    :param cache: where log-probabilities are kept, if anywhere.
    :raises MissingPackageError: if the embedded package is not there or broken.
    :raises OutputError: if it cannot be unpacked.
    """

    def __init__(self, *, threads: int = 0, cache: Records | None = None) -> None:
        self._tokenizer, self._generator = loaded(embedded("en", "zh").folder, threads=threads)
        self._cache = cache

    def of(
        self,
        pairs: Sequence[tuple[str, str]],
        tgt: Side,
        *,
        on_progress: OnProgress = lambda stage, done, total: None,
    ) -> list[float]:
        """For each pair of a source and its translation into ``tgt``: log P(translation | source), in nats.

        The end of the translation counts, so that one that breaks off is unlikely. Without a source (``""``)
        it is how likely the text is in itself.

        :param on_progress: called with the stage :data:`WEIGHING`; its steps are pairs.
        """
        keys = [
            sha256(repr((NAME, VERSION, tgt, *pair)).encode(errors="surrogatepass")).digest()
            for pair in pairs
        ]
        records = self._cache.records(keys) if self._cache is not None else {}
        known = {key: record for key, record in records.items() if len(record) == _SIZE}
        asked = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in known}
        done = len(pairs) - len(asked)
        on_progress(WEIGHING, done, len(pairs))
        waiting = sorted(asked, key=lambda key: -sum(map(len, asked[key])))  # long ones first

        def read(some: Sequence[bytes]) -> list[float]:
            return self._log_probs([asked[key] for key in some], tgt)

        for start, values in in_portions(waiting, read, _PORTION):
            some = waiting[start : start + len(values)]
            fresh = {key: pack("<d", nats) for key, nats in zip(some, values, strict=True)}
            if self._cache is not None:
                self._cache.keep(fresh)
            known |= fresh
            done += len(some)
            on_progress(WEIGHING, done, len(pairs))
        return [float(unpack("<d", known[key])[0]) for key in keys]

    def _log_probs(self, pairs: Sequence[tuple[str, str]], tgt: Side) -> list[float]:
        return likelihoods(self._generator, [self._row(*pair, tgt) for pair in pairs])

    def _row(self, source: str, translation: str, tgt: Side) -> tuple[list[str], list[str]]:
        """The pieces of the question, and those of the translation with its end."""
        begin, *question = GEMMA.row(self._tokenizer, source[:LONGEST], tgt)
        target = self._tokenizer.encode(translation[:LONGEST], out_type=str)[:_MOST]
        if len(question) > _MOST:
            cue = self._tokenizer.encode(GEMMA.cues[tgt], out_type=str)
            question = question[: _MOST - len(cue)] + cue
        return [begin, *question], [*target, GEMMA.ends[0]]
