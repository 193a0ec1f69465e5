"""Every defensible way to analyze at once, with one permutation test of them all together."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from ikea_effect.analysis.bounded import two_levels
from ikea_effect.analysis.design_matrix import rows_lost
from ikea_effect.analysis.exclusions import rulings
from ikea_effect.analysis.multiverse_soundness import basis, cells_by, require_sound, unbalanced
from ikea_effect.analysis.question import CannotEstimate, Question, Values, need, need_spread
from ikea_effect.analysis.resampling import generator
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.analysis.spread import spread
from ikea_effect.rounding import fixed

OUTLIER_MADS = 3.0
WINSOR = 0.975


@dataclass(frozen=True, slots=True)
class Specification:
    """One way to analyze: how the outcome enters, who is left out, which covariates stand in the model."""

    outcome: str
    exclusion: str
    covariates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """All specifications: the effect in residual SDs, n, and t under the real labels (first) and shuffled."""

    specifications: tuple[Specification, ...]
    effects: Values
    n: Values
    t: Values
    df: Values


class Fitted(NamedTuple):
    """One specification: its effect in residual SDs, n, t under every labeling, df."""

    specification: Specification
    effect: float
    n: int
    t: Values
    df: int


@dataclass(frozen=True, slots=True)
class Data:
    """What every specification is fitted on."""

    treated: Values
    outcomes: Mapping[str, Values]
    masks: Mapping[str, NDArray[np.bool_]]
    covariates: Mapping[str, Values]
    permutations: int
    seed: int
    variances: str


def multiverse(question: Question) -> Estimate:
    """The median effect over all specifications, with the p of its median t under shuffled labels.

    The rows are all that were recorded: leaving some out is one of the choices.
    """
    question = replace(question, data=question.recorded if question.recorded is not None else question.data)
    high, low = two_levels(question)
    factor, model = question.model.factor, question.model
    codes, levels = question.codes(factor), question.levels(factor)
    y = question.outcome()
    columns = {name: question.column(name) for name in model.covariates}
    asked = np.isin(codes, [levels.index(high), levels.index(low)])
    whole = asked & np.isfinite(y)
    for values in columns.values():
        whole &= np.isfinite(values)
    treated = (codes[whole] == levels.index(high)).astype(np.float64)
    cells = {high: y[whole][treated == 1], low: y[whole][treated == 0]}
    need(cells, 5, "A multiverse")
    need_spread(cells, question.measure)
    masks = {name: _mask(name, question, y, whole) for name in dict.fromkeys(model.exclusions)}
    outcomes = {name: _OUTCOMES[name](y[whole]) for name in dict.fromkeys(model.outcomes)}
    covariates = {name: values[whole] for name, values in columns.items()}
    for exclusion, mask in masks.items():
        require_sound(exclusion, mask, outcomes, covariates, cells_by(treated, high, low))
    curve = specification_curve(
        treated, outcomes, masks, covariates, model.permutations, model.seed, model.variances
    )
    return question.described(
        cells,
        method=f"multiverse of {len(curve.specifications)} specifications, {model.permutations} permutations",
        unit="SD",
        estimate=float(np.median(curve.effects)),
        statistic=Statistic("median t", float(np.median(curve.t[:, 0]))),
        p=joint_p(np.median(curve.t, axis=0), question.hypothesis.alternative),
        formula=f"{question.measure} ~ C({factor}, Treatment('{low}')) + any of ({', '.join(columns)})",
        library=f"numpy {np.__version__}",
        notes=(
            *rows_lost(int((asked & ~whole).sum())),
            *unbalanced(treated, covariates),
            *_agreement(question, curve, outcomes, masks, covariates, treated),
        ),
        details=_told(question, curve),
    )


def joint_p(statistic: Values, alternative: str) -> float:
    """How often shuffled labels (all but the first) do at least as well as the real ones (the first)."""
    real, shuffled = statistic[0], statistic[1:]
    beyond = {
        "two-sided": np.abs(shuffled) >= abs(real) - 1e-12,
        "greater": shuffled >= real - 1e-12,
        "less": shuffled <= real + 1e-12,
    }[alternative]
    return float((1 + np.sum(beyond)) / (1 + len(shuffled)))


def specification_curve(
    treated: Values,
    outcomes: Mapping[str, Values],
    masks: Mapping[str, NDArray[np.bool_]],
    covariates: Mapping[str, Values],
    permutations: int,
    seed: int,
    variances: str = "per-cell",
) -> Curve:
    """Every specification fitted under the real and every shuffled labeling, by Frisch, Waugh and Lovell.

    What the covariates explain is taken out of the labels once for all outcomes that share rows. A shuffled
    difference of means is no yardstick where the conditions spread differently, its t by a standard error
    that allows for it is. Source: Janssen (1997).
    """
    data = Data(treated, outcomes, masks, covariates, permutations, seed, variances)
    groups = itertools.product(masks, _subsets(tuple(covariates)))
    found = [*itertools.chain.from_iterable(spread(partial(_group, data), groups))]
    return Curve(
        tuple(one[0] for one in found),
        np.array([one[1] for one in found]),
        np.array([one[2] for one in found], dtype=np.float64),
        np.array([one[3] for one in found]),
        np.array([one[4] for one in found], dtype=np.float64),
    )


def _group(data: Data, which: tuple[str, tuple[str, ...]]) -> list[Fitted]:
    """The specifications that share rows and covariates."""
    (exclusion, names), mask = which, data.masks[which[0]]
    shown = _shuffled(data.treated.tobytes(), data.permutations, data.seed)[mask]
    q = basis([data.covariates[name][mask] for name in names], int(mask.sum()))
    rest = shown - q @ (q.T @ shown)
    squares = np.maximum(np.einsum("ij,ij->j", rest, rest), 1e-9)
    robust = _Robust(rest, squares, q) if data.variances == "per-cell" else None
    df, found = int(mask.sum()) - q.shape[1] - 1, []
    for outcome, values in data.outcomes.items():
        e = values[mask] - q @ (q.T @ values[mask])
        slope = (e @ rest) / squares
        residual = np.maximum(e @ e - slope * slope * squares, 1e-300) / df
        error = residual / squares if robust is None else robust.variance(e, slope)
        t = slope / np.sqrt(error)
        effect = float(slope[0] / np.sqrt(residual[0]))
        found.append(Fitted(Specification(outcome, exclusion, names), effect, len(e), t, df))
    return found


@lru_cache(maxsize=1)
def _shuffled(treated: bytes, permutations: int, seed: int) -> Values:
    """All labelings, which follow from the seed: a process draws them once, none are sent."""
    return _labelings(np.frombuffer(treated), permutations, seed)


class _Robust:
    """HC2's variance of the slopes of many labelings, for any outcome that shares their rows."""

    def __init__(self, rest: Values, squares: Values, q: Values) -> None:
        self._rest, self._squares = rest, squares
        leverage = np.square(q).sum(axis=1)[:, None] + rest**2 / squares
        self._weight = rest**2 / np.maximum(1 - leverage, 1e-9)
        self._product = self._weight * rest
        self._square = np.einsum("ij,ij->j", self._product, rest)

    def variance(self, e: Values, slope: Values) -> Values:
        """Of each slope; e is the outcome without what the covariates explain."""
        squared = (e * e) @ self._weight - 2 * slope * (e @ self._product) + slope * slope * self._square
        return np.asarray(np.maximum(squared, 1e-300) / self._squares**2, dtype=np.float64)


