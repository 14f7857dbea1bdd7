"""The arrays that alignment computes with, by what they hold."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[Any]
"""Whole numbers: int64, or int32 where there are many."""
Bools = NDArray[np.bool_]
