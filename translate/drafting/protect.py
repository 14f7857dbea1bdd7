"""Parts of a text that a translation must keep, or translate as a glossary says.

Web and e-mail addresses, placeholders, code spans, tags, what codes show, and terms. A draft that lacks one
is asked for again with marks in their places (``X1``, which models copy), and at last in parts around them,
so that nothing is lost. Numbers that a draft lost are marked, too; for them, and for the built-in names, a
text is not divided.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from translate.engines.engine import Engine
from translate.language.figures import figures
from translate.language.losses import amended, losses, missing
from translate.language.numerals import SCALED_NUMBER
from translate.language.placeholders import invariants
from translate.model import Ask, Draft, Side, Wish, rules

DIVIDED = "divided"
"""The flag of a draft whose parts were translated apart, around what must stay."""

_OPENING = '<([{"“‘「『《（【'
_CLOSING = '>)]}"”’」』》）】'
_HALVES = re.compile(
    rf"(?P<before>(?:\s*[{re.escape(_CLOSING)}]+)*)(?P<core>.*?)(?P<after>(?:\s*[{re.escape(_OPENING)}]+\s*)*)",
    re.DOTALL,
)
_ENGLISH = str.maketrans("「」『』（）【】，。；：！？、", "“”‘’()[],.;:!?,")


Terms = Callable[[str], Iterable[Wish]]
"""Finds the terms of a text."""


def wishes(ask: Ask, terms: Terms | None = None) -> list[Wish]:
    """What a text must keep, in order, without overlaps: what codes show before patterns before terms."""
    chosen: list[Wish] = []
    at = 0
    for kept in ask.kept:
        start = ask.text.find(kept, at)
        if start >= 0:
            at = start + len(kept)
            chosen.append(Wish(start, at, kept))
    patterns = (Wish(start, stop, ask.text[start:stop]) for start, stop in invariants(ask.text))
    for wish in (*patterns, *(terms(ask.text) if terms else ())):
        if not any(wish.start < other.stop and other.start < wish.stop for other in chosen):
            chosen.append(wish)
    return sorted(chosen, key=lambda wish: wish.start)


@dataclass(slots=True)
class _Case:
    """A text on its way through the rounds."""

    ask: Ask
    wishes: list[Wish]
    draft: Draft | None = None
    masks: list[str] = field(default_factory=list)


class Guard:
    """An engine whose drafts keep what they must."""

    def __init__(self, engine: Engine, *, terms: Terms | None = None) -> None:
        self._engine, self._terms = engine, terms

    def translate(self, asks: Sequence[Ask]) -> list[Draft]:
        """A draft for each text, in order."""
        cases = [_Case(ask, wishes(ask, self._terms)) for ask in asks]
        mixed = [substituted(case.ask.text, case.wishes) for case in cases]
        for case, draft in zip(cases, self._engine.translate(mixed), strict=True):
            case.draft = draft
            _choose(case)
        open_cases = [case for case in cases if not _sound(case)]
        self._masked(open_cases)
        self._divided([case for case in open_cases if not _keeps(_binding(case), _text(case), case.ask.text)])
        return [_checked(case, self._engine.src, self._engine.tgt) for case in cases]

    def _masked(self, cases: list[_Case]) -> None:
        """Ask again with marks in the places of what was lost; take what comes back whole."""
        asked = []
        for case in cases:
            marked = _with_numbers(case, self._engine.src)
            case.masks = _masks(case.ask.text, len(marked))
            text = substituted(
                case.ask.text,
                [replace(wish, target=mask) for wish, mask in zip(marked, case.masks, strict=True)],
            )
            asked.append((case, marked, text))
        for (case, marked, _), draft in zip(
            asked, self._engine.translate([text for *_, text in asked]), strict=True
        ):
            if all(draft.text.count(mask) == 1 for mask in case.masks):
                text = draft.text
                for wish, mask in reversed(list(zip(marked, case.masks, strict=True))):
                    text = text.replace(mask, wish.target)
                if _keeps(case.wishes, text, case.ask.text) and not _more_lost(case, text):
                    case.draft = replace(draft, text=text, flags=_without(draft.flags, "number", "url"))

    def _divided(self, cases: list[_Case]) -> None:
        """Ask for the parts around what was lost, and put it between them."""
        parts = [_parts(case) for case in cases]
        texts = [_core(part)[1] for case_parts in parts for part in case_parts if _worded(part)]
        drafts = iter(self._engine.translate(texts))
        for case, case_parts in zip(cases, parts, strict=True):
            drafted = [next(drafts) if _worded(part) else Draft(part, "", 0.0) for part in case_parts]
            tgt = self._engine.tgt
            fitted = [_fitted(draft.text, part, tgt) for draft, part in zip(drafted, case_parts, strict=True)]
            text = fitted[0]
            for place, wish in enumerate(_binding(case)):
                text = self._glued(text, wish.target, case_parts[place][-1:])
                text = self._glued(text, fitted[place + 1], case_parts[place + 1][:1])
            assert case.draft is not None
            flags = dict.fromkeys((*_without(case.draft.flags, "url"), DIVIDED))
            scores = [draft.score for draft in drafted if draft.engine] or [case.draft.score]
            case.draft = replace(case.draft, text=text, score=sum(scores) / len(scores), flags=tuple(flags))

    def _glued(self, left: str, right: str, seam: str) -> str:
        """Two texts put together, as their language has it.

        :param seam: what stands at the seam in the source, on the side that is translated.
        """
        if not left or not right or left[-1].isspace() or right[0].isspace():
            return left + right
        if self._engine.tgt == "zh":
            gap = seam.isspace() and left[-1].isascii() and right[0].isascii()
        else:
            gap = (
                seam not in _OPENING + _CLOSING  # nor where nothing was between two
                and right[0] not in ",.;:!?)]，。；：！？、）"
                and left[-1] not in "([（“‘"
            )
        return f"{left} {right}" if gap else left + right


def _choose(case: _Case) -> None:
    """Take the first of the alternatives that keeps what the draft lost."""
    first = case.draft
    if first is None or not first.alternatives or _sound(case):
        return
    for other in first.alternatives:
        if _keeps(case.wishes, other, case.ask.text) and not any(missing(case.ask.text, other)):
            rest = [text for text in (first.text, *first.alternatives) if text != other]
            flags = _without(first.flags, "number", "url")
            case.draft = replace(first, text=other, flags=flags, alternatives=tuple(rest))
            return


def substituted(text: str, replacements: Sequence[Wish]) -> str:
    """``text`` with each wish's target in its place."""
    parts: list[str] = []
    last = 0
    for wish in replacements:
        parts += (text[last : wish.start], wish.target)
        last = wish.stop
    return "".join((*parts, text[last:]))


