"""Options and remarks that ``duiyi translate`` and ``duiyi models`` share."""

import re
from typing import Annotated

import typer

from tmx.base.errors import InputError
from translate.language.variants import target

Name = Annotated[str, typer.Argument(help="Such as en_zh, or the name of the folder it lies in.")]
Force = Annotated[bool, typer.Option("--force", help="Replace existing files.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]


def language(to: str) -> str:
    """What ``--to`` says, if it is a language that is written here."""
    try:
        target(to)
    except InputError as error:
        raise typer.BadParameter(str(error)) from None
    return to


def source_language(code: str | None) -> str | None:
    """What ``--from`` says, if it is a language code."""
    if code is not None and not re.fullmatch("[a-z]{2,3}", code.lower()):
        raise typer.BadParameter("give a code of two or three letters, such as de")
    return code.lower() if code else None
