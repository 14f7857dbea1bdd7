"""The kinds of beads that are looked for."""

from align.lattice.lattice import Kind

LONGEST = 6  # sentences that one side of a bead may have

KINDS = tuple(
    Kind(*kind)
    for kind in [
        (1, 1), (2, 1), (1, 2), (3, 1), (1, 3), (2, 2), (4, 1), (1, 4), (3, 2), (2, 3),
        (5, 1), (1, 5), (3, 3), (4, 2), (2, 4), (6, 1), (1, 6), (4, 4),
    ]
)  # fmt: skip
"""The kinds of beads that are looked for besides 1-0 and 0-1: all that occur more than once in novels."""
