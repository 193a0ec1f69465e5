"""What rests on what: slopes, products, options and levels of the simulated population, planted and found."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.tasks.path_model import needed, valued
from ikea_effect.tasks.population import at, chances_at

N = 40_000
FINE = {"kind": "number", "low": -100, "high": 100, "step": 0.01, "unit": "points", "text": "liking"}
BUILD, PREBUILT = {"labor": "build"}, {"labor": "prebuilt"}


def study(**simulation: Any) -> Protocol:
    """The box study with a skill (asked first), a feeling, a choice, and bids at the end."""
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    said["measures"] |= {
        "skill": {
            "kind": "number",
            "low": -100,
            "high": 100,
            "step": 0.01,
            "unit": "points",
            "text": "liking",
        },
        "pride": {
            "kind": "number",
            "low": -100,
            "high": 100,
            "step": 0.01,
            "unit": "points",
            "text": "liking",
        },
        "owner": {"kind": "choice", "text": "liking", "options": ["mine", "theirs"]},
        "why": {"kind": "free-text", "text": "liking"},
    }
    asked = {"questionnaire": {"id": "first", "measures": ["skill", "pride", "owner", "why"]}}
    place = next(n for n, step in enumerate(said["timeline"]) if "bidding" in step)
    said["timeline"].insert(place, asked)
    said["simulation"] = {
        "skill": {"distribution": "normal", "mean": 5, "sd": 1},
        "pride": {"distribution": "normal", "mean": {"build": 4, "prebuilt": 3}, "sd": 1},
        "owner": {"distribution": "choice", "chances": {"mine": 0.3, "theirs": 0.7}},
        "wtp": {"distribution": "normal", "mean": 2.5, "sd": 0.3},
    } | simulation
    return protocol_from_said(said)


def drawn(protocol: Protocol, condition: dict[str, str], seed: int = 1) -> Mapping[str, Any]:
    """Exact values of many participants of a condition."""
    rng = np.random.default_rng(seed)

    def chance(_name: str, population: Any) -> Any:
        if population.distribution in ("choice", "texts"):
            return rng.random(N)
        return at(population.mean, condition) + at(population.sd, condition) * rng.standard_normal(N)

    return valued(protocol, condition, protocol.simulation, chance)


def slopes(y: Any, *columns: Any) -> Any:
    """Ordinary least squares with an intercept, by numpy's own."""
    return np.linalg.lstsq(np.column_stack([np.ones(len(y)), *columns]), y, rcond=None)[0][1:]


def test_a_slope_that_is_planted_is_the_slope_of_a_regression() -> None:
    protocol = study(
        pride={"distribution": "normal", "mean": 3, "sd": 1, "depends_on": {"skill": 0.5}},
        wtp={"distribution": "normal", "mean": 2.5, "sd": 0.3, "depends_on": {"skill": 0.1, "pride": 0.2}},
    )
    found = drawn(protocol, BUILD)
    assert slopes(found["pride"], found["skill"]) == pytest.approx([0.5], abs=0.02)
    assert slopes(found["wtp"], found["skill"], found["pride"]) == pytest.approx([0.1, 0.2], abs=0.01)
    assert found["wtp"].mean() == pytest.approx(2.5, abs=0.02)


def test_a_factor_acts_through_a_mediator_and_beside_it() -> None:
    """a = 1 on pride, b = 0.2 on bids, c' = 0.1: a difference of 0.3 in all."""
    mean = {"build": 2.6, "prebuilt": 2.5}
    protocol = study(wtp={"distribution": "normal", "mean": mean, "sd": 0.3, "depends_on": {"pride": 0.2}})
    build, prebuilt = drawn(protocol, BUILD, 1), drawn(protocol, PREBUILT, 2)
    assert build["wtp"].mean() - prebuilt["wtp"].mean() == pytest.approx(0.3, abs=0.01)


def test_a_product_makes_the_slope_differ_between_levels() -> None:
    depends = {"skill": 0.1, "skill*labor=build": 0.3}
    protocol = study(wtp={"distribution": "normal", "mean": 2.5, "sd": 0.3, "depends_on": depends})
    build, prebuilt = drawn(protocol, BUILD), drawn(protocol, PREBUILT)
    assert slopes(build["wtp"], build["skill"]) == pytest.approx([0.4], abs=0.01)
    assert slopes(prebuilt["wtp"], prebuilt["skill"]) == pytest.approx([0.1], abs=0.01)


