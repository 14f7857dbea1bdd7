"""The ``duiyi`` command: mounts the command lines of the three packages, and reports errors."""

import sys

import typer

import align.cli
import align.reviewing.cli
import tmx.cli
import translate.cli
from tmx.errors import DuiyiError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Align English and Chinese documents, translate them offline, keep translation memories.",
)
app.add_typer(align.cli.app)
app.add_typer(align.reviewing.cli.app, name="review")
app.add_typer(translate.cli.app)
app.add_typer(tmx.cli.app, name="tmx", help="Check, view and convert translation memories.")


def run() -> None:
    """Run the command line; a :class:`DuiyiError` becomes one line on stderr and exit status 1."""
    try:
        app()
    except DuiyiError as error:
        print(f"duiyi: {error}", file=sys.stderr)
        sys.exit(1)
