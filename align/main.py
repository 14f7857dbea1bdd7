"""The ``duiyi`` command: mounts the command lines of the three packages, and reports errors."""

import os
import sys
from contextlib import suppress
from io import StringIO, TextIOWrapper

import typer

import align.batching.cli
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
align.cli.evaluation.command("mt")(translate.cli.eval_mt_command)
app.add_typer(align.cli.app)
app.add_typer(align.batching.cli.app)
app.add_typer(align.reviewing.cli.app, name="review")
app.add_typer(translate.cli.app)
app.add_typer(tmx.cli.app, name="tmx", help="Check, view and convert translation memories.")

INTERRUPTED = 130  # as shells have it: 128 and the number of the signal


def run() -> None:
    """Run the command line; what the person can mend becomes one line on stderr and exit status 1.

    Ctrl+C ends with status 130, after one line.
    """
    # Read when numpy is loaded, which comes later. Its products are small here: more threads only wait.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.stdout = sys.stdout or StringIO()  # None where the parent has closed it
    sys.stderr = sys.stderr or StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a name that the terminal cannot show is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            app()
        finally:
            print(end="", flush=True)
    except (KeyboardInterrupt, SystemExit) as leaving:
        if isinstance(leaving, SystemExit) and leaving.code != INTERRUPTED:
            raise
        with suppress(OSError):
            print("duiyi: interrupted", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except DuiyiError as error:
        sys.exit(f"duiyi: {error}")
    except OSError as error:  # files are written with care; what is left is mostly standard output
        with suppress(OSError):
            sys.stdout.close()
        where = error.filename or "standard output"
        sys.exit(1 if isinstance(error, BrokenPipeError) else f"duiyi: {where}: {error.strerror or error}")
