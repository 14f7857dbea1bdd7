"""Installed Argos packages, read and tokenized by ``argostranslate.package`` and run by CTranslate2.

Nothing else of argostranslate is imported: its other modules need sentence splitters of several gigabytes.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from tmx.base.errors import MissingPackageError
from translate.engines.engine import Output, Search
from translate.engines.package import Package
from translate.engines.portions import Portion
from translate.machine.hardware import device, keep_ram, processors

SEARCH = Search()
"""How a package is asked first: greedily, three times as fast as with the four beams of argostranslate.

``--beam 4`` asks for these; what is at fault in a greedy draft is asked for again with more in any case.
"""


LENGTH_PENALTY = 0.2  # as argostranslate.translate has it
MAX_PIECES = 200  # OpenNMT's default filter for training pairs: longer ones no package has seen
_BATCH_PIECES = 1024  # 512 to 4096 are alike within a tenth; measured on a package of real size
_STEP = 32  # pieces


class ArgosDecoder:
    """An installed Argos package, asked in one batch for a whole document.

    :param threads: processor threads, 0 for as many as the process may use.
    :param batch_pieces: how many pieces go through the model at once.
    :raises MissingPackageError: if the package cannot be loaded.
    """

    search = SEARCH
    max_pieces = MAX_PIECES

    def __init__(self, package: Package, *, threads: int = 0, batch_pieces: int = _BATCH_PIECES) -> None:
        import ctranslate2

        self.name = package.name
        self.fingerprint = package.fingerprint
        self.src, self.tgt = package.src, package.tgt
        self._tokenizer: Any = package.handle.tokenizer
        self._prefix: str = package.handle.target_prefix or ""
        self._batch_pieces = batch_pieces
        workers = threads or processors()
        self.portion = Portion(calls=workers + 1)  # no worker waits while drafts are checked
        keep_ram()
        try:
            self._tokenizer.encode("a")
            self._translator: Any = ctranslate2.Translator(
                str(package.model),
                device=device(),
                inter_threads=workers,
                intra_threads=1,
            )
        except Exception as error:  # each tokenizer, and CTranslate2, has errors of its own
            raise MissingPackageError(
                f"the Argos package cannot be loaded: {error}",
                path=package.path,
                hint=f"Reinstall it, or remove it: duiyi models remove {package.path.name}",
            ) from error

    def pieces(self, text: str) -> int:
        """How many pieces the package's tokenizer makes of ``text``."""
        return len(self._tokenizer.encode(text))

    def decode(self, texts: Sequence[str], search: Search) -> Iterator[tuple[int, Output]]:
        """Translate ``texts``, longest first; CTranslate2 makes the batches."""
        encoded = [self._tokenizer.encode(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda index: (-len(encoded[index]), index))
        calls: list[tuple[list[int], int, Any]] = []
        for limit, group in groupby(order, key=lambda index: _limit(len(encoded[index]))):
            some = list(group)
            calls.append((some, limit, self._ask([encoded[index] for index in some], limit, search)))
        for some, limit, results in calls:
            for index, pending in zip(some, results, strict=True):
                result = pending.result()
                pieces = result.hypotheses[0]
                score = result.scores[0] * max(1, len(pieces)) ** (LENGTH_PENALTY - 1)
                others = tuple(self._text(tokens, texts[index]) for tokens in result.hypotheses[1:])
                yield index, Output(self._text(pieces, texts[index]), score, len(pieces) >= limit, others)

    def _ask(self, sources: list[list[str]], limit: int, search: Search) -> Any:
        """The outputs of ``sources``, the longest of which comes first, as they will be there."""
        return self._translator.translate_batch(
            sources,
            target_prefix=[[self._prefix]] * len(sources) if self._prefix else None,
            max_batch_size=max(len(sources[0]), self._batch_pieces),
            batch_type="tokens",
            beam_size=max(search.beam, search.hypotheses),
            num_hypotheses=search.hypotheses,
            repetition_penalty=search.repetition_penalty,
            length_penalty=LENGTH_PENALTY,
            replace_unknowns=True,
            return_scores=True,
            max_input_length=0,
            max_decoding_length=limit,
            asynchronous=True,
        )

    def _text(self, pieces: list[str], source: str) -> str:
        text: str = self._tokenizer.decode(pieces)
        if "_" in source and hasattr(self._tokenizer, "lazy_processor"):  # argostranslate makes it a space
            text = (
                self._tokenizer.lazy_processor()
                .decode_pieces(pieces)
                .replace("\N{LOWER ONE EIGHTH BLOCK}", " ")
            )
        return text.strip().removeprefix(self._prefix).strip()


def _limit(source: int) -> int:
    """How long an output may grow, in pieces: 2.5 times the source, in steps, and a little.

    It depends on the text alone, not on its neighbours; steps let many texts share a call.
    """
    return int(2.5 * _STEP * -(-source // _STEP)) + 16
