"""The aligner's meaning encoder, tuned on a corpus so that a sentence lies next to its translation.

    python -m translate.training.encoder --corpus pairs.tsv.xz --start FOLDER --rarity space.npz --out FOLDER

Contrastive: a batch holds the pairs of one neighbourhood (near sentences are the hardest to tell apart) and
joins of two of them (an aligner must tell a bead from its parts). Two losses, of the mean vectors, and of the
tokens: each token of a side goes with the nearest of the other, weighed by how rare it is (late interaction).
``FOLDER`` is a CTranslate2 encoder with its ``sentencepiece.model``; what comes out is one, in int8.
"""

from __future__ import annotations

import json
import shutil
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from translate.adapting.binary import read_binary
from translate.training.corpus import ALIGNMENT, Line, read_corpus
from translate.training.plans import Contrast, Join
from translate.training.recipe import add_training, options, run, state_of, tell, write_card

_UNLIKE = 2.5  # times more pieces on one side


def train(
    lines: Sequence[Line],
    start: Path,
    out: Path,
    plan: Contrast,
    *,
    rarity: Path | None = None,
    held_out: int = 200,
) -> dict[str, Any]:
    """Tune the encoder in ``start`` and write it to the folder ``out``; returns its figures.

    :param rarity: an ``.npz`` with the weight of each piece as ``rarity``; all alike unless given.
    :param held_out: pairs that are kept to measure with.
    """
    import sentencepiece
    import torch

    from translate.adapting.network import Network
    from translate.training.contrast import Tuner

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(start / "sentencepiece.model"))
    english, chinese = (pieces.encode([line[k] for line in lines]) for k in (0, 1))
    like = [
        (e, z)
        for e, z in zip(english, chinese, strict=True)
        if e and z and 1 / _UNLIKE < len(e) / len(z) < _UNLIKE
    ]
    binary = read_binary(start / "model.bin")
    epsilon = json.loads((start / "config.json").read_text("utf-8")).get("layer_norm_epsilon")
    network = Network(binary, epsilon=epsilon, dropout=0.05)
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    weights = np.load(rarity)["rarity"] if rarity else np.ones(pieces.get_piece_size())
    tuner = Tuner(
        network,
        ([e for e, _ in like], [z for _, z in like]),
        torch.tensor(weights, dtype=torch.float32),
        plan,
    )
    beads: list[Join] = [
        *((k,) for k in range(held_out // 2)),
        *((k, k + 1) for k in range(held_out // 2, held_out - 1, 2)),
    ]
    before = (*tuner.losses(beads), *tuner.first_hits(beads))
    state = tuner.run(beads, checkpoint=state_of(out), watch=tell())
    after = (*tuner.losses(beads), *tuner.first_hits(beads))
    out.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "vocabulary.json", "sentencepiece.model"):
        shutil.copyfile(start / name, out / name)
    binary.replaced(network.changed()).quantized().write(out / "model.bin")
    state_of(out).unlink(missing_ok=True)
    names = ("loss, mean vectors", "loss, tokens", "first hit, mean vectors", "first hit, tokens")
    return {
        "pairs": len(like) - held_out,
        "steps": state.step,
        "minutes": round(state.seconds / 60, 2),
        "held-out beads": len(beads),
        "before": dict(zip(names, (round(value, 4) for value in before), strict=True)),
        "after": dict(zip(names, (round(value, 4) for value in after), strict=True)),
    }


def main() -> None:
    """The command line."""
    parser = options(__doc__)
    add_training(parser, rate=Contrast().rate)
    parser.add_argument("--start", type=Path, required=True, help="the folder of the encoder to tune")
    parser.add_argument("--rarity", type=Path, help="an .npz with the weight of each piece")
    parser.add_argument("--steps", type=int, default=Contrast().steps)
    parser.add_argument("--pairs", type=int, default=Contrast().pairs)
    parser.add_argument("--joins", type=int, default=Contrast().joins)
    given: Namespace = parser.parse_args()
    lines = read_corpus(
        given.corpus,
        {} if given.all else ALIGNMENT,
        others=1.0 if given.all else 0.0,
        words=(5, 45),
        limit=given.limit,
        seed=given.seed,
    )
    plan = Contrast(
        rate=given.rate,
        steps=given.steps,
        minutes=given.minutes,
        pairs=given.pairs,
        joins=given.joins,
        seed=given.seed,
    )
    figures = train(lines, given.start, given.out, plan, rarity=given.rarity, held_out=given.held)
    write_card(given.out / "card.json", "encoder", vars(given), figures)


if __name__ == "__main__":
    run(main)