def _text(case: _Case) -> str:
    return case.draft.text if case.draft else ""


def _sound(case: _Case) -> bool:
    return _keeps(case.wishes, _text(case), case.ask.text) and not _lost_numbers(case)


def _keeps(required: Sequence[Wish], text: str, source: str) -> bool:
    """Whether a draft has all it must have: kept texts as often as the source, terms at least once.

    Where the source has it unprotected as well (``The `key` is a key``), the draft may have it as often.
    """
    wanted = Counter(wish.target for wish in required if wish.kind == "kept")
    for target, count in wanted.items():
        most = max(count, _count(target, source))
        if not _inside(target, wanted) and not count <= _count(target, text) <= most:
            return False
    folded = text.casefold()
    return all(wish.target.casefold() in folded for wish in required)


def _count(target: str, text: str) -> int:
    """How often a target stands in a text; ``a`` does not stand in ``make``."""
    if target.isascii() and target.isalnum():
        return len(re.findall(rf"(?<![A-Za-z0-9]){target}(?![A-Za-z0-9])", text))
    return text.count(target)


def _inside(target: str, wanted: Counter[str]) -> bool:
    """Whether a target is part of another, so that counting it says nothing."""
    return any(target in other and target != other for other in wanted)


def _lost_numbers(case: _Case) -> list[str]:
    if not case.draft or "number" not in case.draft.flags:
        return []
    return [lost.text for lost in missing(case.ask.text, case.draft.text) if lost.kind == "number"]


