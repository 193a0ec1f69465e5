"""Another difference of two measures than the planted one: one of them moved toward the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.model_base import levels_kept


def moved_apart(simulation: dict[str, Any], asked: Hypothesis, multiple: float) -> None:
    """Sets the population of `against` so that the difference of both means is that multiple of what it is.

    Spreads become alike as the difference does: with none, both measures answer alike after cap and grid.
    """
    model: Any = asked.model
    own, other = simulation[asked.measure], simulation[model.against]
    weights = parse_contrast(model.contrast) if getattr(model, "contrast", None) else {}
    kept = {level for levels in levels_kept(model).values() for level in levels}
    high, low = ({*kept, *(name for name, by in weights.items() if by * sign > 0)} for sign in (1, -1))
    for key, share in (("mean", multiple), ("sd", max(0.0, min(multiple, 1.0)))):
        if key in own and key in other:
            other[key] = _toward(other[key], low, _at(own[key], high), share)


def _at(value: Any, levels: set[str]) -> float:
    """The mean of the numbers at these levels; of all where none of them is told apart."""
    if not isinstance(value, Mapping):
        return float(value)
    named = [_at(value[name], levels) for name in _named(value, levels)]
    return sum(named) / len(named)


def _toward(value: Any, levels: set[str], target: float, share: float) -> Any:
    """The value, at these levels so many times as far from the target as it is."""
    if not isinstance(value, Mapping):
        return target + share * (float(value) - target)
    here = _named(value, levels)
    return {
        name: _toward(inner, levels, target, share) if name in here else inner
        for name, inner in value.items()
    }


def _named(value: Mapping[str, Any], levels: set[str]) -> list[str]:
    return [name for name in value if name.rpartition("=")[2] in levels] or list(value)
