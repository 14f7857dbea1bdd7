"""Command line of this package: ``duiyi align`` and ``duiyi eval``."""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.evidence.cache import CachedDrafts, EvidenceCache
from align.ladder import f1, read_pairs, scoring, strict_recall_by_kind
from align.model import Mode
from tmx.base import words
from tmx.bitext import MARK
from translate.cli.common import warn_of_broken_packages
from translate.documents.cleaning.report import explain
from translate.machine import progress

if TYPE_CHECKING:
    from align.aligning import Weighing
    from align.request import Request
    from align.reviewing.keep import Kept
    from align.run import Report


app = typer.Typer(no_args_is_help=True)
evaluation = typer.Typer(no_args_is_help=True, help="Measure alignments and translations.")
app.add_typer(evaluation, name="eval")


@app.command("align")
def align_command(
    first: Annotated[Path, typer.Argument(help="A document, English or Chinese.", metavar="A")],
    second: Annotated[Path, typer.Argument(help="The document in the other language.", metavar="B")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for the results; else ENGLISH-CHINESE here.")
    ] = None,
    mode: Annotated[
        Mode, typer.Option(help="Translations run parallel; comparable texts share a few sentences.")
    ] = Mode.AUTO,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0.0, max=1.0, help="Probability from which a pair enters the memory: .5; if comparable, .95."
        ),
    ] = None,
    drafts: Annotated[
        bool | None,
        typer.Option("--drafts/--no-drafts", help="Translate both documents too; else only short ones are."),
    ] = None,
    sentences: Annotated[bool, typer.Option("--sentences", help="Each line is a sentence already.")] = False,
    ladder: Annotated[Path | None, typer.Option(help="Write the beads as sentence indexes, too.")] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Carry over what people decided in this review file.", metavar="FILE")
    ] = None,
    careful: Annotated[
        bool,
        typer.Option(
            "--careful",
            help="Let the embedded translator weigh matches in doubt, however many;"
            " else where it takes a few minutes at most.",
        ),
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Never let it weigh them.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace results that are there already.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say how the documents were cleaned.")] = False,
    cache: Annotated[
        bool, typer.Option(help="Keep vectors, drafts and what was weighed for next time.")
    ] = True,
) -> None:
    """Align an English document with a Chinese one; write memories and a review file.

    Example: duiyi align article.en.txt article.zh.txt -o out
    makes out/article-article.tmx and out/article-article.bitext.tsv, and, of short documents,
    out/article.en-zh.mt.tmx and out/article.zh-en.mt.tmx.
    """
    from align.evidence.vectors import Encoder
    from align.request import Models, Request
    from align.run import align_files
    from translate.engines.likelihood import Likelihood

    if careful and quick:
        raise typer.BadParameter("one excludes the other: give at most one", param_hint="--careful, --quick")
    kept = EvidenceCache() if cache else None
    request = Request(
        mode=mode,
        threshold=threshold,
        drafts=drafts,
        sentences=sentences,
        ladder=ladder,
        force=force,
        keep=keep,
        careful=careful or (False if quick else None),
    )
    with progress.stages() as on_progress:
        report = align_files(
            first,
            second,
            output,
            request=request,
            models=Models(
                encoder=lambda: Encoder(cache=kept),
                judge=lambda: Likelihood(cache=kept),
                known=CachedDrafts(kept) if kept else None,
            ),
            on_progress=on_progress,
        )
    if kept:
        kept.close()
        if kept.trouble:
            print(f"Note: {kept.trouble}", file=sys.stderr)
    if report.engines:
        warn_of_broken_packages()
    _print(report, explain, request)


