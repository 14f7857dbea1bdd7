"""The forms a memory can be converted from and to, by file name."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Protocol, cast

from tmx.model import Lang, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a form needs to know beside the units.

    :param source: language of the source side, and ``target`` of the other, of forms that hold two.
    :param version: of the form to write, where it has several; the newest by default.
    :param encoding: to read in, of forms that do not say it themselves (``ENCODED``); UTF-8 by default.
    """

    source: Lang = "en"
    target: Lang = "zh-CN"
    version: str | None = None
    encoding: str | None = None


class Form(Protocol):
    """A module that reads and writes one form; what cannot be kept is counted in ``left``."""

    def read(self, path: Path, settings: Settings, left: Counter[str]) -> Iterator[Unit]:
        """Units of a file."""
        ...

    def write(self, units: Iterable[Unit], stream: IO[bytes], settings: Settings, left: Counter[str]) -> int:
        """Write units; returns how many."""
        ...


_MODULES = {
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".po": "po",
    ".xlf": "xliff",
    ".xliff": "xliff",
    ".jsonl": "jsonl",
    ".tbx": "tbx",
}
ENCODED = (".csv", ".po", ".moses")
NAME_IT = "Name its encoding, such as --encoding gb18030."
ENDINGS = (".tmx", ".bitext.tsv", *_MODULES, ".moses")


def form(path: Path) -> Form | None:
    """The form of a file name, or ``None``."""
    name = _MODULES.get(path.suffix.lower())
    return cast(Form, import_module(f"tmx.forms.{name}")) if name else None
