"""Which values a measure can take: its scale, its options, or the bounds and grid of its mechanism."""

from __future__ import annotations

from dataclasses import dataclass

from ikea_effect.protocol.kinds import Column, measure_kind
from ikea_effect.protocol.kinds.measures.money import MoneyMeasure
from ikea_effect.protocol.measures import Measure
from ikea_effect.protocol.models import Protocol


@dataclass(frozen=True, slots=True)
class Support:
    """Lowest and highest value and the step between values; None where nothing is declared."""

    low: float | None = None
    high: float | None = None
    step: float | None = None


def support(protocol: Protocol, measure: str) -> Support:
    """What the protocol says about the values of a measure of numbers."""
    declared = protocol.measures.get(measure)
    if declared is None:
        return Support()
    if isinstance(declared, MoneyMeasure):
        return _mechanism_support(protocol, measure)
    first = _first_column(protocol, measure, declared)
    return Support(*(None if end is None else float(end) for end in (first.low, first.high, first.step)))


def _first_column(protocol: Protocol, measure: str, declared: Measure) -> Column:
    """The column that models look at."""
    return measure_kind(declared.kind).columns(measure, declared, protocol)[0]


def _mechanism_support(protocol: Protocol, measure: str) -> Support:
    for step in protocol.timeline:
        if getattr(step, "measure", None) == measure and (mechanism := getattr(step, "mechanism", None)):
            low, high, grid = (getattr(mechanism, name, None) for name in ("low", "high", "step"))
            return Support(*(None if value is None else float(value) for value in (low, high, grid)))
    return Support()


def unit(protocol: Protocol, measure: str) -> str:
    """The unit of an estimate of the measure: an ISO currency code, its own, "points" or "share"."""
    declared = protocol.measures.get(measure)
    if declared is None:
        return "points"
    found = measure_kind(declared.kind).unit
    if found == "own":
        return _first_column(protocol, measure, declared).unit or "points"
    return protocol.currency if found == "currency" else found
