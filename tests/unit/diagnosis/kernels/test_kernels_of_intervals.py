"""Amounts known up to an interval, answered of many studies at once as the model answers each."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.censored import fit_intervals
from ikea_effect.analysis.resampling import generator
from ikea_effect.analysis.turnbull import turnbull
from ikea_effect.diagnosis.block import drawn_block
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.kernels import kernel_of
from ikea_effect.diagnosis.one_by_one import samplers_of
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol
from tests.unit.diagnosis.kernels.test_kernels import disagreement, table
from tests.unit.diagnosis.test_bounds import measured

MODELS: list[dict[str, Any]] = [
    {"kind": "interval"},
    {"kind": "interval", "variances": "per-cell"},
    {"kind": "turnbull", "resamples": 200},
]
WAYS = ["price_list", "price_list_free", "offer", "double_bounded"]


def with_model(name: str, model: dict[str, Any], alternative: str = "two-sided") -> Protocol:
    """A small study with this model."""
    said = copy.deepcopy(dict(measured(name).said))
    said["hypotheses"][0]["model"] |= model
    said["hypotheses"][0]["alternative"] = alternative
    return protocol_from_said(said)


@pytest.mark.slow
@pytest.mark.parametrize("alternative", ["two-sided", "less"])
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", WAYS)
def test_every_way_to_bound_an_amount_is_answered_as_the_model_does(
    name: str, model: dict[str, Any], alternative: str
) -> None:
    """Also of so few that some studies are refused."""
    protocol = with_model(name, model, alternative)
    for n, studies in ((2, 8), (4, 8), (20, 3)):
        assert disagreement(protocol, protocol.hypotheses[0], n, studies) == ""


@pytest.mark.slow
def test_a_price_list_of_a_shipped_study_is_answered_as_the_model_does() -> None:
    protocol = load_protocol("job-choice")
    for one in protocol.hypotheses[:3]:
        assert disagreement(protocol, one, 12, 3) == ""


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_studies_without_an_estimate_have_none_from_the_kernel_either(model: dict[str, Any]) -> None:
    """Two of each cell, of whom some are all alike; and those that the model refuses are some, not all."""
    protocol = with_model("price_list", model)
    [asked] = protocol.hypotheses
    kernel = kernel_of(protocol, asked, 3)
    assert kernel is not None
    block = drawn_block(samplers_of(protocol, asked), 3, 12, generator(1))
    for end, value in (("low", 1.0), ("high", 1.5)):
        block.columns[f"wtp.{end}"][1] = value
    block.columns["wtp.low"][2, :3], block.columns["wtp.high"][2, :3] = (
        5.0,
        np.nan,
    )  # a cell beyond all prices
    found = kernel(block)
    told = [answer(protocol, asked, table(block, study)).estimate for study in range(12)]
    assert np.isfinite(found.estimate).tolist() == [one is not None for one in told]
    assert not np.isfinite(found.estimate[1])
    assert np.isfinite(found.estimate).any()


def test_rows_that_are_there_several_times_count_so_often() -> None:
    low, high = np.array([0.0, 1.0, 2.0, 0.0, 1.0, 2.0]), np.array([1.0, 2.0, np.inf, 1.0, 2.0, np.inf])
    x = np.column_stack([np.ones(6), [1, 1, 1, 0, 0, 0]]).astype(np.float64)
    counts = np.array([[3, 5, 2, 6, 3, 1], [1, 4, 0, 2, 2, 2]])
    together = fit_intervals(x, low, high, counts=counts.astype(np.float64))
    for study, own in enumerate(counts):
        alone = fit_intervals(*(np.repeat(one, own, axis=0) for one in (x, low, high)))
        assert together.params[study] == pytest.approx(alone.params[0], rel=1e-10, abs=1e-12)
        assert together.covariance[study] == pytest.approx(alone.covariance[0], rel=1e-8)
        assert together.log_likelihood[study] == pytest.approx(alone.log_likelihood[0], rel=1e-12)


def test_sets_of_weights_come_to_what_each_comes_to_alone() -> None:
    """Steps of one set end when it has come to rest, however long another takes."""
    low, high = np.array([0.0, 1.0, 0.0, 2.0, 1.0]), np.array([2.0, 3.0, 1.0, np.inf, np.inf])
    sets = generator(1).integers(0, 9, (6, 4, 5)).astype(np.float64) + 1
    together = turnbull(low, high, sets, 1e-6)
    for each, own in zip(together.probability, sets, strict=True):
        assert (each == turnbull(low, high, own, 1e-6).probability).all()


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_power_answers_them_at_once(model: dict[str, Any]) -> None:
    protocol = with_model("price_list", model)
    told = diagnose(protocol, protocol.hypotheses[0].id, 30, studies=20)
    assert told.engine == "batch"
    assert not any("one by one" in note for note in told.notes)


def test_resampled_means_that_are_the_same_in_both_cells_tie_as_in_the_model() -> None:
    """Of a price list, in whose rows people of both cells lie alike."""
    protocol = with_model("price_list", {"kind": "turnbull", "resamples": 2_000})
    [asked] = protocol.hypotheses
    kernel = kernel_of(protocol, asked, 12)
    assert kernel is not None
    block = drawn_block(samplers_of(protocol, asked), 12, 6, generator(2))
    found = kernel(block).p
    assert found is not None
    told = [answer(protocol, asked, table(block, study)).p for study in range(6)]
    assert found.tolist() == pytest.approx(told, rel=1e-9)
