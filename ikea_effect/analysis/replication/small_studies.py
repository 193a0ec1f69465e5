"""Whether small studies tell more than large ones, and what is left of the effect if they do; from ten on.

Each of these answers only under its own assumption, and none can tell why small studies differ: unpublished
results, weaker designs or participants chosen with care all look alike. Where studies differ much from each
other, PET-PEESE is biased and its interval is too narrow; a selection model takes selection to be by p alone.
Source: Egger, Davey Smith, Schneider & Minder (1997); Stanley & Doucouliagos (2014); Vevea & Hedges (1995).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from ikea_effect.analysis.replication.summary import Limits

Array = NDArray[np.float64]

LEAST = 10
"""Fewer studies cannot tell a slope from chance. Source: Sterne et al. (2011)."""
_SURE = float(stats.norm.isf(0.025))
"""A z beyond which a study is significant in the direction that is claimed."""


class Asymmetry(NamedTuple):
    """Egger's test: t of the standard error in a regression weighted by precision."""

    t: float
    df: int
    p: float


class Corrected(NamedTuple):
    """The effect that a study without error would have; p is two-sided."""

    b: float
    se: float
    ci: Limits
    p: float


@dataclass(frozen=True, slots=True)
class Selection:
    """The effect, if studies without significance were seen `delta` times as often as those with it.

    `p` is of the likelihood ratio against delta = 1, which is no selection.
    """

    mu: float
    ci: Limits
    tau2: float
    delta: float
    chi2: float
    p: float


@dataclass(frozen=True, slots=True)
class SmallStudies:
    """What ten studies or more say of those that are not there. `answers` names which of PET and PEESE does.

    `towards` is the pooled effect's side: what is "positive" or "negative" is taken to be what studies were
    done to find. `selection` is None where every study is significant on that side, or none is: nothing then
    tells how many were not.
    """

    egger: Asymmetry
    pet: Corrected
    peese: Corrected
    answers: str
    selection: Selection | None
    towards: str = "positive"

    def to_json(self) -> dict[str, Any]:
        """The tests as JSON values."""
        return {
            "egger": self.egger._asdict(),
            "pet": self.pet._asdict(),
            "peese": self.peese._asdict(),
            "answers": self.answers,
            "towards": self.towards,
            "selection": None if self.selection is None else asdict(self.selection),
        }


def small_studies(d: Array, v: Array) -> SmallStudies | None:
    """The tests of ten studies or more that differ, and in their standard errors as well; else None."""
    if len(d) < LEAST or _alike(d, v):
        return None
    if float(np.average(d, weights=1 / v)) < 0:
        return _turned(_positive(-d, v))
    return _positive(d, v)


def unasked(d: Array, v: Array, tau2: Limits | None) -> Iterator[str]:
    """What studies cannot be asked because they are too much alike; `tau2` is its interval."""
    if tau2 is not None and tau2.high == 0:
        yield (
            "Chance alone makes studies differ more than these in over 97.5 of 100 cases: the interval of "
            "tau2 is empty and given as [0, 0]."
        )
    if len(d) >= LEAST and (what := _alike(d, v)):
        yield f"Every study has the same {what}: small studies cannot be set beside large ones."


def _alike(d: Array, v: Array) -> str:
    """What all studies have in common, so that no line goes through them: "" where they differ."""
    if np.ptp(v) < 1e-9 * float(v.max()):
        return "standard error"
    return "effect" if np.ptp(d) < 1e-12 else ""


def _positive(d: Array, v: Array) -> SmallStudies:
    egger, pet = _line(d, v, np.sqrt(v))
    peese = _line(d, v, v)[1]
    one_sided = pet.p / 2 if pet.b > 0 else 1 - pet.p / 2
    return SmallStudies(egger, pet, peese, "peese" if one_sided < 0.05 else "pet", selection(d, v))


def _turned(found: SmallStudies) -> SmallStudies:
    """The same of effects with the other sign."""

    def other(ci: Limits) -> Limits:
        return Limits(-ci.high, -ci.low)

    pet, peese = (one._replace(b=-one.b, ci=other(one.ci)) for one in (found.pet, found.peese))
    seen = found.selection
    return SmallStudies(
        found.egger._replace(t=-found.egger.t), pet, peese, found.answers,
        None if seen is None else replace(seen, mu=-seen.mu, ci=other(seen.ci)), "negative",
    )  # fmt: skip


def _line(d: Array, v: Array, x: Array) -> tuple[Asymmetry, Corrected]:
    """The slope's test and the intercept of d on x, weighted by 1 / v, with a spread of its own."""
    root = 1 / np.sqrt(v)
    rows, df = np.column_stack([root, x * root]), len(d) - 2
    inverse = np.linalg.inv(rows.T @ rows)
    b = inverse @ rows.T @ (d * root)
    left = d * root - rows @ b
    se = np.sqrt(np.diag(inverse) * float(left @ left) / df)
    t, far = b / se, float(stats.t.isf(0.025, df))
    p = 2 * stats.t.sf(np.abs(t), df)
    limits = Limits(float(b[0] - far * se[0]), float(b[0] + far * se[0]))
    told = Corrected(float(b[0]), float(se[0]), limits, float(p[0]))
    return Asymmetry(float(t[1]), df, float(p[1])), told


