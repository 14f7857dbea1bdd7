"""``duiyi`` itself: its version, and help that is readable in a terminal of 80 columns."""

from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from align.main import app


def test_version() -> None:
    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.stdout) == (0, f"duiyi {version('duiyi')}\n")


@pytest.mark.parametrize("group", ["", "review", "eval"])
def test_summaries_fit_on_their_line(group: str) -> None:
    """In a list of commands, Typer cuts what is too long and ends it with three dots."""
    done = CliRunner(env={"COLUMNS": "80"}).invoke(app, [*group.split(), "--help"])
    commands = done.stdout.partition("Commands:")[2]
    assert commands and "..." not in commands
