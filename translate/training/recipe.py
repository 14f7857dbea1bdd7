"""The parts that recipes share: their options, where their state is kept, and the card that a run writes."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tmx.base.errors import DuiyiError, MissingExtraError
from tmx.base.files import write_text
from translate.training.corpus import TRANSLATION, Line, read_corpus

if TYPE_CHECKING:
    from translate.adapting.tuning import State, Watch

_SHOWN_SECONDS = 30.0


def options(description: str | None) -> argparse.ArgumentParser:
    """The options of all recipes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True, help="TSV (.xz): source, English, Chinese")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        help="the file or folder to write; its card and state lie beside it",
    )
    parser.add_argument("--all", action="store_true", help="take all of the corpus: it was selected before")
    parser.add_argument("--limit", type=int, default=0, help="pairs of the corpus; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    return parser


def add_training(parser: argparse.ArgumentParser, *, rate: float) -> None:
    """The options of all recipes that train."""
    parser.add_argument("--minutes", type=float, default=20.0, help="the longest time to train")
    parser.add_argument("--held", type=int, default=200, help="pairs that are kept to measure with")
    parser.add_argument("--rate", type=float, default=rate)


def add_epochs(parser: argparse.ArgumentParser, *, batch_pieces: int, accelerated: int) -> None:
    """The options of the recipes that read the corpus pair by pair."""
    parser.add_argument("--epochs", type=float, default=1.0, help="how often each pair is seen at most")
    parser.add_argument(
        "--batch-pieces", type=int, default=batch_pieces, help=f"{accelerated} suit an accelerator"
    )


def plan_of(given: argparse.Namespace) -> dict[str, Any]:
    """The fields of :class:`~translate.adapting.tuning.Plan` among the options."""
    names = ("rate", "epochs", "minutes", "batch_pieces", "frozen", "cooling", "seed", "last")
    return {name: value for name, value in vars(given).items() if name in names}


def lines_of(given: argparse.Namespace) -> list[Line]:
    """The pairs of the corpus that a translator learns from."""
    shares = {} if given.all else TRANSLATION
    return read_corpus(given.corpus, shares, others=1.0, words=(1, 60), limit=given.limit, seed=given.seed)


def card_of(out: Path) -> Path:
    """The path of a result's card, beside the result."""
    return out.with_name(f"{out.name.removesuffix('.argosmodel')}.json")


def state_of(out: Path) -> Path:
    """Where a run that was killed goes on."""
    return out.with_name(f"{out.name}.state.npz")


def tell() -> Watch:
    """Shows how far a run is, every half minute, on stderr."""
    shown = [time.monotonic()]

    def watch(state: State) -> None:
        if time.monotonic() - shown[0] > _SHOWN_SECONDS:
            shown[0] = time.monotonic()
            print(
                f"{state.seconds / 60:.1f} minutes, step {state.step} of {state.steps}, "
                f"loss {state.loss:.3f}, held-out {state.held_out:.4f}",
                file=sys.stderr,
                flush=True,
            )

    return watch


def write_card(path: Path, recipe: str, arguments: Mapping[str, Any], figures: Mapping[str, Any]) -> None:
    """Write the card of a result: JSON, with the recipe's options, its figures and the versions."""
    given = {name: value.name if isinstance(value, Path) else value for name, value in arguments.items()}
    tools = ("torch", "gguf", "ctranslate2", "sentencepiece", "numpy")
    versions = {name: version(name) for name in tools if find_spec(name)}
    card = {"recipe": recipe, "options": given, **figures, "versions": versions}
    write_text(path, json.dumps(card, indent=2, ensure_ascii=False, default=str) + "\n")


def run(main: Callable[[], None]) -> None:
    """Run a recipe; an error that a person can mend is one line on stderr, and exit status 1."""
    try:
        try:
            main()
        except ModuleNotFoundError as error:
            if error.name != "torch":
                raise
            raise MissingExtraError(
                "it needs torch", hint="Install it: pip install 'duiyi[train]'"
            ) from error
    except DuiyiError as error:
        print(f"duiyi: {error}", file=sys.stderr)
        raise SystemExit(1) from None
