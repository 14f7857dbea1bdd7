"""Which sentence of one list is which of another: the base of every proof and comparison here."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

ALIKE = 60.0  # rapidfuzz ratio, 0 to 100, from which two sentences in one place are one that was edited


@dataclass(frozen=True)
class Gap:
    """What stands between two sentences that both lists share: indexes of the first and the second list."""

    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True)
class Trace:
    """Where each sentence of the first list stands in the second."""

    same: dict[int, int]  # the very text, in order
    moved: dict[int, int]  # the very text, out of order
    edited: dict[int, int]  # another text in the same place, recognisably the same sentence
    gaps: tuple[Gap, ...] = field(default=())  # all that is left, by place

    @cached_property
    def all(self) -> dict[int, int]:
        """Every sentence that was found again."""
        return self.same | self.moved | self.edited


def trace(old: Sequence[str], new: Sequence[str]) -> Trace:
    """Follow the sentences of ``old`` into ``new``: each index of either occurs at most once."""
    same = {
        block.a + k: block.b + k
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        for k in range(block.size)
    }
    moved = _moved(old, new, same)
    edited: dict[int, int] = {}
    gaps = []
    for gap in _gaps(len(old), len(new), same, moved):
        if recognised := _edited(gap, old, new):
            edited |= recognised
        else:
            gaps.append(gap)
    return Trace(same, moved, edited, tuple(gaps))


def alike(one: str, other: str) -> bool:
    """Whether two texts are one sentence before and after an edit."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other) >= ALIKE


def _moved(old: Sequence[str], new: Sequence[str], same: dict[int, int]) -> dict[int, int]:
    taken = set(same.values())
    free: dict[str, list[int]] = defaultdict(list)
    for j in range(len(new) - 1, -1, -1):
        if j not in taken:
            free[new[j]].append(j)
    return {i: free[text].pop() for i, text in enumerate(old) if i not in same and free.get(text)}


def _gaps(old: int, new: int, same: dict[int, int], moved: dict[int, int]) -> Iterator[Gap]:
    landed = set(moved.values())
    bounds = [(-1, -1), *sorted(same.items()), (old, new)]
    for (i, j), (k, m) in pairwise(bounds):
        left = tuple(n for n in range(i + 1, k) if n not in moved)
        right = tuple(n for n in range(j + 1, m) if n not in landed)
        if left or right:
            yield Gap(left, right)


def _edited(gap: Gap, old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    if len(gap.old) != len(gap.new):
        return {}
    pairs = dict(zip(gap.old, gap.new, strict=True))
    return pairs if all(alike(old[i], new[j]) for i, j in pairs.items()) else {}
