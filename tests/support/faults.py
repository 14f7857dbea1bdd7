"""Every command that writes, with files to work on: for runs that are killed, starved or shut out."""

import random
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tmx
import tmx.bitext
from tmx.bitext import Pair, units

_NOUNS = ("ferry", "harbour", "teacher", "river", "kitchen", "winter", "letter", "garden", "train", "market")
_HAN = ("渡船", "港口", "老师", "河", "厨房", "冬天", "信", "花园", "火车", "市场")


@dataclass(frozen=True)
class Job:
    """A command line that writes, run in a folder that :func:`prepared` filled; results go to ``out``."""

    name: str
    arguments: tuple[str, ...]
    home: str = "out"  # where the results are
    quick: bool = True  # no model of its own, no further processes


_ALIGN = ("align", "a.en.txt", "a.zh.txt", "--quick", "--no-drafts", "-o", "out", "--ladder", "out/l")
JOBS: Mapping[str, Job] = {
    job.name: job
    for job in (
        Job("align", (*_ALIGN, "--no-cache"), quick=False),
        Job("align, kept vectors", _ALIGN, quick=False),
        Job("align-batch", ("align-batch", "pairs.tsv", "-o", "out", "--workers", "1"), quick=False),
        Job("translate", ("translate", "docs", "--to", "zh", "-o", "out", "--tmx", "--review")),
        Job("review apply", ("review", "apply", "a.bitext.tsv", "-o", "out/a.tmx")),
        Job("review page", ("review", "page", "a.bitext.tsv", "-o", "out/a.html")),
        Job("tmx fix", ("tmx", "fix", "a.tmx", "-o", "out/a.tmx")),
        Job("tmx merge", ("tmx", "merge", "a.tmx", "b.tmx", "-o", "out/all.tmx")),
        Job("tmx dedupe", ("tmx", "dedupe", "a.tmx", "-o", "out/a.tmx", "--keep", "best")),
        Job("tmx filter", ("tmx", "filter", "a.tmx", "score > 0.5", "-o", "out/a.tmx")),
        Job("tmx split", ("tmx", "split", "a.tmx", "--units", "50", "-o", "out")),
        Job("tmx sort", ("tmx", "sort", "a.tmx", "-o", "out/a.tmx", "--reverse")),
        Job("tmx convert xlsx", ("tmx", "convert", "a.tmx", "-o", "out/a.xlsx")),
        Job("tmx convert moses", ("tmx", "convert", "a.tmx", "-o", "out/a.moses")),
        Job("tmx convert bitext", ("tmx", "convert", "a.tmx", "-o", "out/a.bitext.tsv")),
        Job("models install", ("models", "install", "en_zh.argosmodel"), "packages"),
        Job(
            "models adapt",
            ("models", "adapt", "--from", "en", "--to", "zh", "--tm", "b.tmx", "-o", "out/a.argosmodel",
             "--force"),
            quick=False,
        ),
    )
}  # fmt: skip


def prepared(folder: Path, *, package: Path | None = None, pairs: int = 300) -> Path:
    """The files that the jobs work on; the same each time.

    :param package: an Argos package to install, or to translate with (then unpacked beside).
    """
    chance = random.Random(8)
    lines = [_pair(number, chance) for number in range(pairs)]
    for name, some in (("a", lines), ("b", lines[pairs // 2 :] + lines[:5])):
        with (folder / f"{name}.tmx").open("wb") as stream:
            tmx.write(units(some), stream)
    with (folder / "a.bitext.tsv").open("wb") as stream:
        tmx.bitext.write(lines, stream, metadata={"signature": "made by a test"})
    for lang in ("en", "zh"):
        (folder / f"a.{lang}.txt").write_text(_lines(lang, lines[:12]), "utf-8")
    for name in ("b", "c", "d"):
        for lang in ("en", "zh"):
            (folder / f"{name}.{lang}.txt").write_text(f"{name}.\n" + _lines(lang, lines[:4]), "utf-8")
    (folder / "pairs.tsv").write_text("".join(f"{n}.en.txt\t{n}.zh.txt\n" for n in "bcd"), "utf-8")
    docs = folder / "docs" / "deeper"
    docs.mkdir(parents=True)
    for number, name in enumerate(("one.en.txt", "two.md", "deeper/three.html", "deeper/four.srt")):
        (docs.parent / name).write_text(_document(name, number), "utf-8")
    if package:
        (folder / "en_zh.argosmodel").write_bytes(package.read_bytes())
    return folder


def _pair(number: int, chance: random.Random) -> Pair:
    at, other = chance.randrange(len(_NOUNS)), chance.randrange(len(_NOUNS))
    en = f"The {_NOUNS[at]} was {number} steps from the {_NOUNS[other]}."
    zh = f"{_HAN[at]}离{_HAN[other]}有{number}步。"
    flags = ("ok",) if number % 3 == 0 else ()
    return Pair(f"u{number}", (en,), (zh,), "1-1", round(chance.random(), 2), flags)


def _lines(lang: str, pairs: Sequence[Pair]) -> str:
    return "".join(f"{(pair.en if lang == 'en' else pair.zh)[0]}\n" for pair in pairs)


def _document(name: str, number: int) -> str:
    words = ("hello world.", "good morning, cat!", "i love the book.", "is the water good?")
    lines = [f"{words[(number + line) % 4]} {words[line % 4]}" for line in range(8)]
    if name.endswith("html"):
        return "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
    if name.endswith("srt"):
        return "".join(
            f"{k + 1}\n00:00:{k:02},000 --> 00:00:{k:02},900\n{line}\n\n" for k, line in enumerate(lines)
        )
    return "\n\n".join(lines) + "\n"


def environment(folder: Path) -> dict[str, str]:
    """Homes within the folder, where packages and caches go."""
    homes = {f"XDG_{name}_HOME": str(folder / "home" / name.lower()) for name in ("DATA", "CACHE", "CONFIG")}
    return {**homes, "ARGOS_PACKAGES_DIR": str(folder / "packages")}


def is_deaf(job: object) -> bool:
    """Whether this process lets interrupts wait."""
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def results(folder: Path, job: Job) -> dict[str, bytes]:
    """What a job has written, by name; the log of a batch, which tells when, and what is its own aside."""
    home = folder / job.home
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name != "log.jsonl" and ".batch" not in path.parts
    }


def strays(folder: Path) -> list[str]:
    """Temporary files anywhere in the folder, of ours or of SQLite's rollback; a batch's halves."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.name.endswith((".part", "-journal", ".adapting"))
        or path.name.startswith(".duiyi-")
        or path.parent.name == "parts"
    )


def repeatable(arguments: Sequence[str], errors: str) -> list[str]:
    """The command line for another try: with ``--force`` if it said that results of the first stand there."""
    there = "exists already" in errors
    return [*arguments, "--force"] if there else list(arguments)
