"""Sentences to copy into a paper: each hypothesis's test as the APA's manual (7th edition) has it written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ikea_effect.rounding import fixed, p_said

if TYPE_CHECKING:
    from ikea_effect.analysis.results import Analysis, Estimate, Interval, Statistic

_LETTERS = {
    "hedges_g": "g",
    "hedges_gz": "g_z",
    "cohens_d": "d",
    "partial_eta_squared": "ηp²",
    "cramers_v": "V",
    "rank_biserial": "r_rb",
    "odds_ratio": "OR",
}
_SHARES = frozenset({"partial_eta_squared", "cramers_v", "share"})
"""What cannot exceed 1 has no zero before the point."""


def sentences(analysis: Analysis) -> Iterator[str]:
    """One for each primary estimate, behind what must be known of data that are not from people."""
    if analysis.mode in ("simulated", "scripted"):
        yield f"[{analysis.mode.upper()}: not data from people]"
    for estimate in analysis.estimates:
        if estimate.role == "primary":
            yield f"{estimate.hypothesis}: {sentence(estimate)}"


def sentence(estimate: Estimate) -> str:
    """ "wtp, build - prebuilt = 0.79 USD, 95% CI [0.33, 1.25], t(13.92) = 3.70, p = .001, g = 1.75"."""
    if estimate.estimate is None:
        return f"no test: {estimate.problem}"
    parts = [f"{estimate.measure}, {estimate.term} = {fixed(estimate.estimate, 2)} {estimate.unit}"]
    if estimate.ci:
        parts.append(_interval(estimate.ci, estimate.level))
    if estimate.statistic:
        parts.append(_statistic(estimate.statistic, estimate))
    if estimate.p is not None:
        one_sided = estimate.alternative in ("greater", "less")
        side = f" (one-sided, {estimate.alternative})" if one_sided else ""
        whose = "Fisher's exact " if "Fisher's exact p" in estimate.method else ""
        parts.append(f"{whose}{p_said(estimate.p)}{side}")
    if size := estimate.effect_size:
        name = _LETTERS.get(size.name, size.name.replace("_", " "))
        value = _share(size.value) if size.name in _SHARES else fixed(size.value, 2)
        parts.append(f"{name} = {value}")
        if size.ci:
            parts.append(_interval(size.ci, size.level, share=size.name in _SHARES))
    cells = "; ".join(_cell(estimate, level) for level in estimate.n if estimate.mean.get(level) is not None)
    return f"{', '.join(parts)} ({'; '.join(filter(None, [estimate.method, cells]))})."


def _cell(estimate: Estimate, level: str) -> str:
    mean, sd = estimate.mean.get(level), estimate.sd.get(level)
    spread = "" if sd is None else f", SD = {fixed(sd, 2)}"
    return f"{level}: n = {estimate.n[level]}, M = {'' if mean is None else fixed(mean, 2)}{spread}"


def _interval(limits: Interval, level: float, *, share: bool = False) -> str:
    ends = [_limit(end, share=share) for end in limits]
    return f"{level * 100:g}% CI [{ends[0]}, {ends[1]}]"


def _limit(end: float | None, *, share: bool) -> str:
    if end is None:
        return "–"
    return _share(end) if share else fixed(end, 2)


def _share(value: float) -> str:
    return fixed(value, 2).replace("0.", ".", 1) if abs(value) < 1 else fixed(value, 2)


def _statistic(found: Statistic, estimate: Estimate) -> str:
    """ "t(13.92) = 3.70", "F(2, 84) = 4.10", "χ²(1, N = 96) = 4.10"; decimals of df where it has some."""
    dfs = found.df if isinstance(found.df, tuple) else () if found.df is None else (found.df,)
    inside = [fixed(df, 0 if float(df).is_integer() else 2) for df in dfs]
    name = "χ²" if found.name in ("chi2", "chi-square", "X2", "chi²") else found.name
    if name == "χ²":
        inside.append(f"N = {sum(estimate.n.values())}")
    degrees = f"({', '.join(inside)})" if inside else ""
    return f"{name}{degrees} = {fixed(found.value, 2)}"
