"""The styles of an ODF document: what runs of words look like, and what paragraphs are.

ODF 1.3 Part 3, 16. A style takes from its parent what it does not say itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from translate.documents.formats.markup import Token, attributes, local
from translate.model import BlockKind

_DEEPEST = 16  # parents of parents; more are a circle
_FONTS = frozenset(("font-name", "font-family", "font-name-asian", "font-family-asian"))
_UNSEEN = re.compile(
    r"rsid|paragraph-rsid|(?:rfc-)?(?:language|country|script|language-tag)(?:-asian|-complex)?"
    r"|font-(?:name|family|family-generic|style-name|pitch|charset)(?:-asian|-complex)?|.*-complex"
    r"|letter-kerning|script-type|use-window-font-color"
)
_KINDS = (
    (re.compile(r"heading|(?:sub)?title$|标题", re.IGNORECASE), BlockKind.HEADING),
    (re.compile(r"caption$|题注", re.IGNORECASE), BlockKind.CAPTION),
)


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of words itself: ``look`` is what a reader sees of it, but for fonts."""

    parent: str = ""
    look: str = ""
    fonts: tuple[str, ...] = ()


class Styles:
    """The styles of some parts, by family and name; those of a later part give way to earlier ones.

    :param parts: the texts of parts, and their tokens.
    """

    def __init__(self, parts: Iterable[tuple[str, Iterable[Token]]]) -> None:
        self._styles: dict[tuple[str, str], Style] = {}
        for text, stream in parts:
            for family, name, style in _styles(text, stream):
                self._styles.setdefault((family, name), style)

    def look(self, name: str) -> str:
        """What a reader sees of a style of words; empty where it only says the language, the font …"""
        known = list(self._chain("text", name))
        return " ".join(filter(None, (style.look for _, style in known))) if known else name

    def fonts(self, name: str) -> tuple[str, ...]:
        """The fonts of a style of words, in small letters; none where it does not say."""
        return next((style.fonts for _, style in self._chain("text", name) if style.fonts), ())

    def kind(self, name: str) -> BlockKind:
        """What a paragraph is, by the names of its style and of those that this one is made from."""
        for ancestor in (name, *(style.parent for _, style in self._chain("paragraph", name))):
            for pattern, kind in _KINDS:
                if pattern.match(ancestor):
                    return kind
        return BlockKind.PARAGRAPH

    def _chain(self, family: str, name: str) -> Iterator[tuple[str, Style]]:
        for _ in range(_DEEPEST):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield name, style
            name = style.parent


def _styles(text: str, stream: Iterable[Token]) -> Iterator[tuple[str, str, Style]]:
    """The styles of words and paragraphs: their families, their names, what they say."""
    family = name = parent = look = ""
    fonts: tuple[str, ...] = ()
    for token in stream:
        if token.name == "style:style" and token.kind != "close":
            family, name, parent = (
                token.get(key) or "" for key in ("style:family", "style:name", "style:parent-style-name")
            )
            look, fonts = "", ()
        elif token.name == "style:text-properties" and token.kind != "close" and family == "text":
            names = [(local(one.name), one.value) for one in attributes(text, token)]
            fonts = tuple(html.unescape(value).strip(" '\"").lower() for key, value in names if key in _FONTS)
            look = " ".join(sorted(f"{key}={value}" for key, value in names if not _UNSEEN.fullmatch(key)))
        if (
            token.name == "style:style"
            and token.kind in ("close", "empty")
            and family in ("text", "paragraph")
        ):
            yield family, name, Style(parent, look, fonts)
            family = ""
