"""Fewer participants than a model needs: said of every kind of model before anything runs."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from docs.kind_pages import smallest
from ikea_effect.diagnosis.diagnose import MORE, _fits, ask, estimable
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import BUILT_IN

LEAST = {
    "welch": 2, "student": 2, "paired": 2, "ratio": 2, "mann-whitney": 2, "brunner-munzel": 2, "yuen": 4,
    "quantile": 5, "tost": 2, "contrast": 2, "one-way": 2, "factorial": 2, "mixed": 2, "regression": 2,
    "moderation": 3, "mediation": 3, "paired-mediation": 3, "tobit": 2, "demand": 5, "hurdle": 5,
    "interval": 2, "turnbull": 2, "proportion": 2, "logit": 2, "ordinal": 2, "chi-square": 2, "counts": 2,
    "multiverse": 5,
}  # fmt: skip
"""Of the smallest study with each kind: the fewest per condition to whom its model can ever be fitted."""


def populated(kind: str) -> Protocol:
    """The smallest study with this model, with a population for all that it measures."""
    said: dict[str, Any] = copy.deepcopy(dict(smallest("model", kind).said))
    said["simulation"] = {name: _population(measure) for name, measure in said["measures"].items()}
    return protocol_from_said(said)


def _population(measure: dict[str, Any]) -> dict[str, Any]:
    if measure["kind"] == "money":
        return {"distribution": "gamma", "mean": 2.0, "sd": 1.5, "zero": 0.1}
    if measure["kind"] == "choice":
        options = list(measure["options"])
        return {"distribution": "choice", "chances": {name: 1 / len(options) for name in options}}
    continuous = measure["kind"] == "number"
    return {"distribution": "normal" if continuous else "rounded-normal", "mean": 4, "sd": 1.5}


def test_no_kind_of_model_is_left_out() -> None:
    assert {*LEAST} == set(BUILT_IN["model"])


@pytest.mark.slow
@pytest.mark.parametrize("kind", LEAST)
def test_fewer_than_a_model_of_this_kind_needs_are_said_before_anything_runs(kind: str) -> None:
    asked = ask(populated(kind), "liked")
    fits = next(n for n in (2, *MORE) if _fits(asked, n, 1))
    assert fits >= LEAST[kind]
    assert estimable(asked, fits, 1) is asked
    if fits > 2:
        with pytest.raises(
            AnalysisError, match=rf"{kind} gives no estimate in any of 20 .*--n {fits} or more"
        ):
            estimable(asked, 2, 1)
