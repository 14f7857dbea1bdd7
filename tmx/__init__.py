"""Translation memories: TMX, bitext TSV, checking and lookup.

``read`` and ``write`` are the two ends of every chain; lxml is loaded when the first memory is read.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tmx.errors import DuiyiError
from tmx.model import Header, Note, Prop, Tag, Unit, Variant
from tmx.policy import Policy

if TYPE_CHECKING:
    from tmx.reading import Reader

__all__ = ["DuiyiError", "Header", "Note", "Policy", "Prop", "Tag", "Unit", "Variant", "read", "write"]


def read(source: str | Path | IO[bytes], *, policy: Policy | None = None) -> "Reader":
    """Open a memory; see :func:`tmx.reading.read`."""
    from tmx import reading

    return reading.read(source, policy=policy)


def write(units: Iterable[Unit], stream: IO[bytes], *, header: Header | None = None) -> int:
    """Write a memory and return the number of its units; see :func:`tmx.writing.write`."""
    from tmx import writing

    return writing.write(units, stream, header=header)
