"""Other effects than the planted one: the declared population with differences that are smaller or larger.

An effect is a multiple of what is planted. Where a hypothesis asks what conditions change, every difference
between conditions is multiplied (means, spreads, chances, slopes on a factor's level) and what measures do to
each other stays; where it asks what measures do to each other, their slopes are multiplied; where it compares
two measures, their distance is.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from scipy.optimize import brentq

from ikea_effect.analysis.replication.criteria import d33
from ikea_effect.analysis.replication.sources import published_summary, standard
from ikea_effect.diagnosis.design import compares_cells
from ikea_effect.diagnosis.effects_of_measures import moved_apart
from ikea_effect.diagnosis.studies import cells_of
from ikea_effect.errors import AnalysisError, ProtocolError, did_you_mean
from ikea_effect.protocol.analyses import columns_of
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.simulation import atoms
from ikea_effect.tasks.path_model import needed

NAMED = ("planted", "zero", "half", "full", "d33")
FURTHEST = 64.0
"""The largest multiple of what is planted that is tried."""
NEAR = 0.002
"""A d this small is none."""
_NUMBER = re.compile(r"(x|d)=(-?[0-9]+(?:\.[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect by its name, and the multiple of what is planted that makes it."""

    name: str
    multiple: float
    population: Protocol


def spelled(name: str) -> str:
    """The name, if there is such an effect. Raises: AnalysisError if there is none."""
    if name in NAMED or _NUMBER.fullmatch(name):
        return name
    raise AnalysisError(
        f"--effect is '{name}'.{did_you_mean(name, NAMED)} Allowed: planted, zero, half, full and d33 "
        "(of the published effect), d=0.4 (a standardized difference), x=0.5 (half of what is planted)."
    )


def effect(protocol: Protocol, asked: Hypothesis, name: str) -> Effect:
    """The population with this effect. Raises: AnalysisError if no multiple of what is planted makes it."""
    if name == "planted":
        return Effect(name, 1.0, protocol)
    multiple = _multiple(protocol, asked, spelled(name))
    return Effect(name, multiple, scaled(protocol, asked, multiple))


def _multiple(protocol: Protocol, asked: Hypothesis, name: str) -> float:
    if name == "zero":
        return 0.0
    if number := _NUMBER.fullmatch(name):
        value = float(number[2])
        return value if number[1] == "x" else multiple_of_d(protocol, asked, value, name)
    published = _published_d(protocol, asked, name)
    if name == "half" and published is None:
        return 0.5
    if published is None:
        raise AnalysisError(
            f"{asked.id}: no effect size is published for it, so that there is no '{name}'. Ask for planted, "
            "zero, half, x=0.5 or, of two cells, d=0.4."
        )
    return multiple_of_d(protocol, asked, published, name)


def _published_d(protocol: Protocol, asked: Hypothesis, name: str) -> float | None:
    row = next((row for row in protocol.published if row.hypothesis == asked.id), None)
    if row is None or not compares_cells(protocol, asked):
        return None
    found = published_summary(row, standard(protocol, asked))
    if found.d is None or (name == "d33" and found.test is None):
        return None
    if name == "d33" and found.test is not None:
        return d33(found.test) * (1 if found.d > 0 else -1)
    return found.d * (0.5 if name == "half" else 1)


def multiple_of_d(protocol: Protocol, asked: Hypothesis, d: float, name: str) -> float:
    """The multiple of what is planted whose standardized difference, after cap and grid, is d."""
    if not compares_cells(protocol, asked):
        raise AnalysisError(
            f"{asked.id}: '{name}' is a standardized difference of two cells, which {asked.model.kind} does "
            "not compare alone. Ask for planted, zero or x=0.5."
        )

    @cache
    def reached(multiple: float) -> float | None:
        try:
            return cells_of(scaled(protocol, asked, multiple), asked).planted_d
        except AnalysisError:
            return None  # amounts below zero, chances above one

    first = reached(1.0) or 0.0
    if abs(first) < NEAR:
        raise AnalysisError(f"{asked.id}: nothing is planted for it, of which no multiple makes '{name}'.")
    if abs(d) < NEAR:
        return 0.0
    low, high = 0.0, math.copysign(1.0, d / first)
    while (at := reached(high)) is None or abs(at) < abs(d):
        if at is None or abs(high) > FURTHEST:
            raise AnalysisError(
                f"{asked.id}: no population of this shape has d = {d:.2f} ('{name}'): with cap, grid and "
                f"what can be declared it comes to {reached(low) or 0.0:.2f} or little more. Ask for a "
                "smaller effect, or widen the range that can be answered."
            )
        low, high = high, 1.3 * high
    found: float = brentq(lambda multiple: (reached(multiple) or 0.0) - d, low, high, xtol=1e-3)
    return found


