"""Command line of batches: ``duiyi align-batch``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.batching.folders import match_by_name
from align.batching.manifest import read_manifest
from align.batching.pace import Pace
from align.model import Mode
from tmx.base import console, words
from tmx.base.errors import InputError
from translate.jobs.sources import passed_over
from translate.machine import progress
from translate.machine.hardware import processors

if TYPE_CHECKING:
    from align.batching.entries import Entry
    from align.batching.run import OnOutcome, Summary
    from align.batching.work import Outcome
    from align.request import Request
    from translate.machine.workers import Pool

app = typer.Typer(no_args_is_help=True)
SHOWN = 10  # documents without a counterpart that are named one by one


@app.command("align-batch")
def align_batch_command(
    source: Annotated[
        Path,
        typer.Argument(
            help="A manifest: FIRST, tab, SECOND, perhaps tab, NAME on each line, or JSONL; or a folder.",
            metavar="MANIFEST",
        ),
    ],
    second: Annotated[
        Path | None, typer.Argument(help="The folder in the other language.", metavar="FOLDER")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the results.")] = Path("batch"),
    match: Annotated[
        bool, typer.Option("--match", help="Pair the documents of two folders by content.")
    ] = False,
    mode: Annotated[Mode, typer.Option(help="As for align.")] = Mode.AUTO,
    threshold: Annotated[float | None, typer.Option(min=0.0, max=1.0, help="As for align.")] = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="Translate the documents, too: slow.")] = False,
    sentences: Annotated[bool, typer.Option("--sentences", help="Each line is a sentence already.")] = False,
    lang: Annotated[str | None, typer.Option(metavar="TAG,TAG", help="As for align.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="As for align.")] = False,
    careful: Annotated[
        bool, typer.Option("--careful", help="Let the translator weigh matches in doubt: slower, surer.")
    ] = False,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes, one thread each; 0 for one for each processor.")
    ] = 0,
    memory: Annotated[
        int, typer.Option(min=0, help="MiB that they may need in all; 0 for 3/4 of what is free.")
    ] = 0,
    scheduler: Annotated[
        str, typer.Option(help="Run on a Dask cluster: tcp://HOST:8786.", metavar="ADDRESS")
    ] = "",
    send: Annotated[
        bool, typer.Option("--send", help="Send documents to the cluster: its workers see other folders.")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again what failed before, too.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace results that were edited, or are not a batch's.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Align many pairs of documents on all cores.

    What is finished is not done again; the exit status is 1 if a pair failed.

    Example: duiyi align-batch pairs.tsv -o out
    makes out/pairs/NAME/ with the files of duiyi align for each pair, and out/memory.tmx of all.

    Example: duiyi align-batch english/ chinese/ -o out
    pairs documents with the same names in two folders; with --match, those with the same content.
    """
    from align.request import Request, languages

    if send and not scheduler:
        raise typer.BadParameter("is for a cluster: give its --scheduler.", param_hint="--send")
    request = Request(
        mode, threshold, drafts, sentences, langs=languages(lang), plain=plain, force=force, careful=careful
    )
    with _pool(workers, memory, scheduler, send) as pool:
        entries, alone = _entries(source, second, match, pool)
        summary = _run(entries, alone, pool, output, request, retry_failed, bool(scheduler))
    if as_json:
        typer.echo(console.as_json(summary.as_json(), indent=2))
    else:
        _print(summary, output)
    raise typer.Exit(1 if summary.failures else 0)


@contextmanager
def _pool(workers: int, memory: int, scheduler: str, send: bool) -> Iterator[Pool]:
    if scheduler:
        from align.batching.cluster import connected
        from align.batching.run import with_documents

        with connected(scheduler, outgoing=with_documents if send else None) as cluster:
            yield cluster
        return
    from translate.machine.workers import MIB, Processes

    yield Processes(workers or processors(), ram=memory * MIB or None)


