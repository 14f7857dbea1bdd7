"""Looking up pieces in the lexicon, from either language."""

import numpy as np

from align.evidence.lexicon import Lexicon

LEXICON = Lexicon(np.array([2, 2, 5]), np.array([7, 3, 7]), np.array([0.5, 0.25, 1.0], np.float32), 10)


def test_matches_are_a_table_of_strengths() -> None:
    table = LEXICON.matches(np.array([5, 2, 5, 9]), np.array([3, 7, 7, 0]))
    assert table.tolist() == [[0, 1, 1, 0], [0.25, 0.5, 0.5, 0], [0, 1, 1, 0], [0, 0, 0, 0]]


def test_an_inverted_lexicon_is_looked_up_from_chinese() -> None:
    rows, columns = np.arange(10), np.arange(10)
    inverted = LEXICON.inverted()
    assert (inverted.matches(columns, rows) == LEXICON.matches(rows, columns).T).all()
    assert (np.diff(inverted.en) >= 0).all()


def test_no_pieces_give_an_empty_table() -> None:
    nothing = np.zeros(0, np.int64)
    assert LEXICON.matches(nothing, np.array([7])).shape == (0, 1)
    assert LEXICON.matches(np.array([2]), nothing).shape == (1, 0)
    assert LEXICON.matches(np.array([9]), np.array([7])).tolist() == [[0.0]]
