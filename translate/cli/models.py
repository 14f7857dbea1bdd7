"""``duiyi models``: which package serves a direction; installing, checking, adapting, removing packages."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from tmx.base.console import as_json as json_of
from tmx.base.errors import DuiyiError
from translate.cli.common import AsJson, Force, Name
from translate.engines.installed import installed
from translate.machine import progress
from translate.packages import installing

app = typer.Typer(no_args_is_help=True, help="List, install, check, adapt and remove translation packages.")


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Show which engine serves each direction, and why.

    Example: duiyi models list
    """
    choices, broken = installing.choices(), installed()[1]
    if as_json:
        _print_json({"directions": list(map(asdict, choices)), "broken": list(map(asdict, broken))})
        return
    for choice in choices:
        typer.echo(f"{choice.src} → {choice.tgt}  {choice.engine}  ({choice.why})\n  {choice.path}")
    for folder in broken:
        typer.echo(f"not a package: {folder.path}: {folder.why}")


@app.command("install")
def install_command(
    what: Annotated[str, typer.Argument(help="An .argosmodel file, or en_zh, zh_en, de_en … (downloaded).")],
    force: Force = False,
) -> None:
    """Install an Argos package, after checking it. A file needs no network, a name does.

    Example: duiyi models install translate-en_zh-1_9.argosmodel
    """
    package = installing.install_any(what, force=force)
    typer.echo(f"{package.name} serves {package.src} → {package.tgt} now\n  {package.path}")


@app.command("verify")
def verify_command(as_json: AsJson = False) -> None:
    """Let each package translate a sentence. The exit status is 1 if one fails.

    Example: duiyi models verify
    """
    checks = []
    for name, path, problem in installing.verify():
        checks.append({"name": name, "path": path, "problem": problem})
        if not as_json:
            state = "broken" if problem else "sound "
            typer.echo(f"{state}  {name}  {path}" + (f": {problem}" if problem else ""))
    if as_json:
        _print_json(checks)
    raise typer.Exit(1 if any(check["problem"] for check in checks) else 0)


@app.command("remove")
def remove_command(name: Name) -> None:
    """Remove an installed Argos package.

    Example: duiyi models remove en_zh

    The name "embedded" removes the unpacked copy of the embedded translator, which is unpacked again when it
    is needed.
    """
    typer.echo(f"removed {installing.remove(name)}")


@app.command("info")
def info_command(name: Name, as_json: AsJson = False) -> None:
    """Show the metadata and the notice of a package.

    Example: duiyi models info embedded
    """
    info = installing.info(name)
    if as_json:
        _print_json(info)
        return
    for key, value in info.items():
        typer.echo(f"{key}: {value}")


def _print_json(data: Any) -> None:
    typer.echo(json_of(_plain(data), indent=2))


def _plain(data: Any) -> Any:
    """``data`` with its paths as text."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return list(map(_plain, data))
    return str(data) if isinstance(data, Path) else data


@app.command("adapt")
def adapt_command(
    src: Annotated[str, typer.Option("--from", help="en or zh: what the package reads.")],
    to: Annotated[str, typer.Option("--to", help="zh or en: what it writes.")],
    memories: Annotated[list[Path], typer.Option("--tm", help="A memory to learn from; may be repeated.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The new package, NAME.argosmodel.")],
    general: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="General texts and their references, a segment a line: no worse than before."),
    ] = None,
    minutes: Annotated[float, typer.Option(min=0.01, help="The longest time to tune.")] = 20.0,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Write the package even if it isn't better, and replace an existing file."
        ),
    ] = False,
) -> None:
    """Tune a package on your memories; write it if it got better.

    Example: duiyi models adapt --from en --to zh --tm project.tmx --general dev.en dev.zh -o mine.argosmodel

    Some documents are set aside to measure with: chrF on them is shown before and after. A run that was
    killed continues where it stopped. Install the package with "duiyi models install mine.argosmodel".
    An adapted Argos package works in argostranslate as well; an adapted embedded translator only in duiyi.
    Tuning needs torch: pip install 'duiyi[train]'.
    """
    from translate.adapting.adapt import Job, adapt, workplace

    if {src, to} != {"en", "zh"}:
        raise typer.BadParameter("one is en, the other zh", param_hint="--from, --to")
    if output.suffix != ".argosmodel":
        raise typer.BadParameter("the name ends in .argosmodel", param_hint="--output")
    job = Job(
        src="en" if src == "en" else "zh",
        tgt="en" if to == "en" else "zh",
        memories=tuple(memories),
        output=output,
        general=general,
        minutes=minutes,
        force=force,
    )
    with progress.stages() as on_progress:
        report = adapt(job, say=typer.echo, on_progress=on_progress)
    if not report.written:
        raise DuiyiError(
            "the tuned package is not better, so it was not written",
            path=output,
            hint="Pass --force to write it all the same, or --minutes to tune longer; "
            f"what was tuned lies in {workplace(output)}.",
        )
    typer.echo(f"wrote     {output}")
    if not report.for_argos:
        typer.echo("          for duiyi alone: it isn't an Argos package, argostranslate cannot run it")
