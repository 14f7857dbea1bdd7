"""What pdfium reads in a PDF: its characters, put together to pieces of lines.

A piece is what was set on one line without a wide gap: a line of a column, a cell of a table, the raised mark
of a note. Nothing is known of columns here.

Run as ``python -m translate.documents.formats.pdf_glyphs``, with a PDF on standard input: a page is a line of
JSON. A few kilobytes of PDF can ask for hours and for all memory, so that each page has bounds for both. A
page is closed before the next is opened; pdfium isn't safe for threads.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import byref, c_double, c_int, create_string_buffer
from dataclasses import astuple, dataclass, replace
from math import hypot
from typing import Any

from tmx.base.errors import InputError
from tmx.base.script import EAST_ASIAN, WIDE

try:
    import resource
except ImportError:  # Windows has no such bounds
    resource = None  # type: ignore[assignment]

_MOST_PAGES = 20_000
_MOST_CHARACTERS = 20_000_000  # of a file: seven thousand pages of text
_PAGE_SECONDS = 20  # of processor time for a page; a dense one takes a fiftieth of a second
_MEMORY = 2 << 30  # bytes; a hundred times what a book takes
_SAMPLED = 40  # characters, one of which tells which way the text of a page runs
_SHIFT = 0.1  # of the size, by which a baseline may waver
_CUT_FROM = 0.6  # of the size: a gap between columns and cells; few words are so far apart
_STRETCHED_UP_TO = 4.0  # of the size: between words of a line that is stretched to the width of its column
_TWO_UP_TO = 2.0  # of the size: between two words that are such a line
_UNEVEN_UP_TO = 0.15  # of the space between such words, by which that may differ
_SPACE_FROM = 0.3  # of the size: a gap between words, where pdfium saw none
_BACK_UP_TO = 0.3  # of the size, by which a character may begin before the one before
_ADVANCE = 0.95  # of the size, that a Han takes: the boxes of some fonts are those of the ink
_TILT = 0.1  # sine, from which text is turned
_TINY = 3.0  # points; nobody reads it
_BOLD_FROM = 600
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_PICTURES = (3, 5)  # FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_FORM, in which some scanners put it
_MOST_OBJECTS = 500  # of a page without text, among which pictures are looked for
_NAME_UP_TO = 100  # bytes

_WORD = re.compile(f"[^ {WIDE}]+")
_CLOSE = re.compile(f"[{WIDE}{EAST_ASIAN}]")
_UNREADABLE = re.compile(
    "[\x00-\x01\x03-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\N{REPLACEMENT CHARACTER}\U000f0000-\U0010fffd]"
)
_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_FORMS = re.compile("[\ufb00-\ufb06\u2e80-\u2fd5]")
_RADICALS = str.maketrans(
    "⺠⺟⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "民母虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
"""Radicals that stand for whole characters where a font has one shape for both (Unicode,
EquivalentUnifiedIdeograph); the Kangxi radicals are compatibility characters of theirs."""

_SOFT = "\N{SOFT HYPHEN}"
_HYPHENS = str.maketrans(dict.fromkeys(f"\x02\ufffe{_SOFT}\N{HYPHEN}", "-"))
"""As which pdfium gives the hyphen at the end of a line, and those of fonts."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Text on one baseline; places and sizes in points, from the lower left of the page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False

    @property
    def top(self) -> float:
        """About where its letters end upwards."""
        return self.base + self.size


@dataclass(frozen=True, slots=True)
class Page:
    """What is written on a page."""

    pieces: tuple[Piece, ...]
    turned: int = 0  # stretches that run another way than most: watermarks, marks in the margin
    is_scan: bool = False  # it has no text, and a picture
    unreadable: int = 0  # characters that no Unicode map says
    characters: int = 0


def read(data: bytes) -> Iterator[Page]:
    """The pages of a PDF, one at a time.

    :raises InputError: if it is no sound PDF, protected by a password, or too large.
    """
    import pypdfium2.raw as pdfium

    characters = 0
    with _document(pdfium, data) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count > _MOST_PAGES:
            raise InputError(f"has {count:,} pages; up to {_MOST_PAGES:,} are read", hint="Divide it.")
        for number in range(count):
            _allow_page()
            page = _page(pdfium, document, number)
            characters += page.characters
            if characters > _MOST_CHARACTERS:
                raise InputError(f"has over {_MOST_CHARACTERS:,} characters", hint="Divide it.")
            yield page


