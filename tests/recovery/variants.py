"""Populations without an effect: a protocol's path model with some of its paths at zero."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ikea_effect.diagnosis.effects import scaled
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.simulation import atoms

Simulation = dict[str, dict[str, Any]]
Alone = tuple[str, Callable[[Simulation], None], str]

HAS_NO_NULL = ("tost",)
"""Kinds whose null is not that nothing differs."""


class Variant(NamedTuple):
    """A population: its name, the protocol with it, and whether the hypothesis has nothing to find in it.

    `through` is a mediator beside others, whose own indirect effect is then tested in place of the answer.
    """

    name: str
    protocol: Protocol
    null: bool
    through: str = ""


def variants(protocol: Protocol, hypothesis: Hypothesis) -> Iterator[Variant]:
    """As planted; without any effect; and with each mediator, and the moderator, alone at zero."""
    yield Variant("planted", protocol, null=False)
    if hypothesis.model.kind in HAS_NO_NULL:
        return
    if getattr(hypothesis.model, "against", None) is not None:
        yield Variant("none", scaled(protocol, hypothesis, 0.0), null=True)  # both measures are alike
        return
    yield Variant("none", changed(protocol, without_effects), null=True)
    for name, change, through in _alone(protocol, hypothesis):
        yield Variant(name, changed(protocol, change), null=True, through=through)


def _alone(protocol: Protocol, hypothesis: Hypothesis) -> Iterator[Alone]:
    """A name, what is done to the population, and through which mediator of several the test is."""
    model: Any = hypothesis.model
    mediators = getattr(model, "mediators", ())
    beside = len(mediators) > 1 and model.structure == "parallel"
    for name in mediators:
        through = name if beside else ""
        yield f"{name} is not moved", lambda said, name=name: flatten(said[name]), through
        yield f"{name} moves nothing", lambda said, name=name: without_slopes(said, name), through
    if (moderator := getattr(model, "moderator", None)) is not None:
        levels = list(protocol.factors[moderator].levels) if moderator in protocol.factors else []
        yield f"{moderator} does not moderate", lambda said: without_moderation(said, moderator, levels), ""


def changed(protocol: Protocol, change: Callable[[Simulation], None]) -> Protocol:
    """The protocol with another population."""
    said = copy.deepcopy(dict(protocol.said))
    change(said["simulation"])
    return protocol_from_said(said)


def without_effects(said: Simulation) -> None:
    """No measure differs between conditions, or goes with another."""
    for population in said.values():
        if isinstance(population, dict) and "distribution" in population:
            flatten(population)


def flatten(population: dict[str, Any]) -> None:
    """The population is the same in every condition, and rests on no other measure."""
    population.pop("depends_on", None)
    for key in ("mean", "sd"):
        if key in population:
            population[key] = averaged(population[key])
    if "chances" in population:
        population["chances"] = averaged_chances(population["chances"])


def averaged(value: Any) -> float:
    """The mean over levels, however deep."""
    if not isinstance(value, Mapping):
        return float(value)
    return sum(averaged(inner) for inner in value.values()) / len(value)


def averaged_chances(chances: Mapping[str, Any]) -> dict[str, float]:
    """The mean chance of each option over levels."""
    inner = list(chances.values())
    if not all(isinstance(one, Mapping) for one in inner):
        return dict(chances)
    options = dict.fromkeys(option for one in inner for option in one)
    return {option: sum(one.get(option, 0.0) for one in inner) / len(inner) for option in options}


def without_slopes(said: Simulation, name: str) -> None:
    """Nothing rests on this measure any more."""
    _keep_terms(said, lambda term: all(atom.name != name for atom in atoms(term)))


def without_moderation(said: Simulation, moderator: str, levels: list[str]) -> None:
    """Neither a product with the moderator nor a mean of both says that an effect changes with it."""
    _keep_terms(said, lambda term: len(atoms(term)) == 1 or all(a.name != moderator for a in atoms(term)))
    known = {*levels, *(f"{moderator}={level}" for level in levels)}
    for population in said.values():
        for key in ("mean", "sd"):
            if isinstance(population, dict) and key in population:
                population[key] = _over(population[key], known)


def _over(value: Any, levels: set[str]) -> Any:
    """The value with the mean over these levels wherever they are told apart."""
    if not isinstance(value, Mapping):
        return value
    if set(value) <= levels:
        return _mean_of([_over(inner, levels) for inner in value.values()])
    return {name: _over(inner, levels) for name, inner in value.items()}


def _mean_of(values: list[Any]) -> Any:
    if isinstance(values[0], Mapping):
        return {name: _mean_of([one[name] for one in values]) for name in values[0]}
    return sum(values) / len(values)


def _keep_terms(said: Simulation, keep: Callable[[str], bool]) -> None:
    for population in said.values():
        slopes = population.get("depends_on") if isinstance(population, dict) else None
        for key, slope in list(slopes.items()) if slopes else []:
            if isinstance(slope, Mapping):  # of a choice: slopes of each option
                slopes[key] = {term: one for term, one in slope.items() if keep(term)}
            elif not keep(key):
                del slopes[key]
