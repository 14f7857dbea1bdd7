"""Glossaries: how terms are said (TSV, TBX), what is not translated, and names that everybody knows.

``names.tsv`` beside this module lists companies and people whose names small models translate by their
words: 小米 is Xiaomi, unless it is eaten.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tmx.base import safe_xml, tags
from tmx.base.decode import decode, load
from tmx.base.errors import InputError
from tmx.base.script import is_traditional
from tmx.forms import tbx
from tmx.model import Lang
from translate.model import Draft, Kind, Side, Wish

_HEADER = re.compile(r"(?:en|zh|english|chinese|source|target)(?:[-_]\w+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """A term in both languages.

    :param unless: what follows the Chinese where it means another thing.
    :param kind: ``name`` for one that nobody asked for: it is wished, but no text is divided for it.
    """

    en: str
    zh: str
    unless: str = ""
    kind: Kind = "term"


class Glossary:
    """Finds terms in texts of one language; the longest wins, the first of equals."""

    def __init__(self, terms: Iterable[Term], src: Side) -> None:
        self._src = src
        self._heads: dict[str, list[Term]] = {}
        for term in terms:
            source = self._source(term)
            if source:
                self._heads.setdefault(source[:2].casefold(), []).append(term)
        for head in self._heads.values():
            head.sort(key=lambda term: -len(self._source(term)))

    def __bool__(self) -> bool:
        return bool(self._heads)

    def _source(self, term: Term) -> str:
        return term.en if self._src == "en" else term.zh

    def find(self, text: str) -> Iterator[Wish]:
        """The terms of a text, in order, without overlaps."""
        folded = text.casefold()
        if len(folded) != len(text):
            folded = text.lower() if len(text.lower()) == len(text) else text
        at = 0
        while at < len(text):
            stop = 0
            for term in self._heads.get(folded[at : at + 2], ()):
                stop = self._end(folded, at, term)
                if stop:
                    yield Wish(at, stop, term.zh if self._src == "en" else term.en, term.kind)
                    break
            at = stop or at + 1

    def _end(self, folded: str, at: int, term: Term) -> int:
        """Where the term ends that begins at a place, 0 if it does not; an English one may be a plural."""
        source = self._source(term).casefold()
        stop = at + len(source)
        if not folded.startswith(source, at):
            return 0
        if source[0].isascii() and at and _latin(folded[at - 1]):
            return 0
        if source[-1].isascii():
            if (
                self._src == "en"
                and folded[stop : stop + 1] == "s"
                and not _latin(folded[stop + 1 : stop + 2])
            ):
                stop += 1
            if _latin(folded[stop : stop + 1]):
                return 0
        return 0 if term.unless and re.match(term.unless, folded[stop:]) else stop


def _latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def read(path: Path, tag: Lang = "", left: Counter[Path] | None = None) -> list[Term]:
    """A glossary: TBX, else lines ``English<tab>Chinese`` (the header may name the columns the other way).

    :param tag: the language that is written. No term in traditional script enters a simplified text. Terms
        in simplified script serve for a traditional one, which is converted from simplified as a whole.
    :param left: where terms are counted, by glossary, that are left out as they are in the other script.
    :raises InputError: if it is neither, with the line; if it has terms, but none in the script.
    """
    data = load(path)
    if path.suffix.lower() in (".tbx", ".xml") or data.lstrip()[:5] == b"<?xml":
        terms = list(_tbx(data, path, tag))
    else:
        terms = _tsv(data, path)
    serving = [term for term, chinese in terms if tags.script(tag) != "Hans" or tags.agree(tag, chinese)]
    if terms and not serving:
        raise InputError(
            f"has terms in traditional script only, and {tag} is to be written",
            path=path,
            hint="Leave it out, or choose --to zh-Hant, zh-TW or zh-HK.",
        )
    if left is not None:
        left[path] += len(terms) - len(serving)
    return serving


Tagged = tuple[Term, Lang]
"""A term with the tag of its Chinese."""


def _tag(named: Lang, text: str) -> Lang:
    """The tag of Chinese terms; where it names no script their characters do."""
    return "zh-Hant" if tags.is_bare(named) and is_traditional(text) else named


def _tsv(data: bytes, path: Path) -> list[Tagged]:
    """The terms of lines; the header, if there is one, says which column is Chinese, and in which script."""
    terms: list[Term] = []
    swapped = False
    chinese = "zh"
    for number, line in enumerate(decode(data, path).text.lstrip("\ufeff").splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.strip() or line.startswith("#"):
            continue
        if len(cells) < 2 or not cells[0] or not cells[1]:
            raise InputError(
                "is no glossary line: a term, a tab, its translation",
                path=path,
                line=number,
                hint="Add the tab.",
            )
        if not terms and all(_HEADER.fullmatch(cell) for cell in cells[:2]):
            swapped = tags.primary(cells[0]) in ("zh", "chinese")
            named = cells[not swapped]
            chinese = named if tags.primary(named) == "zh" else chinese
            continue
        terms.append(Term(*((cells[1], cells[0]) if swapped else (cells[0], cells[1]))))
    tag = _tag(chinese, "".join(term.zh for term in terms))
    return [(term, tag) for term in terms]


def read_kept(path: Path) -> list[Term]:
    """A list of what is not translated, one a line."""
    lines = decode(load(path), path).text.lstrip("\ufeff").splitlines()
    return [Term(line.strip(), line.strip()) for line in lines if line.strip() and not line.startswith("#")]


def names() -> list[Term]:
    """The names that come with the tool."""
    text = (Path(__file__).parent / "names.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return [Term(en, zh, "".join(unless), "name") for en, zh, *unless in rows]


def _tbx(data: bytes, path: Path, wanted: Lang) -> Iterator[Tagged]:
    root = safe_xml.tree(data, path)
    entries = list(root.iter(*(f"{{*}}{name}" for name in tbx.ENTRIES)))
    if not entries:
        raise InputError(f"is not TBX: it has no {' or '.join(tbx.ENTRIES)}", path=path)
    for entry in entries:
        english: list[str] = []
        chinese: list[tuple[str, Lang]] = []
        for lang, synonyms in tbx.terms_of(entry):
            for text in (" ".join(term.split()) for term in synonyms):
                if tags.primary(lang) == "en":
                    english.append(text)
                elif tags.primary(lang) == "zh":
                    chinese.append((text, _tag(lang, text)))
        chinese.sort(key=lambda term: -tags.nearness(wanted, term[1]))
        for en in english:  # the first Chinese term is the preferred one, as in the other direction
            yield from ((Term(en, zh), tag) for zh, tag in chinese[:1])
        yield from ((Term(english[0], zh), tag) for zh, tag in chinese[1:] if english)


@dataclass(frozen=True, slots=True)
class Use:
    """How the drafts render a term: the sources have it ``asked`` times, ``kept`` drafts have its target."""

    term: str
    target: str
    asked: int
    kept: int


def usage(glossary: Glossary, sources: Sequence[str], drafts: Sequence[Draft]) -> list[Use]:
    """How the drafts render each term of the sources, the neglected ones first."""
    asked: dict[tuple[str, str], list[int]] = {}
    for source, draft in zip(sources, drafts, strict=True):
        for wish in glossary.find(source):
            count = asked.setdefault((source[wish.start : wish.stop], wish.target), [0, 0])
            count[0] += 1
            count[1] += wish.target.casefold() in draft.text.casefold()
    uses = [Use(term, target, *counts) for (term, target), counts in asked.items()]
    return sorted(uses, key=lambda use: (use.kept - use.asked, use.term))
