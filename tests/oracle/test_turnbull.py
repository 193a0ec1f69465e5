"""Turnbull's estimate against r/turnbull.R (the package interval): every place and how much lies in it.

A bootstrap weighs rows: weights are held to rows that stand as often as they say. SE, limits and p of the
bootstrap are held to those of r/turnbull_bootstrap.R, an EM of its own, and to what theory says of one price.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.results import Estimate
from ikea_effect.analysis.turnbull import Mass, turnbull
from tests.oracle.conftest import HERE, protocol_for

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


# --- the bootstrap ----------------------------------------------------------------------------------------

RESAMPLES = 20_000
TWICE = np.sqrt(2 / RESAMPLES)
"""The error of a difference between two bootstraps of so many resamples, times the spread of one value."""


def _asked(table: pd.DataFrame, alternative: str = "two-sided", measure: str = "double") -> Estimate:
    parts = {"factor": "labor", "contrast": "build - prebuilt", "resamples": RESAMPLES}
    protocol = protocol_for(measure, {"kind": "turnbull", **parts}, table, alternative)
    found = answer(protocol, protocol.hypotheses[0], checked(protocol, table).data)
    assert found.problem is None, found.problem
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rows"), [("all", slice(0, 80)), ("few", slice(40, 60))])
def test_the_bootstrap_is_that_of_an_em_of_its_own_in_r(r: Any, tables: Any, name: str, rows: slice) -> None:
    theirs = {key.partition(".")[2]: value for key, value in r("turnbull_bootstrap").items()
              if key.startswith(f"{name}.")}  # fmt: skip
    whole = tables("intervals")
    table = pd.concat([whole[whole["labor"] == cell].iloc[rows] for cell in ("build", "prebuilt")])
    found = _asked(table)
    assert found.estimate == pytest.approx(theirs["build.mean"] - theirs["prebuilt.mean"], abs=1e-5)
    # four Monte-Carlo errors: of an SD 1/sqrt(2B), of a 2.5% quantile sqrt(.025 x .975 / B) / .0584 SD
    assert found.se == pytest.approx(theirs["se"], rel=4 * TWICE / np.sqrt(2))
    assert found.ci is not None
    quantile = 4 * TWICE * np.sqrt(0.025 * 0.975) / 0.0584 * theirs["se"]
    assert (found.ci.low, found.ci.high) == pytest.approx((theirs["low"], theirs["high"]), abs=quantile)
    for alternative, share in (("greater", theirs["below"]), ("less", theirs["above"])):
        p = _asked(table, alternative).p
        assert p == pytest.approx(share, abs=4 * TWICE * np.sqrt(share * (1 - share)) + 1 / RESAMPLES)
    smaller = min(theirs["below"], theirs["above"])
    assert found.p == pytest.approx(2 * smaller, abs=8 * TWICE * np.sqrt(smaller) + 2 / RESAMPLES)
    assert (found.p < 0.05) == (found.ci.low > 0 or found.ci.high < 0)


@pytest.mark.slow
def test_with_one_price_the_bootstrap_is_the_binomial_one() -> None:
    """The lower-bound mean is the price times the share that takes it, whose SE has a closed form."""
    n, price, takes = 60, 3.0, {"build": 39, "prebuilt": 27}
    rows = [
        {"participant": f"{cell}{one}", "labor": cell, "double.low": price if one < count else None,
         "double.high": None if one < count else price}
        for cell, count in takes.items() for one in range(n)
    ]  # fmt: skip
    found = _asked(pd.DataFrame(rows))
    shares = np.array([count / n for count in takes.values()])
    error = price * np.sqrt((shares * (1 - shares) / n).sum())
    assert found.estimate == pytest.approx(price * (shares[0] - shares[1]))
    assert found.se == pytest.approx(error, rel=4 / np.sqrt(2 * RESAMPLES))
