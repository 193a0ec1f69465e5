"""How fast the analyses are, each next to the loop a user would write with statsmodels, in one process.

.venv/bin/python benchmarks/bench_analysis.py
"""

from __future__ import annotations

import resource
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.regression.linear_model import OLS
from table import Row, show

from ikea_effect.analysis import kernels, mediation, multiverse
from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.reading.table import read_table
from ikea_effect.analysis.resampling import generator, weight_blocks
from ikea_effect.protocol.loading import load_protocol

Values = NDArray[np.float64]
N = 50
BLOCK = 512  # data sets at once: small enough to stay in the processor's cache


def best(work: Callable[[], object], runs: int = 3) -> float:
    """Seconds of the fastest run, after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def welch_studies() -> tuple[float, float]:
    """Two-cell studies a second, draws included: kernel, and statsmodels OLS on arrays with HC3."""
    rng = generator(1)

    high, low = np.empty((N, BLOCK)), np.empty((N, BLOCK))

    def block() -> object:
        rng.standard_normal(out=high)
        rng.standard_normal(out=low)
        np.add(high, 0.4, out=high)
        return kernels.welch(high, low).significant

    x = np.column_stack([np.ones(2 * N), np.repeat([1.0, 0.0], N)])

    def naive() -> None:
        for _ in range(300):
            OLS(rng.standard_normal(2 * N) + 0.4 * x[:, 1], x).fit(cov_type="HC3", use_t=True).pvalues[1]

    return 100 * BLOCK / best(lambda: [block() for _ in range(100)]), 300 / best(naive)


def tobit_fits() -> tuple[float, float]:
    """Tobit fits a second of data that are there: batched Newton, and GenericLikelihoodModel."""
    from scipy import stats
    from statsmodels.base.model import GenericLikelihoodModel

    rng = generator(2)
    x = np.column_stack([np.ones(2 * N), np.repeat([0.0, 1.0], N)])
    y = np.clip(rng.normal(2, 3, (4000, 2 * N)) + x[:, 1], 0, 10)

    class Tobit(GenericLikelihoodModel):  # type: ignore[misc]
        def loglikeobs(self, params: Values) -> Values:
            mean, sigma = self.exog @ params[:-1], np.exp(params[-1])
            free = stats.norm.logpdf(self.endog, mean, sigma)
            free = np.where(self.endog <= 0, stats.norm.logcdf(0, mean, sigma), free)
            free = np.where(self.endog >= 10, stats.norm.logsf(10, mean, sigma), free)
            return np.asarray(free, dtype=np.float64)

    def naive() -> None:
        for row in y[:5]:
            model = Tobit(row, x, extra_params_names=["log sigma"])
            model.fit(start_params=[row.mean(), 0.0, np.log(row.std())], method="bfgs", disp=0)

    blocks = [
        (y[start : start + BLOCK, N:].T.copy(), y[start : start + BLOCK, :N].T.copy())
        for start in range(0, len(y), BLOCK)
    ]

    def ours() -> object:
        return [kernels.tobit(high, low, 0.0, 10.0) for high, low in blocks]

    return len(y) / best(ours, 5), 5 / best(naive, 1)


def mediation_seconds() -> tuple[float, float]:
    """Seconds for 10,000 resamples of a simple indirect effect, n = 200; and for statsmodels refits."""
    rng = generator(3)
    x = np.repeat([0.0, 1.0], 100)
    m = 0.4 * x + rng.standard_normal(200)
    y = 0.4 * m + rng.standard_normal(200)
    equations = {"m": ("x",), "y": ("x", "m")}
    system = mediation.System(np.column_stack([x, m, y]), ("x", "m", "y"), equations, ("x",))

    def ours() -> None:
        for weights in weight_blocks(generator(4), 200, 10_000):
            path = mediation.paths(system, mediation.moments(system.data, weights))
            path["m", "x"] * path["y", "m"]

    def naive() -> None:
        one = np.ones(200)
        for _ in range(200):
            rows = rng.integers(0, 200, 200)
            OLS(m[rows], np.column_stack([one, x[rows]])).fit()
            OLS(y[rows], np.column_stack([one, x[rows], m[rows]])).fit()

    return best(ours), best(naive, 1) * 10_000 / 200


def multiverse_seconds() -> tuple[float, float]:
    """Seconds for 768 specifications x 1,000 permutations, n = 200; and for statsmodels' loop over them."""
    rng = generator(5)
    n, treated = 200, np.repeat([0.0, 1.0], 100)
    extra = {f"c{i}": rng.standard_normal(n) for i in range(6)}
    y = np.clip(3 + 0.6 * treated + 0.4 * extra["c0"] + rng.normal(0, 2.4, n), 0, 10)
    outcomes = {"raw": y, "log1p": np.log1p(y), "winsorized": np.minimum(y, np.quantile(y, 0.975))}
    masks = {
        "none": np.ones(n, dtype=bool), "zeros": y > 0, "outliers": np.abs(y - y.mean()) < 2.5 * y.std(),
        "declared": extra["c1"] > -1.5,
    }  # fmt: skip

    def ours() -> object:
        return multiverse.specification_curve(treated, outcomes, masks, extra, 1000, 1)

    matrix = np.column_stack([np.ones(n), treated, *list(extra.values())[:3]])

    def naive() -> None:
        for _ in range(500):
            OLS(y, matrix).fit().tvalues[1]

    return best(ours), best(naive, 1) * 768 * 1001 / 500


