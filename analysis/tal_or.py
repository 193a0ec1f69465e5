"""Simple and serial mediation by least squares, with percentile bootstrap intervals.

Run: python analysis/tal_or.py [FILE.csv]

Simple: where an article stands -> presumed influence on others -> own intention.
Serial: where it stands -> importance of the issue -> presumed influence -> own intention.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf

DATA = Path(__file__).parent / "data" / "tal_or" / "Tal_Or.csv"


def recoded(file: Path = DATA) -> pd.DataFrame:
    """The data with the condition's names; `import` is renamed, for a formula would read it as Python."""
    data = pd.read_csv(file).rename(columns={"import": "importance"})
    return data.assign(place=data["cond"].map({1: "front", 0: "inner"}))


def paths(data: pd.DataFrame) -> dict[str, float]:
    """The paths of the simple mediation: a, b, total c, direct c', indirect ab, with standard errors."""
    first = smf.ols("pmi ~ cond", data).fit()
    second = smf.ols("reaction ~ cond + pmi", data).fit()
    total = smf.ols("reaction ~ cond", data).fit()
    return {
        "a": first.params["cond"], "a_se": first.bse["cond"], "a_p": first.pvalues["cond"],
        "b": second.params["pmi"], "b_se": second.bse["pmi"],
        "total": total.params["cond"],
        "direct": second.params["cond"], "direct_se": second.bse["cond"], "direct_p": second.pvalues["cond"],
        "indirect": first.params["cond"] * second.params["pmi"],
    }  # fmt: skip


def serial(data: pd.DataFrame) -> dict[str, float]:
    """The serial path: place -> importance -> presumed influence -> reaction."""
    first = smf.ols("importance ~ cond", data).fit().params["cond"]
    second = smf.ols("pmi ~ cond + importance", data).fit().params["importance"]
    third = smf.ols("reaction ~ cond + importance + pmi", data).fit().params["pmi"]
    return {"a1": first, "d21": second, "b2": third, "indirect": first * second * third}


def bootstrap(data: pd.DataFrame, draws: int = 10_000, seed: int = 1) -> tuple[float, float]:
    """Percentile 95% interval of the simple indirect effect."""
    random = np.random.default_rng(seed)
    x, m, y = (data[name].to_numpy(float) for name in ("cond", "pmi", "reaction"))
    found = np.empty(draws)
    for draw in range(draws):
        rows = random.integers(0, len(x), len(x))
        one = np.ones(len(x))
        a = np.linalg.lstsq(np.column_stack([one, x[rows]]), m[rows])[0][1]
        b = np.linalg.lstsq(np.column_stack([one, x[rows], m[rows]]), y[rows])[0][2]
        found[draw] = a * b
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def main(arguments: list[str]) -> None:
    """Print the paths and the interval."""
    data = recoded(Path(arguments[0])) if arguments else recoded()
    for name, value in paths(data).items():
        print(f"{name:12} {value: .4f}")
    low, high = bootstrap(data)
    print(f"indirect, 95% percentile bootstrap: [{low:.3f}, {high:.3f}]")
    print("serial", {name: round(float(value), 5) for name, value in serial(data).items()})


if __name__ == "__main__":
    main(sys.argv[1:])
