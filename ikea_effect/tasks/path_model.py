"""From chance to what participants think: every declared population, those first on which others rest.

Works on arrays of any shape: of one participant in a session, of many studies in a diagnosis.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ikea_effect.protocol.kinds import placements
from ikea_effect.protocol.levels import at_levels
from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.protocol.simulation import (
    ChoiceChances,
    Gamma,
    Normal,
    Numeric,
    Population,
    RoundedNormal,
    SampleTexts,
    Slopes,
    atoms,
    slopes_of,
)
from ikea_effect.screens.context import Context
from ikea_effect.seeds import stream_key
from ikea_effect.tasks.gamma import gamma_quantile, normal_share
from ikea_effect.tasks.population import answered, at, chances_at, gamma_of_positives, holds_for, mean_over
from ikea_effect.tasks.same import Same

Values = NDArray[np.float64]
Chance = Callable[[str, Population], Values]
"""What chance gives of a measure: a value around its mean, or for options and texts a number below 1."""


def latent_values(context: Context) -> dict[str, Any]:
    """What each measure would be without cap, grid and rounding: measure -> value, for one participant.

    Amounts in major units; of a choice an option, of an open answer a text. A measure without a declared
    population is left out.
    """
    key = stream_key(context.secret, context.participant, "population")
    rng = np.random.Generator(np.random.PCG64(int.from_bytes(key, "big")))
    protocol = context.protocol
    # Drawn in the order of the file, whatever rests on what: a slope that is added moves no other draw.
    given: dict[str, Values] = {}
    known = _known_in(Same(protocol), tuple(context.condition.items()))
    for name in known:
        given |= _at_each_place(protocol, context.condition, name, protocol.simulation[name], rng)
    found: dict[str, Any] = {}
    for levels, measures in at_places(protocol, known).items():
        here = {**context.condition, **dict(levels)}

        def chance(name: str, _: Population, here: Condition = here) -> Values:
            return given[_named(protocol, name, here)]

        exact = valued(protocol, here, measures, chance)
        for name in measures:
            found[_named(protocol, name, here)] = _single(protocol.simulation[name], here, exact[name][0])
    return found


@functools.lru_cache(maxsize=256)
def _known_in(same: Same[Protocol], condition: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The measures whose population says something of the condition, wherever they are filled."""
    protocol = same.value
    return tuple(
        name
        for name, population in protocol.simulation.items()
        if all(holds_for(population, {**dict(condition), **at}) for at in placements(protocol, name))
    )


def at_places(protocol: Protocol, measures: Iterable[str]) -> Mapping[tuple[tuple[str, str], ...], list[str]]:
    """The measures by the levels at which they are filled, each at every place; () are those filled once."""
    return _at_places(Same(protocol), tuple(measures))


@functools.lru_cache(maxsize=256)
def _at_places(
    same: Same[Protocol], measures: tuple[str, ...]
) -> Mapping[tuple[tuple[str, str], ...], list[str]]:
    found: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name in measures:
        for levels in placements(same.value, name):
            found.setdefault(tuple(levels.items()), []).append(name)
    return found


def _named(protocol: Protocol, measure: str, condition: Condition) -> str:
    """The measure at the levels of a condition: wtp@own; by its own name where it is filled once."""
    return at_levels(measure, (condition[factor] for factor in placements(protocol, measure)[0]))


def _at_each_place(
    protocol: Protocol, condition: Condition, name: str, one: Population, rng: np.random.Generator
) -> dict[str, Values]:
    """What chance gives of a measure wherever it is filled; repetitions share what is a person's own."""
    places = placements(protocol, name)
    if isinstance(one, ChoiceChances | SampleTexts) or not places[0]:
        return {at_levels(name, at.values()): _by_chance(one, {**condition, **at}, rng) for at in places}
    own = float(rng.standard_normal())
    return {
        at_levels(name, levels.values()): np.array([_related(one, {**condition, **levels}, own, rng)])
        for levels in places
    }


def _related(population: Numeric, condition: Condition, own: float, rng: np.random.Generator) -> float:
    """One repetition's value of a person whose `own` part (standard normal) all of their values share."""
    rho = population.correlation
    normal = math.sqrt(rho) * own + math.sqrt(1 - rho) * float(rng.standard_normal())
    mean, sd = at(population.mean, condition), at(population.sd, condition)
    if not isinstance(population, Gamma):
        return float(mean + sd * normal)
    shape, scale = gamma_of_positives(mean, sd, population.zero)
    share = (normal_share(normal) - population.zero) / (1 - population.zero)
    return scale * gamma_quantile(min(share, 1 - 1e-12), shape) if share > 0 else 0.0


