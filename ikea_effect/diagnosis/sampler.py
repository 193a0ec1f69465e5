"""Whole participants in batches: every measure of a condition that rests on others, with these.

The same path model as a session's (tasks/path_model.py), over arrays of participants and studies.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

import numpy as np

from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.answers import TICKETS, Answers, Values, declared, quantiles
from ikea_effect.diagnosis.bounds import bounding, is_bounded
from ikea_effect.protocol.kinds import measure_kind
from ikea_effect.protocol.levels import bare, column_of
from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.protocol.registry import resolve
from ikea_effect.protocol.simulation import ChoiceChances, Population, SampleTexts
from ikea_effect.tasks.path_model import needed, valued
from ikea_effect.tasks.population import chances_at

EXPECTED = 200_000
"""Participants who tell what is expected where no distribution tells it."""


class Sampler:
    """Draws answers of one condition to several measures at once."""

    def __init__(self, protocol: Protocol, condition: Condition, measures: Collection[str]) -> None:
        self.protocol, self.condition, self.measures = protocol, condition, tuple(measures)
        self._populations = {name: declared(protocol, name) for name in needed(protocol, measures)}
        self._bounds = {name: bounding(protocol, name) for name in measures if is_bounded(protocol, name)}

    @cached_property
    def _tables(self) -> Mapping[str, Values]:
        """The quantiles of every population that has some."""
        return {
            name: quantiles(population, self.condition)
            for name, population in self._populations.items()
            if not isinstance(population, ChoiceChances | SampleTexts)
        }

    def draw(self, rng: np.random.Generator, n: int, studies: int) -> Mapping[str, Values]:
        """{column: answers}, each of shape (n, studies); of a choice the index of the option."""

        def chance(name: str, _population: Population) -> Values:
            if name in self._tables:
                return self._tables[name][rng.integers(0, TICKETS, (n, studies), dtype=np.uint16)]
            return rng.random((n, studies))

        exact = valued(self.protocol, self.condition, self.measures, chance)
        found: dict[str, Values] = {}
        for name in self.measures:
            found |= self._columns(name, exact[name], rng)
        return found

    def _columns(self, name: str, exact: Values, rng: np.random.Generator) -> Mapping[str, Values]:
        """What the data hold of a measure, also at some levels (wtp@own): its answer, or both its bounds."""
        if (bounds := self._bounds.get(bare(name))) is None:
            return {column_of(name): self._answered(bare(name), exact, rng)}
        low, high = bounds(exact, rng)
        return {column_of(f"{name}.low"): low, column_of(f"{name}.high"): high}

    def _answered(self, name: str, exact: Values, rng: np.random.Generator) -> Values:
        if isinstance(self._populations[name], ChoiceChances | SampleTexts):
            return exact
        kind = measure_kind(self.protocol.measures[name].kind)
        given: Answers = resolve(kind.population)(self.protocol, name, exact)
        return given.noticed(given.tickets, rng)

    def options(self, column: str) -> tuple[str, ...]:
        """The options that the index of a choice stands for; none where the column is no choice."""
        population = self._populations[column.partition(".")[0]]
        if not isinstance(population, ChoiceChances):
            return ()
        return tuple(chances_at(population.chances, self._somewhere(column)))

    def _somewhere(self, _column: str) -> Condition:
        """The levels that chances may go by."""
        return self.condition


class RestingAnswers:
    """The answers of one condition to a measure that rests on others: as `Answers`, from many draws."""

    def __init__(self, protocol: Protocol, measure: str, condition: Condition) -> None:
        self._sampler, self._measure = Sampler(protocol, condition, (measure,)), measure

    def draw(self, rng: np.random.Generator, n: int, studies: int) -> Values:
        """Answers of n participants in many studies, shape (n, studies)."""
        return self._sampler.draw(rng, n, studies)[self._measure]

    @cached_property
    def _many(self) -> Values:
        return self.draw(generator(0, EXPECTED), EXPECTED, 1)[:, 0]

    @property
    def mean(self) -> float:
        """The expected answer."""
        return float(self._many.mean())

    @property
    def sd(self) -> float:
        """How far answers spread."""
        return float(self._many.std())

    @property
    def high(self) -> float:
        """The highest answer that there is."""
        return float(self._many.max())

    def share_at(self, value: float) -> float:
        """The share of answers at this value."""
        return float((np.abs(self._many - value) < 1e-9).mean())
