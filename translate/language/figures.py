"""Amounts, dates, times and the like, as the other language writes them: ``230 万`` is ``2.3 million``.

A small model copies digits, and gets lost where the languages count differently: by ten thousands or by
thousands, the month before the day or after it. So it reads a source in which they stand as it is to write
them, and copies that.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tmx.base.script import HALF_WIDTH_NUMBERS
from translate.language.numerals import (
    DIGITS,
    HAN_NUMERALS,
    MONTHS,
    ONE_NUMBER,
    UP_TO_19,
    chinese_numbers,
    english_numbers,
    han_value,
)
from translate.model import Side

_Way = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]

_SCALES: dict[Side, Sequence[tuple[float, str]]] = {
    "en": ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}
_DIGITS = rf"(?<![\d.,百千万亿]){DIGITS}"
_SMALL = rf"(?:\d{{1,2}}|(?<![{HAN_NUMERALS}])[一二三四五六七八九十]{{1,3}})"  # a month, a day, a century
_YEAR = r"(?:\d{4}|[一二三四五六七八九][〇零一二三四五六七八九]{3})"
# what stands between the ends of a range
_FROM = re.compile(r"\d\s*(?:[-–—~～至到]|to|or)\s*$")
_TO = re.compile(r"\s*(?:[-–—~～至到]|to|or)\s*[$€£]?\d")
_BLANKS = re.compile(" {2,}")
_ADJACENT = re.compile("[一二三四五六七八九两]{2}")  # 七八百: seven or eight
_UP_TO_TEN = "零一二三四五六七八九十"
_PARTS = {3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth", 10: "tenth"}
_COINS = {"美元": "$", "欧元": "€", "英镑": "£", "港元": "HK$", "澳元": "A$", "加元": "C$"}
_MANY = r"(?:(?P<scale>[百千]?(?:万亿|万|亿)|[百千](?![米克瓦卡伏帕]))(?![万亿]|\s*\d))"
_SCALE = "(?P<scale>thousand|million|billion|trillion)"
_FORENOON, _AFTERNOON = "凌晨|清晨|早晨|早上|上午", "下午|傍晚|晚上"


class Figure(NamedTuple):
    """``text[start:stop]``, and how the other language writes it."""

    start: int
    stop: int
    written: str


def _is_end_of_range(match: re.Match[str]) -> bool:
    """Whether a figure shares its scale with another: ``10-20 million`` does not begin at 10."""
    text, start, end = match.string, match.start(), match.end()
    begun = _FROM.search(text[max(0, start - 8) : start]) and not text[start].isalpha()
    return bool(begun) or (text[end - 1].isdecimal() and _TO.match(text, end) is not None)


def rewritten(text: str, src: Side) -> str:
    """A text in the language ``src`` with its figures as the other language writes them.

    >>> rewritten("10 月 7 日漏了 230 万加仑。", "zh")
    'October 7 漏了 2.3 million 加仑。'
    """
    edge = " " if src == "zh" else ""
    parts, at = [], 0
    for start, stop, words in figures(text, src):
        parts += [text[at:start], words]
        at = stop
    parts = [*parts, text[at:]]
    return _BLANKS.sub(" ", edge.join(parts)).strip() if at else text


def written(value: float, lang: Side) -> str:
    """A number in digits, with the words by which the language counts large ones."""
    for scale, word in _SCALES[lang]:
        if value >= scale:
            return f"{value / scale:.10g}{word}"
    return f"{value:,.10g}"


def _chinese_date(match: re.Match[str]) -> str | None:
    year, month, day = (_number(match[part]) for part in ("year", "month", "day"))
    if not 1 <= month <= 12 or day > 31:
        return None
    date = MONTHS[month - 1] + (f" {day}" if day else "")
    return date + (f"{',' if day else ''} {year}" if year else "")


def _english_date(match: re.Match[str]) -> str | None:
    month = next(k for k, name in enumerate(MONTHS, 1) if name[:3] == match["month"][:3])
    groups = match.groupdict()
    year, day = (_number(groups.get(part)) for part in ("year", "day"))
    return (f"{year}年" if year else "") + f"{month}月" + (f"{day}日" if day else "") if day <= 31 else None


def _number(digits: str | None) -> int:
    """A whole number in digits or Han, 0 for none."""
    return int(digits if digits.isdecimal() else han_value(digits)) if digits else 0


def _chinese_time(match: re.Match[str]) -> str | None:
    hour, minute = int(match["hour"]), 30 if match["half"] else _number(match["minute"])
    if hour > 24 or minute > 59:
        return None
    time = f"{hour - 12 if match['late'] and hour > 12 else hour}"
    time += f":{minute:02}" if minute else ""
    return time + (" a.m." if match["early"] else " p.m." if match["late"] else "")


def _ordinal(number: int) -> str:
    return f"{number}{'th' if number // 10 % 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _decade(match: re.Match[str]) -> str:
    return f"{100 * (_number(match['century']) - 1) + _number(match['decade'])}s"


def _chinese_decade(match: re.Match[str]) -> str:
    year = int(match["year"])
    return f"{year // 100 + 1}世纪{year % 100}年代"


def _chinese_fraction(match: re.Match[str]) -> str | None:
    above, below = _number(match["above"]), _number(match["below"])
    if not 0 < above < below or below not in _PARTS:
        return None
    return f"{UP_TO_19[above]} {_PARTS[below]}{'s' if above > 1 else ''}"


def _english_fraction(match: re.Match[str]) -> str:
    below = next(number for number, part in _PARTS.items() if part == match["below"])
    return f"{_UP_TO_TEN[below]}分之{_UP_TO_TEN[UP_TO_19.index(match['above'].lower())]}"


def _share(match: re.Match[str]) -> str:
    share = match["share"]
    return f"{share if share[0].isdecimal() else _number(share)}%"


def _scaled(match: re.Match[str]) -> str:
    return _at_least(match, next(chinese_numbers(match["digits"] + match["scale"])))


def _chinese_money(match: re.Match[str]) -> str:
    value = next(chinese_numbers(match["digits"] + (match["scale"] or "")))
    return _at_least(match, value, _COINS[match["coin"]])


def _counted(match: re.Match[str]) -> str | None:
    value = han_value(match["number"])
    return _at_least(match, value) if value >= 100 and not _ADJACENT.search(match["number"]) else None


def _at_least(match: re.Match[str], value: float, coin: str = "") -> str:
    return ("more than " if match["more"] else "") + coin + written(value, "en")


def _english_money(match: re.Match[str]) -> str:
    coin = next(name for name, sign in _COINS.items() if sign == match["coin"].removeprefix("US"))
    amount = match["digits"]
    if match["scale"]:
        amount = written(next(english_numbers(f"{amount} {match['scale']}")), "zh").replace(",", "")
    return amount + coin


def _in_chinese(match: re.Match[str]) -> str | None:
    values = list(english_numbers(match.group().replace("-", " ")))
    return written(values[0], "zh").replace(",", "") if len(values) == 1 and values[0] >= 100 else None


def _way(pattern: str, rewrite: Callable[[re.Match[str]], str | None]) -> _Way:
    return re.compile(pattern), rewrite


_NAMES = "|".join(f"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in MONTHS)
_MONTH = rf"\b(?P<month>{_NAMES}|Sept)\b\.?"
_DAY, _IN = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:])", r"(?:,? (?P<year>\d{4}))?(?!\d)"

_WAYS: dict[Side, Sequence[_Way]] = {
    "zh": (
        _way(
            rf"(?:(?P<year>{_YEAR})\s*年\s*)?(?P<month>{_SMALL})\s*月\s*(?P<day>{_SMALL})\s*[日号]",
            _chinese_date,
        ),
        _way(rf"(?P<year>{_YEAR})\s*年\s*(?P<month>{_SMALL})\s*月(?P<day>)", _chinese_date),
        _way(r"(?P<year>)(?<![\d.])(?P<month>\d{1,2})\s*月(?:份)?(?P<day>)", _chinese_date),
        _way(rf"(?P<century>{_SMALL})\s*世纪\s*(?P<decade>\d0|[一二三四五六七八九]?十)\s*年代", _decade),
        _way(rf"(?P<century>{_SMALL})\s*世纪", lambda m: f"{_ordinal(_number(m['century']))} century"),
        _way(r"(?P<year>(?<!\d)[12]\d\d0)\s*年代", lambda m: f"{m['year']}s"),
        _way(
            rf"(?:(?P<early>{_FORENOON})|(?P<late>{_AFTERNOON}))\s*(?P<hour>\d{{1,2}})\s*[点时]"
            r"(?:\s*(?:(?P<minute>\d{1,2})\s*分|(?P<half>半)|整))?",
            _chinese_time,
        ),
        _way(
            r"(?P<early>)(?P<late>)(?<![\d.])(?P<hour>\d{1,2})\s*[点时]\s*(?P<minute>\d{1,2})(?P<half>)\s*分",
            _chinese_time,
        ),
        _way(
            rf"百分之\s*(?P<share>[{HAN_NUMERALS}]+(?![{HAN_NUMERALS}]|点[{HAN_NUMERALS}])|\d+(?:\.\d+)?)",
            _share,
        ),
        _way(
            rf"(?<![{HAN_NUMERALS}])(?P<below>[三四五六八十])分之(?P<above>[一二三四五六七八九])",
            _chinese_fraction,
        ),
        _way(
            rf"(?P<digits>{_DIGITS})\s*(?P<more>[多余])?\s*{_MANY}?\s*(?P<coin>{'|'.join(_COINS)})",
            _chinese_money,
        ),
        _way(rf"(?P<digits>{_DIGITS})\s*(?P<more>[多余])?\s*{_MANY}", _scaled),
        _way(
            rf"(?<![{HAN_NUMERALS}第几数\d])(?P<number>[一二两三四五六七八九十][{HAN_NUMERALS}]*[百千万亿][{HAN_NUMERALS}]*)"
            rf"(?![{HAN_NUMERALS}]|分之|点[{HAN_NUMERALS}])(?P<more>[多余])?",
            _counted,
        ),
    ),
    "en": (
        _way(rf"{_MONTH} {_DAY}{_IN}", _english_date),
        _way(rf"\b{_DAY} (?:of )?{_MONTH}{_IN}", _english_date),
        _way(rf"{_MONTH},? (?P<year>[12]\d{{3}})(?!\d)", _english_date),
        _way(r"\b(?:the )?(?P<year>[12]\d[1-9]0)['’]?s\b", _chinese_decade),
        _way(
            r"\b(?:the )?(?P<century>\d{1,2})(?:st|nd|rd|th)[ -]centur(?:y|ies)\b",
            lambda m: f"{m['century']}世纪",
        ),
        _way(
            rf"\b(?P<above>(?i:{'|'.join(UP_TO_19[1:10])}))"
            rf"(?:(?P<joined>-)| )(?P<below>{'|'.join(_PARTS.values())})s?\b(?(joined)|(?= of\b))",
            _english_fraction,
        ),
        _way(
            rf"(?<!\w)(?P<coin>(?:US|HK|A|C)?\$|[€£])\s?(?P<digits>{_DIGITS})(?:[ -]{_SCALE})?(?!\w|[.,]\d)",
            _english_money,
        ),
        _way(rf"{_DIGITS}[ -]{_SCALE}\b", _in_chinese),
        _way(rf"(?i:\b{ONE_NUMBER.pattern}\b)", _in_chinese),
    ),
}


def figures(text: str, src: Side) -> list[Figure]:
    """The parts of a text in ``src`` that the other language writes in its own way, in order."""
    half = text.translate(HALF_WIDTH_NUMBERS)
    matches: list[Figure] = []
    for pattern, rewrite in _WAYS[src]:
        for match in pattern.finditer(half):
            meets = any(match.start() < one.stop and one.start < match.end() for one in matches)
            if not meets and not _is_end_of_range(match) and (words := rewrite(match)):
                matches.append(Figure(match.start(), match.end(), words))
    return sorted(matches)