# --- a selection model ------------------------------------------------------------------------------------


def selection(d: Array, v: Array) -> Selection | None:
    """Maximum likelihood of a normal effect seen through one step in p; the interval is its profile's."""
    if len({*(d / np.sqrt(v) > _SURE)}) < 2:
        return None
    fit = mu, tau2, delta, best = _fitted(d, v)
    chi2 = max(0.0, 2 * (best - _without(d, v)))
    ci = Limits(*(_limit(d, v, fit, sign) for sign in (-1, 1)))
    return Selection(mu, ci, tau2, delta, chi2, float(stats.chi2.sf(chi2, 1)))


def _likelihood(d: Array, v: Array, mu: float, tau2: float, delta: float) -> float:
    """The log likelihood, in which a study without significance counts delta and all add up to 1."""
    spread = np.sqrt(v + tau2)
    sure = d / np.sqrt(v) > _SURE
    chance = special.ndtr((mu - _SURE * np.sqrt(v)) / spread)
    seen = chance + delta * (1 - chance)
    return _normal(d, mu, spread) + float(np.sum(~sure)) * math.log(delta) - float(np.log(seen).sum())


def _normal(d: Array, mu: float, spread: Array) -> float:
    """The log likelihood of normal values (scipy's logpdf is slow)."""
    z = (d - mu) / spread
    return float(-0.5 * (z @ z) - np.log(spread).sum()) - len(d) * math.log(2 * math.pi) / 2


def _fitted(d: Array, v: Array) -> tuple[float, float, float, float]:
    """mu, tau2, delta and the log likelihood where that is highest.

    From several beginnings, since the likelihood may have two peaks, and then without derivatives to the end.
    """

    def lost(at: Array) -> float:
        return -_likelihood(d, v, float(at[2]), float(at[0] ** 2), math.exp(float(at[1])))

    ends, middle = [*_ENDS, (-10.0, 10.0)], float(np.average(d, weights=1 / v))
    begins = [[tau, delta, middle] for tau in (0.05, 0.5) for delta in (-2.0, 0.0)]
    found = [optimize.minimize(lost, one, bounds=ends, method="L-BFGS-B", options=_CLOSE) for one in begins]
    best = min(found, key=lambda one: float(one.fun))
    best = optimize.minimize(lost, best.x, bounds=ends, method="Nelder-Mead", options=_CLOSER)
    return float(best.x[2]), float(best.x[0] ** 2), math.exp(best.x[1]), -float(best.fun)


def _highest(d: Array, v: Array, mu: float, tau2: float, delta: float) -> float:
    """The highest log likelihood at the mean, from near these values of the others."""

    def lost(at: Array) -> float:
        return -_likelihood(d, v, mu, float(at[0] ** 2), math.exp(float(at[1])))

    begins = [[max(0.05, math.sqrt(tau2)), math.log(delta)], [0.3, math.log(delta)]]
    found = [optimize.minimize(lost, one, bounds=_ENDS, method="L-BFGS-B", options=_NEAR) for one in begins]
    return -min(float(one.fun) for one in found)


_ENDS = [(0.0, 10.0), (-12.0, 6.0)]
"""Of tau and of the logarithm of delta."""
_CLOSE = {"ftol": 1e-14, "gtol": 1e-9, "maxiter": 2000}
_NEAR = {"ftol": 1e-11, "gtol": 1e-7, "maxiter": 500}
_CLOSER = {"xatol": 1e-9, "fatol": 1e-13, "maxiter": 5000}


def _without(d: Array, v: Array) -> float:
    """The log likelihood without selection, at its highest."""

    def lost(tau: float) -> float:
        w = 1 / (v + tau * tau)
        return -_normal(d, float(w @ d / w.sum()), w**-0.5)

    starts = [optimize.minimize_scalar(lost, bounds=ends, method="bounded", options={"xatol": 1e-11}).fun
              for ends in ((0, 0.2), (0, 2), (0, 10))]  # fmt: skip
    return -min(lost(0.0), *map(float, starts))


def _limit(d: Array, v: Array, fit: tuple[float, float, float, float], sign: int) -> float:
    """The mean at which the likelihood is lower by what chi-square allows at .05."""
    mu, tau2, delta, best = fit
    allowed = float(stats.chi2.isf(0.05, 1)) / 2

    def excess(away: float) -> float:
        return best - _highest(d, v, mu + sign * away, tau2, delta) - allowed

    end = 0.25
    while excess(end) < 0 and end < 10:
        end *= 2
    return mu + sign * (float(optimize.brentq(excess, 0.0, end, xtol=1e-6)) if end < 10 else end)
