"""Fuzzy matches: which unit of a memory says most nearly this, and how nearly, in per cent.

The percentage is that of OmegaT's ``FuzzyMatcher``: of the longer segment's tokens, how many need no edit
(Levenshtein, substitutions count once), rounded down. Tokens are words, single Han characters, single marks
and inline codes; white space is none. 100 is given to equal text and codes alone; what differs only in case,
spaces or codes gets 99 at most.

Candidates come from an inverted index of tokens: two segments at ``p`` per cent share at least
``p`` per cent of the longer one's tokens, so that nothing above the threshold is missed.
"""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from tmx.base import tags
from tmx.base.script import EAST_ASIAN, is_traditional
from tmx.model import Lang, Segment, Unit, Variant, plain
from tmx.xml.policy import Policy

THRESHOLD = 70  # per cent; OmegaT's and Trados' default for what is worth showing
_EXACT, _ALMOST = 100, 99
_TOKEN = re.compile(rf"[^\W{EAST_ASIAN}_]+|[^\s]")
_FIRST, _SURROGATES, _AFTER = 0x100, 0xD800, 0xE000  # tokens are numbered as characters, around surrogates
_LAST = 0x10FFFF
_BITS = 21  # of a character's number


class Match(NamedTuple):
    """A unit whose source is like the text asked for; ``target`` is its other side's text."""

    percent: int
    unit: Unit
    source: str
    target: str


def tokens(segment: Segment | str) -> list[str]:
    """What percentages count, in lower case: words, Han characters, marks, codes."""
    if isinstance(segment, str):
        return _TOKEN.findall(segment.lower())
    parts: list[str] = []
    for part in segment:
        if isinstance(part, str):
            parts += _TOKEN.findall(part.lower())
        else:
            parts.append(f"<{part.name}>")
            if part.name == "hi":
                parts += tokens(part.content)
    return parts


