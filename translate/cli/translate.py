"""Command line of this package: ``duiyi translate`` and ``duiyi models``."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tmx.base.errors import DuiyiError, InputError
from tmx.base.files import lines
from tmx.cli import common
from translate.jobs.sources import gather, passed_over
from translate.jobs.streaming import translate_lines
from translate.language.variants import target
from translate.machine import progress

if TYPE_CHECKING:
    from translate.jobs.run import Wanted
    from translate.jobs.setup import Setup

app = typer.Typer(no_args_is_help=True)
models = typer.Typer(no_args_is_help=True, help="Install, check and remove translation packages.")
app.add_typer(models, name="models")


def _language(to: str) -> str:
    """What ``--to`` says, if it is a language that is written here."""
    try:
        target(to)
    except InputError as error:
        raise typer.BadParameter(str(error)) from None
    return to


def _source(code: str | None) -> str | None:
    """What ``--from`` says, if it is a language code."""
    if code is not None and not re.fullmatch("[a-z]{2,3}", code.lower()):
        raise typer.BadParameter("give a code of two or three letters, such as de")
    return code.lower() if code else None


Name = Annotated[str, typer.Argument(help="Such as en_zh, or the name of the folder it lies in.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there already.")]


@app.command("translate")
def translate_command(
    to: Annotated[
        str,
        typer.Option(
            help="en, zh (simplified), zh-Hant, zh-TW, zh-HK …: what to translate into.", callback=_language
        ),
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files, folders, patterns; - reads lines from stdin. txt md html docx epub srt vtt po"
            " xliff tmx json yaml csv tsv.",
            metavar="FILE…",
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="The language of the files, if neither en nor zh: such as de. Goes by way of English.",
            callback=_source,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for the results; else beside each file.")
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
        int, typer.Option(min=0, max=16, help="Width of the search; 0 for as suits the model.")
    ] = 0,
    hypotheses: Annotated[
        int, typer.Option(min=1, max=8, help="Drafts for each sentence; the others are offered for review.")
    ] = 1,
    spacing: Annotated[bool, typer.Option("--spacing", help="A space between Han and Latin.")] = False,
    threads: Annotated[int, typer.Option(min=0, help="Processor threads; 0 for all.")] = 0,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes, a thread each; 0: as suits the number and size of files.")
    ] = 0,
    cache: Annotated[bool, typer.Option(help="Keep drafts, and skip unchanged files.")] = True,
    force: Force = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say how plain texts and Markdown are cleaned.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Translate files, offline, formats kept.

    Example: duiyi translate report.en.docx docs/ --to zh --tmx --review -o out

    makes out/report.zh.docx, out/report.en-zh.mt.tmx, out/report.en-zh.bitext.tsv, and of docs the same tree.
    What was drafted before is taken from the cache: a run that was killed goes on where it was.
    """
    from translate.jobs.run import Wanted
    from translate.jobs.setup import Setup

    third = source not in (None, "en", "zh")
    if third and (review or worst_first or glossaries):
        raise typer.BadParameter(
            "review files and glossaries are for English and Chinese alone", param_hint="--from"
        )
    setup = Setup(
        to,
        tuple(memories or ()),
        fuzzy,
        tuple(glossaries or ()),
        tuple(keep or ()),
        names=names,
        beam=beam,
        hypotheses=hypotheses,
        spacing=spacing,
        threads=threads,
        cached=cache,
        source=source or "",
    )
    tell_of_broken_packages()
    if setup.trouble:
        typer.echo(f"duiyi: {setup.trouble}", err=True)
    if files == [Path("-")]:
        return _lines(setup)
    wanted = Wanted(
        to,
        output,
        memory=write_memory,
        review=review or worst_first,
        worst_first=worst_first,
        force=force,
        explained=explain,
        column=column,
    )
    return _files(setup, wanted, files or [], manifest, workers, json)


