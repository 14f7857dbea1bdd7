"""Inline codes: taken out before translation, put back into the draft; never lost, never doubled.

A code that shows text (a code span) goes where its text stands. A stretch (bold, a link) goes around the
translation of what it held, where that can be found. All else goes by position: as far into the draft as it
was in the source, at the next boundary of words; these are counted as guesses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from tmx.base.script import is_han
from translate.documents.seam import joined, shown
from translate.language.losses import missing
from translate.model import Code, Content

_MARKS = frozenset("，。！？；：、,.;:!?）)」』”")
_SHARED = 0.4  # of a stretch's characters, in one run, from which a place is taken for its own
_SHORT = 2  # letters of a unit (m², km²), which says its exponent in translation
_WHOLE = 2  # from which a place fits as a word by itself
_MOST_WORDS = 8  # of a stretch that is translated by itself, to be found again


@dataclass(slots=True, eq=False)
class _Node:
    """A code or a stretch between two, over ``start:stop`` of the shown text."""

    start: int
    stop: int
    opening: Code | None
    closing: Code | None = None
    children: list[_Node] = field(default_factory=list)


def cut(content: Content, lengths: Iterable[int]) -> list[Content]:
    """A content in pieces, each with so many characters of its shown text; a closing code at
    a cut stays with the piece before it, any other goes on."""
    pieces: list[Content] = []
    rest = list(content)
    for length in lengths:
        piece: list[str | Code] = []
        while rest and (length > 0 or (isinstance(rest[0], Code) and rest[0].role == "close")):
            part = rest.pop(0)
            size = len(part) if isinstance(part, str) else len(part.shown)
            if isinstance(part, str) and size > length:
                rest.insert(0, part[length:])
                part, size = part[:length], length
            piece.append(part)
            length -= size
        pieces.append(joined(piece))
    if rest and pieces:
        pieces[-1] = joined([*pieces[-1], *rest])
    return pieces


def stretches(content: Content) -> list[str]:
    """The texts of a content's stretches, if short: their own translations show where the codes go."""
    text = shown(content)
    return [
        text[node.start : node.stop].strip()
        for node in _walk(_tree(content))
        if node.closing and _telling(text, node)
    ]


def _telling(text: str, node: _Node) -> bool:
    inner = text[node.start : node.stop].strip()
    whole = len(inner) >= 0.8 * len(text.strip())
    return bool(inner) and not whole and len(inner.split()) <= _MOST_WORDS


def place(content: Content, draft: str, known: Mapping[str, str]) -> tuple[Content, int]:
    """``draft`` with the codes of ``content`` in it, and how many were placed by position alone.

    :param known: translations of the texts that :func:`stretches` returns.
    """
    if draft == shown(content):  # a copy, or nothing to translate
        return content, 0
    if not any(isinstance(part, Code) for part in content):
        return (draft,) if draft else (), 0
    placing = _Placing(shown(content), draft, known)
    parts = placing.fill(_tree(content), (0, len(placing.source)), (0, len(draft)))
    return joined(parts), placing.guesses


def _tree(content: Content) -> list[_Node]:
    """The codes as a tree; a code whose other half is missing stands alone."""
    top: list[_Node] = []
    opened: list[_Node] = []
    at = 0
    for part in content:
        if isinstance(part, str):
            at += len(part)
            continue
        level = opened[-1].children if opened else top
        if part.role == "close" and opened:
            node = opened.pop()
            node.stop, node.closing = at, part
            continue
        node = _Node(at, at + len(part.shown), part)
        level.append(node)
        at += len(part.shown)
        if part.role == "open":
            opened.append(node)
    for node in reversed(opened):  # never closed: its children are its neighbours
        level = next((parent.children for parent in _walk(top) if node in parent.children), top)
        place_ = level.index(node)
        level[place_ + 1 : place_ + 1] = node.children
        node.children = []
    return top