class Memory:
    """The units of a memory, ready to be asked; held whole in memory (about 1 KiB a unit).

    ``Memory(units, source="en", target="zh-CN").lookup("Tea is hot.")``. Units that lack a side, or have
    nothing to say on it, are left out and counted.

    :ivar lacking: how many those are.
    :ivar other_script: how many of these are translated into the other script of the target language.
    :ivar skipped: broken units of the file, if the policy skips them.
    """

    def __init__(self, units: Iterable[Unit], *, source: Lang = "en", target: Lang = "zh-CN") -> None:
        self.units: list[Unit] = []
        self.lacking = self.other_script = self.skipped = 0
        self._source, self._target = source, target
        self._segments: list[Segment] = []
        self._exact: defaultdict[Segment, array[int]] = defaultdict(lambda: array("i"))
        self._coded: list[str] = []  # each segment as a string with a character a token
        self._numbers = _Numbers()
        for unit in units:
            self._add(unit)
        self._build()

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        source: Lang = "en",
        target: Lang = "zh-CN",
        policy: Policy | None = None,
    ) -> "Memory":
        """The memory of a TMX file.

        :raises InputError: if it cannot be read under ``policy``.
        """
        from tmx.xml.reading import read

        with read(path, policy=policy) as units:
            memory = cls(units, source=source, target=target)
            memory.skipped = units.skipped
            return memory

    @property
    def other_script_note(self) -> str:
        """What to add where units are said to be left out: how many of them the script alone keeps out."""
        return f" ({self.other_script:,} in the other script)" if self.other_script else ""

    def __len__(self) -> int:
        return len(self.units)

    def lookup(self, text: str | Segment, *, limit: int = 5, threshold: int = THRESHOLD) -> list[Match]:
        """The best matches, best first; equally good ones in the order of the memory.

        :param threshold: per cent, 1 to 100; nothing below is given.
        """
        if not 1 <= threshold <= _EXACT:
            raise ValueError(f"a threshold is 1 to 100 per cent, not {threshold}")
        segment = ((text,) if text else ()) if isinstance(text, str) else text
        matches = [self._match(_EXACT, place) for place in self._exact.get(segment, ())[:limit]]
        if len(matches) < limit and threshold < _EXACT:
            known = set(self._exact.get(segment, ()))
            near = [
                (percent, place) for percent, place in self._near(segment, threshold) if place not in known
            ]
            near.sort(key=lambda one: (-one[0], one[1]))
            matches += [self._match(*one) for one in near[: limit - len(matches)]]
        return matches

    def exact(self, text: str | Segment) -> Match | None:
        """The last unit with this very source: later units of a memory are newer by custom."""
        segment = ((text,) if text else ()) if isinstance(text, str) else text
        places = self._exact.get(segment)
        return self._match(_EXACT, places[-1]) if places else None

    def _match(self, percent: int, place: int) -> Match:
        unit = self.units[place]
        target = self._side(unit)
        return Match(percent, unit, plain(self._segments[place]), plain(target.segment) if target else "")

    def _add(self, unit: Unit) -> None:
        source, target = unit.variant(self._source), self._side(unit)
        if source is None or target is None or source is target or not plain(target.segment).strip():
            self.lacking += 1
            others = tags.primary(self._target)
            self.other_script += source is not None and target is None and unit.variant(others) is not None
            return
        place = len(self.units)
        self.units.append(unit)
        self._segments.append(source.segment)
        self._exact[source.segment].append(place)
        self._coded.append("".join(map(self._numbers.__getitem__, tokens(source.segment))))

    def _side(self, unit: Unit) -> Variant | None:
        """The target; a text that nothing but its characters shows to be in the other script is none."""
        variant = unit.side(self._target)
        if variant and tags.script(self._target) == "Hans" and tags.is_bare(variant.lang):
            return None if is_traditional(plain(variant.segment)) else variant
        return variant

    def _code(self, matches: Sequence[str]) -> str:
        """A character for each token of a query; unknown ones share U+0000, which equals nothing here."""
        return "".join([self._numbers.get(token, "\0") for token in matches])

    def _build(self) -> None:
        """The inverted index: for the first, second … occurrence of each token, the units that have it."""
        import numpy as np

        self._lengths = np.array([len(coded) for coded in self._coded], dtype=np.int64)
        every = np.frombuffer("".join(self._coded).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
        both = np.repeat(np.arange(len(self._coded)), self._lengths) << _BITS | every
        both.sort()  # by unit, then token: the occurrences of a token in a unit stand together
        begins = np.flatnonzero(np.diff(both, prepend=-1))
        occurrence = np.arange(len(both)) - np.repeat(begins, np.diff(begins, append=len(both)))
        terms = (both & (1 << _BITS) - 1) << _BITS | occurrence
        order = np.argsort(terms, kind="stable")
        self._places = (both >> _BITS)[order].astype(np.int32)
        terms = terms[order]
        begins = np.flatnonzero(np.diff(terms, prepend=-1))
        ends = np.append(begins[1:], len(terms)).tolist()[: len(begins)]
        where = zip(begins.tolist(), ends, strict=True)
        self._slices = dict(zip(terms[begins].tolist(), where, strict=True))

    def _near(self, segment: Segment, threshold: int) -> list[tuple[int, int]]:
        """Percentage and place of all that is near enough."""
        import numpy as np
        from rapidfuzz.distance import Levenshtein

        query = self._code(tokens(segment))
        seen: Counter[str] = Counter()
        lists = []
        for token in query:
            if (where := self._slices.get(ord(token) << _BITS | seen[token])) is not None:
                lists.append(self._places[slice(*where)])
            seen[token] += 1
        if not lists:
            return []
        shared = np.bincount(np.concatenate(lists), minlength=len(self.units))
        longest = np.maximum(self._lengths, len(query))
        candidates = np.flatnonzero(shared * _EXACT >= longest * threshold)
        matches = []
        for place in candidates.tolist():
            coded = self._coded[place]
            size = max(len(coded), len(query))
            most = size * (_EXACT - threshold) // _EXACT
            edits = Levenshtein.distance(query, coded, score_cutoff=most)
            if edits <= most:
                matches.append((min(_EXACT * (size - edits) // size, _ALMOST), place))
        return matches


class _Numbers(dict[str, str]):
    """A character for each token, given when a token is met first."""

    def __missing__(self, token: str) -> str:
        self[token] = character = _character(len(self))
        return character


def _character(number: int) -> str:
    """The character that stands for the token of this number; beyond a million they share one."""
    code = number + _FIRST
    return chr(min(code + (_AFTER - _SURROGATES if code >= _SURROGATES else 0), _LAST))
