"""What the recipes share: their options, where their state is kept, and the card that a run writes."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tmx.errors import DuiyiError
from tmx.files import write_text

if TYPE_CHECKING:
    from translate.training.tuning import State, Watch

_SHOWN_SECONDS = 30.0


def options(description: str | None) -> argparse.ArgumentParser:
    """The options of all recipes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True, help="TSV (.xz): source, English, Chinese")
    parser.add_argument("--out", type=Path, required=True, help="what is made; its state lies beside")
    parser.add_argument("--minutes", type=float, default=20.0, help="the longest time to train")
    parser.add_argument("--limit", type=int, default=0, help="pairs of the corpus; 0 for all")
    parser.add_argument("--held", type=int, default=200, help="pairs that are kept to measure with")
    parser.add_argument("--seed", type=int, default=1)
    return parser


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
                f"loss {state.loss:.3f}, held-out {state.held:.4f}",
                file=sys.stderr,
                flush=True,
            )

    return watch


def write_card(path: Path, recipe: str, arguments: Mapping[str, Any], figures: Mapping[str, Any]) -> None:
    """Write the card of what was made: JSON, with the recipe's options, its figures and the versions."""
    given = {name: value.name if isinstance(value, Path) else value for name, value in arguments.items()}
    versions = {name: version(name) for name in ("torch", "ctranslate2", "sentencepiece", "numpy")}
    card = {"recipe": recipe, "options": given, **figures, "versions": versions}
    write_text(path, json.dumps(card, indent=2, ensure_ascii=False, default=str) + "\n")


def run(main: Callable[[], None]) -> None:
    """Run a recipe; what a person can mend is one line on stderr, and exit status 1."""
    try:
        main()
    except DuiyiError as error:
        print(f"duiyi: {error}", file=sys.stderr)
        raise SystemExit(1) from None
