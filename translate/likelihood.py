"""How likely the embedded translator finds a translation, without making one.

Reading a translation costs about a tenth of making it: all its pieces go through the model at once.
"""

from collections.abc import Callable, Sequence
from itertools import islice

from translate.embedded import ASK, loaded
from translate.model import Side

LONGEST = 2000  # characters of a side that are read; what follows is left out
_LOT = 64  # pairs between two reports of progress


class Likelihood:
    """The embedded translator as a judge, in both directions.

    :param threads: processor threads, 0 for as many as the process may use.
    :raises MissingPackageError: if the embedded package is not there or broken.
    :raises OutputError: if it cannot be unpacked.
    """

    def __init__(self, *, threads: int = 0) -> None:
        self._tokenizer, self._generator = loaded(threads)

    def of(
        self,
        pairs: Sequence[tuple[str, str]],
        tgt: Side,
        *,
        progress: Callable[[int], None] = lambda done: None,
    ) -> list[float]:
        """For each pair of a source and its translation into ``tgt``: log P(translation | source), in nats.

        The end of the translation counts, so that one that breaks off is unlikely. Without a source (``""``)
        it is how likely the text is in itself.

        :param progress: told how many more pairs are done.
        """
        order = sorted(range(len(pairs)), key=lambda k: -sum(map(len, pairs[k])))  # long ones first
        found = [0.0] * len(pairs)
        waiting = iter(order)
        while lot := list(islice(waiting, _LOT)):
            rows = [self._row(*pairs[k], tgt) for k in lot]
            results = self._generator.score_batch(
                [pieces for pieces, _ in rows],
                max_batch_size=1,  # CTranslate2 4.8 fails on rows of different lengths
            )
            for k, (_, start), result in zip(lot, rows, results, strict=True):
                found[k] = float(sum(result.log_probs[start:]))
            progress(len(lot))
        return found

    def _row(self, source: str, translation: str, tgt: Side) -> tuple[list[str], int]:
        """The pieces of the whole, and where the scores of the translation begin among those of all."""
        asked = self._tokenizer.encode(source[:LONGEST] + ASK[tgt], out_type=str)
        said = self._tokenizer.encode(translation[:LONGEST], out_type=str)
        return ["<bos>", *asked, *said, "<eos>"], len(asked)
