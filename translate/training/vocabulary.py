"""Vocabularies of public models, cut down to what English and Chinese use, as sentencepiece models."""

from __future__ import annotations

import io
import struct
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import pairwise
from typing import Any, NamedTuple

from tmx.base.script import is_han
from translate.training.corpus import Line

SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
"""How sentencepiece writes a space."""

_MARKS = set("，。！？；：、（）“”‘’《》…—·％「」『』【】～￥€£")
_PIECES = 1  # the field of ModelProto that holds them (sentencepiece_model.proto)


class Kind(IntEnum):
    """The kind of a piece, as ``sentencepiece_model.proto`` numbers it."""

    NORMAL = 1
    UNKNOWN = 2
    CONTROL = 3
    USER_DEFINED = 4
    BYTE = 6


class Piece(NamedTuple):
    """A piece of a vocabulary; the higher its score, the earlier it is taken."""

    text: str
    score: float
    kind: Kind = Kind.NORMAL


def model_of(pieces: Iterable[Piece], **options: Any) -> bytes:
    """A sentencepiece model of these pieces, in this order.

    :param options: of ``SentencePieceTrainer``: the algorithm, the normalization, the numbers of the marks.
    """
    import sentencepiece

    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(  # for its settings alone: its pieces are thrown away
        sentence_iterator=iter(["what is said here does not matter"] * 20),
        model_writer=trained,
        vocab_size=300,
        hard_vocab_limit=False,
        minloglevel=2,
        **options,
    )
    settings = b"".join(content for field, content in _fields(trained.getvalue()) if field != _PIECES)
    return b"".join(_piece(piece) for piece in pieces) + settings


def counts(model: bytes, lines: Sequence[Line]) -> tuple[Counter[int], Counter[int]]:
    """How often each piece occurs on the English and on the Chinese side, by its number."""
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    english, chinese = (
        Counter(number for line in lines for number in processor.encode(line[side])) for side in (0, 1)
    )
    return english, chinese


def kept_by_rank(
    texts: Sequence[str],
    frequencies: tuple[Counter[int], Counter[int]],
    *,
    english: int = 15_000,
    chinese: int = 17_000,
) -> set[int]:
    """Pieces of a unigram vocabulary worth keeping: the most frequent of each language, and safe ones.

    Safe are all ASCII characters, alone and after a space, and each Han character that occurs.
    """
    in_english, in_chinese = frequencies
    return {
        *(number for number, text in enumerate(texts) if _is_ascii(text)),
        *(number for number, text in enumerate(texts) if _is_han(text) and in_chinese[number]),
        *(number for number, count in in_english.most_common(english) if count > 1),
        *(number for number, count in in_chinese.most_common(chinese) if count > 1),
    }


def kept_by_count(
    pieces: Sequence[Piece], frequencies: tuple[Counter[int], Counter[int]], *, least: int, least_han: int = 4
) -> set[int]:
    """Pieces of a BPE vocabulary worth keeping: frequent ones, single characters, and all that lead to them.

    :param least: how often a piece must occur; a Han character ``least_han`` times.
    """
    total = frequencies[0] + frequencies[1]
    number_of = {piece.text: number for number, piece in enumerate(pieces) if piece.kind is Kind.NORMAL}
    kept = {
        number
        for text, number in number_of.items()
        if total[number] >= (least_han if _is_han(text) else least) or _is_character(text)
    }
    return kept.union(*(_way_to(pieces[number].text, pieces, number_of) for number in kept))


def _way_to(text: str, pieces: Sequence[Piece], number_of: dict[str, int]) -> Collection[int]:
    """The characters of a piece, and the pieces that BPE makes on its way to it."""
    parts, numbers = list(text), {number_of[character] for character in text if character in number_of}
    while len(parts) > 1:
        joints = [
            (pieces[number_of[a + b]].score, -place)
            for place, (a, b) in enumerate(pairwise(parts))
            if a + b in number_of
        ]
        if not joints:
            break
        place = -max(joints)[1]
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
        numbers.add(number_of[parts[place]])
    return numbers


def _is_ascii(text: str) -> bool:
    bare = text.strip(SPACE)
    return len(text.lstrip(SPACE)) <= 1 and (not bare or " " < bare < "\x7f")


def _is_han(text: str) -> bool:
    return len(text) == 1 and is_han(text)


def _is_character(text: str) -> bool:
    """Whether it is a Latin letter, figure or mark, alone or after a space, or a Chinese mark."""
    bare = text.removeprefix(SPACE)
    return (len(bare) == 1 and "!" <= bare < "\u0250") or text in _MARKS


def _piece(piece: Piece) -> bytes:
    """A piece as a field of ModelProto: 1 its text, 2 its score, 3 its kind."""
    text = piece.text.encode()
    content = b"\x0a" + _varint(len(text)) + text + b"\x15" + struct.pack("<f", piece.score)
    content += b"\x18" + _varint(piece.kind)
    return b"\x0a" + _varint(len(content)) + content


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of a message, all of which have a length: number, length, bytes."""
    at = 0
    while at < len(message):
        begin = at
        tag, at = _read_varint(message, at)
        length, at = _read_varint(message, at)
        at += length
        yield tag >> 3, message[begin:at]


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes([*encoded, number])


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    number, shift = 0, 0
    while True:
        byte = message[at]
        number, shift, at = number | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return number, at
