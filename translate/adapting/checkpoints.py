"""Checkpoints: arrays and facts in one file, written beside and renamed, without pickle."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tmx.base.files import replacing

_FACTS = "facts.json"


def save(path: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    """Replace ``path`` by these arrays and facts (as JSON).

    :raises OutputError: if it cannot be written.
    """
    encoded = np.frombuffer(json.dumps(dict(facts)).encode(), np.uint8)
    with replacing(path) as stream:
        np.savez(stream, **{**arrays, _FACTS: encoded})  # type: ignore[arg-type]  # its names are options too


def load(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]] | None:
    """The saved state, or ``None`` if no whole one is there."""
    try:
        with np.load(path, allow_pickle=False) as saved:
            arrays = {name: saved[name] for name in saved.files}
        return arrays, json.loads(arrays.pop(_FACTS).tobytes())
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError):
        return None
