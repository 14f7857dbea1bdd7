"""Options that several commands share, and what they all say."""

from pathlib import Path
from typing import Annotated

import typer

from tmx.base import console, words
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


def say_skipped(number: int, path: Path | None = None) -> None:
    """How many broken units were left out, of which memory where there are several."""
    if number:
        where = "" if path is None else f"{path}: "
        broken = words.count(number, "unit that breaks the standard", "units that break the standard")
        console.say(f"{where}left out: {broken} (duiyi tmx check lists them)")
