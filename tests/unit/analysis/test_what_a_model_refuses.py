"""Data that let a model compute something, but nothing that means anything: refused, or said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.results import Estimate

TWO = {"factor": "labor", "contrast": "build - prebuilt"}
MULTIVERSE = {"kind": "multiverse", **TWO, "permutations": 100, "exclusions": ["none"]}
Ask = Callable[..., Estimate]


@pytest.fixture
def ask(declare: Any) -> Ask:
    def asked(model: dict[str, Any], data: pd.DataFrame, measure: str = "wtp") -> Estimate:
        levels = {name: {"label": name} for name in ("build", "prebuilt")}
        measures = {"wtp": {"kind": "money"}, "other": {"kind": "money"}}
        protocol = declare(
            factors={"labor": {"between": "participant", "levels": levels}}, measures=measures,
            exclusions=[], hypotheses=[{"id": "h", "measure": measure, "model": model}],
        )  # fmt: skip
        return answer(protocol, protocol.hypotheses[0], checked(protocol, data).data)

    return asked


def _people(build: int, prebuilt: int, **columns: Any) -> pd.DataFrame:
    rng, n = np.random.default_rng(11), build + prebuilt
    found = {
        "participant": [f"p{i}" for i in range(n)],
        "labor": ["build"] * build + ["prebuilt"] * prebuilt,
        "wtp": rng.uniform(0.5, 4.5, n).round(2),
        "age": rng.normal(40, 10, n).round(),
    }
    return pd.DataFrame({**found, **columns})


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"age": 30.0}, "age is the same for everyone"),
        ({"age": np.arange(24.0), "born": 2000 - np.arange(24.0)}, "born repeats the other covariates"),
        ({"age": np.repeat([30.0, 50.0], 12)}, "age tell the conditions apart without error"),
    ],
)
def test_a_multiverse_takes_no_covariates_that_explain_nothing_or_all(
    ask: Ask, columns: dict[str, Any], problem: str
) -> None:
    found = ask({**MULTIVERSE, "covariates": list(columns)}, _people(12, 12, **columns))
    assert found.estimate is None
    assert problem in str(found.problem)


def test_a_multiverse_says_which_covariate_differs_between_the_conditions(ask: Ask) -> None:
    people = _people(20, 20)
    people["age"] += np.repeat([0.0, 25.0], 20)
    found = ask({**MULTIVERSE, "covariates": ["age"]}, people)
    assert found.problem is None
    assert any("age differs between the conditions" in note for note in found.notes)


def test_a_multiverse_looks_at_what_each_exclusion_leaves(ask: Ask) -> None:
    people = _people(12, 12)
    people.loc[people.labor == "build", "wtp"] *= np.arange(12) < 3  # nine of twelve bid nothing
    found = ask({**MULTIVERSE, "exclusions": ["none", "zeros"]}, people)
    assert "exclusion 'zeros' needs at least 5 values in each cell, but build has 3" in str(found.problem)


@pytest.mark.parametrize(
    "model",
    [
        {"kind": "tobit", **TWO, "low": 0, "high": 5},
        {"kind": "regression", **TWO},
        {"kind": "student", **TWO},
        {"kind": "welch", **TWO},
    ],
    ids=lambda model: model["kind"],
)
def test_one_person_is_no_cell(ask: Ask, model: dict[str, Any]) -> None:
    assert ask(model, _people(1, 2)).estimate is None


def test_one_degree_of_freedom_is_no_yardstick(ask: Ask) -> None:
    found = ask({"kind": "regression", **TWO, "covariates": ["age"]}, _people(2, 2))
    assert found.estimate is None
    assert "4 rows are too few" in str(found.problem)


def test_two_pairs_have_no_g(ask: Ask) -> None:
    people = _people(1, 1, other=[0.5, 1.75])
    found = ask({"kind": "paired", "against": "other"}, people)
    assert found.statistic.df == 1
    assert found.effect_size is None  # J is 0 at one degree of freedom: g would be 0 whatever the data


def test_n_is_of_those_that_the_model_uses(ask: Ask) -> None:
    people = _people(10, 10)
    people.loc[[0, 1, 2, 12], "age"] = np.nan
    for kind, more in (("regression", {"covariates": ["age"]}), ("moderation", {"moderator": "age"})):
        assert ask({"kind": kind, **TWO, **more}, people).n == {"build": 7, "prebuilt": 9}


@pytest.mark.parametrize("kind", ["welch", "student", "regression", "contrast"])
def test_a_cell_without_spread_is_said(ask: Ask, kind: str) -> None:
    people = _people(8, 8)
    people.loc[people.labor == "prebuilt", "wtp"] = 1.5
    found = ask({"kind": kind, **TWO}, people)
    assert found.problem is None
    assert any(note.startswith("Every value in prebuilt is the same") for note in found.notes)


def _two(high: list[float], low: list[float]) -> pd.DataFrame:
    """As many people as there are values."""
    return _people(len(high), len(low), wtp=[*high, *low])


def test_where_nobody_in_the_first_cell_gives_anything_the_ratio_is_none(ask: Ask) -> None:
    """Every other ratio is refuted by the lower cell, whose mean is surely above 0."""
    people = _two([0.0] * 6, [1.0, 2.0, 3.0, 2.0, 2.5, 2.0])
    for interval in ("fieller", "bootstrap"):
        found = ask({"kind": "ratio", **TWO, "interval": interval, "resamples": 200}, people)
        assert found.problem is None
        assert (found.estimate, found.ci) == (0.0, (0.0, 0.0))
        assert found.p is not None
        assert found.p < 0.05
    unsure = ask({"kind": "ratio", **TWO}, _two([0.0] * 6, [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]))
    assert unsure.ci == (None, None)


@pytest.mark.parametrize("unit", [1, 0.01, 0.03])
def test_how_probable_a_ratio_is_does_not_depend_on_the_unit_of_money(ask: Ask, unit: float) -> None:
    """Many resamples have the same mean in both cells, which cents add up to exactly and euros do not."""
    model = {"kind": "ratio", **TWO, "interval": "bootstrap", "resamples": 2000}
    high, low = (10, 20, 30, 40, 70), (10, 10, 20, 30, 10)
    counted = ask(model, _two([float(one) for one in high], [float(one) for one in low]))
    assert ask(model, _two([unit * one for one in high], [unit * one for one in low])).p == counted.p


@pytest.mark.parametrize("still", [0.1, 0.3, 1.0])
def test_quantiles_and_prices_that_no_resample_moves_have_no_yardstick(ask: Ask, still: float) -> None:
    """The SD of resampled values that are all .1 is 1e-17, and no spread."""
    found = ask({"kind": "quantile", **TWO, "resamples": 200}, _two([still] * 6, [0.0] * 6))
    assert "does not vary between resamples" in str(found.problem)
    turned = ask({"kind": "demand", **TWO, "resamples": 200}, _two([still] * 6, [still + 0.1] * 6))
    assert turned.se is None
    assert turned.p is None


@pytest.mark.parametrize(("trim", "more"), [(0.4, 20), (0.45, 4), (0.4, 5)])
def test_a_trim_that_leaves_one_value_leaves_no_spread(ask: Ask, trim: float, more: int) -> None:
    people = _two([1.0, 2.0, 3.0, 4.0, 4.5], [float(one) / 5 for one in range(more)])
    found = ask({"kind": "yuen", **TWO, "trim": trim}, people)
    assert found.problem is not None
    assert found.problem.startswith(
        f"A trim of {trim:g} leaves one value of a cell, which has no spread (build 5"
    )


def test_a_few_values_are_said_in_the_terms_of_the_model(ask: Ask) -> None:
    people = _people(6, 6)
    (by_resampling,) = ask({"kind": "quantile", **TWO, "resamples": 200}, people).notes
    assert "resamples of so few values" in by_resampling
    assert "normally distributed" in ask({"kind": "welch", **TWO}, _people(3, 3)).notes[0]


def test_a_slope_is_not_called_g(ask: Ask) -> None:
    found = ask({"kind": "moderation", **TWO, "moderator": "age"}, _people(20, 20))
    assert found.effect_size.name == "standardized_slope"


def test_a_tobit_says_when_a_cell_tells_nothing_of_its_spread(ask: Ask) -> None:
    people = _people(12, 12)
    people.loc[people.labor == "build", "wtp"] = 2.5
    found = ask({"kind": "tobit", **TWO, "low": 0, "high": 5}, people)
    assert any("spread alike, which these data cannot show" in note for note in found.notes)
    assert found.details["equal_spread"] is None


def test_a_tobit_says_when_the_cells_spread_differently_and_offers_another(ask: Ask) -> None:
    people = _people(40, 40)
    rng = np.random.default_rng(2)
    people["wtp"] = np.clip(rng.normal(1.5, np.repeat([2.0, 0.5], 40)), 0, 5).round(2)
    tobit = {"kind": "tobit", **TWO, "low": 0, "high": 5}
    pooled, own = ask(tobit, people), ask({**tobit, "variances": "per-cell"}, people)
    assert pooled.details["equal_spread"]["p"] < 0.001
    assert any("`variances: per-cell`" in note for note in pooled.notes)
    assert not any("spread alike" in note for note in own.notes)
    assert own.details["sigma"]["build"] > 2 * own.details["sigma"]["prebuilt"]
    assert own.details["log_likelihood"] > pooled.details["log_likelihood"]
    assert own.method.endswith("one spread per cell")


@pytest.mark.parametrize("kind", ["moderation", "regression", "counts"])
def test_no_standard_error_is_made_of_one_persons_rounding(ask: Ask, kind: str) -> None:
    people = _people(30, 30, gender=["woman", "man"] * 30)
    people["wtp"] = (people["wtp"] * 3).round()
    people.loc[0, "gender"] = "unsaid"
    people.loc[30:33, "gender"] = "unsaid" if kind == "moderation" else "man"
    by = {"moderator": "gender"} if kind == "moderation" else {"covariates": ["gender"]}
    found = ask({"kind": kind, **TWO, **by}, people)
    assert found.estimate is None
    assert "one row only" in str(found.problem)
    classic = {"distribution": "negative-binomial"} if kind == "counts" else {"covariance": "classic"}
    assert ask({"kind": kind, **TWO, **by, **classic}, people).problem is None


def test_whoever_chose_a_level_that_is_not_compared_does_not_spoil_a_moderation(ask: Ask) -> None:
    """One who chose neither of both levels told a coefficient alone, and the declared contrast was lost."""
    people = _people(30, 30, gender=["woman", "man"] * 30)
    people.loc[0, "gender"] = "unsaid"
    by = {"kind": "moderation", **TWO, "moderator": "gender", "levels": "woman - man"}
    found = ask(by, people)
    mean = people.groupby(["gender", "labor"])["wtp"].mean()
    effect = {one: mean[one, "build"] - mean[one, "prebuilt"] for one in ("woman", "man")}
    assert found.estimate == pytest.approx(effect["woman"] - effect["man"])
    assert found.n == {"build": 29, "prebuilt": 30}
    assert "Asked only of gender man, woman; unsaid left out." in found.notes
    assert ask(by, people[1:]).p == pytest.approx(found.p)


def test_a_level_of_other_conditions_is_none_of_a_covariate(declare: Any) -> None:
    levels = {name: {"label": name} for name in ("build", "prebuilt", "watch")}
    people = _people(20, 20, gender=["woman", "man"] * 20)
    watched = _people(0, 20, gender="other").assign(labor="watch", participant=[f"w{i}" for i in range(20)])
    model = {"kind": "regression", **TWO, "covariates": ["gender"]}
    protocol = declare(
        factors={"labor": {"between": "participant", "levels": levels}}, measures={"wtp": {"kind": "money"}},
        exclusions=[], hypotheses=[{"id": "h", "measure": "wtp", "model": model}],
    )  # fmt: skip
    found, alone = (
        answer(protocol, protocol.hypotheses[0], checked(protocol, one).data)
        for one in (pd.concat([people, watched], ignore_index=True), people)
    )
    assert found.estimate is not None
    assert (found.estimate, found.p) == (alone.estimate, alone.p)


def test_a_level_in_which_nobody_answered_is_told_where_choices_are_compared(declare: Any) -> None:
    levels = {name: {"label": name} for name in ("build", "prebuilt", "watch")}
    people = _people(20, 20, buy=["yes", "no"] * 20)
    silent = _people(0, 20, buy=None).assign(labor="watch", participant=[f"w{i}" for i in range(20)])
    protocol = declare(
        factors={"labor": {"between": "participant", "levels": levels}},
        measures={"buy": {"kind": "choice", "text": "x", "options": ["yes", "no"]}}, exclusions=[],
        hypotheses=[{"id": "h", "measure": "buy", "model": {"kind": "chi-square", "factor": "labor"}}],
    )  # fmt: skip
    data = checked(protocol, pd.concat([people, silent], ignore_index=True)).data
    found = answer(protocol, protocol.hypotheses[0], data)
    assert "Nobody answered in watch: only build, prebuilt are compared." in found.notes


MEDIATION = {"kind": "mediation", **TWO, "mediators": ["other"], "covariates": ["age"], "resamples": 500}
REGRESSION = {"kind": "regression", **TWO, "covariates": ["age"]}


@pytest.mark.parametrize(
    ("model", "columns", "problem"),
    [
        (MEDIATION, {"age": np.repeat([30.0, 50.0], 12)}, "age repeats other variables of the model"),
        (MEDIATION, {"wtp": 2.0}, "Every wtp is the same (2): nothing to test"),
        (MEDIATION, {"age": np.arange(24.0), "wtp": np.arange(24.0) / 10}, "wtp is explained by the other"),
        (REGRESSION, {"wtp": 2.0}, "Every outcome is the same (2): nothing to test"),
        (REGRESSION, {"wtp": np.repeat([2.0, 1.0], 12)}, "where the conditions alone say it"),
    ],
)
def test_what_stands_in_the_way_is_named_for_what_it_is(
    ask: Ask, model: dict[str, Any], columns: dict[str, Any], problem: str
) -> None:
    other = np.random.default_rng(4).uniform(0.5, 4.5, 24).round(2)
    found = ask(model, _people(12, 12, **{"other": other, **columns}))
    assert found.estimate is None
    assert problem in str(found.problem)


@pytest.mark.parametrize("kind", ["yuen", "quantile", "hurdle", "tobit"])
@pytest.mark.parametrize("same", [0.0, 1.5, 5.0])
def test_of_answers_that_are_all_the_same_no_other_model_is_named(ask: Ask, kind: str, same: float) -> None:
    """Neither another quantile, welch nor a proportion has an answer there."""
    more = {"low": 0.0, "high": 5.0} if kind == "tobit" else {}
    found = ask({"kind": kind, **TWO, **more}, _two([same] * 6, [same] * 6))
    assert found.problem == f"Every wtp is the same ({same:g}): nothing to test. Leave the hypothesis out."


def test_a_trim_that_cuts_off_what_differs_is_named(ask: Ask) -> None:
    """A smaller trim, or ranks, have an answer there: the hypothesis need not be left out."""
    people = _two([0.0] * 16 + [1.0, 2.0], [0.0] * 17 + [0.5, 0.3, 1.0])
    found = ask({"kind": "yuen", **TWO, "trim": 0.2}, people)
    assert found.problem == (
        "A trim of 0.2 cuts off all that differs within the cells. Declare a smaller trim, or mann-whitney."
    )
    assert ask({"kind": "yuen", **TWO, "trim": 0.05}, people).problem is None
    assert ask({"kind": "mann-whitney", **TWO}, people).problem is None


def test_where_a_cell_gives_nothing_no_cost_is_low_enough(ask: Ask) -> None:
    model = {"kind": "demand", **TWO, "resamples": 200}
    nothing = ask({**model, "unit_cost": 0.2}, _two([0.0] * 6, [1.0, 2.0, 0.5, 0.7, 1.0, 3.0]))
    assert "unit_cost" not in str(nothing.problem)
    assert "no one gives anything" in str(nothing.problem)
    nobody = ask(model, _two([0.0] * 6, [0.0] * 6))
    assert str(nobody.problem).startswith("Every wtp is the same (0)")
    little = ask({**model, "unit_cost": 0.2}, _two([0.1] * 6, [1.0, 2.0, 0.5, 0.7, 1.0, 3.0]))
    assert str(little.problem).endswith("Write a lower unit_cost.")


def test_no_interval_is_said_to_promise_too_much_where_there_is_none(ask: Ask) -> None:
    found = ask({"kind": "demand", **TWO, "resamples": 200}, _two([1.0] * 6, [2.0] * 6))
    assert (found.ci, found.p) == (None, None)
    assert not any("promise" in note for note in found.notes)


def test_whose_mean_takes_the_ends_of_a_ratio_is_named(ask: Ask) -> None:
    """The second cell may well have the higher mean of the two."""
    some, many = [0.1, 0.12, 0.09, 0.1, 0.11, 0.1], [0.0, 0.0, 0.0, 0.0, 0.0, 3.0]
    open_above = ask({"kind": "ratio", **TWO}, _two(some, many))
    assert open_above.ci is not None
    assert open_above.ci.high is None
    assert (
        "The mean of prebuilt is too close to 0 for an upper end of Fieller's interval." in open_above.notes
    )
    neither = ask({"kind": "ratio", **TWO}, _two(many, many))
    assert tuple(neither.ci or ()) == (None, None)
    assert any(
        note.startswith("The means of build and prebuilt are too close to 0") for note in neither.notes
    )
