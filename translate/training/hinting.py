"""The dictionary of the hints: how a parallel corpus translates, and CC-CEDICT's glosses.

    python -m translate.training.hinting --corpus pairs.tsv.xz --cedict cedict.txt --out dictionary.tsv.gz

CC-CEDICT lists the terms. For a term that the corpus has often enough, the translation is learned from the
corpus (:mod:`translate.training.lexicon`); a rarer one keeps its first gloss.
``cedict.txt`` is CC-CEDICT in its usual form.
"""

from __future__ import annotations

import argparse
import gzip
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tmx.base.errors import InputError
from tmx.base.files import replacing
from tmx.base.script import HAN, HAN_RUN
from translate.engines.hints import LONGEST_TERM, WORD, stem
from translate.model import Side
from translate.training.corpus import PROSE, Row, rows
from translate.training.lexicon import Link, learned
from translate.training.recipe import run

_ENTRY = re.compile(r"(\S+) (\S+) \[[^\]]*\] /(.+)/")
_ASIDE = re.compile(r"\s*\([^)]*\)\s*|\[[^\]]*\]")
_BEFORE = re.compile(r"^(?:to be |to |an? |the |lit\. |fig\. |esp\. |usually )+")
_NO_GLOSS = re.compile(
    r"(?i)CL:|variant of|\bsee\b|abbr\.|surname\b|also written|used (?:in|as|for)|also called|"
    rf"[{HAN}|]|\bsb\b|\bsth\b|radical|particle|one of the|\bKangxi\b|Tw\b|\bcf\b|pr\.|classifier"
)
_PLAIN = re.compile(r"[\w\s'’.-]+")

_TIMES = 3  # of a source's share of running prose: how much of it is learned from
_LEAST_SHARE = 0.35  # of a source that isn't prose
_WORDS = 60  # of a sentence that is learned from, at most
_KNOWN = 8  # sentences: a term that is in fewer keeps the gloss of the dictionary
_MOST = 3  # translations of a term
_LIKELY = 0.05  # the least probability of a translation,
_BESIDE = 0.2  # and the least worth beside the best
_BACK = 0.25  # the power to which the probability of the other direction is taken
_MET: Mapping[bool, float] = {True: 0.8, False: 2.0}  # meetings, at least, by whether CC-CEDICT has it
_TELLING: Mapping[Side, float] = {"en": 2.5, "zh": 3.0}  # nats: words that say less aren't translations


class Gloss(NamedTuple):
    """An English meaning of a Chinese term, and the index of that sense (from 0)."""

    english: str
    stems: str
    sense: int


Glosses = Mapping[str, Sequence[Gloss]]


@dataclass(slots=True)
class Counts:
    """In how many sentences of a corpus a term stands, and how English terms are spelled."""

    terms: dict[Side, Counter[str]] = field(default_factory=lambda: {"en": Counter(), "zh": Counter()})
    spellings: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    sentences: int = 0

    def surprisal(self, side: Side, term: str) -> float:
        """Nats: how surprising it is to find a term in a sentence, 0 for one that is in all."""
        return math.log((self.sentences + 1) / (self.terms[side][term] + 0.3))


def glosses(path: Path) -> dict[str, list[Gloss]]:
    """The terms of CC-CEDICT in simplified characters, with what can stand for them in a sentence.

    :raises InputError: if the file has no entry that is known here.
    """
    entries_of: dict[str, list[Gloss]] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", path=path) from error
    for line in lines:
        entry = _ENTRY.match(line)
        if entry and HAN_RUN.fullmatch(entry[2]) and len(entry[2]) <= LONGEST_TERM["zh"]:
            senses = entries_of.setdefault(entry[2], [])
            known = {gloss.stems for gloss in senses}
            for gloss in _glosses(entry[3]):
                if gloss.stems not in known:
                    known.add(gloss.stems)
                    senses.append(gloss._replace(sense=len(senses)))
    if not entries_of:
        raise InputError("has no entry of CC-CEDICT", path=path)
    return entries_of


def _glosses(definition: str) -> Iterator[Gloss]:
    for sense, part in enumerate(re.split(r"[/;]", definition)):
        plain = _BEFORE.sub("", _ASIDE.sub(" ", part).strip())
        words = WORD.findall(plain)
        if 0 < len(words) <= LONGEST_TERM["en"] and _PLAIN.fullmatch(plain) and not _NO_GLOSS.search(part):
            yield Gloss(plain.strip(" ."), " ".join(map(_stem, words)), sense)


def sampled(rows: Iterable[Row], *, seed: int) -> Iterator[Row]:
    """The lines to learn from: prose, and a part of the repetitive text."""
    draw = random.Random(seed)
    for row in rows:
        share = max(_LEAST_SHARE, _TIMES * PROSE.get(row.source, 0.0))
        if draw.random() < share and len(row.english.split()) <= _WORDS:
            yield row


