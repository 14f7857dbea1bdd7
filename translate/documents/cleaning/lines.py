"""Lines of a document: how wide they are on a page, and how they end and begin."""

import re
from dataclasses import dataclass

from tmx.base.script import WIDE
from translate.documents.cleaning.mapped import Mapped

_WIDE = re.compile(
    f"[{WIDE}“”‘’…—·×°±÷→←↑↓■□●○◆◇★☆①-⑳]"  # ambiguous width (UAX 11): wide among Han
)
_FINISHED = re.compile(r"[。！？!?….][”’\"'）)】》」』\]]*$")
_INNER_END = re.compile(r"[。！？][”’」』）]*[^”’」』）]")
_MARK_END = re.compile(r"[，。、；：！？…—,;:!?.”’」』）》)\]\"·-]$")
_COMMA_END = re.compile(r"[，、；,;（“‘《—-]$")
_FUNCTION_END = re.compile(
    r"(?:[的于在和与及或是到从为把被对将向以并而]|\b(?:the|a|an|of|to|in|on|and|or|for|with|by))$"
)
_CLOSING_START = re.compile(r"[，。、；：！？”’）》」』】〉％,;:!?)\]}%]")
_MARK_START = re.compile(r"[，。、；：！？”’“‘（《「『【…—）》」』】]")
_ITEM = re.compile(r"(?:[•●▪◆■◦‣⁃]|[*+–-](?=\s))\s*|[(（]?\d{1,2}(?:[.．、](?!\d)|[)）])\s*(?=\S)")
_BULLET = re.compile(r"(?:(?:[•●▪◆■◦‣⁃]|[*+–-](?=\s))\s*)+")
_ENTRY_END = re.compile(
    r"(?:\.{3,}|(?:\. ){2,}\.?|…{2,}|·{3,}|_{3,}|-{4,}|\t| {3,}) *(?:\d{1,4}|[ivxlc]{1,7})$", re.IGNORECASE
)
_SURE_BULLET = re.compile(r"[•●▪◆■◦‣⁃]")
_FIRST_UNIT = re.compile(r"(?:[A-Za-z0-9&'’.%+/-]+|[“‘（《「『【]?.)[，。、；：！？”’）》」』】]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without outer white space.

    ``width`` counts columns, two for a Han, of the line as it stood in the source;
    ``gap`` says that a blank line comes before; ``indent`` how much white space; ``page`` that the line is
    the first on its page, which parts nothing by itself.
    """

    text: Mapped
    width: int
    gap: bool
    indent: int
    page: bool = False

    @property
    def string(self) -> str:
        """The text alone."""
        return self.text.text


def lines_of(text: Mapped) -> list[Line]:
    """The lines that are not blank."""
    lines: list[Line] = []
    gap, start = False, 0
    for raw in text.text.split("\n"):
        bare = raw.strip()
        if bare:
            left = len(raw) - len(raw.lstrip())
            cut = text.slice(start + left, start + left + len(bare))
            lines.append(Line(cut, width(bare), gap, left))
        gap = not bare
        start += len(raw) + 1
    return lines


def width(text: str) -> int:
    """Columns on a page of fixed width: two for Han and what stands among them, one for the rest."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def unit(text: str) -> int:
    """The width of what a line break cannot part at the start: a Latin word or a Han, with its marks."""
    first = _FIRST_UNIT.match(text)
    return width(first[0]) if first else 0


def is_finished(text: str) -> bool:
    """Whether the text ends like a sentence."""
    return bool(_FINISHED.search(text[-8:]))


def has_inner_end(text: str) -> bool:
    """Whether a Chinese sentence ends before the end of the text."""
    return bool(_INNER_END.search(text))


def ends_in_mark(text: str) -> bool:
    """Whether the last character is a mark of any kind."""
    return bool(_MARK_END.search(text[-1:]))


def must_go_on(text: str) -> bool:
    """Whether the last character or word cannot be the last of a sentence or headline."""
    return bool(_COMMA_END.search(text[-1:]) or _FUNCTION_END.search(text[-8:]))


def cannot_start(text: str) -> bool:
    """Whether the first character cannot stand at the start of a line (GB/T 15834: closing marks)."""
    return bool(_CLOSING_START.match(text))


def starts_with_mark(text: str) -> bool:
    """Whether the first character is a mark, opening or closing."""
    return bool(_MARK_START.match(text))


def is_item(text: str) -> bool:
    """Whether the text starts like an item of a list: ``•``, ``- ``, ``1.``, ``（2）``."""
    return bool(_ITEM.match(text))


def is_entry(text: str) -> bool:
    """Whether the text is an entry of a table of contents: dots or a wide space lead to a page number."""
    return bool(_ENTRY_END.search(text[-80:]))


def opens_item(left: Line, right: Line) -> bool:
    """Whether an item starts on the right: a bullet says so anywhere, a dash or number after an end."""
    if _SURE_BULLET.match(right.string):
        return True
    after_end = right.gap or is_finished(left.string) or left.string[-1] in "：:；;"
    return after_end and is_item(right.string)


def bullet(text: str) -> int:
    """The length of the bullet at the start, with the space after it; 0 without one."""
    match = _BULLET.match(text)
    return match.end() if match else 0
