"""The declared population that simulated participants come from, and how its values become answers.

A session simulates one participant, diagnosis many studies at once. Both pass through the functions below.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ikea_effect.protocol.models import Condition
from ikea_effect.protocol.simulation import Gamma, PerLevel, Population
from ikea_effect.screens.context import Context
from ikea_effect.seeds import stream_key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def latent_values(context: Context) -> dict[str, float]:
    """What each measure would be without cap, grid and rounding: measure -> value, for one participant.

    Amounts in major units. A measure without a declared population is left out.
    """
    import numpy as np

    key = stream_key(context.secret, context.participant, "population")
    rng = np.random.Generator(np.random.PCG64(int.from_bytes(key, "big")))
    return {
        name: _drawn(population, context.condition, rng)
        for name, population in context.protocol.simulation.items()
    }


def _drawn(population: Population, condition: Condition, rng: np.random.Generator) -> float:
    mean, sd = at(population.mean, condition), at(population.sd, condition)
    if not isinstance(population, Gamma):
        return float(rng.normal(mean, sd))
    shape, scale = gamma_of_positives(mean, sd, population.zero)
    zero, value = rng.random() < population.zero, float(rng.gamma(shape, scale))
    return 0.0 if zero else value


def gamma_of_positives(mean: float, sd: float, zero: float) -> tuple[float, float]:
    """Shape and scale of the positive amounts, from mean and SD of the whole distribution with its zeros.

    Raises: ValueError if no positive amounts have these moments (the zeros alone spread more than sd).
    """
    positive_mean = mean / (1 - zero)
    variance = (sd**2 + mean**2) / (1 - zero) - positive_mean**2
    if positive_mean <= 0 or variance <= 0:
        raise ValueError(f"mean {mean}, SD {sd} and {zero:.0%} zeros fit no distribution of amounts")
    return positive_mean**2 / variance, variance / positive_mean


def at(value: PerLevel, condition: Mapping[str, str]) -> float:
    """The number that holds in a condition."""
    if isinstance(value, Mapping):
        return next(value[level] for level in condition.values() if level in value)
    return value


def on_grid(exact: NDArray[np.float64], low: int, high: int, step: int) -> NDArray[np.int64]:
    """The amount of the grid nearest to each exact one, no less than low and no more than high.

    All in minor units; halfway goes to the even step.
    """
    import numpy as np

    steps = np.clip(np.rint((exact - low) / step), 0, (high - low) // step)
    return np.asarray(low + steps.astype(np.int64) * step, dtype=np.int64)


def on_scale(exact: NDArray[np.float64], low: int, high: int) -> NDArray[np.int64]:
    """The point of the scale nearest to each exact value; halfway goes up."""
    import numpy as np

    return np.clip(np.floor(exact + 0.5), low, high).astype(np.int64)


def nearest_point(value: float, low: int, high: int) -> int:
    """The whole number from low to high that is nearest to the value; halfway goes up."""
    return max(low, min(high, math.floor(value + 0.5)))
