"""How fast sentences are translated, beside argostranslate's own API.

``uv run python tests/bench/translate_speed.py``

One package of the size of real ones (6 and 6 layers, 512 dimensions, 32,000 pieces, int8), whose words are
wired, so that the output has its right length. Each measure runs in a process of its own, on one thread:
CPU-seconds without loading, sentences a CPU-second, peak memory, and the ratios. argostranslate gets all
sentences as one paragraph, already split, which is the best case for it; "bare" is one ``translate_batch``
of the same pieces, sorted by length.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import types
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

PAIRS = 15_900
MEASURES = ("argos", "duiyi default", "bare default", "duiyi beam 4", "bare beam 4")


def words() -> dict[str, str]:
    """English-looking words, each with two Han of its own."""
    chance = random.Random(3)
    consonants, vowels = "bcdfglmnprstvz", "aeiou"
    found: dict[str, str] = {}
    while len(found) < PAIRS:
        word = "".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(chance.randint(2, 4)))
        number = len(found)
        found.setdefault(word, chr(0x4E00 + number // 126) + chr(0x6000 + number % 126))
    return {**found, ".": "。"}


def sentences(count: int) -> list[str]:
    """4 to 50 words each, 20 on average."""
    chance = random.Random(5)
    known = [word for word in words() if word != "."]
    lengths = [min(50, max(4, round(chance.gammavariate(4, 5)))) for _ in range(count)]
    return [" ".join(chance.choices(known, k=length)) + "." for length in lengths]


def argos(texts: list[str]) -> Callable[[], object]:
    """argostranslate at its defaults; its sentence splitter is replaced by the right answer."""
    for name in ("stanza", "spacy", "minisbd"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["minisbd"].models = types.SimpleNamespace(cache_dir="", list_models=lambda: ["en"])  # type: ignore[attr-defined]
    sys.modules["minisbd"].SBDetect = object  # type: ignore[attr-defined]
    import argostranslate.translate

    class Split:
        def split_sentences(self, text: str) -> list[str]:
            return texts if text == whole else [text]

    whole = " ".join(texts)
    translation = argostranslate.translate.get_translation_from_codes("en", "zh")
    inner = getattr(translation, "underlying", translation)
    inner.sentencizer = Split()
    translation.translate("a.")  # loads the model
    return lambda: translation.translate(whole)


def duiyi(texts: list[str], beam: int) -> Callable[[], object]:
    """The engine that ``duiyi translate`` uses, with all its care."""
    from translate.drafting.protect import Guard
    from translate.engines.choosing import engine_for
    from translate.engines.engine import Search
    from translate.model import Ask

    guard = Guard(engine_for("en", "zh", threads=1, search=Search(beam=beam) if beam else None))
    asks = [Ask(text) for text in texts]
    return lambda: guard.translate(asks)


def bare(texts: list[str], beam: int) -> Callable[[], object]:
    """CTranslate2 alone."""
    import ctranslate2

    from translate.engines.argos import SEARCH
    from translate.engines.choosing import route

    package = route("en", "zh")[0]
    translator = ctranslate2.Translator(str(package.path / "model"), inter_threads=1, intra_threads=1)
    pieces = sorted((package.handle.tokenizer.encode(text) for text in texts), key=len, reverse=True)
    return lambda: translator.translate_batch(
        pieces, beam_size=beam or SEARCH.beam, max_batch_size=1024, batch_type="tokens"
    )


def measure(name: str, count: int) -> None:
    """Run one measure in this process and print CPU-seconds and peak MiB."""
    texts = sentences(count)
    kind, *rest = name.split()
    beam = 4 if rest == ["beam", "4"] else 0
    run = argos(texts) if kind == "argos" else {"duiyi": duiyi, "bare": bare}[kind](texts, beam)
    start = time.process_time()
    run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.process_time() - start:.2f} {peak:.0f}")


def main() -> None:
    """Build the package, run all measures, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--measure", choices=MEASURES)
    options = parser.parse_args()
    if options.measure:
        return measure(options.measure, options.sentences)
    from argos_fixture import Size, build_package

    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "packages"
        size = Size(layers=6, feed=2048, token=384, place=128, quantization="int8")
        archive = build_package(Path(work) / "big.argosmodel", words=words(), size=size)
        with zipfile.ZipFile(archive) as package:
            package.extractall(folder)
        env = {
            **os.environ,
            **dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), work),
            **dict.fromkeys(("OMP_NUM_THREADS", "ARGOS_INTER_THREADS", "ARGOS_INTRA_THREADS"), "1"),
            "ARGOS_PACKAGES_DIR": str(folder),
            "ARGOS_CHUNK_TYPE": "STANZA",
        }
        floor = 0.0
        for name in MEASURES:
            command = [sys.executable, __file__, "--measure", name, "--sentences", str(options.sentences)]
            done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(done.stderr)
            seconds, peak = map(float, done.stdout.split()[-2:])
            floor = floor or seconds
            rate = options.sentences / seconds
            print(
                f"{name:14} {seconds:8.2f} s {rate:7.1f}/s {peak:6.0f} MiB {floor / seconds:6.1f} × argos",
                flush=True,
            )
    return None


if __name__ == "__main__":
    main()
