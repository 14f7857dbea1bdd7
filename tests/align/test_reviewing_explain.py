"""Why a pair has its score."""

from pathlib import Path

import pytest
from review_fixture import copied

from align.reviewing.explain import chosen, explained, explained_json
from align.reviewing.files import read_review
from align.reviewing.reasons import reasons_of
from tmx.base.errors import InputError


def test_lines_are_named_by_identifier_or_number(tmp_path: Path) -> None:
    review = read_review(copied(tmp_path))
    assert chosen(review, ["348a214c53"], first=1) == chosen(review, ["57"], first=1)
    assert [line.number for line in chosen(review, ["57", "6"], first=1)] == [57, 6]


def test_without_a_name_the_most_doubtful_are_meant(tmp_path: Path) -> None:
    review = read_review(copied(tmp_path))
    assert [line.number for line in chosen(review, (), first=1)] == [57]
    assert len(chosen(review, (), first=4)) == 4


def test_a_name_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no pair 'lost'\. Name identifiers"):
        chosen(read_review(copied(tmp_path)), ["lost"], first=1)


def test_the_strongest_reason_stands_first(tmp_path: Path) -> None:
    review = read_review(copied(tmp_path))
    [block] = explained(review, chosen(review, ["57"], first=1))
    weights = [float(line.split()[0]) for line in block.splitlines() if line.startswith("    ")]
    assert weights and weights == sorted(weights, key=lambda weight: -abs(weight))


def test_the_json_has_each_part(tmp_path: Path) -> None:
    review = read_review(copied(tmp_path))
    [data] = explained_json(review, chosen(review, ["57"], first=1))
    assert (data["line"], data["score"], data["flags"]) == (57, 0.47, ["candidate"])
    assert data["parts"]["meaning"] == 4.04


def test_without_reasons_the_parts_are_unknown(tmp_path: Path) -> None:
    path = copied(tmp_path)
    reasons_of(path).unlink()
    review = read_review(path)
    [data] = explained_json(review, chosen(review, ["57"], first=1))
    assert data["parts"] is None
