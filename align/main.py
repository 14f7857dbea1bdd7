"""The ``duiyi`` command: mounts the command lines of the three packages, and reports errors."""

import os
import signal
import sys
import threading
from contextlib import suppress
from importlib.metadata import version
from io import StringIO, TextIOWrapper
from types import FrameType, TracebackType
from typing import Annotated, NoReturn

import typer
from typer.main import get_command

import align.batching.cli
import align.cli
import align.reviewing.cli
import tmx.cli
import translate.cli.translate
from tmx.base.errors import DuiyiError


def _version(wanted: bool) -> None:
    if wanted:
        print(f"duiyi {version('duiyi')}")
        raise typer.Exit


app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Align English and Chinese documents, translate them offline, keep translation memories.",
)


@app.callback()
def main(
    show_version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """The options of ``duiyi`` itself."""


align.cli.evaluation.command("mt")(translate.cli.translate.eval_mt_command)
app.add_typer(align.cli.app)
app.add_typer(align.batching.cli.app)
app.add_typer(align.reviewing.cli.app, name="review")
app.add_typer(translate.cli.translate.app)
app.add_typer(tmx.cli.app, name="tmx", help="Check, view and convert translation memories.")

INTERRUPTED = 130  # as shells have it: 128 and the number of the signal


def run() -> None:
    """Run the command line; an error that a person can fix becomes one line on stderr and exit status 1.

    Ctrl+C ends with status 130, after one line, whatever error it was turned into on the way.
    """
    # Read when numpy is loaded, which comes later. Its products are small here: more threads only wait.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.stdout = sys.stdout or StringIO()  # None where the parent has closed it
    sys.stderr = sys.stderr or StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # don't fail over a name that the terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    interrupts = _listen()
    try:
        try:
            get_command(app)()  # app() would replace our hook by its own
        finally:
            print(end="", flush=True)
    except SystemExit as leaving:
        if not leaving.code or not (interrupts or leaving.code == INTERRUPTED):
            raise
        _end_interrupted()
    except BaseException as error:
        if interrupts or isinstance(error, KeyboardInterrupt):
            _end_interrupted()
        if isinstance(error, DuiyiError):
            sys.exit(f"duiyi: {error}")
        if isinstance(error, OSError):
            _end_without_output(error)
        raise


def _listen() -> list[int]:
    """Listen for interrupts; the list holds those so far, and grows with each.

    The exception alone isn't enough: loading an extension module may turn it into an ``ImportError`` or
    ``SyntaxError``, after a traceback on stderr, and our own code may turn that into a ``DuiyiError``.
    """
    interrupts: list[int] = []
    report = sys.excepthook

    def hear(number: int, frame: FrameType | None) -> None:
        interrupts.append(number)
        raise KeyboardInterrupt

    def report_others(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            report(kind, error, trace)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not ignored, as with nohup
        signal.signal(signal.SIGINT, hear)
        sys.excepthook = report_others
    return interrupts


def _end_interrupted() -> NoReturn:
    """End at once, without waiting for threads in the middle of a model: nobody wants their results."""
    with suppress(OSError):
        print("duiyi: interrupted", file=sys.stderr, flush=True)
    if threading.active_count() > 1:
        os._exit(INTERRUPTED)
    sys.exit(INTERRUPTED)


def _end_without_output(error: OSError) -> NoReturn:
    """Report an error of the system, mostly of stdout: those of files are caught where they are written."""
    with suppress(OSError):
        sys.stdout.close()
    where = error.filename or "standard output"
    sys.exit(1 if isinstance(error, BrokenPipeError) else f"duiyi: {where}: {error.strerror or error}")
