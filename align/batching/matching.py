"""Which document of one folder translates which of the other, by their content.

A document is known by the meaning of its quarters (vectors of a sample of its sentences, weighed by their
place, after Thompson & Koehn 2020), by the numbers and Latin words in it, and by its length. Two documents
are paired if each is the other's best, and the probability that they translate each other is at least
THRESHOLD. The rest has no counterpart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, log1p
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.arrays import Floats
from align.batching.entries import Entry, documents_in, refuse_clashes
from align.batching.folders import Pairing, entry_of
from align.batching.work import BASE_NEED, BATCH_NEED, encoder
from align.evidence.beads import USUAL_RATIO
from align.evidence.surface import visible_length
from align.evidence.vectors import Vector
from tmx.base.errors import DuiyiError, InputError
from translate.documents.reading import read
from translate.documents.sentences import sentences
from translate.language.numerals import chinese_numbers, english_numbers
from translate.machine.workers import Died, Pool
from translate.model import BlockKind, Side

QUARTERS = 4
SAMPLE = 48  # sentences of a document that are looked at, evenly spaced
NEIGHBOURS = 5  # documents nearest in meaning that are looked at closely, from either side
THRESHOLD = 0.8
TRUST = 10  # documents; with fewer, what all have in common and what is usual are not well known
STRIPE = 2000  # documents compared with all others at once
WEIGHTS = {
    "constant": -8.3,
    "few": -8.68,
    "few_meaning": 4.0,
    "meaning": 13.59,
    "margin": 13.8,
    "shared": 1.38,
    "covered": 11.07,
    "length": -2.7,
}
"""In log-odds a unit; fitted by ``align/fitting/matching.py``."""

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Look:
    """A job: look at a document."""

    path: str
    need: int = BASE_NEED + BATCH_NEED[1]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a document is known by."""

    path: str
    lang: Side
    quarters: Vector  # (QUARTERS, 384): the mean of unit vectors, centred by what is usual in the language
    items: frozenset[str]  # numbers and Latin words
    length: float  # visible characters, those of Chinese as long as English says the same


class Match(NamedTuple):
    """Two documents, by their indexes, and how probable it is that they translate each other."""

    en: int
    zh: int
    score: float


def match_by_meaning(
    first: Path,
    second: Path,
    pool: Pool,
    *,
    on_error: Callable[[str], None] = lambda what: None,
    unread: Callable[[Path], None] = lambda path: None,
) -> Pairing:
    """Pair the English and Chinese documents of two folders; either may hold both languages.

    :param on_error: called with the error of each document that cannot be read; it has no counterpart.
    :param unread: called with each file of a format that is not read.
    :raises InputError: if a folder has no document, or nothing is in one of the languages.
    """
    paths = [path for folder in (first, second) for path in documents_in(folder, unread=unread)]
    sketches: dict[str, Sketch] = {}
    for job, result in pool.map(look, [Look(str(path)) for path in dict.fromkeys(paths)]):
        if isinstance(result, Sketch):
            sketches[job.path] = result
        else:
            on_error(str(_died(job, result)) if isinstance(result, Died) else result)
    sketched = [sketches[str(path)] for path in dict.fromkeys(paths) if str(path) in sketches]
    en, zh = ([sketch for sketch in sketched if sketch.lang == lang] for lang in ("en", "zh"))
    if not en or not zh:
        missing = "Chinese" if en else "English"
        hint = "Give a folder of English and one of Chinese documents."
        raise InputError(
            f"no document in the two folders is {missing} and can be read", path=second, hint=hint
        )
    pairs = [(en[m.en].path, zh[m.zh].path) for m in matched(en, zh) if m.score >= THRESHOLD]
    entries = sorted((_entry(*pair, first, second) for pair in pairs), key=lambda entry: entry.name)
    refuse_clashes(entries)
    taken = {path for pair in pairs for path in pair}
    return Pairing(entries, [path for path in dict.fromkeys(paths) if str(path) not in taken])


def _entry(en: str, zh: str, first: Path, second: Path) -> Entry:
    folder = first if Path(en).is_relative_to(first) else second
    return entry_of(Path(en), Path(zh), folder)


def _died(job: Look, died: Died) -> InputError:
    hint = "It may need more memory than there is: pair it in a manifest."
    return InputError(f"the worker died over it ({died.why})", path=job.path, hint=hint)


def look(job: Look) -> Sketch | str:
    """The sketch of a document, or what is wrong with it."""
    try:
        document = read(Path(job.path))
        kinds = [block.kind for block in document.blocks]
        texts = [s.text for s in sentences(document) if kinds[s.block] is not BlockKind.META]
        return sketch(job.path, document.lang, texts)
    except DuiyiError as error:
        return str(error)


