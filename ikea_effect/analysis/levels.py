"""Levels that stand beside each other in a table (wtp.own, wtp.partner), one below the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from ikea_effect.analysis.exclusions import ONE_ROW_EACH
from ikea_effect.analysis.question import Question
from ikea_effect.protocol.kinds import Column, columns_of, placements
from ikea_effect.protocol.kinds.session import POSITION, order_written


def one_row_per_level(question: Question) -> Question:
    """One row for each participant and level at which the measure was filled, with a column per factor.

    What else was filled at the level stands in the row under its own name (liking of liking.own). The
    question itself where the measure is filled once, or where the rows are one per level already.
    """
    places = placements(question.protocol, question.measure)
    factors = list(places[0])
    if not factors or set(factors) <= set(question.data.columns):
        return question
    columns = columns_of(question.protocol)
    recorded = question.recorded
    return replace(
        question,
        data=_long(question.data, places, columns),
        recorded=None if recorded is None else _long(recorded, places, columns),
    )


def _long(data: pd.DataFrame, places: Iterable[dict[str, str]], columns: Iterable[Column]) -> pd.DataFrame:
    if "participant" not in data.columns:
        data = data.assign(participant=np.arange(len(data)))
    found = pd.concat([_at(data, levels, columns) for levels in places])
    for factor in next(iter(places)):
        names = list(dict.fromkeys(levels[factor] for levels in places))
        found[factor] = pd.Categorical(found[factor], categories=names)
    found.attrs = {key: value for key, value in data.attrs.items() if key != ONE_ROW_EACH}
    return found


def _at(data: pd.DataFrame, levels: dict[str, str], columns: Iterable[Column]) -> pd.DataFrame:
    """Everyone's row at these levels: which they are, when they came, and what was filled at them."""
    here = {
        one.in_long: data[one.name] for one in columns if _is_at(one, levels) and one.name in data.columns
    }
    when = {
        f"{factor}.{POSITION}": _position(data[f"{factor}.order"], level)
        for factor, level in levels.items()
        if f"{factor}.order" in data.columns
    }
    return data.assign(**levels, **when, **here)


def _is_at(column: Column, levels: dict[str, str]) -> bool:
    """Whether the column was filled at these levels, or at the one of some of the factors."""
    return bool(column.levels) and dict(column.levels).items() <= levels.items()


def _position(orders: pd.Series, level: str) -> pd.Series:
    """At which place, from 1, each participant met the level."""
    places = {
        order: order.split(order_written(["", ""])).index(level) + 1 for order in orders.dropna().unique()
    }
    return orders.map(places)