def _walk(nodes: Iterable[_Node]) -> Iterable[_Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


class _Placing:
    """Finds the places of the codes of one text in its draft."""

    def __init__(self, source: str, draft: str, known: Mapping[str, str]) -> None:
        self.source, self.draft, self.known = source, draft, known
        self.guesses = 0
        self.lost: list[_Node] = []  # stretches whose text goes in as it is, since the draft lacks it

    def fill(
        self, nodes: Sequence[_Node], origin: tuple[int, int], room: tuple[int, int]
    ) -> list[str | Code]:
        """The part ``room`` of the draft with ``nodes`` in it, which lay in ``origin`` of the source."""
        taken = self._places(nodes, origin, room)
        parts: list[str | Code] = []
        at = room[0]
        for index in sorted(range(len(nodes)), key=lambda i: (taken[i], i)):
            node, (start, stop) = nodes[index], taken[index]
            parts.append(self.draft[at:start])
            if node.opening:
                parts.append(node.opening)
            if node in self.lost:
                inner = (node.start, node.stop)
                parts += _Placing(self.source, self.source, {}).fill(node.children, inner, inner)
            elif node.closing:
                parts += self.fill(node.children, (node.start, node.stop), (start, stop))
            if node.closing:
                parts.append(node.closing)
            at = stop
        return [*parts, self.draft[at : room[1]]]

    def _places(
        self, nodes: Sequence[_Node], origin: tuple[int, int], room: tuple[int, int]
    ) -> dict[int, tuple[int, int]]:
        """Where each node goes; places do not overlap."""
        taken: dict[int, tuple[int, int]] = {}
        for index, node in enumerate(nodes):
            if edge := self._edge(node, origin, room):
                taken[index] = edge
        for text in dict.fromkeys(self._bare(node) for node in nodes):
            same = [
                index for index, node in enumerate(nodes) if index not in taken and self._bare(node) == text
            ]
            if text and same:
                self._literally(nodes, same, origin, room, taken)
        for look in (self._alike, self._guessed):
            for index, node in enumerate(nodes):
                if index not in taken and (place := look(node, origin, room, list(taken.values()))):
                    taken[index] = place
        return taken

    def _bare(self, node: _Node) -> str:
        """The text of a node, without blanks around it."""
        return self.source[node.start : node.stop].strip()

    def _edge(self, node: _Node, origin: tuple[int, int], room: tuple[int, int]) -> tuple[int, int] | None:
        """The place of a code that stands first or last, and of a node that holds the whole text."""
        if self._bare(node):
            return room if (node.start, node.stop) == origin else None
        at = {origin[0]: room[0], origin[1]: room[1]}.get(node.start)
        return (at, at) if at is not None and node.start == node.stop else None

    def _literally(
        self,
        nodes: Sequence[_Node],
        same: Sequence[int],
        origin: tuple[int, int],
        room: tuple[int, int],
        taken: dict[int, tuple[int, int]],
    ) -> None:
        """Places the nodes that hold one text where the draft says it, or its translation.

        In their order if there are as many such places; else each at the nearest, which is a guess.
        """
        bare = self._bare(nodes[same[0]])
        known = "" if any(_shows(nodes[index]) for index in same) else self.known.get(bare, "")
        for text in dict.fromkeys((_trimmed(known, bare), bare)):
            free = [span for span in _occurrences(self.draft, text, room) if not _meets(span, taken.values())]
            for index in same:
                node = nodes[index]
                fits = {span: self._fit(node, span) for span in free}
                best = max(fits.values(), default=0)
                spans = [span for span in free if fits[span] == best]
                left = [other for other in same if other >= index]
                if index in taken or not best or not spans:
                    continue
                several = len(spans) > len(left)
                exact = [span for span in spans if self.draft[slice(*span)] == bare] or spans
                place = self._nearest(node, exact, origin, room) if several else exact[0]
                self.guesses += several or best < _WHOLE
                taken[index] = place
                free = [span for span in free if not _meets(span, (place,))]

    def _nearest(
        self, node: _Node, spans: Sequence[tuple[int, int]], origin: tuple[int, int], room: tuple[int, int]
    ) -> tuple[int, int]:
        """Of several places, the one of the same rank as in the source, else the nearest by position."""
        alike = list(_occurrences(self.source, self._bare(node), origin))
        number = next(
            (n for n, (start, stop) in enumerate(alike) if node.start <= start < stop <= node.stop), 0
        )
        if len(alike) == len(spans):
            return spans[number]
        expected = self._scaled((node.start + node.stop) / 2, origin, room)
        return min(spans, key=lambda span: abs((span[0] + span[1]) / 2 - expected))

    def _fit(self, node: _Node, span: tuple[int, int]) -> int:
        """How well a place fits: 0 not at all, from 2 on as a word by itself or inside one as in the source.

        The text of a code matches even inside another word, so that it never appears twice.
        """
        text = self.source[node.start : node.stop]
        start = node.start + len(text) - len(text.lstrip())
        stop = node.stop - len(text) + len(text.rstrip())
        fit = _WHOLE
        joins = str.isalnum if _shows(node) else _joins
        for own, outer, inner in (
            (self.source[start - 1 : start], self.draft[span[0] - 1 : span[0]], self.draft[span[0]]),
            (self.source[stop : stop + 1], self.draft[span[1] : span[1] + 1], self.draft[span[1] - 1]),
        ):
            like = bool(own.strip()) and own.casefold() == outer.casefold()
            if not like and outer and _latin(joins, outer) and _latin(joins, inner):
                fit -= _WHOLE
            fit += like
        if fit < _WHOLE:
            return int(_shows(node) and span[1] - span[0] > 2)
        return fit

    def _alike(
        self,
        node: _Node,
        origin: tuple[int, int],
        room: tuple[int, int],
        others: list[tuple[int, int]],
    ) -> tuple[int, int] | None:
        """The words of the draft most like a stretch's text, or like its translation."""
        bare = self._bare(node)
        if not bare or _shows(node) or not any(map(str.isalpha, bare)):
            return None
        texts = (_trimmed(text, bare) for text in (self.known.get(bare, ""), bare))
        return next(filter(None, (self._like(text, room, others) for text in texts)), None)

    def _like(
        self, text: str, room: tuple[int, int], others: list[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """The words of the draft that share the longest run with a text, if that is long enough."""
        draft = self.draft[slice(*room)]
        run = SequenceMatcher(None, text, draft, autojunk=False).find_longest_match()
        if run.size < 2 or run.size < _SHARED * len(text):
            return None
        return self._words(room[0] + run.b, room[0] + run.b + run.size, room, others)

    def _words(
        self, start: int, stop: int, room: tuple[int, int], others: list[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """A span made to hold whole words, without blanks and marks at its ends."""
        blank = {" ", *_MARKS}
        while start < stop and self.draft[start] in blank:
            start += 1
        while stop > start and self.draft[stop - 1] in blank:
            stop -= 1
        while room[0] < start < room[1] and _word(self.draft[start - 1], self.draft[start]):
            start -= 1
        while room[0] < stop < room[1] and _word(self.draft[stop - 1], self.draft[stop]):
            stop += 1
        return None if start >= stop or _meets((start, stop), others) else (start, stop)

    def _guessed(
        self, node: _Node, origin: tuple[int, int], room: tuple[int, int], others: list[tuple[int, int]]
    ) -> tuple[int, int]:
        self.guesses += 1 + (node.closing is not None)
        start = self._boundary(self._scaled(node.start, origin, room), room)
        bare = self._bare(node)
        if _shows(node) or self._is_lost(node) or (bare and not any(map(str.isalpha, bare))):
            stop = start  # its text goes in as it is, or the draft writes it otherwise: 20 m², 20 平方米
        else:
            stop = max(start, self._boundary(self._scaled(node.stop, origin, room), room))
        if node.stop == origin[1] and stop > start:
            stop = room[1]
        for other in sorted(others):  # move out of the way
            if other[0] < stop and start < other[1]:
                if start < other[0]:
                    stop = other[0]
                else:
                    start, stop = other[1], max(stop, other[1])
        return start, stop

    def _is_lost(self, node: _Node) -> bool:
        """Whether the draft lacks a stretch without letters, such as the number of a note, in any form."""
        bare = self._bare(node)
        if not node.closing or not bare or any(map(str.isalpha, bare)):
            return False
        if any(map(str.isdigit, bare)) and not missing(bare, self.draft):
            return False
        word = re.search(r"[^\W\d_]*\Z", self.source[: node.start])
        if (word and 0 < len(word[0]) <= _SHORT) or self.source[node.stop : node.stop + 1].isalpha():
            return False  # m<sup>2</sup>, H<sub>2</sub>O: part of the word around them
        self.lost.append(node)
        return True

    def _scaled(self, at: float, origin: tuple[int, int], room: tuple[int, int]) -> float:
        share = (at - origin[0]) / max(1, origin[1] - origin[0])
        return room[0] + share * (room[1] - room[0])

    def _boundary(self, at: float, room: tuple[int, int]) -> int:
        """The boundary of words nearest to a place; one after a mark is worth a detour of two characters."""
        near = range(max(room[0], int(at) - 12), min(room[1], int(at) + 13) + 1)
        free = [place for place in near if place in room or self._parts_words(place)]
        cost = lambda place: abs(place - at) - 2 * (self.draft[place - 1 : place] in _MARKS)  # noqa: E731
        return min(free, key=cost, default=room[1])

    def _parts_words(self, place: int) -> bool:
        before, after = self.draft[place - 1], self.draft[place]
        if before.isspace():
            return True
        return not after.isspace() and after not in _MARKS and not (_joins(before) and _joins(after))


def _joins(character: str) -> bool:
    """Whether a character belongs to a word with its neighbour: Han do not."""
    return (character.isalnum() or character in "'’-_") and not is_han(character)


def _trimmed(text: str, source: str) -> str:
    """The translation of a stretch by itself, without the full stop and capital that were added for it."""
    text = text.strip()
    return text if source[-1:] in ".。!?！？" else text.rstrip(".。 ")


def _shows(node: _Node) -> bool:
    """Whether a node is a code that shows text."""
    return bool(node.opening and node.opening.shown)


def _occurrences(draft: str, text: str, room: tuple[int, int]) -> Iterable[tuple[int, int]]:
    if not text:
        return
    folded = draft if len(draft.lower()) != len(draft) else draft.lower()
    wanted = text if folded is draft else text.lower()
    at = folded.find(wanted, room[0], room[1])
    while at >= 0:
        yield at, at + len(wanted)
        at = folded.find(wanted, at + 1, room[1])


def _latin(joins: Callable[[str], bool], character: str) -> bool:
    """Whether a character makes one word with its neighbour: Han do not."""
    return joins(character) and not is_han(character)


def _word(left: str, right: str) -> bool:
    return bool(left and right) and _joins(left) and _joins(right)


def _meets(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < other[1] and other[0] < span[1] for other in others)
