"""Every model on good data, and on data that give it nothing to hold on to."""

import json
import math
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.results import Estimate
from ikea_effect.protocol.analyses import Model, columns_of, factors_of
from ikea_effect.protocol.registry import BUILT_IN, model_kind
from tests.quick import quick

TWO = {"factor": "labor", "contrast": "build - prebuilt"}
MODELS: dict[str, dict[str, Any]] = {
    "welch": TWO,
    "student": TWO,
    "paired": {"against": "other"},
    "ratio": {**TWO, "resamples": 200},
    "mann-whitney": TWO,
    "brunner-munzel": TWO,
    "yuen": TWO,
    "quantile": {**TWO, "resamples": 200},
    "tost": {**TWO, "bounds": {"d": 0.3}},
    "contrast": TWO,
    "one-way": {"factor": "labor"},
    "factorial": {"factors": ["labor", "fate"], "term": ["labor", "fate"]},
    "mixed": {"factors": ["labor"], "term": ["labor"], "group": "pair"},
    "regression": {**TWO, "covariates": ["age"]},
    "moderation": {**TWO, "moderator": "age"},
    "mediation": {**TWO, "mediators": ["effort"], "resamples": 200},
    "tobit": TWO,
    "interval": TWO,
    "turnbull": {**TWO, "resamples": 200},
    "demand": {**TWO, "resamples": 200},
    "hurdle": {**TWO, "resamples": 200},
    "proportion": {**TWO, "option": "yes"},
    "logit": {**TWO, "option": "yes", "covariates": ["age"]},
    "ordinal": TWO,
    "multiverse": {**TWO, "covariates": ["age"], "permutations": 100},
    "chi-square": {"factor": "labor", "resamples": 200},
    "counts": {**TWO, "covariates": ["age"]},
    "paired-mediation": {
        "factor": "fate", "contrast": "kept - destroyed", "mediators": ["effort"], "resamples": 200,
    },
}  # fmt: skip
MEASURE = {"proportion": "buy", "logit": "buy", "ordinal": "liking", "chi-square": "buy", "counts": "liking"}
WITHIN = ("paired-mediation",)
"""Kinds that compare two rows of each participant."""


def within(table: pd.DataFrame) -> pd.DataFrame:
    """Everyone twice: as they are, and with everything a little lower."""
    lower = table.assign(fate="destroyed")
    for place, name in enumerate(("wtp", "effort")):
        if name in table and pd.api.types.is_numeric_dtype(table[name]):
            noise = np.random.default_rng(place).normal(0.5, 0.4, len(table))
            lower[name] = (table[name] - noise * (table[name].nunique() > 1)).round(3)
    return pd.concat([table.assign(fate="kept"), lower], ignore_index=True)


@pytest.fixture
def table() -> pd.DataFrame:
    """Sixty participants of a 2 x 2, in pairs."""
    rng = np.random.default_rng(5)
    labor, fate = np.tile(["build", "prebuilt"], 30), np.repeat(["kept", "destroyed"], 30)
    build = labor == "build"
    wtp = np.clip(rng.normal(1.6 + 0.9 * build, 1.4), 0, 5).round(2)
    return pd.DataFrame(
        {
            "participant": [f"p{i}" for i in range(60)], "labor": labor, "fate": fate, "wtp": wtp,
            "wtp.low": np.floor(wtp), "wtp.high": np.floor(wtp) + 1, "liking": rng.integers(1, 8, 60),
            "buy": np.where(rng.random(60) < 0.3 + 0.4 * build, "yes", "no"),
            "other": np.clip(wtp + rng.normal(0, 0.5, 60), 0, 5).round(2), "age": rng.integers(18, 60, 60),
            "effort": (build + rng.normal(0, 1, 60)).round(3),
            "pair": np.arange(60) // 4 * 2 + np.arange(60) % 2,
        }
    )  # fmt: skip


def found(
    declare: Any, data: pd.DataFrame, kind: str, alternative: str = "two-sided", **changes: Any
) -> Estimate:
    levels = {name: {"label": name} for name in ("build", "prebuilt")}
    fates = {name: {"label": name} for name in ("kept", "destroyed")}
    measures = {"wtp": {"kind": "money"}, "liking": {"kind": "rating", "low": 1, "high": 7, "text": "x"}}
    measures["buy"] = {"kind": "choice", "text": "x", "options": ["yes", "no"]}
    model = {"kind": kind, **MODELS[kind], **changes}
    protocol = declare(
        factors={"labor": {"between": "participant", "levels": levels},
                 "fate": {"levels": fates, **({"within": True} if kind in WITHIN else {})}},
        measures=measures, exclusions=[],
        hypotheses=[
            {"id": "h", "measure": MEASURE.get(kind, "wtp"), "model": model, "alternative": alternative}
        ],
    )  # fmt: skip
    return analyze(protocol, within(data) if kind in WITHIN else data, "lab").estimates[0]


