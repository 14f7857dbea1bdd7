"""Make ``align/models/lexicon.npz`` from a parallel corpus: pieces that occur together.

    uv run --with scipy python -m align.fitting.lexicon CORPUS.tsv.xz align/models/lexicon.npz

The corpus has lines ``source TAB English TAB Chinese``. The strength of an entry is the geometric mean of
both conditional probabilities, or 0.6 of the higher one for a piece that nearly always comes with the other.
"""

import lzma
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from align.evidence.vectors import MODELS

PAIRS = 400_000
LONG = 220  # English characters; longer pairs say little about single words
COMMON = 0.08  # share of the pairs; more frequent pieces are function words
ENTRIES = 8  # most for one English piece


def main() -> None:
    """Count pieces, choose entries, write the file."""
    import sentencepiece

    corpus, target = Path(sys.argv[1]), Path(sys.argv[2])
    pieces: Any = sentencepiece.SentencePieceProcessor(model_file=str(MODELS / "sentencepiece.model"))
    with lzma.open(corpus, "rt", encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("\t")[1:3] for line in lines]
    random.Random(3).shuffle(pairs)
    pairs = [pair for pair in pairs if len(pair[0]) < LONG][:PAIRS]
    size = pieces.get_piece_size()
    en, zh = (_seen(pieces, [pair[side] for pair in pairs], size) for side in (0, 1))
    counts = [np.asarray(side.sum(0)).ravel() for side in (en, zh)]
    special = np.zeros(size, bool)
    special[[k for k in range(size) if pieces.is_control(k) or pieces.is_unknown(k)]] = True
    together = _together(en, zh, [(c > 2) & (c < COMMON * len(pairs)) & ~special for c in counts])
    rows, columns, strength = strongest(together.row, together.col, together.data, counts, len(pairs))
    print(f"{len(rows):,} entries from {len(pairs):,} pairs")
    np.savez_compressed(
        target,
        en=rows.astype(np.uint16),
        zh=columns.astype(np.uint16),
        strength=np.round(strength * 255).astype(np.uint8),
        size=np.array(size, np.int32),
    )


def strongest(rows: Any, columns: Any, both: Any, counts: Sequence[Any], total: int) -> tuple[Any, Any, Any]:
    """The entries worth having, at most ENTRIES for each English piece, the strongest first.

    :param rows: English pieces; ``columns`` the Chinese piece seen with each, ``both`` in how many pairs.
    :param counts: in how many pairs each English and each Chinese piece occurs.
    :param total: how many pairs there are.
    :returns: English pieces, Chinese pieces, strengths (0 to 1), as parallel arrays.
    """
    given_en, given_zh = (both - 1) / counts[0][rows], (both - 1) / counts[1][columns]
    surprise = np.log(both * total / (counts[0][rows] * counts[1][columns]))
    strength = np.maximum(np.sqrt(given_en * given_zh), 0.6 * np.maximum(given_en, given_zh) * (surprise > 3))
    chosen = (both >= 3) & (strength > 0.03) & (surprise > 1.5)
    rows, columns, strength = rows[chosen], columns[chosen], strength[chosen]
    order = np.lexsort((-strength, rows))
    rows, columns, strength = rows[order], columns[order], strength[order]
    best = np.arange(len(rows)) - np.searchsorted(rows, rows) < ENTRIES
    return rows[best], columns[best], strength[best]


def _seen(pieces: Any, texts: Sequence[str], size: int) -> Any:
    """The pieces of each text: a sparse matrix (texts, pieces) of ones."""
    from scipy import sparse  # type: ignore[import-untyped]

    columns: list[int] = []
    starts = [0]
    for begin in range(0, len(texts), 20_000):
        for ids in pieces.encode(list(texts[begin : begin + 20_000])):
            columns.extend(set(ids))
            starts.append(len(columns))
    ones = np.ones(len(columns), np.float32)
    return sparse.csr_matrix((ones, np.array(columns), np.array(starts)), shape=(len(texts), size))


def _together(en: Any, zh: Any, used: Sequence[Any]) -> Any:
    """In how many pairs each English piece occurs with each Chinese one, of those used: sparse."""
    from scipy import sparse

    en, zh = (side @ sparse.diags(mask.astype(np.float32)) for side, mask in zip((en, zh), used, strict=True))
    total = en[:0].T @ zh[:0]
    for begin in range(0, en.shape[0], 50_000):
        total = total + en[begin : begin + 50_000].T @ zh[begin : begin + 50_000]
    return total.tocoo()


if __name__ == "__main__":
    main()
