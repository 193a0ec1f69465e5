"""Tobit models of many studies at once, of a spread per cell and with covariates: what the model finds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.block import drawn_block
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.kernels import kernel_of
from ikea_effect.diagnosis.one_by_one import samplers_of
from tests.unit.diagnosis.kernels.test_kernels import changed, disagreement, table
from tests.unit.diagnosis.kernels.test_kernels_of_mediation import judged_otherwise

BIDS = ("norton-2012-1a", "builders-bid-more")
TOBIT: dict[str, Any] = {"kind": "tobit", "factor": "labor", "contrast": "build - prebuilt"}
APART = {**TOBIT, "variances": "per-cell"}
MODELS: list[tuple[dict[str, Any], str]] = [
    (APART, "two-sided"),
    ({**APART, "low": 0.3, "high": 3}, "less"),
    ({**TOBIT, "covariates": ["age", "gender"]}, "greater"),
    ({**TOBIT, "covariates": ["liking"], "low": 0.5}, "two-sided"),
    ({**APART, "covariates": ["age", "gender"], "high": 2.5}, "two-sided"),
]


@pytest.mark.slow
@pytest.mark.parametrize("n", [2, 3, 4, 12])
@pytest.mark.parametrize(("model", "alternative"), MODELS)
def test_a_spread_per_cell_and_covariates(model: dict[str, Any], alternative: str, n: int) -> None:
    """Of few people the model refuses some studies: a cell lies at a bound, an option says who bids."""
    protocol, asked = changed(*BIDS, {"model": model, "alternative": alternative})
    assert disagreement(protocol, asked, n, 8) == ""


@pytest.mark.slow
@pytest.mark.parametrize("more", [{"variances": "per-cell"}, {"covariates": ["liking"]}])
def test_those_at_one_level_of_another_factor(more: dict[str, Any]) -> None:
    model = {**TOBIT, "in": {"affirmation": "affirmed"}, **more}
    protocol, asked = changed("mochon-2012-2", "affirmed-builders-bid-alike", {"model": model})
    assert disagreement(protocol, asked, 10, 4) == ""


@pytest.mark.slow
@pytest.mark.parametrize(("model", "alternative"), MODELS)
def test_criteria_judge_them_as_they_judge_the_model(model: dict[str, Any], alternative: str) -> None:
    assert judged_otherwise(*changed(*BIDS, {"model": model, "alternative": alternative})) == []


@pytest.mark.slow
@pytest.mark.parametrize("model", [APART, {**TOBIT, "covariates": ["age"]}])
def test_studies_that_the_model_refuses_have_no_estimate(model: dict[str, Any]) -> None:
    """A cell wholly at the bound, all bids alike; and a cell of one bid, which spreads nowhere."""
    protocol, asked = changed(*BIDS, {"model": model})
    kernel, block = (
        kernel_of(protocol, asked, 8),
        drawn_block(samplers_of(protocol, asked), 8, 4, generator(1)),
    )
    assert kernel is not None
    block.columns["wtp"][1, :8] = 0.0
    block.columns["wtp"][2] = 1.0
    block.columns["wtp"][3, :8] = 2.0
    found = kernel(block)
    fits = [answer(protocol, asked, table(block, study)) for study in range(4)]
    assert np.isfinite(found.estimate).tolist() == [one.estimate is not None for one in fits]
    assert np.isfinite(found.estimate[:3]).tolist() == [True, False, False]


@pytest.mark.slow
def test_a_fit_whose_variance_is_below_zero_is_no_estimate() -> None:
    """Six bids by three people each, of whom a covariate says nearly all: the likelihood has no maximum."""
    protocol, asked = changed(*BIDS, {"model": {**TOBIT, "covariates": ["liking"], "low": 0.5}})
    block = drawn_block(samplers_of(protocol, asked), 3, 30, generator(3))
    fits = [answer(protocol, asked, table(block, study)) for study in range(30)]
    assert all(one.se is None or np.isfinite(one.se) for one in fits)
    assert fits[11].estimate is None


@pytest.mark.slow
def test_power_answers_them_at_once() -> None:
    for model, _ in MODELS:
        protocol, asked = changed(*BIDS, {"model": model})
        told = diagnose(protocol, asked.id, 12, studies=100)
        assert told.engine == "batch"
        assert not any("one by one" in note for note in told.notes)
