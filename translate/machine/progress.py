"""Progress on stderr, if that is a terminal; rich is imported only then."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from translate.model import OnProgress

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, TaskID


class HasPath(Protocol):
    """The result of a file."""

    @property
    def path(self) -> Path:
        """The file."""
        ...


@contextmanager
def drawn(*columns: str | ProgressColumn) -> Iterator[Progress]:
    """Bars on stderr that are gone when the work is done; with rich's own columns unless some are given."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield progress


@contextmanager
def files(count: int) -> Iterator[tuple[OnProgress | None, Callable[[HasPath], None] | None]]:
    """Progress in files and sentences, speed and time left."""
    if not sys.stderr.isatty():
        yield None, None
        return
    from rich.progress import BarColumn, TimeRemainingColumn

    columns = (
        "{task.description}",
        BarColumn(),
        "{task.completed}/{task.total}",
        "{task.fields[rate]}",
        TimeRemainingColumn(),
    )
    with drawn(*columns) as shown:
        whole = shown.add_task("files", total=count, rate="")
        task = shown.add_task("sentences", total=None, rate="", visible=False)  # until their number is known

        def on_progress(stage: str, done: int, total: int) -> None:
            speed = shown.tasks[1].speed
            rate = f"{speed:.1f}/s" if speed else ""
            shown.update(task, completed=done, total=total, rate=rate, visible=True)

        def finished(result: HasPath) -> None:
            shown.update(whole, advance=1, rate=result.path.name)

        yield on_progress, finished


@contextmanager
def stages() -> Iterator[OnProgress | None]:
    """A bar for each stage of a job."""
    if not sys.stderr.isatty():
        yield None
        return
    with drawn() as shown:
        tasks: dict[str, TaskID] = {}

        def on_progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = shown.add_task(stage, total=total)
            shown.update(tasks[stage], completed=done, total=total)

        yield on_progress
