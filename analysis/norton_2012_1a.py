"""Bids for a storage box by those who assembled it and those who did not, beside the published bids.

Run: python analysis/norton_2012_1a.py FILE.csv       (a column labor: build or prebuilt; wtp; liking)

A study of ours exports such a file: ikea-effect export STUDY.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import statsmodels.formula.api as smf
from scipy import stats

from ikea_effect.analysis.replication import Panel, parse_summary, replicate
from ikea_effect.analysis.replication.summary import from_means

ORIGINAL = (
    "t=2.12,n=26+26"  # HBS Working Paper 11-091, Experiment 1A; read second hand, n per condition inferred
)


def welch(data: pd.DataFrame, outcome: str) -> dict[str, float]:
    """Builders minus non-builders: least squares with HC2, which is Welch's standard error, and his df."""
    fit = smf.ols(f"{outcome} ~ C(labor, Treatment('prebuilt'))", data).fit(cov_type="HC2")
    difference, se = float(fit.params.iloc[1]), float(fit.bse.iloc[1])
    groups = [group for _, group in data.groupby("labor")[outcome]]
    parts = [group.var() / len(group) for group in groups]
    df = sum(parts) ** 2 / sum(part**2 / (len(g) - 1) for part, g in zip(parts, groups, strict=True))
    t = difference / se
    reach = stats.t.ppf(0.975, df) * se
    return {"difference": difference, "se": se, "t": t, "df": df, "p": 2 * stats.t.sf(abs(t), df),
            "low": difference - reach, "high": difference + reach}  # fmt: skip


def panel(data: pd.DataFrame) -> Panel:
    """The bids beside the published ones, by every criterion; small telescopes decide."""
    bids = data.groupby("labor")["wtp"].agg(["mean", "std", "count"]).loc[["build", "prebuilt"]]
    ours = from_means(bids["mean"].tolist(), bids["std"].tolist(), bids["count"].tolist())
    return replicate(parse_summary(ORIGINAL), ours, "small-telescopes", smallest=0.30)


def main(arguments: list[str]) -> None:
    """Print both tests and the panel."""
    data = pd.read_csv(Path(arguments[0]))
    for outcome in ("wtp", "liking"):
        if outcome in data:
            print(outcome, {name: round(value, 4) for name, value in welch(data, outcome).items()})
    for one in panel(data).criteria:
        print(f"{one.id:22} {one.outcome:20} {one.sentence}")


if __name__ == "__main__":
    main(sys.argv[1:])
