"""The encoder's space: how rare pieces are, and a file of the shape that ships."""

import lzma
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
from fitting_fixture import EN, ZH

from align.evidence.vectors import MODELS
from align.fitting import space


@pytest.fixture(scope="module")
def pieces() -> sentencepiece.SentencePieceProcessor:
    return sentencepiece.SentencePieceProcessor(model_file=str(MODELS / "sentencepiece.model"))


def test_rare_pieces_weigh_more_and_marks_next_to_nothing(
    pieces: sentencepiece.SentencePieceProcessor,
) -> None:
    pairs = [["The copper is here.", "铜在这里。"]] + [["The door is here.", "门在这里。"]] * 4
    pairs += [["So it goes.", "就这样吧。"]] * 5
    rarity = space._rarity(pieces, pairs)  # main() writes it among much else
    copper, door, the, mark = (rarity[pieces.piece_to_id(p)] for p in ("▁copper", "▁door", "▁The", "."))
    assert copper > door > the
    assert mark == 0.05
    assert rarity.min() >= 0
    assert rarity.max() == 1.0
    assert rarity.shape == (pieces.get_piece_size(),)


def test_a_corpus_becomes_a_file_of_the_shape_that_ships(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, target = tmp_path / "corpus.tsv.xz", tmp_path / "space.npz"
    with lzma.open(corpus, "wt", encoding="utf-8") as lines:
        lines.writelines(f"mine\t{en}\t{zh}\n" for en, zh in zip(EN, ZH, strict=False))
    monkeypatch.setattr("sys.argv", ["space", str(corpus), str(target)])
    space.main()
    with np.load(target, allow_pickle=False) as own, np.load(MODELS / "space.npz") as shipped:
        shapes = {name: (own[name].shape, own[name].dtype) for name in own.files}
        assert shapes == {name: (shipped[name].shape, shipped[name].dtype) for name in shipped.files}
        projection = own["projection"].astype(float)
    assert projection.T @ projection == pytest.approx(np.eye(projection.shape[1]), abs=0.01)
