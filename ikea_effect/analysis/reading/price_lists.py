"""Price lists that lie in a column for each price, as bounds of what a good is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from ikea_effect.analysis.reading.binary import as_text
from ikea_effect.analysis.reading.cells import MISSING, Rejected, rows_written
from ikea_effect.analysis.reading.mapping_file import PriceList

_SWITCHES = "accepts a price above one that is refused"


class Bounds(NamedTuple):
    """The highest price that was accepted and the lowest that was refused, as cells; why there are none."""

    low: str = ""
    high: str = ""
    problem: str = ""


def bounds(answers: Mapping[Decimal, bool]) -> Bounds:
    """What one person's answers say: nothing is worth less than 0, and who accepts all has no upper bound."""
    prices = sorted(answers)
    if any(answers[higher] and not answers[lower] for lower, higher in pairwise(prices)):
        return Bounds(problem=_SWITCHES)
    accepted = [price for price in prices if answers[price]]
    refused = [price for price in prices if not answers[price]]
    return Bounds(as_text(accepted[-1]) if accepted else "0", as_text(refused[0]) if refused else "")


def with_bounds(
    part: pd.DataFrame, measure: str, asked: PriceList, rejected: list[Rejected], notes: list[str]
) -> pd.DataFrame:
    """The file with <measure>.low and <measure>.high; unclear lists are rejected or missing."""
    if not set(asked.prices) <= set(part.columns):
        return part
    found = [
        _answered([str(cell).strip() for cell in cells], asked)
        for cells in part[list(asked.prices)].itertuples(index=False)
    ]
    problems = pd.Series([one.problem for one in found], index=part.index)
    for problem, rows in problems[problems != ""].groupby(problems, sort=False):
        if asked.several_switches == "missing" and problem == _SWITCHES:
            which = problem if len(rows) == 1 else _SWITCHES.replace("accepts", "accept")
            notes.append(f"{measure} is missing in {rows_written(rows.index)}, which {which}.")
        else:
            way_out = _way_out(measure, found) if problem == _SWITCHES else ""
            rejected.append(Rejected(measure, rows.index, str(problem), way_out))
    lows, highs = [one.low for one in found], [one.high for one in found]
    return part.assign(**{f"{measure}.low": lows, f"{measure}.high": highs})


def _way_out(measure: str, found: Sequence[Bounds]) -> str:
    """What to do with such answers; where they are most of those that switch, the list may be turned."""
    switched = sum(one.low not in ("", "0") and one.high != "" for one in found)
    if sum(one.problem == _SWITCHES for one in found) > switched:
        return "Most answers do: bought and refused may stand the wrong way round in price_lists, or prices."
    return f"price_lists: {{{measure}: {{several_switches: missing, ..}}}} takes such answers for none."


def _answered(cells: Sequence[str], asked: PriceList) -> Bounds:
    if all(cell in MISSING for cell in cells):
        return Bounds()
    answers: dict[Decimal, bool] = {}
    for cell, (column, price) in zip(cells, asked.prices.items(), strict=True):
        if cell not in (*asked.bought, *asked.refused):
            return Bounds(problem=f"{column} is '{cell}', which is neither bought nor refused")
        answers[price] = cell in asked.bought
    return bounds(answers)
