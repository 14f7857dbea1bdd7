"""Ladders: alignments as sentence indexes, one bead a line, and how they are scored against gold.

A line is ``[source indexes]:[target indexes]``, 0-based, with anything behind a second colon ignored.
Scores follow Vecalign (Thompson & Koehn 2019): *strict* counts beads that are identical, *lax* those that
share a source–target index pair with some bead of the other side.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tmx.base.errors import InputError

Rung = tuple[tuple[int, ...], tuple[int, ...]]
"""Source and target sentence indexes of one bead; either may be empty, not both."""

_LINE = re.compile(r"\s*\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]\s*(?::.*)?$")


_ALIKE = "Give two ladders, or two folders with ladders of the same names."


def parse(line: str) -> Rung:
    """The rung of one line.

    :raises ValueError: if the line isn't a rung, or both sides are empty.
    """
    match = _LINE.match(line)
    if not match:
        raise ValueError("not of the form [0, 1]:[2]")
    src, tgt = (tuple(int(index) for index in side.replace(",", " ").split()) for side in match.groups())
    if not src and not tgt:
        raise ValueError("both sides are empty")
    return src, tgt


def format_rung(rung: Rung, score: float | None = None) -> str:
    """One line, without its end: ``[0, 1]:[2]``, with the score behind when given."""
    return f"{list(rung[0])}:{list(rung[1])}" + ("" if score is None else f":{score:.4f}")


def read_ladder(path: Path) -> Iterator[Rung]:
    """The rungs of a file, in its order; empty lines are passed over.

    :raises InputError: naming the line that isn't a rung.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read as a ladder: {error}", path=path) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield parse(line)
            except ValueError as error:
                raise InputError(
                    f"{error}: {line[:60]!r}", path=path, line=number, hint="A ladder has one bead a line."
                ) from error


@dataclass(frozen=True)
class Scores:
    """Precision and recall of a set of ladders, 0 to 1, and how many beads they count."""

    strict_precision: float
    strict_recall: float
    lax_precision: float
    lax_recall: float
    predicted: int
    gold: int

    @property
    def strict(self) -> float:
        """Strict F1."""
        return _harmonic(self.strict_precision, self.strict_recall)

    @property
    def lax(self) -> float:
        """Lax F1."""
        return _harmonic(self.lax_precision, self.lax_recall)


def f1(pairs: Iterable[tuple[Sequence[Rung], Sequence[Rung]]]) -> Scores:
    """Scores of (gold, predicted) ladders, summed over documents.

    As in Vecalign's scorer, precision is over every predicted bead (one with an empty side is right only
    if gold has the same), recall over the gold beads with both sides.
    """
    precise, recalled = [0, 0, 0], [0, 0, 0]
    for gold, predicted in pairs:
        gold, predicted = list(dict.fromkeys(gold)), list(dict.fromkeys(predicted))
        precise = [a + b for a, b in zip(precise, _hits(predicted, gold), strict=True)]
        recalled = [a + b for a, b in zip(recalled, _hits(_full(gold), _full(predicted)), strict=True)]
    (sp, lp, n), (sr, lr, g) = precise, recalled
    return Scores(_share(sp, n), _share(sr, g), _share(lp, n), _share(lr, g), n, g)


def strict_recall_by_kind(
    pairs: Iterable[tuple[Sequence[Rung], Sequence[Rung]]],
) -> dict[str, tuple[int, int]]:
    """For each kind of gold bead: how many are right, and how many there are; the most frequent first."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for gold, predicted in pairs:
        there = set(predicted)
        for rung in gold:
            count = counts[f"{len(rung[0])}-{len(rung[1])}"]
            count[0] += rung in there
            count[1] += 1
    return {kind: (a, b) for kind, (a, b) in sorted(counts.items(), key=lambda item: -item[1][1])}


def read_pairs(gold: Path, measured: Path) -> list[tuple[list[Rung], list[Rung]]]:
    """(gold, measured) ladders of two files, or of the files with equal names in two folders.

    :raises InputError: if one is a folder and the other is not, or a gold ladder has no counterpart.
    """
    if gold.is_dir() != measured.is_dir():
        raise InputError("is compared with a folder", path=measured if gold.is_dir() else gold, hint=_ALIKE)
    if not gold.is_dir():
        return [(list(read_ladder(gold)), list(read_ladder(measured)))]
    ladders = sorted(gold.glob("*.ladder"))
    if not ladders:
        raise InputError("has no *.ladder", path=gold, hint=_ALIKE)
    for ladder in ladders:
        if not (measured / ladder.name).is_file():
            raise InputError(f"has no {ladder.name}, which {gold} has", path=measured, hint=_ALIKE)
    return [(list(read_ladder(ladder)), list(read_ladder(measured / ladder.name))) for ladder in ladders]


def scoring(documents: int) -> str:
    """How scores were computed, in one line, to be quoted with them."""
    return f"docs:{documents}|sum:micro|nulls:vecalign|v:{version('duiyi')}"


def scores_json(scores: Scores, by_kind: Mapping[str, tuple[int, int]], documents: int) -> dict[str, object]:
    """Scores as one JSON object.

    Keys: ``strict`` and ``lax``, each with ``precision``, ``recall`` and ``f1`` (0 to 1); ``by_kind`` with
    ``hits`` and ``gold`` of each kind of gold bead; ``documents``; ``signature``, to quote with them.
    """
    return {
        "strict": {"precision": scores.strict_precision, "recall": scores.strict_recall, "f1": scores.strict},
        "lax": {"precision": scores.lax_precision, "recall": scores.lax_recall, "f1": scores.lax},
        "by_kind": {kind: {"hits": hits, "gold": gold} for kind, (hits, gold) in by_kind.items()},
        "documents": documents,
        "signature": scoring(documents),
    }


def _full(rungs: Iterable[Rung]) -> list[Rung]:
    return [rung for rung in rungs if rung[0] and rung[1]]


def _hits(rungs: Sequence[Rung], others: Sequence[Rung]) -> tuple[int, int, int]:
    exact = set(others)
    partners: dict[int, set[int]] = defaultdict(set)
    for src, tgt in others:
        for i in src:
            partners[i].update(tgt)
    strict = sum(rung in exact for rung in rungs)
    lax = sum(rung in exact or any(j in partners[i] for i in rung[0] for j in rung[1]) for rung in rungs)
    return strict, lax, len(rungs)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0
