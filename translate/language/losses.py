"""What a draft lost of its source: numbers, addresses, parts.

:func:`unsaid` names what is most probably lost, and passes over much that could be an idiom (十分, 一些, "one
of them"). Of the references of FLORES dev and newstest2017, taken for drafts, it finds fault with two to
seven lines in a thousand, by set and direction.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tmx.base.script import HALF_WIDTH_NUMBERS
from translate.language.figures import written
from translate.language.numerals import (
    HAN_DIGITS,
    ONE_NUMBER,
    SCALE_WORD,
    SCALED_NUMBER,
    UP_TO_19,
    UP_TO_99,
    chinese_numbers,
    english_numbers,
    han_value,
    in_words,
    scaled_value,
)
from translate.language.placeholders import addresses, without_addresses
from translate.model import Side

_WORDS = re.compile(
    rf"(?<![\w.-])(?:{UP_TO_99}(?:[ -](?:and )?(?:{UP_TO_99}|{SCALE_WORD}))*"
    r"|(?<!and a )half(?! an? (?:dozen|hour))|dozen)(?![\w-])",
    re.IGNORECASE,
)
_FORMS_IN_CHINESE = {
    "half": "半|50|五十|五成|二分之一|1/2|0\\.5|对开",
    "dozen": "十二|12|打|十几|十多|数十|几十",
}

_OFTEN = {2: ("两", "双", "俩", "对"), 6: ("半年",)}
_COUNTED = "个只条位名次年天岁倍种项件台辆座家间所层本部篇首章段秒元块度米吨队场届组批架艘人"
_CHINESE = re.compile(
    rf"(?<![第星期周礼拜几数零〇一二三四五六七八九十百千万亿两点分之\d])(?:(?P<one>[两三四五六七八九])(?=[{_COUNTED}])"
    r"|(?P<many>[一二两三四五六七八九]?(?:十|[百千万亿](?=[一二三四五六七八九零]))[零一二三四五六七八九十百千万亿]*)"
    rf"(?=[{_COUNTED}])|(?P<tenths>[一两二三四五六七八九])成(?=[的是以左上，。、]|$)|(?P<half>一半))"
)
_PLURAL = re.compile(rf"\b({'|'.join(UP_TO_19[2:])})e?s\b")
_ADJACENT = re.compile("[一二三四五六七八九两]{2}")
_ALSO: dict[int, str] = {
    2: "both|pair|couple|second|double|twin|twice|dual|bi\\w+|duo|another|either|neither",
    3: "third|triple|trio|thrice|wednesday|march|iii|tri\\w+",
    4: "fourth|quad\\w+|quarter|thursday|april|iv",
    5: "fifth|quint\\w+|friday|may|pent\\w+",
    6: "sixth|saturday|june|half",
    7: "seventh|july|week",
    8: "eighth|august|oct\\w+",
    9: "ninth|september",
    10: "tenth|october|decades?",
    11: "eleventh|november",
    12: "twelfth|december|dozens?|noon",
    20: "twentieth|score|twenties|fifth|decades?",
    24: "day",
    100: "hundreds?|centur\\w+",
}
_TELLING = re.compile(r"\d|@|://|www\.")  # without one of these there is neither number nor address


class Missing(NamedTuple):
    """Something of the source that a draft should say as well and does not."""

    kind: str  # "number" or "url"
    text: str  # as it stands in the source


def missing(source: str, draft: str) -> tuple[Missing, ...]:
    """The numbers, addresses and e-mails of ``source`` that ``draft`` does not say.

    A number counts as said in any usual form: ``3.5 billion`` as ``35亿``, ``11月`` as ``November``,
    ``3`` as ``three`` or ``三``.
    """
    if not _TELLING.search(source):  # most texts: this is asked several times of each
        return ()
    lost = [Missing("url", url) for url in addresses(source) if url.casefold() not in draft.casefold()]
    target, bare = without_addresses(_half(draft)), without_addresses(_half(source))
    values = [scaled_value(match) for match in SCALED_NUMBER.finditer(target)]
    for match in SCALED_NUMBER.finditer(bare):
        value = scaled_value(match)
        if any(abs(value - other) <= 1e-9 * value for other in values) or in_words(value, target):
            continue
        lost.append(Missing("number", match.group()))
    return tuple(lost)


def losses(source: str, draft: str, src: str, tgt: Side) -> tuple[str, ...]:
    """The flags of what a draft lost: ``url``, and ``number``, in digits or (English, Chinese) in words."""
    kinds = [lost.kind for lost in missing(source, draft)]
    if src in ("en", "zh") and unsaid(source, draft, tgt):
        kinds.append("number")
    return tuple(dict.fromkeys(kinds))


def amended(source: str, draft: str, tgt: Side) -> str:
    """``draft`` with its wrong number put right: where one number of the source is lost, and one is new.

    ``35 million`` that became ``35万`` is ``3500万``. Drafts with addresses are left alone.
    """
    lost = [item for item in missing(source, draft) if item.kind == "number"]
    if len(lost) != 1 or addresses(draft):
        return draft
    half, bare = _half(draft), without_addresses(_half(source))
    known = [scaled_value(match) for match in SCALED_NUMBER.finditer(bare)]
    new = [
        m
        for m in SCALED_NUMBER.finditer(half)
        if scaled_value(m) not in known and not in_words(scaled_value(m), bare)
    ]
    wanted = SCALED_NUMBER.fullmatch(lost[0].text)
    if len(new) != 1 or wanted is None:
        return draft
    number = written(scaled_value(wanted), tgt) if wanted["scale"] else wanted.group()
    return draft[: new[0].start()] + number + draft[new[0].end() :]


def _half(text: str) -> str:
    """Full-width digits and points as half-width ones."""
    return text.translate(HALF_WIDTH_NUMBERS)


def unsaid(source: str, draft: str, tgt: Side) -> tuple[str, ...]:
    """The numbers in words of ``source`` that ``draft`` says in no usual form, as they stand in the source.

    One is left out: it is mostly an article, or a pronoun.

    :param tgt: the language of the draft; the source is in the other one.
    """
    return tuple(_unsaid_in_chinese(source, draft) if tgt == "zh" else _unsaid_in_english(source, draft))


def _unsaid_in_chinese(source: str, draft: str) -> Iterator[str]:
    """Those of an English source that a Chinese draft does not say."""
    for match in _WORDS.finditer(source):
        number = match[0].lower()
        forms = _FORMS_IN_CHINESE.get(number)
        if forms:
            present = re.search(forms, draft) is not None
        elif ONE_NUMBER.fullmatch(number):
            [value] = english_numbers(number)
            present = value < 2 or value in _all_in_chinese(draft) or _shortly(value, draft)
        else:
            present = True
        if not present:
            yield match[0]


def _shortly(value: float, draft: str) -> bool:
    """Whether a small number is said by its character, wherever, or a round one as so many tenths."""
    n = int(value)
    if n <= 10:
        return any(form in draft for form in (str(n), "零一二三四五六七八九十"[n], *_OFTEN.get(n, ())))
    return n % 10 == 0 and n < 100 and f"{'零一二三四五六七八九'[n // 10]}成" in draft


@lru_cache(maxsize=64)
def _all_in_chinese(text: str) -> frozenset[float]:
    return frozenset(chinese_numbers(text))


def _unsaid_in_english(source: str, draft: str) -> Iterator[str]:
    """Those of a Chinese source that an English draft does not say."""
    folded = _PLURAL.sub(r"\1", draft.lower().replace("-", " "))
    numbers = frozenset(english_numbers(folded))
    for match in _CHINESE.finditer(source):
        if match["half"]:
            values, also = {0.5, 50.0}, "half|halve[sd]?|halves|50|fifty"
        elif match["tenths"]:
            tenths = HAN_DIGITS[match["tenths"]]
            values, also = {10.0 * tenths, float(tenths)}, _ALSO.get(10 * tenths, "tenths?")
        elif _ADJACENT.search(match[0]):  # 三四个: three or four
            continue
        else:
            value = han_value(match[0]) if match["many"] else float(HAN_DIGITS[match["one"]])
            values, also = {value}, _ALSO.get(int(value), "decades?" if value % 10 == 0 else "")
        if not values & numbers and not (also and re.search(rf"\b(?:{also})\b", folded)):
            yield match[0]
