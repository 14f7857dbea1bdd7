"""How far a review has come, and what errors are left."""

from pathlib import Path

import pytest
from review_fixture import written

from align.reviewing.files import read_review
from align.reviewing.stats import Stats, stats, summary
from tmx.bitext import Pair

LINES = [
    Pair("a", ("One.",), ("一。",), "1-1", 0.8, ("ok",)),
    Pair("b", ("Two.",), ("二。",), "1-1", 0.8, ("drop",)),
    Pair("c", ("Three.",), ("三。",), "1-1", 0.8),
    Pair("d", ("Four.",), ("四。",), "1-1", 0.3, ("candidate",)),
    Pair("e", ("Five.",), (), "1-0"),
    Pair("f", (), ("六。",), "0-1"),
    Pair("g", ("Seven.", "Eight."), ("七。", "八。"), "2-2"),
]


@pytest.fixture
def counts(tmp_path: Path) -> Stats:
    return stats(read_review(written(tmp_path / "x.bitext.tsv", LINES)))


def test_counts(counts: Stats) -> None:
    assert (counts.lines, counts.pairs, counts.accepted, counts.dropped) == (7, 5, 1, 1)
    assert (counts.waiting, counts.candidates, counts.unpaired) == (3, 1, 2)
    assert counts.kinds == (("1-1", 4), ("2-2", 1))


def test_errors_are_expected_by_the_scores(counts: Stats) -> None:
    """A pair without a score counts as even odds; a candidate is an error if it is right."""
    assert counts.wrong == pytest.approx(0.2 + 0.5)
    assert counts.missed == pytest.approx(0.3)


def test_the_most_doubtful_pairs_come_first(counts: Stats) -> None:
    assert [line.pair.id for line in counts.first] == ["g", "d", "c"]


def test_the_json_has_the_same_numbers(counts: Stats) -> None:
    data = counts.as_json()
    assert {data[key] for key in ("lines", "pairs", "waiting")} == {7, 5, 3}
    assert (data["expected_wrong"], data["expected_missed"]) == (0.7, 0.3)
    assert [line["id"] for line in data["first"]] == ["g", "d", "c"]


def test_nothing_to_review(tmp_path: Path) -> None:
    counts = stats(read_review(written(tmp_path / "x.bitext.tsv", LINES[4:5])))
    assert (counts.pairs, counts.waiting, counts.first) == (0, 0, ())
    assert "1 line with one side only" in "\n".join(summary(counts))