def sketch(path: str, lang: Side, texts: Sequence[str]) -> Sketch:
    """The sketch of a text, given as its sentences."""
    chosen = np.unique(np.linspace(0, len(texts) - 1, min(SAMPLE, len(texts))).astype(int))
    vectors = encoder().encode([texts[k] for k in chosen]).sentences - encoder().space.sentence_mean[lang]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    place = (chosen + 0.5) / max(1, len(texts))
    centres = (np.arange(QUARTERS) + 0.5) / QUARTERS
    near = np.maximum(1 - np.abs(place - centres[:, None]) * QUARTERS / 2, 0.02)  # (QUARTERS, sample)
    quarters = near.astype(np.float32) @ vectors / near.sum(axis=1, keepdims=True).astype(np.float32)
    whole = "\n".join(texts)
    numbers = english_numbers(whole) if lang == "en" else chinese_numbers(whole)
    items = {f"#{value:.10g}" for value in numbers if value >= 10 or value != int(value)}
    items |= {word.lower() for word in _WORD.findall(whole)}
    length = visible_length(whole) * (USUAL_RATIO if lang == "zh" else 1)
    return Sketch(path, lang, np.asarray(quarters, np.float32), frozenset(items), length)


def matched(en: Sequence[Sketch], zh: Sequence[Sketch]) -> list[Match]:
    """The documents that are each other's best, in the order of the English ones; nothing is decided."""
    rows, columns, features = evidence(en, zh)
    scores = 1 / (1 + np.exp(-(features @ np.array(list(WEIGHTS.values())))))
    best_row, best_column = np.zeros(len(en)), np.zeros(len(zh))
    np.maximum.at(best_row, rows, scores)
    np.maximum.at(best_column, columns, scores)
    matches: dict[int, Match] = {}
    taken: set[int] = set()
    for i, j, score in zip(rows.tolist(), columns.tolist(), scores.tolist(), strict=True):
        if score == best_row[i] == best_column[j] and i not in matches and j not in taken:
            matches[i] = Match(i, j, score)
            taken.add(j)
    return sorted(matches.values())


def evidence(
    en: Sequence[Sketch], zh: Sequence[Sketch]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Pairs of documents worth a look, as indexes, and what speaks for them: (pairs, WEIGHTS)."""
    left, right = _units(en), _units(zh)
    near_en, near_zh = _nearest(left, right), _nearest(right, left)
    pairs = {(i, j) for i, row in enumerate(near_en[0]) for j in row.tolist()}
    pairs |= {(i, j) for j, row in enumerate(near_zh[0]) for i in row.tolist()}
    rows, columns = np.array(sorted(pairs), np.int64).T
    cosine = np.einsum("ij,ij->i", left[rows], right[columns]).astype(float)
    lead = cosine - np.maximum(
        _others(near_en, rows, columns, cosine), _others(near_zh, columns, rows, cosine)
    )
    counts = [Counter(item for sketch in side for item in sketch.items) for side in (en, zh)]
    shared = np.array(
        [_shared(en[i], zh[j], counts, (len(en), len(zh))) for i, j in zip(rows, columns, strict=True)]
    )
    lengths = [np.array([sketch.length for sketch in side]) for side in (en, zh)]
    ratio = np.log((lengths[0][rows] + 20) / (lengths[1][columns] + 20))
    few = np.full(len(rows), TRUST / (TRUST + min(len(en), len(zh))))
    features = {
        "constant": np.ones(len(rows)),
        "few": few,
        "few_meaning": few * cosine,
        "meaning": cosine,
        "margin": lead,
        "shared": shared[:, 0],
        "covered": shared[:, 1],
        "length": np.minimum(ratio * ratio, 4),
    }
    assert features.keys() == WEIGHTS.keys(), "a feature has no weight, or a weight no feature"
    return rows, columns, np.stack([features[name] for name in WEIGHTS], axis=1)


def _units(side: Sequence[Sketch]) -> Vector:
    """One vector a document, of length 1: its quarters in a row, around what all have in common."""
    quarters = np.stack([sketch.quarters for sketch in side])
    quarters -= quarters.mean(axis=(0, 1)) * (len(side) / (len(side) + TRUST))
    flat = quarters.reshape(len(side), -1)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9), np.float32)


def _nearest(rows: Vector, columns: Vector) -> tuple[NDArray[np.int64], Floats]:
    """Each row's nearest columns and their cosines, NEIGHBOURS of them, the nearest first."""
    count = min(NEIGHBOURS, len(columns))
    places, cosines = [], []
    for start in range(0, len(rows), STRIPE):
        stripe = rows[start : start + STRIPE] @ columns.T
        top = np.argsort(-stripe, axis=1, kind="stable")[:, :count]
        places.append(top)
        cosines.append(np.take_along_axis(stripe, top, axis=1))
    return np.concatenate(places), np.concatenate(cosines).astype(float)


def _others(
    near: tuple[NDArray[np.int64], Floats], own: NDArray[np.int64], other: NDArray[np.int64], cosine: Floats
) -> Floats:
    """For each pair the highest cosine that its own document has with another one; its own if alone."""
    places, cosines = near[0][own], near[1][own]
    free = np.where(places == other[:, None], -np.inf, cosines).max(axis=1)
    return np.where(np.isfinite(free), free, cosine)


def _shared(
    en: Sketch, zh: Sketch, counts: Sequence[Counter[str]], sizes: tuple[int, int]
) -> tuple[float, float]:
    """How telling are the items that both have, in nats, damped; how much of the Chinese one's is that."""
    both = list(zip(counts, sizes, strict=True))

    def telling(item: str) -> float:
        return -log(max((count[item] + 1) / (size + 2) for count, size in both))

    both_have = sum(telling(item) for item in en.items & zh.items)
    of = sum(telling(item) for item in zh.items)
    return log1p(both_have), (both_have + 1) / (of + 2)
