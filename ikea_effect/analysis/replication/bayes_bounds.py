"""Between which t the replication Bayes factor is clear: found once for all studies of one size.

L(t | d) / L(t | 0) is exp(-d^2 / (2 scale)) times a mean of exp(y d u), y > 0, with u = t / sqrt(t^2 + df) by
sqrt(scale). It is convex in u, and so is its mean over d, which is the Bayes factor: up to any bound it is
in one interval of u, and so of t. It rises on both sides, since the prior does not say which way d points.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from scipy import optimize

from ikea_effect.analysis.replication import criteria
from ikea_effect.analysis.replication.bayes import COUNTED, log_bf10
from ikea_effect.analysis.replication.summary import Summary, Test
from ikea_effect.analysis.results import Outcome

MANY = 10
"""From so many studies of one size on, the bounds are found first: that takes as long as eighty studies."""
EDGE = 1 - 1e-6
"""No bound is looked for beyond this t / sqrt(t^2 + df)."""
NEAR = 1e-7
"""Within this of a bound a study is worked out by itself."""
TOUCHES = 1e-4
"""The same for every study where the least log Bayes factor is this near to a bound."""
DIGITS = 1e-9
"""Of the log Bayes factor by the quicker integral, which is off by 1e-11."""
BOUND = math.log(criteria.BF_CLEAR)


class Interval(NamedTuple):
    """Where the Bayes factor is at most some bound, in t / sqrt(t^2 + df); nowhere: from inf to -inf."""

    low: float
    high: float

    def holds(self, place: float) -> bool | None:
        """Whether the place is inside; None where it is too near to an end to tell."""
        if min(abs(place - self.low), abs(place - self.high)) < NEAR:
            return None
        return self.low < place < self.high


class Bounds(NamedTuple):
    """Where the Bayes factor is clearly against the effect, and around it where it is not clearly for it."""

    not_met: Interval
    not_clear: Interval

    def outcome(self, t: float, df: float) -> Outcome | None:
        """What a study with this t comes to; None where it must be worked out."""
        place = t / math.sqrt(t * t + df)
        against, open_ = self.not_met.holds(place), self.not_clear.holds(place)
        if against is None or open_ is None or abs(place) > EDGE:
            return None
        return "not-met" if against else "undecided" if open_ else "met"


def bayes_outcomes(original: Summary, replications: Sequence[Summary]) -> list[Outcome]:
    """What the replication Bayes factor says of each: the same as of each by itself."""
    sizes = Counter(one.test and (one.test.df, one.test.scale) for one in replications)
    return [
        _outcome(original, one, many=one.test is not None and sizes[one.test.df, one.test.scale] >= MANY)
        for one in replications
    ]


def _outcome(original: Summary, replication: Summary, *, many: bool) -> Outcome:
    first, second = original.test, replication.test
    if first is None or second is None or first.paired != second.paired:
        return criteria.bayes_factor(original, replication).outcome  # which cannot be computed
    found: Outcome | None = None
    if original.no_finding is None:
        bounds = _bounds(first, second.df, second.scale) if many else None
        found = bounds.outcome(second.t, second.df) if bounds else _by_itself(first, second)
    return found or criteria.bayes_factor(original, replication).outcome


def _by_itself(original: Test, replication: Test) -> Outcome | None:
    """What a study comes to by the quicker integral; None where that is too near to a bound."""
    found = _log_factor(original, replication.t, replication.df, replication.scale)
    if abs(abs(found) - BOUND) < DIGITS:
        return None
    return "undecided" if abs(found) < BOUND else "met" if found > 0 else "not-met"


def _log_factor(original: Test, t: float, df: float, scale: float) -> float:
    both = log_bf10([original.t, t], [original.scale, scale], [original.df, df], COUNTED)
    return both - _alone(original)


@functools.lru_cache(maxsize=256)
def _alone(original: Test) -> float:
    return log_bf10([original.t], [original.scale], [original.df], COUNTED)


@functools.lru_cache(maxsize=256)
def _bounds(original: Test, df: float, scale: float) -> Bounds | None:
    """The bounds for studies of one size; None where the Bayes factor hardly reaches one of them."""

    def log_factor(place: float) -> float:
        return _log_factor(original, place * math.sqrt(df / (1 - place * place)), df, scale)

    within = {"bounds": (-EDGE, EDGE), "method": "bounded", "options": {"xatol": 1e-7}}
    least = optimize.minimize_scalar(log_factor, **within)
    if min(abs(least.fun - BOUND), abs(least.fun + BOUND)) < TOUCHES:
        return None
    return Bounds(*(_at_most(log_factor, bound, least.x, least.fun) for bound in (-BOUND, BOUND)))


def _at_most(log_factor: Callable[[float], float], bound: float, place: float, least: float) -> Interval:
    """Where the log Bayes factor is at most the bound, around the place where it is `least`."""
    if least > bound:
        return Interval(math.inf, -math.inf)

    def above(at: float) -> float:
        return log_factor(at) - bound

    ends = (
        optimize.brentq(above, place, edge, xtol=1e-12) if above(edge) > 0 else math.copysign(math.inf, edge)
        for edge in (-EDGE, EDGE)
    )
    return Interval(*ends)
