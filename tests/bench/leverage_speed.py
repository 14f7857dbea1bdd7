"""How fast memories answer, beside a scan of all units: ``uv run python tests/bench/leverage_speed.py``.

A made-up memory of ``--units`` English sentences (8 to 34 words of a vocabulary of 30,000, the rank of a word
deciding how often it comes). Asked are sentences of it as they are (exact), and with one word in seven
replaced (fuzzy, from 75 per cent). The peer is ``rapidfuzz.process.extract`` over the same tokens, coded as
characters, with the same threshold: the whole scan that the index spares. Segments a CPU-second, one thread,
and whether both find the same percentages for the same units.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from tmx.look.lookup import Memory, tokens
from tmx.model import Unit, Variant

T = TypeVar("T")
THRESHOLD = 75
_FIRST = 0x4E00


def sentences(count: int, chance: random.Random) -> list[str]:
    """Sentences of made-up words, after Zipf."""
    vocabulary = [f"w{number:05x}" for number in range(30_000)]
    weights = [1 / (rank + 2.7) for rank in range(len(vocabulary))]
    words = iter(chance.choices(vocabulary, weights, k=count * 21))
    return [" ".join(next(words) for _ in range(chance.randint(8, 34) * 21 // 22)) for _ in range(count)]


def changed(text: str, chance: random.Random) -> str:
    """``text`` with one word in seven replaced by one that no unit has."""
    words = text.split(" ")
    for _ in range(len(words) // 7 + 1):
        words[chance.randrange(len(words))] = "unheard"
    return " ".join(words)


def rate(ask: Callable[[str], T], texts: Sequence[str]) -> tuple[float, list[T]]:
    """Texts a CPU-second, and the answers."""
    start = time.process_time()
    answers = [ask(text) for text in texts]
    return len(texts) / (time.process_time() - start), answers


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=200_000)
    options.add_argument("--scanned", type=int, default=40, help="queries of the full scan")
    chosen = options.parse_args()
    chance = random.Random(11)
    sources = sentences(chosen.units, chance)
    memory = Memory(
        Unit((Variant("en", (text,)), Variant("zh-CN", (f"译{place}",))))
        for place, text in enumerate(sources)
    )
    same = chance.sample(sources, 2000)
    near = [changed(text, chance) for text in chance.sample(sources, 300)]
    exact, found = rate(memory.exact, same)
    print(f"exact             {exact:10,.0f}/CPU-s  {sum(map(bool, found))} of {len(same)} found")
    fuzzy, offers = rate(lambda text: memory.lookup(text, limit=5, threshold=THRESHOLD), near)
    print(f"fuzzy             {fuzzy:10,.0f}/CPU-s  {sum(map(bool, offers))} of {len(near)} found")

    numbers: dict[str, str] = {}

    def coded(text: str) -> str:
        return "".join(numbers.setdefault(token, chr(_FIRST + len(numbers))) for token in tokens(text))

    choices = [coded(text) for text in sources]

    def scan(text: str) -> list[tuple[int, int]]:
        found = process.extract(
            coded(text),
            choices,
            scorer=Levenshtein.normalized_similarity,
            processor=None,
            score_cutoff=THRESHOLD / 100,
            limit=None,
        )
        ranked = sorted((-min(int(score * 100 + 1e-9), 99), place) for _, score, place in found)
        return [(-percent, place) for percent, place in ranked[:5]]

    scanned, expected = rate(scan, near[: chosen.scanned])
    print(f"process.extract   {scanned:10,.1f}/CPU-s  fuzzy is {fuzzy / scanned:.1f} times as fast")
    ours = [[(one.percent, int(one.target[1:])) for one in offer] for offer in offers[: chosen.scanned]]
    agree = sum(one == other for one, other in zip(ours, expected, strict=True))
    print(f"the same matches in {agree} of {chosen.scanned}")
    sys.exit(0 if agree == chosen.scanned else 1)


if __name__ == "__main__":
    main()
