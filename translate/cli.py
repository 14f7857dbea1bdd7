"""Command line of this package: ``duiyi translate`` and ``duiyi models``."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from translate.run import Result

app = typer.Typer(no_args_is_help=True)
models = typer.Typer(
    no_args_is_help=True, help="Translation packages: which engine serves a direction, installing, checking."
)
app.add_typer(models, name="models")


class To(StrEnum):
    """The languages to translate into."""

    ZH = "zh"
    EN = "en"


Name = Annotated[str, typer.Argument(help="Such as en_zh, or the name of the folder it lies in.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there already.")]


@app.command("translate")
def translate_command(
    files: Annotated[list[Path], typer.Argument(help="Documents: text, Markdown.", metavar="FILE…")],
    to: Annotated[To, typer.Option(help="The language to translate into.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for the results; else beside each file.")
    ] = None,
    memory: Annotated[bool, typer.Option("--tmx", help="Write a translation memory as well.")] = False,
    force: Force = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say how each document was cleaned.")] = False,
) -> None:
    """Translate documents, offline.

    Example: duiyi translate report.en.txt --to zh --tmx -o out
    makes out/report.zh.txt and out/report.en-zh.mt.tmx.
    """
    from translate.run import translate_files

    with _bar() as progress:
        results = translate_files(
            files,
            to=to.value,
            folder=output,
            memory=memory,
            force=force,
            explained=explain,
            progress=progress,
        )
    for result in results:
        _print(result)
    raise typer.Exit(1 if any(result.error for result in results) else 0)


@models.command("list")
def list_command() -> None:
    """Show which engine serves each direction, and why.

    Example: duiyi models list
    """
    from translate import packages

    for choice in packages.choices():
        typer.echo(f"{choice.src} → {choice.tgt}  {choice.engine}  ({choice.why})\n  {choice.path}")
    for left in packages.broken():
        typer.echo(f"not a package: {left.path}: {left.why}")


@models.command("install")
def install_command(
    what: Annotated[str, typer.Argument(help="An .argosmodel file, or en_zh or zh_en (downloaded).")],
    force: Force = False,
) -> None:
    """Install an Argos package, after checking it. A file needs no network, a name does.

    Example: duiyi models install translate-en_zh-1_9.argosmodel
    """
    from translate import packages

    package = packages.install_any(what, force=force)
    typer.echo(f"{package.name} serves {package.src} → {package.tgt} now\n  {package.path}")


@models.command("verify")
def verify_command() -> None:
    """Load each package and let it translate a sentence; exit 1 if one fails.

    Example: duiyi models verify
    """
    from translate import packages

    sound = True
    for name, path, problem in packages.verify():
        sound = sound and not problem
        typer.echo(
            f"{'broken' if problem else 'sound '}  {name}  {path}" + (f": {problem}" if problem else "")
        )
    raise typer.Exit(0 if sound else 1)


@models.command("remove")
def remove_command(name: Name) -> None:
    """Remove an installed Argos package; "embedded" removes the unpacked copy of the embedded one.

    Example: duiyi models remove en_zh
    """
    from translate import packages

    typer.echo(f"removed {packages.remove(name)}")


@models.command("info")
def info_command(name: Name) -> None:
    """Show what a package says of itself: "embedded", or an installed one.

    Example: duiyi models info embedded
    """
    from translate import packages

    for key, value in packages.info(name).items():
        typer.echo(f"{key}: {value}")


def _print(result: "Result") -> None:
    """What became of a file: an error on stderr, or what was made of it."""
    if result.error:
        typer.echo(f"duiyi: {result.error}", err=True)
        return
    if result.cleaning:
        typer.echo(result.cleaning)
    engines = ", ".join(result.engines) or "no engine"
    flags = ", ".join(f"{flag} {count}" for flag, count in result.flags.items()) or "none"
    typer.echo(f"{result.path}: {result.sentences} sentences by {engines}; flags: {flags}")
    for written in result.written:
        typer.echo(f"  {written}")


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on stderr, if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("translating", total=None)
        yield lambda done, total: bar.update(task, advance=done, total=total)