def million_rows() -> tuple[float, float]:
    """Seconds from a CSV of 10^6 rows to its analysis, and for pandas with statsmodels' Welch alone."""
    from statsmodels.stats.weightstats import ttest_ind

    protocol = load_protocol("norton-2012-1a")
    rng = generator(6)
    n = 1_000_000
    table = pd.DataFrame(
        {
            "participant": [f"P{i}" for i in range(n)], "labor": np.tile(["build", "prebuilt"], n // 2),
            "wtp": np.minimum(rng.gamma(1.0, 0.6, n), 5).round(2), "liking": rng.integers(1, 8, n),
            "bid.comprehension": rng.choice(["passed", "failed"], n, p=[0.95, 0.05]),
        }
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.csv"
        table.to_csv(path, index=False)
        del table

        def ours() -> object:
            read = read_table(path, protocol)
            return analyze(protocol, read.data, "data", read.notes)

        def naive() -> Any:
            data = pd.read_csv(path)
            build = data["labor"] == "build"
            return ttest_ind(data["wtp"][build], data["wtp"][~build], usevar="unequal")

        return best(ours, 2), best(naive, 2)


def rows() -> list[Row]:
    """Every measurement, followed by what it stands next to."""
    welch, welch_naive = welch_studies()
    tobit, tobit_naive = tobit_fits()
    mediated, mediated_naive = mediation_seconds()
    curve, curve_naive = multiverse_seconds()
    big, big_naive = million_rows()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return [
        Row("two-cell studies, Welch, 50 per cell, draws included", welch, "/s", 800_000, at_least=True),
        Row("  statsmodels OLS with HC3, loop", welch_naive, "/s"),
        Row("Tobit fits, 50 per cell", tobit, "/s", 25_000, at_least=True),
        Row("  statsmodels with the likelihood written out, loop", tobit_naive, "/s"),
        Row("mediation, 10,000 resamples, n = 200", 1000 * mediated, "ms", 50),
        Row("  statsmodels OLS refits, loop (from 200)", 1000 * mediated_naive, "ms"),
        Row("multiverse, 768 specifications x 1,000, n = 200", curve, "s", 3),
        Row("  statsmodels OLS, loop (from 500)", curve_naive, "s"),
        Row("10^6 rows, CSV to verdict", big, "s", 3),
        Row("  pandas and statsmodels: one test, nothing checked", big_naive, "s"),
        Row("peak memory of this process", peak, "GB", 2),
    ]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    show("Analysis", rows())
