"""Parallel text to train on: files of English–Chinese pairs with the name of their source, and test sets.

A corpus is a TSV file, packed (``.xz``) or not, of three columns: source, English, Chinese. How much of each
source is taken is part of a recipe.
"""

from __future__ import annotations

import lzma
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from tmx.base.errors import InputError

TRANSLATION: Mapping[str, float] = {
    "tvsub": 0.35, "msctd": 0.5, "pydocs": 0.5, "docs_python": 0.5, "ui_gnome": 0.25, "ui_kde": 0.25,
    "ui_system": 0.15, "ui_pypi_apps": 0.3, "ui_libreoffice": 0.3, "ui_apt2": 0.3, "ui_web": 0.3,
    "ui_mediawiki": 0.2, "bible_kjv_cuv": 0.3, "quran": 0.5, "bmeld": 0.5, "docs_libreoffice_help": 0.6,
    "tensorflow_docs": 0.7, "docs_kicad": 0.3, "game_crawl": 0.3,
}  # fmt: skip
"""Shares for a translator: all, but less of the repetitive ones (program texts, subtitles, scripture)."""

ALIGNMENT: Mapping[str, float] = {
    "lctt": 0.6, "tvsub": 0.5, "msctd": 0.5, "kajweb_dict": 1.0, "tatoeba_cmn": 0.7, "3am": 0.3,
    "news_excerpts": 1.0, "bmeld": 1.0, "nce234": 1.0, "ydkjs": 1.0, "game_cataclysm": 0.5,
    "game_wesnoth": 1.0, "game_misc": 1.0, "bible_kjv_cuv": 0.3, "quran": 0.3, "javascript_info": 0.4,
    "progit2": 0.5,
    "effective_java": 0.5, "tensorflow_docs": 0.1, "k8s_docs": 0.2, "djangodocs": 0.1, "docs_python": 0.1,
    "react_docs": 0.3, "earthworm": 0.3, "en_tools_ssp": 1.0, "prc_law": 1.0, "docs_debian_handbook": 0.5,
    "hf_course": 0.5, "opensource_guide": 1.0, "docs_libreoffice_help": 0.05, "vue3_docs": 0.2,
    "rust_book": 0.5,
}  # fmt: skip
"""Shares for the aligner's encoder: running prose, and only from the sources named here."""


PROSE: Mapping[str, float] = {
    "news_excerpts": 1.0, "kajweb_dict": 1.0, "lctt": 0.42, "nce234": 1.0, "en_tools_ssp": 1.0,
    "tatoeba_cmn": 0.35, "opensource_guide": 1.0, "prc_law": 1.0, "ydkjs": 0.5, "effective_java": 0.6,
    "progit2": 1.0, "rust_book": 0.6, "docs_debian_handbook": 1.0, "hf_course": 0.7, "javascript_info": 0.35,
    "docs_gnome_help": 0.7, "k8s_docs": 0.2, "react_docs": 0.25, "game_wesnoth": 1.0, "game_cataclysm": 0.2,
    "bible_kjv_cuv": 0.1, "quran": 0.15, "djangodocs": 0.1, "docs_python": 0.1, "tensorflow_docs": 0.1,
    "tvsub": 0.08, "bmeld": 0.5, "nodebp": 1.0, "web_bitcoin_org": 1.0, "web_mozilla_org": 0.8,
    "docs_debian_faq": 0.6, "docs_debian_install": 0.5, "freebsd": 0.4, "dart_cn": 0.3, "vue3_docs": 0.3,
    "docs_libreoffice_help": 0.06, "game_crawl": 0.6, "game_freecol": 0.5, "ui_scratch": 0.4,
    "cncf_glossary": 1.0, "electron_docs": 0.2, "docs_debian_edu": 0.6, "docs_phpmyadmin": 0.3,
    "game_misc": 0.4, "docs_openstack": 0.3,
}  # fmt: skip
"""Shares for a selection of running prose (``selection.py``), of the sources named here only."""


class Row(NamedTuple):
    """A line of a corpus: where it comes from, and the pair."""

    source: str
    english: str
    chinese: str


class Line(NamedTuple):
    """A pair of a corpus."""

    english: str
    chinese: str


def read_corpus(
    path: Path, shares: Mapping[str, float], *, others: float, words: tuple[int, int], limit: int, seed: int
) -> list[Line]:
    """The pairs of a corpus, thinned by source and shuffled; the same for the same seed.

    :param others: the share of sources that ``shares`` does not name.
    :param words: the fewest and the most English words of a pair.
    :param limit: the most pairs; 0 for all.
    :raises InputError: if it cannot be read, or has a line without three columns.
    """
    draw = random.Random(seed)
    lines = []
    for source, english, chinese in rows(path):
        taken = draw.random() < shares.get(source, others)
        if taken and words[0] <= len(english.split()) <= words[1]:
            lines.append(Line(english, chinese))
    if not lines:
        raise InputError("has no pair that the recipe takes", path=path)
    draw.shuffle(lines)
    return lines[:limit] if limit else lines


def rows(path: Path) -> Iterator[Row]:
    """All of a corpus.

    :raises InputError: if it cannot be read, or has a line without three columns.
    """
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, 1):
                columns = line.rstrip("\n").split("\t")
                if len(columns) != 3:
                    raise InputError(f"has {len(columns)} columns instead of three", path=path, line=number)
                yield Row(*columns)
    except (OSError, lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", path=path) from error


def _opened(path: Path) -> IO[str]:
    return lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")
