"""A Moses pair: two files, ``NAME.en`` and ``NAME.zh-CN``, whose lines translate each other."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import zip_longest
from pathlib import Path

from tmx.base.errors import InputError
from tmx.base.files import lines, opened, replacing
from tmx.forms import NAME_IT, Settings
from tmx.forms.rows import Row, rows, units
from tmx.model import Unit


def files(path: Path, settings: Settings) -> tuple[Path, Path]:
    """The two files of ``NAME.moses``."""
    return path.with_suffix(f".{settings.source}"), path.with_suffix(f".{settings.target}")


def read(path: Path, settings: Settings, left: Counter[str]) -> Iterator[Unit]:
    """Units of the two files.

    :raises InputError: if they do not have the same number of lines.
    """
    yield from units(_rows(path, settings), settings, left)


def _rows(path: Path, settings: Settings) -> Iterator[Row]:
    places = files(path, settings)
    with opened(places[0]) as first, opened(places[1]) as second:
        sides = (
            lines(stream, place, encoding=settings.encoding, hint=NAME_IT)
            for stream, place in zip((first, second), places, strict=True)
        )
        for number, (source, target) in enumerate(zip_longest(*sides), 1):
            if source is None or target is None:
                short = places[source is not None]
                raise InputError("the files do not have the same number of lines", path=short, line=number)
            yield Row("", source, target)


def write_pair(memory: Iterable[Unit], path: Path, settings: Settings, left: Counter[str]) -> int:
    """Write both files; line breaks within a text become spaces. Returns the number of lines."""
    count = 0
    with ExitStack() as stack:
        streams = [stack.enter_context(replacing(place)) for place in files(path, settings)]
        for row in rows(memory, settings, left):
            for stream, text in zip(streams, (row.source, row.target), strict=True):
                line = " ".join(text.splitlines())
                left["line breaks, which became spaces"] += line != text
                stream.write(line.encode(errors="replace") + b"\n")
            count += 1
    return count
