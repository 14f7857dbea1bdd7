"""Meaning vectors of sentences and tokens, from the embedded encoder (multilingual-e5-small, int8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.evidence.cache import EvidenceCache
from align.evidence.lexicon import Lexicon
from tmx.base.errors import DuiyiError
from translate.drafting.cache import digest
from translate.model import OnProgress

MODELS = Path(__file__).parent.parent / "models"
WINDOW = 500  # pieces; the encoder takes 512 with the marks at both ends
BATCH = 4096  # tokens a batch, padding included

Vector = NDArray[np.float32]
READING = "sentences read"


@dataclass(frozen=True)
class Tokens:
    """The token vectors of ``n`` sentences, one byte a number: a novel has a million of them.

    With a ``mean``, vectors are returned around it and of unit length.
    """

    values: NDArray[np.int8]  # (t, d), in steps of scales
    scales: Vector  # (t,)
    starts: NDArray[np.int64]  # (n + 1,): sentence i has the tokens starts[i]:starts[i + 1]
    mean: Vector | None = None  # (d,)

    @staticmethod
    def quantised(vectors: Vector, starts: NDArray[np.int64]) -> "Tokens":
        """Tokens from vectors (t, d)."""
        return Tokens(*quantised(vectors), starts)

    @property
    def count(self) -> int:
        """Number of sentences."""
        return len(self.starts) - 1

    def of(self, sentences: slice) -> Vector:
        """The vectors of the tokens of some sentences: (tokens, d)."""
        return self.at(slice(int(self.starts[sentences.start]), int(self.starts[sentences.stop])))

    def at(self, tokens: slice | NDArray[np.int64]) -> Vector:
        """The vectors of some tokens: (tokens, d)."""
        vectors = self.values[tokens] * self.scales[tokens, None]
        if self.mean is not None:
            vectors -= self.mean
            vectors /= _lengths(vectors)
        return vectors

    def whole(self) -> Vector:
        """The vectors of all tokens: four times the memory."""
        return self.of(slice(0, self.count))

    def centred(self, usual: Vector, *, trust: float) -> "Tokens":
        """The same tokens around their own mean, computed as in :func:`centred`."""
        total = trust * usual.astype(np.float64)
        for first in range(0, self.count, PART):
            part = self.of(slice(first, min(first + PART, self.count)))
            total += part.sum(axis=0, dtype=np.float64)
        mean = total / (len(self.values) + trust)
        return replace(self, mean=mean.astype(np.float32))


PART = 1000  # sentences whose tokens are unpacked at once


def quantised(vectors: Vector) -> tuple[NDArray[np.int8], Vector]:
    """Vectors as bytes, and the size of a step for each."""
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-9) / 127
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


@dataclass(frozen=True)
class Vectors:
    """The vectors of ``n`` sentences with ``t`` tokens in all; not centred, not normalised."""

    sentences: Vector  # (n, 384): the mean over the tokens
    tokens: Tokens  # projected to the d dimensions of Space
    weights: Vector  # (t,): how telling each token is, 0 to about 1
    pieces: NDArray[np.int32]  # (t,): the id of each token

    @property
    def starts(self) -> NDArray[np.int64]:
        """(n + 1,): sentence ``i`` has the tokens ``starts[i]:starts[i + 1]``."""
        return self.tokens.starts

    def take(self, chosen: Sequence[int]) -> "Vectors":
        """The vectors of the chosen sentences, in the order given."""
        rows = np.array(list(chosen), np.int64)
        first, stop = self.starts[rows], self.starts[rows + 1]
        _, at = expanded(first, stop)
        starts = np.concatenate(([0], np.cumsum(stop - first)))
        tokens = Tokens(self.tokens.values[at], self.tokens.scales[at], starts)
        return Vectors(self.sentences[rows], tokens, self.weights[at], self.pieces[at])


@dataclass(frozen=True)
class Space:
    """Statistics of the encoder's space over a large corpus, made by ``align/fitting/space.py``."""

    sentence_mean: dict[str, Vector]  # by language, (384,)
    token_mean: dict[str, Vector]  # by language, (d,), after the projection
    projection: Vector  # (384, d): the principal directions of tokens
    lexicon: Lexicon
    rarity: Vector  # (pieces,): inverse frequency of each piece, 0 to 1


