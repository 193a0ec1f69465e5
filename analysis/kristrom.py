"""Take it or leave it: willingness to pay from one price per person, by a logit and without a distribution.

Run: python analysis/kristrom.py [FILE.csv]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf

DATA = Path(__file__).parent / "data" / "kristrom" / "KR.csv"


def read(file: Path = DATA) -> pd.DataFrame:
    """The answers: `price` that was asked, `accepted` 0 or 1."""
    return pd.read_csv(file).rename(columns={"bid1": "price", "R1": "accepted"})


def accepted(data: pd.DataFrame) -> pd.DataFrame:
    """How many of those asked each price accepted it."""
    return data.groupby("price")["accepted"].agg(accepted="sum", asked="count")


def logit(data: pd.DataFrame) -> dict[str, float]:
    """Acceptance by price; the median is the price that half accept, with a delta-method standard error."""
    fit = smf.logit("accepted ~ price", data).fit(disp=0)
    constant, slope = fit.params["Intercept"], fit.params["price"]
    gradient = np.array([-1 / slope, constant / slope**2])
    se = float(np.sqrt(gradient @ fit.cov_params().to_numpy() @ gradient))
    return {"constant": constant, "slope": slope, "slope_se": fit.bse["price"], "loglik": fit.llf,
            "median": -constant / slope, "median_se": se}  # fmt: skip


def survival(data: pd.DataFrame) -> pd.Series:
    """Shares that accept each price, made to fall by pooling neighbors that do not (Ayer et al. 1955)."""
    table = accepted(data)
    blocks = [[row.accepted, row.asked, 1] for row in table.itertuples()]
    place = 1
    while place < len(blocks):
        if blocks[place][0] / blocks[place][1] <= blocks[place - 1][0] / blocks[place - 1][1]:
            place += 1
            continue
        for part in range(3):
            blocks[place - 1][part] += blocks[place][part]
        del blocks[place]
        place = max(place - 1, 1)
    shares = [yes / asked for yes, asked, prices in blocks for _ in range(prices)]
    return pd.Series(shares, index=table.index, name="share")


def lower_bound_mean(data: pd.DataFrame) -> float:
    """The least mean willingness to pay that the shares allow: each step counted at its lower price."""
    share = survival(data)
    return float(np.sum(share.to_numpy() * np.diff(np.concatenate([[0], share.index]))))


def main(arguments: list[str]) -> None:
    """Print shares, the logit and both measures of welfare."""
    data = read(Path(arguments[0])) if arguments else read()
    print(accepted(data).assign(falling=survival(data).round(4)))
    for name, value in logit(data).items():
        print(f"{name:10} {value: .6g}")
    print(f"mean, lower bound without a distribution: {lower_bound_mean(data):.0f} SEK")


if __name__ == "__main__":
    main(sys.argv[1:])
