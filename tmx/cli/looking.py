"""Commands that only look: check, stats, cat, search, lookup."""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from tmx.base import console, words
from tmx.base.errors import DuiyiError
from tmx.base.files import lines
from tmx.check.tools import Severity
from tmx.cli import common
from tmx.cli.common import MAX_UNIT, Encoding, Json, MaxUnit, Memories, Memory, Skip, Source, Target
from tmx.look.counting import count
from tmx.look.lookup import Match
from tmx.look.lookup import Memory as Index
from tmx.look.searching import Hit
from tmx.look.searching import pattern as sought
from tmx.look.searching import search as run
from tmx.view import blocks, on_a_line
from tmx.xml.policy import LENIENT

app = typer.Typer()


@app.command()
def check(
    path: Memory,
    dtd: Annotated[bool, typer.Option("--dtd", help="Validate against tmx14.dtd as well.")] = False,
    fail_on: Annotated[
        str, typer.Option(help="The least severity that counts for the exit status.", metavar="LEVEL")
    ] = "note",
    json: Json = False,
    encoding: Encoding = None,
    max_unit: MaxUnit = MAX_UNIT,
) -> None:
    """Report every problem of a memory; exit 1 if there is one.

    Each comes with line, column, rule, severity, and the tools that mind.
    Severities: fatal (a tool loses the memory), error (the unit), warning (something of it), note.

    Example: duiyi tmx check project.tmx --dtd --fail-on error
    """
    from tmx.check.checking import Problem, problems

    if fail_on.upper() not in Severity.__members__:
        raise typer.BadParameter("it can be note, warning, error or fatal", param_hint="--fail-on")
    counts = dict.fromkeys(reversed(Severity), 0)

    def counted() -> Iterator[Problem]:
        for problem in problems(path, policy=common.policy(True, encoding, max_unit), dtd=dtd):
            counts[problem.severity] += 1
            yield problem

    if json:
        console.print_document(
            {"path": str(path)},
            "problems",
            map(Problem.record, counted()),
            lambda: {"counts": {severity.name.lower(): count for severity, count in counts.items()}},
        )
    else:
        for problem in counted():
            place = f"{problem.line}:{problem.column}" if problem.column else f"{problem.line}"
            print(f"{path}:{place}: {problem.severity.name.lower()}: {problem}")
        kinds = ", ".join(f"{count} {severity.name.lower()}" for severity, count in counts.items() if count)
        total = words.count(sum(counts.values()), "problem") if kinds else "no problems"
        console.say(f"{path}: {total}" + (f" ({kinds})" if kinds else ""))
    bad = any(count for severity, count in counts.items() if severity >= Severity[fail_on.upper()])
    raise typer.Exit(1 if bad else 0)


@app.command()
def stats(
    path: Memory,
    skip_bad: Skip = False,
    json: Json = False,
    encoding: Encoding = None,
    max_unit: MaxUnit = MAX_UNIT,
) -> None:
    """Count units, languages, characters, origins and scores.

    Example: duiyi tmx stats project.tmx
    """
    from tmx.xml.reading import read

    with read(path, policy=common.policy(skip_bad, encoding, max_unit)) as memory:
        counts = count(memory)
        if json:
            print(
                console.as_json({"path": str(path), **counts.record(), "skipped": memory.skipped}, indent=2)
            )
        else:
            print("\n".join(counts.lines()))
        common.say_skipped(memory.skipped)


@app.command()
def cat(
    path: Memory,
    skip_bad: Skip = False,
    textconv: Annotated[
        bool, typer.Option("--textconv", help="For git: show what can be read, and where reading ends.")
    ] = False,
    encoding: Encoding = None,
    max_unit: MaxUnit = MAX_UNIT,
) -> None:
    """Show a memory as text: a line for each language.

    Each unit is a block. git can show memories so, too (duiyi tmx install-git).

    Example: duiyi tmx cat project.tmx | less
    """
    from tmx.xml.reading import read

    try:
        with read(path, policy=common.policy(skip_bad or textconv, encoding, max_unit)) as memory:
            for block in blocks(memory):
                print(block, end="\n\n")
            common.say_skipped(memory.skipped)
    except DuiyiError as error:
        if not textconv:
            raise
        print(f"# from line {error.line} on: {error.what}")  # git shows nothing at all if we fail