def eval_mt_command(
    src: Annotated[Path, typer.Option(help="Source segments, one a line.")],
    ref: Annotated[Path, typer.Option(help="Their reference translations, line by line.")],
    to: Annotated[str, typer.Option(help="en or zh.", callback=_language)],
    hyp: Annotated[
        Path | None, typer.Option(help="The translation to score; made by the engine unless given.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many segments.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Score a translation by chrF and BLEU, with sacrebleu's signatures.

    Example: duiyi eval mt --src dev.en --ref dev.zh --to zh
    """
    from dataclasses import asdict

    from translate.packages import evaluate

    found = evaluate.mt(src, ref, to=target(to)[0], hyp=hyp, limit=limit)
    if json:
        typer.echo(common.as_json(asdict(found)))
        return
    typer.echo(f"{found.system}: {found.segments} segments")
    for score in found.scores:
        typer.echo(f"  {score}")


def _lines(setup: "Setup") -> None:
    """Lines from stdin, each translated as it comes."""
    from translate.jobs.run import Wanted

    wanted = Wanted(setup.to, source=setup.source)
    source = lines(sys.stdin.buffer, "<stdin>")
    drafter = setup.drafter(wanted.src, wanted.tgt)
    _tell(drafter.notes)
    for line in translate_lines(source, drafter):
        typer.echo(line)


def _tell(notes: Iterable[str]) -> None:
    """Remarks beside the results."""
    for note in notes:
        typer.echo(f"duiyi: {note}", err=True)


def _files(
    setup: "Setup", wanted: "Wanted", files: list[Path], manifest: Path | None, workers: int, as_json: bool
) -> None:
    """Files, with a bar while they are worked on, and a summary at the end."""
    import time

    from translate.jobs import report
    from translate.jobs.parallel import translate_all

    if not files and manifest is None:
        raise typer.BadParameter("give files, folders, patterns, - or --manifest", param_hint="FILE…")
    start = time.perf_counter()
    unread: list[Path] = []
    sources = gather(files, manifest=manifest, tgt=wanted.tgt, unread=unread.append)
    _tell([passed_over(unread)] if unread else [])
    notes: list[str] = []
    with progress.files(len(sources)) as (on_progress, finished):
        results, tally = translate_all(
            setup, wanted, sources, workers=workers, on_progress=on_progress, finished=finished, notes=notes
        )
    _tell(notes)
    for result in results:
        if result.error:
            typer.echo(f"duiyi: {result.error}", err=True)
        elif not as_json:
            typer.echo("\n".join(report.lines(result)))
    if as_json:
        typer.echo(common.as_json(report.as_json(results, tally), indent=2))
    elif len(results) > 1:
        typer.echo(report.summary(results, tally, time.perf_counter() - start))
    raise typer.Exit(1 if any(result.error for result in results) else 0)


def tell_of_broken_packages() -> None:
    """Say on stderr which installed packages cannot serve, before another engine does."""
    from translate.packages import installing

    for left in installing.broken():
        typer.echo(f"duiyi: {left.note}", err=True)


@models.command("list")
def list_command() -> None:
    """Show which engine serves each direction, and why.

    Example: duiyi models list
    """
    from translate.packages import installing

    for choice in installing.choices():
        typer.echo(f"{choice.src} → {choice.tgt}  {choice.engine}  ({choice.why})\n  {choice.path}")
    for left in installing.broken():
        typer.echo(f"not a package: {left.path}: {left.why}")


@models.command("install")
def install_command(
    what: Annotated[str, typer.Argument(help="An .argosmodel file, or en_zh, zh_en, de_en … (downloaded).")],
    force: Force = False,
) -> None:
    """Install an Argos package, after checking it. A file needs no network, a name does.

    Example: duiyi models install translate-en_zh-1_9.argosmodel
    """
    from translate.packages import installing

    package = installing.install_any(what, force=force)
    typer.echo(f"{package.name} serves {package.src} → {package.tgt} now\n  {package.path}")


@models.command("verify")
def verify_command() -> None:
    """Load each package and let it translate a sentence; exit 1 if one fails.

    Example: duiyi models verify
    """
    from translate.packages import installing

    sound = True
    for name, path, problem in installing.verify():
        sound = sound and not problem
        typer.echo(
            f"{'broken' if problem else 'sound '}  {name}  {path}" + (f": {problem}" if problem else "")
        )
    raise typer.Exit(0 if sound else 1)


@models.command("remove")
def remove_command(name: Name) -> None:
    """Remove an installed Argos package; "embedded" removes the unpacked copy of the embedded one.

    Example: duiyi models remove en_zh
    """
    from translate.packages import installing

    typer.echo(f"removed {installing.remove(name)}")


@models.command("info")
def info_command(name: Name) -> None:
    """Show what a package says of itself: "embedded", or an installed one.

    Example: duiyi models info embedded
    """
    from translate.packages import installing

    for key, value in installing.info(name).items():
        typer.echo(f"{key}: {value}")


@models.command("adapt")
def adapt_command(
    src: Annotated[str, typer.Option("--from", help="en or zh: what the package reads.")],
    to: Annotated[str, typer.Option("--to", help="zh or en: what it writes.")],
    memories: Annotated[list[Path], typer.Option("--tm", help="A memory to learn from; may be repeated.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The new package, NAME.argosmodel.")],
    general: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="General texts and their references, a segment a line: no worse than before."),
    ] = None,
    minutes: Annotated[float, typer.Option(min=0.01, help="The longest time to tune.")] = 20.0,
    force: Annotated[
        bool, typer.Option("--force", help="Write the package if it is no better, or is there already.")
    ] = False,
) -> None:
    """Tune the package of a direction on the approved pairs of memories; write it if it got better.

    Example: duiyi models adapt --from en --to zh --tm project.tmx --general dev.en dev.zh -o mine.argosmodel

    Documents are set aside to measure with: chrF on them is shown before and after. A run that was killed
    goes on where it was. Install the package with "duiyi models install mine.argosmodel". An Argos package
    becomes one, which argostranslate loads; what is made of the embedded translator only duiyi can use.
    Tuning needs torch: pip install 'duiyi[train]'.
    """
    from translate.adapting.adapt import Job, adapt, workplace

    if {src, to} != {"en", "zh"}:
        raise typer.BadParameter("one is en, the other zh", param_hint="--from, --to")
    if output.suffix != ".argosmodel":
        raise typer.BadParameter("the name ends in .argosmodel", param_hint="--output")
    job = Job(
        src="en" if src == "en" else "zh",
        tgt="en" if to == "en" else "zh",
        memories=tuple(memories),
        output=output,
        general=general,
        minutes=minutes,
        force=force,
    )
    with progress.stages() as on_progress:
        report = adapt(job, say=typer.echo, on_progress=on_progress)
    if not report.written:
        raise DuiyiError(
            "the tuned package is not better, so it was not written",
            path=output,
            hint="Pass --force to write it all the same, or --minutes to tune longer; "
            f"what was tuned lies in {workplace(output)}.",
        )
    typer.echo(f"wrote     {output}")
    if not report.for_argos:
        typer.echo("          for duiyi alone: it is no Argos package, argostranslate cannot run it")