def load_space() -> Space:
    """The space that ships with the encoder."""
    with np.load(MODELS / "space.npz", allow_pickle=False) as file:
        values = {name: file[name].astype(np.float32) for name in file.files}
    return Space(
        {lang: values[f"sentence_mean_{lang}"] for lang in ("en", "zh")},
        {lang: values[f"token_mean_{lang}"] for lang in ("en", "zh")},
        values["projection"],
        _load_lexicon(),
        values["rarity"],
    )


def _load_lexicon() -> Lexicon:
    with np.load(MODELS / "lexicon.npz", allow_pickle=False) as file:
        strength = file["strength"].astype(np.float32) / 255
        return Lexicon(file["en"].astype(np.int64), file["zh"].astype(np.int64), strength, int(file["size"]))


class Encoder:
    """The embedded encoder, loaded once. With ``threads`` 0, CTranslate2 chooses how many it uses.

    A text's vectors depend neither on the texts encoded with it nor on whether they come from a cache.
    """

    def __init__(self, *, threads: int = 0, cache: EvidenceCache | None = None) -> None:
        import ctranslate2
        import sentencepiece

        try:
            self._model: Any = ctranslate2.Encoder(
                str(MODELS), device="cpu", compute_type="int8", intra_threads=threads
            )
            self._pieces: Any = sentencepiece.SentencePieceProcessor(
                model_file=str(MODELS / "sentencepiece.model")
            )
        except (RuntimeError, OSError) as error:
            raise DuiyiError(
                f"the meaning encoder cannot be loaded: {error}", path=MODELS, hint="Install duiyi anew."
            ) from error
        self.space = load_space()
        self.cache = cache

    def encode(
        self, texts: Sequence[str], *, on_progress: OnProgress = lambda stage, done, total: None
    ) -> Vectors:
        """The vectors of ``texts``; a text longer than the encoder's window is read in windows.

        ``on_progress`` counts windows, batch by batch.
        """
        ids = [list(row) or [self._pieces.unk_id()] for row in self._pieces.encode(list(texts))]
        starts = np.concatenate(([0], np.cumsum([len(row) for row in ids]))).astype(np.int64)
        pieces = np.concatenate(ids).astype(np.int32) if ids else np.zeros(0, np.int32)
        means = np.zeros((len(ids), self.space.projection.shape[0]), np.float16)
        values = np.zeros((len(pieces), self.space.projection.shape[1]), np.int8)
        tokens = Tokens(values, np.zeros(len(pieces), np.float32), starts)
        fresh = list(range(len(ids)))
        if self.cache and texts:
            keys = [bytes.fromhex(digest(self._digest, text)) for text in texts]
            known = self.cache.records(list(dict.fromkeys(keys)))
            fresh = [k for k in fresh if not _unpacked(known.get(keys[k]), means, tokens, k)]
        self._read(ids, fresh, means, tokens, on_progress)
        if self.cache and fresh:
            self.cache.keep({keys[k]: _packed(means, tokens, k) for k in fresh})
        return Vectors(means.astype(np.float32), tokens, self.space.rarity[pieces], pieces)

    def _read(
        self,
        ids: Sequence[list[int]],
        fresh: Sequence[int],
        means: NDArray[np.float16],
        tokens: Tokens,
        on_progress: OnProgress,
    ) -> None:
        """Fill in the vectors of those texts that are ``fresh``."""
        windows = [
            (k, first, ids[k][first : first + WINDOW])
            for k in fresh
            for first in range(0, len(ids[k]), WINDOW)
        ]
        windows.sort(key=lambda window: len(window[2]))
        done = len(ids) - len(fresh)
        total = done + len(windows)
        if done:
            on_progress(READING, done, total)
        sums: dict[int, Vector] = {}
        for batch in _batches(windows):
            hidden = self._forward([window[2] for window in batch])
            for vectors, (sentence, first, row) in zip(hidden, batch, strict=True):
                part = slice(tokens.starts[sentence] + first, tokens.starts[sentence] + first + len(row))
                small = quantised(vectors[1 : len(row) + 1] @ self.space.projection)
                tokens.values[part], tokens.scales[part] = small
                whole = vectors[: len(row) + 2].sum(axis=0) * (len(row) / (len(row) + 2))
                sums[sentence] = sums[sentence] + whole if sentence in sums else whole
                means[sentence] = sums[sentence] / len(ids[sentence])
            done += len(batch)
            on_progress(READING, done, total)

    @cached_property
    def _digest(self) -> str:
        """A hash of everything that vectors depend on; part of every key in the cache."""
        names = ("config.json", "model.bin", "sentencepiece.model", "space.npz", "vocabulary.json")
        return digest(str(RECORD), *(MODELS.joinpath(name).read_bytes() for name in names))

    def _forward(self, rows: list[list[int]]) -> Vector:
        pieces = [["<s>", *self._pieces.id_to_piece(row), "</s>"] for row in rows]
        return np.array(self._model.forward_batch(pieces).last_hidden_state, dtype=np.float32)


