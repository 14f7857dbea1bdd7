"""The errors of all packages: each says where, what is wrong, and what to do next."""

import re
from pathlib import Path

_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]")


class DuiyiError(Exception):
    """Something the person at the keyboard can mend; the command line prints it and exits 1.

    ``str(error)`` is ``path:line: what. hint``, with the parts that are known. File names may hold anything:
    control characters are written as escapes, so that a message is one line and moves no cursor.
    """

    def __init__(
        self, what: str, *, path: str | Path | None = None, line: int | None = None, hint: str = ""
    ) -> None:
        self.what = what.rstrip(".")
        self.path = path
        self.line = line
        self.hint = hint
        super().__init__(what)

    def __str__(self) -> str:
        where = (
            "" if self.path is None else f"{self.path}:" if self.line is None else f"{self.path}:{self.line}:"
        )
        what = self.what + ("." if self.hint else "")
        return " ".join(_shown(part) for part in (where, what, self.hint) if part)


def _shown(text: str) -> str:
    return _CONTROL.sub(lambda match: repr(match[0])[1:-1], text)


class InputError(DuiyiError):
    """A file, or a line of it, cannot be read as what it should be."""


class OutputError(DuiyiError):
    """A result cannot be written."""


class MissingPackageError(DuiyiError):
    """No translation package serves the direction, or one that is there is broken."""


class MissingExtraError(DuiyiError):
    """An optional dependency is not installed; the hint names the extra to install."""
