"""Every command helps with an example, offline."""

from collections.abc import Iterator

import pytest
import typer
from house import offline
from typer.testing import CliRunner

from align.main import app


def commands() -> Iterator[list[str]]:
    """The names of all commands, from the root."""

    def walk(command: object, names: list[str]) -> Iterator[list[str]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield names
            return
        for name, child in inner.items():
            yield from walk(child, [*names, name])

    yield from walk(typer.main.get_command(app), [])


COMMANDS = sorted(commands())


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_help_teaches_with_an_example(names: list[str]) -> None:
    done = CliRunner().invoke(app, [*names, "--help"])
    assert done.exit_code == 0
    words = " ".join(done.stdout.split())
    assert f"Example: duiyi {' '.join(names)}" in words or f"Examples: duiyi {' '.join(names)}" in words


@pytest.mark.parametrize("group", sorted({tuple(names[:-1]) for names in COMMANDS}), ids=" ".join)
def test_summaries_are_whole(group: tuple[str, ...]) -> None:
    """At 80 columns; a summary that is cut ends in three full stops."""
    done = CliRunner().invoke(app, [*group, "--help"], terminal_width=80)
    _, summaries = done.stdout.split("Commands:")
    assert "..." not in summaries


def test_help_works_without_a_network() -> None:
    done = offline("--help")
    assert done.returncode == 0
    for names in COMMANDS:
        assert f"\n  {names[0]} " in done.stdout


def test_an_unknown_command() -> None:
    assert CliRunner().invoke(app, ["alighn"]).exit_code == 2