@contextmanager
def _document(pdfium: Any, data: bytes) -> Iterator[Any]:
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        if pdfium.FPDF_GetLastError() == _PASSWORD:
            raise InputError("is protected by a password", hint="Save a copy without one.")
        raise InputError("is not a sound PDF: cut off, damaged, or another kind of file")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _page(pdfium: Any, document: Any, number: int) -> Page:
    """A page; one that is damaged has no text."""
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return Page(())
    try:
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            return Page(())
        try:
            reader = _Reader(pdfium, text)
            pieces = reader.pieces()
        finally:
            pdfium.FPDFText_ClosePage(text)
        is_scan = not pieces and _has_picture(pdfium, page)
    finally:
        pdfium.FPDF_ClosePage(page)
    return Page(tuple(pieces), reader.turned, is_scan, reader.unreadable, reader.characters)


def _has_picture(pdfium: Any, page: Any) -> bool:
    count = min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    objects = (pdfium.FPDFPage_GetObject(page, k) for k in range(count))
    return any(pdfium.FPDFPageObj_GetType(one) in _PICTURES for one in objects)


class _Reader:
    """The characters of a page, in the order in which they were drawn."""

    def __init__(self, pdfium: Any, text: Any) -> None:
        self._pdfium, self._text = pdfium, text
        self._count = max(pdfium.FPDFText_CountChars(text), 0)
        self._matrix = pdfium.FS_MATRIX()
        self._name = create_string_buffer(_NAME_UP_TO)
        self._quarter = self._direction()
        self.turned = self.unreadable = self.characters = 0

    def _turn(self, place: int) -> int | None:
        """By how many quarters the text at a place is turned to the left; None if by none of four."""
        self._pdfium.FPDFText_GetMatrix(self._text, place, byref(self._matrix))
        along, up = self._matrix.a, self._matrix.b
        length = hypot(along, up) or 1.0
        if abs(up) < _TILT * length:
            return 0 if along >= 0 else 2
        if abs(along) < _TILT * length:
            return 1 if up > 0 else 3
        return None

    def _direction(self) -> int:
        """How most of the text runs; that of a page laid on its side is turned with it."""
        turns = Counter(self._turn(place) for place in range(0, self._count, _SAMPLED))
        return max((turn for turn in turns if turn is not None), key=lambda turn: turns[turn], default=0)

    def _is_bold(self, place: int) -> bool:
        pdfium, flags = self._pdfium, c_int()
        if pdfium.FPDFText_GetFontWeight(self._text, place) >= _BOLD_FROM:
            return True
        length = pdfium.FPDFText_GetFontInfo(self._text, place, self._name, _NAME_UP_TO, byref(flags))
        return 0 < length <= _NAME_UP_TO and _BOLD.search(self._name.value) is not None

    def pieces(self) -> list[Piece]:
        """Its pieces; stretches that are turned are counted."""
        pieces: list[Piece] = []
        was_turned = False
        for piece, is_turned in self._runs():
            self.turned += is_turned and not was_turned
            was_turned = is_turned
            if is_turned:
                continue
            if piece.size >= _TINY and piece.text.strip():
                pieces.append(piece)
        return list(_unstretched(pieces))

    def _runs(self) -> Iterator[tuple[Piece, bool]]:
        pdfium, text, turn = self._pdfium, self._text, _TURNS[self._quarter]
        unicode_of, font_size_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetFontSize
        box: Any = pdfium.FS_RECTF()
        x, y = c_double(), c_double()
        box_of, origin_of, at = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin, byref(box)
        at_x, at_y = byref(x), byref(y)
        letters: list[str] = []
        left = last = right = base = size = font_size = 0.0
        bold = is_turned = unmapped = space = generated = is_close = False
        for place in range(self._count):
            code = unicode_of(text, place)
            if code in _SPACES:
                generated = (generated or not space) and pdfium.FPDFText_IsGenerated(text, place) == 1
                space = True
                continue
            self.characters += 1
            letter = chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ue000"
            origin_of(text, place, at_x, at_y)
            box_of(text, place, at)
            start, line, stop = turn(x.value, y.value, box)
            now = font_size_of(text, place)
            gap = start - right
            if (
                not letters
                or now != font_size
                or abs(line - base) > _SHIFT * size
                or start < last - _BACK_UP_TO * size
                or gap > _CUT_FROM * size
            ):
                if letters:
                    yield Piece(_text(letters), left, right, base, size, bold), is_turned
                letters = []
                is_turned = self._turn(place) != self._quarter
                size = now * hypot(self._matrix.c, self._matrix.d)
                bold = self._is_bold(place)
                unmapped = pdfium.FPDFText_HasUnicodeMapError(text, place) == 1
                left, base, font_size = start, line, now
            was_close, is_close = is_close, code > 0x2E00 and _CLOSE.match(letter) is not None
            both = was_close and is_close
            if letters and ((space and not (generated and both)) or (gap > _SPACE_FROM * size and not both)):
                letters.append(" ")
            letters.append(letter)
            right = max(right if letters[1:] else start, start + _ADVANCE * size if is_close else stop)
            last, space, generated = start, False, False
            if unmapped or (not 0x20 <= code < 0x7F and _UNREADABLE.match(letter)):
                self.unreadable += 1
        if letters:
            yield Piece(_text(letters), left, right, base, size, bold), is_turned


