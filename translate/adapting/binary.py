"""CTranslate2's ``model.bin``: its variables as arrays, and back, each in the type it was found in.

The layout is that of ``ctranslate2/specs/model_spec.py`` (``ModelSpec._serialize``), versions 4 to 6. Weights
are int8 with a scale for each row, int16 with one scale, float16, bfloat16 or float32.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from tmx.base.errors import InputError
from tmx.base.files import replacing

Array = NDArray[Any]
Weights = dict[str, NDArray[np.float32]]

_VERSIONS = (4, 5, 6)
_TYPES: tuple[Any, ...] = (np.float32, np.int8, np.int16, np.int32, np.float16, np.uint16)
_BFLOAT16 = 5  # numpy has none: the upper halves of float32, as uint16
_INT8, _INT16 = 1, 2
_INT16_PEAK = 1 << 10  # as CTranslate2 scales: 10 bits for a weight
TIED = ("encoder/embeddings_0/weight", "decoder/embeddings/weight", "decoder/projection/weight")
"""The only variables that share their values on purpose; others that are equal are so by chance."""


@dataclass(frozen=True, slots=True)
class Binary:
    """A ``model.bin`` as it lies on the disk: nothing dequantized, shared variables under one name."""

    version: int  # of the file's layout
    spec: str  # such as TransformerSpec
    revision: int
    variables: dict[str, tuple[int, Array]]  # the type's number, the values
    aliases: dict[str, str]  # a further name of a variable → its own

    def __contains__(self, name: str) -> bool:
        return name in self.variables or name in self.aliases

    def scalar(self, name: str, default: float | None = None) -> float:
        """The value of an attribute.

        :raises KeyError: if it is not there and has no default.
        """
        if name not in self and default is not None:
            return default
        return float(self._stored(name)[1].reshape(-1)[0])

    def weights(self) -> Weights:
        """All weights, by name, as float32, without attributes and scales."""
        weights = {}
        for name in [*self.variables, *self.aliases]:
            kind, stored = self._stored(name)
            whole = kind in (_INT8, _INT16) and f"{name}_scale" in self
            if stored.ndim and (whole or np.issubdtype(stored.dtype, np.floating) or kind == _BFLOAT16):
                weights[name] = self.weight(name)
        return {name: weight for name, weight in weights.items() if not self._is_scale(name)}

    def weight(self, name: str) -> NDArray[np.float32]:
        """A weight, dequantized."""
        kind, stored = self._stored(name)
        if kind in (_INT8, _INT16):
            scale = self._stored(f"{name}_scale")[1].astype(np.float32)
            return np.asarray(stored / (scale[:, None] if scale.ndim else scale), np.float32)
        if kind == _BFLOAT16:
            return (stored.astype(np.uint32) << 16).view(np.float32)
        return stored.astype(np.float32)

    def tie(self, name: str) -> str:
        """The name that ``name`` shares its values with on purpose; ``name`` itself if with none."""
        own = self.aliases.get(name, name)
        if name not in TIED:
            return name
        return min(other for other in TIED if other in self and self.aliases.get(other, other) == own)

    def replaced(self, weights: Mapping[str, NDArray[np.float32]]) -> Binary:
        """The same model with other values for some weights, each in the type that it had.

        A shape may change (a vocabulary grows). Weights that shared their values by chance no longer do.

        :raises KeyError: for a name that the model lacks.
        """
        variables = dict(self.variables)
        aliases = dict(self.aliases)
        for alias, own in self.aliases.items():  # each name on its own feet, where one of them changes
            plain, own_plain = alias.removesuffix("_scale"), own.removesuffix("_scale")
            if {plain, own_plain} & weights.keys():
                variables[alias] = self.variables[own]
                del aliases[alias]
        for name, weight in weights.items():
            kind = variables[name][0]
            variables.update(_packed(name, kind, weight))
        return Binary(self.version, self.spec, self.revision, variables, aliases)

    def quantized(self) -> Binary:
        """The same model with all its weight matrices in int8, as embedded models are shipped."""
        variables = {}
        for name, (kind, value) in self.variables.items():
            matrix = name.endswith("weight") and value.ndim == 2 and kind not in (_INT8, _INT16)
            variables.update(_packed(name, _INT8, self.weight(name)) if matrix else {name: (kind, value)})
        aliases = dict(self.aliases)
        for alias, name in self.aliases.items():
            if f"{name}_scale" in variables:
                aliases[f"{alias}_scale"] = f"{name}_scale"
        return Binary(self.version, self.spec, self.revision, dict(sorted(variables.items())), aliases)

    def write(self, path: Path) -> None:
        """Write ``path`` in CTranslate2's layout, beside and renamed.

        :raises OutputError: if it cannot be written.
        """
        with replacing(path) as stream:
            stream.write(
                struct.pack("<I", self.version) + _text(self.spec) + struct.pack("<I", self.revision)
            )
            stream.write(struct.pack("<I", len(self.variables)))
            for name, (kind, value) in self.variables.items():
                stream.write(_text(name) + struct.pack("<B", value.ndim))
                stream.write(struct.pack(f"<{value.ndim}I", *value.shape))
                stream.write(struct.pack("<BI", kind, value.nbytes) + np.ascontiguousarray(value).tobytes())
            named = [pair for pair in self.aliases.items() if not self._is_scale(pair[0])]
            stream.write(struct.pack("<I", len(named)))  # a scale goes along with its weight unsaid
            for alias, name in named:
                stream.write(_text(alias) + _text(name))

    def _stored(self, name: str) -> tuple[int, Array]:
        return self.variables[self.aliases.get(name, name)]

    def _is_scale(self, name: str) -> bool:
        return name.endswith("_scale") and name.removesuffix("_scale") in self


def read_binary(path: Path) -> Binary:
    """Read a ``model.bin``.

    :raises InputError: if it cannot be read, isn't a model, or has an unknown version.
    """
    try:
        with path.open("rb") as stream:
            return _read(stream)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=path) from error
    except (struct.error, ValueError, IndexError) as error:
        raise InputError(f"is not a CTranslate2 model: {error}", path=path) from error


def _read(stream: BinaryIO) -> Binary:
    (version,) = _take(stream, "I")
    if version not in _VERSIONS:
        raise ValueError(f"its format has the version {version}, known are {_VERSIONS}")
    spec = _read_text(stream)
    (revision, count) = _take(stream, "II")
    variables: dict[str, tuple[int, Array]] = {}
    for _ in range(count):
        name = _read_text(stream)
        (rank,) = _take(stream, "B")
        shape = _take(stream, f"{rank}I")
        kind, size = _take(stream, "BI")
        content = stream.read(size)
        if len(content) < size:
            raise ValueError("it ends too early")
        variables[name] = (kind, np.frombuffer(content, _TYPES[kind]).reshape(shape))
    (count,) = _take(stream, "I")
    aliases = {}
    for _ in range(count):
        alias = _read_text(stream)
        aliases[alias] = _read_text(stream)
    for alias, name in list(aliases.items()):  # the file names the weight alone; its scale goes with it
        if f"{name}_scale" in variables:
            aliases.setdefault(f"{alias}_scale", f"{name}_scale")
    return Binary(version, spec, revision, variables, aliases)


def _packed(name: str, kind: int, weight: NDArray[np.float32]) -> dict[str, tuple[int, Array]]:
    """The arrays stored for a weight in a type: for integers its scale as well."""
    weight = np.ascontiguousarray(weight, np.float32)
    if kind == _INT8:
        peak = np.abs(weight).max(axis=1)
        scale = np.where(peak == 0, 1, 127 / np.where(peak == 0, 1, peak)).astype(np.float32)
        stored: Array = np.rint(weight * scale[:, None]).clip(-127, 127).astype(np.int8)
        return {name: (kind, stored), f"{name}_scale": (0, scale)}
    if kind == _INT16:
        one = np.float32(_INT16_PEAK / max(float(np.abs(weight).max()), 1e-30))
        limits = np.iinfo(np.int16)
        stored = np.rint(weight * one).clip(limits.min, limits.max).astype(np.int16)
        return {name: (kind, stored), f"{name}_scale": (0, np.asarray(one))}
    if kind == _BFLOAT16:
        bits = weight.view(np.uint32)
        rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16  # to the nearest, ties to even
        return {name: (kind, rounded.astype(np.uint16))}
    return {name: (kind, weight.astype(_TYPES[kind]))}


def _take(stream: BinaryIO, layout: str) -> tuple[int, ...]:
    size = struct.calcsize("<" + layout)
    return struct.unpack("<" + layout, stream.read(size))


def _read_text(stream: BinaryIO) -> str:
    (size,) = _take(stream, "H")
    return stream.read(size)[:-1].decode()


def _text(text: str) -> bytes:
    content = text.encode() + b"\0"
    return struct.pack("<H", len(content)) + content
