"""Features declare themselves once: matrix, names, parts and weights follow."""

import numpy as np
import pytest

from align.evidence import sentences
from align.evidence.features import FEATURES, PARTS, SKIP_FEATURES, Feature
from align.lattice.lattice import Kind
from align.reviewing import reasons
from align.search.weights import Weights, fitted
from tmx.base.errors import DuiyiError


def test_names_are_unique() -> None:
    for features in (FEATURES, SKIP_FEATURES, sentences.FEATURES):
        names = [feature.name for feature in features]
        assert len(set(names)) == len(names)


def test_every_feature_has_a_weight_and_every_weight_a_feature() -> None:
    for weights in fitted().values():
        assert set(weights.bead) == {feature.name for feature in FEATURES}
        assert set(weights.skip_src) == set(weights.skip_tgt) == {feature.name for feature in SKIP_FEATURES}
        again = Weights.from_vector(weights.vector())
        assert again == weights


@pytest.mark.parametrize("name", ["meaning", "alone_length"])
def test_a_missing_weight_is_an_error_with_its_name(name: str) -> None:
    full = fitted()["full"]
    bead, skip = (
        {key: value for key, value in side.items() if key != name} for side in (full.bead, full.skip_src)
    )
    rest = Weights(bead, skip, full.skip_tgt)
    with pytest.raises(DuiyiError, match=f"{name} has no weight"):
        rest.vector()


def test_each_part_is_explained_to_reviewers() -> None:
    assert set(reasons.PARTS) >= {*PARTS, "translation"}
    assert set(reasons.PARTS) >= {feature.name for feature in sentences.FEATURES}


def test_a_feature_computes_a_number_or_a_column() -> None:
    class Two:
        kind, few, many = Kind(2, 1), 1, 2
        meaning = np.array([1.0, 2.0])

    by_name: dict[str, Feature] = {feature.name: feature for feature in FEATURES}
    assert by_name["src_two"].compute(Two()) == 1.0  # type: ignore[arg-type]
    assert by_name["one"].compute(Two()) == 0.0  # type: ignore[arg-type]
    assert np.array_equal(by_name["meaning_sized"].compute(Two()), [1.5, 3.0])  # type: ignore[arg-type]
