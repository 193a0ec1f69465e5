"""The declared population that simulated participants come from, and how its values become answers.

A session simulates one participant, diagnosis many studies at once. Both pass through the functions below
and through tasks/path_model.py.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from ikea_effect.money import Money, exponent
from ikea_effect.protocol.kinds import items_of, kind_of, main_column
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.mechanism_base import Grid
from ikea_effect.protocol.mechanisms import Mechanism
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.simulation import ChoiceChances, Numeric, Population, SampleTexts
from ikea_effect.tasks.same import Same

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Leaf = TypeVar("Leaf")


def gamma_of_positives(mean: float, sd: float, zero: float) -> tuple[float, float]:
    """Shape and scale of the positive amounts, from mean and SD of the whole distribution with its zeros.

    Raises: ValueError if no positive amounts have these moments (the zeros alone spread more than sd).
    """
    positive_mean = mean / (1 - zero)
    variance = (sd**2 + mean**2) / (1 - zero) - positive_mean**2
    if positive_mean <= 0 or variance <= 0:
        raise ValueError(f"mean {mean}, SD {sd} and {zero:.0%} zeros fit no distribution of amounts")
    return positive_mean**2 / variance, variance / positive_mean


def at(value: Any, condition: Mapping[str, str]) -> Any:
    """What holds in a condition: the value itself, or what stands at the condition's levels, however deep."""
    if isinstance(value, float | int):  # most are, and a mapping is looked for slowly
        return value
    while isinstance(value, Mapping):
        name = next((key for key in _keys(condition) if key in value), None)
        if name is None:
            return value
        value = value[name]
    return value


def chances_at(chances: Mapping[str, Any], condition: Mapping[str, str]) -> Mapping[str, float]:
    """The options' chances in a condition. Numbers stand at options, also where a level has that name."""
    here: Mapping[str, Any] = chances
    while any(isinstance(inner, Mapping) for inner in here.values()):
        here = here[next(key for key in _keys(condition) if key in here)]
    return here


def holds_for(population: Population, condition: Mapping[str, str]) -> bool:
    """Whether it says something of the condition: not of a role that lacks the levels which it goes by."""
    if isinstance(population, ChoiceChances):
        here: Mapping[str, Any] | None = population.chances
        while here is not None and any(isinstance(inner, Mapping) for inner in here.values()):
            here = next((here[key] for key in _keys(condition) if key in here), None)
        return here is not None
    parts = (population.texts,) if isinstance(population, SampleTexts) else (population.mean, population.sd)
    return not any(isinstance(at(part, condition), Mapping) for part in parts)


def _keys(condition: Mapping[str, str]) -> list[str]:
    """What a level may be called: by itself, or with its factor where two factors have it."""
    return [*(f"{factor}={level}" for factor, level in condition.items()), *condition.values()]


def mean_over(protocol: Protocol, population: Numeric) -> float:
    """The declared mean, over all cells alike: from there what depends on the measure is counted.

    Cells of another role, which have no level of what it goes by, do not count.
    """
    return _mean_over(Same(protocol), Same(population))


@functools.lru_cache(maxsize=256)
def _mean_over(same: Same[Protocol], whose: Same[Numeric]) -> float:
    protocol, population = same.value, whose.value
    each = [at(population.mean, cell) for cell in protocol.cells]
    means = [float(mean) for mean in each if not isinstance(mean, Mapping)]
    return math.fsum(means) / len(means)


class Amounts(NamedTuple):
    """The amounts that can be bid, in minor units."""

    low: int
    high: int
    apart: int


def mechanism_of(protocol: Protocol, measure: str) -> Mechanism | None:
    """The mechanism of the first step that asks for the amount; None where none does."""
    asking = (step for step in biddings(protocol.timeline) if step.measure == measure)
    return next((step.mechanism for step in asking), None)


def amounts_of(protocol: Protocol, measure: str) -> Amounts | None:
    """The grid of the step that asks for the amount; None where there is none: bounds, or nobody asks."""
    return _amounts_of(Same(protocol), measure)


@functools.lru_cache(maxsize=256)
def _amounts_of(same: Same[Protocol], measure: str) -> Amounts | None:
    protocol = same.value
    mechanism = mechanism_of(protocol, measure)
    if mechanism is None or not isinstance(mechanism, Grid) or kind_of(mechanism).yields == "bounds":
        return None
    low, high, apart = (
        Money.of(amount, protocol.currency).minor
        for amount in (mechanism.low, mechanism.high, mechanism.step)
    )
    if getattr(mechanism, "within_endowment", False):
        endowment = Money.of(protocol.payment.endowment, protocol.currency).minor
        high = min(high, low + max(endowment - low, 0) // apart * apart)
    return Amounts(low, high, apart)


def answered(protocol: Protocol, measure: str, exact: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is answered, in the measure's unit, of exact values; of a mean of items, within its ends only.

    What depends on a measure depends on this: on what its column holds, as an analysis will see it.
    """
    import numpy as np

    grid = amounts_of(protocol, measure)
    if grid is not None:
        unit = float(10 ** exponent(protocol.currency))
        return np.asarray(on_grid(exact * unit, *grid) / unit)
    form, low, high, step = _ends_of(Same(protocol), measure)
    if form == "amount":
        return np.maximum(exact, 0.0)
    if form == "open":
        return exact
    if step is None:
        return np.clip(exact, low, high)
    return np.asarray(
        low + step * np.clip(np.floor((exact - low) / step + 0.5), 0, round((high - low) / step))
    )


class _Ends(NamedTuple):
    """Between what ends a measure's answers lie; an amount is 0 or more, an open one anything."""

    form: Literal["amount", "open", "bounded"]
    low: float = 0.0
    high: float = 0.0
    step: float | None = None


@functools.lru_cache(maxsize=256)
def _ends_of(same: Same[Protocol], measure: str) -> _Ends:
    column = main_column(same.value, measure)
    if column is None or column.type == "amount":
        return _Ends("open" if column is None else "amount")
    if column.low is None or column.high is None:
        return _Ends("open")
    of_items = column.step is None or items_of(same.value, measure)
    step = None if of_items or column.step is None else float(column.step)
    return _Ends("bounded", float(column.low), float(column.high), step)


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
