"""What tests run in processes of their own, which import it by this module's name."""

import os
from dataclasses import dataclass
from pathlib import Path

from translate.drafting.cache import Cache
from translate.jobs.parallel import Lot, translate_lot
from translate.model import Draft


def fill(path: Path, start: int) -> None:
    """Write fifty drafts into a cache, one at a time."""
    with Cache(path) as cache:
        for number in range(start, start + 50):
            cache.keep({f"k{number}": Draft(f"译{number}", "e", -0.5, ("loop",), ("甲",))})


def deadly(lot: Lot) -> object:
    """A worker that dies over page3."""
    if any(source.path.name.startswith("page3") for source in lot.sources):
        os._exit(9)
    return translate_lot(lot)


@dataclass(frozen=True)
class Nothing:
    """A task that needs no memory."""

    need: int = 0
