"""What goes wrong in a small model's output, found without a model: loops, copies, lost numbers."""

import re
from collections.abc import Iterator
from operator import eq
from typing import NamedTuple

from tmx.base.script import HAN_CHARACTER
from translate.model import Side

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_BRACKETS = re.compile(r"[()\[\]{}（）［］【】《》〈〉「」『』“”]")
_DANGLING = re.compile(r"[\s,，、;；:：·•\N{EM DASH}-]+$")  # marks that no text ends with, a looping one does

_LONGEST_UNIT = 200  # characters; a longer unit fits no output twice
_MARKS_ONLY = 12  # characters of bare marks or digits in a row, such as "········"
_SYLLABLES = 8  # 哈哈哈哈, "lalala": people write up to seven of them


class Repeat(NamedTuple):
    """``text[start:stop]`` is ``unit`` repeated so many ``times`` (a last piece of it may follow)."""

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

    What people repeat (``哈哈哈哈``, ``very, very``) isn't a loop, nor is what ``source`` repeats as often.
    """
    worst = _worst_loop(text)
    return worst is not None and not _as_often_in_source(worst, source)


def without_loops(text: str) -> str:
    """``text`` with each loop trimmed to its first occurrence, and no mark left dangling after it."""
    for _ in range(10):  # a text of more loops than that is not worth more
        loop = _worst_loop(text)
        if loop is None:
            break
        rest = text[loop.stop :]
        text = text[: loop.start + len(loop.unit)] + rest
        if not rest.strip():
            text = _DANGLING.sub("", text)
    return text


def _count(run: str, unit: str) -> int:
    """How often the unit stands in the run, by its letters: a last separator may be missing."""
    letters = sum(map(str.isalnum, unit))
    return sum(map(str.isalnum, run)) // letters if letters else len(run) // len(unit)


def _worst_loop(text: str) -> Repeat | None:
    candidates = [repeat for repeat in repeats(text) if repeat.times >= _allowed(text, repeat)]
    return max(candidates, key=lambda repeat: repeat.stop - repeat.start, default=None)


def _allowed(text: str, repeat: Repeat) -> int:
    """How often a unit must be repeated to be a loop. The bounds were set on real output and prose."""
    unit = repeat.unit
    han, words = len(HAN_CHARACTER.findall(unit)), len(_WORD.findall(HAN_CHARACTER.sub(" ", unit)))
    if han == 0 and (words == 0 or unit.strip().isdigit()):
        return -(-_MARKS_ONLY // len(unit))
    dangles = repeat.stop >= len(text.rstrip()) and _DANGLING.search(text) is not None
    if han == 0 and unit.isalpha():  # inside a word, or a word written on and on
        return _SYLLABLES if len(unit) < 4 else 3
    if han == 0:
        return {1: 5, 2: 4}.get(words, 3 if words < 6 else 2)
    size = han + 2 * words
    if size == 1:
        return _SYLLABLES
    if size == 2:
        return 3 if dangles or _BRACKETS.search(unit) else 5
    return 2 if dangles or size >= 8 else 3


def _as_often_in_source(loop: Repeat, source: str) -> bool:
    return any(repeat.times >= max(3, loop.times // 2) for repeat in repeats(source))


def faults(source: str, draft: str, tgt: Side) -> tuple[str, ...]:
    """What makes a draft worth a second try, the worst first.

    ``empty``: there is nothing. ``loop``: see :func:`loops`. ``copied``: it is the source over again.
    ``language``: it is not in the language asked for.
    """
    if not any(map(str.isalnum, draft)):
        return ("empty",)
    flags = ["loop"] if loops(draft, source) else []
    if _bare(draft) == _bare(source) and _foreign(source, tgt):
        flags.append("copied")
    elif _foreign(draft, tgt):
        flags.append("language")
    return tuple(flags)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _foreign(text: str, tgt: Side) -> bool:
    """Whether a text is not in ``tgt``; names alone (``OneMore``) are at home in both languages."""
    han = len(HAN_CHARACTER.findall(text))
    words = re.findall(r"[A-Za-z]+(?:['’-][A-Za-z]+)*", text)
    if tgt == "en":
        return han > len(words)
    lower = sum(word[0].islower() for word in words)
    return lower >= 3 and len(words) > 2 * han
