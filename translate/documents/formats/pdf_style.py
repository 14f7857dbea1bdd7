"""How the text of a PDF is set as a whole: what is usual, so that what stands out is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from translate.documents.cleaning.hyphens import count_words
from translate.documents.formats.pdf_glyphs import Piece
from translate.documents.formats.pdf_layout import Region
from translate.documents.formats.pdf_lines import Line

_DISTANCE = 1.2  # sizes between lines, where a document has too few to tell
_INDENTED_FROM = 0.05  # of the lines of a document whose paragraphs are indented
_INDENTED_UP_TO = 0.5
_INDENT = (0.7, 4.0)  # sizes


@dataclass(frozen=True)
class Style:
    """The usual of a document."""

    size: float  # of its letters
    bold: bool  # most of it
    distance: float  # of lines, in sizes
    words: Counter[str]
    indents: bool  # paragraphs begin with an indent


def style_of(pages: Sequence[Sequence[Region]]) -> Style:
    """The usual of a document's pages."""
    sizes: Counter[float] = Counter()
    bold: Counter[bool] = Counter()
    for piece in _pieces(pages):
        sizes[round(piece.size, 1)] += len(piece.text)
        bold[piece.bold] += len(piece.text)
    size = max(sizes, key=lambda one: sizes[one], default=10.0)
    lines = [region.lines for page in pages for region in page]
    ratios = [
        (a.base - b.base) / a.size
        for column in lines
        for a, b in pairwise(column)
        if abs(a.size - size) < 0.1 and abs(b.size - size) < 0.1 and 0.8 < (a.base - b.base) / a.size < 2.5
    ]
    return Style(
        size,
        bold[True] > bold[False],
        median(ratios) if ratios else _DISTANCE,
        count_words(line.text for column in lines for line in column),
        _indents(lines, size),
    )


def _pieces(pages: Sequence[Sequence[Region]]) -> Iterable[Piece]:
    return (piece for page in pages for region in page for line in region.lines for piece in line.pieces)


def _indents(columns: Sequence[Sequence[Line]], size: float) -> bool:
    """Whether a share of lines begins a little right of the line that follows."""
    least, most = (one * size for one in _INDENT)
    pairs = [(a, b) for column in columns for a, b in pairwise(column) if abs(a.size - size) < 0.1]
    indented = sum(least < a.left - b.left < most for a, b in pairs)
    return _INDENTED_FROM * len(pairs) < indented < _INDENTED_UP_TO * len(pairs)
