"""What an estimate says against "no effect", in the terms of its own model: a two-sided p and a direction."""

from __future__ import annotations

import math
from typing import NamedTuple

from ikea_effect.analysis.replication.noncentral import two_sided_p
from ikea_effect.analysis.replication.summary import sign
from ikea_effect.analysis.results import Estimate, Statistic


class Evidence(NamedTuple):
    """`p` is two-sided and of the declared model; `direction` is that of its estimate from "no effect"."""

    p: float | None
    direction: int | None


def evidence(estimate: Estimate) -> Evidence:
    """Both, None where the model has none: an F of several cells has no direction, a bootstrap may have no p.

    The direction is the sign of the model's own number on its own scale (a ratio of 0.9 is below 1, a
    P(a > b) of 0.6 above one half), not that of raw means, which covariates can turn around.
    """
    return Evidence(_p(estimate), _direction(estimate))


def _direction(estimate: Estimate) -> int | None:
    undirected = estimate.statistic is not None and estimate.statistic.name == "F"
    if estimate.estimate is None or undirected:
        return None
    return sign(estimate.estimate - estimate.null)


def _p(estimate: Estimate) -> float | None:
    """The p of "no effect": models whose `p` answers something else, or one side only, say it beside."""
    if (told := estimate.details.get("p_two_sided")) is not None:
        return float(told)
    by_statistic = _of_statistic(estimate.statistic)
    if estimate.p is None:
        return by_statistic
    if estimate.alternative not in ("greater", "less"):
        return estimate.p if estimate.alternative in ("two-sided", "any") else None
    doubled = min(1.0, 2 * min(estimate.p, 1 - estimate.p))
    # 1 - p has no digits left where p is next to 1; the statistic has them, where it is what p came from
    same = by_statistic is not None and math.isclose(by_statistic, doubled, rel_tol=1e-3, abs_tol=1e-9)
    return by_statistic if same else doubled


def _of_statistic(statistic: Statistic | None) -> float | None:
    if statistic is None or statistic.name not in ("t", "z") or isinstance(statistic.df, tuple):
        return None
    return two_sided_p(statistic.value, math.inf if statistic.df is None else statistic.df)
