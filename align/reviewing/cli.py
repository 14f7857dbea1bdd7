"""Command line of reviewing: ``duiyi review``."""

from pathlib import Path
from typing import Annotated

import typer

from align.reviewing import stats
from align.reviewing.apply import apply, summary
from align.reviewing.explain import chosen, explained, explained_json
from align.reviewing.files import read_review
from align.reviewing.page import write_page
from align.reviewing.serve import serve
from tmx.base import console
from tmx.base.files import is_stdout

app = typer.Typer(no_args_is_help=True, help="Review an alignment, in files or in the browser.")

Reviewed = Annotated[
    Path, typer.Argument(help="A review file, NAME.bitext.tsv.", metavar="FILE", exists=True, dir_okay=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command("apply")
def apply_command(
    path: Reviewed,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The memory, or - for standard output; else NAME.tmx beside."),
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
    print(*summary(applied), sep="\n", file=console.beside(applied.memory))


@app.command("diff")
def diff_command(
    old: Annotated[Path, typer.Argument(help="A review file.", exists=True, dir_okay=False)],
    new: Annotated[Path, typer.Argument(help="The same review, later.", exists=True, dir_okay=False)],
    scores: Annotated[bool, typer.Option("--scores", help="Report changed scores, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say in words what changed between two review files.

    Example: duiyi review diff before.bitext.tsv after.bitext.tsv
    """
    from align.reviewing import compare

    lines = len((later := read_review(new)).lines)
    changes = compare.changes(read_review(old), later)
    shown = [change for change in changes if scores or change.kind is not compare.Kind.SCORE]
    if as_json:
        _print_json({"lines": lines, "changes": [change.as_json() for change in shown]})
        return
    described = (line for change in shown for line in compare.described(change))
    print(*described, compare.summary(changes, lines), sep="\n")


@app.command("stats")
def stats_command(
    path: Reviewed,
    first: Annotated[int, typer.Option(min=0, help="How many lines to look at first.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Say how much is reviewed, and where to look first.

    With the number of errors to expect in the memory if reviewing stops here.

    Example: duiyi review stats out/article-article.bitext.tsv
    """
    counts = stats.stats(read_review(path), first=first)
    if as_json:
        _print_json(counts.as_json())
    else:
        print(*stats.summary(counts), sep="\n")


@app.command("explain")
def explain_command(
    path: Reviewed,
    which: Annotated[
        list[str] | None,
        typer.Argument(help="Identifiers or line numbers; else the most doubtful.", metavar="PAIR"),
    ] = None,
    first: Annotated[int, typer.Option(min=1, help="How many of the most doubtful.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Say why pairs have their scores.

    Each part of the evidence is listed: what speaks for the pair, and what against it.

    Example: duiyi review explain out/article-article.bitext.tsv --first 5
    """
    review = read_review(path)
    lines = chosen(review, which or (), first=first)
    if as_json:
        _print_json(explained_json(review, lines))
    else:
        print("\n\n".join(explained(review, lines)) or "no pair is waiting")


@app.command("page")
def page_command(
    path: Reviewed,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The page, or - for standard output; else NAME.html beside."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a page that is there already.")] = False,
) -> None:
    """Make one self-contained page to review in.

    It needs no network, and saves the same kind of file.

    Example: duiyi review page out/article-article.bitext.tsv -o page.html
    """
    target = write_page(path, output, force=force)
    if not is_stdout(target):
        print(target)


@app.command("serve")
def serve_command(
    path: Reviewed,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Review in the browser; changes are saved to the file at once.

    Ends with Ctrl+C.

    Example: duiyi review serve out/article-article.bitext.tsv
    """
    serve(path, port=port, ready=lambda url: _ready(path, url, browser))


def _ready(path: Path, url: str, browser: bool) -> None:
    print(f"{path}: {url}", flush=True)
    if browser:
        import webbrowser

        webbrowser.open(url)


def _print_json(data: object) -> None:
    print(console.as_json(data, indent=2))
