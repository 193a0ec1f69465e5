"""What participants of one condition answer: the declared population after cap, grid and rounding.

A session draws a latent value and rounds it as the screen asks. Here the latent values are 65,536 quantiles,
all equally likely, that went through the same rounding once: a draw is then one look into a table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ikea_effect.errors import AnalysisError
from ikea_effect.money import exponent
from ikea_effect.protocol.kinds import items_of, main_column, measure_kind
from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.protocol.registry import resolve
from ikea_effect.protocol.simulation import ChoiceChances, Gamma, Population, SampleTexts
from ikea_effect.tasks.population import amounts_of, at, gamma_of_positives, mechanism_of, on_grid, on_scale

TICKETS = 65_536
"""Quantiles in a table: as many as 16 bits can name. The mean is at most 1/131,072 of the range off."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one condition, in the measure's unit; each of the tickets is equally likely.

    For a scale of several items the tickets are latent values between low and high, which every item rounds
    with an error of its own.
    """

    tickets: Values
    low: float
    high: float
    items: int = 0
    parts: int = 1
    """How many items a score adds up: of a mean one."""

    def draw(self, rng: np.random.Generator, n: int, studies: int) -> Values:
        """Answers of n participants in many studies, shape (n, studies)."""
        return self.noticed(self.tickets[rng.integers(0, TICKETS, (n, studies), dtype=np.uint16)], rng)

    def noticed(self, drawn: Values, rng: np.random.Generator) -> Values:
        """The answers that latent values come to: themselves, or the mean of items with their errors."""
        if not self.items:
            return drawn
        points = np.zeros_like(drawn)
        for _ in range(self.items):
            exact = drawn / self.parts + rng.random(drawn.shape) - 0.5
            points += on_scale(exact, int(self.low / self.parts), int(self.high / self.parts))
        return points / self.items * self.parts

    @property
    def mean(self) -> float:
        """The expected answer; an item's error leaves the mean of its latent value as it is."""
        return float(self.tickets.mean())

    @property
    def sd(self) -> float:
        """How far answers spread."""
        variance = float(self.tickets.var())
        if self.items:
            whole = self.tickets / self.parts
            part = whole - np.floor(whole)
            variance += self.parts**2 * float((part * (1 - part)).mean()) / self.items
        return float(np.sqrt(variance))

    def share_at(self, value: float) -> float:
        """The share of answers at this value; of a scale's latent values, at this value or beyond it."""
        return float((np.abs(self.tickets - value) < 1e-9).mean())


def answers(protocol: Protocol, measure: str, condition: Condition) -> Answers:
    """What the condition's participants answer, as far as it rests on nothing else.

    Raises: AnalysisError if the protocol does not say.
    """
    population = declared(protocol, measure)
    kind = measure_kind(protocol.measures[measure].kind)
    if not kind.population:
        raise AnalysisError(f"{measure} is of kind {kind.name}, whose answers have no mean.")
    found: Answers = resolve(kind.population)(protocol, measure, quantiles(population, condition))
    return found


def declared(protocol: Protocol, measure: str) -> Population:
    """The population of the measure. Raises: AnalysisError if none is declared."""
    population = protocol.simulation.get(measure)
    if population is None:
        raise AnalysisError(
            f"{protocol.id} declares no population for {measure}: add it under `simulation`, "
            f"such as {measure}: {{distribution: gamma, mean: 1.00, sd: 0.50}}."
        )
    return population


# --- what a kind makes of the quantiles: of the protocol, the measure's name and the exact values -----------


def points(protocol: Protocol, measure: str, exact: Values) -> Answers:
    """Whole numbers from low to high."""
    low, high = (int(end) for end in _ends(protocol, measure))
    return Answers(on_scale(exact, low, high).astype(np.float64), low, high)


def means_of_items(protocol: Protocol, measure: str, exact: Values) -> Answers:
    """The mean or sum of items between low and high, each with an error of its own."""
    low, high = _ends(protocol, measure)
    parts = int(getattr(protocol.measures[measure], "parts", 1))
    return Answers(np.clip(exact, low, high), low, high, len(items_of(protocol, measure)), parts)


def numbers(protocol: Protocol, measure: str, exact: Values) -> Answers:
    """The nearest of low, low + step, .., high; halfway goes up."""
    column = main_column(protocol, measure)
    low, high = _ends(protocol, measure)
    step = float(column.step or 1) if column is not None else 1.0
    steps = np.clip(np.floor((exact - low) / step + 0.5), 0, round((high - low) / step))
    return Answers(low + steps * step, low, high)


def scores(protocol: Protocol, measure: str, exact: Values) -> Answers:
    """The nearest that a vote or a judgment can come to; without a step, whatever lies within the ends."""
    column = main_column(protocol, measure)
    if column is not None and column.step is not None:
        return numbers(protocol, measure, exact)
    low, high = _ends(protocol, measure)
    return Answers(np.clip(exact, low, high), low, high)


def _ends(protocol: Protocol, measure: str) -> tuple[float, float]:
    column = main_column(protocol, measure)
    if column is None or column.low is None or column.high is None:
        raise AnalysisError(f"{measure} has no lowest and highest value: it cannot be drawn in batches.")
    return float(column.low), float(column.high)


def quantiles(population: Population, condition: Condition) -> Values:
    """The middle quantiles of the population, shape (TICKETS,), before cap and grid."""
    if isinstance(population, ChoiceChances | SampleTexts):
        raise AnalysisError("Options and texts have no quantiles.")
    place = (np.arange(TICKETS) + 0.5) / TICKETS
    mean, sd = at(population.mean, condition), at(population.sd, condition)
    if not isinstance(population, Gamma):
        return np.asarray(mean + sd * special.ndtri(place), dtype=np.float64)
    shape, scale = gamma_of_positives(mean, sd, population.zero)
    positive = np.clip((place - population.zero) / (1 - population.zero), 0, 1)
    return np.where(place < population.zero, 0.0, scale * special.gammaincinv(shape, positive))


def bids(protocol: Protocol, measure: str, exact: Values) -> Answers:
    """Amounts on the grid of the step that asks for them, up to its cap."""
    grid = amounts_of(protocol, measure)
    if grid is None:
        mechanism = mechanism_of(protocol, measure)
        if mechanism is None:
            raise AnalysisError(f"{measure} is filled by no bidding step: it cannot be drawn in batches.")
        raise AnalysisError(
            f"{measure} is known up to an interval ({mechanism.kind}) and has no amounts. Compare it by "
            "kind: interval or turnbull."
        )
    unit = 10 ** exponent(protocol.currency)
    return Answers(on_grid(exact * unit, *grid) / unit, grid.low / unit, grid.high / unit)
