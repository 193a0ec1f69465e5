"""Power of models that are fitted one by one, held to what theory says of it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import FTestAnovaPower

from ikea_effect.diagnosis.answers import answers
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.results import Diagnosis
from ikea_effect.protocol.loading import load_protocol

pytestmark = pytest.mark.slow
STUDIES = 300


def is_near(found: Diagnosis, expected: float, more: float = 0.0) -> bool:
    """Whether the simulated power lies within four Monte-Carlo errors of theory."""
    error = np.sqrt(expected * (1 - expected) / found.studies)
    return found.power.value is not None and abs(found.power.value - expected) < 4 * error + more


def test_power_of_a_difference_of_shares_is_that_of_all_outcomes_together() -> None:
    """Every pair of counts has its binomial chance; of the pooled z the one-sided p is below .05 or not."""
    n, high, low = 60, 0.48, 0.26  # what is declared of those with hard and with easy problems
    x, y = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    pooled = (x + y) / (2 * n)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (x - y) / n / np.sqrt(pooled * (1 - pooled) * 2 / n)
    found = np.where(np.isfinite(z), stats.norm.sf(z) < 0.05, False)
    chances = np.outer(stats.binom.pmf(np.arange(n + 1), n, high), stats.binom.pmf(np.arange(n + 1), n, low))
    expected = float(chances[found].sum())
    assert 0.7 < expected < 0.9
    told = diagnose(load_protocol("mochon-2012-3"), "threatened-choose-to-assemble", n, STUDIES)
    assert is_near(told, expected)
    assert told.target == pytest.approx(high - low, abs=0.01)


def test_power_of_a_one_way_test_is_that_of_the_noncentral_f() -> None:
    protocol, n = load_protocol("engagement-motivators"), 15
    cells = [answers(protocol, "needs", one) for one in protocol.conditions]
    within = np.sqrt(np.mean([one.sd**2 for one in cells]))
    f = float(np.std([one.mean for one in cells]) / within)
    expected = float(FTestAnovaPower().power(f, n * len(cells), 0.05, k_groups=len(cells)))
    assert 0.3 < expected < 0.95
    found = diagnose(protocol, "needs-differ", n, STUDIES)
    assert is_near(found, expected, more=0.02)  # Welch's test pays a little for not pooling
