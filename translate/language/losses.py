"""What a draft lost of its source: numbers, addresses, parts."""

import re
from typing import NamedTuple

from tmx.base.script import HALF_WIDTH_NUMBERS
from translate.language.figures import MONTHS, written
from translate.language.numerals import TENS, UP_TO_19, unsaid
from translate.model import Side


class Missing(NamedTuple):
    """Something of the source that a draft should say as well and does not."""

    kind: str  # "number" or "url"
    text: str  # as it stands in the source


_URL = re.compile(
    r"(?:https?://|www\.)[^\s\N{IDEOGRAPHIC SPACE}，。；！？）》」”<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.ASCII,
)


_TELLING = re.compile(r"\d|@|://|www\.")  # without one of these there is neither number nor address


_SCALE = {
    "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "万亿": 1e12,
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}  # fmt: skip


_NUMBER = re.compile(
    r"(?P<digits>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[\s-]?(?P<scale>万亿|[百千万萬亿億]|hundred|thousand|million|billion|trillion))?",
    re.IGNORECASE,
)


_MONTHS = [name.lower() for name in MONTHS]


_SMALL = [*UP_TO_19, "twenty"]


_TENS = {10 * n: word for n, word in enumerate(TENS, 2)}


_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]


_HAN_DIGITS = "〇一二三四五六七八九"


def missing(source: str, draft: str) -> tuple[Missing, ...]:
    """The numbers, addresses and e-mails of ``source`` that ``draft`` does not say.

    A number counts as said in any usual form: ``3.5 billion`` as ``35亿``, ``11月`` as ``November``,
    ``3`` as ``three`` or ``三``.
    """
    if not _TELLING.search(source):  # most texts: this is asked several times of each
        return ()
    lost = [Missing("url", url) for url in _addresses(source) if url.casefold() not in draft.casefold()]
    said, bare = without_addresses(_half(draft)), without_addresses(_half(source))
    values = [_value(match) for match in _NUMBER.finditer(said)]
    for match in _NUMBER.finditer(bare):
        value = _value(match)
        if any(abs(value - other) <= 1e-9 * value for other in values) or _in_words(value, said):
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
    lost = [found for found in missing(source, draft) if found.kind == "number"]
    if len(lost) != 1 or _addresses(draft):
        return draft
    half, bare = _half(draft), without_addresses(_half(source))
    known = [_value(match) for match in _NUMBER.finditer(bare)]
    new = [m for m in _NUMBER.finditer(half) if _value(m) not in known and not _in_words(_value(m), bare)]
    wanted = _NUMBER.fullmatch(lost[0].text)
    if len(new) != 1 or wanted is None:
        return draft
    said = written(_value(wanted), tgt) if wanted["scale"] else wanted.group()
    return draft[: new[0].start()] + said + draft[new[0].end() :]


def without_addresses(text: str) -> str:
    """``text`` with a space in the place of each web and e-mail address."""
    return _URL.sub(" ", text)


def _addresses(text: str) -> list[str]:
    return [found.rstrip(".,;:!?)'\"") for found in _URL.findall(text)]


def _half(text: str) -> str:
    """Full-width digits and points as half-width ones."""
    return text.translate(HALF_WIDTH_NUMBERS)


def _value(match: re.Match[str]) -> float:
    scale = (match["scale"] or "").lower()
    return float(re.sub("[,，]", "", match["digits"])) * _SCALE.get(scale, 1.0)


def _in_words(value: float, text: str) -> bool:
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
    if n < len(_SMALL):
        words.add(_SMALL[n])
    elif n in _TENS:
        words.add(_TENS[n])
    elif 20 < n < 100:
        words.add(f"{_TENS[n // 10 * 10]}[- ]{_SMALL[n % 10]}")
    elif n % 100 == 0 and n:
        words.add(f"(?:{_SMALL[n // 100]}|a) (?:hundred|thousand)")
    if 1 <= n <= 12:
        words.add(_MONTHS[n - 1])
        words.add(_MONTHS[n - 1][:3])
    if 1 <= n <= 10:
        words.add(_ORDINALS[n - 1])
    return words | ({"once"} if n == 1 else {"twice", "both"} if n == 2 else {"half"} if n == 50 else set())


def _chinese(value: float) -> set[str]:
    if value != int(value) or not 0 <= value < 10000:
        return set()
    n = int(value)
    words = {_han_number(n), "".join(_HAN_DIGITS[int(d)] for d in str(n))}
    if n == 2:
        words.add("两")
    if n == 50:
        words |= {"半"}
    return words


def _han_number(n: int) -> str:
    """An integer below 10,000 in Chinese: 305 is 三百零五."""
    if n == 0:
        return "零"
    text, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // power % 10
        if digit:
            text += ("零" if gap and text else "") + _HAN_DIGITS[digit] + unit
        gap = digit == 0
    return text.removeprefix("一") if 10 <= n < 20 else text
