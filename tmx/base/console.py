"""What all commands share when they print: JSON, remarks on stderr, colour on terminals."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TextIO

from tmx.base.files import is_stdout


def as_json(data: object, *, indent: int | None = None) -> str:
    """JSON for standard output; where that is not UTF-8, in ASCII, which is as valid."""
    plain = (sys.stdout.encoding or "").lower() in ("utf-8", "utf8")
    return json.dumps(data, ensure_ascii=not plain, indent=indent)


def print_document(
    head: Mapping[str, object], name: str, items: Iterable[object], tail: Callable[[], Mapping[str, object]]
) -> None:
    """One JSON document with a list in it, whose items are printed as they come.

    :param head: keys before the list.
    :param tail: asked for the keys after it when the list has ended.
    """
    print("".join(["{", *(f"{as_json(key)}: {as_json(value)}, " for key, value in head.items())]), end="")
    print(f"{as_json(name)}: [", end="")
    separator = "\n"
    for item in items:
        print(f"{separator}{as_json(item)}", end="")
        separator = ",\n"
    print("]", *(f"{as_json(key)}: {as_json(value)}" for key, value in tail().items()), sep=", ", end="}\n")


def beside(output: Path) -> TextIO:
    """Where a command reports: standard output, unless the result itself goes there."""
    return sys.stderr if is_stdout(output) else sys.stdout


def written(output: Path, text: str) -> None:
    """Report what was written."""
    print(f"{output}: {text}", file=beside(output))


def colourful() -> bool:
    """Whether standard output takes colours: on a terminal, unless NO_COLOR is set (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def say(*remarks: str) -> None:
    """Remarks on stderr, a line each."""
    for remark in remarks:
        print(remark, file=sys.stderr)
