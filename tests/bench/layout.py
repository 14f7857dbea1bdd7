"""What each step that undoes a page's layout is worth: ``python tests/bench/layout.py [FILE …]``.

Reads the seeds, the labelled cases of plain text, and the files given, as the aligner does; then once more
without each step. Printed: how many documents and how many of their sentences come out otherwise, and how
many sentences of the seeds are then not those of ``seeds/golden``, which people have read.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from house import CASES, SEEDS

from tmx.base.errors import DuiyiError
from translate.documents.reading import read
from translate.documents.sentences import sentences

CLEANING = "translate.documents.cleaning"
STEPS: dict[str, dict[str, Any]] = {
    "lines put back": {f"{CLEANING}.displaced.restore": lambda lines, page, log: lines},
    "stray quotes returned": {f"{CLEANING}.displaced.return_stray_quotes": lambda lines, page, log: lines},
    "unwrapping at all": {f"{CLEANING}.paragraphs.is_wrapped": lambda lines, lang: False},
}


@contextmanager
def without(step: str) -> Iterator[None]:
    """Read without a step."""
    patches = [patch(name, new) for name, new in STEPS[step].items()]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def texts(paths: list[Path]) -> dict[Path, Counter[str]]:
    """The sentences of each document that can be read."""
    read_: dict[Path, Counter[str]] = {}
    for path in paths:
        try:
            read_[path] = Counter(sentence.text for sentence in sentences(read(path)))
        except DuiyiError:
            continue
    return read_


def main() -> None:
    """Print the table."""
    seeds = sorted(SEEDS.glob("*.??.txt"))
    golden = {
        path: Counter((SEEDS / "golden" / f"{path.stem}.sentences.txt").read_text("utf-8").splitlines())
        for path in seeds
    }
    with tempfile.TemporaryDirectory() as folder:
        cases = []
        for number, case in enumerate(json.loads((CASES / "documents_plain.json").read_text("utf-8"))):
            cases.append(Path(folder) / f"{number}.txt")
            cases[-1].write_text(case["text"], "utf-8")
        paths = [*seeds, *cases, *map(Path, sys.argv[1:])]
        whole = texts(paths)
        print(f"{len(whole)} documents, {sum(map(Counter.total, whole.values())):,} sentences")
        for step in STEPS:
            with without(step):
                other = texts(paths)
            changed = {path: (whole[path] - other.get(path, Counter())).total() for path in whole}
            wrong = {p.name: (other[p] - golden[p]).total() - (whole[p] - golden[p]).total() for p in seeds}
            listed = ", ".join(f"{name} {count}" for name, count in wrong.items() if count) or "none"
            print(
                f"without {step:22} {sum(map(bool, changed.values())):3} documents,"
                f" {sum(changed.values()):4} sentences otherwise; wrong in seeds: {listed}"
            )


if __name__ == "__main__":
    main()