def _entries(source: Path, second: Path | None, match: bool, pool: Pool) -> tuple[list[Entry], list[Path]]:
    """The pairs that were asked for, and the documents that are left without one."""
    from align.batching.matching import match_by_meaning

    if not source.is_dir() and second is None and not match:
        return read_manifest(source), []
    for folder in (source, second):
        if folder is None or not folder.is_dir():
            raise InputError(
                "is not a folder" if folder else "is one folder where two are needed",
                path=folder or source,
                hint="Give a manifest, or a folder of English and one of Chinese documents.",
            )
    assert second is not None
    unread: list[Path] = []
    if match:
        pairing = match_by_meaning(
            source,
            second,
            pool,
            on_error=lambda what: typer.echo(f"duiyi: {what}", err=True),
            unread=unread.append,
        )
    else:
        pairing = match_by_name(source, second, unread=unread.append)
    if unread:
        typer.echo(f"duiyi: {passed_over(list(dict.fromkeys(unread)))}", err=True)
    return pairing.entries, pairing.alone


def _run(
    entries: list[Entry],
    alone: list[Path],
    pool: Pool,
    output: Path,
    request: Request,
    retry_failed: bool,
    absolute: bool,
) -> Summary:
    from align.batching.run import Batch

    with _progress() as on_outcome:
        batch = Batch(output, request, retry_failed, absolute)
        return batch.run(entries, pool, alone=alone, on_outcome=on_outcome)


def _print(summary: Summary, folder: Path) -> None:
    parts = [f"{summary.finished:,} of {words.count(summary.pairs, 'pair')} aligned"]
    parts += [f"{summary.kept:,} of them before"] * bool(summary.kept)
    parts += [f"{summary.comparable:,} only comparable"] * bool(summary.comparable)
    failed = f"{len(summary.failures):,} failed"
    if summary.failed_before:
        failed += f", {summary.failed_before:,} of them before (--retry-failed tries again)"
    parts += [failed] * bool(summary.failures)
    typer.echo("; ".join(parts))
    if summary.quick:
        typer.echo("  quick: matches in doubt were not weighed by the translator; --careful does that")
    typer.echo(f"  aligned memory  {summary.memory}  {summary.units:,}")
    typer.echo(f"  of each pair    {folder / 'pairs'}")
    if summary.strangers:
        pairs = words.count(len(summary.strangers), "pair")
        typer.echo(f"  {pairs}: the two do not seem to be translations of each other")
        for name in summary.strangers[:SHOWN]:
            typer.echo(f"    {name}")
    if summary.alone:
        typer.echo(f"  no counterpart  {folder / 'alone.txt'}  {len(summary.alone):,}")
        for path in summary.alone[:SHOWN]:
            typer.echo(f"    {path}")


@contextmanager
def _progress() -> Iterator[OnOutcome]:
    """Each error on stderr as it comes; on a terminal also how far the batch is, and the time left."""
    if not sys.stderr.isatty():
        yield lambda pace, outcome: _say(outcome)
        return
    from datetime import timedelta

    from rich.progress import BarColumn, Task, TaskProgressColumn
    from rich.progress import ProgressColumn as Column
    from rich.text import Text

    class Left(Column):
        """The time left, as the pace has it."""

        def render(self, task: Task) -> Text:
            pace: Pace | None = task.fields["pace"]
            return Text("" if pace is None else f"{timedelta(seconds=round(pace.seconds_left()))} left")

    with progress.drawn(BarColumn(), TaskProgressColumn(), "{task.description}", Left()) as bar:
        task = bar.add_task("pairs", total=1.0, pace=None)

        def on_outcome(pace: Pace, outcome: Outcome | None) -> None:
            bar.update(task, completed=pace.share_done(), description=pace.counted(), pace=pace)
            _say(outcome)

        yield on_outcome


def _say(outcome: Outcome | None) -> None:
    if outcome and outcome.error:
        typer.echo(f"duiyi: {outcome.error}", err=True)
