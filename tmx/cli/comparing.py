"""Commands between forms, versions and tools: convert, diff, install-git."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from tmx.base import console, words
from tmx.base.errors import DuiyiError
from tmx.base.files import may_write
from tmx.cli import common
from tmx.cli.common import MAX_UNIT, Encoding, Force, MaxUnit, Skip, Source, Target
from tmx.forms import Settings
from tmx.forms.moses import files
from tmx.look import git

app = typer.Typer()


@app.command()
def convert(
    path: Annotated[Path, typer.Argument(help="A file in one of the forms.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file to write, in the form of its ending; - is TMX."),
    ],
    force: Force = False,
    skip_bad: Skip = False,
    source: Source = "en",
    target: Target = "zh-CN",
    form_version: Annotated[
        str | None, typer.Option(help="Of TMX (1.1 to 1.4) or XLIFF (1.2, 2.1) to write.", show_default=False)
    ] = None,
    encoding: Encoding = None,
    max_unit: MaxUnit = MAX_UNIT,
) -> None:
    """Turn one form into another.

    Forms: .tmx .bitext.tsv .csv .xlsx .po .xlf .jsonl .tbx, and .moses (two files).
    What the other form cannot hold is counted. Pairs marked drop in a review file stay out of the memory;
    pairs marked ok are approved in it.

    Example: duiyi tmx convert aligned.bitext.tsv -o aligned.tmx
    """
    from tmx.change.converting import convert as run

    settings = Settings(source=source, target=target, version=form_version, encoding=encoding)
    for place in files(output, settings) if output.suffix.lower() == ".moses" else (output,):
        may_write(place, force=force)
    report = run(path, output, policy=common.policy(skip_bad, encoding, max_unit), settings=settings)
    console.written(output, f"{report.written} written")
    for note in report.notes:
        console.say(note)
    for reason, number in sorted(report.left.items()):
        console.say(f"left behind: {words.count_of(number, reason)}")


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A memory.", show_default=False)],
    new: Annotated[Path, typer.Argument(help="The same memory later.", show_default=False)],
    stat: Annotated[bool, typer.Option("--stat", help="Counts only.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a line; with --stat, one.")] = False,
    skip_bad: Skip = False,
) -> None:
    """Show units added, removed, changed or re-matched.

    Those that differ in metadata only are shown, too; moving a unit isn't a change.
    Exit status as of diff: 0 for no difference, 1 for some, 2 for trouble. Beyond 64 MiB of keys, a
    temporary file takes them.

    Example: duiyi tmx diff old.tmx new.tmx --stat
    """

    try:
        count = _show(old, new, stat, as_json, skip_bad)
    except DuiyiError as error:
        console.say(f"duiyi: {error}")
        raise typer.Exit(2) from None
    raise typer.Exit(1 if count else 0)


def _show(old: Path, new: Path, stat: bool, as_json: bool, skip_bad: bool) -> int:
    """Print the differences and return their number."""
    from tmx.look.diff_view import block, record
    from tmx.look.diffing import count, differences

    left: Counter[Path] = Counter()
    changes = differences(old, new, policy=common.policy(skip_bad), left=left)
    number = 0
    if stat:
        counts = count(changes)
        if as_json:
            print(console.as_json(counts))
        else:
            print("\n".join(f"{kind}\t{number}" for kind, number in counts.items()))
        number = counts.total()
    else:
        for number, difference in enumerate(changes, 1):  # noqa: B007
            if as_json:
                print(console.as_json(record(difference)))
            else:
                print(block(difference, colour=console.colourful()), end="\n\n")
    for path, skipped in left.items():
        common.say_skipped(skipped, path)
    return number


@app.command("install-git")
def install_git(
    folder: Annotated[Path, typer.Argument(help="The repository.")] = Path(),
    undo: Annotated[bool, typer.Option("--undo", help="Take out what was written.")] = False,
) -> None:
    """Make git diff show memories as text, word by word.

    Han are compared character by character. Writes .gitattributes and the repository's own configuration.

    Example: duiyi tmx install-git && git diff --word-diff project.tmx
    """
    top = git.undo(folder) if undo else git.install(folder)
    print(f"{top}: git {'no longer shows' if undo else 'shows'} memories as text")