def counted(pairs: Iterable[Row], terms: Glosses) -> tuple[Counts, list[tuple[list[str], list[str]]]]:
    """The terms of pairs, counted, and each pair as its terms."""
    known = {gloss.stems for senses in terms.values() for gloss in senses}
    longest = max(map(len, terms))
    counts, pairs_of_terms = Counts(), []
    for row in pairs:
        english: list[str] = []
        for stems, words in parted(WORD.findall(row.english), known):
            counts.spellings[stems][words if english else words.lower()] += 1  # no capital of a sentence
            english.append(stems)
        chinese = [term for han in HAN_RUN.findall(row.chinese) for term in divided(han, terms, longest)]
        counts.terms["en"].update(set(english))
        counts.terms["zh"].update(set(chinese))
        counts.sentences += 1
        pairs_of_terms.append((english, chinese))
    return counts, pairs_of_terms


def parted(words: Sequence[str], known: set[str]) -> Iterator[tuple[str, str]]:
    """The longest terms that are known, or single words, from left to right: their stems and spelling."""
    stems, at = list(map(_stem, words)), 0
    while at < len(words):
        for size in range(min(LONGEST_TERM["en"], len(words) - at), 0, -1):
            term = " ".join(stems[at : at + size])
            if size == 1 or term in known:
                yield term, " ".join(words[at : at + size])
                at += size
                break


def divided(run: str, terms: Mapping[str, object], longest: int) -> Iterator[str]:
    """The longest terms from left to right."""
    at = 0
    while at < len(run):
        size = next((n for n in range(min(longest, len(run) - at), 0, -1) if run[at : at + n] in terms), 0)
        if size:
            yield run[at : at + size]
        at += size or 1


class _Way(NamedTuple):
    """How a term may be translated."""

    worth: float
    chance: float
    met: float
    translation: str


def entries(terms: Glosses, counts: Counts, links: Iterable[Link]) -> Iterator[str]:
    """The lines of the dictionary."""
    ways: dict[Side, defaultdict[str, list[_Way]]] = {"en": defaultdict(list), "zh": defaultdict(list)}
    for link in links:
        there, back = link.into_chinese, link.into_english
        ways["en"][link.english].append(_Way(there * back**_BACK, there, link.met, link.chinese))
        ways["zh"][link.chinese].append(_Way(back * there**_BACK, back, link.met, link.english))
    known, spelled = _from_english(terms, counts), _spelled(terms, counts)
    for stems in sorted({*known, *ways["en"]}):
        translations = _likely(ways["en"][stems], known.get(stems, ()), counts, "zh")
        if not translations and counts.terms["en"][stems] < _KNOWN:
            translations = known.get(stems, [])[:1]
        if translations:
            yield f"en\t{stems}\t{counts.surprisal('en', stems):.1f}\t{'/'.join(translations[:_MOST])}"
    for word in sorted(terms):
        likely = _likely(ways["zh"][word], [gloss.stems for gloss in terms[word]], counts, "en")
        translations = list(dict.fromkeys(spelled[stems] for stems in likely))
        if not translations and counts.terms["zh"][word] < _KNOWN:
            translations = [gloss.english for gloss in terms[word][:1]]
        yield f"zh\t{word}\t{counts.surprisal('zh', word):.1f}\t{'/'.join(translations[:_MOST])}"


def _likely(ways: Sequence[_Way], known: Sequence[str], counts: Counts, side: Side) -> list[str]:
    """The translations that are good enough, the best first; they are of the language ``side``."""
    best = max((way.worth for way in ways), default=0.0)
    return [
        way.translation
        for way in sorted(ways, key=lambda way: (-way.worth, way.translation))
        if way.worth >= _BESIDE * best
        and way.chance >= _LIKELY
        and way.met >= _MET[way.translation in known]
        and counts.surprisal(side, way.translation) >= _TELLING[side]
    ]


def _from_english(terms: Glosses, counts: Counts) -> dict[str, list[str]]:
    """The translations of English terms in CC-CEDICT, the likeliest first.

    First senses come first, then words before single characters, then frequent terms before rare ones.
    """
    ways: defaultdict[str, list[tuple[bool, bool, int, str]]] = defaultdict(list)
    for word, senses in terms.items():
        for gloss in senses:
            ways[gloss.stems].append((gloss.sense > 0, len(word) == 1, -counts.terms["zh"][word], word))
    return {stems: [way[-1] for way in sorted(words)] for stems, words in ways.items()}


def _spelled(terms: Glosses, counts: Counts) -> dict[str, str]:
    """How English terms are written: as CC-CEDICT does, or else as the corpus does most often."""
    spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for senses in terms.values():
        for gloss in senses:
            spelled[gloss.stems][gloss.english] += 1
    for stems, spellings in counts.spellings.items():
        if stems not in spelled:
            spelled[stems] = spellings
    return {
        stems: max(spellings, key=lambda one: (spellings[one], -len(one), one))
        for stems, spellings in spelled.items()
    }


@cache
def _stem(word: str) -> str:
    return stem(word)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True, help="TSV (.xz): source, English, Chinese")
    parser.add_argument("--cedict", type=Path, required=True, help="CC-CEDICT, its text file")
    parser.add_argument("--out", type=Path, required=True, help="the dictionary: a TSV file in gzip")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    terms = glosses(given.cedict)
    counts, pairs = counted(sampled(rows(given.corpus), seed=given.seed), terms)
    if not pairs:
        raise InputError("has no pair to learn from", path=given.corpus)
    lines = sorted(entries(terms, counts, learned(pairs)))  # as strings: so are their bytes
    with replacing(given.out) as stream:
        stream.write(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
    print(f"{len(lines)} terms")


if __name__ == "__main__":
    run(main)
