"""Options and remarks that ``duiyi translate`` and ``duiyi models`` share."""

import re
from typing import Annotated

import typer

from tmx.base.errors import InputError
from tmx.base.tags import primary
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
    """What ``--from`` says, if it is the tag of a language: its primary subtag."""
    if code is not None and not re.fullmatch("[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", code.lower()):
        raise typer.BadParameter("give the code of a language, such as de or zh-TW")
    return primary(code) if code else None