def test_a_product_of_measures_counts_from_their_means() -> None:
    protocol = study(
        wtp={"distribution": "normal", "mean": 2.5, "sd": 0.3, "depends_on": {"skill * pride": 0.2}}
    )
    found = drawn(protocol, BUILD)
    skill, pride = found["skill"] - 5, found["pride"] - 3.5  # pride's mean over both conditions
    assert slopes(found["wtp"], skill, pride, skill * pride) == pytest.approx([0, 0, 0.2], abs=0.01)


def test_options_are_chosen_by_their_chances_and_move_what_rests_on_them() -> None:
    protocol = study(
        wtp={"distribution": "normal", "mean": 2.5, "sd": 0.3, "depends_on": {"owner=mine": 0.4}}
    )
    found = drawn(protocol, BUILD)
    mine = found["owner"] == 0
    assert mine.mean() == pytest.approx(0.3, abs=0.01)
    assert found["wtp"][mine].mean() - found["wtp"][~mine].mean() == pytest.approx(0.4, abs=0.02)


def test_log_odds_of_an_option_follow_a_measure() -> None:
    """At the mean the chance is the declared one; one point up, the odds are e times as high."""
    chances = {"build": {"mine": 0.5, "theirs": 0.5}, "prebuilt": {"mine": 0.2, "theirs": 0.8}}
    owner = {"distribution": "choice", "chances": chances, "depends_on": {"mine": {"skill": 1.0}}}
    protocol = study(owner=owner)
    found = drawn(protocol, BUILD)
    for points in (0.0, 1.0):
        near = np.abs(found["skill"] - 5 - points) < 0.1
        assert (found["owner"][near] == 0).mean() == pytest.approx(1 / (1 + np.exp(-points)), abs=0.03)
    assert (drawn(protocol, PREBUILT)["owner"] == 0).mean() < 0.35


def test_who_values_a_thing_at_nothing_is_not_moved_and_the_mean_slope_holds() -> None:
    gamma = {"distribution": "gamma", "mean": 3.0, "sd": 1.8, "zero": 0.2, "depends_on": {"skill": 0.4}}
    protocol = study(wtp=gamma)
    rng = np.random.default_rng(1)
    zero = rng.random(N) < 0.2
    given = np.where(zero, 0.0, 3.75)

    def chance(name: str, _population: Any) -> Any:
        return given if name == "wtp" else 5 + rng.standard_normal(N)

    found = valued(protocol, BUILD, ("wtp",), chance)
    assert (found["wtp"][zero] == 0).all()
    assert slopes(found["wtp"], found["skill"]) == pytest.approx([0.4], abs=0.02)


def test_cells_of_several_factors_have_means_of_their_own() -> None:
    mean = {"build": {"kept": 3.0, "lost": 2.0}, "prebuilt": 1.0}
    assert at(mean, {"labor": "build", "fate": "lost"}) == 2.0
    assert at(mean, {"labor": "prebuilt", "fate": "lost"}) == 1.0
    assert at({"fate=yes": 1, "fate=no": 2}, {"labor": "yes", "fate": "no"}) == 2


def test_what_others_rest_on_comes_first_whatever_the_order_of_the_file() -> None:
    protocol = study(
        wtp={"distribution": "normal", "mean": 2.5, "sd": 0.3, "depends_on": {"pride": 0.2}},
        pride={"distribution": "normal", "mean": 3, "sd": 1, "depends_on": {"skill": 0.5}},
    )
    assert needed(protocol, ["wtp"]) == ("skill", "pride", "wtp")
    assert needed(protocol, ["skill"]) == ("skill",)


@pytest.mark.parametrize(
    ("chances", "holds"),
    [
        ({"users": 0.9, "company": 0.1}, {"users": 0.9, "company": 0.1}),
        ({"users": {"users": 1.0}, "company": {"company": 1.0}}, {"users": 1.0}),
        ({"designer=users": {"company": 1.0}, "company": {"users": 1.0}}, {"company": 1.0}),
    ],
)  # fmt: skip
def test_options_may_be_called_like_the_levels_they_are_asked_about(
    chances: dict[str, Any], holds: dict[str, float]
) -> None:
    assert chances_at(chances, {"designer": "users"}) == holds
