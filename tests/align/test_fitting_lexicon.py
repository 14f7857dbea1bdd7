"""The lexicon of pieces: which pairs of pieces become entries, and how strong they are."""

import lzma
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
import sentencepiece

from align.evidence.vectors import MODELS
from align.fitting import lexicon
from align.fitting.lexicon import ENTRIES, strongest

PAIRS = 1000


def entries(
    *seen: tuple[int, int, int], en: dict[int, int], zh: dict[int, int]
) -> list[tuple[int, int, float]]:
    """The entries among (English piece, Chinese piece, pairs with both), by how often each piece occurs."""
    rows, columns, both = np.array(seen).T
    counts = [np.array([side.get(k, 1) for k in range(20)], float) for side in (en, zh)]
    chosen = strongest(rows, columns, both.astype(float), counts, PAIRS)
    return [(int(i), int(j), round(float(s), 4)) for i, j, s in zip(*chosen, strict=True)]


def test_strength_is_the_mean_of_both_conditional_probabilities() -> None:
    assert entries((1, 2, 5), en={1: 6}, zh={2: 9}) == [(1, 2, round(4 / sqrt(6 * 9), 4))]


def test_a_piece_that_nearly_always_comes_with_another_is_stronger_than_the_mean() -> None:
    assert entries((1, 2, 5), en={1: 5}, zh={2: 45}) == [(1, 2, 0.48)]


@pytest.mark.parametrize(
    ("both", "en", "zh"),
    [(2, 2, 2), (5, 50, 40), (5, 60, 500)],
    ids=["seen together twice only", "about as often as by chance", "one of them is everywhere"],
)
def test_what_may_be_chance_is_no_entry(both: int, en: int, zh: int) -> None:
    assert entries((1, 2, both), en={1: en}, zh={2: zh}) == []


def test_only_the_strongest_entries_of_a_piece_stay() -> None:
    seen = [(3, column, 4 + column) for column in range(ENTRIES + 2)]
    chosen = entries(*seen, (7, 1, 5), en={3: 20, 7: 6}, zh=dict.fromkeys(range(20), 15))
    assert [column for piece, column, _ in chosen if piece == 3] == list(range(ENTRIES + 1, 1, -1))
    assert [column for piece, column, _ in chosen if piece == 7] == [1]


def test_a_corpus_becomes_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(
        "scipy", reason="counting pieces needs scipy, which only makers of the lexicon install"
    )
    words = [("copper", "铜"), ("gold", "金"), ("wine", "酒"), ("horse", "马"), ("ship", "船"), ("tea", "茶")]
    things = [(f"We saw {en} number {k}.", f"我们看到第{k}个{zh}。") for en, zh in words for k in range(6)]
    others = [(f"The answer is {k}.", f"答案是{k}。") for k in range(60)]
    corpus, target = tmp_path / "corpus.tsv.xz", tmp_path / "lexicon.npz"
    with lzma.open(corpus, "wt", encoding="utf-8") as lines:
        lines.writelines(f"mine\t{en}\t{zh}\n" for en, zh in things + others)
    monkeypatch.setattr("sys.argv", ["lexicon", str(corpus), str(target)])
    lexicon.main()
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(MODELS / "sentencepiece.model"))
    with np.load(target, allow_pickle=False) as file:
        linked = set(zip(file["en"].tolist(), file["zh"].tolist(), strict=True))
        assert int(file["size"]) == pieces.get_piece_size()
        assert file["strength"].dtype == np.uint8
    for en, zh in words:
        ids = pieces.piece_to_id("▁" + en), pieces.piece_to_id(zh)
        if pieces.unk_id() not in ids:
            assert ids in linked
            assert not any((ids[0], pieces.piece_to_id(other)) in linked for _, other in words if other != zh)
    assert any(pieces.unk_id() not in map(pieces.piece_to_id, ("▁" + en, zh)) for en, zh in words)
