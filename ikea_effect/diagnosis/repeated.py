"""Whole participants in batches where measures are repeated at the levels of factors within participants."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from scipy import special

from ikea_effect.diagnosis.answers import TICKETS, Answers, Values, declared, quantiles
from ikea_effect.protocol.kinds import measure_kind, placements
from ikea_effect.protocol.levels import at_levels, column_of
from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.protocol.registry import resolve
from ikea_effect.protocol.simulation import ChoiceChances, Population, SampleTexts
from ikea_effect.tasks.path_model import at_places, needed, valued
from ikea_effect.tasks.population import at


class RepeatedSampler:
    """Draws answers of one condition to several measures, each at every level at which it is asked."""

    def __init__(self, protocol: Protocol, condition: Condition, measures: Collection[str]) -> None:
        self.protocol, self.condition, self.measures = protocol, condition, tuple(measures)
        self._populations = {name: declared(protocol, name) for name in needed(protocol, measures)}

    def draw(self, rng: np.random.Generator, n: int, studies: int) -> Mapping[str, Values]:
        """{column: answers}, each of shape (n, studies); of a choice the index of the option."""
        given = {
            key: values
            for name, population in self._populations.items()
            for key, values in self._given(name, population, rng, (n, studies)).items()
        }
        found: dict[str, Values] = {}
        for levels, names in at_places(self.protocol, self.measures).items():
            here = {**self.condition, **dict(levels)}

            def chance(name: str, _: Population, here: Condition = here) -> Values:
                return given[self._named(name, here)]

            exact = valued(self.protocol, here, names, chance)
            for name in names:
                found[column_of(self._named(name, here))] = self._answered(name, exact[name], rng)
        return found

    def _named(self, measure: str, condition: Condition) -> str:
        return at_levels(measure, (condition[factor] for factor in placements(self.protocol, measure)[0]))

    def _given(
        self, name: str, population: Population, rng: np.random.Generator, shape: tuple[int, int]
    ) -> Mapping[str, Values]:
        """What chance gives at every level; numbers of one person are as alike as is declared."""
        places = placements(self.protocol, name)
        if isinstance(population, ChoiceChances | SampleTexts):
            return {at_levels(name, levels.values()): rng.random(shape) for levels in places}
        own, rho = rng.standard_normal(shape), population.correlation if places[0] else 0.0
        found = {}
        for levels in places:
            normal = np.sqrt(rho) * own + np.sqrt(1 - rho) * rng.standard_normal(shape)
            ticket = np.minimum((special.ndtr(normal) * TICKETS).astype(np.int64), TICKETS - 1)
            table = quantiles(population, {**self.condition, **levels})
            found[at_levels(name, levels.values())] = table[ticket]
        return found

    def _answered(self, name: str, exact: Values, rng: np.random.Generator) -> Values:
        if isinstance(self._populations[name], ChoiceChances | SampleTexts):
            return exact
        kind = measure_kind(self.protocol.measures[name].kind)
        given: Answers = resolve(kind.population)(self.protocol, name, exact)
        return given.noticed(given.tickets, rng)

    def options(self, column: str) -> tuple[str, ...]:
        """The options that the index of a choice stands for."""
        population = self._populations[column.partition(".")[0]]
        return tuple(at(population.chances, self.condition)) if isinstance(population, ChoiceChances) else ()
