"""Turnbull's estimate against r/turnbull.R (the package interval): every place and how much lies in it.

A bootstrap weighs rows: weights are held to rows that stand as often as they say.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.turnbull import Mass, turnbull
from tests.oracle.conftest import HERE

Limits = tuple[np.ndarray, np.ndarray]


def _cosmesis(group: str) -> Limits:
    table = pd.read_csv(HERE / "data" / "cosmesis.csv")
    rows = table[table["treatment"] == group]
    return rows["left"].to_numpy(float), rows["right"].fillna(np.inf).to_numpy(float)


def _answers(group: str, told_to_the_cent: bool) -> Limits:
    """Answers to two prices; `told_to_the_cent` makes every fourth that has a lower limit an exact value."""
    table = pd.read_csv(HERE / "data" / "intervals.csv")
    rows = table[table["labor"] == group]
    low = rows["double.low"].fillna(-np.inf).to_numpy(float)
    high = rows["double.high"].fillna(np.inf).to_numpy(float)
    exact = (np.arange(len(low)) % 4 == 0) & np.isfinite(low) & told_to_the_cent
    at = low + 0.25
    return np.where(exact, at, low), np.where(exact, at, high)


@pytest.mark.parametrize(
    "name", ["Rad", "RadChem", "double.build", "double.prebuilt", "mixed.build", "mixed.prebuilt"]
)
def test_places_and_their_shares_are_those_of_interval(r: Any, name: str) -> None:
    theirs = {key: value for key, value in r("turnbull").items() if key.startswith(f"{name}.")}
    kind, _, cell = name.partition(".")
    mass = turnbull(*(_answers(cell, kind == "mixed") if cell else _cosmesis(kind)))
    ours = zip(mass.start, mass.end, mass.probability[0], strict=True)
    there = {f"{name}.{start:g}.{end:g}".replace("inf", "Inf"): share for start, end, share in ours}
    assert sum(there.get(key, 0.0) for key in theirs) == pytest.approx(1, abs=1e-6)
    assert [there[key] for key in theirs] == pytest.approx(list(theirs.values()), abs=1e-6)


def test_a_weight_is_a_row_that_stands_so_often() -> None:
    low, high = _cosmesis("Rad")
    times = np.arange(len(low)) % 3
    weighted = turnbull(low, high, times[None, :].astype(float))
    repeated = turnbull(np.repeat(low, times), np.repeat(high, times))
    counted = times > 0
    shares = [_of_each(one, low[counted], high[counted]) for one in (weighted, repeated)]
    assert shares[0] == pytest.approx(shares[1], abs=1e-6)


def _of_each(mass: Mass, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How much of the sample lies in each answer: that is one number also where places are not."""
    inside = (mass.start >= low[:, None]) & (mass.end <= high[:, None])
    return np.asarray(inside @ mass.probability[0])
