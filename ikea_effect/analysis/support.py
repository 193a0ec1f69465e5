"""Which values a measure can take: its scale, its options, or the bounds and grid of its mechanism."""

from __future__ import annotations

from dataclasses import dataclass

from ikea_effect.protocol.kinds import columns_of, form_of, main_column, measure_kind
from ikea_effect.protocol.models import Protocol


@dataclass(frozen=True, slots=True)
class Support:
    """Lowest and highest value and the step between values; None where nothing is declared."""

    low: float | None = None
    high: float | None = None
    step: float | None = None


def support(protocol: Protocol, measure: str, of: str = "") -> Support:
    """What the protocol says about the values of a measure of numbers, or of one of its items."""
    form, column = form_of(protocol, measure), main_column(protocol, measure)
    if of not in ("", measure) and form == "number":
        column = next((one for one in columns_of(protocol) if one.name == of), column)
    if form == "amount":
        return _mechanism_support(protocol, measure)
    if form != "number" or column is None:
        return Support()
    return Support(*(None if end is None else float(end) for end in (column.low, column.high, column.step)))


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
        column = main_column(protocol, measure)
        return (column.unit if column is not None else "") or "points"
    return protocol.currency if found == "currency" else found
