"""Ours beside Gale–Church and Vecalign on hand-aligned documents, in one run: F1, CPU-seconds, memory.

    uv run --with galechurch --with sentweave python tests/bench/align_quality.py GOLD/*/*.ladder

Beside each ladder lie ``NAME.en`` and ``NAME.zh``, a sentence a line. ``duiyi`` asks the translator about all
doubts, ``duiyi quick`` never does. Vecalign (PyPI ``sentweave``) gets the same encoder, its vectors centred
by language; it embeds all joins of up to seven sentences, which takes half an hour for all the gold. Every
aligner runs in a process of its own on all the documents; loading the encoder is not counted. Our weights
were fitted on such documents: for documents of the fit the figures are optimistic, ``python -m
align.fitting.weights --cross`` and ``python -m align.fitting.doubts`` give honest ones.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from align.ladder import Rung, f1, read_ladder

Aligner = Callable[[list[str], list[str]], list[Rung]]


def careful() -> Aligner:
    from translate.engines.likelihood import Likelihood

    return ours(Likelihood(threads=1))


def quick() -> Aligner:
    return ours(None)


def ours(judge: Any) -> Aligner:
    from align.evidence.texts import Text
    from align.evidence.vectors import Encoder
    from align.search.search import align_parallel

    encoder = Encoder(threads=1)

    def align(en: list[str], zh: list[str]) -> list[Rung]:
        sides = Text(en, encoder.encode(en)), Text(zh, encoder.encode(zh))
        beads = align_parallel(sides[0], sides[1], encoder.space, judge)
        return [(tuple(range(*bead.src)), tuple(range(*bead.tgt))) for bead in beads]

    return align


def gale_church() -> Aligner:
    import galechurch  # type: ignore[import-not-found]

    def align(en: list[str], zh: list[str]) -> list[Rung]:
        # UTF-8 lengths: a Chinese character says as much as three letters, and has as many bytes
        bytewise = ([text.encode().decode("latin-1") for text in side] for side in (en, zh))
        lines = galechurch.align(*bytewise).to_pharaoh_lines()
        sides = (json.loads(f"[{line.replace(']:[', '],[')}]") for line in lines)
        return [(tuple(src), tuple(tgt)) for src, tgt in sides]

    return align


def vecalign() -> Aligner:
    import sentweave  # type: ignore[import-not-found]

    from align.evidence.vectors import Encoder

    encoder = Encoder(threads=1)

    def centred(texts: Sequence[str]) -> Any:
        vectors = encoder.encode(list(texts)).sentences
        return np.asarray(vectors - vectors.mean(axis=0))

    def align(en: list[str], zh: list[str]) -> list[Rung]:
        found = sentweave.align(en, zh, centred).alignments
        return [(tuple(bead.src_indices), tuple(bead.tgt_indices)) for bead in found]

    return align


ALIGNERS = {"duiyi": careful, "duiyi quick": quick, "Gale-Church": gale_church, "Vecalign": vecalign}


def measure(name: str, ladders: Sequence[Path]) -> None:
    """Run one aligner over all documents; print its figures by folder as JSON."""
    align = ALIGNERS[name]()
    pairs: dict[str, list[tuple[list[Rung], list[Rung]]]] = {}
    begin = time.process_time()
    for ladder in ladders:
        en, zh = (
            ladder.with_suffix(f".{side}").read_text(encoding="utf-8").splitlines() for side in ("en", "zh")
        )
        pairs.setdefault(ladder.parent.name, []).append((list(read_ladder(ladder)), align(en, zh)))
    seconds = time.process_time() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    scores = {folder: f1(found) for folder, found in pairs.items()}
    print(
        json.dumps(
            {"scores": {k: (v.strict, v.lax) for k, v in scores.items()}, "cpu": seconds, "mib": memory}
        )
    )


def main() -> None:
    """Measure every aligner in its own process, and print a table."""
    if sys.argv[1] == "--one":
        measure(sys.argv[2], [Path(name) for name in sys.argv[3:]])
        return
    for name in ALIGNERS:
        done = subprocess.run(
            [sys.executable, __file__, "--one", name, *sys.argv[1:]],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(f"{name:12} failed: {done.stderr.strip().splitlines()[-1]}")
            continue
        result = json.loads(done.stdout.strip().splitlines()[-1])
        scores = "  ".join(f"{k} {strict:.3f}/{lax:.3f}" for k, (strict, lax) in result["scores"].items())
        print(f"{name:12} {scores}  {result['cpu']:.1f} CPU-s  {result['mib']:.0f} MiB")


if __name__ == "__main__":
    main()
