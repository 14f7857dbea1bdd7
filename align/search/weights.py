"""The fitted weights of the evidence, read from ``align/search/weights.json``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from align.arrays import Floats
from align.evidence.beads import Evidence
from align.evidence.features import FEATURES, SKIP_FEATURES
from align.evidence.kinds import KINDS
from align.evidence.sentences import FEATURES as PAIR_FEATURES
from align.lattice.lattice import NEVER, Kind, Lattice
from align.search.doubts import Balance
from tmx.base.errors import DuiyiError

TOGETHER = 20_000  # beads that are scored at once: their features stay in the processor's cache
PATH = Path(__file__).with_name("weights.json")


@dataclass(frozen=True)
class Weights:
    """What each feature weighs, in nats a unit: for beads, and for leaving out sentences of either side."""

    bead: Mapping[str, float]
    skip_src: Mapping[str, float]
    skip_tgt: Mapping[str, float]

    def vector(self) -> Floats:
        """All weights in the order of FEATURES, SKIP_FEATURES, SKIP_FEATURES.

        :raises DuiyiError: if a feature has no weight.
        """
        named = zip((self.bead, self.skip_src, self.skip_tgt), _NAMES, strict=True)
        return np.array([_weight(weights, name) for weights, names in named for name in names])

    @staticmethod
    def from_vector(values: Floats) -> "Weights":
        """The inverse of :meth:`vector`."""
        cuts = np.split(values, [len(FEATURES), len(FEATURES) + len(SKIP_FEATURES)])
        return Weights(
            *({n: float(v) for n, v in zip(*pair, strict=True)} for pair in zip(_NAMES, cuts, strict=True))
        )


_BEAD = tuple(feature.name for feature in FEATURES)
_SKIP = tuple(feature.name for feature in SKIP_FEATURES)
_NAMES = (_BEAD, _SKIP, _SKIP)


def _weight(weights: Mapping[str, float], name: str) -> float:
    if name not in weights:
        raise DuiyiError(f"the feature {name} has no weight", path=PATH, hint="Fit the weights anew.")
    return weights[name]


@lru_cache(maxsize=1)
def fitted() -> dict[str, Weights]:
    """The weights that ship: ``first`` for the first pass, ``full`` for the second."""
    values = json.loads(PATH.read_text(encoding="utf-8"))
    return {name: Weights(**values[name]) for name in ("first", "full")}


@lru_cache(maxsize=1)
def balance() -> Balance:
    """What the translator's probabilities weigh where beads are in doubt."""
    return Balance(**json.loads(PATH.read_text(encoding="utf-8"))["doubts"])


@dataclass(frozen=True)
class PairBalance:
    """What the translator's probabilities of mined pairs weigh beside other evidence, in log-odds a unit."""

    constant: float
    score: float  # of the other evidence
    share: float  # of a side that the other accounts for


@lru_cache(maxsize=1)
def pair_balance() -> PairBalance:
    """What the translator's probabilities of mined pairs weigh."""
    return PairBalance(**json.loads(PATH.read_text(encoding="utf-8"))["mined"])


@lru_cache(maxsize=1)
def mining() -> Floats:
    """The weights of mining, in log-odds a unit, in the order of :data:`align.evidence.sentences.FEATURES`.

    :raises DuiyiError: if a feature has no weight.
    """
    values: dict[str, float] = json.loads(PATH.read_text(encoding="utf-8"))["mining"]
    return np.array([_weight(values, feature.name) for feature in PAIR_FEATURES])


def lattice(evidence: Evidence, weights: Weights, kinds: tuple[Kind, ...] = KINDS) -> Lattice:
    """All beads of some kinds inside the evidence's band, scored."""
    band = evidence.band
    rows, columns = band.nodes()
    vector = weights.vector()
    scores = np.full((len(kinds), len(rows)), NEVER, np.float32)
    bead, skips = vector[: len(FEATURES)], np.split(vector[len(FEATURES) :], 2)
    left_out = evidence.skip_features()
    scored = Lattice(band, kinds, scores, left_out[0] @ skips[0], left_out[1] @ skips[1])
    for k, kind in enumerate(kinds):
        inside = scored.before[k] < len(rows)
        fits = np.flatnonzero(inside if evidence.likely is None else inside & evidence.likely[k])
        for at in np.array_split(fits, 1 + len(fits) // TOGETHER):
            scores[k, at] = evidence.scores(kind, rows[at] - kind.src, columns[at] - kind.tgt, bead)
    return scored
