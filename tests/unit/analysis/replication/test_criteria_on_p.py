"""Criteria on both studies' own p values: one side, its level, and the sceptical p."""

from dataclasses import replace

import pytest
from scipy import special, stats

from ikea_effect.analysis.replication.criteria_on_p import (
    _Both,
    _is_success,
    _one_sided,
    _own_tests,
    _sceptic,
)
from ikea_effect.analysis.replication.criterion import NotKnown
from ikea_effect.analysis.replication.sceptical import sceptical_p
from ikea_effect.analysis.replication.summary import N_UNKNOWN, from_t, unknown
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


def test_both_studies_own_tests_have_the_sign_of_the_originals_side():
    """R: 2 * pt(-2.12, 50) and 2 * pt(-1.3, 118)."""
    original, replication = from_t(2.12, (26, 26)), from_t(1.3, (60, 60))
    both = pytest.approx((0.03899156, 0.1961346), rel=1e-6)
    assert _own_tests(original, replication) == both
    assert _own_tests(original.flipped(), replication.flipped()) == both
    assert _own_tests(original, replication.flipped())[1] == pytest.approx(-0.1961346, rel=1e-6)
    for one in (original, original.flipped()):  # an effect of exactly nothing points nowhere
        assert _own_tests(one, replace(replication, direction=0)) == both
    assert _own_tests(original, replace(replication, p=0.0))[1] == 1e-300
    lacking = {"why": "n is not known", "direction": None}
    for changes, why in (
        ({"p": None}, "the replication's own test is not known"),
        ({"direction": None}, "the replication's own test is not known"),
        ({"p": None, **lacking}, "the replication's n is not known"),
    ):
        with pytest.raises(NotKnown, match=f"^{why}$"):
            _own_tests(original, replace(replication, **changes))


def test_edgingtons_criterion_is_met_up_to_the_square_of_025():
    """Two p of one side that add up to sqrt(2) * .025 = .035355 come to .025 squared."""
    for total, outcome in ((0.0353, "met"), (0.0354, "not-met")):
        found = said(unknown(N_UNKNOWN, 1, 0.03), unknown(N_UNKNOWN, 1, 2 * total - 0.03))["edgington"]
        assert (found.outcome, found.value) == (outcome, pytest.approx(total**2 / 2))
        assert found.inputs["level"] == pytest.approx(0.000625)
        assert (found.inputs["p_original"], found.inputs["sum"]) == pytest.approx((0.015, total))
        assert found.inputs["p_replication"] == pytest.approx(total - 0.015)
        ends = "it is one." if outcome == "met" else "it is none."
        assert f"add up to {total:.4f}; up to 0.0354 counts as a success" in found.sentence
        assert found.sentence.endswith(ends)
    against = said(unknown(N_UNKNOWN, 1, 0.03), unknown(N_UNKNOWN, -1, 0.03))["edgington"]
    assert (against.inputs["p_replication"], against.value) == (0.985, 0.5)


@pytest.mark.parametrize(("p", "is_one"), [(0.0249, True), (0.025, True), (0.0251, False)])
def test_both_p_together_are_a_success_up_to_their_level(p, is_one):
    assert _is_success(p) is is_one
    assert _is_success(p * p, 0.025**2) is is_one


def test_the_sceptics_criteria_tell_what_they_found():
    """By R (tests/oracle/r/replication.R): sceptical p of both, one-sided."""
    weak = said(from_t(2.12, (26, 26)), from_t(1.3, (60, 60)))
    assert "is not convinced by the replication: sceptical p = .162 " in weak["sceptical-p"].sentence
    assert "the replication does not convince a sceptic" in weak["controlled-sceptical-p"].sentence
    strong = said(from_t(5.0, (60, 60)), from_t(5.0, (60, 60)))
    assert " is convinced by the replication: sceptical p " in strong["sceptical-p"].sentence
    assert "the replication convinces a sceptic" in strong["controlled-sceptical-p"].sentence
    assert [strong[name].outcome for name in ("sceptical-p", "controlled-sceptical-p")] == ["met", "met"]
    own = ", never below either study's own"
    for t, is_told in ((0.5, True), (2.0, True), (0.0, False), (-0.5, False)):
        found = said(from_t(0.5, (60, 60)), from_t(t, (60, 60)))["sceptical-p"]
        assert (own in found.sentence) is is_told


def test_a_controlled_sceptical_p_is_met_up_to_025():
    original = from_t(2.12, (26, 26))
    found = [said(original, from_t(t / 10, (2000, 2000)))["controlled-sceptical-p"] for t in range(20, 30)]
    assert any(0.018 < one.value < 0.025 for one in found)
    assert any(0.025 < one.value < 0.03 for one in found)
    assert [one.outcome for one in found] == ["met" if one.value < 0.025 else "not-met" for one in found]
