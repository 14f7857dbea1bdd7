"""What an RTF file says so far: how its characters and paragraphs are, and the texts that come of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from translate.documents.seam import joined, parted
from translate.model import BlockKind, Cell, Code, Content

BODY_LEVEL = 9
"""The level of an outline that paragraphs have."""


@dataclass(slots=True)
class State:
    """What a group has from the one around it."""

    into: str = ""  # what its text is for, where it isn't the document
    is_mute: bool = False
    was_mute: bool = False  # outside of two forms of a text
    unicode_skip: int = 1  # the replacements behind each character
    font: int = -1
    wide_font: int = -1  # that of East Asian bytes
    is_wide: bool = False
    is_hidden: bool = False
    is_bold: bool = False
    is_italic: bool = False
    is_deleted: bool = False
    style: int = 0
    outline: int = BODY_LEVEL
    is_listed: bool = False
    level: int = 0  # of tables in tables

    def plain(self, font: int) -> None:
        """Characters as the document has them."""
        self.font, self.wide_font, self.is_wide = font, -1, False
        self.is_hidden = self.is_deleted = self.is_bold = self.is_italic = False

    @property
    def look(self) -> str:
        """What a reader sees of the characters, as control words."""
        return "\\b" * self.is_bold + "\\i" * self.is_italic

    def paragraph(self) -> None:
        """A paragraph as the document has them."""
        self.style, self.outline, self.is_listed, self.level = 0, BODY_LEVEL, False, 0


@dataclass(slots=True)
class Block:
    """A paragraph that has been read."""

    content: Content
    kind: BlockKind
    cell: Cell | None = None


@dataclass(slots=True)
class Story:
    """A text that is read: that of the document, or of a note, a frame, a header in it."""

    name: str
    depth: int  # of its group
    blocks: list[Block] = field(default_factory=list)
    parts: list[str | Code] = field(default_factory=list)  # of the paragraph that has begun
    behind: list[Block] = field(default_factory=list)  # what follows it
    is_listed: bool = False  # as a bullet before it shows
    tables: list[list[int]] = field(default_factory=list)  # number, row and column, the outermost first
    look: str = ""  # of the last text

    def say(self, part: str | Code, look: str) -> None:
        """Go on with a text or a code; a text that looks unlike the one before begins or ends a stretch."""
        if isinstance(part, str) and part.strip() and look != self.look:
            self._turn(look)
        self.parts.append(part)

    def paragraph(self) -> Content:
        """The paragraph so far; one that is all bold looks as paragraphs do."""
        self._turn("")
        parts, self.parts = self.parts, []
        codes = [part for part in parts if isinstance(part, Code) and part.role in ("open", "close")]
        ends = [part for part in parts if isinstance(part, Code) or part.strip()]
        if len(codes) == 2 and ends[0] is codes[0] and ends[-1] is codes[1]:
            parts = [part for part in parts if not any(part is code for code in codes)]
        return parted(joined(parts))

    def _turn(self, look: str) -> None:
        if self.look:
            self.parts.append(Code("}", "close"))
        if look:
            self.parts.append(Code(f"{{{look} ", "open"))
        self.look = look
