"""Inline codes of sentences in the segments that they make: joined, and numbered so that both sides agree."""

from collections.abc import Iterator, Mapping, Sequence

from tmx.model import Lang, Segment, Tag, joined

Codes = Mapping[tuple[Lang, str], Segment]
"""The segments of sentences with codes, by their primary language and their text."""


def segments(
    en: Sequence[str], zh: Sequence[str], joints: tuple[str, str], codes: Codes
) -> tuple[Segment, Segment]:
    """Both sides of a pair, each side's sentences joined.

    A pair of codes has a number ``i`` of its own in its segment; ``x`` is the same for what stands for the
    same on both sides (TMX 1.4b, content markup): equal codes, else the next of its kind.
    """
    left, right = (
        joined(_numbered(_side(sentences, joint, lang, codes)))
        for sentences, joint, lang in ((en, joints[0], "en"), (zh, joints[1], "zh"))
    )
    return _linked(left, right)


def _side(sentences: Sequence[str], joint: str, lang: Lang, codes: Codes) -> Iterator[Segment]:
    for place, sentence in enumerate(sentences):
        if place and joint:
            yield (joint,)
        yield codes.get((lang, sentence)) or (sentence,)


def _numbered(parts: Iterator[Segment]) -> Iterator[str | Tag]:
    """The parts with the pairs of each numbered on from those before it."""
    last = 0
    for segment in parts:
        numbers: dict[str, str] = {}
        for part in segment:
            if isinstance(part, Tag) and (number := dict(part.attributes).get("i")):
                new = numbers.setdefault(number, str(last + len(numbers) + 1))
                part = _with(part, "i", new)
            yield part
        last += len(numbers)


def _linked(left: Segment, right: Segment) -> tuple[Segment, Segment]:
    numbers: dict[int, int] = {}
    mine = [(place, part) for place, part in enumerate(left) if _begins(part)]
    for number, (place, _) in enumerate(mine, 1):
        numbers[place] = number
    free = dict(mine)
    theirs: dict[int, int] = {}
    for same in (_is_same, _is_alike):
        for place, part in enumerate(right):
            if place in theirs or not _begins(part):
                continue
            fit = next((there for there, other in free.items() if same(part, other)), None)
            if fit is not None:
                theirs[place] = numbers[fit]
                del free[fit]
    number = len(mine)
    for place, part in enumerate(right):
        if _begins(part) and place not in theirs:
            number += 1
            theirs[place] = number
    return _with_links(left, numbers), _with_links(right, theirs)


def _with_links(segment: Segment, numbers: Mapping[int, int]) -> Segment:
    return tuple(
        _with(part, "x", str(numbers[place])) if isinstance(part, Tag) and place in numbers else part
        for place, part in enumerate(segment)
    )


def _begins(part: str | Tag) -> bool:
    """Whether a code takes an ``x``: what closes a pair goes with what opens it."""
    return isinstance(part, Tag) and part.name != "ept"


def _is_same(one: str | Tag, other: str | Tag) -> bool:
    return _is_alike(one, other) and isinstance(one, Tag) and one.content == getattr(other, "content", None)


def _is_alike(one: str | Tag, other: str | Tag) -> bool:
    return (
        isinstance(one, Tag)
        and isinstance(other, Tag)
        and one.name == other.name
        and dict(one.attributes).get("type") == dict(other.attributes).get("type")
    )


def _with(tag: Tag, name: str, value: str) -> Tag:
    kept = tuple((key, text) for key, text in tag.attributes if key != name)
    order = {"i": 0, "x": 1, "pos": 2, "type": 3}
    attributes = sorted((*kept, (name, value)), key=lambda one: order.get(one[0], 9))
    return Tag(tag.name, tuple(attributes), tag.content)
