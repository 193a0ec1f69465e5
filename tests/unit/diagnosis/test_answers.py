"""Answers in batches are the answers of simulated sessions: the same population, cap, grid and rounding."""

from __future__ import annotations

import copy
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.answers import TICKETS, answers, quantiles
from ikea_effect.errors import AnalysisError
from ikea_effect.operations.data import read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.kinds.columns import asks, placements
from ikea_effect.protocol.loading import load_protocol, protocol_from_said, protocol_ids
from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.protocol.registry import measure_kind
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.simulation import Gamma
from ikea_effect.protocol.texts import Text
from ikea_effect.record.observations import frame
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Page
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.nearest import nearest_amount, nearest_point
from ikea_effect.tasks.pages.scale import ASKED as SCALE
from ikea_effect.tasks.population import at, gamma_of_positives, on_grid, on_scale
from tests.quick import quick

amounts = st.floats(-50, 2_000, allow_nan=False)


@given(
    st.lists(amounts, min_size=1), st.sampled_from([(0, 500, 1), (0, 500, 5), (50, 1950, 10), (100, 100, 1)])
)
def test_amounts_go_to_the_nearest_on_the_grid(exact: list[float], grid: tuple[int, int, int]) -> None:
    low, high, step = grid
    allowed = np.arange(low, high + 1, step)
    for value, found in zip(exact, on_grid(np.array(exact), *grid), strict=True):
        assert found in allowed
        assert abs(found - value) == pytest.approx(np.abs(allowed - value).min())


@given(st.floats(-5, 15, allow_nan=False))
def test_a_single_answer_is_rounded_as_many_are(exact: float) -> None:
    assert int(on_scale(np.asarray(exact), 1, 7)) == on_scale(np.array([exact, 3.0]), 1, 7)[0]
    assert int(on_scale(np.asarray(exact), 1, 7)) == min(max(math.floor(exact + 0.5), 1), 7)
    assert int(on_scale(np.asarray(exact), 1, 7)) == nearest_point(exact, 1, 7)


@given(
    st.floats(-1e6, 1e6) | st.integers(-40, 2000).map(lambda half: half / 2),
    st.integers(0, 300), st.integers(0, 60), st.integers(1, 25),
)  # fmt: skip
def test_one_amount_is_that_of_many(exact: float, low: int, steps: int, step: int) -> None:
    high = low + steps * step
    assert nearest_amount(exact, low, high, step) == int(on_grid(np.asarray(exact), low, high, step))


def test_the_table_has_the_mean_of_the_distribution() -> None:
    """Independently: every amount times the chance to be rounded to it, by the distribution function."""
    protocol = load_protocol("norton-2012-1a")
    population = protocol.simulation["wtp"]
    assert isinstance(population, Gamma)
    for condition in protocol.conditions:
        mean = population.mean[condition["labor"]]  # type: ignore[index]
        shape, scale = gamma_of_positives(mean, population.sd, population.zero)  # type: ignore[arg-type]
        amounts = np.arange(0, 501) / 100
        edges = np.concatenate([[-np.inf], amounts[:-1] + 0.005, [np.inf]])
        below = population.zero * (edges > 0) + (1 - population.zero) * stats.gamma.cdf(
            edges, shape, scale=scale
        )
        chances = np.diff(below)
        found = answers(protocol, "wtp", condition)
        assert found.mean == pytest.approx(float(chances @ amounts), abs=5 / TICKETS)
        spread = float(np.sqrt(chances @ amounts**2 - (chances @ amounts) ** 2))
        assert found.sd == pytest.approx(spread, rel=2e-4)
        assert found.share_at(0) == pytest.approx(chances[0], abs=2 / TICKETS)


def with_a_mean(protocol: Protocol) -> list[str]:
    """The measures asked once whose population has a mean and rests on no other answer."""
    return [
        name
        for name, population in protocol.simulation.items()
        if measure_kind(protocol.measures[name].kind).population
        and not population.depends_on
        and len(placements(protocol, name)) == 1
    ]


def asked(protocol: Protocol, measure: str) -> list[Condition]:
    """The conditions whose participants answer the measure: people of another role need not."""
    return [one for one in protocol.conditions if asks(protocol, measure, one)]


