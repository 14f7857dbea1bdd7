"""What typography and loop repair are worth: the embedded translator with and without them.

``uv run --all-groups python tests/bench/translate_quality.py [--lines 100] [--set NAME …] [--to en|zh]``

On the test sets beside the checkout (``../shared/mt/dev``), the first lines of each. A text is asked for once
for each way of searching, whatever is done to the answer, so that only the parts differ:

- ``bare``: the model's first answer
- ``typography``: the same, with the marks of its language
- ``repair``: what loops, is empty, cut, copied or in the wrong language is asked for again, trimmed at last
- ``both``: as the engine has it
- ``unwritten``: the same, but the model reads figures (amounts, dates …) as they stand in the source

Prints chrF and BLEU (sacrebleu's signatures at the end), how many drafts go round in circles, and how many
figures of the sources they say just as :mod:`translate.language.figures` would.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

from translate.engines.careful import CarefulEngine
from translate.engines.embedded import EmbeddedDecoder
from translate.engines.engine import Output, Search
from translate.engines.faults import loops
from translate.engines.package import embedded
from translate.language.figures import figures
from translate.language.typography import polish
from translate.model import Side, other
from translate.packages.evaluate import scores

SETS = Path(__file__).parents[3] / "shared" / "mt" / "dev"


class Remembering(EmbeddedDecoder):
    """The embedded decoder, asked once for each text and way of searching."""

    def __init__(self, src: Side, tgt: Side) -> None:
        super().__init__(embedded(src, tgt))
        self._said: dict[tuple[str, Search], Output] = {}

    def decode(self, texts: Sequence[str], search: Search) -> Iterator[tuple[int, Output]]:
        new = [text for text in dict.fromkeys(texts) if (text, search) not in self._said]
        for index, output in super().decode(new, search):
            self._said[new[index], search] = output
        return ((index, self._said[text, search]) for index, text in enumerate(texts))


def variants(decoder: Remembering, sources: Sequence[str], tgt: Side) -> dict[str, list[str]]:
    """What the translator says with each of the two parts on or off."""
    bare = [output.text for _, output in sorted(decoder.decode(sources, decoder.search))]
    engine = CarefulEngine(decoder)
    both = [draft.text for draft in engine.translate(sources)]
    with patch("translate.engines.careful.polish", lambda text, lang: text):
        repair = [draft.text for draft in engine.translate(sources)]
    with patch("translate.engines.embedded.rewritten", lambda text, src: text):
        unwritten = [
            draft.text
            for draft in CarefulEngine(EmbeddedDecoder(embedded(other(tgt), tgt))).translate(sources)
        ]
    polished = [polish(text, tgt) for text in bare]
    return {"bare": bare, "typography": polished, "repair": repair, "both": both, "unwritten": unwritten}


def right(sources: Sequence[str], said: Sequence[str], src: Side) -> str:
    """How many of the figures of the sources are said as they are to be, blanks aside."""
    wanted = [
        (figure.written.replace(" ", ""), draft.replace(" ", ""))
        for source, draft in zip(sources, said, strict=True)
        for figure in figures(source, src)
    ]
    return f"{sum(figure in draft for figure, draft in wanted)}/{len(wanted)}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=100)
    options.add_argument("--set", nargs="*", default=["flores200.dev", "newstest2017"])
    options.add_argument("--to", nargs="*", default=["zh", "en"], choices=["zh", "en"])
    chosen = options.parse_args()
    signatures: dict[str, None] = {}
    for tgt in chosen.to:
        src: Side = "en" if tgt == "zh" else "zh"
        decoder = Remembering(src, tgt)
        for name in chosen.set:
            if not (SETS / f"{name}.{src}").is_file():
                sys.exit(f"{SETS / name}: the test set is not there")
            sides = {
                lang: (SETS / f"{name}.{lang}").read_text("utf-8").splitlines()[: chosen.lines]
                for lang in ("en", "zh")
            }
            for variant, said in variants(decoder, sides[src], tgt).items():
                found = scores(said, sides[tgt], tgt)
                signatures |= {f"{score.name}: {score.signature}": None for score in found}
                chrf, bleu = (score.value for score in found)
                circles = sum(map(loops, said, sides[src]))
                told = f"chrF {chrf:5.2f}  BLEU {bleu:5.2f}  loops {circles}"
                told += f"  figures {right(sides[src], said, src)}"
                print(f"{name:14} {src}→{tgt}  {variant:10} {told}", flush=True)
    print(*signatures, sep="\n")


if __name__ == "__main__":
    main()
