"""Fit the translator's weights for doubtful beads: ``doubts`` in ``align/search/weights.json``.

    uv run --with scipy python -m align.fitting.doubts GOLD/*/???.ladder -o align/search/weights.json

The doubtful beads of each hand-aligned document are computed under evidence weights that were fitted without
it, because in use the translator judges doubtful beads of unseen texts. Then four numbers are fitted by
likelihood: on all documents, and for cross-validation without each document in turn. Copies that lack single
sentences count as well; without them, a sentence that a human translator left out would be joined to its
neighbour. The evidence weights are written too, as ``align.fitting.weights`` would fit them.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from align.arrays import Floats
from align.evidence.vectors import Encoder
from align.fitting.weights import (
    NOTHING,
    Case,
    Paths,
    by_folder,
    fit,
    material,
    print_calibration,
    rounded,
    write,
)
from align.lattice.lattice import Kind, Lattice, Posterior, Step, expected_path, posterior
from align.search.doubts import Balance, DoubtfulBeads, doubtful_beads, rescored, reweighed
from align.search.judging import Judge, MutualInformation
from align.search.search import rungs
from translate.engines.likelihood import Likelihood

START = Balance(1.0, 0.0, 0.0, 0.0)  # the lattice as it is
PRIOR = np.array([1.0, 100.0, 100.0, 1.0])  # ridge towards START; 100 because pmi is dozens of nats


class Remembered(dict[bytes, bytes]):
    """Log-probabilities computed before: copies of a document have most of their doubtful beads in common."""

    def records(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The records that are known for some of the keys."""
        return {key: self[key] for key in keys if key in self}

    keep = dict.update


@dataclass
class Document:
    """A document, its lattice under weights fitted without it, and its doubtful beads, scored."""

    case: Case
    lattice: Lattice
    chances: Posterior
    beads: DoubtfulBeads
    information: MutualInformation

    def narrow(self, balance: Balance) -> Lattice:
        """The lattice reweighed with the translator's evidence."""
        return reweighed(self.lattice, self.chances, self.beads, self.information, balance)

    def loss(self, balance: Balance) -> tuple[float, Floats]:
        """Negative log-likelihood of the gold alignment, and its gradient."""
        narrow = self.narrow(balance)
        chances = posterior(narrow)
        beads = np.zeros_like(chances.beads)
        beads[tuple(np.array(_gold_beads(self.case, self.lattice)).T)] = 1.0
        alone = [np.ones(count) for count in (self.lattice.band.n, self.lattice.band.m)]
        for src, tgt in self.case.gold:
            if src and tgt:
                alone[0][list(src)] = alone[1][list(tgt)] = 0.0
        surplus = chances.beads - beads
        doubtful = surplus[self.beads.kinds, self.beads.nodes] @ self.information.pmi
        skips = chances.skip_src - alone[0], chances.skip_tgt - alone[1]
        reached = (chances.beads > 0) | (beads > 0)
        own = float((surplus * self.lattice.scores)[reached].sum())
        own += float(skips[0] @ self.lattice.skip_src + skips[1] @ self.lattice.skip_tgt)
        gold = float(narrow.scores[beads > 0].sum() + alone[0] @ narrow.skip_src + alone[1] @ narrow.skip_tgt)
        slope = np.array([own, *doubtful, float(skips[0].sum() + skips[1].sum())])
        return chances.log_partition - gold, slope


def _gold_beads(case: Case, lattice: Lattice) -> list[tuple[int, int]]:
    """The gold beads that are in the lattice, each as index of its kind and end node."""
    beads = []
    for src, tgt in case.gold:
        if src and tgt and (len(src), len(tgt)) in lattice.kinds:
            node = int(lattice.band.index(np.array([src[-1] + 1]), np.array([tgt[-1] + 1]))[0])
            if node < lattice.scores.shape[1]:
                beads.append((lattice.kinds.index(Kind(len(src), len(tgt))), node))
    return beads


