"""Commands that write a memory of another: fix, merge, dedupe, filter, split, sort."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tmx.base import console, words
from tmx.base.files import is_stdout, may_write
from tmx.change.choices import By, Keep, Order
from tmx.change.expressions import parse
from tmx.cli import common
from tmx.cli.common import Folder, Force, Memories, Memory, Output, Skip
from tmx.xml.policy import LENIENT

if TYPE_CHECKING:
    from tmx.change.shaping import Shaped

app = typer.Typer()

Kept = Annotated[Keep, typer.Option(help="Which translation of a source text stays.")]
User = Annotated[
    str | None, typer.Option(help="Whose translations stay, with --keep user.", show_default=False)
]


@app.command()
def fix(path: Memory, output: Output, force: Force = False, skip_bad: Skip = False) -> None:
    """Mend what is safe to mend, and list each change.

    Header, language tags, dates, identifiers, layout.

    Example: duiyi tmx fix old.tmx -o new.tmx
    """
    from tmx.check.fixing import Change
    from tmx.check.fixing import fix as run

    changes: list[Change] = []
    done = run(path, may_write(output, force=force), changes, policy=LENIENT if skip_bad else None)
    for change in changes:
        print(f"{path}:{change.line}: {change}", file=console.beside(output))
    console.say(f"{output}: {words.count(done.units, 'unit')}, {words.count(len(changes), 'change')}")
    if done.replaced:
        console.say(f"replaced: {words.count(done.replaced, 'character')} that XML cannot hold")
    common.say_skipped(done.skipped)


@app.command()
def merge(
    paths: Memories,
    output: Output,
    keep: Kept = Keep.ALL,
    user: User = None,
    force: Force = False,
    skip_bad: Skip = False,
) -> None:
    """Make one memory of several; equal pairs stay once.

    Conflicts are listed. Beyond 64 MiB of keys, a temporary file takes them.

    Example: duiyi tmx merge a.tmx b.tmx -o all.tmx --keep newest
    """
    _merge(paths, output, keep, user, force, skip_bad)


@app.command()
def dedupe(
    path: Memory,
    output: Output,
    keep: Kept = Keep.ALL,
    user: User = None,
    force: Force = False,
    skip_bad: Skip = False,
) -> None:
    """Leave out repeated pairs.

    With --keep, also all but one translation of each source text.

    Example: duiyi tmx dedupe big.tmx -o small.tmx --keep best
    """
    _merge([path], output, keep, user, force, skip_bad)


def _merge(
    paths: list[Path], output: Path, keep: Keep, user: str | None, force: bool, skip_bad: bool
) -> None:
    """Both commands: one memory without repetitions is the merge of one."""
    from tmx.change.merging import merge as run

    if (keep is Keep.USER) != (user is not None):
        raise typer.BadParameter("--keep user and --user NAME go together", param_hint="--user")
    done = run(paths, may_write(output, force=force), keep=keep, user=user, policy=common.policy(skip_bad))
    for conflict in done.conflicts:
        where = f"{conflict.path}:{conflict.line}"
        print(
            f"{where}: {conflict.source}: {conflict.dropped} gave way to {conflict.kept}",
            file=console.beside(output),
        )
    counts = f"{words.count(done.written, 'unit')} of {done.read:,}, {done.repeated:,} repeated"
    console.say(f"{output}: {counts}, {words.count(done.conflicting, 'conflict')}")
    common.say_skipped(done.skipped)


@app.command("filter")
def filter_(
    path: Memory,
    expression: Annotated[
        str, typer.Argument(help="Condition a unit must meet to be kept.", show_default=False)
    ],
    output: Output,
    removed: Annotated[
        Path | None,
        typer.Option(help="Where the others go; by default NAME.removed.tmx.", show_default=False),
    ] = None,
    force: Force = False,
    skip_bad: Skip = False,
) -> None:
    """Keep the units that meet a condition.

    The others go to a second memory, each with the reason.
    Fields: score date user origin level ratio length source target lang tuid prop:TYPE.
    Operators: == != < <= > >=, ~ (regular expression), in (a, b); and, or, not, has, parentheses.
    A unit that lacks a field fails each comparison with it.

    Example: duiyi tmx filter a.tmx 'score >= 0.8 and ratio < 5 and not user == "MT!"' -o good.tmx
    """
    from tmx.change.shaping import filter_units

    test = parse(expression)
    if removed is None and is_stdout(output):
        raise typer.BadParameter("with -o - it has to be given", param_hint="--removed")
    other = may_write(removed or output.with_suffix(".removed.tmx"), force=force)
    may_write(output, force=force)
    if other.resolve() == output.resolve():
        raise typer.BadParameter("it is the file of those that stay", param_hint="--removed")
    done = filter_units(path, output, other, test, policy=common.policy(skip_bad))
    console.written(output, words.count(done.kept, "unit"))
    print(f"{other}: {words.count(done.removed, 'unit')} removed", file=console.beside(output))
    common.say_skipped(done.skipped)


@app.command()
def split(
    path: Memory,
    by: Annotated[By | None, typer.Option(help="A file for each value.", show_default=False)] = None,
    units: Annotated[int | None, typer.Option(help="Units a file.", min=1, show_default=False)] = None,
    output: Folder = None,
    force: Force = False,
    skip_bad: Skip = False,
) -> None:
    """Make several memories of one.

    By number of units, by language, or by origin.

    Example: duiyi tmx split big.tmx --units 50000 -o parts
    """
    from tmx.change.shaping import split_by, split_every

    if (by is None) == (units is None):
        raise typer.BadParameter("one of --by and --units is needed", param_hint="--by")
    folder, policy = output or path.parent, common.policy(skip_bad)
    shaped = (
        split_by(path, folder, by, force=force, policy=policy)
        if by
        else split_every(path, folder, units or 1, force=force, policy=policy)
    )
    _say_written(shaped)
    if not shaped.written:
        console.say(f"{path}: no units, and no file was written")


@app.command()
def sort(
    path: Memory,
    output: Output,
    by: Annotated[Order, typer.Option(help="What to sort by.")] = Order.SOURCE,
    reverse: Annotated[bool, typer.Option("--reverse", help="Reverse the order.")] = False,
    force: Force = False,
    skip_bad: Skip = False,
) -> None:
    """Put the units in order.

    By code point; equal ones stay as they were.

    Example: duiyi tmx sort project.tmx -o sorted.tmx --by date --reverse
    """
    from tmx.change.shaping import sort as run

    policy = common.policy(skip_bad)
    _say_written(run(path, may_write(output, force=force), by, reverse=reverse, policy=policy))


def _say_written(done: "Shaped") -> None:
    """The files with their units, and what was left out."""
    for place, count in done.written.items():
        console.written(place, words.count(count, "unit"))
    common.say_skipped(done.skipped)
