"""A CTranslate2 Transformer as a torch module that computes exactly what the file says.

Parameters keep the names of the file's variables. The module covers Argos packages (OpenNMT, Marian and the
like: encoder and decoder), the embedded translator (a decoder after Gemma 3) and the encoder of the aligner;
a model with anything else in it is refused by name, never computed wrongly.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from numpy.typing import NDArray
from torch import Tensor, nn

from tmx.base.errors import InputError
from translate.adapting.binary import Binary

_ACTIVATIONS: dict[int, Callable[[Tensor], Tensor]] = {  # ctranslate2/specs/common_spec.py
    0: F.relu,
    1: lambda x: F.gelu(x, approximate="tanh"),
    2: F.silu,
    3: F.gelu,
    4: lambda x: x * torch.sigmoid(1.702 * x),
    5: torch.tanh,
    6: torch.sigmoid,
}
_HARMLESS = (
    re.compile(  # attributes without an effect on the computation, or with one only when they are not 0
        r"(?:.*/)?(?:alignment_heads|alignment_layer|layer_norm_use_residual|sliding_window)"
    )
)
_ZERO = re.compile(
    r"(?:.*/)?(?:alibi|alibi_use_positive_positions|scale_alibi|start_from_zero_embedding"
    r"|embeddings_merge|rotary_interleave|multi_query_attention|scale_outputs)"
)
_WIDEST_WINDOW = 512  # pieces; a window as wide as any text here hides nothing


@dataclass(frozen=True, slots=True)
class _Side:
    """The settings shared by all layers of the encoder or the decoder."""

    name: str
    layers: int
    heads: int
    pre_norm: bool
    scaled: bool
    activation: Callable[[Tensor], Tensor]


class Network(nn.Module):
    """The model of a ``model.bin``.

    :param epsilon: of the layer norms, from the model's ``config.json``; CTranslate2's default if ``None``.
    :param dropout: while training, on what each sublayer adds.
    :raises InputError: if the architecture is not one that is known here.
    """

    def __init__(self, binary: Binary, *, epsilon: float | None = None, dropout: float = 0.0) -> None:
        super().__init__()
        self.binary = binary
        self._epsilon = epsilon
        self._dropout = dropout
        self._asked: set[str] = set()
        self._keys: dict[str, str] = {}
        self.weights = nn.ParameterDict()
        for name, weight in binary.weights().items():
            key = binary.tie(name).replace("/", "~")
            self._keys[name] = key
            if key not in self.weights:
                self.weights[key] = nn.Parameter(torch.from_numpy(weight.copy()))
        try:
            self.encoder = self._side("encoder") if self._has("encoder/embeddings_0/weight") else None
            self.decoder = self._side("decoder") if self._has("decoder/embeddings/weight") else None
        except KeyError as error:
            raise InputError(f"the model lacks {error.args[0]!r}") from error
        self._check()
        for name, key in self._keys.items():
            if name.endswith("position_encodings/encodings"):
                self.weights[key].requires_grad_(False)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(iter(self.weights.values())).device

    def encode(self, ids: Tensor, known: Tensor) -> Tensor:
        """Hidden states (batch, length, size) of source ``ids``; ``known`` is false at padding."""
        assert self.encoder is not None
        side = self.encoder
        x = self._embedded(side, "encoder/embeddings_0", ids)
        mask = known[:, None, None, :]
        for index in range(side.layers):
            layer = f"encoder/layer_{index}"
            x = self._sublayer(
                side, f"{layer}/self_attention", x, lambda name, y: self._self(side, name, y, mask)
            )
            x = self._sublayer(side, f"{layer}/ffn", x, lambda name, y: self._feed(side, name, y))
        return self._norm("encoder/layer_norm", x)

    def decode(self, ids: Tensor, memory: Tensor | None = None, known: Tensor | None = None) -> Tensor:
        """States (batch, length, size) that predict what follows each of ``ids``.

        :param memory: the result of :meth:`encode` for the sources; none for a model without an encoder.
        :param known: which places of the memory aren't padding.
        """
        assert self.decoder is not None
        side = self.decoder
        x = self._embedded(side, "decoder/embeddings", ids)
        length = ids.shape[1]
        causal = torch.ones(length, length, dtype=torch.bool, device=ids.device).tril()[None, None]
        seen = None if known is None else known[:, None, None, :]
        for index in range(side.layers):
            layer = f"decoder/layer_{index}"
            x = self._sublayer(
                side, f"{layer}/self_attention", x, lambda name, y: self._self(side, name, y, causal)
            )
            if memory is not None:
                x = self._sublayer(
                    side, f"{layer}/attention", x, lambda name, y: self._cross(side, name, y, memory, seen)
                )
            x = self._sublayer(side, f"{layer}/ffn", x, lambda name, y: self._feed(side, name, y))
        return self._norm("decoder/layer_norm", x)

    def logits(self, states: Tensor) -> Tensor:
        """Scores of all pieces of the target vocabulary for states of any shape (…, size)."""
        return self._linear("decoder/projection", states)

    def changed(
        self, base: Mapping[str, NDArray[np.float32]] | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """The weights that differ from those of the file, by the file's names.

        :param base: the weights to compare with; the file's own unless given.
        """
        with torch.no_grad():
            now = {name: self.weights[key].float().cpu().numpy() for name, key in self._keys.items()}
        before = base if base is not None else self.binary.weights()
        return {name: value for name, value in now.items() if not np.array_equal(value, before[name])}

    def layer_of(self, key: str) -> int | None:
        """The layer that a parameter belongs to, counted from the input; ``None`` outside the layers."""
        match = re.search(r"(encoder|decoder)~layer_(\d+)~", key)
        if match is None:
            return None
        before = self.encoder.layers if self.encoder and match[1] == "decoder" else 0
        return before + int(match[2])

    @property
    def depth(self) -> int:
        """How many layers there are, of the encoder and the decoder together."""
        return sum(side.layers for side in (self.encoder, self.decoder) if side)

    def _has(self, name: str) -> bool:
        self._asked.add(name)
        return name in self.binary

    def _scalar(self, name: str, default: float | None = None) -> float:
        """An attribute, which old models have once for both sides."""
        self._asked |= {name, name.split("/")[-1]}
        if name not in self.binary and name.split("/")[-1] in self.binary:
            name = name.split("/")[-1]
        return self.binary.scalar(name, default)

    def _side(self, name: str) -> _Side:
        layers = {
            int(match[1]) for known in self._keys if (match := re.match(rf"{name}/layer_(\d+)/", known))
        }
        kind = int(self._scalar(f"{name}/activation", 0))
        if kind not in _ACTIVATIONS:
            raise InputError(f"the model has an activation that duiyi does not support: {kind}")
        return _Side(
            name,
            len(layers),
            int(self._scalar(f"{name}/num_heads")),
            bool(self._scalar(f"{name}/pre_norm", 1)),
            bool(self._scalar(f"{name}/scale_embeddings", 1)),
            _ACTIVATIONS[kind],
        )

    def _check(self) -> None:
        """Run the model on two pieces: all that the file has must have been asked for.

        :raises InputError: if the file has a variable that was not asked for, or lacks one that was.
        """
        two = torch.zeros(1, 2, dtype=torch.long)
        known = torch.ones(1, 2, dtype=torch.bool)
        try:
            with torch.no_grad():
                memory = self.encode(two, known) if self.encoder else None
                if self.decoder:
                    self.logits(self.decode(two, memory, known if memory is not None else None))
        except (KeyError, RuntimeError) as error:
            raise InputError(
                f"the model has an architecture that duiyi does not support ({error})"
            ) from error
        if not self.encoder and not self.decoder:
            raise InputError(f"the model has an architecture that duiyi does not support: {self.binary.spec}")
        names = [*self.binary.variables, *self.binary.aliases]
        strange = [name for name in names if name not in self._asked and not self._harmless(name)]
        if strange:
            raise InputError(
                f"the model has an architecture that duiyi does not support: it has {strange[0]!r}"
            )

    def _harmless(self, name: str) -> bool:
        if name.removesuffix("_scale") in self._asked and name.endswith("_scale"):
            return True
        if name.endswith("sliding_window"):
            return self.binary.scalar(name) == 0 or self.binary.scalar(name) >= _WIDEST_WINDOW
        if _ZERO.fullmatch(name):
            return self.binary.scalar(name) == 0
        return bool(_HARMLESS.fullmatch(name)) or name == "with_relative_position"

    def _weight(self, name: str) -> Tensor:
        self._asked.add(name)
        return self.weights[self._keys[name]]

    def _linear(self, name: str, x: Tensor) -> Tensor:
        bias = self._weight(f"{name}/bias") if self._has(f"{name}/bias") else None
        return F.linear(x, self._weight(f"{name}/weight"), bias)

    def _norm(self, name: str, x: Tensor) -> Tensor:
        """The norm of that name, or nothing where the file has none; RMS where it has no ``beta``."""
        if not self._has(f"{name}/gamma"):
            return x
        gamma = self._weight(f"{name}/gamma")
        size = (x.shape[-1],)
        if self._has(f"{name}/beta"):
            epsilon = 1e-5 if self._epsilon is None else self._epsilon
            return F.layer_norm(x.float(), size, gamma, self._weight(f"{name}/beta"), epsilon).to(x.dtype)
        residual = bool(self._scalar(f"{name}/layer_norm_use_residual", 0))  # Gemma: 1 is added to the gain
        epsilon = 1e-6 if self._epsilon is None else self._epsilon
        return F.rms_norm(x.float(), size, gamma + 1 if residual else gamma, epsilon).to(x.dtype)

    def _embedded(self, side: _Side, name: str, ids: Tensor) -> Tensor:
        table = self._weight(f"{name}/weight")
        x = F.embedding(ids, table) * (math.sqrt(table.shape[1]) if side.scaled else 1.0)
        if self._scalar(f"{name}/multiply_by_sqrt_depth", 0) and not side.scaled:
            x = x * math.sqrt(table.shape[1])
        if self._has(f"{side.name}/position_encodings/encodings"):
            places = self._weight(f"{side.name}/position_encodings/encodings")
            if ids.shape[1] > len(places):
                raise InputError(f"the model takes {len(places)} pieces at most")
            x = x + places[: ids.shape[1]]
        elif not self._relative(side):
            x = x + _waves(ids.shape[1], table.shape[1], x.device)
        x = self._norm(f"{side.name}/layernorm_embedding", x)
        return x.to(torch.bfloat16) if torch.is_autocast_enabled(x.device.type) else x

    def _relative(self, side: _Side) -> bool:
        """Whether the attention itself knows places: relative or rotary ones."""
        first = f"{side.name}/layer_0/self_attention"
        return self._has(f"{first}/relative_position_keys") or self._has(f"{first}/rotary_dim")

    def _sublayer(self, side: _Side, name: str, x: Tensor, work: Callable[[str, Tensor], Tensor]) -> Tensor:
        layer, kind = name.rsplit("/", 1)
        if self._has(f"{layer}/input_layer_norm/gamma"):  # Gemma: a norm before and one after
            before, after = {
                "self_attention": ("input_layer_norm", "post_attention_layer_norm"),
                "ffn": ("pre_feedforward_layer_norm", "post_feedforward_layer_norm"),
            }[kind]
            return x + self._norm(f"{layer}/{after}", work(name, self._norm(f"{layer}/{before}", x)))
        if side.pre_norm:
            return x + self._drop(work(name, self._norm(f"{name}/layer_norm", x)))
        return self._norm(f"{name}/layer_norm", x + self._drop(work(name, x)))

    def _drop(self, x: Tensor) -> Tensor:
        return F.dropout(x, self._dropout, self.training)

    def _feed(self, side: _Side, name: str, x: Tensor) -> Tensor:
        inner = side.activation(self._linear(f"{name}/linear_0", x))
        if self._has(f"{name}/linear_0_noact/weight"):
            inner = inner * self._linear(f"{name}/linear_0_noact", x)
        return self._linear(f"{name}/linear_1", inner)

    def _self(self, side: _Side, name: str, x: Tensor, mask: Tensor) -> Tensor:
        both = self._linear(f"{name}/linear_0", x)
        size = int(self._scalar(f"{name}/head_dim", both.shape[-1] // (3 * side.heads)))
        few = int(self._scalar(f"{name}/num_heads_kv", side.heads))
        q, k, v = both.split([side.heads * size, few * size, few * size], -1)
        q, k, v = (_heads(part, size) for part in (q, k, v))
        q, k = self._norm(f"{name}/q_norm", q), self._norm(f"{name}/k_norm", k)
        if self._has(f"{name}/rotary_dim"):
            q, k = self._rotated(name, q), self._rotated(name, k)
        k, v = (part.repeat_interleave(side.heads // few, 1) for part in (k, v))
        if self._has(f"{name}/relative_position_keys"):
            out = self._attend_relative(name, q, k, v, mask)
        else:
            out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=self._query_scale(name, size))
        return self._linear(f"{name}/linear_1", out.transpose(1, 2).flatten(2))

    def _cross(self, side: _Side, name: str, x: Tensor, memory: Tensor, mask: Tensor | None) -> Tensor:
        q = self._linear(f"{name}/linear_0", x)
        size = int(self._scalar(f"{name}/head_dim", q.shape[-1] // side.heads))
        k, v = self._linear(f"{name}/linear_1", memory).chunk(2, -1)
        q, k, v = (_heads(part, size) for part in (q, k, v))
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=self._query_scale(name, size))
        return self._linear(f"{name}/linear_2", out.transpose(1, 2).flatten(2))

    def _query_scale(self, name: str, size: int) -> float:
        return self._scalar(f"{name}/queries_scale", size**-0.5)

    def _attend_relative(self, name: str, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
        """Attention with learned vectors for each distance, after Shaw et al. (2018)."""
        keys, values = (
            self._weight(f"{name}/relative_position_keys"),
            self._weight(f"{name}/relative_position_values"),
        )
        farthest = len(keys) // 2
        places = torch.arange(k.shape[2], device=q.device)
        distance = (places[None, :] - places[:, None]).clamp(-farthest, farthest) + farthest
        scores = q @ k.transpose(-1, -2) + torch.einsum("bhqd,qkd->bhqk", q, keys[distance].to(q.dtype))
        scores = (scores * self._query_scale(name, q.shape[-1])).masked_fill(~mask, float("-inf"))
        shares = scores.float().softmax(-1).to(q.dtype)
        return shares @ v + torch.einsum("bhqk,qkd->bhqd", shares, values[distance].to(q.dtype))

    def _rotated(self, name: str, x: Tensor) -> Tensor:
        """Rotary places (Su et al., 2021), the halves of a head turned against each other."""
        size = int(self._scalar(f"{name}/rotary_dim"))
        base = self._scalar(f"{name}/rotary_base", 10_000)
        if size not in (0, x.shape[-1]):
            raise InputError("the model rotates only a part of each head, which duiyi does not support")
        steps = base ** (-torch.arange(0, x.shape[-1], 2, device=x.device).float() / x.shape[-1])
        angle = torch.outer(torch.arange(x.shape[2], device=x.device).float(), steps)
        a, b = x.float().chunk(2, -1)
        turned = [a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()]
        return torch.cat(turned, -1).to(x.dtype)


def _heads(x: Tensor, size: int) -> Tensor:
    """(batch, length, heads × size) → (batch, heads, length, size)."""
    return x.view(x.shape[0], x.shape[1], -1, size).transpose(1, 2)


def _waves(length: int, size: int, device: torch.device) -> Tensor:
    """Sinusoidal places as CTranslate2 makes them where the file has none: from 1, sines before cosines."""
    half = size // 2
    steps = torch.exp(torch.arange(half, device=device) * (-math.log(10_000) / (half - 1)))
    angle = torch.arange(1, length + 1, device=device)[:, None] * steps
    return torch.cat([angle.sin(), angle.cos()], 1)
