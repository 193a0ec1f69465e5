"""How fast a design is diagnosed, next to the loop a user would write with statsmodels, in one process.

.venv/bin/python benchmarks/bench_diagnosis.py
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from statsmodels.formula.api import ols
from statsmodels.stats.weightstats import ttest_ind
from table import Row, show

from ikea_effect.analysis import kernels
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.studies import Cells, cells_of, in_batches
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.simulation import Gamma
from ikea_effect.tasks.population import at, gamma_of_positives, on_grid

N, BLOCK, STUDIES = 50, 512, 51_200
HYPOTHESIS = "builders-bid-more"


def best(work: Callable[[], object], runs: int = 3) -> float:
    """Seconds of the fastest run, after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def kernel_alone() -> float:
    """Welch tests a second on answers that are there already."""
    rng = generator(1)
    high, low = rng.standard_normal((N, BLOCK)), rng.standard_normal((N, BLOCK))
    return 100 * BLOCK / best(lambda: [kernels.welch(high, low).significant for _ in range(100)])


def normal_studies() -> float:
    """Two-cell studies a second from a normal population, draws included."""
    rng = generator(2)
    high, low = np.empty((N, BLOCK)), np.empty((N, BLOCK))

    def block() -> object:
        rng.standard_normal(out=high)
        rng.standard_normal(out=low)
        np.add(high, 0.4, out=high)
        return kernels.welch(high, low).significant

    return 100 * BLOCK / best(lambda: [block() for _ in range(100)])


def declared_studies(protocol: Protocol) -> float:
    """Studies a second of bids as the protocol declares them: zeros, gamma, cap and grid."""
    asked = protocol.hypotheses[0]
    cells = cells_of(protocol, asked)
    return STUDIES / best(lambda: in_batches(cells, asked, N, STUDIES, 0, generator(3)))


def untabled_studies(protocol: Protocol) -> float:
    """The same with every bid drawn and rounded by itself, as a session does it."""
    rng = generator(4)
    population = protocol.simulation["wtp"]
    assert isinstance(population, Gamma)
    means = [at(population.mean, {"labor": level}) for level in ("build", "prebuilt")]
    laws = [gamma_of_positives(mean, 0.5, population.zero) for mean in means]

    def bids(shape: float, scale: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        amount = rng.standard_gamma(shape, (N, BLOCK)) * scale
        amount[rng.random((N, BLOCK)) < population.zero] = 0
        return on_grid(amount * 100, 0, 500, 1).reshape(N, BLOCK) / 100

    return (
        20
        * BLOCK
        / best(lambda: [kernels.welch(*(bids(*law) for law in laws)).significant for _ in range(20)])
    )


def whole_diagnosis(protocol: Protocol) -> float:
    """Seconds of `ikea-effect power` for one hypothesis at one n: 20,000 studies, 2,000 verdicts."""
    return best(lambda: diagnose(protocol, HYPOTHESIS, N))


def naive(cells: Cells) -> tuple[float, float]:
    """Studies a second by a loop over statsmodels: its t test, and its formula with HC3."""
    rng = generator(5)
    frame = pd.DataFrame({"labor": np.repeat([1.0, 0.0], N), "wtp": 0.0})

    def one() -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], ...]:
        return cells.high.draw(rng, N, 1)[:, 0], cells.low.draw(rng, N, 1)[:, 0]

    def by_test() -> None:
        for _ in range(300):
            ttest_ind(*one(), alternative="larger", usevar="unequal")

    def by_formula() -> None:
        for _ in range(100):
            frame["wtp"] = np.concatenate(one())
            ols("wtp ~ labor", frame).fit(cov_type="HC3", use_t=True).pvalues["labor"]

    return 300 / best(by_test), 100 / best(by_formula)


def rows() -> list[Row]:
    """Every measurement, followed by what it stands next to."""
    protocol = load_protocol("norton-2012-1a")
    cells = cells_of(protocol, protocol.hypotheses[0])
    test, formula = naive(cells)
    return [
        Row("Welch kernel alone, 50 per cell", kernel_alone(), "studies/s"),
        Row("normal population, draws included", normal_studies(), "studies/s", 800_000, at_least=True),
        Row("declared bids (zeros, gamma, cap, grid), from a table", declared_studies(protocol), "studies/s"),
        Row("  each bid drawn and rounded by itself", untabled_studies(protocol), "studies/s"),
        Row("  statsmodels t test, loop", test, "studies/s"),
        Row("  statsmodels by formula, HC3, loop", formula, "studies/s"),
        Row("one diagnosis: 20,000 studies, 2,000 verdicts", 1000 * whole_diagnosis(protocol), "ms"),
    ]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    show("Diagnosis", rows())
