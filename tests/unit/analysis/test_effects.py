"""Every effect of two levels is a contrast whose sign is the estimate's: declared, or first less second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.results import Estimate

LEVELS = {"labor": ("build", "prebuilt"), "fate": ("kept", "destroyed"), "size": ("s", "m", "l")}
Ask = Callable[..., Estimate]


@pytest.fixture
def people() -> pd.DataFrame:
    """Ten people in each of twelve cells, two in each pair; everything adds up to known cell means."""
    rng, rows = np.random.default_rng(4), []
    for cell, (labor, fate, size) in enumerate(np.ndindex(2, 2, 3)):
        for one in range(10):
            rows.append(
                {"participant": f"p{cell}-{one}", "pair": cell * 5 + one // 2,
                 "labor": LEVELS["labor"][labor], "fate": LEVELS["fate"][fate], "size": LEVELS["size"][size],
                 "wtp": 2 - 0.6 * labor - 0.2 * fate + 0.3 * labor * fate + 0.1 * size + rng.normal(0, 0.4)}
            )  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture
def ask(declare: Any, people: pd.DataFrame) -> Ask:
    def asked(kind: str, term: list[str], side: str = "two-sided", **parts: Any) -> Estimate:
        factors = {
            name: {"between": "participant", "levels": {level: {"label": level} for level in levels}}
            for name, levels in LEVELS.items()
        }
        more = {"group": "pair"} if kind == "mixed" else {}
        model = {"kind": kind, "factors": list(LEVELS), "term": term, **more, **parts}
        hypothesis = {"id": "h", "measure": "wtp", "model": model, "alternative": side}
        protocol = declare(
            factors=factors, measures={"wtp": {"kind": "money"}}, hypotheses=[hypothesis], exclusions=[]
        )
        found = answer(protocol, protocol.hypotheses[0], checked(protocol, people).data)
        assert found.problem is None, found.problem
        return found

    return asked


def _means(people: pd.DataFrame, *factors: str) -> Any:
    """Means of cell means, so that factors that are not named are averaged over."""
    return people.groupby(list(LEVELS)).wtp.mean().groupby(list(factors)).mean()


@pytest.mark.parametrize("kind", ["factorial", "mixed"])
def test_a_main_effect_is_the_first_level_less_the_second(ask: Ask, people: Any, kind: str) -> None:
    mean = _means(people, "labor")
    found = ask(kind, ["labor"])
    assert found.term == "build - prebuilt"
    assert found.estimate == pytest.approx(mean["build"] - mean["prebuilt"], rel=1e-9)


@pytest.mark.parametrize("kind", ["factorial", "mixed"])
def test_a_declared_contrast_turns_the_effect_its_sign_and_its_side(ask: Ask, kind: str) -> None:
    plain = ask(kind, ["labor"], "greater")
    turned = ask(kind, ["labor"], "greater", contrasts={"labor": "prebuilt - build"})
    assert turned.term == "prebuilt - build"
    assert turned.estimate == pytest.approx(-plain.estimate, rel=1e-9)
    assert turned.p == pytest.approx(1 - plain.p, rel=1e-9)


@pytest.mark.parametrize("kind", ["factorial", "mixed"])
def test_an_interaction_is_a_difference_of_differences(ask: Ask, people: Any, kind: str) -> None:
    mean = _means(people, "labor", "fate")
    kept, destroyed = (mean["build", fate] - mean["prebuilt", fate] for fate in LEVELS["fate"])
    found = ask(kind, ["fate", "labor"])  # in the order of the model's factors, however the term names them
    assert found.term == "(build - prebuilt) within kept - (build - prebuilt) within destroyed"
    assert found.estimate == pytest.approx(kept - destroyed, rel=1e-9)


def test_two_of_three_levels_are_compared_where_the_contrast_names_them(ask: Ask, people: Any) -> None:
    mean = _means(people, "size")
    found = ask("factorial", ["size"], contrasts={"size": "l - s"})
    assert found.term == "l - s"
    assert found.unit == "USD"
    assert found.estimate == pytest.approx(mean["l"] - mean["s"], rel=1e-9)
    half = ask("factorial", ["size"], contrasts={"size": "l - 0.5*s - 0.5*m"})
    assert half.estimate == pytest.approx(mean["l"] - (mean["s"] + mean["m"]) / 2, rel=1e-9)


def test_three_levels_without_a_contrast_have_no_direction(ask: Ask) -> None:
    found = ask("factorial", ["labor", "size"])
    assert (found.term, found.unit, found.alternative) == ("labor x size", "share", "any")


def test_three_factors_nest(ask: Ask, people: Any) -> None:
    mean = _means(people, *LEVELS)
    found = ask("factorial", ["labor", "fate", "size"], contrasts={"size": "l - s"})

    def difference(size: str) -> float:
        kept, destroyed = (
            mean["build", fate, size] - mean["prebuilt", fate, size] for fate in LEVELS["fate"]
        )
        return float(kept - destroyed)

    assert found.estimate == pytest.approx(difference("l") - difference("s"), rel=1e-9)
    inner = "(build - prebuilt) within kept - (build - prebuilt) within destroyed"
    assert found.term == f"({inner}) within l - ({inner}) within s"
