"""Names, numbers and Latin words: what stays recognisable across two scripts.

An *item* is a string that two sentences can share: ``"#135"`` for a number in whatever way it is
written (135, one hundred and thirty-five, 一百三十五), ``"lei"`` or ``"qingyang"`` for a Chinese name in
pinyin, ``"iphone"`` for a Latin word inside Chinese.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

Items = list[frozenset[str]]  # for each sentence, what it holds

_DIGITS = {d: i for i, d in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_HAN_NUMBER = re.compile("[零〇一二三四五六七八九十百千万亿两壹贰叁]{2,}|十")
_MIXED_NUMBER = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s*([百千万亿]*)")

_TEENS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: value for value, word in enumerate(_TEENS.split())} | {
    word: 20 + 10 * k for k, word in enumerate(_TENS.split())
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_EN_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[a-z]+|[^\s-]", re.IGNORECASE)
_DIGIT = re.compile(r"\d")

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+.]*[A-Za-z0-9+]|[A-Za-z]")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]+(?:['’-]?[a-z]+)*\b")
_LETTERS = re.compile("[a-z]+")
_LOWER = re.compile(r"\b[a-z]+\b")


def shared_items(en: Sequence[str], zh: Sequence[str]) -> tuple[Items, Items]:
    """The items of each English and each Chinese sentence, of those that occur on both sides.

    What only one document holds says nothing about which sentences belong together; nor does what one
    of them has far more often (``he`` in pinyin is a common character).
    """
    names = set(_names(en))
    beginnings = {name[:size] for name in names for size in range(1, len(name) + 1)}
    left = [_english(text, names) for text in en]
    right = [_chinese(text, names, beginnings) for text in zh]
    counts = Counter(item for items in left for item in items)
    others = Counter(item for items in right for item in items)
    both = {
        item
        for item in counts.keys() & others.keys()
        if 1 / 4 <= (counts[item] + 1) / (others[item] + 1) <= 4
    }
    return [items & both for items in left], [items & both for items in right]


def english_numbers(text: str) -> Iterator[float]:
    """Numbers in digits or words, with their scales: ``1.1 million``, ``one hundred and five``.

    Words below ten count only as part of a larger number: a lone "one" is a pronoun.
    """
    if not _DIGIT.search(text) and _SMALL.keys().isdisjoint(_LETTERS.findall(text.lower())):
        return
    total, current, seen = 0.0, 0.0, False
    for token in [*_EN_NUMBER.findall(text), ""]:
        word = token.lower()
        if token[:1].isdecimal():
            if seen:
                yield total + current
            total, current, seen = 0.0, _value(token), True
        elif word in _SMALL:
            current += _SMALL[word]
            seen = True
        elif word in _SCALES and seen:
            scale = _SCALES[word]
            if scale == 100:
                current *= scale
            else:
                total, current = total + current * scale, 0.0
        elif word == "and" and seen and (total or current >= 100):
            continue
        else:
            if seen:
                yield total + current
            total, current, seen = 0.0, 0.0, False


def chinese_numbers(text: str) -> Iterator[float]:
    """Numbers in digits or Han, with 百千万亿: ``1.1亿``, ``三百二十``, ``二〇二三``."""
    for match in _MIXED_NUMBER.finditer(text):
        value = _value(match[1])
        for unit in match[2]:
            value *= (_UNITS | _MYRIADS)[unit]
        yield value
    for match in _HAN_NUMBER.finditer(text):
        if match.start() == 0 or not text[match.start() - 1].isdigit():
            yield _han_value(match[0])


def _value(digits: str) -> float:
    return float(digits.replace(",", ""))


def _han_value(numeral: str) -> float:
    if not any(c in _UNITS or c in _MYRIADS for c in numeral):
        return float("".join(str(_DIGITS[c]) for c in numeral))
    total, section, digit = 0.0, 0.0, 0.0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            total = (total + section + digit) * _MYRIADS[character]
            section, digit = 0, 0
    return total + section + digit


def _number_items(values: Iterator[float]) -> Iterator[str]:
    return (f"#{value:.10g}" for value in values if value >= 10 or value != int(value))


def _names(sentences: Sequence[str]) -> Iterator[str]:
    """Capitalised words that are never written small: names, or the rare word that only begins sentences."""
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


def _english(text: str, names: set[str]) -> frozenset[str]:
    words = {_bare(word) for word in _CAPITALISED.findall(text)} & names
    latin = {word.lower() for word in set(_LATIN.findall(text))}
    return frozenset(words | latin | set(_number_items(english_numbers(text))))


def _chinese(text: str, names: set[str], beginnings: set[str]) -> frozenset[str]:
    latin = {word.lower() for word in _LATIN.findall(text) if len(word) > 1}
    return frozenset(
        latin | set(_spelled(text, names, beginnings)) | set(_number_items(chinese_numbers(text)))
    )


def _spelled(text: str, names: set[str], beginnings: set[str]) -> Iterator[str]:
    """Those names that one to three neighbouring characters spell in pinyin: 雷军 is ``lei`` and ``jun``."""
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
    """The first reading of each Han character, without its tone, from pypinyin's table."""

    def __missing__(self, character: str) -> str:
        import unicodedata

        from pypinyin.pinyin_dict import pinyin_dict

        reading = pinyin_dict.get(ord(character), " ").split(",")[0]
        self[character] = "".join(c for c in unicodedata.normalize("NFD", reading) if c.isascii())
        return self[character]


@lru_cache(maxsize=1)
def _readings() -> _Readings:
    return _Readings()
