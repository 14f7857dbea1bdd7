"""The embedded translator, tuned on a corpus in both directions.

    python -m translate.training.translator --corpus pairs.tsv.xz --out FOLDER
    python -m translate.training.translator … --start FOLDER --minutes 600 --rate 5e-5

It goes on from the translator in ``--start``, a CTranslate2 decoder with its ``sentencepiece.model``, or from
the embedded one. What comes out is one of the same layout in int8, and beside it the zip in which it travels:
the layers on a grid of 127 values, which costs nothing that can be measured and packs better.

It learns to read the hints of a dictionary (:mod:`translate.engines.hints`): most sources come with them,
a few without any, and now and then one is left out, so that it does not come to need them.
"""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tmx.base.files import replacing
from translate.adapting.bases import EmbeddedBase, Example, Hints, configuration
from translate.adapting.binary import Weights, read_binary
from translate.engines import unpacking
from translate.engines.embedded import HINTED
from translate.engines.hints import Hint, dictionary
from translate.engines.package import embedded
from translate.model import Side, other
from translate.training.corpus import Line
from translate.training.recipe import (
    add_epochs,
    add_training,
    card_of,
    lines_of,
    options,
    plan_of,
    run,
    state_of,
    tell,
    write_card,
)

_PATIENCE = 12  # looks: the whole run
_UNHINTED = 0.25  # of the sources: they come without hints
_UNTOLD = 0.1  # of the other hints: they are left out
_GRID = 63  # steps from zero to the largest of a row


def train(
    lines: Sequence[Line], start: Path, out: Path, *, held_out: int = 200, **plan: Any
) -> dict[str, Any]:
    """Tune the translator in ``start`` and write it to the folder ``out`` and ``out.zip``; returns figures.

    :param held_out: pairs that are kept to measure with.
    :param plan: fields of :class:`~translate.adapting.tuning.Plan`.
    """
    import torch

    from translate.adapting.network import Network
    from translate.adapting.tuning import Plan, Tuning, mean_loss

    binary = read_binary(start / "model.bin")
    network = Network(binary, epsilon=configuration(start).get("layer_norm_epsilon"))
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    kept = {way: examples(lines[:held_out], start, way, dictionary().of) for way in ("zh", "en")}
    some_hints = some_of(dictionary().of, seed=plan.get("seed", 1))
    before = {way: round(mean_loss(network, some), 4) for way, some in kept.items()}
    tuning = Tuning(
        network,
        [example for way in ("zh", "en") for example in examples(lines[held_out:], start, way, some_hints)],
        [example for some in kept.values() for example in some],
        Plan(**{"warmup": 100, "rate": 5e-5, "patience": _PATIENCE, **plan}),
    )
    state = tuning.run(checkpoint=state_of(out), watch=tell())
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(start.iterdir()):
        if path.is_file() and path.name != "model.bin":
            shutil.copyfile(path, out / path.name)
    settings = {**configuration(start), HINTED: True}
    (out / "config.json").write_text(json.dumps(settings, indent=2) + "\n", "utf-8")
    binary.replaced(coarse(network.changed())).write(out / "model.bin")
    pack(out, out.with_name(f"{out.name}.zip"))
    state_of(out).unlink(missing_ok=True)
    return {
        "pairs": len(lines) - held_out,
        "steps": state.step,
        "minutes": round(state.seconds / 60, 2),
        "held-out loss before, nats a piece, by target": before,
        "held-out loss after": {way: round(mean_loss(network, some), 4) for way, some in kept.items()},
    }


def examples(lines: Sequence[Line], folder: Path, to: Side, hints: Hints | None = None) -> list[Example]:
    """Pairs in one direction, as the translator in ``folder`` sees them.

    :param hints: those of the package unless given.
    """
    base = EmbeddedBase(replace(embedded(other(to), to), path=folder), hints=hints)
    return base.examples([(en, zh) if to == "zh" else (zh, en) for en, zh in lines])


def some_of(hints: Hints, *, seed: int) -> Hints:
    """Hints as the model is told them while it learns: often not all, now and then none."""
    draw = random.Random(seed)

    def some(text: str, src: Side) -> Sequence[Hint]:
        if draw.random() < _UNHINTED:
            return ()
        return [hint for hint in hints(text, src) if draw.random() >= _UNTOLD]

    return some


def coarse(weights: Weights) -> Weights:
    """Matrices of the layers with each row on a grid of 127 values between its extremes."""
    return {
        name: _on_grid(weight) if weight.ndim == 2 and "/layer_" in name else weight
        for name, weight in weights.items()
    }


def pack(folder: Path, archive: Path) -> None:
    """The files of a folder as a zip whose bytes depend on their content alone."""
    with (
        replacing(archive) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped,
    ):
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(path.name)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            zipped.writestr(entry, path.read_bytes())


def _on_grid(weight: NDArray[np.float32]) -> NDArray[np.float32]:
    step = np.maximum(np.abs(weight).max(axis=1, keepdims=True), 1e-8) / _GRID
    return np.asarray(np.rint(weight / step) * step, np.float32)


def main() -> None:
    """The command line."""
    parser = options(__doc__)
    add_training(parser, rate=5e-5)
    add_epochs(parser, batch_pieces=1600, accelerated=48_000)
    parser.add_argument("--start", type=Path, help="the folder of the translator to go on from")
    parser.add_argument("--frozen", type=float, default=0.0, help="the share of the layers that stay")
    parser.add_argument(
        "--cooling", type=float, default=1.0, help="the last part of the run, in which the rate falls"
    )
    parser.add_argument(
        "--last", action="store_true", help="keep the last weights, not those with the least held-out loss"
    )
    given: Namespace = parser.parse_args()
    start = given.start or unpacking.unpacked()
    figures = train(lines_of(given), start, given.out, held_out=given.held, **plan_of(given))
    write_card(card_of(given.out), "translator", vars(given), figures)


if __name__ == "__main__":
    run(main)
