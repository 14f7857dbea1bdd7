"""Concordance: where a word or pattern stands in memories, with its surroundings and the other side."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tmx.base import tags
from tmx.base.errors import InputError
from tmx.model import Lang, Unit, Variant, plain


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the pattern stands; ``text[start:stop]`` of the variant is it."""

    unit: Unit
    variant: Variant
    text: str
    start: int
    stop: int

    def line(
        self, width: int = 30, marks: tuple[str, str] = ("[", "]"), shown: Callable[[str], str] = str
    ) -> str:
        """Keyword in context: at most ``width`` characters on each side.

        :param marks: what stands before and after the keyword.
        :param shown: how texts are shown.
        """
        left = self.text[max(self.start - width, 0) : self.start]
        right = self.text[self.stop : self.stop + width]
        before = "…" if self.start > width > 0 else ""
        after = "…" if len(self.text) - self.stop > width > 0 else ""
        keyword = f"{marks[0]}{shown(self.text[self.start : self.stop])}{marks[1]}"
        return f"{before}{shown(left)}{keyword}{shown(right)}{after}"

    def record(self) -> dict[str, object]:
        """The hit for programs; ``text[start:stop]`` is the keyword, in characters."""
        return {
            "tuid": self.unit.attribute("tuid"),
            "lang": self.variant.lang,
            "text": self.text,
            "start": self.start,
            "stop": self.stop,
            "others": {v.lang: plain(v.segment) for v in self.unit.variants if v is not self.variant},
        }

    def others(self) -> str:
        """The other variants, parted by a bar."""
        return " | ".join(plain(v.segment) for v in self.unit.variants if v is not self.variant)


def pattern(text: str, *, regex: bool = False, match_case: bool = False) -> re.Pattern[str]:
    """What to look for.

    :raises InputError: if it isn't a regular expression.
    """
    try:
        return re.compile(text if regex else re.escape(text), 0 if match_case else re.IGNORECASE)
    except re.error as error:
        raise InputError(f"{text!r} isn't a regular expression: {error}") from None


def search(units: Iterable[Unit], sought: re.Pattern[str], *, lang: Lang | None = None) -> Iterator[Hit]:
    """Every place in the text of a language (``zh``: in either script), or all; codes are looked through."""
    for unit in units:
        for variant in unit.variants:
            if lang is None or tags.matches(lang, variant.lang):
                text = plain(variant.segment)
                yield from (Hit(unit, variant, text, *match.span()) for match in sought.finditer(text))
