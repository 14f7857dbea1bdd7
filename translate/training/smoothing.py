"""Weights that int8 holds: outliers of what goes into a matrix, moved into the matrix.

After SmoothQuant (Xiao et al., arXiv 2211.10438). Every scaling is exact: a norm's gain is divided by what
the columns of the next matrix are multiplied by; likewise the rows that make values and the columns of the
output, and the rows of the plain half of a gated layer and the columns of what follows. The last norm scales
the output projection, which then no longer is the table of embeddings. Without all this Gemma's int8 output
falls into loops.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from translate.adapting.binary import Binary, Weights
from translate.adapting.network import Network
from translate.adapting.tuning import padded

Array = NDArray[np.float32]

_STRENGTH = 0.5  # as in the paper: outliers are divided evenly between what goes in and the weights
_FARTHEST = 100.0


def smoothed(binary: Binary, rows: Sequence[Sequence[int]], *, batch: int = 16) -> Weights:
    """The weights of a decoder (Gemma 3) that change; the model computes what it did, up to rounding.

    :param rows: texts as piece numbers, of the kind that the model will read, to see outliers by.
    """
    listening = _Listening(binary)
    listening.eval()
    with torch.no_grad():
        for start in range(0, len(rows), batch):
            ids, known = padded(rows[start : start + batch], listening.device)
            listening.known = known
            listening.logits(listening.decode(ids))
    weights = binary.weights()
    for number in range(listening.depth):
        _smooth_layer(weights, listening.peaks, f"decoder/layer_{number}", binary)
    projection, norm = "decoder/projection/weight", "decoder/layer_norm/gamma"
    scale = _scale(listening.peaks["decoder/projection"], np.abs(weights[projection]).max(0))
    weights[projection] = weights[projection] * scale
    weights[norm] = (1 + weights[norm]) / scale - 1
    before = binary.weights()
    return {name: weight for name, weight in weights.items() if not np.array_equal(weight, before[name])}


class _Listening(Network):
    """A network that notes the largest value that goes into each matrix, by channel."""

    def __init__(self, binary: Binary) -> None:
        self.peaks: dict[str, Array] = {}
        self.known: Tensor | None = None  # where a batch isn't padding
        super().__init__(binary)
        self.peaks.clear()  # of the trial when it was built

    def _linear(self, name: str, x: Tensor) -> Tensor:
        rows = x if self.known is None else x[self.known]
        top = rows.detach().float().abs().flatten(0, -2).amax(0).numpy()
        self.peaks[name] = np.maximum(self.peaks[name], top) if name in self.peaks else top
        return super()._linear(name, x)


def _smooth_layer(weights: Weights, peaks: dict[str, Array], layer: str, binary: Binary) -> None:
    query, output = f"{layer}/self_attention/linear_0", f"{layer}/self_attention/linear_1"
    gate, plain, down = (f"{layer}/ffn/{name}" for name in ("linear_0", "linear_0_noact", "linear_1"))
    for norm, inputs in (("input", [query]), ("pre_feedforward", [gate, plain])):
        tops = [np.abs(weights[f"{name}/weight"]).max(0) for name in inputs]
        scale = _scale(peaks[inputs[0]], np.max(tops, 0))
        gain = f"{layer}/{norm}_layer_norm/gamma"
        weights[gain] = (1 + weights[gain]) / scale - 1
        for name in inputs:
            weights[f"{name}/weight"] = weights[f"{name}/weight"] * scale
    few = int(binary.scalar(f"{layer}/self_attention/num_heads_kv"))
    size = int(binary.scalar(f"{layer}/self_attention/head_dim"))
    columns = np.abs(weights[f"{output}/weight"]).max(0)
    shared = [values.reshape(few, -1, size).max(1).ravel() for values in (peaks[output], columns)]
    scale = _scale(shared[0], shared[1])  # one for all heads that share their values
    values = weights[f"{query}/weight"].copy()
    values[-few * size :] /= scale[:, None]
    heads = len(columns) // (few * size)
    weights[f"{query}/weight"] = values
    weights[f"{output}/weight"] = (
        weights[f"{output}/weight"] * np.repeat(scale.reshape(few, size), heads, 0).ravel()
    )
    scale = _scale(peaks[down], np.abs(weights[f"{down}/weight"]).max(0))
    weights[f"{plain}/weight"] = weights[f"{plain}/weight"] / scale[:, None]
    weights[f"{down}/weight"] = weights[f"{down}/weight"] * scale


def _scale(inputs: Array, weights: Array) -> Array:
    """The factors of a matrix's columns, 1 on the (geometric) average."""
    scale = inputs.clip(1e-5) ** _STRENGTH / weights.clip(1e-5) ** (1 - _STRENGTH)
    scale = scale / np.exp(np.log(scale).mean())
    return np.asarray(scale.clip(1 / _FARTHEST, _FARTHEST), np.float32)