def scaled(protocol: Protocol, asked: Hypothesis, multiple: float) -> Protocol:
    """The protocol whose effects are this multiple. Raises: AnalysisError if no such population can be."""
    said = copy.deepcopy(dict(protocol.said))
    change = _conditions if _asks_of_conditions(protocol, asked) else _slopes
    looked_at = [name for name in (asked.measure, *columns_of(asked.model)) if name in protocol.simulation]
    if getattr(asked.model, "against", None) in looked_at:
        moved_apart(said["simulation"], asked, multiple)
    else:
        for name in needed(protocol, looked_at):
            change(said["simulation"][name], multiple, protocol)
    try:
        return protocol_from_said(said)
    except ProtocolError as reason:
        raise AnalysisError(
            f"{asked.id}: {multiple:g} times what is planted is no population that can be declared:\n{reason}"
        ) from reason


def with_zeros(protocol: Protocol, asked: Hypothesis, share: float) -> Protocol:
    """The protocol in which this share bid nothing; mean and SD of all bids together stay.

    Raises: AnalysisError if the measure has no such share, or none so large beside its mean and SD.
    """
    said = copy.deepcopy(dict(protocol.said))
    population = said["simulation"].get(asked.measure) or {}
    if population.get("distribution") != "gamma":
        raise AnalysisError(
            f"{asked.id}: --zeros is a share of amounts that are nothing, and {asked.measure} is no amount "
            "with `distribution: gamma`. Leave --zeros out, or name a hypothesis on amounts (--hypothesis)."
        )
    population["zero"] = share
    try:
        return protocol_from_said(said)
    except ProtocolError as reason:
        raise AnalysisError(
            f"{asked.id}: with {share:.0%} at zero there is no population of this mean and SD:\n{reason}"
        ) from reason


def _asks_of_conditions(protocol: Protocol, asked: Hypothesis) -> bool:
    model: Any = asked.model
    names = {*columns_of(model), *getattr(model, "factors", ())}
    names |= {getattr(model, key, None) for key in ("factor", "x")}
    return any(name in protocol.factors for name in names) or bool(getattr(model, "contrast", None))


def _conditions(population: dict[str, Any], multiple: float, protocol: Protocol) -> None:
    if "mean" in population:
        population["mean"] = _about(population["mean"], multiple)
    if "sd" in population:
        population["sd"] = _about(population["sd"], min(multiple, 1.0) if multiple > 0 else 0.0)
    if "chances" in population:
        population["chances"] = _chances(population["chances"], multiple)
    _multiplied(population, lambda term: any(one.name in protocol.factors for one in atoms(term)), multiple)


def _slopes(population: dict[str, Any], multiple: float, _protocol: Protocol) -> None:
    _multiplied(population, lambda _term: True, multiple)


def _multiplied(population: dict[str, Any], counts: Callable[[str], bool], multiple: float) -> None:
    for key, slope in (population.get("depends_on") or {}).items():
        if isinstance(slope, Mapping):  # of a choice: slopes of each option
            population["depends_on"][key] = {
                term: one * multiple if counts(term) else one for term, one in slope.items()
            }
        elif counts(key):
            population["depends_on"][key] = slope * multiple


def _about(value: Any, multiple: float) -> Any:
    """The numbers by level, each so many times as far from the mean over levels."""
    if not isinstance(value, Mapping):
        return value
    middle = _mean(value)
    return _moved(value, lambda number: middle + multiple * (number - middle))


def _mean(value: Any) -> float:
    if not isinstance(value, Mapping):
        return float(value)
    return sum(_mean(inner) for inner in value.values()) / len(value)


def _moved(value: Any, move: Callable[[float], float]) -> Any:
    if isinstance(value, Mapping):
        return {level: _moved(inner, move) for level, inner in value.items()}
    return move(float(value))


def _chances(chances: Mapping[str, Any], multiple: float) -> dict[str, Any]:
    """Each option's chance by level, so many times as far from its mean over levels."""
    inner = list(chances.values())
    if not all(isinstance(one, Mapping) for one in inner):
        return dict(chances)
    options = list(dict.fromkeys(option for one in inner for option in one))
    middle = {option: sum(one.get(option, 0.0) for one in inner) / len(inner) for option in options}

    def moved(one: Mapping[str, float]) -> dict[str, float]:
        return {name: mean + multiple * (one.get(name, 0.0) - mean) for name, mean in middle.items()}

    return {level: moved(one) for level, one in chances.items()}
