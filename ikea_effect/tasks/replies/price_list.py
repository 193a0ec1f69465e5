"""How a price list is answered: yes up to what the good is worth to whoever answers."""

from __future__ import annotations

from typing import Any

from ikea_effect.screens.prices import PriceList
from ikea_effect.screens.simulation import SLIPS, SimulatedAsk, Someone
from ikea_effect.seeds import Stream


def _answer(ask: PriceList, someone: Someone, stream: Stream) -> dict[str, list[str]]:
    rows = _rows(ask, someone, stream)
    return {"rows": rows if ask.single_switch else _slipped(rows, stream)}


def _rows(ask: PriceList, someone: Someone, stream: Stream) -> list[str]:
    """Without a population, yes up to any row."""
    value = someone.value(ask.measure, ask.bidder)
    if value is None:
        return _up_to_any(ask, stream)
    return ["buy" if float(price.major) <= value else "keep" for price in ask.prices]


def _up_to_any(ask: PriceList, stream: Stream) -> list[str]:
    bought = stream.below(len(ask.prices) + 1)
    return ["buy"] * bought + ["keep"] * (len(ask.prices) - bought)


def _slipped(rows: list[str], stream: Stream) -> list[str]:
    """The rows, now and then with one answered the other way round."""
    if stream.uniform() >= SLIPS:
        return rows
    slip = stream.below(len(rows))
    return [("keep" if row == "buy" else "buy") if n == slip else row for n, row in enumerate(rows)]


def _wrong(ask: PriceList, right: Any, stream: Stream) -> dict[str, list[str]]:
    """Another switch; of one row the other answer."""
    if len(ask.prices) == 1:
        return {"rows": ["keep" if right["rows"] == ["buy"] else "buy"]}
    return {"rows": _up_to_any(ask, stream)}


SIMULATED = SimulatedAsk(_answer, _wrong)
