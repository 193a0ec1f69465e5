"""The n that reaches a power: by a curve that is known, and by simulated studies."""

from __future__ import annotations

import pytest
from statsmodels.stats.power import TTestIndPower

from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.find import needed
from ikea_effect.diagnosis.results import Simulated
from tests.unit.diagnosis.test_diagnose import normal

NAME = ("liked", "planted")


def exact(d: float, n: int) -> float:
    return float(TTestIndPower().power(d, n, 0.05))


@pytest.mark.parametrize(("d", "goal", "n"), [(0.5, 0.9, 86), (0.2, 0.8, 394), (0.8, 0.95, 42)])
@pytest.mark.parametrize("start", [8, 100, 300])
def test_the_n_of_a_known_curve_is_found(d: float, goal: float, n: int, start: int) -> None:
    """R: power.t.test(delta=.5, power=.9)$n is 85.03, of .2 and .8 393.41, of .8 and .95 41.59."""
    found = needed(NAME, goal, start, 20_000, lambda many: Simulated(exact(d, many), None))
    assert found.n is not None
    assert found.low is not None
    assert found.high is not None
    assert found.n == pytest.approx(n, abs=max(1, 0.01 * n))
    assert found.low <= n <= found.high


def test_no_n_is_found_where_power_stays_low() -> None:
    found = needed(NAME, 0.9, 50, 400, lambda _n: Simulated(0.05, None))
    assert found.n is None
    assert "the effect may be none, or point the other way" in (found.problem or "")
    assert "problem" in found.to_json()


def test_the_smallest_n_is_enough_for_a_huge_effect() -> None:
    assert needed(NAME, 0.9, 50, 400, lambda _n: Simulated(1.0, None)).n == 2


@pytest.mark.slow
def test_the_n_of_simulated_studies_is_that_of_the_noncentral_t() -> None:
    protocol = normal(0.5)

    def power(n: int) -> Simulated:
        return diagnose(protocol, "builders-like-more", n, studies=20_000).power

    found = needed(NAME, 0.9, 40, 20_000, power)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 86 <= found.high
    assert found.high - found.low <= 6
