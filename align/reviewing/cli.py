"""Command line of reviewing: ``duiyi review``."""

from pathlib import Path
from typing import Annotated

import typer

from align.reviewing.apply import apply, summary
from align.reviewing.explain import chosen, explained
from align.reviewing.files import read_review
from align.reviewing.page import write_page
from align.reviewing.serve import serve
from align.reviewing.stats import stats, stats_summary
from tmx.cli.common import beside

app = typer.Typer(
    no_args_is_help=True, help="Review an alignment: in a diff, in the browser, and back into the memory."
)

Reviewed = Annotated[
    Path, typer.Argument(help="A review file, NAME.bitext.tsv.", metavar="FILE", exists=True, dir_okay=False)
]


@app.command("apply")
def apply_command(
    path: Reviewed,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The memory; else NAME.tmx beside the file.")
    ] = None,
    against: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="The two documents: prove that no sentence is lost or doubled.", metavar="A B"),
    ] = None,
    sentences: Annotated[
        bool, typer.Option("--sentences", help="The documents have one sentence a line.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a memory that is there already.")] = False,
) -> None:
    """Make the memory from the edited review file.

    Example: duiyi review apply out/article-article.bitext.tsv --against article.en.txt article.zh.txt
    """
    applied = apply(path, output, against=against, sentences=sentences, force=force)
    print(*summary(applied), sep="\n", file=beside(applied.memory))


@app.command("diff")
def diff_command(
    old: Annotated[Path, typer.Argument(help="A review file.", exists=True, dir_okay=False)],
    new: Annotated[Path, typer.Argument(help="The same review, later.", exists=True, dir_okay=False)],
    scores: Annotated[bool, typer.Option("--scores", help="Tell of changed scores, too.")] = False,
) -> None:
    """Say in words what changed between two review files.

    Example: duiyi review diff before.bitext.tsv after.bitext.tsv
    """
    from align.reviewing.compare import SCORE, changes, described, summary

    later = read_review(new)
    found = changes(read_review(old), later)
    told = [line for change in found if scores or change.kind != SCORE for line in described(change)]
    print(*told, summary(found, len(later.lines)), sep="\n")


@app.command("stats")
def stats_command(
    path: Reviewed,
    first: Annotated[int, typer.Option(min=0, help="How many lines to look at first.")] = 10,
) -> None:
    """Say how much is reviewed, how many errors to expect, and where to look first.

    Example: duiyi review stats out/article-article.bitext.tsv
    """
    print(*stats_summary(stats(read_review(path), first=first)), sep="\n")


@app.command("explain")
def explain_command(
    path: Reviewed,
    which: Annotated[
        list[str] | None,
        typer.Argument(help="Identifiers or line numbers; else the most doubtful.", metavar="PAIR"),
    ] = None,
    first: Annotated[int, typer.Option(min=1, help="How many of the most doubtful.")] = 3,
) -> None:
    """Say why pairs have their scores: what speaks for each and against it.

    Example: duiyi review explain out/article-article.bitext.tsv --first 5
    """
    review = read_review(path)
    blocks = list(explained(review, chosen(review, which or (), first=first)))
    print("\n\n".join(blocks) or "no pair is waiting")


@app.command("page")
def page_command(
    path: Reviewed,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The page; else NAME.html beside the file.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a page that is there already.")] = False,
) -> None:
    """Make one self-contained page to review in, without a network. It saves the same kind of file.

    Example: duiyi review page out/article-article.bitext.tsv -o page.html
    """
    print(write_page(path, output, force=force))


@app.command("serve")
def serve_command(
    path: Reviewed,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Review in the browser; every change is saved to the file at once. Ends with Ctrl+C.

    Example: duiyi review serve out/article-article.bitext.tsv
    """
    serve(path, port=port, ready=lambda url: _ready(path, url, browser))


def _ready(path: Path, url: str, browser: bool) -> None:
    print(f"{path}: {url}", flush=True)
    if browser:
        import webbrowser

        webbrowser.open(url)
