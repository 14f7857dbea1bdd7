"""TBX-Min glossaries (terminology exchange, LTAC 2013): every unit is an entry of two terms."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from tmx.base import tags
from tmx.base.safe_xml import XML_LANG, elements
from tmx.forms import Settings
from tmx.forms.rows import LANGUAGES, Row, rows, units
from tmx.model import Lang, Unit
from tmx.xml.escape import content, value

ENTRIES = ("entry", "termEntry", "conceptEntry")  # TBX-Min; TBX 2 (ISO 30042:2008); TBX 3 (2019)
_GROUPS = ("langGroup", "langSet", "langSec")


def write(memory: Iterable[Unit], stream: IO[bytes], settings: Settings, left: Counter[str]) -> int:
    """Write the glossary; returns the number of entries."""
    langs = f'source="{value(settings.source)}" target="{value(settings.target)}"'
    stream.write(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<TBX dialect="TBX-Min">\n<header><id>memory</id>'
        f"<languages {langs}/></header>\n<body>\n".encode()
    )
    count = 0
    for row in rows(memory, settings, left):
        count += 1
        sides = ((settings.source, row.source, row.note), (settings.target, row.target, ""))
        groups = "".join(_group(*side) for side in sides)
        stream.write(f'<entry id="{value(row.id or str(count))}">{groups}</entry>\n'.encode())
    stream.write(b"</body>\n</TBX>\n")
    return count


def _group(lang: Lang, term: str, note: str) -> str:
    noted = f"<noteGrp><note><noteValue>{content(note)}</noteValue></note></noteGrp>" if note else ""
    group = f"<termGrp><term>{content(term)}</term>{noted}</termGrp>"
    return f'<langGroup xml:lang="{value(lang)}">{group}</langGroup>'


def read(path: Path, settings: Settings, left: Counter[str]) -> Iterator[Unit]:
    """Units of the first term of each language; further ones are counted."""
    yield from units(_rows(path, settings, left), settings, left)


def _rows(path: Path, settings: Settings, left: Counter[str]) -> Iterator[Row]:
    for entry in elements(path, *ENTRIES):
        terms: list[tuple[Lang, str]] = []
        for lang, synonyms in terms_of(entry):
            left["synonyms beyond the first term"] += max(len(synonyms) - 1, 0)
            if synonyms:
                terms.append((lang, synonyms[0]))
        note = "\n".join(element.text or "" for element in _within(entry, "noteValue"))
        source, target = (_nearest(terms, lang) for lang in (settings.source, settings.target))
        left[LANGUAGES] += len(terms) - bool(source) - bool(target)
        yield Row(entry.get("id") or "", source, target, note)


def terms_of(entry: Any) -> Iterator[tuple[Lang, list[str]]]:
    """The language and the terms of each group of an entry, in TBX-Min, TBX 2 and TBX 3."""
    for group in entry.iter(*(f"{{*}}{name}" for name in _GROUPS)):
        yield group.get(XML_LANG) or "", ["".join(term.itertext()) for term in _within(group, "term")]


def _nearest(terms: list[tuple[Lang, str]], lang: Lang) -> str:
    """The term in a language; none in another script of it."""
    tag, term = max(terms, key=lambda one: tags.nearness(lang, one[0]), default=("", ""))
    return term if tags.agree(lang, tag) else ""


def _within(element: Any, name: str) -> Any:
    return element.iter(f"{{*}}{name}", name)
