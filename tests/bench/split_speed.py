"""Speed of our sentence splitter beside pysbd, sentencex and blingfire, and boundary F1 on our own cases.

    uv run --with pysbd --with sentencex --with blingfire python tests/bench/split_speed.py

Options: ``--megabytes 4`` of generated text a language for ours (the slow ones get less, named in the
table), ``--only ours,pysbd``. What is not installed is reported as missing. Speed is UTF-8 bytes by CPU
time of this process, one core, the best of three. The F1 is ours by construction (we wrote both cases
and rules): it shows where the conventions differ, not who is best.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from translate.model import Side
from translate.split import split

CASES = Path(__file__).parents[1] / "cases"
PARAGRAPH = 8  # sentences
SIDES: tuple[Side, ...] = ("en", "zh")
Splitter = Callable[[str], list[str]]

# Parts of generated prose, 90 to 100 bytes a sentence (the novels and speeches that we tuned on have 120 to
# 130, so real text runs faster). A tenth of the sentences carry something hard.
PARTS: dict[Side, tuple[list[str], list[str], list[str], list[str]]] = {
    "en": (
        [
            "The mayor of the small town",
            "Dr. Lin, who had come by train,",
            "Our neighbour with the grey dog",
            "A crew of nine fishermen",
            "The novelist J. K. Moss",
            "The U.S. envoy to the islands",
            "She, of all people,",
        ],
        [
            "visited the old harbour on the northern shore",
            "paid 3.5 million for the house above the mill",
            "left the meeting at 6 p.m. on Monday without a word",
            "said nothing about the letter in the drawer",
        ],
        [
            " while the rain went on falling over the empty fields.",
            ", and nobody in the room dared to ask why.",
            " before the snow came.",
            ", or did so only to please the others?",
            " (see Fig. 2 for the route).",
            "!",
        ],
        [
            "“Stop!” he cried.",
            "Write to anna@example.com, e.g. today.",
            "Use v1.2.3 of Node.js.",
            "“Why?” Ann asked.",
        ],
    ),
    "zh": (
        [
            "这座小城的市长",
            "乘火车赶来的林医生",
            "牵着灰狗的邻居",
            "九个渔民组成的队伍",
            "小说家J.K.莫斯",
            "那家公司的新经理",
        ],
        [
            "上个星期参观了北岸的旧港口",
            "花了3.5亿元买下磨坊上面的那栋老房子",
            "星期一晚上六点一言不发地离开了会场",
            "对抽屉里的那封信只字不提",
        ],
        [
            "，而雨一直落在空荡荡的田野上。",
            "，屋里没有一个人敢问为什么。",
            "，那时雪还没有下。",
            "，难道只是为了让别人高兴？",
            "（路线见图2）。",
            "！",
        ],
        [
            "“站住！”他喊道。",
            "请写信到anna@example.com。",
            "请用v1.2.3版。",
            "“为什么？”安娜问。",
            "《你好，明天！》卖完了。",
        ],
    ),
}


def prose(side: Side, size: int, seed: int = 7) -> list[str]:
    """Paragraphs of ``side``, about ``size`` bytes of UTF-8 in all, the same for the same seed."""
    rng = random.Random(seed)
    subjects, predicates, ends, hard = PARTS[side]
    space = " " if side == "en" else ""
    paragraphs, written = [], 0
    while written < size:
        sentences = [
            rng.choice(hard)
            if rng.random() < 0.1
            else rng.choice(subjects) + space + rng.choice(predicates) + rng.choice(ends)
            for _ in range(PARAGRAPH)
        ]
        paragraphs.append(space.join(sentences))
        written += len(paragraphs[-1].encode())
    return paragraphs


def ours(side: Side) -> Splitter:
    return lambda text: split(text, side)


def pysbd(side: Side) -> Splitter:
    import pysbd as library  # type: ignore[import-not-found,unused-ignore]

    segmenter = library.Segmenter(language=side, clean=False)
    return lambda text: list(segmenter.segment(text))


def sentencex(side: Side) -> Splitter:
    import sentencex as library  # type: ignore[import-not-found,unused-ignore]

    return lambda text: list(library.segment(side, text))


def blingfire(side: Side) -> Splitter:
    import blingfire as library  # type: ignore[import-not-found,unused-ignore]

    return lambda text: str(library.text_to_sentences(text)).split("\n")


TOOLS: dict[str, tuple[Callable[[Side], Splitter], float]] = {  # with the share of the text that each gets
    "ours": (ours, 1.0),
    "sentencex": (sentencex, 0.25),
    "blingfire": (blingfire, 1.0),
    "pysbd": (pysbd, 0.02),
}


def speed(splitter: Splitter, paragraphs: list[str]) -> float:
    """Megabytes of UTF-8 a CPU second, the best of three runs over all paragraphs."""
    size = sum(len(paragraph.encode()) for paragraph in paragraphs)
    times = []
    for _ in range(3):
        begun = time.process_time()
        for paragraph in paragraphs:
            splitter(paragraph)
        times.append(time.process_time() - begun)
    return size / 1e6 / max(min(times), 1e-9)


def boundaries(pieces: Iterable[str]) -> set[int]:
    """Where pieces end, counted in characters that are no white space (tools differ in what they keep)."""
    ends, at = set(), 0
    for piece in pieces:
        at += len("".join(piece.split()))
        ends.add(at)
    return ends - {at, 0}


def f1(splitter: Splitter, side: Side) -> float:
    """Boundary F1 on our cases of one language, known failures included."""
    hits = found = wanted = 0
    for case in json.loads((CASES / f"split_{side}.json").read_text(encoding="utf-8")):
        gold, guess = boundaries(case["pieces"]), boundaries(splitter("".join(case["pieces"])))
        hits, found, wanted = hits + len(gold & guess), found + len(guess), wanted + len(gold)
    return 2 * hits / (found + wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed and boundary F1 of sentence splitters")
    parser.add_argument("--megabytes", type=float, default=4.0)
    parser.add_argument("--only", default=",".join(TOOLS), help="comma-separated tools")
    arguments = parser.parse_args()
    texts = {side: prose(side, int(arguments.megabytes * 1e6)) for side in SIDES}
    base: dict[str, float] = {}
    print(f"{'tool':10} {'lang':4} {'MB':>6} {'MB/s CPU':>9} {'ours is':>9} {'F1 own cases':>13}")
    for name in arguments.only.split(","):
        build, share = TOOLS[name]
        for side in SIDES:
            try:
                splitter = build(side)
            except ImportError as error:
                print(f"{name:10} {side:4} missing: {error}")
                continue
            sample = texts[side][: max(1, int(len(texts[side]) * share))]
            rate = speed(splitter, sample)
            base.setdefault(side, rate)
            size = sum(len(text.encode()) for text in sample) / 1e6
            ratio = f"{base[side] / rate:8.1f}x"
            print(
                f"{name:10} {side:4} {size:6.2f} {rate:9.2f} {ratio} {f1(splitter, side):13.4f}", flush=True
            )


if __name__ == "__main__":
    main()
