"""What intervals and tests promise in the long run, by simulation with a fixed seed."""

import numpy as np
import pytest

from ikea_effect.analysis.replication.criteria import (
    equivalence,
    lebel,
    prediction_interval,
    significance,
    small_telescopes,
)  # fmt: skip
from ikea_effect.analysis.replication.criteria_on_p import sceptical
from ikea_effect.analysis.replication.meta import reml
from ikea_effect.analysis.replication.noncentral import ncp_of_power
from ikea_effect.analysis.replication.summary import from_means, from_t

pytestmark = pytest.mark.slow


def drawn(random, d, n):
    a, b = random.normal(d, 1, n), random.normal(0, 1, n)
    return from_means((a.mean(), b.mean()), (a.std(ddof=1), b.std(ddof=1)), (n, n))


def share(outcomes, of):
    return sum(one == of for one in outcomes) / len(outcomes)


@pytest.mark.parametrize("d", [0.0, 0.5])
def test_95_of_100_replications_of_the_same_effect_fall_into_the_prediction_interval(d):
    random = np.random.default_rng(11)
    found = [prediction_interval(drawn(random, d, 30), drawn(random, d, 60)).outcome for _ in range(4000)]
    assert 1 - share(found, "not-met") == pytest.approx(0.95, abs=0.012)


def test_small_telescopes_reject_five_of_100_effects_at_d33():
    random = np.random.default_rng(12)
    original = from_t(2.12, (26, 26))
    d33 = ncp_of_power(50) * (2 / 26) ** 0.5
    found = [small_telescopes(original, drawn(random, d33, 65)).outcome for _ in range(3000)]
    assert share(found, "not-met") == pytest.approx(0.05, abs=0.012)


def test_equivalence_to_zero_is_claimed_at_most_five_times_in_100_at_its_bound():
    random = np.random.default_rng(13)
    original = from_t(2.12, (26, 26))
    found = [
        equivalence(original, drawn(random, 0.3, 200), smallest=0.3).inputs["p_zero"] < 0.05
        for _ in range(3000)
    ]
    assert share(found, True) <= 0.062


def test_without_any_effect_the_strict_criteria_are_rarely_met():
    random = np.random.default_rng(14)
    original = from_t(2.12, (26, 26))
    pairs = [(original, drawn(random, 0, 60)) for _ in range(3000)]
    assert share([significance(*pair).outcome for pair in pairs], "met") == pytest.approx(0.025, abs=0.01)
    assert share([sceptical(*pair).outcome for pair in pairs], "met") < 0.003


def test_where_the_original_finds_nothing_either_next_to_nothing_is_replicated():
    random = np.random.default_rng(14)
    pairs = [(drawn(random, 0, 26), drawn(random, 0, 60)) for _ in range(2000)]
    assert share([significance(*pair).outcome for pair in pairs], "met") < 0.004  # .05 x .025 are expected


def test_the_interval_behind_the_label_covers():
    random = np.random.default_rng(15)
    original = from_t(2.12, (26, 26))
    covered = []
    for _ in range(1500):
        inputs = lebel(original, drawn(random, 0.4, 20)).inputs
        covered.append(inputs["low"] <= 0.4 <= inputs["high"])
    assert share(covered, True) == pytest.approx(0.95, abs=0.017)


@pytest.mark.parametrize(("tau", "least", "most"), [(0.0, 0.95, 1.0), (0.3, 0.925, 0.975)])
def test_knapp_and_hartung_cover_where_the_normal_interval_does_not(tau, least, most):
    """Never narrower than the fixed effect's, the interval covers more often where nothing varies."""
    random = np.random.default_rng(16)
    v = np.array([0.08, 0.04, 0.02, 0.05, 0.09, 0.03])
    covered = []
    for _ in range(600):
        low, high = reml(random.normal(0.3, np.sqrt(v + tau**2)), v).mean.ci
        covered.append(low <= 0.3 <= high)
    assert least <= share(covered, True) <= most
