"""``duiyi translate`` on several processes: the same files, the same report, nothing lost."""

import json
from pathlib import Path

import pytest
from house import duiyi
from processes import deadly

from translate.jobs.parallel import _lots, translate_all
from translate.jobs.request import Request
from translate.jobs.services import Services
from translate.jobs.sources import Source

TEXT = ("The ferry left at noon.", "Nobody came ashore.", "It rained on the island.", "He sold apples.")


MEMORY = """<tmx version="1.4"><header creationtool="a" creationtoolversion="1" segtype="sentence" o-tmf="a"
 adminlang="en" srclang="en" datatype="plaintext"/><body><tu><tuv xml:lang="en"><seg>Tea.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Soup.</seg></tuv><tuv xml:lang="zh"><seg>汤。</seg></tuv></tu></body></tmx>"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree of documents, one of them empty, and two that would be written to one place."""
    for number in range(7):
        path = tmp_path / "docs" / f"part{number % 2}" / f"page{number}.en.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(TEXT[: 1 + number % 4]) + f"\n\nPage {number}.\n", "utf-8")
    (tmp_path / "docs" / "bad.en.txt").touch()
    (tmp_path / "docs" / "part0" / "page0.txt").write_text(TEXT[0], "utf-8")
    return tmp_path


def translated(tree: Path, workers: int) -> tuple[dict[str, bytes], dict[str, object], str]:
    """What comes of the tree: the files, the report, what was said."""
    command = ("translate", "docs", "--to", "zh", "-o", f"out{workers}", "--tmx", "--no-cache", "--json")
    done = duiyi(*command, "--workers", f"{workers}", cwd=tree)
    assert done.returncode == 1
    out = tree / f"out{workers}"
    files = {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}
    report = json.loads(done.stdout.replace(f"out{workers}", "out"))
    return files, report, done.stderr.replace(f"out{workers}", "out")


def test_the_same_with_two_processes(tree: Path, argos_installed: Path) -> None:
    one, two = translated(tree, 1), translated(tree, 2)
    assert len(one[0]) == 2 * 7
    assert one[1].pop("origins")
    assert two[1].pop("origins")  # which may be more: a sentence of several files is drafted once a lot
    assert two == one
    assert "bad.en.txt: is empty" in two[2]
    assert "would be written for" in two[2]


def test_lots_are_even_and_keep_together_what_collides(tree: Path) -> None:
    sources = [Source(path) for path in sorted((tree / "docs").rglob("*.txt"))]
    lots = _lots(sources, Request("zh"), 1)
    assert sorted(source.path for lot in lots for source in lot) == sorted(source.path for source in sources)
    assert 2 < len(lots) <= 5
    names = [{source.path.name for source in lot} for lot in lots]
    assert [lot >= {"page0.txt", "page0.en.txt"} for lot in names].count(True) == 1


def test_a_worker_that_dies_costs_one_file(
    tree: Path, argos_installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("translate.jobs.parallel.translate_lot", deadly)
    sources = [Source(path) for path in sorted((tree / "docs").rglob("page?.en.txt"))]
    memory = tree / "m.tmx"
    memory.write_text(MEMORY, "utf-8")
    request = Request("zh", folder=tree / "out", memories=(memory,), cached=False, workers=2)
    notes: list[str] = []
    results, tally = translate_all(Services(request), sources, notes=notes)
    assert notes == [f"{memory}: left out: 1 of 2 units, without text in both en and zh-CN"]
    assert [result.path for result in results] == [source.path for source in sources]
    failed = [result for result in results if result.error]
    assert [result.path.name for result in failed] == ["page3.en.txt"]
    assert "the worker died over it" in str(failed[0].error)
    assert tally is not None
    assert tally.engine > 0


def test_an_error_of_all_is_reported_once(tree: Path) -> None:
    done = duiyi("translate", "docs", "--to", "zh", "--workers", "2", "--glossary", "none.tsv", cwd=tree)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "none.tsv" in done.stderr
