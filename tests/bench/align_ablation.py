"""What each part of the evidence is worth: strict and lax F1 without it, weights fitted anew.

    uv run --with scipy python tests/bench/align_ablation.py GOLD/*/*.ladder

Beside each ladder lie ``NAME.en`` and ``NAME.zh``, a sentence a line. Every document is aligned with weights
that were fitted without it (two folds: every other document). ``first pass`` is what the cheap evidence
does alone, on the wide band, fitted on all. Takes some minutes.
"""

import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np

from align.evidence.features import FEATURES, PARTS, SKIP_FEATURES
from align.evidence.vectors import Encoder
from align.fitting.weights import NOTHING, Material, by_folder, fit, material
from align.lattice.lattice import expected_path, posterior


def without(part: str) -> np.ndarray:
    """1 for each weight that may be fitted, 0 for those of the part."""
    beads = [float(feature.part != part) for feature in FEATURES]
    return np.array(beads + 2 * len(SKIP_FEATURES) * [1.0])


def measure(laid_out: Material, part: str, start: np.ndarray) -> str:
    """A line of the table."""
    folds = [laid_out.whole[::2], laid_out.whole[1::2]]
    with redirect_stdout(StringIO()):
        lattices = laid_out.left_out(folds, start, without(part))
    scores = by_folder([(case, expected_path(scored, posterior(scored))) for case, scored in lattices])
    return "  ".join(f"{folder} {s.strict:.3f} / {s.lax:.3f}" for folder, s in scores.items())


def main() -> None:
    """Print the table."""
    laid_out = material([Path(name) for name in sys.argv[1:]], Encoder())
    full = fit(laid_out.cases, NOTHING)
    print(f"{'all evidence':18} {measure(laid_out, '', full)}", flush=True)
    for part in PARTS:
        print(f"{'without ' + part:18} {measure(laid_out, part, full)}", flush=True)


if __name__ == "__main__":
    main()