@evaluation.command("ladder")
def eval_ladder_command(
    gold: Annotated[
        Path,
        typer.Argument(help="The right alignment, one bead a line: [0, 1]:[2]; or a folder.", exists=True),
    ],
    found: Annotated[
        Path, typer.Argument(help="The alignment to measure; or a folder with the same names.", exists=True)
    ],
) -> None:
    """Compare alignments with hand-made ones: strict and lax F1, recall by kind of bead.

    Strict counts beads that are identical, lax those that overlap; as in Vecalign's scorer, beads with an
    empty side count for precision only. Folders are compared file by file and summed over all beads.

    Example: duiyi eval ladder gold.ladder mine.ladder
    """
    pairs = read_pairs(gold, found)
    scores = f1(pairs)
    print(f"strict  P {scores.strict_precision:.4f}  R {scores.strict_recall:.4f}  F1 {scores.strict:.4f}")
    print(f"lax     P {scores.lax_precision:.4f}  R {scores.lax_recall:.4f}  F1 {scores.lax:.4f}")
    for kind, (hit, there) in strict_recall_by_kind(pairs).items():
        print(f"{kind:7} {hit}/{there}")
    print(scoring(len(pairs)))


def _print(report: "Report", explained: bool, request: "Request") -> None:

    for source, name in ((report.en, "English"), (report.zh, "Chinese")):
        why = "empty lines" if source.blocks is None else "page numbers, dates, by-lines"
        left = f", {len(source.meta)} left out ({why})" if source.meta else ""
        print(f"{source.path}: {name}, {words.count(len(source.texts), 'sentence')}{left}")
        if explained and source.document:
            print(*(f"  {line}" for line in explain(source.document)), sep="\n")
    said = {
        "parallel": "parallel: the texts translate each other",
        "comparable": "comparable: the texts do not run parallel; only pairs that hold alone are aligned",
    }
    print(said[report.mode.value] if request.mode is Mode.AUTO else f"{report.mode.value}, as --mode says")
    if request.careful is False:
        print(f"quick: {_in_doubt(report.weighing)}, not weighed by the translator")
    elif report.weighing.count:
        print(_weighing(report.weighing))
    if crossing := sum(bead.crossing for bead in report.beads):
        print(f"{words.count(crossing, 'pair crosses', 'pairs cross')} the others: flagged `crossing`")
    if report.kept:
        print(*_said_of_decisions(report.kept), sep="\n")
    en, zh = report.unpaired
    print(f"in no pair: {en:,} English, {words.count(zh, 'Chinese sentence')}")
    width = max(len(str(output.path)) for output in report.outputs)
    for output in report.outputs:
        note = f"  {output.note}" if output.note else ""
        print(f"  {output.what:15} {output.path!s:{width}}  {output.count:6,}{note}")
    print(_next_step(report))


def _said_of_decisions(kept: "Kept") -> Iterator[str]:
    """What became of earlier decisions; whatever is lost is there in full."""
    decisions = f"{words.count(kept.held, 'decision')} kept"
    yield f"{decisions}, {kept.forced:,} of them against the new alignment"
    for what, items in (("lapsed", kept.lapsed), ("look at", kept.unsure)):
        for line, why in items:
            flags = f" ({' '.join(line.pair.flags)})" if line.pair.flags else ""
            text = " | ".join(MARK.join(side) or "–" for side in (line.pair.en, line.pair.zh))
            yield f"  {what}, line {line.number}{flags}: {why}: {text}"
    for number, remark in kept.remarks:
        yield f"  not carried over, line {number}: {remark}"


def _next_step(report: "Report") -> str:
    """What a person does with the results."""
    made = {output.what: output for output in report.outputs}
    what = "pairs" if made["aligned memory"].count else "candidates"
    review = shlex.quote(str(made["review file"].path))
    return f"to review the {what} in a browser: duiyi review page {review}"


def _weighing(weighing: "Weighing") -> str:
    count = _in_doubt(weighing)
    if weighing.weighed:
        return f"{count}: weighed by the translator"
    if weighing.why_not:
        return f"{count}, and not weighed: {weighing.why_not}"
    minutes = max(1, round(weighing.minutes))
    return f"{count}; --careful lets the translator weigh them (about {minutes} min of one processor)"


def _in_doubt(weighing: "Weighing") -> str:
    return f"{weighing.count:,} possible match{'' if weighing.count == 1 else 'es'} in doubt"