def _labelings(treated: Values, permutations: int, seed: int) -> Values:
    rng = generator(seed)
    shuffled = rng.permuted(np.tile(treated, (permutations, 1)), axis=1)
    return np.ascontiguousarray(np.vstack([treated, shuffled]).T)


def _subsets(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for size in range(len(names) + 1):
        yield from itertools.combinations(names, size)


# --- the choices ------------------------------------------------------------------------------------------


def _winsorized(y: Values) -> Values:
    return np.asarray(np.minimum(y, np.quantile(y, WINSOR)), dtype=np.float64)


def _log(y: Values) -> Values:
    if float(y.min()) <= -1:
        raise CannotEstimate("log1p takes amounts above -1 only. Leave it out of outcomes.")
    return np.asarray(np.log1p(y), dtype=np.float64)


def _ranks(y: Values) -> Values:
    return np.asarray(stats.rankdata(y) / len(y), dtype=np.float64)


_OUTCOMES: Mapping[str, Callable[[Values], Values]] = {
    "raw": lambda y: y,
    "log1p": _log,
    "winsorized": _winsorized,
    "rank": _ranks,
}


def _mask(exclusion: str, question: Question, y: Values, whole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Who stays, among the whole rows; never by condition."""
    values = y[whole]
    stays = np.ones(len(values), dtype=bool)
    if exclusion == "zeros":
        stays = values != 0
    if exclusion == "outliers":
        middle = np.median(values)
        spread = float(np.median(np.abs(values - middle))) / float(special.ndtri(0.75))
        stays = np.abs(values - middle) <= OUTLIER_MADS * spread if spread > 0 else stays
    if exclusion == "declared":
        for ruling in rulings(question.protocol, question.data):
            stays &= ~ruling.drops[whole]
    return np.asarray(stays, dtype=np.bool_)


# --- what is told -----------------------------------------------------------------------------------------


def _told(question: Question, curve: Curve) -> dict[str, Any]:
    critical = stats.t.isf(0.025, curve.df)[:, None]
    turned = {"two-sided": np.abs(curve.t), "greater": curve.t, "less": -curve.t}
    significant = turned[question.hypothesis.alternative] > critical
    share = significant.mean(axis=0)
    order = np.argsort(curve.effects, kind="stable")
    return {
        "specifications": [
            {
                "outcome": one.outcome, "exclusion": one.exclusion, "covariates": list(one.covariates),
                "n": int(curve.n[place]), "effect": float(curve.effects[place]),
                "t": float(t), "p": float(2 * stats.t.sf(abs(t), curve.df[place])),
            }
            for place in order
            for one, t in ((curve.specifications[place], curve.t[place, 0]),)
        ],
        "range": [float(curve.effects.min()), float(curve.effects.max())],
        "share_significant": float(share[0]),
        "share_significant_p": joint_p(share, "greater"),
        "share_of_spread": spread_shares(curve),
        "permutations": curve.t.shape[1] - 1,
    }  # fmt: skip


def spread_shares(curve: Curve) -> dict[str, float]:
    """How much of the effects' variance each choice explains by itself; the rest are their combinations."""
    total = float(np.var(curve.effects))
    if total == 0:
        return {}
    choices: dict[str, list[str]] = {
        "outcome": [one.outcome for one in curve.specifications],
        "exclusion": [one.exclusion for one in curve.specifications],
    }
    every = dict.fromkeys(name for one in curve.specifications for name in one.covariates)
    choices |= {
        f"covariate {name}": [str(name in one.covariates) for one in curve.specifications] for name in every
    }
    shares = {}
    for choice, taken in choices.items():
        groups = np.array(taken)
        means = {level: float(curve.effects[groups == level].mean()) for level in set(taken)}
        shares[choice] = float(np.var([means[level] for level in taken])) / total
    return shares | {"combinations": 1 - sum(shares.values())}


def _agreement(
    question: Question,
    curve: Curve,
    outcomes: Mapping[str, Values],
    masks: Mapping[str, NDArray[np.bool_]],
    covariates: Mapping[str, Values],
    treated: Values,
) -> tuple[str, ...]:
    """The first specification, refitted by statsmodels: both must agree."""
    from statsmodels.regression.linear_model import OLS

    one = curve.specifications[0]
    mask = masks[one.exclusion]
    x = np.column_stack(
        [np.ones(int(mask.sum())), treated[mask], *(covariates[n][mask] for n in one.covariates)]
    )
    kind = "HC2" if question.model.variances == "per-cell" else "nonrobust"
    t = float(OLS(outcomes[one.outcome][mask], x).fit(cov_type=kind).tvalues[1])
    if abs(t - curve.t[0, 0]) > 1e-6 * max(1.0, abs(t)):
        return (f"statsmodels gives t = {fixed(t, 6)} for the first specification of {question.measure}.",)
    return ()
