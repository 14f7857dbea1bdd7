"""A part of a corpus to train a translator on: running prose whose sides say the same.

    python -m translate.training.selection --corpus pairs.tsv.xz --encoder align/models --out chosen.tsv

Each source gives its share (``PROSE``), without pairs that aren't plain sentences: code, marks, numbers on
one side only, lengths too far apart for a translation. Of the rest, the pairs whose mean vectors are least
alike are left out, in each source by itself, since some sources translate more freely than others.
With ``--like`` the pairs are taken whose English is most like that of those texts (Moore & Lewis 2010, by
words). ``--encoder`` is a CTranslate2 encoder with its ``sentencepiece.model``.
"""

from __future__ import annotations

import argparse
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tmx.base.errors import InputError
from tmx.base.files import replacing
from tmx.base.script import HAN_CHARACTER
from translate.training.corpus import PROSE, Row, rows
from translate.training.recipe import run

_CODE = re.compile(r"[{}<>|\\^~`=*]|https?:|\$\w|%[sd]|::|\(\)|\w_\w")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORDS = (5, 45)
_HAN_A_WORD = (0.8, 3.2)
_LEAST_HAN = 0.55  # of the Chinese side
_BATCH = 64  # sentences that are read at once
_WORD = re.compile(r"[a-z]+|[^\sa-z]")
_GENERAL = 0.3  # of the probability of a word in the wanted texts: that of the corpus


def chosen(candidates: Iterable[Row], *, seed: int) -> list[Row]:
    """Each source's share of plain sentences, none of them twice."""
    draw, seen, kept = random.Random(seed), set(), []
    for row in candidates:
        begin = re.sub(r"\W", "", row.english.lower())[:60]
        if draw.random() < PROSE.get(row.source, 0.0) and plain(row) and begin not in seen:
            seen.add(begin)
            kept.append(row)
    return kept


def plain(row: Row) -> bool:
    """Whether a pair looks like a sentence and its translation."""
    words, han = len(row.english.split()), len(HAN_CHARACTER.findall(row.chinese))
    numbers = [sorted(_NUMBER.findall(side)) for side in (row.english, row.chinese)]
    return (
        _WORDS[0] <= words <= _WORDS[1]
        and _HAN_A_WORD[0] <= han / words <= _HAN_A_WORD[1]
        and han >= _LEAST_HAN * len(row.chinese.replace(" ", ""))
        and not _CODE.search(row.english + row.chinese)
        and (numbers[0] == numbers[1] or sum(map(len, numbers[0])) <= 2)  # small ones may be in words
    )


def alike(candidates: Sequence[Row], encoder: Path) -> NDArray[np.float32]:
    """The cosine of the sides' mean vectors, each language centred: -1 to 1 for each pair."""
    import ctranslate2
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(encoder / "sentencepiece.model"))
    model = ctranslate2.Encoder(str(encoder), compute_type="int8")
    sides = []
    for texts in zip(*((row.english, row.chinese) for row in candidates), strict=True):
        vectors = _means(pieces.encode(list(texts), out_type=str), model)
        vectors -= vectors.mean(axis=0)
        sides.append(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6))
    return np.asarray((sides[0] * sides[1]).sum(axis=1))


def most_alike(candidates: Sequence[Row], cosines: NDArray[np.float32], share: float) -> list[Row]:
    """That share of each source, in the order in which the pairs came."""
    kept: list[int] = []
    sources = np.array([row.source for row in candidates])
    for source in dict.fromkeys(sources.tolist()):
        there = np.flatnonzero(sources == source)
        kept += there[np.argsort(-cosines[there], kind="stable")[: round(share * len(there))]].tolist()
    return [candidates[k] for k in sorted(kept)]


def likest(candidates: Sequence[Row], wanted: Sequence[str], most: int) -> list[Row]:
    """So many pairs whose English is most like the ``wanted`` lines, in the order in which they came.

    A line is the more like them, the likelier its words are there than in the corpus, in the mean (the
    difference of cross-entropies of Moore & Lewis 2010, with words by themselves).
    """
    lines = [_WORD.findall(row.english.lower()) for row in candidates]
    here, there = _shares(lines), _shares([_WORD.findall(line.lower()) for line in wanted])
    gain = {
        word: math.log((1 - _GENERAL) * there.get(word, 0.0) + _GENERAL * share) - math.log(share)
        for word, share in here.items()
    }
    worth = [sum(gain[word] for word in line) / max(1, len(line)) for line in lines]
    kept = sorted(range(len(candidates)), key=lambda k: -worth[k])[:most]
    return [candidates[k] for k in sorted(kept)]


def wanted_lines(path: Path) -> list[str]:
    """The lines of an English text that pairs are to be like.

    :raises InputError: if it cannot be read or has no English word.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", path=path) from error
    if not any(re.search("[A-Za-z]", line) for line in lines):
        raise InputError("has no English word", path=path)
    return lines


def _shares(lines: Sequence[Sequence[str]]) -> dict[str, float]:
    counts = Counter(word for line in lines for word in line)
    return {word: count / counts.total() for word, count in counts.items()}


def _means(texts: Sequence[list[str]], model: Any) -> NDArray[np.float32]:
    vectors: dict[int, NDArray[np.float32]] = {}
    order = sorted(range(len(texts)), key=lambda k: len(texts[k]))
    for first in range(0, len(order), _BATCH):
        batch = order[first : first + _BATCH]
        rows = [["<s>", *texts[k][:200], "</s>"] for k in batch]
        hidden = np.array(model.forward_batch(rows).last_hidden_state)
        vectors |= {
            k: hidden[at, : len(row)].mean(axis=0)
            for at, (k, row) in enumerate(zip(batch, rows, strict=True))
        }
    return np.stack([vectors[k] for k in range(len(texts))])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True, help="TSV (.xz): source, English, Chinese")
    parser.add_argument("--encoder", type=Path, required=True, help="a folder with a CTranslate2 encoder")
    parser.add_argument("--out", type=Path, required=True, help="the TSV file to write")
    parser.add_argument(
        "--share", type=float, default=0.88, help="of each source that is kept, the most alike"
    )
    parser.add_argument("--like", type=Path, nargs="*", default=[], help="English texts, a sentence a line")
    parser.add_argument("--most", type=int, default=70_000, help="pairs like these texts that are taken")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    selected = plain_ones = chosen(rows(given.corpus), seed=given.seed)
    if given.like:
        selected = likest(selected, [line for path in given.like for line in wanted_lines(path)], given.most)
    kept = selected
    if selected and given.share < 1:
        kept = most_alike(selected, alike(selected, given.encoder), given.share)
    with replacing(given.out) as stream:
        for row in kept:
            stream.write(("\t".join(row) + "\n").encode())
    print(f"{len(kept)} pairs of {len(plain_ones)} plain ones")


if __name__ == "__main__":
    run(main)
