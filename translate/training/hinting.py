"""The dictionary of the hints: CC-CEDICT's glosses, weighed by how a parallel corpus translates.

    python -m translate.training.hinting --corpus pairs.tsv.xz --cedict cedict.txt --out dictionary.tsv.gz

Of a term that the corpus has, those glosses are kept that stand in the translations of its sentences often
enough; a rare term keeps the gloss that comes first. ``cedict.txt`` is CC-CEDICT in its usual form.
"""

from __future__ import annotations

import argparse
import gzip
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tmx.errors import InputError
from tmx.files import replacing
from translate.hints import HAN, LONGEST_TERM, WORD, stem
from translate.training.corpus import Row, rows
from translate.training.recipe import run

_ENTRY = re.compile(r"(\S+) (\S+) \[[^\]]*\] /(.+)/")
_ASIDE = re.compile(r"\s*\([^)]*\)\s*|\[[^\]]*\]")
_BEFORE = re.compile(r"^(?:to be |to |an? |the |lit\. |fig\. |esp\. |usually )+")
_NO_GLOSS = re.compile(
    r"(?i)CL:|variant of|\bsee\b|abbr\.|surname\b|also written|used (?:in|as|for)|also called|"
    r"[\u3400-\u9fff|]|\bsb\b|\bsth\b|radical|particle|one of the|\bKangxi\b|Tw\b|\bcf\b|pr\.|classifier"
)
_PLAIN = re.compile(r"[\w\s'’.-]+")

_KNOWN = 8  # sentences: a term that is in fewer keeps the gloss of the dictionary
_LEAST = 2  # sentences that a term and its translation share
_LEAST_SHARE = 0.06  # of the sentences with the term: those with its translation
_SECOND = 0.5  # how often a second translation must be found, for each time of the first


class Gloss(NamedTuple):
    """What a Chinese term means in English, and which of its senses that is (from 0)."""

    english: str
    stems: str
    sense: int


class Counts(NamedTuple):
    """In how many pairs of a corpus a term stands, in English (its stems), Chinese, and in both."""

    english: Counter[str]
    chinese: Counter[str]
    both: Counter[tuple[str, str]]  # Chinese, stems


def glosses(path: Path) -> dict[str, list[Gloss]]:
    """The terms of CC-CEDICT in simplified characters, with what can stand for them in a sentence.

    :raises InputError: if the file has no entry that is known here.
    """
    found: dict[str, list[Gloss]] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", path=path) from error
    for line in lines:
        entry = _ENTRY.match(line)
        if entry and HAN.fullmatch(entry[2]) and len(entry[2]) <= LONGEST_TERM["zh"]:
            senses = found.setdefault(entry[2], [])
            known = {gloss.stems for gloss in senses}
            for gloss in _glosses(entry[3]):
                if gloss.stems not in known:
                    known.add(gloss.stems)
                    senses.append(gloss._replace(sense=len(senses)))
    if not found:
        raise InputError("has no entry of CC-CEDICT", path=path)
    return found


def _glosses(said: str) -> Iterator[Gloss]:
    for sense, part in enumerate(re.split(r"[/;]", said)):
        plain = _BEFORE.sub("", _ASIDE.sub(" ", part).strip())
        words = WORD.findall(plain)
        if 0 < len(words) <= LONGEST_TERM["en"] and _PLAIN.fullmatch(plain) and not _NO_GLOSS.search(part):
            yield Gloss(plain.strip(" ."), " ".join(map(stem, words)), sense)


def counted(pairs: Iterable[Row], terms: Mapping[str, Sequence[Gloss]]) -> Counts:
    """How often the terms and their glosses are met in a corpus, and together."""
    known = {gloss.stems for senses in terms.values() for gloss in senses}
    longest = max(map(len, terms))
    counts = Counts(Counter(), Counter(), Counter())
    for row in pairs:
        stems = list(map(stem, WORD.findall(row.english)))
        there = {
            term
            for size in range(1, LONGEST_TERM["en"] + 1)
            for at in range(len(stems) - size + 1)
            if (term := " ".join(stems[at : at + size])) in known
        }
        counts.english.update(there)
        words = {word for han in HAN.findall(row.chinese) for word in divided(han, terms, longest)}
        counts.chinese.update(words)
        counts.both.update(
            (word, gloss.stems) for word in words for gloss in terms[word] if gloss.stems in there
        )
    return counts


def divided(run: str, terms: Mapping[str, object], longest: int) -> Iterator[str]:
    """The longest terms from left to right."""
    at = 0
    while at < len(run):
        size = next((n for n in range(min(longest, len(run) - at), 0, -1) if run[at : at + n] in terms), 0)
        if size:
            yield run[at : at + size]
        at += size or 1


def entries(terms: Mapping[str, Sequence[Gloss]], counts: Counts, sentences: int) -> Iterator[str]:
    """The lines of the dictionary."""
    ways: dict[str, list[tuple[str, Gloss]]] = defaultdict(list)
    for word, senses in terms.items():
        for gloss in senses:
            ways[gloss.stems].append((word, gloss))
    for stems in sorted(ways):
        there = counts.english[stems]
        scored = [(counts.both[word, stems], word) for word, _ in ways[stems]]
        said = _often(scored, there)
        if not said and there < _KNOWN:
            first = min(
                ways[stems], key=lambda way: (way[1].sense > 0, len(way[0]) == 1, -counts.chinese[way[0]])
            )
            said = [first[0]]
        if said:
            yield f"en\t{stems}\t{_surprisal(there, sentences)}\t{'/'.join(said)}"
    for word in sorted(terms):
        there = counts.chinese[word]
        said = _often([(counts.both[word, gloss.stems], gloss.english) for gloss in terms[word]], there)
        if not said and there < _KNOWN:
            said = [gloss.english for gloss in terms[word][:1]]
        yield f"zh\t{word}\t{_surprisal(there, sentences)}\t{'/'.join(said)}"


def _often(scored: Sequence[tuple[int, str]], there: int) -> list[str]:
    """The best translation, and the next where it is nearly as good, of those that are good enough."""
    good = sorted(
        (way for way in scored if way[0] >= max(_LEAST, _LEAST_SHARE * there)), key=lambda way: -way[0]
    )
    return [said for count, said in good[:2] if count >= _SECOND * good[0][0]]


def _surprisal(there: int, sentences: int) -> str:
    """Nats, rounded: how surprising it is to find a term in a sentence, 0 for one that is in all."""
    return f"{math.log((sentences + 1) / (there + 0.3)):.1f}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True, help="TSV (.xz): source, English, Chinese")
    parser.add_argument("--cedict", type=Path, required=True, help="CC-CEDICT, its text file")
    parser.add_argument("--out", type=Path, required=True, help="the dictionary: a TSV file in gzip")
    given = parser.parse_args()
    terms = glosses(given.cedict)
    corpus = list(rows(given.corpus))
    lines = sorted(entries(terms, counted(corpus, terms), len(corpus)))  # as strings: so are their bytes
    with replacing(given.out) as stream:
        stream.write(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
    print(f"{len(lines)} terms")


if __name__ == "__main__":
    run(main)
