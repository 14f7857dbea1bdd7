"""Which mode auto mode chooses for kinds of text pairs, and what comes of it: F1 and wrong pairs.

    uv run python tests/bench/align_mode.py [GOLD/*.ladder …]

The pairs are made by script, with a fixed seed, of the sentences in ``tests/cases/align_modes.tsv``; beside a
ladder lie ``NAME.en`` and ``NAME.zh``, a sentence a line, from which parts and pairs that do not belong
together are made, too. A line a case: the verdict (``!`` where another was right), strict F1 of the pairs
from the threshold up, and how many of these are wrong. Neither drafts nor the translator are used.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.aligning import align_documents
from align.documents import listed
from align.evidence.vectors import Encoder
from align.ladder import read_ladder
from align.request import Models, Request

BANK = Path(__file__).parents[1] / "cases/align_modes.tsv"
SIZES = 20, 60, 200, 600, 2000  # sentences of the manuals
PARALLEL, COMPARABLE, STRANGERS = "parallel", "comparable", "strangers"
Spans = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass
class Case:
    """A made pair of texts, the verdicts that are right, and the true pairs."""

    name: str
    en: list[str]
    zh: list[str]
    right: tuple[str, ...]
    true: set[Spans]


def made(
    name: str, en: Sequence[tuple[str, str]], zh: Sequence[tuple[str, str]], *right: str, placed: bool = False
) -> Case:
    """A case of one-to-one pairs: the true Chinese stands at the same place if placed, else says the same."""
    texts = [pair[0] for pair in en], [pair[1] for pair in zh]
    where: dict[tuple[str, str], list[int]] = {}
    for j, pair in enumerate(zh):
        where.setdefault(pair, []).append(j)
    true: set[Spans] = {((i,), (j,)) for i, pair in enumerate(en) for j in where.get(pair, [])}
    if placed:
        true = {((i,), (i,)) for i in range(len(en))}
    return Case(name, *texts, right, true)


def cases(draw: random.Random) -> Iterator[Case]:
    """All kinds, made of the bank's sentences."""
    bank: dict[str, list[tuple[str, str]]] = {}
    for line in BANK.read_text("utf-8").splitlines():
        topic, en, zh = line.split("\t")
        bank.setdefault(topic, []).append((en, zh))
    manual = bank["manual"]
    machines = [f"{a}{n}" for a in "ABKTX" for n in range(100, 500)]
    for size in SIZES:
        for repeats in (0.3, 0.6, 0.9):
            text, fresh = [], iter(machines)
            for _ in range(size):
                if draw.random() < repeats:
                    text.append(draw.choice(manual))
                else:
                    job, machine = draw.choice(manual), next(fresh)
                    text.append((f"{machine}: {job[0]}", f"{machine}：{job[1]}"))
            name = f"manual {size} {repeats:.0%}"
            yield made(name, text, text, PARALLEL, placed=True)
            kept = [pair for pair in text if draw.random() > 0.1], [p for p in text if draw.random() > 0.1]
            yield made(f"{name}, 10% out", *kept, PARALLEL)
    for size in (20, 60):
        text = [draw.choice(manual) for _ in range(size)]
        yield made(f"steps {size}, no fresh ones", text, text, PARALLEL, placed=True)
    prose = [pair for topic in ("story", "press", "lease", "soup") for pair in bank[topic]]
    for topic in ("story", "press", "ui", "terms"):
        text = bank[topic]
        yield made(topic, text, text, PARALLEL, placed=True)
        yield made(f"{topic} shuffled", text, draw.sample(text, len(text)), COMPARABLE)
        for part in (4, 8):
            some = text[:part]
            yield made(f"{topic} {part} shuffled", some, draw.sample(some, part), COMPARABLE)
            yield made(f"{topic} {part}", some, some, PARALLEL, placed=True)
        yield made(f"{topic} sorted", sorted(text), sorted(text, key=lambda pair: pair[1]), COMPARABLE)
    song: list[tuple[str, str]] = []
    for k in range(0, 10, 2):
        song += bank["verse"][k : k + 2] + bank["refrain"]
    yield made("song with refrain", song, song, PARALLEL, placed=True)
    short = [pair for k, pair in enumerate(song) if k not in (6, 7, 14)]
    yield made("song, refrain left out once", song, short, PARALLEL)
    blocks = [prose[k : k + 5] for k in range(0, len(prose), 5)]
    moved = [pair for block in draw.sample(blocks, len(blocks)) for pair in block]
    yield made("paragraphs in another order", prose, moved, COMPARABLE, PARALLEL)
    for topics in (("story",), ("press",), ("story", "press", "lease", "soup"), ("lease",)):
        text = [pair for topic in topics for pair in bank[topic]]
        half, third = len(text) // 2, len(text) // 3
        name = "+".join(topics)
        yield made(f"{name}: first half", text, text[:half], PARALLEL)
        yield made(f"{name}: middle third", text[third : 2 * third], text, PARALLEL)
        yield made(f"{name}: every sixth (summary)", text, text[::6], PARALLEL, COMPARABLE)
    for topic in ("story", "press", "soup"):
        rest = [pair for other in bank for pair in bank[other] if other != topic and other != "refrain"]
        around = rest[:70] + bank[topic][:10] + rest[70:]
        yield made(f"{topic}: 10 of {len(around)}", bank[topic][:10], around, PARALLEL)
        spread = sorted(draw.sample(rest, 60) + bank[topic][:10], key=lambda pair: pair[1])
        yield made(f"{topic}: 10 scattered in {len(spread)}", bank[topic][:10], spread, COMPARABLE)
    pairs = (("lease", "supply"), ("supply", "lease"), ("dumplings", "soup"), ("soup", "dumplings"),
             ("lease", "press"), ("press", "supply"), ("story", "press"), ("press", "story"),
             ("manual", "lease"), ("story", "ui"), ("ui", "terms"), ("terms", "ui"), ("terms", "story"),
             ("verse", "story"), ("manual", "soup"))  # fmt: skip
    for a, b in pairs:
        for size in (3, 6, 30):
            yield made(f"{a} × {b} {size}", bank[a][:size], bank[b][:size], STRANGERS)
    yield made("a big × another", prose[:27], bank["manual"] + bank["supply"] + bank["ui"], STRANGERS)
    for size in (1, 2, 4):
        mixed = bank["press"][:size] + bank["supply"]
        yield made(f"{size} in common", bank["lease"] + bank["press"][:size], mixed, COMPARABLE, STRANGERS)
    yield made(
        "6 in common", bank["lease"] + bank["press"][:6], bank["soup"] + bank["press"][:6][::-1], COMPARABLE
    )


