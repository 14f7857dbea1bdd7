"""What a memory holds, in numbers, counted in one pass."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from tmx.base import words
from tmx.model import Unit, plain

ORIGIN, LEVEL, KIND, SCORE = "x-Origin", "x-ConfirmationLevel", "x-alignment-type", "x-alignment-score"


@dataclass(slots=True)
class Stats:
    """Counts over a memory; grows by :meth:`add`."""

    units: int = 0
    variants: Counter[str] = field(default_factory=Counter)  # by language
    characters: Counter[str] = field(default_factory=Counter)  # that a reader sees, by language
    coded: int = 0  # units with inline codes
    origins: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    scores: Counter[str] = field(default_factory=Counter)  # by tenth: "0.9" is 0.9 up to 1

    def add(self, unit: Unit) -> None:
        """Count one unit."""
        self.units += 1
        for variant in unit.variants:
            self.variants[variant.lang] += 1
            self.characters[variant.lang] += len(plain(variant.segment))
        self.coded += any(not isinstance(part, str) for variant in unit.variants for part in variant.segment)
        for counter, type_ in ((self.origins, ORIGIN), (self.levels, LEVEL), (self.kinds, KIND)):
            if (value := unit.prop(type_)) is not None:
                counter[value] += 1
        with suppress(ValueError, OverflowError):  # no score, or one of another kind
            self.scores[f"{min(int(float(unit.prop(SCORE) or 'nan') * 10), 9) / 10:.1f}"] += 1

    def record(self) -> dict[str, object]:
        """The counts for programs; a language has its variants and characters."""
        return {
            "units": self.units,
            "languages": {
                lang: {"variants": self.variants[lang], "characters": self.characters[lang]}
                for lang in sorted(self.variants)
            },
            "with_codes": self.coded,
            "origins": dict(sorted(self.origins.items())),
            "levels": dict(sorted(self.levels.items())),
            "types": dict(sorted(self.kinds.items())),
            "scores_from": dict(sorted(self.scores.items())),
        }

    def lines(self) -> Iterator[str]:
        """A text view: a name and its value a line, parted by a tab."""
        yield f"units\t{self.units}"
        for lang in sorted(self.variants):
            variants, characters = self.variants[lang], self.characters[lang]
            yield f"{lang}\t{words.count(variants, 'variant')}, {words.count(characters, 'character')}"
        if self.coded:
            yield f"with inline codes\t{self.coded}"
        for name, counter in (
            ("origin", self.origins),
            ("level", self.levels),
            ("type", self.kinds),
            ("score from", self.scores),
        ):
            for value, count in sorted(counter.items()):
                yield f"{name} {value}\t{count}"


def count(units: Iterable[Unit]) -> Stats:
    """Count the units of a memory."""
    stats = Stats()
    for unit in units:
        stats.add(unit)
    return stats
