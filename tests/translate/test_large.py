"""Tables that may outgrow memory: the same answers as in memory, and one clear error on a full disk."""

import pytest

from tmx.base.errors import OutputError
from tmx.bitext import Pair
from tmx.identity import Identities
from translate.jobs.large import ManyIdentities, WorstFirst


def test_identifiers_are_those_of_a_small_text() -> None:
    texts = ["Tea.", "Soup.", "Tea.", "Tea.", "汤。"]
    many, few = ManyIdentities(), Identities()
    assert [many.of(text) for text in texts] == [few.of(text) for text in texts]


def test_the_worst_come_first_and_equal_ones_in_their_order() -> None:
    lines = WorstFirst()
    for worth, id_ in ((0.9, "a"), (0.2, "b"), (0.9, "c"), (0.2, "d")):
        lines.add(worth, [Pair(id_, ("Tea.",), ("茶。",))])
    assert [pair.id for pair in lines] == ["b", "d", "a", "c"]


def test_a_full_disk_is_one_clear_error() -> None:
    lines = WorstFirst()
    lines._lines.execute("PRAGMA max_page_count = 4")  # what a full disk says, too
    with pytest.raises(OutputError, match="temporary files cannot be written") as caught:
        for number in range(1000):
            lines.add(0.5, [Pair(f"{number}", ("Tea. " * 50,), ("茶。",))])
    assert "SQLITE_TMPDIR" in str(caught.value)
