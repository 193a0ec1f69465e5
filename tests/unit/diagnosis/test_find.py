"""The n that reaches a power: by a curve that is known, and by simulated studies."""

from __future__ import annotations

import re

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


@pytest.mark.parametrize(
    ("side", "doubt"),
    [
        ("less", "the effect may be none, or point the other way"),
        ("two-sided", "the effect may be none"),
        ("any", "the effect may be none"),
        ("equivalence", "the effect may lie outside the bounds, or at one of them"),
    ],
)
def test_why_there_may_be_no_n_goes_by_the_test(side: str, doubt: str) -> None:
    """No effect is what a test of equivalence finds best, and a test of both sides finds the other way."""
    found = needed(NAME, 0.9, 50, 400, lambda _n: Simulated(0.0, None), side=side)
    assert (found.problem or "").endswith(f": {doubt}")


def test_the_search_ends_where_power_does_not_rise() -> None:
    """A true zero in 1,000 studies, by chance a little more often significant with more people."""
    looked: list[int] = []

    def power(n: int) -> Simulated:
        looked.append(n)
        return Simulated(0.045 if n < 100 else 0.055, None)

    found = needed(NAME, 0.8, 26, 1_000, power)
    assert found.n is None
    assert max(looked) < 5_000
    assert "the effect may be none, or point the other way" in (found.problem or "")


def test_a_power_that_rises_slowly_is_looked_for_to_the_end() -> None:
    """d = .05 needs 6,281 per condition (R: power.t.test(delta=.05, power=.8)), d = .02 needs 39,246."""
    found = needed(NAME, 0.8, 26, 1_000, lambda n: Simulated(exact(0.05, n), None))
    assert found.n == pytest.approx(6_281, rel=0.02)
    far = needed(NAME, 0.8, 26, 1_000, lambda n: Simulated(exact(0.02, n), None))
    assert far.n == pytest.approx(39_246, rel=0.05)


def test_beyond_the_furthest_n_it_is_said_where_the_power_may_be_reached() -> None:
    found = needed(NAME, 0.8, 100, 1_000, lambda n: Simulated(exact(0.05, n), None), furthest=3_200)
    assert found.n is None
    said = re.fullmatch(
        r"with 400 per condition the power is 0\.109; a line through what was seen reaches 0\.8 near "
        r"([\d,]+)",
        found.problem or "",
    )
    assert said is not None
    assert int(said[1].replace(",", "")) == pytest.approx(6_281, rel=0.4)  # looked up to a fifteenth of it


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
