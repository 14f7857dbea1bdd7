"""The plan of tuning an encoder by contrast."""

from __future__ import annotations

from dataclasses import dataclass

Join = tuple[int, ...]  # the pairs of a bead: one, or two in a row


Rows = list[list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """How an encoder is tuned.

    :param pairs: of a batch; ``joins`` of two of them come on top.
    :param temperature: by which cosines of mean vectors are divided.
    :param token_temperature: likewise for the similarity of tokens.
    :param tokens: the weight of the tokens' loss beside that of the mean vectors.
    :param frozen: the share of the layers that stay, from the input, and with them the embeddings.
    """

    rate: float = 1e-4
    steps: int = 700
    minutes: float = 20.0
    pairs: int = 48
    joins: int = 24
    temperature: float = 0.03
    token_temperature: float = 0.02
    tokens: float = 1.0
    frozen: float = 1 / 6
    warmup: int = 40
    seed: int = 1
