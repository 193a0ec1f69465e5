"""Whole participants in batches where measures are repeated at the levels of factors within participants."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from scipy import special
from typing_extensions import override

from ikea_effect.diagnosis.answers import TICKETS, Values, quantiles
from ikea_effect.diagnosis.sampler import Sampler
from ikea_effect.protocol.kinds import placements
from ikea_effect.protocol.levels import at_levels
from ikea_effect.protocol.models import Condition
from ikea_effect.protocol.simulation import ChoiceChances, Population, SampleTexts
from ikea_effect.tasks.path_model import at_places, valued


class RepeatedSampler(Sampler):
    """Draws answers of one condition to several measures, each at every level at which it is asked."""

    @cached_property
    @override
    def _tables(self) -> Mapping[str, Values]:
        """The quantiles of every population that has some, at each level at which it is asked."""
        return {
            at_levels(name, levels.values()): quantiles(population, {**self.condition, **levels})
            for name, population in self._populations.items()
            if not isinstance(population, ChoiceChances | SampleTexts)
            for levels in placements(self.protocol, name)
        }

    @override
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
                found |= self._columns(self._named(name, here), exact[name], rng)
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
            key = at_levels(name, levels.values())
            found[key] = self._tables[key][ticket]
        return found

    @override
    def _somewhere(self, column: str) -> Condition:
        """The condition at one level of each factor: options are the same at all."""
        return {**self.condition, **placements(self.protocol, column.partition(".")[0])[0]}
