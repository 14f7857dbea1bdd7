"""What each CAT tool makes of each kind of problem, so that a report can say how bad it is, and for whom.

From the tools' sources and manuals; for OmegaT 3.6 measured. Where the standard alone speaks, the tool is
called ``any``. A rule that is not listed does no harm that is known.
"""

from enum import IntEnum
from typing import NamedTuple


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

EFFECTS: dict[str, tuple[Effect, ...]] = {
    "syntax": (Effect("OmegaT", _FATAL, "drops the whole memory"),),
    "no-language": (
        Effect("OmegaT", _FATAL, "drops the whole memory"),
        Effect("Okapi", _ERROR, "skips the unit"),
    ),
    "structure": (
        Effect("OmegaT 6", _FATAL, "stops: it validates"),
        Effect("Okapi", _ERROR, "skips the unit"),
    ),
    "header": (Effect("OmegaT 6", _FATAL, "stops: it validates"),),
    "no-srclang": (
        Effect("OmegaT", _FATAL, "drops the whole memory"),
        Effect("Weblate", _FATAL, "refuses the file"),
    ),
    "dtd": (Effect("OmegaT 6", _FATAL, "stops: it validates"),),
    "language": (Effect("any", _WARNING, "may not know the language"),),
    "source-language": (
        Effect("OmegaT 3", _ERROR, "finds no match in en_US or eng"),
        Effect("Weblate", _FATAL, "refuses the file"),
    ),
    "any-source": (Effect("Weblate", _FATAL, "refuses *all*"),),
    "source": (
        Effect("Weblate", _ERROR, "skips the unit"),
        Effect("Phrase", _ERROR, "takes one source language"),
    ),
    "single": (Effect("Trados", _ERROR, "is bilingual and drops the unit"),),
    "twice": (Effect("Phrase", _WARNING, "keeps one target a language"),),
    "short-language": (Effect("Wordfast Classic", _ERROR, "has five characters for a language"),),
    "length": (Effect("Trados Language Cloud", _ERROR, "takes 2,000 characters"),),
    "great-length": (
        Effect("Trados Language Cloud", _ERROR, "takes 2,000 characters"),
        Effect("Wordfast Classic", _ERROR, "takes 8,000 characters"),
    ),
    "size": (Effect("any", _FATAL, "may run out of memory"),),
    "empty": (Effect("any", _WARNING, "has nothing to offer"),),
    "codes": (Effect("any", _WARNING, "may build broken markup from it"),),
    "sides": (Effect("any", _WARNING, "may lose or double a code"),),
    "omegat-codes": (Effect("OmegaT", _WARNING, "reads these codes as text"),),
    "context": (Effect("OmegaT", _WARNING, "no longer inserts it by itself"),),
    "damage": (Effect("any", _WARNING, "shows a replacement character"),),
}


def effects(rule: str) -> tuple[Effect, ...]:
    """What tools do about a problem under this rule."""
    return EFFECTS.get(rule, ())


def severity(rule: str) -> Severity:
    """How bad it is where it is worst."""
    return max((effect.severity for effect in effects(rule)), default=Severity.NOTE)
