"""Sentences to copy into a paper: each hypothesis's test as the APA's manual (7th edition) has it written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ikea_effect.analysis.results import counted, whose_p
from ikea_effect.rounding import fixed, p_said

if TYPE_CHECKING:
    from ikea_effect.analysis.results import Analysis, Estimate, Interval, Statistic

_LETTERS = {
    "hedges_g": "g",
    "hedges_gz": "g_z",
    "cohens_d": "d",
    "akp_d": "d_R",
    "partial_eta_squared": "ηp²",
    "cramers_v": "V",
    "rank_biserial": "r_rb",
    "odds_ratio": "OR",
    "standardized_slope": "b*",
}
_BELOW_ONE = frozenset({"partial_eta_squared", "cramers_v", "share", "rank_biserial", "partial_r"})
"""Effect sizes that cannot exceed 1: they have no zero before the point."""
_SAME_TO_FOUR = 1e-4
"""Degrees of freedom this close to a whole number are printed as one, as papaja's apa_df() does."""


def sentences(analysis: Analysis) -> Iterator[str]:
    """One for each primary estimate, behind what must be known of data not from people, or not of all."""
    if analysis.mode in ("simulated", "scripted"):
        yield f"[{analysis.mode.upper()}: not data from people]"
    if early := analysis.basis.interim:
        yield f"[INTERIM: {early.complete} of {early.planned} planned participants are complete]"
    for estimate in analysis.estimates:
        if estimate.role == "primary":
            yield f"{estimate.hypothesis}: {sentence(estimate)}"


def sentence(estimate: Estimate) -> str:
    """ "wtp, build - prebuilt = 0.79 USD, 95% CI [0.33, 1.25], t(13.92) = 3.70, p = .001, g = 1.75"."""
    if estimate.estimate is None:
        return f"no test: {estimate.problem}"
    size = estimate.effect_size
    is_size_alone = size is not None and (size.value, size.ci) == (estimate.estimate, estimate.ci)
    parts = [] if is_size_alone else _estimated(estimate)
    if estimate.statistic:
        parts.append(_statistic(estimate.statistic, estimate))
    if estimate.p is not None:
        one_sided = estimate.alternative in ("greater", "less")
        side = f" (one-sided, {estimate.alternative})" if one_sided else ""
        whose = whose_p(estimate.method)
        parts.append(f"{whose}{p_said(estimate.p)}{side}")
    if size:
        below_one = size.name in _BELOW_ONE
        parts.append(
            f"{_LETTERS.get(size.name, size.name.replace('_', ' '))} = {_value(size.value, below_one)}"
        )
        if size.ci:
            parts.append(_interval(size.ci, size.level, below_one))
    are_shares = not is_size_alone and estimate.unit == "share" and estimate.null == 0
    known = [level for level in estimate.n if estimate.mean.get(level) is not None]
    cells = "; ".join(_cell(estimate, level, are_shares) for level in known)
    head = f"{estimate.measure}, {estimate.term}: " if is_size_alone else ""
    return f"{head}{', '.join(parts)} ({'; '.join(filter(None, [estimate.method, cells]))})."


def _estimated(estimate: Estimate) -> list[str]:
    """The number in its unit, and its interval; shares and what is between two of them cannot exceed 1."""
    below_one = estimate.unit == "share"
    value = _value(estimate.estimate or 0.0, below_one)
    unit = "" if estimate.unit in ("share", "ratio") else f" {estimate.unit}"
    said = [f"{estimate.measure}, {estimate.term} = {value}{unit}"]
    return [*said, _interval(estimate.ci, estimate.level, below_one)] if estimate.ci else said


def _cell(estimate: Estimate, level: str, are_shares: bool) -> str:
    mean, sd = estimate.mean.get(level), estimate.sd.get(level)
    spread = "" if sd is None else f", SD = {_value(sd, are_shares)}"
    n = counted(estimate.n[level], estimate.n_of, thousands=True)
    return f"{level}: n = {n}, M = {'' if mean is None else _value(mean, are_shares)}{spread}"


def _interval(limits: Interval, level: float, below_one: bool = False) -> str:
    """ "95% CI [0.33, 1.25]"; an end that there is not is infinite."""
    low, high = limits
    ends = (
        "-∞" if low is None else _value(low, below_one),
        "∞" if high is None else _value(high, below_one),
    )
    return f"{level * 100:g}% CI [{ends[0]}, {ends[1]}]"


def _value(value: float, below_one: bool = False) -> str:
    """Two decimals, thousands grouped; ".57" and "-.15" of what cannot exceed 1."""
    said = fixed(value, 2, thousands=True)
    return said.replace("0.", ".", 1) if below_one and said.removeprefix("-").startswith("0.") else said


def _degrees(df: float) -> str:
    """Whole where it is whole to four decimals, else with two; never grouped."""
    return fixed(df, 0 if abs(df - round(df)) < _SAME_TO_FOUR / 2 else 2)


def _statistic(found: Statistic, estimate: Estimate) -> str:
    """ "t(13.92) = 3.70", "F(2, 84) = 4.10", "χ²(1, N = 96) = 4.10"."""
    dfs = found.df if isinstance(found.df, tuple) else () if found.df is None else (found.df,)
    inside = [_degrees(df) for df in dfs]
    name = "χ²" if found.name in ("chi2", "chi-square", "X2", "chi²") else found.name
    if name == "χ²":
        inside.append(f"N = {sum(estimate.n.values()):,}")
    degrees = f"({', '.join(inside)})" if inside else ""
    return f"{name}{degrees} = {_value(found.value)}"
