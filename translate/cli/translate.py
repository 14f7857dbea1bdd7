"""``duiyi translate`` and ``duiyi eval mt``."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tmx.base import console
from tmx.base.console import as_json as json_of
from tmx.base.files import is_stdout, lines
from tmx.base.words import count as number
from translate.cli import models
from translate.cli.common import AsJson, Force, language, source_language
from translate.documents.formats import suffixes
from translate.drafting.drafter import Tally
from translate.engines.installed import installed
from translate.jobs import report
from translate.jobs.request import Request
from translate.jobs.results import Result
from translate.jobs.services import Services
from translate.jobs.sources import Source, gather, output_place, passed_over
from translate.jobs.text import translate_lines
from translate.language.variants import target
from translate.machine import progress
from translate.packages import evaluate

if TYPE_CHECKING:
    from translate.jobs.services import Services

app = typer.Typer(no_args_is_help=True)
app.add_typer(models.app, name="models")


@app.command("translate")
def translate_command(
    to: Annotated[
        str,
        typer.Option(
            help="en, zh (simplified), zh-Hant, zh-TW, zh-HK …: what to translate into.", callback=language
        ),
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files, folders, patterns; - reads lines from stdin. "
            f"Read are {' '.join(suffixes(written=True))}.",
            metavar="FILE…",
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="The language of the files, if neither en nor zh: such as de. Goes by way of English.",
            callback=source_language,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Folder for the results, beside each file by default. For one file also NAME.EXT, or - for"
            " standard output.",
        ),
    ] = None,
    manifest: Annotated[Path | None, typer.Option(help="A text file with a path on each line.")] = None,
    write_memory: Annotated[bool, typer.Option("--tmx", help="Write a translation memory as well.")] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Write a review file of the drafts (.bitext.tsv).")
    ] = False,
    worst_first: Annotated[
        bool, typer.Option("--worst-first", help="Sort the review file by estimated quality.")
    ] = False,
    memories: Annotated[
        list[Path] | None, typer.Option("--tm", help="A memory that is asked first; may be repeated.")
    ] = None,
    fuzzy: Annotated[int, typer.Option(min=1, max=100, help="Least similarity worth offering, %.")] = 75,
    glossaries: Annotated[
        list[Path] | None, typer.Option("--glossary", help="Terms: TSV (English, Chinese) or TBX.")
    ] = None,
    keep: Annotated[
        list[Path] | None, typer.Option(help="A list of what is not translated, one a line.")
    ] = None,
    names: Annotated[bool, typer.Option(help="Use the built-in names: 小米 is Xiaomi.")] = True,
    column: Annotated[str | None, typer.Option(help="Of a table: the column to translate.")] = None,
    beam: Annotated[
        int, typer.Option(min=0, max=16, help="Width of the search; 0: the default of the model.")
    ] = 0,
    hypotheses: Annotated[
        int, typer.Option(min=1, max=8, help="Drafts for each sentence; the others are offered for review.")
    ] = 1,
    spacing: Annotated[bool, typer.Option("--spacing", help="A space between Han and Latin.")] = False,
    threads: Annotated[int, typer.Option(min=0, help="Processor threads; 0 for all.")] = 0,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes, a thread each; 0: by number and size of files.")
    ] = 0,
    cache: Annotated[bool, typer.Option(help="Keep drafts, and skip unchanged files.")] = True,
    force: Force = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say how plain texts were cleaned.")] = False,
    as_json: AsJson = False,
) -> None:
    """Translate files, offline, formats kept.

    Example: duiyi translate report.en.docx docs/ --to zh --tmx --review -o out

    writes out/report.zh.docx, out/report.en-zh.mt.tmx, out/report.en-zh.bitext.tsv, and the same for the tree
    of docs. Earlier drafts are taken from the cache: a run that was killed continues where it stopped.
    """
    third = source not in (None, "en", "zh")
    if third and (review or worst_first or glossaries):
        raise typer.BadParameter(
            "review files and glossaries are for English and Chinese alone", param_hint="--from"
        )
    stdin = files == [Path("-")]
    sources = [] if stdin else _sources(files or [], manifest, target(to)[0])
    if stdin and output not in (None, "-", "/dev/stdout"):
        raise typer.BadParameter("lines from standard input go to standard output", param_hint="--output")
    folder, file = (None, None) if stdin else output_place(output, sources)
    if file and is_stdout(file) and as_json:
        raise typer.BadParameter("standard output takes the translation or the report", param_hint="--json")
    request = Request(
        to,
        source=source or "",
        memories=tuple(memories or ()),
        fuzzy=fuzzy,
        glossaries=tuple(glossaries or ()),
        untranslated=tuple(keep or ()),
        names=names,
        beam=beam,
        hypotheses=hypotheses,
        spacing=spacing,
        column=column,
        folder=folder,
        file=file,
        memory=write_memory,
        review=review or worst_first,
        worst_first=worst_first,
        force=force,
        explain=explain,
        cached=cache,
        threads=threads,
        workers=workers,
    )
    services = Services(request)
    console.say(*(package.note for package in installed()[1]))
    with _cache_trouble_reported(services):
        if stdin:
            return _lines(services)
        return _files(services, sources, as_json=as_json)


@contextmanager
def _cache_trouble_reported(services: "Services") -> Iterator[None]:
    """Report what is wrong with the cache, once: before the work, or after it if it began meanwhile."""
    before = services.trouble
    if before:
        _remark(before)
    try:
        yield
    finally:
        if services.trouble != before:
            _remark(services.trouble)


def eval_mt_command(
    src: Annotated[Path, typer.Option(help="Source segments, one a line.")],
    ref: Annotated[Path, typer.Option(help="Their reference translations, line by line.")],
    to: Annotated[str, typer.Option(help="en or zh.", callback=language)],
    hyp: Annotated[
        Path | None, typer.Option(help="The translation to score; made by the engine unless given.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many segments.")] = None,
    as_json: AsJson = False,
) -> None:
    """Score a translation by chrF and BLEU, with sacrebleu's signatures.

    Example: duiyi eval mt --src dev.en --ref dev.zh --to zh
    """
    from dataclasses import asdict

    evaluation = evaluate.mt(src, ref, to=target(to)[0], hyp=hyp, limit=limit)
    if as_json:
        typer.echo(json_of(asdict(evaluation)))
        return
    typer.echo(f"{evaluation.system}: {number(evaluation.segments, 'segment')}")
    for score in evaluation.scores:
        typer.echo(f"  {score}")


def _lines(services: "Services") -> None:
    """Lines from stdin, each translated as it comes."""
    source = lines(sys.stdin.buffer, "<stdin>")
    _remark(*services.drafter.notes)
    for line in translate_lines(source, services.drafter):
        typer.echo(line)


def _sources(files: list[Path], manifest: Path | None, tgt: str) -> list[Source]:
    """The files that the arguments mean; those of formats that are not read are named on stderr."""
    if not files and manifest is None:
        raise typer.BadParameter("give files, folders, patterns, - or --manifest", param_hint="FILE…")
    unread: list[Path] = []
    sources = gather(files, manifest=manifest, tgt=tgt, unread=unread.append)
    _remark(*([passed_over(unread)] if unread else []))
    return sources


def _files(services: "Services", sources: list[Source], *, as_json: bool) -> None:
    """Files, with a bar while they are worked on, and a report at the end."""
    from translate.jobs.parallel import translate_all

    start = time.perf_counter()
    notes: list[str] = []
    with progress.files(len(sources)) as (on_progress, finished):
        results, tally = translate_all(
            services, sources, on_progress=on_progress, finished=finished, notes=notes
        )
    _remark(*notes)
    _remark(*(str(result.error) for result in results if result.error))
    _print_report(services.request, results, tally, time.perf_counter() - start, as_json=as_json)
    raise typer.Exit(1 if any(result.error for result in results) else 0)


def _print_report(
    request: Request, results: Sequence[Result], tally: Tally | None, seconds: float, *, as_json: bool
) -> None:
    """What was done, on stdout; on stderr where stdout has the translation."""
    if as_json:
        typer.echo(json_of(report.as_json(results, tally), indent=2))
        return
    aside = request.file is not None and is_stdout(request.file)
    for result in results:
        if not result.error:
            typer.echo("\n".join(report.lines(result)), err=aside)
    if len(results) > 1:
        typer.echo(report.summary(results, tally, seconds))


def _remark(*remarks: str) -> None:
    """Say something beside the result."""
    console.say(*(f"duiyi: {remark}" for remark in remarks))
