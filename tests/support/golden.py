"""What the tool makes of the seeds, kept in ``seeds/golden/`` so that a change of a rule shows as a diff.

``uv run python tests/support/golden.py`` makes it anew; with ``--check`` it says what differs, and exits 1.

*   ``NAME.sentences.txt``: each seed, cleaned and split, one sentence a line, a blank line between blocks;
    blocks that are no paragraphs begin with their kind, such as ``[heading]``.
*   ``ecosystem-letter.*``, ``*.mt.tmx``: the main job's memories and its review file.

The check compares sentences, identifiers, kinds and counts exactly. Models run in int8, whose sums differ a
little from one type of processor to the next: so drafts are compared by their similarity, scores with a
tolerance, and the best matches below the threshold by how many are the same.
"""

import difflib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import tmx
import tmx.bitext
from tmx.model import Unit, plain
from translate.documents.reading import read
from translate.documents.sentences import sentences
from translate.model import BlockKind

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "seeds"
GOLDEN = SEEDS / "golden"
PAIR = ("ecosystem.en.txt", "letter.zh.txt")

ALIKE = 0.6  # of the characters of a draft, on average over a memory; a change of a rule moves single drafts
NEAR = 0.1  # by which a score may differ
SHARED = 0.7  # of the candidates


def seeds() -> list[Path]:
    """The five documents."""
    return sorted(path for path in SEEDS.glob("*.??.*") if path.name != "SOURCES.md")


def shown(path: Path) -> str:
    """A document as blocks of sentences."""
    document = read(path)
    blocks: dict[int, list[str]] = {number: [] for number in range(len(document.blocks))}
    for sentence in sentences(document):
        blocks[sentence.block].append(sentence.text)
    texts = []
    for number, lines in blocks.items():
        kind = document.blocks[number].kind
        mark = "" if kind is BlockKind.PARAGRAPH else f"[{kind}] "
        texts.append(mark + "\n".join(lines))
    return "\n\n".join(texts) + "\n"


def make(folder: Path) -> None:
    """Write everything that is golden into a folder."""
    from align.request import Request
    from align.run import align_files

    for path in seeds():
        sentences_file(folder, path).write_text(shown(path), "utf-8")
    align_files(SEEDS / PAIR[0], SEEDS / PAIR[1], folder, request=Request(force=True))


def sentences_file(folder: Path, seed: Path) -> Path:
    """Where the sentences of a seed stand: ``letter.zh.sentences.txt``."""
    return folder / f"{seed.stem}.sentences.txt"


def differences(job: Path) -> Iterator[str]:
    """What differs from ``seeds/golden/``, in words: the seeds' sentences, and the main job's in ``job``."""
    yield from differing_sentences()
    names = [{path.name for path in folder.glob("*.t[ms][xv]")} for folder in (GOLDEN, job)]
    yield from (f"{name}: {'gone' if name in names[0] else 'new'}" for name in sorted(names[0] ^ names[1]))
    for name in sorted(names[0] & names[1]):
        if name.endswith(".mt.tmx"):
            yield from differing_drafts(GOLDEN / name, job / name)
        elif name.endswith(".bitext.tsv"):
            yield from differing_pairs(GOLDEN / name, job / name)


def differing_sentences() -> Iterator[str]:
    """Lines of the seeds' sentences that are not as they were."""
    for path in seeds():
        golden = sentences_file(GOLDEN, path)
        before = golden.read_text("utf-8").splitlines() if golden.exists() else []
        lines = difflib.unified_diff(before, shown(path).splitlines(), "golden", "now", lineterm="", n=0)
        yield from (f"{golden.name}: {line}" for line in lines if line[:1] in "+-")


def differing_drafts(golden: Path, current: Path) -> Iterator[str]:
    """Memories of drafts: the same identifiers and sources, and drafts that are alike."""
    before, now = units(golden), units(current)
    if [source(unit, golden) for unit in before] != [source(unit, golden) for unit in now]:
        yield f"{golden.name}: other sources or identifiers"
        return
    alike = [
        difflib.SequenceMatcher(None, draft(old, golden), draft(new, golden), autojunk=False).ratio()
        for old, new in zip(before, now, strict=True)
    ]
    if sum(alike) < ALIKE * len(alike):
        yield f"{golden.name}: drafts are alike by {sum(alike) / len(alike):.2f} on average, not {ALIKE}"


def differing_pairs(golden: Path, current: Path) -> Iterator[str]:
    """Review files: what was aligned is the same, what was not is mostly the same; scores are near."""
    before, now = ({(pair.en, pair.zh): pair for pair in tmx.bitext.read(path)} for path in (golden, current))
    kept = [{key for key, pair in pairs.items() if pair.kept} for pairs in (before, now)]
    yield from (f"{golden.name}: aligned in one only: {key}" for key in sorted(kept[0] ^ kept[1]))
    if len(before.keys() & now.keys()) < SHARED * max(len(before), len(now)):
        yield f"{golden.name}: {len(before.keys() & now.keys())} of {len(before)} pairs are the same"
    for key in before.keys() & now.keys():
        old, new = before[key], now[key]
        if (old.id, old.type) != (new.id, new.type) or abs((old.score or 0) - (new.score or 0)) > NEAR:
            yield f"{golden.name}: {old.id} {old.type} {old.score} is now {new.id} {new.type} {new.score}"


def units(path: Path) -> list[Unit]:
    """All units of a memory."""
    with tmx.read(path) as memory:
        return list(memory)


def source(unit: Unit, path: Path) -> tuple[str | None, str]:
    """Identifier and source text of a draft's unit."""
    return unit.attribute("tuid"), _text(unit, "en" if ".en-zh." in path.name else "zh")


def draft(unit: Unit, path: Path) -> str:
    """The draft itself."""
    return _text(unit, "zh" if ".en-zh." in path.name else "en")


def _text(unit: Unit, lang: str) -> str:
    variant = unit.variant(lang)
    return "" if variant is None else plain(variant.segment)


def main() -> int:
    """The command line."""
    if sys.argv[1:] not in ([], ["--check"]):
        print(__doc__)
        return 2
    if not sys.argv[1:]:
        GOLDEN.mkdir(exist_ok=True)
        for path in GOLDEN.iterdir():
            path.unlink()
        make(GOLDEN)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder))
        lines = list(differences(Path(folder)))
    print("\n".join(lines) or "seeds/golden is current")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
