"""A lexicon learned from a parallel corpus: IBM Model 1 (Brown et al. 1993), both ways.

The translation of a term follows from how often it meets the terms of the other side. All terms of a source
compete to explain each of them, so that a word that is always there gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 5
_NOTHING = 1e-4  # the probability that no term of the other side brought a term about
_UNSEEN = 0.5  # of a term, as if it had been met so often without any of the others
_LEAST = 0.3  # of the expected meetings: links that are less are left out

Terms = Sequence[str]


class Link(NamedTuple):
    """An English and a Chinese term that translate each other now and then."""

    english: str
    chinese: str
    into_chinese: float  # the probability that the Chinese term stands for the English one
    into_english: float
    met: float  # how often they stand for each other, by the direction in which they do less often


def learned(pairs: Sequence[tuple[Terms, Terms]]) -> Iterator[Link]:
    """The links between the terms of pairs; each pair has the English terms and the Chinese ones.

    It takes about seventy bytes for each English and each Chinese term that meet in a pair.
    """
    english, left = _numbered([pair[0] for pair in pairs])
    chinese, right = _numbered([pair[1] for pair in pairs])
    if not english or not chinese:
        return
    meetings, link = np.unique(
        np.concatenate([(a[:, None] * len(chinese) + b).ravel() for a, b in zip(left, right, strict=True)]),
        return_inverse=True,
    )
    of = np.asarray(link, np.int32)
    sizes = np.array([len(a) for a in left]), np.array([len(b) for b in right])
    place = _places(*sizes)
    ends = np.asarray(meetings // len(chinese), np.int32), np.asarray(meetings % len(chinese), np.int32)
    there, met_there = _fitted(of, place[1], ends[0])
    back, met_back = _fitted(of, place[0], ends[1])
    met = np.minimum(met_there, met_back)
    for k in np.flatnonzero(met >= _LEAST):
        yield Link(english[ends[0][k]], chinese[ends[1][k]], float(there[k]), float(back[k]), float(met[k]))


def _numbered(rows: Sequence[Terms]) -> tuple[list[str], list[NDArray[np.int64]]]:
    """The terms there are, and each row as their numbers."""
    numbers: dict[str, int] = {}
    encoded = [np.array([numbers.setdefault(term, len(numbers)) for term in row], np.int64) for row in rows]
    return list(numbers), encoded


def _places(left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """For each meeting, the place of its English and of its Chinese term in the corpus."""
    first = np.repeat(np.arange(left.sum(), dtype=np.int32), np.repeat(right, left))
    begins = np.cumsum(right) - right
    second = [
        np.tile(np.arange(begin, begin + size, dtype=np.int32), times)
        for begin, size, times in zip(begins, right, left, strict=True)
    ]
    return first, np.concatenate(second)


def _fitted(
    link: NDArray[np.int32], target: NDArray[np.int32], given: NDArray[np.int32]
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """P(the other term | a term) of each link, and how often it is expected to have happened.

    :param link: of each meeting.
    :param target: for each meeting, the place of the term that is to be explained.
    :param given: for each link, the term that explains.
    """
    counts = np.asarray(np.bincount(link), np.float64)
    chance = np.empty(len(counts), np.float32)
    for _ in range(_ROUNDS + 1):
        chance[:] = counts / (np.bincount(given, weights=counts)[given] + _UNSEEN)
        share = chance[link]
        share /= (np.bincount(target, weights=share) + _NOTHING)[target]
        counts = np.asarray(np.bincount(link, weights=share), np.float64)
    return chance, counts
