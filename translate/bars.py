"""Progress of ``duiyi translate``, on stderr, if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from translate.run import Result


@contextmanager
def files(count: int) -> Iterator[tuple[Callable[[int, int], None] | None, Callable[[Result], None] | None]]:
    """Progress in files and sentences, speed and time left."""
    if not sys.stderr.isatty():
        yield None, None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        whole = bar.add_task("files", total=count, rate="")
        task = bar.add_task("sentences", total=None, rate="")

        def progress(done: int, total: int) -> None:
            speed = bar.tasks[1].speed
            bar.update(task, advance=done, total=total, rate=f"{speed:.1f}/s" if speed else "")

        def finished(result: Result) -> None:
            bar.update(whole, advance=1, rate=result.path.name)

        yield progress, finished
