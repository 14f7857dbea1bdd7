"""What each CAT tool makes of each kind of problem, so that a report can say how bad it is, and for whom.

From the tools' sources and manuals; for OmegaT 3.6 measured. Where the standard alone speaks, the tool is
called ``any``. Rules without an effect do no harm that we know of.
"""

from enum import IntEnum
from typing import NamedTuple

from tmx.rule import Rule


class Severity(IntEnum):
    """How much is lost in the tool that takes it worst."""

    NOTE = 0  # against the standard, or unusual; nothing is known to be lost
    WARNING = 1  # something of the unit is lost, or read otherwise
    ERROR = 2  # the unit is lost
    FATAL = 3  # the whole memory is lost


class Effect(NamedTuple):
    """What one tool does about it."""

    tool: str
    severity: Severity
    what: str

    def __str__(self) -> str:
        return f"{self.tool} {self.what}"


_WARNING, _ERROR, _FATAL = Severity.WARNING, Severity.ERROR, Severity.FATAL

EFFECTS: dict[Rule, tuple[Effect, ...]] = {
    Rule.SYNTAX: (Effect("OmegaT", _FATAL, "drops the whole memory"),),
    Rule.NO_LANGUAGE: (
        Effect("OmegaT", _FATAL, "drops the whole memory"),
        Effect("Okapi", _ERROR, "skips the unit"),
    ),
    Rule.STRUCTURE: (
        Effect("OmegaT 6", _FATAL, "stops: it validates"),
        Effect("Okapi", _ERROR, "skips the unit"),
    ),
    Rule.HEADER: (Effect("OmegaT 6", _FATAL, "stops: it validates"),),
    Rule.NO_SRCLANG: (
        Effect("OmegaT", _FATAL, "drops the whole memory"),
        Effect("Weblate", _FATAL, "refuses the file"),
    ),
    Rule.DTD: (Effect("OmegaT 6", _FATAL, "stops: it validates"),),
    Rule.LANGUAGE: (Effect("any", _WARNING, "may not know the language"),),
    Rule.SOURCE_LANGUAGE: (
        Effect("OmegaT 3", _ERROR, "finds no match in en_US or eng"),
        Effect("Weblate", _FATAL, "refuses the file"),
    ),
    Rule.ANY_SOURCE: (Effect("Weblate", _FATAL, "refuses *all*"),),
    Rule.SOURCE: (
        Effect("Weblate", _ERROR, "skips the unit"),
        Effect("Phrase", _ERROR, "takes one source language"),
    ),
    Rule.SINGLE: (Effect("Trados", _ERROR, "is bilingual and drops the unit"),),
    Rule.TWICE: (Effect("Phrase", _WARNING, "keeps one target a language"),),
    Rule.SHORT_LANGUAGE: (Effect("Wordfast Classic", _ERROR, "has five characters for a language"),),
    Rule.LENGTH: (Effect("Trados Language Cloud", _ERROR, "takes 2,000 characters"),),
    Rule.GREAT_LENGTH: (
        Effect("Trados Language Cloud", _ERROR, "takes 2,000 characters"),
        Effect("Wordfast Classic", _ERROR, "takes 8,000 characters"),
    ),
    Rule.SIZE: (Effect("any", _FATAL, "may run out of memory"),),
    Rule.EMPTY: (Effect("any", _WARNING, "has nothing to offer"),),
    Rule.CODES: (Effect("any", _WARNING, "may build broken markup from it"),),
    Rule.SIDES: (Effect("any", _WARNING, "may lose or double a code"),),
    Rule.OMEGAT_CODES: (Effect("OmegaT", _WARNING, "reads these codes as text"),),
    Rule.CONTEXT: (Effect("OmegaT", _WARNING, "no longer inserts it by itself"),),
    Rule.DAMAGE: (Effect("any", _WARNING, "shows a replacement character"),),
    Rule.MISSING_VARIANT: (),
    Rule.DATE: (),
    Rule.IDENTIFIER: (),
    Rule.PROPERTY: (),
    Rule.SPACE: (),
    Rule.OLD_CODE: (),
    Rule.CODE_NUMBER: (),
}


def effects(rule: Rule) -> tuple[Effect, ...]:
    """What tools do about a problem under this rule."""
    return EFFECTS[rule]


def severity(rule: Rule) -> Severity:
    """How bad it is where it is worst."""
    return max((effect.severity for effect in effects(rule)), default=Severity.NOTE)