def test_every_declared_kind_has_an_engine_and_a_test() -> None:
    models = [model_kind(name).model for name in BUILT_IN["model"]]
    kinds = {get_args(model.model_fields["kind"].annotation)[0] for model in models}
    assert kinds == set(BUILT_IN["model"]) == set(MODELS)


@pytest.mark.slow
@pytest.mark.parametrize("kind", MODELS)
def test_every_model_answers_whole(declare: Any, table: pd.DataFrame, kind: str) -> None:
    one = found(declare, table, kind)
    assert one.problem is None
    assert not any("warned" in note for note in one.notes)
    assert math.isfinite(one.estimate)
    assert one.term
    assert one.formula
    assert one.library
    assert all(count > 0 for count in one.n.values())
    if one.ci and kind not in ("one-way", "chi-square"):
        assert one.ci.low < one.estimate < one.ci.high
    again = found(declare, table, kind)
    assert json.dumps(one.to_json(), allow_nan=False) == json.dumps(again.to_json(), allow_nan=False)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(set(MODELS) - {"one-way", "tost", "chi-square"}))
def test_the_alternative_splits_p(declare: Any, table: pd.DataFrame, kind: str) -> None:
    two, greater, less = (found(declare, table, kind, side) for side in ("two-sided", "greater", "less"))
    assert greater.alternative == "greater"
    if kind != "multiverse":
        assert greater.p + less.p == pytest.approx(1, abs=0.02)
        assert min(greater.p, less.p) == pytest.approx(two.p / 2, rel=0.05)
    assert (greater.estimate, greater.ci) == (two.estimate, two.ci)


def _all_alike(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(wtp=1.0, other=1.0, liking=4, buy="no", **{"wtp.low": 1.0, "wtp.high": 1.0})


BAD = {
    "one participant": lambda t: t.iloc[[0]],
    "two participants": lambda t: t.iloc[:2],
    "two per cell": lambda t: t.iloc[[0, 1, 2, 3]],
    "one cell empty": lambda t: t[t.labor == "build"],
    "one in the second cell": lambda t: t.iloc[[*range(0, 60, 2), 1]],
    "all alike": _all_alike,
    "all zero": lambda t: _all_alike(t).assign(wtp=0.0, **{"wtp.low": 0.0, "wtp.high": 0.0}),
    "all at the cap": lambda t: _all_alike(t).assign(wtp=5.0, **{"wtp.low": 5.0, "wtp.high": np.nan}),
    "told apart by the cell": lambda t: t.assign(
        wtp=np.where(t.labor == "build", 2.0, 1.0), other=0.5, liking=np.where(t.labor == "build", 7, 1),
        buy=np.where(t.labor == "build", "yes", "no"),
        **{"wtp.low": np.where(t.labor == "build", 2.0, 0.0),
           "wtp.high": np.where(t.labor == "build", np.nan, 1.0)},
    ),
    "everything missing": lambda t: t.assign(
        wtp=np.nan, other=np.nan, liking=np.nan, buy=None, **{"wtp.low": np.nan, "wtp.high": np.nan}
    ),
    "one cell all zero": lambda t: t.assign(wtp=t.wtp.where(t.labor == "build", 0.0)),
    "one cell all at the cap": lambda t: t.assign(wtp=t.wtp.where(t.labor == "prebuilt", 5.0)),
    "helpers without variance": lambda t: t.assign(age=30, effort=1.0, pair=1),
    "helpers missing": lambda t: t.drop(columns=["age", "effort", "pair", "other"]),
    "helpers all empty": lambda t: t.assign(age=np.nan, effort=np.nan, pair=np.nan, other=np.nan),
    "helpers are text": lambda t: t.assign(age="old", effort="much", other="x"),
}  # fmt: skip


@pytest.mark.parametrize(
    "name", quick(BAD, "one cell all zero", "helpers without variance", "helpers missing", "helpers are text")
)
@pytest.mark.parametrize("kind", MODELS)
def test_bad_data_give_a_number_or_a_sentence(
    declare: Any, table: pd.DataFrame, kind: str, name: str
) -> None:
    one = found(declare, BAD[name](table), kind)
    body = json.loads(json.dumps(one.to_json(), allow_nan=False))
    if one.problem is None:
        assert math.isfinite(one.estimate)
        assert not any("warned" in note for note in one.notes), one.notes
        assert one.se is None or (math.isfinite(one.se) and one.se > 0)
        assert one.p is None or 0 <= one.p <= 1
    else:
        assert one.problem.endswith(".")
        assert all(body[key] is None for key in ("estimate", "se", "ci", "statistic", "p", "effect_size"))
        assert "nan" not in one.problem.lower()


def test_models_tell_which_columns_and_factors_they_ask_for() -> None:
    from pydantic import TypeAdapter

    model = TypeAdapter(Model).validate_python(
        {"kind": "mediation", **MODELS["mediation"], "moderator": "age"}
    )
    assert factors_of(model) == ("labor",)
    assert set(columns_of(model)) == {"age", "effort"}
