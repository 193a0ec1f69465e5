"""Many studies of one effect: REML with Knapp-Hartung, prediction interval, leave-one-out, moderators.

With two studies the heterogeneity cannot be told from chance and an interval on one degree of freedom
says nothing; there the fixed effect is reported, and the result says so.

Where studies agree better than chance would have it, Knapp and Hartung's interval may be narrower than the
fixed effect's. Then their factor is set to 1, the ad hoc bound that is usual there, and the result says so.
Source: Knapp & Hartung (2003); Jackson, Law, Ruecker & Schwarzer (2017) for the bound.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from ikea_effect.analysis.replication.heterogeneity import tau2_interval
from ikea_effect.analysis.replication.meta_fit import Fit, Term
from ikea_effect.analysis.replication.meta_notes import notes_on
from ikea_effect.analysis.replication.moderators import coded
from ikea_effect.analysis.replication.small_studies import SmallStudies, small_studies, unasked
from ikea_effect.analysis.replication.summary import Effect, Limits, Summary, hedges
from ikea_effect.analysis.results import plain
from ikea_effect.errors import AnalysisError, listed

Array = NDArray[np.float64]
EffectKind = Literal["d", "g"]


@dataclass(frozen=True, slots=True)
class Study:
    """One result to pool, with what is known about the study (moderators: numbers or names)."""

    label: str
    effect: Effect
    moderators: Mapping[str, float | str] = field(default_factory=dict)
    id: str = ""
    """What tells it from all others; its label, where nothing was given."""
    paired: bool | None = None
    """Whether participants are compared with themselves; None where only d and its SE are known."""
    basis: Mapping[str, Any] | None = None
    """What a study of ours rests on, as in its analysis; `notes` say the same for a person."""
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its id, or its label."""
        return self.id or self.label