@app.command()
def search(
    pattern: Annotated[str, typer.Argument(help="What to look for.", show_default=False)],
    paths: Memories,
    regex: Annotated[bool, typer.Option("--regex", "-E", help="It is a regular expression.")] = False,
    match_case: Annotated[
        bool, typer.Option("--match-case", help="Tell capital letters from small.")
    ] = False,
    lang: Annotated[str | None, typer.Option(help="Look in this language only.", show_default=False)] = None,
    width: Annotated[int, typer.Option(help="Characters to show on each side.", min=0)] = 30,
    json: Json = False,
) -> None:
    """Show every place where a text stands; exit 1 if none.

    A concordance: each place comes with its surroundings and the other side. Broken units are looked past.

    Example: duiyi tmx search '合同' old.tmx new.tmx --lang zh
    """
    from tmx.xml.reading import read

    wanted = sought(pattern, regex=regex, match_case=match_case)
    number = 0

    def hits() -> Iterator[tuple[Path, int, Hit]]:
        nonlocal number
        for path in paths:
            with read(path, policy=LENIENT) as memory:
                for hit in run(memory, wanted, lang=lang):
                    number += 1
                    yield path, memory.line, hit
                common.say_skipped(memory.skipped)

    if json:
        records = ({"path": str(path), "line": line, **hit.record()} for path, line, hit in hits())
        console.print_document({"pattern": pattern}, "hits", records, lambda: {"count": number})
    else:
        marks = ("\x1b[1;31m", "\x1b[m") if console.colourful() else ("[", "]")
        for path, line, hit in hits():
            place = f"{path}:{line}: {hit.variant.lang}"
            print(f"{place}: {hit.line(width, marks, on_a_line)}\t{on_a_line(hit.others())}")
    raise typer.Exit(0 if number else 1)


@app.command()
def lookup(
    path: Memory,
    texts: Annotated[list[str], typer.Argument(help="Texts; each line of - is one.", show_default=False)],
    source: Source = "en",
    target: Target = "zh-CN",
    threshold: Annotated[int, typer.Option(help="Per cent; nothing below is shown.", min=1, max=100)] = 70,
    limit: Annotated[int, typer.Option(help="How many matches of each text.", min=1)] = 5,
    skip_bad: Skip = False,
    json: Json = False,
) -> None:
    """Show fuzzy matches of texts; exit 1 if one has none.

    Percentages are as OmegaT counts them.

    Example: duiyi tmx lookup project.tmx "The contract ends in May."
    """
    memory = Index.open(path, source=source, target=target, policy=common.policy(skip_bad))
    common.say_skipped(memory.skipped)
    if memory.lacking:
        lacking = (
            f"left out: {words.count(memory.lacking, 'unit')} without text in both {source} and {target}"
        )
        console.say(lacking + memory.other_script_note)
    missed = 0

    def answers() -> Iterator[tuple[str, list[Match]]]:
        nonlocal missed
        for text in chain.from_iterable(
            lines(sys.stdin.buffer, "<stdin>") if one == "-" else [one] for one in texts
        ):
            matches = memory.lookup(text, limit=limit, threshold=threshold)
            missed += not matches
            yield text, matches

    if json:
        records = (
            {
                "text": text,
                "matches": [
                    {"percent": match.percent, "source": match.source, "target": match.target}
                    for match in matches
                ],
            }
            for text, matches in answers()
        )
        console.print_document({"path": str(path)}, "texts", records, lambda: {"missed": missed})
    else:
        for text, matches in answers():
            print(f"# {text}")
            for match in matches:
                print(f"{match.percent}%\t{on_a_line(match.source)}\t{on_a_line(match.target)}")
    raise typer.Exit(1 if missed else 0)
