"""What translates one direction: the embedded translator, an Argos package, or an adapted one."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from tmx.base.errors import MissingPackageError
from translate.engines import unpacking
from translate.engines.prompt import GENERATOR, PROMPTS
from translate.model import Side

ARGOS = "translate"
"""The type of Argos packages: an encoder and a decoder."""

TYPES = (ARGOS, *PROMPTS)
"""The types that :mod:`translate.engines.choosing` has a decoder for."""

_SAMPLED = 1 << 18  # bytes


@dataclass(frozen=True, slots=True)
class Package:
    """Weights that translate one direction into English or Chinese."""

    name: str  # as drafts name it: ``argos en-zh 1.9``
    src: str
    tgt: Side
    path: Path  # the folder where it lies; the archive of the embedded translator
    type: str
    version: str = ""
    handle: Any = None  # the argostranslate.package.Package of one that is installed: tokenizer, metadata

    @property
    def is_embedded(self) -> bool:
        """Whether it comes with duiyi, rather than being installed."""
        return self.path == unpacking.ARCHIVE

    @property
    def folder(self) -> Path:
        """The folder of its files; the embedded translator is unpacked if need be.

        :raises MissingPackageError: if the archive is missing or broken.
        :raises OutputError: if it cannot be unpacked.
        """
        return unpacking.unpacked() if self.is_embedded else self.path

    @property
    def model(self) -> Path:
        """The folder of its CTranslate2 model."""
        return unpacking.model_of(self.folder)

    @property
    def place(self) -> str:
        """Where an installed package lies; empty for the embedded one, which is the same everywhere."""
        return "" if self.is_embedded else str(self.path)

    @property
    def fingerprint(self) -> str:
        """Its name; if it is installed, with a hash of its metadata and its model (size, both ends).

        :raises MissingPackageError: if the model cannot be read.
        """
        if self.is_embedded:
            return self.name
        metadata = self.path / "metadata.json"
        checksum = sha256(metadata.read_bytes() if metadata.exists() else b"")
        try:
            with (self.model / "model.bin").open("rb") as stream:
                size = stream.seek(0, os.SEEK_END)
                for start in (0, max(0, size - _SAMPLED)):
                    stream.seek(start)
                    checksum.update(size.to_bytes(8, "big") + stream.read(_SAMPLED))
        except OSError as error:
            raise MissingPackageError(f"its model cannot be read: {error}", path=self.path) from error
        return f"{self.name} {checksum.hexdigest()[:16]}"


def embedded(src: Side, tgt: Side) -> Package:
    """The embedded translator, one direction of it."""
    name = f"{unpacking.NAME} {unpacking.VERSION}"
    return Package(name, src, tgt, unpacking.ARCHIVE, GENERATOR, unpacking.VERSION)