def from_gold(ladders: Sequence[Path]) -> Iterator[Case]:
    """Hand-aligned documents whole, in parts, in another order, and beside each other's."""
    texts: list[tuple[str, list[str], list[str], list[Spans]]] = []
    for path in ladders:
        en, zh = (path.with_suffix(f".{lang}").read_text("utf-8").splitlines() for lang in ("en", "zh"))
        paired = [(tuple(src), tuple(tgt)) for src, tgt in read_ladder(path) if src and tgt]
        texts.append((f"{path.parent.name}/{path.stem}", en, zh, paired))
    for name, en, zh, paired in texts:
        yield Case(name, en, zh, (PARALLEL,), set(paired))
        for what, a, b in (("first half", 0, 0.5), ("middle third", 1 / 3, 2 / 3), ("tenth", 0.4, 0.5)):
            low, high = int(a * len(zh)), int(b * len(zh))
            inside = [(s, tuple(k - low for k in t)) for s, t in paired if t[0] >= low and t[-1] < high]
            yield Case(f"{name}: {what}", en, zh[low:high], (PARALLEL,), set(inside))
    for k, (name, en, *_) in enumerate(texts):
        other = texts[(k + 1) % len(texts)]
        for size in (5, 10, 40, 2000):
            yield Case(f"{name} × {other[0]} {size}", en[:size], other[2][:size], (STRANGERS,), set())


def main() -> None:
    """Print a line for each case."""
    encoder = Encoder(threads=1)
    models = Models(lambda: encoder)
    request = Request(drafts=False, careful=False)
    wrong_verdicts = count = 0
    for case in [*cases(random.Random(19)), *from_gold([Path(given) for given in sys.argv[1:]])]:
        en, zh = listed(case.en, "en"), listed(case.zh, "zh")
        aligned = align_documents(en, zh, request, models)
        verdict = STRANGERS if aligned.strangers else str(aligned.mode)
        held = {
            (tuple(range(*bead.src)), tuple(range(*bead.tgt)))
            for bead in aligned.every
            if bead.paired and bead.score >= aligned.threshold
        }
        right = len(held & case.true)
        possible = min(len({s for s, _ in case.true}), len({t for _, t in case.true}))
        f1 = 2 * right / (len(held) + possible) if held or possible else 1.0
        mark = " " if verdict in case.right else "!"
        wrong_verdicts += mark == "!"
        count += 1
        print(
            f"{mark} {case.name:44} {len(en.texts):5}×{len(zh.texts):<5} {verdict:10} F1 {f1:.3f}"
            f"  wrong {len(held) - right:3}"
        )
    print(f"{wrong_verdicts} of {count} verdicts wrong")


if __name__ == "__main__":
    main()