def _by_chance(population: Population, condition: Condition, rng: np.random.Generator) -> Values:
    if isinstance(population, ChoiceChances | SampleTexts):
        return rng.random(1)
    mean, sd = at(population.mean, condition), at(population.sd, condition)
    if not isinstance(population, Gamma):
        return np.array([rng.normal(mean, sd)])
    shape, scale = gamma_of_positives(mean, sd, population.zero)
    zero, value = rng.random() < population.zero, float(rng.gamma(shape, scale))
    return np.array([0.0 if zero else value])


def _single(population: Population, condition: Condition, value: Any) -> Any:
    if isinstance(population, ChoiceChances):
        return tuple(chances_at(population.chances, condition))[int(value)]
    if isinstance(population, SampleTexts):
        return at(population.texts, condition)[int(value)]
    return float(value)


def needed(protocol: Protocol, measures: Collection[str]) -> tuple[str, ...]:
    """The measures and all that they rest on, those first that others rest on."""
    return _needed(Same(protocol), tuple(measures))


@functools.lru_cache(maxsize=256)
def _needed(same: Same[Protocol], measures: tuple[str, ...]) -> tuple[str, ...]:
    protocol = same.value
    found: dict[str, None] = {}

    def add(name: str) -> None:
        population = protocol.simulation.get(name)
        if name in found or population is None:
            return
        for term, _ in slopes_of(population):
            for atom in atoms(term):
                add(atom.name)
        found[name] = None

    for name in measures:
        add(name)
    return tuple(found)


@functools.lru_cache(maxsize=64)
def _rested_on(same: Same[Protocol]) -> frozenset[str]:
    """The measures that some other rests on: what is answered to the rest moves nothing."""
    terms = (term for one in same.value.simulation.values() for term, _ in slopes_of(one))
    return frozenset(atom.name for term in terms for atom in atoms(term))


def valued(
    protocol: Protocol, condition: Condition, measures: Collection[str], chance: Chance
) -> dict[str, Values]:
    """The exact value of each measure and of all that they rest on; of options and texts the index."""
    seen: dict[str, Values] = {}
    exact: dict[str, Values] = {}
    rested_on = _rested_on(Same(protocol))
    for name in needed(protocol, measures):
        population = protocol.simulation[name]
        if not holds_for(population, condition):  # of another role
            continue
        given = chance(name, population)
        if isinstance(population, SampleTexts):
            exact[name] = np.floor(given * len(at(population.texts, condition)))
        elif isinstance(population, ChoiceChances):
            exact[name] = seen[name] = _chosen(protocol, condition, population, seen, given)
        else:
            exact[name] = given + _moved(protocol, condition, population, seen, given)
            if name in rested_on:
                seen[name] = answered(protocol, name, exact[name])
    return exact


def _moved(
    protocol: Protocol, condition: Condition, population: Gamma | Normal | RoundedNormal,
    seen: Mapping[str, Values], given: Values,
) -> Values | float:  # fmt: skip
    """How far a value is moved by what it rests on; who values a thing at nothing is not moved."""
    if not population.depends_on:
        return 0.0
    moved = _sum(protocol, condition, population.depends_on, seen)
    if isinstance(population, Gamma):
        return np.where(given == 0.0, 0.0, moved / (1 - population.zero))
    return moved


def _sum(protocol: Protocol, condition: Condition, slopes: Slopes, seen: Mapping[str, Values]) -> Values:
    total: Values | float = 0.0
    for term, slope in slopes.items():
        product: Values | float = slope
        for factor in _factors(protocol, condition, term, seen):
            product = product * factor
        total = total + product
    return np.asarray(total, dtype=np.float64)


def _factors(
    protocol: Protocol, condition: Condition, term: str, seen: Mapping[str, Values]
) -> Iterator[Values | float]:
    """What a term multiplies: measures from their mean, options and levels 1 where they hold, else 0."""
    for name, value in atoms(term):
        if name in protocol.factors:
            yield float(condition.get(name) == value)
            continue
        population = protocol.simulation[name]
        if name not in seen and not holds_for(population, condition):
            yield 0.0
            continue
        if isinstance(population, ChoiceChances):
            options = tuple(chances_at(population.chances, condition))
            yield (seen[name] == (options.index(value) if value in options else -1)).astype(np.float64)
        elif not isinstance(population, SampleTexts):
            yield seen[name] - mean_over(protocol, population)


def _chosen(
    protocol: Protocol, condition: Condition, population: ChoiceChances, seen: Mapping[str, Values],
    given: Values,
) -> Values:  # fmt: skip
    """The index of each one's option, by its chance: on the log odds moved by what the choice rests on."""
    chances: Mapping[str, float] = chances_at(population.chances, condition)
    weights = [
        chance * np.exp(_sum(protocol, condition, population.depends_on.get(option, {}), seen)) + 0 * given
        for option, chance in chances.items()
    ]
    reached = np.cumsum(weights, axis=0)
    place = (given * reached[-1] >= reached).sum(axis=0)
    return np.asarray(np.minimum(place, len(weights) - 1), dtype=np.float64)
