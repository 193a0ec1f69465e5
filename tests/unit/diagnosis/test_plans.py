"""How plans of looks fare: error rates kept, the same numbers in any pieces, one by one as in batches."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from ikea_effect.diagnosis.plans import PlanTally, plan_pieces, plan_work, run_plan, told_plan
from ikea_effect.operations.json_parts import PlanOfLooks
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol
from tests.oracle.test_sequential import R
from tests.quick import quick

PLANS: dict[str, dict[str, Any]] = {
    "obrien-fleming": {"plan": "group-sequential"},
    "pocock": {"plan": "group-sequential", "spending": "pocock"},
    "e-values": {"plan": "e-values", "d": 0.5},
    "bayes-factor": {"plan": "bayes-factor", "effect_at": 6, "none_at": 0.2},
}


def study(plan: str, d: float, kind: str = "student", alternative: str = "two-sided") -> Protocol:
    """Norton's study with a plan at ratings that are normal for all purposes, d apart."""
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    said["measures"]["liking"] = {"kind": "rating", "low": -100, "high": 100, "text": "liking"}
    mean = {"build": 20 * d, "prebuilt": 0}
    said["simulation"]["liking"] = {"distribution": "rounded-normal", "mean": mean, "sd": 20}
    said["hypotheses"][1]["model"]["kind"] = kind
    said["hypotheses"][1]["alternative"] = alternative
    said["sample"]["per_condition"] = 60
    said["sequential"] = {"hypothesis": "builders-like-more", "looks": [20, 40, 60], **PLANS[plan]}
    return protocol_from_said(said)


def run(protocol: Protocol, n: int, studies: int, seed: int = 1) -> PlanTally:
    first, *more = (run_plan(piece) for piece in plan_pieces(plan_work(protocol, n, seed), studies))
    for one in more:
        first = first.and_those(one)
    return first


@pytest.mark.parametrize(
    ("plan", "alternative"),
    quick(
        [(plan, side) for plan in PLANS for side in ("two-sided", "greater")],
        ("pocock", "two-sided"),
        several=True,
    ),
)
def test_without_an_effect_a_plan_keeps_to_alpha(plan: str, alternative: str) -> None:
    found = run(study(plan, 0.0, alternative=alternative), 60, 4_000)
    error = np.sqrt(0.05 * 0.95 / found.studies)
    share = sum(found.effect) / found.studies
    assert share < 0.05 + 4 * error
    if PLANS[plan]["plan"] == "group-sequential":  # which spends all of it
        assert share > 0.05 - 4 * error


def alike(d: float, looks: tuple[int, ...] = (40, 80, 120), bound: float = 0.4) -> Protocol:
    """The study with a plan that is to rule an effect of the bound out, where d is planted."""
    said = copy.deepcopy(dict(study("e-values", d).said))
    asked = said["hypotheses"][1]
    asked["model"] = {**asked["model"], "kind": "tost", "bounds": {"d": bound}}
    asked.pop("alternative", None)
    said["sample"]["per_condition"] = looks[-1]
    said["sequential"] = {
        "plan": "e-values", "shows": "equivalence", "d": bound, "hypothesis": asked["id"], "looks": [*looks],
    }  # fmt: skip
    return protocol_from_said(said)


@pytest.mark.slow
@pytest.mark.parametrize("d", [0.4, -0.4, 0.55])
def test_an_effect_of_the_size_that_matters_is_hardly_ever_ruled_out(d: float) -> None:
    """However often one looks: at twenty looks."""
    looks = tuple(range(20, 420, 20))
    found = run(alike(d, looks), looks[-1], 4_000)
    error = np.sqrt(0.05 * 0.95 / found.studies)
    assert sum(found.none) / found.studies < 0.05 + 2 * error
    assert sum(found.effect) == 0


def test_no_effect_is_ruled_out_sooner_the_more_people_there_are() -> None:
    told = [
        told_plan(protocol, "zero", plan_work(protocol, looks[-1], 2), run(protocol, looks[-1], 2_000, 2))
        for looks in ((40, 80, 120), (80, 160, 240))
        for protocol in (alike(0.0, looks),)
    ]
    assert told[0].shows_none[0].value == 0.0  # not even t = 0 is enough with 40 per cell
    assert (told[0].power.value or 0) < (told[1].power.value or 0)
    assert (told[1].power.value or 0) > 0.8
    assert told[1].power.value == pytest.approx(sum(one.value or 0 for one in told[1].shows_none))


@pytest.mark.slow
@pytest.mark.parametrize(("plan", "theirs"), [("obrien-fleming", "asOF"), ("pocock", "asP")])
def test_power_and_expected_n_are_those_of_rpact(plan: str, theirs: str) -> None:
    """Which takes the spread as known: t loses a little at 20 per cell."""
    protocol = study(plan, 0.5)
    work = plan_work(protocol, 60, 3)
    told = told_plan(protocol, "planted", work, run(protocol, 60, 20_000, 3))
    assert told.power.value == pytest.approx(R[f"{theirs}.power"], abs=0.015)
    assert told.participants.value == pytest.approx(R[f"{theirs}.expected_n"], abs=1.5)
    expected = [R[f"{theirs}.rejects.{k}"] for k in (1, 2, 3)]
    assert [one.value for one in told.shows_effect] == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("plan", quick(["obrien-fleming", "bayes-factor"], "obrien-fleming"))
def test_every_study_ends_once_and_pieces_change_nothing(plan: str) -> None:
    protocol = study(plan, 0.4)
    pieces = plan_pieces(plan_work(protocol, 30, 5), 4_500)
    assert [piece.count for piece in pieces] == [2_000, 2_000, 500]
    found = run(protocol, 30, 4_500, 5)
    assert sum(found.effect) + sum(found.none) + found.undecided == found.studies == 4_500
    again = run_plan(pieces[2]).and_those(run_plan(pieces[0]))
    assert again.effect == tuple(
        a + b for a, b in zip(run_plan(pieces[0]).effect, run_plan(pieces[2]).effect, strict=True)
    )
    told = told_plan(protocol, "planted", pieces[0].work, found)
    assert told.looks == (10, 20, 30)
    PlanOfLooks.model_validate(told.to_json())


@pytest.mark.slow
def test_a_plan_of_a_model_without_a_kernel_is_fitted_at_each_look() -> None:
    found = run(study("pocock", 1.2, kind="mann-whitney"), 30, 10)
    assert sum(found.effect) == 10
    assert found.effect[0] >= 5


def test_participants_of_every_condition_of_a_cell_are_looked_at_in_their_order() -> None:
    from ikea_effect.diagnosis.plans import _order

    assert (_order(6, 3) < 2).tolist() == [True, True, False, True, True, False]
