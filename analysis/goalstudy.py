"""Variety among products and goal progress: a 2 x 2 on real bids, many of them zero.

Run: python analysis/goalstudy.py [FILE.csv]

The claim is the crossover: variety raises bids when progress is low and lowers them when it is high.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from statsmodels.stats.anova import anova_lm

DATA = Path(__file__).parent / "data" / "goalstudy" / "goalstudy.csv"


def recoded(file: Path = DATA) -> pd.DataFrame:
    """The data with the levels' names."""
    data = pd.read_csv(file)
    names = {1: "low", 2: "high"}
    return data.assign(progress=data["progress"].map(names), variety=data["prodvar"].map(names))


def type_three(data: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Type III sums of squares: sum contrasts, so that each effect is adjusted for the others."""
    fit = smf.ols(f"{outcome} ~ C(progress, Sum) * C(variety, Sum)", data).fit()
    table = anova_lm(fit, typ=3).drop(index="Intercept")
    effects = table.index != "Residual"
    table.loc[effects, "partial_eta2"] = table["sum_sq"] / (table["sum_sq"] + table.loc["Residual", "sum_sq"])
    return table


def robust(data: pd.DataFrame) -> pd.DataFrame:
    """The same effects with HC3, since cells with many zeros differ in variance."""
    fit = smf.ols("bid ~ C(progress, Sum) * C(variety, Sum)", data).fit(cov_type="HC3", use_t=True)
    return fit.summary2().tables[1]


def simple_effects(data: pd.DataFrame) -> pd.DataFrame:
    """The effect of variety (high - low) at each level of progress: HC2 is Welch's standard error."""
    rows = {}
    for progress in ("low", "high"):
        at = data[data["progress"] == progress]
        fit = smf.ols("bid ~ C(variety, Treatment('low'))", at).fit(cov_type="HC2", use_t=True)
        rows[progress] = {"difference": fit.params.iloc[1], "se": fit.bse.iloc[1]}
    return pd.DataFrame(rows).T


def main(arguments: list[str]) -> None:
    """Print cells, tests and the manipulation check."""
    data = recoded(Path(arguments[0])) if arguments else recoded()
    cells = data.assign(zero=data["bid"] == 0).groupby(["variety", "progress"])
    print(cells["bid"].agg(["count", "mean", "std", "median"]).assign(zeros=cells["zero"].sum()).round(3))
    logged = data.assign(logged=np.log1p(data["bid"]))
    for title, table in {
        "bids, type III": type_three(data, "bid"),
        "log(1 + bid), type III": type_three(logged, "logged"),
        "bids, HC3": robust(data),
        "high - low variety at each level of progress": simple_effects(data),
        "perceived similarity (check), type III": type_three(data, "perceivedsim"),
    }.items():
        print(f"\n{title}\n{table.to_string(float_format='{:.5g}'.format)}")


if __name__ == "__main__":
    main(sys.argv[1:])