def fitted(documents: Sequence[Document]) -> Balance:
    """The balance that makes the gold alignments most likely."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    start = np.array(list(asdict(START).values()))

    def objective(values: Floats) -> tuple[float, Floats]:
        losses = [
            (document.case.share * loss, document.case.share * slope)
            for document in documents
            for loss, slope in [document.loss(Balance(*values))]
        ]
        away = PRIOR * (values - start)
        value = sum(loss for loss, _ in losses) + float(away @ (values - start)) / 2
        return value, np.sum([slope for _, slope in losses], axis=0) + away

    return Balance(*minimize(objective, start, jac=True, method="L-BFGS-B").x.tolist())


def _weighed(case: Case, lattice: Lattice, judge: Judge) -> Document:
    chances = posterior(lattice)
    gold = _gold_beads(case, lattice)
    beads = doubtful_beads(lattice, chances, case.en.sentences, case.zh.sentences, also=gold)
    return Document(case, lattice, chances, beads, beads.score_with(judge))


def _path(document: Document, balance: Balance) -> tuple[Case, list[Step]]:
    """The path through a document; its gold beads are rescored only if they are doubtful, as in use."""
    case, lattice, chances = document.case, document.lattice, document.chances
    beads = doubtful_beads(lattice, chances, case.en.sentences, case.zh.sentences)
    known = dict(
        zip(
            zip(document.beads.kinds, document.beads.nodes, strict=True),
            range(len(document.beads.texts)),
            strict=True,
        )
    )
    at = np.array([known[bead] for bead in zip(beads.kinds, beads.nodes, strict=True)], np.int64)
    information = MutualInformation(document.information.pmi[at], document.information.log_prob[at])
    narrow = reweighed(lattice, chances, beads, information, balance)
    return case, expected_path(narrow, rescored(lattice, chances, narrow))


def _left_alone(paths: Paths, folder: str) -> str:
    """How many of the sentences without a counterpart are left alone, of a folder's documents."""
    left, there = 0, 0
    for case, steps in paths:
        if case.name.startswith(f"{folder}/"):
            for side in (0, 1):
                alone = [
                    {k for rung in some if not rung[1 - side] for k in rung[side]}
                    for some in (case.gold, rungs(steps))
                ]
                left, there = left + len(alone[0] & alone[1]), there + len(alone[0])
    return f"{left} of {there} stay alone"


def main() -> None:
    """Fit, and cross-validate."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ladders", nargs="+", type=Path)
    parser.add_argument("-o", "--out", type=Path)
    options = parser.parse_args()
    laid_out = material(options.ladders, Encoder())
    full = fit(laid_out.cases, NOTHING)
    judge = Likelihood(cache=Remembered())
    documents = []
    folds = [list(both) for both in zip(laid_out.whole, laid_out.pierced, strict=True)]
    for case, lattice in laid_out.left_out(folds, full):
        documents.append(_weighed(case, lattice, judge))
        print(f"{case.name:24} {len(documents[-1].beads.texts)} beads weighed", flush=True)
    paths: Paths = []
    for whole in laid_out.whole:
        balance = fitted([other for other in documents if not other.case.name.startswith(whole.name)])
        paths += [_path(it, balance) for it in documents if it.case.name.startswith(whole.name)]
    for what, cases in (("whole", laid_out.whole), ("pierced", laid_out.pierced)):
        names = {case.name for case in cases}
        chosen = [(case, steps) for case, steps in paths if case.name in names]
        for folder, scores in by_folder(chosen).items():
            f1 = f"strict {scores.strict:.4f} lax {scores.lax:.4f}"
            print(f"{folder:24} {what:8} {f1}  {_left_alone(chosen, folder)}")
        print_calibration(chosen)
    balance = fitted(documents)
    print(balance)
    if options.out:
        weighed = {name: round(value, 4) for name, value in asdict(balance).items()}
        write(options.out, first=rounded(laid_out.first), full=rounded(full), doubts=weighed)


if __name__ == "__main__":
    main()
