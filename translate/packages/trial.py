"""A package translates a sentence in a process of its own: a hostile or torn model may crash it.

Run as ``python -m translate.packages.trial FOLDER``; the translation or the error
is written to stdout as JSON.
"""

import json
import subprocess
import sys
from pathlib import Path

from tmx.base.errors import DuiyiError
from translate.engines.choosing import decoder_of
from translate.engines.installed import read_package
from translate.engines.package import Package

SENTENCES: dict[str, str] = {"en": "Good morning, world.", "zh": "早上好，世界。"}
_PATIENCE = 300  # seconds; the largest package loads and answers in ten on a slow machine


def translation(folder: Path) -> str:
    """The package's translation of a sentence, made in a process of its own.

    :raises DuiyiError: if it does not load, crashes, hangs, or translates into nothing.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "translate.packages.trial", str(folder)],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired as error:
        raise DuiyiError("it does not answer", path=folder) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise DuiyiError("it makes the translation engine crash", path=folder) from error
    if "error" in answer:
        raise DuiyiError(answer["error"], path=folder)
    if not answer["text"]:
        raise DuiyiError("it translates a sentence into nothing", path=folder)
    return str(answer["text"])


def _answer(folder: Path) -> dict[str, str]:
    package = read_package(folder)
    if not isinstance(package, Package):
        return {"error": package.why if package else "it translates into neither en nor zh"}
    try:
        decoder = decoder_of(package, threads=1)
        [(_, output)] = decoder.decode([SENTENCES.get(package.src, SENTENCES["en"])], decoder.search)
        return {"text": output.text}
    except DuiyiError as error:
        return {"error": error.what}
    except Exception as error:  # CTranslate2 raises RuntimeError, ValueError and others
        return {"error": f"it does not translate: {error}"}


if __name__ == "__main__":
    print(json.dumps(_answer(Path(sys.argv[1]))))
