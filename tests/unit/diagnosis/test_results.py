"""Numbers from simulated studies, and how sure they are."""

from __future__ import annotations

import math

import pytest
from statsmodels.stats.proportion import proportion_confint

from ikea_effect.diagnosis.results import Simulated


@pytest.mark.parametrize(
    ("hits", "studies"), [(0, 40), (40, 40), (1, 40), (13, 300), (285, 300), (0, 20_000)]
)
def test_limits_of_a_share_are_wilsons(hits: int, studies: int) -> None:
    found = Simulated.share(hits, studies)
    assert found.limits == pytest.approx(proportion_confint(hits, studies, method="wilson"), abs=1e-12)
    assert found.to_json()["low"] == pytest.approx(
        proportion_confint(hits, studies, method="wilson")[0], abs=1e-12
    )


@pytest.mark.parametrize(
    ("hits", "studies", "told"),
    [
        (0, 1000, "0.0% (to 0.4)"),
        (1000, 1000, "100.0% (from 99.6)"),
        (0, 20_000, "0.0% (to 0.019)"),
        (20_000, 20_000, "100.0% (from 99.981)"),
        (992, 1000, "99.2% (0.3)"),
        (0, 0, "-"),
    ],
)
def test_a_share_of_none_or_all_is_told_with_its_limit(hits: int, studies: int, told: str) -> None:
    assert Simulated.share(hits, studies).percent == told


def test_limits_of_other_numbers_are_by_their_error() -> None:
    low, high = Simulated(2.0, 0.5).limits or (math.nan, math.nan)
    assert (low, high) == pytest.approx((1.02, 2.98), abs=1e-4)
    assert Simulated(2.0, None).limits is None
    assert Simulated(None, None).to_json() == {"value": None, "mc_error": None, "low": None, "high": None}