def _more_lost(case: _Case, text: str) -> bool:
    now = sum(lost.kind == "number" for lost in missing(case.ask.text, text))
    return now > len(_lost_numbers(case))


def _with_numbers(case: _Case, src: str) -> list[Wish]:
    """The wishes, and the numbers that the draft lost: as they are, or as the other language writes them."""
    marked = list(case.wishes)
    written = figures(case.ask.text, rules(src)) if src in ("en", "zh") else []
    for number in _lost_numbers(case):
        start = case.ask.text.find(number)
        stop, written_as = start + len(number), number
        for figure in written:
            if figure.start < stop and start < figure.stop:
                start, stop, written_as = figure
        meets = any(start < wish.stop and wish.start < stop for wish in marked)
        if start >= 0 and not meets and not (written_as == number and _is_scaled(number)):
            marked.append(Wish(start, stop, written_as, "number"))
    return sorted(marked, key=lambda wish: wish.start)


def _is_scaled(number: str) -> bool:
    """Whether a number has a scale that the other language lacks: of 3.5亿 the digits alone wouldn't do."""
    match = SCALED_NUMBER.fullmatch(number)
    return match is not None and match["scale"] is not None


def _masks(text: str, count: int) -> list[str]:
    """Marks that models copy, of which none is in the text or begins another."""
    letter = next((letter for letter in "XQZK" if letter not in text), "XQ")
    first = 1 if count < 10 else 11
    return [f"{letter}{first + number}" for number in range(count)]


def _binding(case: _Case) -> list[Wish]:
    """The wishes that a draft must meet, even if the text has to be divided."""
    return [wish for wish in case.wishes if wish.kind != "name"]


def _parts(case: _Case) -> list[str]:
    """The text between the binding wishes, with its names already translated."""
    parts: list[str] = []
    text, last = "", 0
    for wish in case.wishes:
        text += case.ask.text[last : wish.start]
        last = wish.stop
        if wish.kind == "name":
            text += wish.target
        else:
            parts.append(text)
            text = ""
    return [*parts, text + case.ask.text[last:]]


def _worded(part: str) -> bool:
    return any(map(str.isalpha, part))


def _core(part: str) -> tuple[str, str, str]:
    """A part without the halves of pairs at its edges, which a translator would drop, and these."""
    match = _HALVES.fullmatch(part)
    assert match is not None  # it fits anything
    return match["before"], match["core"], match["after"]


def _fitted(draft: str, part: str, tgt: Side) -> str:
    """A part's draft without a full stop that the part does not have, with the marks at the part's edges."""
    before, core, after = _core(part)
    if _worded(part) and not core.rstrip().endswith((".", "。")):
        draft = draft.rstrip().rstrip(".。")
    draft = (draft if _worded(part) else core.translate(_ENGLISH) if tgt == "en" else core).strip()
    if tgt == "en" and draft:
        before = before and before.translate(_ENGLISH).rstrip() + " " * draft[0].isalnum()
        after = after and " " + after.translate(_ENGLISH).lstrip()
    return (before + draft + after).strip()


def _without(flags: tuple[str, ...], *names: str) -> tuple[str, ...]:
    return tuple(flag for flag in flags if flag not in names)


def _checked(case: _Case, src: str, tgt: Side) -> Draft:
    """The draft, a wrong number put right, with flags that are true of it: ``number``, ``url``, ``term``."""
    assert case.draft is not None
    text = amended(case.ask.text, case.draft.text, tgt)
    if text != case.draft.text and _keeps(case.wishes, text, case.ask.text):
        case.draft = replace(case.draft, text=text)
    flags = list(_without(case.draft.flags, "number", "url"))
    flags += losses(case.ask.text, case.draft.text, src, tgt)
    terms = [wish for wish in case.wishes if wish.kind in ("term", "name")]
    if not _keeps(terms, case.draft.text, case.ask.text):
        flags.append("term")
    return replace(case.draft, flags=tuple(flags))