def _unstretched(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces, those whole that are the words of one line stretched to the width of its column."""
    row: list[Piece] = []
    for piece in pieces:
        if row and not _is_next_word(row, piece):
            yield from _row(row)
            row = []
        row.append(piece)
    yield from _row(row)


def _is_next_word(row: Sequence[Piece], piece: Piece) -> bool:
    """Whether a piece is a word as far from the last of a row as those are from each other."""
    last = row[-1]
    gap = piece.left - last.right
    if piece.base != last.base or piece.size != last.size:
        return False
    if not (_WORD.fullmatch(piece.text) and _WORD.fullmatch(last.text)):
        return False
    if len(row) == 1:
        return 0 < gap < _STRETCHED_UP_TO * piece.size
    before = last.left - row[-2].right
    return abs(gap - before) <= _UNEVEN_UP_TO * before


def _row(row: Sequence[Piece]) -> Iterable[Piece]:
    """The words of a row as one piece; two that are far apart stay two."""
    if len(row) < 2 or (len(row) == 2 and row[1].left - row[0].right > _TWO_UP_TO * row[0].size):
        return row
    text = " ".join(piece.text.strip() for piece in row)
    return (replace(row[0], text=text, right=row[-1].right),)


_SPACES = frozenset((*map(ord, " \t\r\n\v\f\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"), *range(0x2000, 0x200C)))
_TURNS: tuple[Callable[[float, float, Any], tuple[float, float, float]], ...] = (
    lambda x, y, box: (x, y, box.right),
    lambda x, y, box: (y, -x, box.top),
    lambda x, y, box: (-x, -y, -box.left),
    lambda x, y, box: (-y, x, -box.bottom),
)
"""From the place of a character to that along and across the lines of its page, and its end along them."""


def _text(letters: list[str]) -> str:
    """The letters of a piece: without ligatures, and with characters for the shapes of radicals."""
    text = "".join(letters)
    if _SOFT in text:
        text = text[:-1].replace(_SOFT, "") + text[-1]
    text = text.translate(_HYPHENS)
    return _FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]).translate(_RADICALS), text)


_BOUNDED = __name__ == "__main__"


def _allow_page() -> None:
    """Give the process so much more time as a page may take."""
    if _BOUNDED and resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + _PAGE_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _main() -> None:
    data = sys.stdin.buffer.read()
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY + 2 * len(data), resource.RLIM_INFINITY))
    try:
        for page in read(data):
            print(json.dumps(astuple(page)), flush=True)  # what crashes later loses no page
    except InputError as error:
        print(json.dumps({"what": error.what, "hint": error.hint}))


if __name__ == "__main__":
    _main()
