"""What a translation memory holds: units of variants, segments with their inline codes as content."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tmx.base import tags

Lang = str
"""A language tag after BCP 47 (RFC 5646), such as ``en`` or ``zh-CN``."""

TagName = Literal["bpt", "ept", "it", "ph", "hi", "sub", "ut"]


@dataclass(frozen=True, slots=True)
class Tag:
    """An inline code of a segment (TMX 1.4b, content markup): native code inside, attributes kept."""

    name: TagName
    attributes: tuple[tuple[str, str], ...] = ()
    content: "Segment" = ()


Segment = tuple[str | Tag, ...]
"""The content of a ``<seg>``: text and codes in order; neighbouring strings are joined."""


def plain(segment: Segment) -> str:
    """The text that a reader sees: native codes are left out, highlighted text (``hi``) is kept."""
    return "".join(
        part if isinstance(part, str) else plain(part.content) if part.name == "hi" else ""
        for part in segment
    )


class Prop(NamedTuple):
    """A property: ``<prop type=… >text</prop>``, with further attributes (``xml:lang``, ``o-encoding``)."""

    type: str
    text: str
    attributes: tuple[tuple[str, str], ...] = ()


class Note(NamedTuple):
    """A remark: ``<note>text</note>``, with its attributes."""

    text: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """One language's side of a unit: a ``<tuv>``. ``attributes`` are those beside the language."""

    lang: Lang
    segment: Segment
    attributes: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Prop | Note, ...] = ()  # in document order


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit: a ``<tu>``. ``attributes`` holds ``tuid``, ``segtype``, dates and the like."""

    variants: tuple[Variant, ...]
    attributes: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Prop | Note, ...] = ()  # in document order

    def variant(self, lang: Lang) -> Variant | None:
        """The variant for ``lang``: that of the very tag, else the nearest one (:mod:`tmx.base.tags`)."""
        best = max(self.variants, key=lambda variant: tags.nearness(lang, variant.lang), default=None)
        return best if best and tags.matches(lang, best.lang) else None

    def side(self, lang: Lang) -> Variant | None:
        """The variant for what is written under the tag ``lang``, where plain ``zh`` is simplified, too."""
        variant = self.variant(lang)
        return variant if variant and tags.agree(lang, variant.lang) else None

    def prop(self, type_: str) -> str | None:
        """The text of the first property of that type."""
        return next((r.text for r in self.remarks if isinstance(r, Prop) and r.type == type_), None)

    def attribute(self, name: str) -> str | None:
        """The value of an attribute of the ``<tu>``."""
        return dict(self.attributes).get(name)


class Encoding(NamedTuple):
    """A user-defined encoding: ``<ude name=… base=…>``, and the attributes of each ``<map>`` in it."""

    attributes: tuple[tuple[str, str], ...]
    maps: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a memory; the writer fills in what TMX 1.4 requires and ``attributes`` lacks."""

    attributes: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Prop | Note | Encoding, ...] = ()  # in document order

    def attribute(self, name: str) -> str | None:
        """The value of an attribute of the ``<header>``."""
        return dict(self.attributes).get(name)


def joined(parts: Iterable[str | Tag]) -> Segment:
    """A segment of ``parts`` with neighbouring strings joined and empty ones left out."""
    whole: list[str | Tag] = []
    for part in parts:
        if isinstance(part, str) and whole and isinstance(whole[-1], str):
            whole[-1] += part
        elif part != "":
            whole.append(part)
    return tuple(whole)
