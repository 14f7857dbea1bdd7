"""``duiyi tmx``: check, count, show and convert translation memories."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tmx.errors import OutputError
from tmx.policy import LENIENT, Policy

app = typer.Typer(no_args_is_help=True)

Memory = Annotated[Path, typer.Argument(help="A memory in TMX.", show_default=False)]
Skip = Annotated[
    bool, typer.Option("--skip-bad", help="Leave out units that break the standard, and say how many.")
]


def _policy(skip_bad: bool) -> Policy:
    return LENIENT if skip_bad else Policy()


@app.command()
def check(path: Memory) -> None:
    """Report every problem of a memory, with line, rule and remedy; exit 1 if there is any.

    Example: duiyi tmx check project.tmx
    """
    from tmx.checking import problems

    count = 0
    for count, problem in enumerate(problems(path), 1):  # noqa: B007
        print(f"{path}:{problem.line or 1}: {problem}")
    print(f"{path}: {count or 'no'} problem{'' if count == 1 else 's'}", file=sys.stderr)
    raise typer.Exit(1 if count else 0)


@app.command()
def stats(path: Memory, skip_bad: Skip = False) -> None:
    """Count units, languages, characters, origins and scores.

    Example: duiyi tmx stats project.tmx
    """
    from tmx.counting import count
    from tmx.reading import read

    with read(path, policy=_policy(skip_bad)) as memory:
        print("\n".join(count(memory).lines()))
        _report_skipped(memory.skipped)


@app.command()
def cat(path: Memory, skip_bad: Skip = False) -> None:
    """Show a memory as text: a block for each unit, a line for each language.

    Example: duiyi tmx cat project.tmx | less
    """
    from tmx.reading import read
    from tmx.view import blocks

    with read(path, policy=_policy(skip_bad)) as memory:
        for block in blocks(memory):
            print(block, end="\n\n")
        _report_skipped(memory.skipped)


@app.command()
def convert(
    path: Annotated[Path, typer.Argument(help="A .tmx or .bitext.tsv file.", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write: .tmx or .bitext.tsv.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the output if it exists.")] = False,
    skip_bad: Skip = False,
) -> None:
    """Turn a reviewed file into a memory, or a memory into a review file.

    Pairs marked drop stay out of the memory; pairs marked ok are approved in it.

    Example: duiyi tmx convert aligned.bitext.tsv -o aligned.tmx
    """
    from tmx.converting import convert as run

    if output.exists() and not force:
        raise OutputError("the file exists", path=output, hint="Pass --force to replace it.")
    report = run(path, output, policy=_policy(skip_bad))
    print(f"{output}: {report.written} written")
    for reason, number in sorted(report.left.items()):
        if number:
            print(f"left behind: {number} {reason}", file=sys.stderr)


def _report_skipped(number: int) -> None:
    if number:
        print(
            f"left out: {number} units that break the standard (duiyi tmx check lists them)", file=sys.stderr
        )