@pytest.mark.slow
def test_quantiles_have_the_declared_mean_and_sd_before_cap_and_grid() -> None:
    for name in protocol_ids():
        protocol = load_protocol(name)
        for measure in with_a_mean(protocol):
            population = protocol.simulation[measure]
            for condition in asked(protocol, measure):
                found = quantiles(population, condition)
                assert found.mean() == pytest.approx(at(population.mean, condition), rel=1e-3)
                assert found.std() == pytest.approx(at(population.sd, condition), rel=5e-3)


@pytest.mark.slow
@pytest.mark.parametrize("name", quick(protocol_ids(), "norton-2012-1a"))
def test_simulated_sessions_and_batches_agree_in_mean_and_sd(name: str, tmp_path: Path) -> None:
    study = simulate(SimulateRequest(name, 300, 11, results=tmp_path))
    table = frame(read_study(study).tables)
    table = table[table["status"] == "complete"]
    for measure in with_a_mean(study.protocol):
        for condition in study.protocol.conditions:
            mine = table[np.all([table[factor] == level for factor, level in condition.items()], axis=0)]
            values = mine[measure].astype(float).dropna().to_numpy()  # a scale with too few items is empty
            if not len(values):  # not asked of everyone: of a role, or in some conditions
                continue
            expected = answers(study.protocol, measure, condition)
            error = expected.sd / math.sqrt(len(values))
            assert abs(values.mean() - expected.mean) < 4 * error
            kurtosis = stats.kurtosis(values, fisher=False)
            of_sd = expected.sd * math.sqrt(max(kurtosis - 1, 1) / (4 * len(values)))
            assert abs(values.std(ddof=1) - expected.sd) < 5 * of_sd


@pytest.mark.slow
@pytest.mark.parametrize("name", protocol_ids())
def test_what_is_drawn_has_the_mean_and_sd_that_are_told(name: str) -> None:
    protocol = load_protocol(name)
    for measure in with_a_mean(protocol):
        for condition in asked(protocol, measure):
            told = answers(protocol, measure, condition)
            drawn = told.draw(generator(3), 50, 2_000)
            assert drawn.shape == (50, 2_000)
            assert drawn.mean() == pytest.approx(told.mean, abs=5 * told.sd / math.sqrt(drawn.size))
            assert drawn.std() == pytest.approx(told.sd, rel=0.03)


def with_said(**changes: Any) -> Any:
    return protocol_from_said({**copy.deepcopy(dict(load_protocol("norton-2012-1a").said)), **changes})


def test_no_bid_exceeds_what_the_endowment_pays() -> None:
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    said["payment"] = {**said["payment"], "endowment": 0.5}
    step = next(step["bidding"] for step in said["timeline"] if "bidding" in step)
    step["mechanism"] = {**step["mechanism"], "within_endowment": True}
    found = answers(protocol_from_said(said), "wtp", {"labor": "build"})
    assert found.high == 0.5
    assert found.tickets.max() == 0.5
    assert found.share_at(0.5) > 0.5


def test_a_reversed_item_is_answered_the_other_way() -> None:
    """Else the mean of the scale would lie halfway between the population and the middle."""
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    said["measures"]["liking"] = {
        "kind": "scale", "low": 1, "high": 7, "text": "liking", "items": ["a", "b"], "reversed": ["b"],
    }  # fmt: skip
    protocol = protocol_from_said(said)
    setup = replace(load_setup("norton-2012-1a"), protocol=protocol)
    context = Context(setup, "S0001", {"labor": "build"}, bytes(32))
    items = SCALE.asks("liking", protocol.measures["liking"])
    values, _ = Respondent(context, latent={"liking": 6.0}).answer(Page("p", title=Text("t"), asks=items))
    assert values["a"] in (6, 7)
    assert values["b"] in (1, 2)


@pytest.mark.parametrize(
    ("changes", "measure", "said"),
    [
        ({"simulation": {}}, "wtp", "declares no population for wtp"),
        ({}, "joy", "declares no population for joy"),
    ],
)
def test_what_cannot_be_drawn_says_why(changes: dict[str, Any], measure: str, said: str) -> None:
    with pytest.raises(AnalysisError, match=said):
        answers(with_said(**changes), measure, {"labor": "build"})


def test_a_price_list_is_not_drawn_in_batches(checkout: Path) -> None:
    protocol = load_protocol(checkout / "tests/data/protocols/price_list.yaml")
    with pytest.raises(AnalysisError, match=r"interval \(price-list\)"):
        answers(protocol, "wtp", {"label": "users"})
