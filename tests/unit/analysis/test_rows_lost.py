"""Rows that lack a value which the model asks for are told, by every model that asks for one."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import analyze

RATING = {"kind": "rating", "low": 1, "high": 7, "text": "x"}
MEASURES = {
    "wtp": {"kind": "money"},
    "effort": RATING,
    "joy": RATING,
    "mood": {"kind": "choice", "text": "x", "options": ["glad", "sad"]},
}
PAIR = {"factor": "labor", "contrast": "build - prebuilt"}


def _people() -> pd.DataFrame:
    """Sixty, three of whom left effort open and two mood."""
    rng = np.random.default_rng(5)
    labor = np.array(["build", "prebuilt"] * 30)
    effort, mood = rng.integers(1, 8, 60).astype(float), rng.choice(["glad", "sad"], 60).astype(object)
    effort[10:13], mood[13:15] = np.nan, None
    wtp = np.clip(rng.gamma(2, 0.6, 60) + (labor == "build") * 0.4, 0, 5).round(2)
    joy = rng.integers(1, 8, 60)
    return pd.DataFrame({"labor": labor, "wtp": wtp, "effort": effort, "joy": joy, "mood": mood}).assign(
        participant=[f"P{n}" for n in range(60)]
    )


BY_ROWS = "3 rows without a value that the model asks for were left out."
IN_WORDS = "3 of 60 left out, who lack a value that the model asks for (effort 3)."


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ({"kind": "regression", **PAIR, "covariates": ["effort"]}, BY_ROWS),
        ({"kind": "regression", "slope": "effort"}, BY_ROWS),
        ({"kind": "moderation", **PAIR, "moderator": "effort"}, BY_ROWS),
        ({"kind": "moderation", **PAIR, "moderator": "mood"}, BY_ROWS.replace("3 rows", "2 rows")),
        ({"kind": "tobit", **PAIR, "low": 0, "covariates": ["effort"]}, BY_ROWS),
        ({"kind": "multiverse", **PAIR, "covariates": ["effort"], "permutations": 200}, BY_ROWS),
        ({"kind": "mediation", **PAIR, "mediators": ["effort"], "resamples": 500}, IN_WORDS),
        (
            {"kind": "mediation", **PAIR, "mediators": ["joy"], "moderator": "effort", "resamples": 500},
            IN_WORDS,
        ),
        ({"kind": "paired", "against": "effort"}, "3 with only one of the two values left out."),
    ],
)
def test_whoever_lacks_a_value_is_told(declare: Any, model: dict[str, Any], told: str) -> None:
    protocol = declare(measures=MEASURES, hypotheses=[{"id": "h", "measure": "wtp", "model": model}])
    [estimate] = analyze(protocol, _people(), "session").estimates
    assert estimate.problem is None
    assert told in estimate.notes


@pytest.mark.parametrize("model", [{"kind": "multiverse", "permutations": 200}, {"kind": "regression"}])
def test_rows_that_lack_the_measure_itself_are_told_as_well(declare: Any, model: dict[str, Any]) -> None:
    """One of sixty has no bid and three have no effort: four are left out, and 56 compared."""
    asked = {**PAIR, **model, "covariates": ["effort"]}
    protocol = declare(measures=MEASURES, hypotheses=[{"id": "h", "measure": "wtp", "model": asked}])
    people = _people()
    people.loc[20, "wtp"] = np.nan
    [estimate] = analyze(protocol, people, "session").estimates
    assert sum(estimate.n.values()) == 56
    assert BY_ROWS.replace("3 rows", "4 rows") in estimate.notes
