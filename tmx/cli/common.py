"""Options that several commands share, and what they all say."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, TextIO

import typer

from tmx.base import words
from tmx.base.files import is_stdout
from tmx.xml.policy import LENIENT, Policy

Memory = Annotated[Path, typer.Argument(help="A memory in TMX.", show_default=False)]
Memories = Annotated[list[Path], typer.Argument(help="Memories in TMX.", show_default=False)]
Output = Annotated[
    Path, typer.Option("--output", "-o", help="The file to write; - is standard output.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Folder = Annotated[
    Path | None, typer.Option("--output", "-o", help="The folder to write to; the memory's own by default.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace the output if it exists.")]
Skip = Annotated[
    bool, typer.Option("--skip-bad", help="Leave out units that break the standard, and say how many.")
]
Encoding = Annotated[
    str | None, typer.Option(help="Read in this encoding, whatever the file says.", show_default=False)
]
MaxUnit = Annotated[int, typer.Option(help="Bytes a unit may have; a file is refused beyond.", min=1)]
Source = Annotated[str, typer.Option(help="The source language.")]
Target = Annotated[str, typer.Option(help="The target language.")]

MAX_UNIT = Policy().max_unit


def policy(skip_bad: bool, encoding: str | None = None, max_unit: int = MAX_UNIT) -> Policy:
    """What the options ask of a reader."""
    base = LENIENT if skip_bad else Policy()
    return Policy(
        bad_unit=base.bad_unit,
        bad_header=base.bad_header,
        missing_variant=base.missing_variant,
        encoding=encoding,
        max_unit=max_unit,
    )


def as_json(data: object, *, indent: int | None = None) -> str:
    """JSON for standard output; where that is not UTF-8, in ASCII, which is as valid."""
    import json

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


def say(text: str) -> None:
    """A remark beside the result."""
    print(text, file=sys.stderr)


def say_skipped(number: int, path: Path | None = None) -> None:
    """How many broken units were left out, of which memory where there are several."""
    if number:
        where = "" if path is None else f"{path}: "
        broken = words.count(number, "unit that breaks the standard", "units that break the standard")
        say(f"{where}left out: {broken} (duiyi tmx check lists them)")