def _batches(
    windows: Sequence[tuple[int, int, list[int]]],
) -> list[list[tuple[int, int, list[int]]]]:
    """Windows, sorted by length, in batches of at most BATCH tokens.

    All windows of a batch are equally long: padding would change the last bits of the vectors.
    """
    batches: list[list[tuple[int, int, list[int]]]] = [[]]
    for window in windows:
        size = len(window[2])
        last = batches[-1]
        if last and (len(last[0][2]) != size or (len(last) + 1) * (size + 2) > BATCH):
            batches.append([])
        batches[-1].append(window)
    return [batch for batch in batches if batch]


RECORD = 1  # how a record is laid out; part of its key


def _packed(means: NDArray[np.float16], tokens: Tokens, k: int) -> bytes:
    """The vectors of one text as bytes: its mean, the size of a step of each token, the tokens."""
    part = slice(int(tokens.starts[k]), int(tokens.starts[k + 1]))
    return b"".join(a.tobytes() for a in (means[k], tokens.scales[part], tokens.values[part]))


def _unpacked(record: bytes | None, means: NDArray[np.float16], tokens: Tokens, k: int) -> bool:
    """Fill in the vectors of one text from its record; False if there is none of the right size."""
    part = slice(int(tokens.starts[k]), int(tokens.starts[k + 1]))
    first = means[k].nbytes
    second = first + tokens.scales[part].nbytes
    if record is None or len(record) != second + tokens.values[part].nbytes:
        return False
    means[k] = np.frombuffer(record[:first], np.float16)
    tokens.scales[part] = np.frombuffer(record[first:second], np.float32)
    tokens.values[part] = np.frombuffer(record[second:], np.int8).reshape(-1, tokens.values.shape[1])
    return True


def expanded(first: NDArray[Any], stop: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All numbers of the ranges ``first[k]:stop[k]``: the ``k`` of each, and the number itself."""
    sizes = stop - first
    which = np.repeat(np.arange(len(first)), sizes)
    before = np.cumsum(sizes) - sizes
    return which, np.arange(len(which)) - before[which] + first[which]


def centred(vectors: Vector, usual: Vector, *, trust: float = 30.0) -> Vector:
    """Unit vectors around their own mean; the fewer vectors, the more the ``usual`` mean counts.

    ``trust`` is how many vectors the usual mean counts as. Centring by language removes what all sentences of
    a language share.
    """
    mean = (vectors.sum(axis=0) + trust * usual) / (len(vectors) + trust)
    around = np.asarray(vectors - mean, np.float32)
    return around / _lengths(around)


def _lengths(vectors: Vector) -> Vector:
    """The length of each vector, never quite 0: (n, 1)."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return np.asarray(np.maximum(lengths, 1e-9)[:, None], np.float32)
