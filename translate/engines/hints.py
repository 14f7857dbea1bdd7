"""Hints for the embedded translator: dictionary entries of the rarer words of a sentence.

A small model knows grammar and common words; what it lacks is what a dictionary has. So it was tuned to
read a line of hints below the source, ``(狮子=lion; 海牙=The Hague)``, and to use those that fit. The
dictionary is made of CC-CEDICT and a parallel corpus by :mod:`translate.training.hinting`; well-known
names are hints as well (:func:`translate.language.terms.names`).
"""

import gzip
import re
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tmx.base.errors import MissingPackageError
from tmx.base.script import HAN_RUN
from translate.language.terms import Glossary, names
from translate.model import Side

DICTIONARY = Path(__file__).parent.parent / "models" / "dictionary.tsv.gz"

LONGEST_TERM: dict[Side, int] = {"en": 4, "zh": 8}
"""The most words, or characters, of a term."""

_MOST = 18  # hints of a sentence: the rarest
_RARE: dict[Side, float] = {"en": 4.0, "zh": 4.5}  # nats: less surprising terms need no hint
_NAMED = 99.0  # nats: a well-known name is always a hint
_UNKNOWN = 20.0  # nats: a character outside all terms
# words of English terms, here and where the dictionary is built
WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:[-'’][A-Za-zÀ-ÖØ-öø-ÿ]+)*")
_DOUBLED = re.compile(r"([bdgmnprt])\1$")


class Hint(NamedTuple):
    """A term as it stands in the source, and what it may be in the other language."""

    term: str
    translation: str


class _Entry(NamedTuple):
    """An entry of the dictionary."""

    surprisal: float  # nats
    translations: str  # translations, joined by strokes; empty if none is good enough


class Dictionary:
    """Terms of both languages, each with its surprisal in nats and, for most, a translation or two.

    They stay one text, in which they are looked up: as objects they would take forty megabytes.

    :param path: a TSV file in gzip, its lines sorted by their bytes: ``en`` or ``zh``, the term (of English
        the stems of its words), its surprisal, and its translations joined by ``/``.
    :raises MissingPackageError: if it is not there or broken.
    """

    def __init__(self, path: Path = DICTIONARY) -> None:
        import numpy as np

        try:
            self._text = gzip.decompress(path.read_bytes())
            ends = np.flatnonzero(np.frombuffer(self._text, np.uint8) == ord("\n"))
            if not len(ends) or self._text.count(b"\t") != 3 * len(ends):
                raise ValueError("not what a dictionary has")
        except (OSError, EOFError, zlib.error, ValueError) as error:
            raise MissingPackageError(
                "the dictionary of the embedded translator is missing or broken",
                path=path,
                hint="Reinstall duiyi.",
            ) from error
        self._begins = np.concatenate(([0], ends[:-1] + 1)).tolist()

    def of(self, text: str, src: Side) -> list[Hint]:
        """The hints for a text in the language ``src``, in the order of the text."""
        terms: list[tuple[str, _Entry]] = []
        at = 0
        for name in _names(src).find(text):  # 小米 the company, not millet
            terms += self._terms(text[at : name.start], src)
            terms.append((text[name.start : name.stop], _Entry(_NAMED, name.target)))
            at = name.stop
        terms += self._terms(text[at:], src)
        rare: list[tuple[float, int, Hint]] = []
        seen: set[str] = set()
        for term, entry in terms:
            if entry.translations and entry.surprisal >= _RARE[src] and term not in seen:
                seen.add(term)
                rare.append((entry.surprisal, len(rare), Hint(term, entry.translations)))
        rarest = sorted(rare, key=lambda one: (-one[0], one[1]))[:_MOST]
        return [hint for _, _, hint in sorted(rarest, key=lambda one: one[1])]

    def _terms(self, text: str, src: Side) -> list[tuple[str, "_Entry"]]:
        return self._chinese(text) if src == "zh" else self._english(text)

    def _entry(self, side: Side, term: str) -> "_Entry | None":
        key = f"{side}\t{term}\t".encode()
        at = bisect_left(self._begins, key, key=lambda begin: self._text[begin : begin + len(key)])
        if at == len(self._begins) or not self._text.startswith(key, begin := self._begins[at]):
            return None
        surprisal, translations = self._text[begin + len(key) : self._text.index(b"\n", begin)].split(b"\t")
        return _Entry(float(surprisal), translations.decode())

    def _english(self, text: str) -> list[tuple[str, "_Entry"]]:
        """The longest terms from left to right."""
        words = list(WORD.finditer(text))
        stems = [stem(word.group()) for word in words]
        terms, at = [], 0
        while at < len(words):
            for size in range(min(LONGEST_TERM["en"], len(words) - at), 0, -1):
                entry = self._entry("en", " ".join(stems[at : at + size]))
                if entry:
                    terms.append((text[words[at].start() : words[at + size - 1].end()], entry))
                    break
            at += size
        return terms

    def _chinese(self, text: str) -> list[tuple[str, "_Entry"]]:
        """The likeliest division into terms (the least sum of surprisals)."""
        return [term for run in HAN_RUN.finditer(text) for term in self._divided(run.group())]

    def _divided(self, run: str) -> list[tuple[str, "_Entry"]]:
        best: list[tuple[float, int, _Entry | None]] = [(0.0, 0, None)]
        for end in range(1, len(run) + 1):
            ways: list[tuple[float, int, _Entry | None]] = [(best[end - 1][0] + _UNKNOWN, end - 1, None)]
            for begin in range(max(0, end - LONGEST_TERM["zh"]), end):
                entry = self._entry("zh", run[begin:end])
                if entry:
                    ways.append((best[begin][0] + entry.surprisal, begin, entry))
            best.append(min(ways, key=lambda way: way[:2]))
        terms, end = [], len(run)
        while end:
            _, begin, entry = best[end]
            if entry:
                terms.append((run[begin:end], entry))
            end = begin
        return terms[::-1]


def line_of(hints: Sequence[Hint]) -> str:
    """The hints as they stand below the source, with the line break before; nothing if there are none."""
    return "\n(" + "; ".join(f"{hint.term}={hint.translation}" for hint in hints) + ")" if hints else ""


@cache
def _names(src: Side) -> Glossary:
    return Glossary(names(), src)


@cache
def dictionary() -> Dictionary:
    """The dictionary that is embedded, read once."""
    return Dictionary()


def stem(word: str) -> str:
    """An English word without its inflection, roughly: ``Lions`` and ``lion``, ``making`` and ``make``."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith("ing"):
        word = _DOUBLED.sub(r"\1", word[:-3])
    elif len(word) > 4 and word.endswith("ed"):
        word = _DOUBLED.sub(r"\1", word[:-2])
    elif len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word