class LeftOut(NamedTuple):
    """A result that cannot be pooled, and why."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Meta:
    """What many studies say together."""

    studies: tuple[Study, ...]
    fit: Fit
    leave_one_out: tuple[tuple[str, Fit], ...]
    regression: Fit | None
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    effect: EffectKind = "d"
    tau2_ci: Limits | None = None
    small: SmallStudies | None = None

    def to_json(self) -> dict[str, Any]:
        """The meta-analysis as one JSON object; effects stand under the name of their kind, d or g."""
        weights = self.fit.weights
        body = {
            "effect": self.effect,
            "k": len(self.studies),
            "studies": [
                {
                    "id": one.key,
                    "label": one.label,
                    self.effect: one.effect.d,
                    "se": one.effect.se,
                    "weight": weight,
                    **_moderated(one),
                }
                for one, weight in zip(self.studies, weights, strict=True)
            ],
            "pooled": fitted_json(self.fit, self.effect) | {"tau2_ci": self.tau2_ci},
            "leave_one_out": [
                {"without": label} | fitted_json(fit, self.effect) for label, fit in self.leave_one_out
            ],
            "regression": None if self.regression is None else _regressed(self.regression),
            "small_studies": None if self.small is None else self.small.to_json(),
            "left_out": [{"label": label, "reason": reason} for label, reason in self.left_out],
            "notes": list(self.notes),
        }
        return plain(body)  # type: ignore[no-any-return]


def _moderated(study: Study) -> dict[str, Any]:
    known = {"moderators": dict(study.moderators), "basis": study.basis and dict(study.basis)}
    return {name: value for name, value in known.items() if value}


def fitted_json(fit: Fit, effect: EffectKind) -> dict[str, Any]:
    """A pooled estimate for JSON, under the name of its kind."""
    return {
        "method": fit.method, effect: fit.mean.b, "se": fit.mean.se, "ci": fit.mean.ci, "p": fit.mean.p,
        "df": fit.df, "tau2": fit.tau2, "i2": fit.i2, "q": fit.q, "p_q": fit.p_q,
        "prediction": fit.prediction, "ad_hoc_bound": fit.bounded,
    }  # fmt: skip


def _regressed(fit: Fit) -> dict[str, Any]:
    return {
        "method": fit.method, "df": fit.df, "tau2": fit.tau2, "q": fit.q, "p_q": fit.p_q,
        "terms": [term._asdict() for term in fit.terms], "ad_hoc_bound": fit.bounded,
    }  # fmt: skip


def study(
    label: str, summary: Summary, effect: EffectKind = "d", id: str = "", **moderators: float | str
) -> Study | LeftOut:
    """The result as one to pool, as d or corrected to Hedges' g, or as one left out with the reason.

    Raises: AnalysisError for a result whose sign nobody told: F, chi-square and p have none.
    """
    if summary.effect is None:
        return LeftOut(label, f"its {summary.why}{summary.mark}")
    if summary.direction is None:
        raise AnalysisError(
            f"{label}: its {summary.basis} has no sign. Add direction=+ or direction=-, the same way for all "
            "studies."
        )
    found = summary.effect if effect == "d" else hedges(summary)
    if found is None:
        why = (
            "its n is not known, without which d cannot be corrected to g"
            if summary.test is None
            else "its n leaves one degree of freedom, by which g would be 0 whatever d is"
        )
        return LeftOut(label, f"{why}{summary.mark}")
    return Study(
        f"{label}{summary.mark}",
        found,
        moderators,
        id or label,
        None if summary.test is None else summary.test.paired,
    )


def meta(found: Sequence[Study | LeftOut], moderators: Sequence[str] = (), effect: EffectKind = "d") -> Meta:
    """The studies pooled, each left out once, and regressed on the moderators where some are named.

    Raises: AnalysisError if fewer than two can be pooled, one comes twice, or a moderator is not known for
    all, or some compare participants with themselves and others do not.
    """
    studies = tuple(one for one in found if isinstance(one, Study))
    left_out = tuple(one for one in found if isinstance(one, LeftOut))
    if len(studies) < 2:
        why = "; ".join(f"{one.label}: {one.reason}" for one in left_out)
        raise AnalysisError(
            f"{len(studies) or 'No'} result with a known effect size: two are needed to pool."
            + f" {why}".rstrip()
        )
    _each_once(studies)
    _of_one_kind(studies)
    d, v = _columns(studies)
    fit = pooled(d, v)
    without = tuple(
        (one.label, pooled(np.delete(d, place), np.delete(v, place)))
        for place, one in enumerate(studies)
        if len(studies) > 2
    )
    regression = _regression(studies, moderators) if moderators else None
    told = (tau2_interval(d, v), small_studies(d, v))
    ours = dict.fromkeys(note for one in studies for note in one.notes)
    notes = (*notes_on(fit, regression, len(d)), *unasked(d, v, told[0]), *ours)
    return Meta(studies, fit, without, regression, left_out, notes, effect, *told)


def _of_one_kind(studies: Sequence[Study]) -> None:
    """Raises AnalysisError where d over the SD of differences would be pooled with d over that of people."""
    within = [one.label for one in studies if one.paired]
    between = [one.label for one in studies if one.paired is False]
    if within and between:
        raise AnalysisError(
            f"{listed(within)}: within participants; {listed(between)}: between them. Their d are over "
            "different SDs and cannot be pooled. Pool them apart, or give d and se of one kind, as in "
            "d=0.40,se=0.15."
        )


def _each_once(studies: Sequence[Study]) -> None:
    keys = [one.key for one in studies]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise AnalysisError(
            f"{listed(twice)} comes more than once. A result counts once; give different results ids of "
            "their own, as in 'Lab A: t=2.12,n=26+26; id=lab-a-2'."
        )


def pooled(d: Array, v: Array) -> Fit:
    """Random effects from three studies on, else the fixed effect."""
    return fixed_effect(d, v) if len(d) == 2 else reml(d, v)


def _columns(studies: Sequence[Study]) -> tuple[Array, Array]:
    return np.array([one.effect.d for one in studies]), np.array([one.effect.v for one in studies])


def fixed_effect(d: Array, v: Array) -> Fit:
    """Inverse-variance weighted mean with a normal interval."""
    w = 1 / v
    mean, se = float(w @ d / w.sum()), float(w.sum() ** -0.5)
    q = float(w @ (d - mean) ** 2)
    term = _term("intercept", mean, se, math.inf)
    return Fit("fixed effect", (term,), math.inf, 0.0, q, _p_of_q(q, len(d) - 1), _i2(q, len(d) - 1), None,
               tuple(w / w.sum()))  # fmt: skip


def reml(d: Array, v: Array, x: Array | None = None, names: Sequence[str] = ()) -> Fit:
    """Random effects by restricted maximum likelihood, with Knapp and Hartung's variance and t.

    `x` (n_studies, n_moderators) makes it a meta-regression; a column of ones is put in front.
    The prediction interval is that of a new study at the mean: mean +- t sqrt(se^2 + tau2).
    """
    k = len(d)
    design, back = _standardized(np.empty((k, 0)) if x is None else x)
    df = k - design.shape[1]
    if df < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        raise AnalysisError(f"{k} studies are too few, or too alike, for {design.shape[1]} coefficients.")
    tau2 = _tau2(d, v, design)
    w = 1 / (v + tau2)
    bread = _inverse(w, design)
    b = bread @ (design.T * w @ d)
    factor = float(w @ (d - design @ b) ** 2) / df
    bounded = _narrower(bread * factor, v, design, df, back)
    covariance = back @ bread @ back.T * (max(1.0, factor) if bounded else factor)
    terms = tuple(
        _term(name, float(one), math.sqrt(variance), df)
        for name, one, variance in zip(("intercept", *names), back @ b, np.diag(covariance), strict=True)
    )
    q = _q(d, v, design)
    reach = float(special.stdtrit(df, 0.975)) * math.sqrt(terms[0].se ** 2 + tau2)
    prediction = Limits(terms[0].b - reach, terms[0].b + reach) if x is None else None
    typical = df / float(np.trace(_projection(v, design)))
    method = f"random effects (REML, Knapp-Hartung{', ad hoc bound' if bounded else ''})"
    return Fit(method, terms, df, tau2, q, _p_of_q(q, df),
               tau2 / (tau2 + typical), prediction, tuple(w / w.sum()), bounded)  # fmt: skip


def _standardized(x: Array) -> tuple[Array, Array]:
    """Ones and the moderators in SDs about their means, and the matrix that takes coefficients back.

    A date (20240115) or a time in seconds would else leave no digit of its own beside the column of ones.
    """
    about, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1.0  # a constant, which its rank then tells
    back = np.diag([1.0, *(1 / spread)])
    back[0, 1:] = -about / spread
    return np.column_stack([np.ones(len(x)), (x - about) / spread]), back


def _inverse(weights: Array, design: Array) -> Array:
    """(X'WX)^-1 by the root of what is inverted, so that no variance comes out below 0."""
    root = np.linalg.inv(np.linalg.qr(design * np.sqrt(weights)[:, None], mode="r"))
    return np.asarray(root @ root.T, dtype=np.float64)


def _narrower(covariance: Array, v: Array, design: Array, df: int, back: Array) -> bool:
    """Whether an interval on t(df) is narrower than the fixed effect's, at any coefficient."""
    least = back @ _inverse(1 / v, design) @ back.T
    fixed = np.sqrt(np.diag(least)) * float(special.ndtri(0.975))
    reach = np.sqrt(np.diag(back @ covariance @ back.T)) * float(special.stdtrit(df, 0.975))
    return bool(np.any(reach < fixed * (1 - 1e-12)))


def _term(name: str, b: float, se: float, df: float) -> Term:
    normal = math.isinf(df)
    quantile = float(special.ndtri(0.975) if normal else special.stdtrit(df, 0.975))
    z = math.inf if se == 0 else abs(b / se)
    p = 2 * float(special.ndtr(-z) if normal else special.stdtr(df, -z))
    return Term(name, b, se, Limits(b - quantile * se, b + quantile * se), p)


def _projection(variances: Array, design: Array) -> Array:
    """P = W - W X (X'WX)^-1 X'W, which takes the fitted part out of d and weighs the rest."""
    w = 1 / variances
    wx = design * w[:, None]
    found: Array = np.diag(w) - wx @ np.linalg.solve(design.T @ wx, wx.T)
    return found


def _tau2(d: Array, v: Array, design: Array) -> float:
    """The maximum of the restricted likelihood at or above 0: the best of 0 and the roots of its slope."""

    def slope(tau2: float) -> float:
        p = _projection(v + tau2, design)
        return float(d @ p @ p @ d - np.trace(p))

    def height(tau2: float) -> float:
        w = 1 / (v + tau2)
        _, log_det = np.linalg.slogdet(design.T * w @ design)
        return float(np.log(w).sum() - log_det - d @ _projection(v + tau2, design) @ d)

    top = 100 * (float(np.ptp(d)) ** 2 + float(v.max()))
    grid = [0.0, *np.geomspace(1e-8 * top, top, 160)]
    slopes = [slope(one) for one in grid]
    roots = [
        float(optimize.brentq(slope, low, high, xtol=1e-15, rtol=1e-13))
        for low, high, before, after in zip(grid, grid[1:], slopes, slopes[1:], strict=False)
        if before > 0 >= after
    ]
    return max([0.0, *roots], key=height)


def _q(d: Array, v: Array, design: Array) -> float:
    """Squares about the fitted values: 0 and above also where studies are equal but for rounding."""
    w = 1 / v
    fitted = design @ np.linalg.solve(design.T * w @ design, design.T * w @ d)
    return float(w @ (d - fitted) ** 2)


def _p_of_q(q: float, df: float) -> float:
    return float(special.chdtrc(df, max(q, 0.0)))


def _i2(q: float, df: float) -> float:
    return max(0.0, (q - df) / q) if q > 0 else 0.0


def _regression(studies: Sequence[Study], moderators: Sequence[str]) -> Fit:
    columns: list[Array] = []
    names: list[str] = []
    for moderator in moderators:
        for name, column in _coded(studies, moderator):
            names.append(name)
            columns.append(column)
    d, v = _columns(studies)
    return reml(d, v, np.column_stack(columns), names)


def _coded(studies: Sequence[Study], moderator: str) -> list[tuple[str, Array]]:
    if lacking := [one.label for one in studies if moderator not in one.moderators]:
        raise AnalysisError(f"The moderator {moderator} is not known for: {listed(lacking)}.")
    return coded(moderator, [one.moderators[moderator] for one in studies])
