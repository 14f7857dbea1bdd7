"""The rules that a memory is held against, by name: severities, reports and mending are keyed by these."""

from enum import StrEnum


class Rule(StrEnum):
    """What is wrong, whatever the words of the message; the value is what reports print."""

    # found while reading
    SYNTAX = "syntax"  # not well-formed XML: reading ends there
    SIZE = "size"  # a unit that doesn't end: reading ends there
    STRUCTURE = (
        "structure"  # an element, an attribute or a text where TMX allows none, or one that is missing
    )
    HEADER = "header"  # the same of <tmx> and <header>
    NO_SRCLANG = "no-srclang"
    NO_LANGUAGE = "no-language"  # of a <tuv>
    MISSING_VARIANT = "missing-variant"  # a language that the reader's policy asks for
    DTD = "dtd"

    # of the header
    ANY_SOURCE = "any-source"
    SOURCE_LANGUAGE = "source-language"

    # of units
    LANGUAGE = "language"
    SHORT_LANGUAGE = "short-language"
    SOURCE = "source"
    SINGLE = "single"
    TWICE = "twice"
    DATE = "date"
    IDENTIFIER = "identifier"
    PROPERTY = "property"
    CONTEXT = "context"
    EMPTY = "empty"
    LENGTH = "length"
    GREAT_LENGTH = "great-length"
    SPACE = "space"
    DAMAGE = "damage"
    CODES = "codes"
    OLD_CODE = "old-code"
    CODE_NUMBER = "code-number"
    OMEGAT_CODES = "omegat-codes"
    SIDES = "sides"
