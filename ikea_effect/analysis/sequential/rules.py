"""What each plan of looks goes by: its evidence, and the bounds at which collection ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal, NamedTuple

from scipy import optimize, special

from ikea_effect.analysis.sequential.spending import critical_z, spent_by
from ikea_effect.analysis.sequential.t_evidence import (
    LARGEST_T,
    log_bayes_factor,
    log_e_equivalence,
    log_e_value,
)
from ikea_effect.protocol.sequential import BayesFactors, EValues, GroupSequential, PlannedLooks

Evidence = Literal["p", "e", "bf10"]
MOST_LOG = 700.0
"""ln of the largest evidence that is told: a number must stay finite."""


class Reached(NamedTuple):
    """How far a look is: the share of the planned sample, and the n of each cell if all were of one size."""

    share: float
    information: float


class Bounds(NamedTuple):
    """`effect` ends collection with an effect, `none` with none; of p by p at most, of the others at least.

    `spent` is the alpha spent in all by then, where a plan spends it.
    """

    effect: float
    none: float | None = None
    spent: float | None = None


def shows_equivalence(plan: PlannedLooks) -> bool:
    """Whether the plan's looks are to rule an effect out."""
    return isinstance(plan, EValues) and plan.shows == "equivalence"


def kind_of(plan: PlannedLooks) -> Evidence:
    """What the plan's looks are judged by."""
    return {"group-sequential": "p", "e-values": "e", "bayes-factor": "bf10"}[plan.plan]  # type: ignore[return-value]


def bounds_at(plan: PlannedLooks, reached: Sequence[Reached], *, two_sided: bool) -> Bounds:
    """The bounds of the last of the looks that were reached."""
    if isinstance(plan, EValues):
        return Bounds(1 / plan.alpha)
    if isinstance(plan, BayesFactors):
        return Bounds(plan.effect_at, plan.none_at)
    spent = [spent_by(plan.spending, one.share, plan.alpha, two_sided=two_sided) for one in reached]
    z = critical_z([one.information for one in reached], spent, two_sided=two_sided)[-1]
    return Bounds(float(special.ndtr(-z)) * (2 if two_sided else 1), None, spent[-1])


def log_evidence(plan: EValues | BayesFactors, t: float, df: float, n: float, alternative: str) -> float:
    """ln of the evidence of a two-sample t; n is n1 n2 / (n1 + n2)."""
    if isinstance(plan, EValues) and plan.shows == "equivalence":
        return log_e_equivalence(t, df, n, plan.d)
    if isinstance(plan, EValues):
        return log_e_value(t, df, n, plan.d, alternative)
    return log_bayes_factor(t, df, n, plan.scale, alternative)


def outcome(evidence: Evidence, value: float, bounds: Bounds) -> Literal["effect", "no-effect"] | None:
    """What the value ends collection with; None where it does not."""
    if value <= bounds.effect if evidence == "p" else value >= bounds.effect:
        return "effect"
    return "no-effect" if bounds.none is not None and value <= bounds.none else None


# --- the same bounds as p of the test, for many studies at once -------------------------------------------


class BoundsOfP(NamedTuple):
    """p at most `effect` ends collection with an effect, p at least `none` with none."""

    effect: float
    none: float


def bounds_of_p(
    plan: PlannedLooks, cells: Sequence[int], share: Sequence[float], alternative: str
) -> list[BoundsOfP]:
    """The bounds of every look as p, where both cells have so many at each.

    Evidence of a t only rises with it, so that a bound of the one is a bound of the other.
    """
    reached = [Reached(part, n) for part, n in zip(share, cells, strict=True)]
    two_sided = alternative == "two-sided"
    if isinstance(plan, GroupSequential):
        places = range(1, len(reached) + 1)
        return [
            BoundsOfP(bounds_at(plan, reached[:place], two_sided=two_sided).effect, 2.0) for place in places
        ]
    bounds = bounds_at(plan, reached[:1], two_sided=two_sided)
    if shows_equivalence(plan):  # the nearer t is to 0, the more is ruled out: the larger is p of two sides
        return [BoundsOfP(-1.0, _p_alike(plan, n, bounds.effect)) for n in cells]
    none = 0.0 if bounds.none is None else bounds.none
    return [
        BoundsOfP(_p_at(plan, n, bounds.effect, alternative, 0.0), _p_at(plan, n, none, alternative, 2.0))
        for n in cells
    ]


@cache
def _p_at(plan: EValues | BayesFactors, n: int, evidence: float, alternative: str, never: float) -> float:
    """p of the t with so much evidence at n per cell; `never` where no t has it."""
    df, side = 2 * n - 2, -1 if alternative == "less" else 1

    def above(size: float) -> float:
        return log_evidence(plan, side * size, df, n / 2, alternative) - math.log(evidence)

    least = 0.0 if alternative == "two-sided" else -LARGEST_T
    if evidence <= 0 or (ends := _around(above, least)) is None:
        return never
    t = optimize.brentq(above, *ends, xtol=1e-10)
    return float(special.stdtr(df, -t)) * (2 if alternative == "two-sided" else 1)


def _around(above: Callable[[float], float], least: float) -> tuple[float, float] | None:
    """Two t, from `least` on, between which what rises with t passes 0; None where it does not."""
    up = 1.0 if above(0.0) < 0 else -1.0
    near, far, end = 0.0, up, LARGEST_T if up > 0 else least
    while abs(near) < abs(end):
        if up * above(far) > 0:
            return near, far
        near, far = far, up * min(2 * abs(far), abs(end))
    return None


@cache
def _p_alike(plan: EValues, n: int, evidence: float) -> float:
    """p of two sides from which on so much evidence rules the effect out; 2 where not even t = 0 does."""
    df = 2 * n - 2

    def above(size: float) -> float:
        return log_evidence(plan, size, df, n / 2, "two-sided") - math.log(evidence)

    if above(0.0) < 0:
        return 2.0
    t = optimize.brentq(above, 0.0, LARGEST_T, xtol=1e-10)
    return 2 * float(special.stdtr(df, -t))
