"""AdamW as all runs here use it: a rate that warms up and falls, clipped gradients, a state that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

_FLOOR = 0.03  # of the rate, at the end


class Descent:
    """Moves ``weights`` against the gradient of a loss.

    :param rate: the highest learning rate, reached after ``warmup`` steps.
    :param decay: of matrices; vectors do not decay.
    :param cooling: the share of the run, its last part, in which the rate falls.
    """

    def __init__(
        self,
        weights: Mapping[str, Tensor],
        *,
        rate: float,
        warmup: int,
        decay: float,
        cooling: float = 1.0,
    ) -> None:
        self.weights = dict(weights)
        self.steps = 0
        self._rate, self._warmup, self._cooling = rate, warmup, cooling
        self._optimizer = torch.optim.AdamW(
            [
                {"params": [w for w in self.weights.values() if w.ndim > 1], "weight_decay": decay},
                {"params": [w for w in self.weights.values() if w.ndim == 1], "weight_decay": 0.0},
            ],
            lr=rate,
            betas=(0.9, 0.98),
        )

    def step(self, loss: Tensor, done: float) -> None:
        """One step; ``done`` is the share of the whole run that lies behind, 0 to 1."""
        for group in self._optimizer.param_groups:
            left = min(1.0, (1 - done) / self._cooling)
            group["lr"] = self._rate * min(1.0, (self.steps + 1) / self._warmup) * max(_FLOOR, left)
        loss.backward()
        nn.utils.clip_grad_norm_(self.weights.values(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self.steps += 1

    def put(self, weights: Mapping[str, Tensor]) -> None:
        """Set the weights of these names."""
        with torch.no_grad():
            for name, weight in weights.items():
                self.weights[name].copy_(weight)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The whole state, for :func:`translate.adapting.checkpoints.save`."""
        names = {id(weight): name for name, weight in self.weights.items()}
        arrays = {f"now {name}": array(weight) for name, weight in self.weights.items()}
        for weight, state in self._optimizer.state.items():
            arrays[f"first {names[id(weight)]}"] = array(state["exp_avg"])
            arrays[f"second {names[id(weight)]}"] = array(state["exp_avg_sq"])
        return arrays

    def restore(self, arrays: Mapping[str, NDArray[Any]], steps: int) -> None:
        """Go on from a state after so many steps."""
        self.steps = steps
        self.put(self.tensors(arrays, "now"))
        second = self.tensors(arrays, "second")
        for name, first in self.tensors(arrays, "first").items():
            self._optimizer.state[self.weights[name]] = {
                "step": torch.tensor(float(steps)),
                "exp_avg": first,
                "exp_avg_sq": second[name],
            }

    def tensors(self, arrays: Mapping[str, NDArray[Any]], kind: str) -> dict[str, Tensor]:
        """The arrays whose name begins with ``kind``, by the rest of it, where the weights are."""
        return {
            name.split(" ", 1)[1]: torch.from_numpy(value).to(self.weights[name.split(" ", 1)[1]].device)
            for name, value in arrays.items()
            if name.startswith(f"{kind} ")
        }


def array(tensor: Tensor) -> NDArray[Any]:
    """A tensor's values."""
    return np.asarray(tensor.detach().cpu().numpy())
