"""The answer that is nearest to what somebody would say without grid and rounding."""

from __future__ import annotations

import math


def nearest_point(value: float, low: int, high: int) -> int:
    """The whole number from low to high that is nearest to the value; halfway goes up."""
    return max(low, min(high, math.floor(value + 0.5)))


def nearest_amount(exact: float, low: int, high: int, step: int) -> int:
    """The amount that `on_grid` gives of one exact one."""
    return low + max(0, min(round((exact - low) / step), (high - low) // step)) * step
