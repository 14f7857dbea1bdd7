"""Translation memories: TMX, bitext TSV, checking and lookup.

``read`` and ``write`` are the two ends of every chain; lxml is loaded when the first memory is read, numpy
and rapidfuzz when one is made ready for lookup.

>>> import io, tmx
>>> sides = tmx.Variant("en", ("Tea is hot.",)), tmx.Variant("zh-CN", ("茶很热。",))
>>> tea = tmx.Unit(sides, (("tuid", "1"),))
>>> stream = io.BytesIO()
>>> tmx.write([tea], stream)
1
>>> _ = stream.seek(0)
>>> with tmx.read(stream) as memory:
...     units = list(memory)
>>> units == [tea]
True
>>> units[0].variant("zh").segment
('茶很热。',)
>>> [(match.percent, match.target) for match in tmx.Memory(units).lookup("Tea is very hot.")]
[(80, '茶很热。')]
"""

from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tmx.base.errors import DuiyiError
from tmx.base.files import replacing
from tmx.look.lookup import Memory
from tmx.model import Header, Note, Prop, Tag, Unit, Variant
from tmx.xml import writing
from tmx.xml.policy import Policy

if TYPE_CHECKING:
    from tmx.xml.reading import Reader

__all__ = [
    "DuiyiError",
    "Header",
    "Memory",
    "Note",
    "Policy",
    "Prop",
    "Tag",
    "Unit",
    "Variant",
    "read",
    "write",
]


def read(source: str | Path | IO[bytes], *, policy: Policy | None = None) -> "Reader":
    """Open a memory; see :func:`tmx.xml.reading.read`."""
    from tmx.xml import reading

    return reading.read(source, policy=policy)


def write(units: Iterable[Unit], target: str | Path | IO[bytes], *, header: Header | None = None) -> int:
    """Write a memory and return the number of its units; see :func:`tmx.xml.writing.write`.

    :param target: a stream, or a path; a file there is replaced when the memory is whole, not before.
    :raises OutputError: if it cannot be written.
    """
    if not isinstance(target, str | Path):
        return writing.write(units, target, header=header)
    with replacing(Path(target)) as stream:
        return writing.write(units, stream, header=header)
