"""Command line of this package: ``duiyi align`` and ``duiyi eval``."""

from pathlib import Path
from typing import Annotated

import typer

from align.evidence.cache import CachedDrafts, EvidenceCache
from align.ladder import f1, read_pairs, scores_json, scoring, strict_recall_by_kind
from align.model import Mode
from align.report import report_json, report_lines
from tmx.base import console
from translate.engines.installed import installed
from translate.engines.likelihood import Likelihood
from translate.machine import progress

app = typer.Typer(no_args_is_help=True)
evaluation = typer.Typer(no_args_is_help=True, help="Measure alignments and translations.")
app.add_typer(evaluation, name="eval")


@app.command("align")
def align_command(
    first: Annotated[
        Path, typer.Argument(help="A document, English or Chinese, or one that holds both.", metavar="A")
    ],
    second: Annotated[
        Path | None, typer.Argument(help="The document in the other language.", metavar="[B]")
    ] = None,
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
    lang: Annotated[
        str | None,
        typer.Option(
            metavar="TAG,TAG",
            help="Languages of the documents, in either order, such as en,zh-TW; else the texts tell.",
        ),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option("--plain", help="Leave bold words, links and other inline codes out of the memory."),
    ] = False,
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
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Align an English document with a Chinese one.

    Writes memories and a review file; the exit status is 1 if a document cannot be aligned.

    Example: duiyi align article.en.txt article.zh.txt -o out
    makes out/article-article.tmx and out/article-article.bitext.tsv, and, of short documents,
    out/article.en-zh.mt.tmx and out/article.zh-en.mt.tmx.

    Example: duiyi align minutes.docx
    aligns what a document in both languages has side by side in tables, in turn, or in one line.
    """
    from align.evidence.vectors import Encoder
    from align.request import Models, Request, languages
    from align.run import align_files

    if careful and quick:
        raise typer.BadParameter("one excludes the other: give at most one", param_hint="--careful, --quick")
    evidence = EvidenceCache() if cache else None
    request = Request(
        mode=mode,
        threshold=threshold,
        drafts=drafts,
        sentences=sentences,
        plain=plain,
        langs=languages(lang),
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
                encoder=lambda: Encoder(cache=evidence),
                judge=lambda: Likelihood(cache=evidence),
                known=CachedDrafts(evidence) if evidence else None,
            ),
            on_progress=on_progress,
        )
    if evidence:
        evidence.close()
        if evidence.trouble:
            console.say(f"Note: {evidence.trouble}")
    if report.engines:
        console.say(*(package.note for package in installed()[1]))
    if as_json:
        print(console.as_json(report_json(report), indent=2))
    else:
        print(*report_lines(report, request, cleaning=explain), sep="\n")


@evaluation.command("ladder")
def eval_ladder_command(
    gold: Annotated[
        Path,
        typer.Argument(help="The right alignment, one bead a line: [0, 1]:[2]; or a folder.", exists=True),
    ],
    measured: Annotated[
        Path,
        typer.Argument(
            help="The alignment to measure; or a folder with the same names.", exists=True, metavar="FOUND"
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
) -> None:
    """Compare alignments with hand-made ones.

    Prints strict and lax F1, and the recall of each kind of bead. Strict counts beads that are identical, lax
    those that overlap; as in Vecalign's scorer, beads with an empty side count for precision only. Folders
    are compared file by file and summed over all beads.

    Example: duiyi eval ladder gold.ladder mine.ladder
    """
    pairs = read_pairs(gold, measured)
    scores, by_kind = f1(pairs), strict_recall_by_kind(pairs)
    if as_json:
        print(console.as_json(scores_json(scores, by_kind, len(pairs)), indent=2))
        return
    print(f"strict  P {scores.strict_precision:.4f}  R {scores.strict_recall:.4f}  F1 {scores.strict:.4f}")
    print(f"lax     P {scores.lax_precision:.4f}  R {scores.lax_recall:.4f}  F1 {scores.lax:.4f}")
    for kind, (hit, there) in by_kind.items():
        print(f"{kind:7} {hit}/{there}")
    print(scoring(len(pairs)))
