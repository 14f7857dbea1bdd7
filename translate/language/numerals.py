"""Numbers, English and Chinese, in digits and words: read, and the usual forms of one.

Patterns are of half-width text (:data:`tmx.base.script.HALF_WIDTH_NUMBERS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

HAN_DIGITS = {d: i for i, d in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
HAN_NUMERALS = "零〇一二三四五六七八九十百千万亿两"
DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_CHINESE_NUMBER = re.compile("[零〇一二三四五六七八九十百千万亿两壹贰叁]{2,}|十")
_MIXED_NUMBER = re.compile(rf"({DIGITS})\s*([百千万亿]*)")

_TEENS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
UP_TO_19 = tuple(_TEENS.split())
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: value for value, word in enumerate(UP_TO_19)} | {
    word: 20 + 10 * k for k, word in enumerate(TENS)
}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

SCALES = {
    "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "万亿": 1e12,
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}  # fmt: skip
"""What a word behind a number multiplies it by."""

SCALED_NUMBER = re.compile(
    r"(?P<digits>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[\s-]?(?P<scale>万亿|[百千万萬亿億]|hundred|thousand|million|billion|trillion))?",
    re.IGNORECASE,
)
"""A number in digits, with the scale behind it, with either comma; see :func:`scaled_value`."""

FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
"""Digits as they stand together: a number, a date, a time, a ratio, a range."""

_MONTH_NAMES = [name.lower() for name in MONTHS]
_UP_TO_20 = [*UP_TO_19, "twenty"]
_TENS_BY_VALUE = {10 * n: word for n, word in enumerate(TENS, 2)}
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_WRITTEN_DIGITS = "〇一二三四五六七八九"
_EN_SCALES = {word: scale for word, scale in SCALES.items() if word.isascii()}
_EN_NUMBER = re.compile(rf"{DIGITS}|[a-z]+|[^\s-]", re.IGNORECASE)
UP_TO_99 = rf"(?:(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(UP_TO_19[1:10])}))?|{'|'.join(UP_TO_19)})"
SCALE_WORD = f"(?:{'|'.join(_EN_SCALES)})"
ONE_NUMBER = re.compile(rf"{UP_TO_99}(?: {SCALE_WORD}(?: (?:and )?{UP_TO_99})?)*")  # not nineteen eighty-four
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile("[a-z]+")


def english_numbers(text: str) -> Iterator[float]:
    """Numbers in digits or words, with their scales: ``1.1 million``, ``one hundred and five``."""
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
        elif word in _EN_SCALES and seen:
            scale = _EN_SCALES[word]
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
    """Numbers in digits or Han, with 百千万亿: ``1.1亿``, ``三百二十``, ``二〇二三``; not a lone 一 to 九."""
    for match in _MIXED_NUMBER.finditer(text):
        value = _value(match[1])
        for unit in match[2]:
            value *= (_UNITS | _MYRIADS)[unit]
        yield value
    for match in _CHINESE_NUMBER.finditer(text):
        if match.start() == 0 or not text[match.start() - 1].isdigit():
            yield han_value(match[0])


def _value(digits: str) -> float:
    return float(digits.replace(",", ""))


def han_value(numeral: str) -> float:
    """The value of a number in Han: ``三百二十``, ``三百二``, or ``二〇二三`` digit by digit."""
    if not any(c in _UNITS or c in _MYRIADS for c in numeral):
        return float("".join(str(HAN_DIGITS[c]) for c in numeral))
    total, section, digit, unit = 0.0, 0.0, 0.0, 10.0
    for character in numeral:
        if character in HAN_DIGITS:
            digit = HAN_DIGITS[character]
            unit = unit if digit else 10.0  # 一百零五
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit, unit = 0, _UNITS[character]
        else:
            total = (total + section + digit) * _MYRIADS[character]
            section, digit, unit = 0, 0, _MYRIADS[character]
    return total + section + digit * unit / 10  # 一百五: fifty


def scaled_value(match: re.Match[str]) -> float:
    """The value of a :data:`SCALED_NUMBER`."""
    return float(re.sub("[,，]", "", match["digits"])) * SCALES.get((match["scale"] or "").lower(), 1.0)


def in_words(value: float, text: str) -> bool:
    """Whether a text says a number in words: up to a hundred, hundreds, decades, months, halves."""
    lower = text.lower()
    spoken = _chinese(value) | _english(value)
    return any(
        re.search(rf"\b{word}\b", lower) is not None if word.isascii() else word in text for word in spoken
    )


def _english(value: float) -> set[str]:
    words: set[str] = set()
    if value != int(value) or not 0 <= value <= 1000:
        return words
    n = int(value)
    if n < len(_UP_TO_20):
        words.add(_UP_TO_20[n])
    elif n in _TENS_BY_VALUE:
        words.add(_TENS_BY_VALUE[n])
    elif 20 < n < 100:
        words.add(f"{_TENS_BY_VALUE[n // 10 * 10]}[- ]{_UP_TO_20[n % 10]}")
    elif n % 100 == 0 and n:
        words.add(f"(?:{_UP_TO_20[n // 100]}|a) (?:hundred|thousand)")
    if 1 <= n <= 12:
        words.add(_MONTH_NAMES[n - 1])
        words.add(_MONTH_NAMES[n - 1][:3])
    if 1 <= n <= 10:
        words.add(_ORDINALS[n - 1])
    return words | ({"once"} if n == 1 else {"twice", "both"} if n == 2 else {"half"} if n == 50 else set())


def _chinese(value: float) -> set[str]:
    if value != int(value) or not 0 <= value < 10000:
        return set()
    n = int(value)
    words = {han_numeral(n), "".join(_WRITTEN_DIGITS[int(d)] for d in str(n))}
    if n == 2:
        words.add("两")
    if n == 50:
        words |= {"半"}
    return words


def han_numeral(n: int) -> str:
    """An integer below 10,000 in Chinese: 305 is 三百零五."""
    if n == 0:
        return "零"
    text, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // power % 10
        if digit:
            text += ("零" if gap and text else "") + _WRITTEN_DIGITS[digit] + unit
        gap = digit == 0
    return text.removeprefix("一") if 10 <= n < 20 else text
