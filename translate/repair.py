"""What goes wrong in a small model's output, found without a model: loops, copies, lost numbers."""

import re
from collections.abc import Iterator
from operator import eq
from typing import NamedTuple

from translate.figures import MONTHS, written
from translate.model import Side
from translate.numerals import TENS, UP_TO_19, unsaid

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_han = re.compile(f"[{_HAN}]")
_word = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_brackets = re.compile(r"[()\[\]{}（）［］【】《》〈〉「」『』“”]")
_dangling = re.compile(r"[\s,，、;；:：·•\N{EM DASH}-]+$")  # marks that no text ends with, a looping one does

_LONGEST_UNIT = 200  # characters; a longer unit fits no output twice
_MARKS_ONLY = 12  # characters of bare marks or digits in a row, such as "········"
_SYLLABLES = 8  # 哈哈哈哈, "lalala": people write up to seven of them


class Repeat(NamedTuple):
    """``text[start:stop]`` is ``unit`` said so many ``times`` (a last piece of it may follow)."""

    start: int
    stop: int
    unit: str
    times: int


def repeats(text: str) -> Iterator[Repeat]:
    """All immediate repetitions in ``text``, case ignored, by the length of what is repeated."""
    folded = text if len(text.lower()) != len(text) else text.lower()
    for period in range(1, min(len(folded) // 2, _LONGEST_UNIT) + 1):
        same = bytes(map(eq, folded, folded[period:]))
        start = same.find(b"\1" * period)
        while start >= 0:
            end = same.find(b"\0", start)
            stop = (len(same) if end < 0 else end) + period
            unit = folded[start : start + period]
            if (unit + unit).find(unit, 1) == period:  # else it repeats something shorter
                yield Repeat(start, stop, unit, _count(folded[start:stop], unit))
            start = same.find(b"\1" * period, stop - period)


def loops(text: str, source: str = "") -> bool:
    """Whether ``text`` goes round in circles, as small models do: ``(掌声)(掌声)(掌声)``.

    What people repeat (``哈哈哈哈``, ``very, very``) is no loop, nor what ``source`` repeats as often.
    """
    worst = _worst_loop(text)
    return worst is not None and not _said_as_often(worst, source)


def without_loops(text: str) -> str:
    """``text`` with each loop trimmed to its first occurrence, and no mark left dangling after it."""
    for _ in range(10):  # a text of more loops than that is not worth more
        loop = _worst_loop(text)
        if loop is None:
            break
        rest = text[loop.stop :]
        text = text[: loop.start + len(loop.unit)] + rest
        if not rest.strip():
            text = _dangling.sub("", text)
    return text


def _count(run: str, unit: str) -> int:
    """How often the unit is heard in the run: by its letters, so that a last separator may be missing."""
    heard = sum(map(str.isalnum, unit))
    return sum(map(str.isalnum, run)) // heard if heard else len(run) // len(unit)


def _worst_loop(text: str) -> Repeat | None:
    found = [repeat for repeat in repeats(text) if repeat.times >= _allowed(text, repeat)]
    return max(found, key=lambda repeat: repeat.stop - repeat.start, default=None)


def _allowed(text: str, repeat: Repeat) -> int:
    """How often a unit must be repeated to be a loop. The bounds were set on real output and prose."""
    unit = repeat.unit
    han, words = len(_han.findall(unit)), len(_word.findall(_han.sub(" ", unit)))
    if han == 0 and (words == 0 or unit.strip().isdigit()):
        return -(-_MARKS_ONLY // len(unit))
    dangles = repeat.stop >= len(text.rstrip()) and _dangling.search(text) is not None
    if han == 0 and unit.isalpha():  # inside a word, or a word written on and on
        return _SYLLABLES if len(unit) < 4 else 3
    if han == 0:
        return {1: 5, 2: 4}.get(words, 3 if words < 6 else 2)
    size = han + 2 * words
    if size == 1:
        return _SYLLABLES
    if size == 2:
        return 3 if dangles or _brackets.search(unit) else 5
    return 2 if dangles or size >= 8 else 3


def _said_as_often(loop: Repeat, source: str) -> bool:
    return any(repeat.times >= max(3, loop.times // 2) for repeat in repeats(source))


def faults(source: str, draft: str, tgt: Side) -> tuple[str, ...]:
    """What makes a draft worth a second try, the worst first.

    ``empty``: there is nothing. ``loop``: see :func:`loops`. ``copied``: it is the source over again.
    ``language``: it is not in the language asked for.
    """
    if not any(map(str.isalnum, draft)):
        return ("empty",)
    found = ["loop"] if loops(draft, source) else []
    if _bare(draft) == _bare(source) and _foreign(source, tgt):
        found.append("copied")
    elif _foreign(draft, tgt):
        found.append("language")
    return tuple(found)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _foreign(text: str, tgt: Side) -> bool:
    """Whether a text is not in ``tgt``; names alone (``OneMore``) are at home in both languages."""
    han = len(_han.findall(text))
    words = re.findall(r"[A-Za-z]+(?:['’-][A-Za-z]+)*", text)
    if tgt == "en":
        return han > len(words)
    lower = sum(word[0].islower() for word in words)
    return lower >= 3 and len(words) > 2 * han


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
_HALF = {0xFF10 + n: str(n) for n in range(10)} | {0xFF0E: ".", 0xFF05: "%"}
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
    return text.translate(_HALF)


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
