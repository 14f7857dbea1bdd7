"""The errors of all packages: each says where, what is wrong, and what to do next."""

from pathlib import Path


class DuiyiError(Exception):
    """Something the person at the keyboard can mend; the command line prints it and exits 1.

    ``str(error)`` is ``path:line: what. hint``, with the parts that are known.
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
        return " ".join(part for part in (where, self.what + ("." if self.hint else ""), self.hint) if part)


class InputError(DuiyiError):
    """A file, or a line of it, cannot be read as what it should be."""


class OutputError(DuiyiError):
    """A result cannot be written."""


class MissingPackageError(DuiyiError):
    """No translation package serves the direction, or one that is there is broken."""


class MissingExtraError(DuiyiError):
    """An optional dependency is not installed; the hint names the extra to install."""
