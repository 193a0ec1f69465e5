"""Criteria on both studies' own p values: one side, its level, and the sceptical p."""

import pytest
from scipy import special, stats

from ikea_effect.analysis.replication.criteria_on_p import _Both, _one_sided, _sceptic
from ikea_effect.analysis.replication.sceptical import sceptical_p
from ikea_effect.analysis.replication.summary import from_t
from tests.unit.analysis.replication.test_criteria import said


@pytest.mark.parametrize("z", [-3.0, -1.2, -0.1, 0.1, 1.2, 3.0])
def test_one_side_of_a_two_sided_p_is_the_tail_beyond_its_z(z):
    two_sided = 2 * stats.norm.sf(abs(z))
    signed = two_sided if z > 0 else -two_sided  # below 0 where the effect goes the other way
    assert _one_sided(signed) == pytest.approx(stats.norm.sf(z), rel=1e-12)


def test_criteria_on_both_p_values_tell_their_one_sided_level():
    assert _Both(2.0, 2.0, 1.0).inputs()["level"] == 0.025


def test_a_sceptical_p_is_met_below_025_and_tells_the_golden_one_beside_it():
    found = [said(from_t(3.2, (60, 60)), from_t(t / 20, (60, 60)))["sceptical-p"] for t in range(30, 90)]
    assert any(0.018 < one.value < 0.025 for one in found)
    for one in found:
        assert one.outcome == ("met" if one.value < 0.025 else "not-met")
        both = [one.inputs[name] for name in ("z_original", "z_replication", "c")]
        assert one.inputs["golden"] == sceptical_p(*both, golden=True) != one.value


@pytest.mark.parametrize("met", [True, False])
def test_an_original_at_its_level_or_below_leaves_nothing_to_doubt(met):
    edge = float(special.ndtri(0.975))
    assert edge == pytest.approx(1.959964, abs=1e-6)
    for z in (-2.5, 0.0, 1.95, edge):
        assert "does not convince at this level" in _sceptic(_Both(z, 3.0, 1.0), met)
    for z in (edge * (1 + 1e-12), 1.97, 2.5):
        words = "is convinced" if met else "is not convinced"
        assert f"{words} by the replication" in _sceptic(_Both(z, 3.0, 1.0), met)
