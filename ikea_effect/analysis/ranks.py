"""Two cells compared by ranks: the chance that one has more than the other."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy
from scipy import optimize, special, stats

from ikea_effect.analysis.question import CannotEstimate, Pair, Question, few, need
from ikea_effect.analysis.results import EffectSize, Estimate, Interval, Statistic
from ikea_effect.analysis.tails import t_interval, t_p

MOST_PAIRS = 4_000_000
EDGE = 1e-12


def mann_whitney(question: Question) -> Estimate:
    """P(X > Y) + P(X = Y) / 2 with U; p from the normal law with ties and continuity corrected.

    The interval takes both cells to differ in place alone, as the test does: it holds .5 exactly where p is
    .05 or more. Source: Newcombe (2006), method 5, with U's corrections for ties and continuity.
    """
    pair, cells = _pair(question)
    side = question.hypothesis.alternative
    tested = stats.mannwhitneyu(pair.high, pair.low, alternative=side, method="asymptotic")
    n, m = len(pair.high), len(pair.low)
    u = float(tested.statistic)
    share, ties = u / (n * m), _ties(pair)
    return _estimate(
        question,
        pair,
        cells,
        method="Mann-Whitney U test",
        estimate=share,
        se=math.sqrt(ties * _share_variance(share, n, m)) or None,
        ci=newcombe(share, n, m, ties),
        statistic=Statistic("U", u),
        p=float(tested.pvalue),
        library=f"scipy {scipy.__version__}",
        details={**_shift(pair), "p_two_sided": _mann_whitney_p(pair)},
    )


def _mann_whitney_p(pair: Pair) -> float:
    return float(stats.mannwhitneyu(pair.high, pair.low, method="asymptotic").pvalue)


def _ties(pair: Pair) -> float:
    """By how much ties lessen U's variance."""
    together = np.concatenate([pair.high, pair.low])
    count, total = np.unique(together, return_counts=True)[1].astype(np.float64), len(together)
    return 1 - float(np.sum(count**3 - count)) / (total**3 - total)


def _share_variance(share: float, n: int, m: int) -> float:
    """Of U / (n m) where the chance is `share`; at one half it is U's variance under no difference."""
    each = (n + m) / 2 - 1
    return share * (1 - share) * (1 + each * ((1 - share) / (2 - share) + share / (1 + share))) / (n * m)


def newcombe(share: float, n: int, m: int, ties: float) -> Interval:
    """The chances that U does not refute at .05, continuity corrected."""
    z, step = float(stats.norm.isf(0.025)), 1 / (2 * n * m)

    def excess(chance: float) -> float:
        return abs(share - chance) - step - z * math.sqrt(ties * _share_variance(chance, n, m))

    low = 0.0 if share - step < EDGE else float(optimize.brentq(excess, 0, share - step, xtol=1e-14))
    high = 1.0 if 1 - step - share < EDGE else float(optimize.brentq(excess, share + step, 1, xtol=1e-14))
    return Interval(low, high)


def brunner_munzel(question: Question) -> Estimate:
    """P(X > Y) + P(X = Y) / 2 with Brunner and Munzel's variance and df, which let the spreads differ."""
    import statsmodels
    from statsmodels.stats.nonparametric import rank_compare_2indep

    pair, cells = _pair(question)
    with np.errstate(divide="ignore", invalid="ignore"):
        tested = rank_compare_2indep(pair.high, pair.low, use_t=True)
    if not np.isfinite(tested.statistic):
        raise CannotEstimate(
            "The two cells do not overlap: their ranks leave no spread to test with. "
            "Declare mann-whitney, or welch."
        )
    share, se, df = float(tested.prob1), float(np.sqrt(tested.var / tested.nobs)), float(tested.df)
    logit = question.model.scale == "logit"
    slope = 1 / (share * (1 - share)) if logit else 1.0
    at = math.log(share / (1 - share)) if logit else share - 0.5
    t, limits = at / (se * slope), t_interval(at, se * slope, df)
    p = t_p(t, df, question.hypothesis.alternative)
    return _estimate(
        question,
        pair,
        cells,
        method=f"Brunner-Munzel test, {'on the logit' if logit else 'on the share'}",
        estimate=share,
        se=se,
        ci=Interval(*(_chance(end or 0.0, logit) for end in limits)),
        statistic=Statistic("t", t, df),
        p=p,
        library=f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
        details={**_shift(pair), "t_on_the_share": float(tested.statistic)},
    )


def _chance(at: float, logit: bool) -> float:
    """A limit as a chance, between 0 and 1."""
    return float(special.expit(at)) if logit else min(1.0, max(0.0, at + 0.5))


def _pair(question: Question) -> tuple[Pair, dict[str, np.ndarray]]:
    pair = question.pair()
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, 2, "A rank test")
    together = np.concatenate([pair.high, pair.low])
    if np.ptp(together) == 0:
        raise CannotEstimate(
            f"Every {question.measure} is the same ({together[0]:g}): nothing to rank. "
            "Leave the hypothesis out."
        )
    return pair, cells


def _estimate(question: Question, pair: Pair, cells: dict[str, np.ndarray], **found: Any) -> Estimate:
    ci: Interval = found["ci"]
    return question.described(
        cells,
        term=f"P({pair.high_name} > {pair.low_name})",
        unit="share",
        effect_size=EffectSize("rank_biserial", 2 * found["estimate"] - 1, ci.scaled(2, -1)),
        formula=f"rank({question.measure}) ~ C({question.model.factor}, Treatment('{pair.low_name}'))",
        notes=few(cells, 10, "many"),
        **found,
    )


def _shift(pair: Pair) -> dict[str, object]:
    """Hodges and Lehmann's shift, the median of all differences, with its 95% interval (measure's unit)."""
    n, m = len(pair.high), len(pair.low)
    if n * m > MOST_PAIRS:
        return {}
    differences = np.sort((pair.high[:, None] - pair.low[None, :]).ravel())
    spread = np.sqrt(n * m * (n + m + 1) / 12)
    cut = int(np.floor(n * m / 2 - float(stats.norm.isf(0.025)) * spread))
    if cut < 0:
        return {"shift": float(np.median(differences))}
    limits = Interval(float(differences[cut]), float(differences[n * m - 1 - cut]))
    return {"shift": float(np.median(differences)), "shift_ci": limits}
