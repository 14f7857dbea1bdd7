"""Steps for single characters; they run on every document, before anything looks at lines or words."""

import re
import unicodedata

from translate.documents.cleaning import steps
from translate.documents.cleaning.mapped import Log, Mapped

_BOM = re.compile("\\A\N{ZERO WIDTH NO-BREAK SPACE}")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"  # controls of C0 and C1; tab and line ends are not among them
    "\N{SOFT HYPHEN}\N{COMBINING GRAPHEME JOINER}\N{MONGOLIAN VOWEL SEPARATOR}"
    "\N{ZERO WIDTH SPACE}-\N{RIGHT-TO-LEFT MARK}"  # with both joiners and marks of direction
    "\N{LEFT-TO-RIGHT EMBEDDING}-\N{RIGHT-TO-LEFT OVERRIDE}"
    "\N{WORD JOINER}-\N{NOMINAL DIGIT SHAPES}"
    "\N{ZERO WIDTH NO-BREAK SPACE}\N{INTERLINEAR ANNOTATION ANCHOR}-\N{OBJECT REPLACEMENT CHARACTER}"
    "\N{VARIATION SELECTOR-1}-\N{VARIATION SELECTOR-16}\U000e0000-\U000e0fff\ue000-\uf8ff]"  # private use too
)
_DECOMPOSED = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff][\u0300-\u036f]+")
_SPECIAL_SPACES = re.compile(
    "[\N{NO-BREAK SPACE}\N{OGHAM SPACE MARK}\N{EN QUAD}-\N{HAIR SPACE}"
    "\N{NARROW NO-BREAK SPACE}\N{MEDIUM MATHEMATICAL SPACE}\N{IDEOGRAPHIC SPACE}]"
)
_FULL_WIDTH = re.compile(
    "[\N{FULLWIDTH DIGIT ZERO}-\N{FULLWIDTH DIGIT NINE}"
    "\N{FULLWIDTH LATIN CAPITAL LETTER A}-\N{FULLWIDTH LATIN CAPITAL LETTER Z}"
    "\N{FULLWIDTH LATIN SMALL LETTER A}-\N{FULLWIDTH LATIN SMALL LETTER Z}]"
)
_FULL_WIDTH_SHIFT = ord("\N{FULLWIDTH DIGIT ZERO}") - ord("0")


def clean(text: Mapped, log: Log) -> Mapped:
    """All steps for characters, in order."""
    for step in (
        drop_byte_order_mark,
        unify_line_ends,
        drop_invisible_characters,
        compose_letters,
        unify_spaces,
        narrow_full_width_letters,
    ):
        text = step(text, log)
    return text


def drop_byte_order_mark(text: Mapped, log: Log) -> Mapped:
    """Without the mark before the first character."""
    return text.sub(_BOM, "", steps.BOM, log)


def unify_line_ends(text: Mapped, log: Log) -> Mapped:
    """Every line ends with LF alone; a page ends like a line."""
    return text.sub(_LINE_ENDS, "\n", steps.LINE_ENDS, log)


def drop_invisible_characters(text: Mapped, log: Log) -> Mapped:
    """Without invisible characters."""
    return text.sub(_INVISIBLE, "", steps.INVISIBLE, log)


def compose_letters(text: Mapped, log: Log) -> Mapped:
    """Latin letters with their accents as one character each; Han are left as they are."""
    return text.sub(_DECOMPOSED, lambda m: unicodedata.normalize("NFC", m[0]), steps.COMPOSED, log)


def unify_spaces(text: Mapped, log: Log) -> Mapped:
    """Every space is U+0020."""
    return text.sub(_SPECIAL_SPACES, " ", steps.WIDE_SPACES, log)


def narrow_full_width_letters(text: Mapped, log: Log) -> Mapped:
    """ASCII letters and digits; full-width marks stay, as they are Chinese marks."""
    return text.sub(_FULL_WIDTH, lambda m: chr(ord(m[0]) - _FULL_WIDTH_SHIFT), steps.FULL_WIDTH, log)
