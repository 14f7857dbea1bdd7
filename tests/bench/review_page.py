"""How fast the review page is with 5,000 beads: first paint, and what a keystroke costs.

    uv run python tests/bench/review_page.py [--beads 5000]

In Chromium without a GPU. A keystroke is timed from the event to the end of the frame that shows it.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from review_fixture import chromium, written

from align.reviewing.page import write_page
from tmx.bitext import Pair

KEYS = {
    "next pair": "j",
    "accept": "a",
    "undo": "z",
    "drop": "d",
    "next unsure": "n",
    "merge": "m",
    "choose sentence": "ArrowRight",
    "split": "s",
    "move down": "Shift+ArrowDown",
    "ten down": "PageDown",
    "last": "End",
    "first": "Home",
}
TIMED = """() => {
  window.spent = [];
  addEventListener("keydown", () => {
    const start = performance.now();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.spent.push(performance.now() - start);
      channel.port2.postMessage(0);
    });
  }, { capture: true });
}"""
PAINTED = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("article")) return;
  observer.disconnect();
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => (window.painted = performance.now());
    channel.port2.postMessage(0);
  });
}).observe(document, { childList: true, subtree: true });
"""


def book(beads: int) -> list[Pair]:
    """Beads of the length and the kinds that a novel has."""
    lines = []
    for k in range(beads):
        a, b = (2 if k % 9 == 4 else 1), (2 if k % 7 == 3 else 0 if k % 41 == 40 else 1)
        en = tuple(
            f"He had counted {k} ships, and the {n}th was late again, as usual." * (1 + k % 3)
            for n in range(a)
        )
        zh = tuple(f"他数过{k}艘船，第{n}艘又像往常一样来晚了。" * (1 + k % 3) for n in range(b))
        flags = ("candidate",) if k % 53 == 7 else ()
        lines.append(Pair(f"{k:010x}", en, zh, f"{a}-{b}", (k * 37 % 100) / 100 if b else None, flags))
    return lines


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beads", type=int, default=5000)
    beads = parser.parse_args().beads
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = written(Path(folder) / "book.bitext.tsv", book(beads))
        target = write_page(path)
        print(f"{beads} beads, page of {target.stat().st_size / 1e6:.1f} MB")
        paints = []
        for _ in range(5):
            shown = browser.new_page(viewport={"width": 1440, "height": 900})
            shown.add_init_script(PAINTED)
            shown.goto(target.as_uri())
            shown.wait_for_function("window.painted")
            paints.append(shown.evaluate("window.painted"))
        print(f"pairs painted after {sorted(paints)[2]:.0f} ms (median of 5), {max(paints):.0f} ms (slowest)")
        report(shown)


def report(shown: Any) -> None:
    """Press each key twenty times."""
    shown.evaluate(TIMED)
    for name, key in KEYS.items():
        shown.evaluate("window.spent.length = 0")
        for _ in range(20):
            shown.keyboard.press(key)
            shown.wait_for_timeout(30)
        spent = sorted(shown.evaluate("window.spent"))
        print(f"{name:16} {key:16} median {spent[len(spent) // 2]:5.1f} ms, slowest {spent[-1]:5.1f} ms")
    shown.evaluate("window.spent.length = 0")
    shown.keyboard.press("/")
    shown.keyboard.type("ships", delay=60)
    spent = sorted(shown.evaluate("window.spent"))
    print(
        f"{'search':16} {'a letter':16} median {spent[len(spent) // 2]:5.1f} ms, slowest {spent[-1]:5.1f} ms"
    )


if __name__ == "__main__":
    main()
