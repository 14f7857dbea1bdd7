"""Names, numbers and Latin words: whatever stays recognisable across the two scripts.

An *item* is a string that two sentences can share: ``"#135"`` for a number however it is written (135, one
hundred and thirty-five, 一百三十五), ``"lei"`` or ``"qingyang"`` for a Chinese name in pinyin, ``"iphone"``
for a Latin word inside Chinese.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from translate.language.numerals import chinese_numbers, english_numbers

Items = list[frozenset[str]]  # of each sentence

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+.]*[A-Za-z0-9+]|[A-Za-z]")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]+(?:['’-]?[a-z]+)*\b")
_LOWER = re.compile(r"\b[a-z]+\b")


def shared_items(en: Sequence[str], zh: Sequence[str]) -> tuple[Items, Items]:
    """The items of each English and each Chinese sentence that occur on both sides.

    An item in only one document says nothing about which sentences belong together. Neither does one that is
    far more frequent in one of them (``he`` in pinyin is a common character).
    """
    names = set(_names(en))
    beginnings = {name[:size] for name in names for size in range(1, len(name) + 1)}
    right = [_chinese(text, names, beginnings) for text in zh]
    wanted = frozenset().union(*right)
    left = [_english(text, names, wanted) for text in en]
    counts = Counter(item for items in left for item in items)
    others = Counter(item for items in right for item in items)
    both = {
        item
        for item in counts.keys() & others.keys()
        if 1 / 4 <= (counts[item] + 1) / (others[item] + 1) <= 4
    }
    return [items & both for items in left], [items & both for items in right]


def _number_items(values: Iterator[float]) -> Iterator[str]:
    return (f"#{value:.10g}" for value in values if value >= 10 or value != int(value))


def _names(sentences: Sequence[str]) -> Iterator[str]:
    """Capitalised words that never occur in lower case: names, or a rare word that only begins sentences."""
    small = {word for text in sentences for word in _LOWER.findall(text)}
    for text in sentences:
        for word in _CAPITALISED.findall(text):
            name = _bare(word)
            if len(name) > 2 and name not in small and word.lower() not in small:
                yield name


def _bare(word: str) -> str:
    return (
        re.sub("['’-]s?", "", word.lower())
        if word[-2:] in ("'s", "’s")
        else re.sub("['’-]", "", word.lower())
    )


def _english(text: str, names: set[str], wanted: frozenset[str]) -> frozenset[str]:
    """Those of the ``wanted`` items that an English sentence contains."""
    words = {_bare(word) for word in _CAPITALISED.findall(text)} & names if names else set()
    latin = {word.lower() for word in set(_LATIN.findall(text))} if wanted else set()
    numbers = set(_number_items(english_numbers(text))) if wanted else set()
    return frozenset((words | latin | numbers) & wanted)


def _chinese(text: str, names: set[str], beginnings: set[str]) -> frozenset[str]:
    latin = {word.lower() for word in _LATIN.findall(text) if len(word) > 1}
    return frozenset(
        latin | set(_spelled(text, names, beginnings)) | set(_number_items(chinese_numbers(text)))
    )


def _spelled(text: str, names: set[str], beginnings: set[str]) -> Iterator[str]:
    """The names that one to three neighbouring characters spell in pinyin: 雷军 is ``lei`` and ``jun``."""
    if not names:
        return
    readings = _readings()
    syllables = [readings[character] for character in text]
    for start in range(len(syllables)):
        word = ""
        for syllable in syllables[start : start + 3]:
            word += syllable
            if word not in beginnings:
                break
            if word in names:
                yield word


class _Readings(dict[str, str]):
    """The first reading of each Han character without its tone, from pypinyin's table, on demand."""

    def __missing__(self, character: str) -> str:
        import unicodedata

        from pypinyin.pinyin_dict import pinyin_dict

        reading = pinyin_dict.get(ord(character), " ").split(",")[0]
        self[character] = "".join(c for c in unicodedata.normalize("NFD", reading) if c.isascii())
        return self[character]


@lru_cache(maxsize=1)
def _readings() -> _Readings:
    return _Readings()
