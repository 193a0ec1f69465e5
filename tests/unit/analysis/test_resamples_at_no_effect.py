"""Resamples that show no effect at all: they tie with it in every unit, as whole numbers say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.resampling import Values, bootstrap_p, generator, weight_blocks, with_ties
from ikea_effect.analysis.results import Estimate
from ikea_effect.analysis.turnbull import NEAR, lower_means, turnbull

HIGH, LOW = (10, 20, 30, 40, 70, 0, 0), (10, 10, 20, 30, 10, 0, 0)
RATED = (1, 2, 3, 2, 1, 4, 5, 1, 2, 2, 1, 3, 5, 6)
RESAMPLES = 2_000
UNITS = (1, 0.01, 0.03)


def asked(declare: Any, model: dict[str, Any], unit: float) -> Estimate:
    """The model on the same amounts, so many of which are one unit of money."""
    levels = {name: {"label": name} for name in ("build", "prebuilt")}
    said = {
        "factor": "labor",
        "contrast": "build - prebuilt",
        "resamples": RESAMPLES,
        "seed": 1,
        **model,
    }
    protocol = declare(
        factors={"labor": {"between": "participant", "levels": levels}}, exclusions=[],
        measures={"wtp": {"kind": "money"}, "rated": {"kind": "money"}},
        hypotheses=[{"id": "h", "measure": "wtp", "model": said}],
    )  # fmt: skip
    amounts = unit * np.array([*HIGH, *LOW], dtype=np.float64)
    data = {
        "participant": [f"p{place}" for place in range(14)],
        "labor": ["build"] * 7 + ["prebuilt"] * 7,
        "wtp": amounts,
        "rated": unit * np.array(RATED, dtype=np.float64),
    }
    if model["kind"] == "turnbull":
        data |= {"wtp.low": amounts, "wtp.high": unit * (np.array([*HIGH, *LOW]) + 10.0)}
    return answer(protocol, protocol.hypotheses[0], checked(protocol, pd.DataFrame(data)).data)


def in_whole_numbers(kind: str) -> float:
    """p by sums of whole numbers, which are exact."""
    if kind == "turnbull":
        cells = [_sums(cell, values) for cell, values in enumerate((HIGH, LOW))]
        return bootstrap_p(cells[0] - cells[1])
    weights = np.concatenate([*weight_blocks(generator(1), 14, RESAMPLES)])
    sides = ((weights[:, :7], np.array(HIGH)), (weights[:, 7:], np.array(LOW)))
    (high, many), (low, few) = ((one @ values, one.sum(axis=1)) for one, values in sides)
    bids = [(one @ (values > 0), one.sum(axis=1)) for one, values in sides]
    sound = np.all([(some > 0) & (some < every) for some, every in bids], axis=0)
    apart = (high * few - low * many)[sound]
    return bootstrap_p(np.where(apart == 0, 0.0, (high[sound] / many[sound] - low[sound] / few[sound])))


def _sums(cell: int, values: tuple[int, ...]) -> Values:
    return np.concatenate(
        [one @ np.array(values) for one in weight_blocks(generator(1, cell), len(values), RESAMPLES)]
    )


@pytest.mark.parametrize("kind", ["turnbull", "hurdle"])
@pytest.mark.parametrize("unit", UNITS)
def test_resamples_with_the_same_mean_in_both_cells_are_at_no_effect(
    declare: Any, kind: str, unit: float
) -> None:
    assert asked(declare, {"kind": kind}, unit).p == pytest.approx(in_whole_numbers(kind), rel=1e-9)


@pytest.mark.parametrize(
    "model",
    [
        {"kind": "quantile", "quantile": 0.3},
        {"kind": "demand"},
        {"kind": "mediation", "mediators": ["rated"]},
        {"kind": "mediation", "mediators": ["rated"], "interval": "bias-corrected"},
    ],
    ids=lambda one: "-".join(str(part) for part in one.values()),
)
def test_how_probable_no_effect_is_does_not_depend_on_the_unit(declare: Any, model: dict[str, Any]) -> None:
    told = [asked(declare, model, unit).p for unit in UNITS]
    assert told[1:] == pytest.approx([told[0], told[0]], rel=1e-9)


def test_steps_that_end_early_keep_no_tie_of_intervals_apart() -> None:
    """Of intervals that overlap, in which people of both cells lie alike: as steps to the last digit tell."""
    high, low = (np.array(values, dtype=np.float64) for values in (HIGH, LOW))

    def p(tolerance: float, within: float) -> float:
        drawn = [_means(cell, values, tolerance) for cell, values in enumerate((high, low))]
        return bootstrap_p(with_ties(drawn[0] - drawn[1], within=within))

    exact = p(1e-13, 1e-9)
    assert p(NEAR, NEAR) == pytest.approx(exact, rel=1e-9)
    assert p(NEAR, 0.0) < 0.99 * exact


def _means(cell: int, values: Values, tolerance: float) -> Values:
    return np.concatenate(
        [
            lower_means(turnbull(values, values + 15, one, tolerance))
            for one in weight_blocks(generator(1, cell), len(values), RESAMPLES)
        ]
    )


def test_only_rounding_is_taken_for_a_tie() -> None:
    drawn = np.array([-2.0, 1e-15, -3e-16, 0.0, 1e-6, 3.0])
    assert with_ties(drawn).tolist() == [-2.0, 0.0, 0.0, 0.0, 1e-6, 3.0]
    assert with_ties(1 + drawn, 1.0).tolist() == [-1.0, 1.0, 1.0, 1.0, 1 + 1e-6, 4.0]
    assert with_ties(np.array([])).tolist() == []
