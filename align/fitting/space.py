"""Make ``align/models/space.npz`` from a parallel corpus: means, token projection, rarity of pieces.

    python -m align.fitting.space CORPUS.tsv.xz align/models/space.npz

The corpus has lines ``source TAB English TAB Chinese``. The file holds statistics only, no text.
"""

import lzma
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from align.evidence.vectors import MODELS

DIMENSIONS = 128  # of projected tokens
SAMPLE = 4000  # pairs whose tokens are encoded
COUNTED = 200_000  # pairs whose pieces are counted


def main() -> None:
    """Read the corpus, encode a sample, write the space."""
    import ctranslate2
    import sentencepiece

    corpus, target = Path(sys.argv[1]), Path(sys.argv[2])
    with lzma.open(corpus, "rt", encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("\t")[1:3] for line in lines]
    random.Random(7).shuffle(pairs)
    pieces: Any = sentencepiece.SentencePieceProcessor(model_file=str(MODELS / "sentencepiece.model"))
    model: Any = ctranslate2.Encoder(str(MODELS), device="cpu", compute_type="int8")
    arrays: dict[str, Any] = {"rarity": _rarity(pieces, pairs[:COUNTED])}
    tokens = {}
    for side, lang in enumerate(("en", "zh")):
        texts = sorted((pair[side][:300] for pair in pairs[:SAMPLE]), key=len)
        rows = [["<s>", *pieces.encode(text, out_type=str), "</s>"] for text in texts]
        means, kept = [], []
        for start in range(0, len(rows), 64):
            batch = rows[start : start + 64]
            hidden = np.array(model.forward_batch(batch).last_hidden_state, dtype=np.float32)
            for vectors, row in zip(hidden, batch, strict=True):
                means.append(vectors[: len(row)].mean(axis=0))
                kept.append(vectors[1 : len(row) - 1])
        arrays[f"sentence_mean_{lang}"] = np.mean(means, axis=0)
        tokens[lang] = np.concatenate(kept)
    around = np.concatenate([value - value.mean(axis=0) for value in tokens.values()])
    values, directions = np.linalg.eigh(around.T @ around / len(around))
    projection = directions[:, ::-1][:, :DIMENSIONS]
    print(
        f"{DIMENSIONS} dimensions keep {values[::-1][:DIMENSIONS].sum() / values.sum():.1%} of the variance"
    )
    for lang, value in tokens.items():
        arrays[f"token_mean_{lang}"] = value.mean(axis=0) @ projection
    arrays["projection"] = projection
    np.savez_compressed(target, **{name: value.astype(np.float16) for name, value in arrays.items()})


def _rarity(pieces: Any, pairs: list[list[str]]) -> Any:
    """Inverse sentence frequency of each piece, scaled to 0…1; 0.05 for punctuation."""
    seen: Counter[int] = Counter()
    for pair in pairs:
        for text in pair:
            seen.update(set(pieces.encode(text)))
    count = len(pairs)
    rarity = np.array([np.log(count / (1 + seen[i])) / np.log(count) for i in range(pieces.get_piece_size())])
    for i in range(pieces.get_piece_size()):
        if not any(character.isalnum() for character in pieces.id_to_piece(i)):
            rarity[i] = 0.05
    return np.clip(rarity, 0.0, 1.0)


if __name__ == "__main__":
    main()
