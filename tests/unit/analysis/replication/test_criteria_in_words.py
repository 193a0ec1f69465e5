"""What a criterion's sentence says, whole, and what it says where its numbers are not known."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest
from scipy import stats

from ikea_effect.analysis.replication import parse_summary, replicate
from ikea_effect.analysis.replication.criteria import (
    Z,
    _significant,
    bayes_outcome,
    direction_of,
    relative_effect_size,
)
from ikea_effect.analysis.replication.criterion import Criterion, NotKnown
from ikea_effect.analysis.replication.summary import Summary, from_d, unknown

ORIGINAL, REPLICATION = parse_summary("t=2.12,n=26+26"), parse_summary("t=1.30,n=60+60")
D, V = 2.12 * sqrt(2 / 26), 2 / 26 + 2.12**2 * (2 / 26) / 104
D_NEW, V_NEW = 1.30 * sqrt(2 / 60), 2 / 60 + 1.30**2 * (2 / 60) / 240
D33 = 0.432241612815677
"""R: the ncp that a two-sided t test with 50 df finds once in three, times sqrt(2 / 26)."""


def said(original: Summary, replication: Summary, **options: float) -> dict[str, Criterion]:
    return {found.id: found for found in replicate(original, replication, **options).criteria}  # type: ignore[arg-type]


def test_whether_the_declared_test_finds_the_original_is_open_where_it_lacks_a_number() -> None:
    assert _significant(ORIGINAL, replace(REPLICATION, p=None)) is None
    assert _significant(ORIGINAL, replace(REPLICATION, direction=None)) is None
    assert _significant(ORIGINAL, replace(REPLICATION, p=0.01)) is True
    assert _significant(ORIGINAL, replace(REPLICATION, p=0.01).flipped()) is False
    for original in (unknown("n is not known"), unknown("n is not known", direction=0)):
        with pytest.raises(NotKnown, match="the original's direction is not known"):
            direction_of(original)


@pytest.mark.parametrize(
    ("p", "is_flipped", "end"),
    [
        (0.0499, False, "p = .050 (two-sided): significant in the same direction."),
        (0.07, True, "p = .070 (two-sided): not a significant effect in that direction."),
        (0.01, True, "p = .010 (two-sided): not a significant effect in that direction."),
        (0.4, False, "p = .400 (two-sided): not a significant effect in that direction."),
    ],
)
def test_one_side_is_not_told_of_a_finding_nor_of_the_other_side(
    p: float, is_flipped: bool, end: str
) -> None:
    replication = replace(REPLICATION, p=p)
    found = said(ORIGINAL, replication.flipped() if is_flipped else replication)["significance"]
    assert found.sentence.endswith(f" the original's, {end}")


def test_the_prediction_tells_its_limits_the_effect_and_where_it_lies() -> None:
    assert (round(D_NEW, 3), round(D - stats.norm.ppf(0.975) * sqrt(V + V_NEW), 3)) == (0.237, -0.073)
    found = said(ORIGINAL, REPLICATION)["prediction-interval"]
    assert found.sentence.endswith(
        "here [-0.073, 1.249], and it is 0.237, inside. So would zero be, so that this tells little."
    )
    strong = said(parse_summary("t=6,n=100+100"), REPLICATION)["prediction-interval"]
    reach = stats.norm.ppf(0.975) * sqrt(0.02 + 0.36 * 2 / 400 + V_NEW)
    assert 6 * sqrt(0.02) - reach > D_NEW
    assert strong.sentence.endswith(", and it is 0.237, outside.")
    inside = said(parse_summary("t=6,n=100+100"), from_d(0.8, (60, 60)))["prediction-interval"]
    assert inside.sentence.endswith(", and it is 0.800, inside.")


def test_zero_is_expected_at_either_limit_of_the_prediction() -> None:
    reach = stats.norm.ppf(0.975) * sqrt(0.1**2 + 0.2**2)
    for sign in (1, -1):
        original, replication = (from_d(sign * reach, se=se) for se in (0.1, 0.2))
        found = said(original, replication)["prediction-interval"]
        assert 0 in (found.inputs["low"], found.inputs["high"])
        assert found.outcome == "undecided"


def test_small_telescopes_tells_d33_and_whether_the_effect_differs_from_zero() -> None:
    found = said(ORIGINAL, REPLICATION)["small-telescopes"]
    assert found.sentence == (
        "With n = 26 + 26 the original had one chance in three to find an effect of d33 = 0.432; the "
        "replication's effect is not significantly smaller than that (one-sided p = .143), but not "
        "significantly different from zero in the original's direction either."
    )
    for replication, ends in (
        ("t=2.5,n=2000+2000", "smaller than that (one-sided p < .001), though it differs from zero."),
        ("t=0.5,n=2000+2000", "smaller than that (one-sided p < .001)."),
    ):
        assert said(ORIGINAL, parse_summary(replication))["small-telescopes"].sentence.endswith(ends)


@pytest.mark.parametrize("criterion", ["prediction-interval", "small-telescopes", "bayes-factor", "pooled"])
def test_a_study_within_participants_is_not_measured_by_one_between_them(criterion: str) -> None:
    found = said(parse_summary("t=2.5,pairs=30"), REPLICATION)[criterion]
    assert found.outcome == "cannot-be-computed"
    assert "differ in kind" in found.sentence


def test_equivalence_tells_both_of_its_tests() -> None:
    found = said(ORIGINAL, REPLICATION)["equivalence"]
    assert found.inputs["bound"] == pytest.approx(D33, rel=1e-9)
    assert found.inputs["bound_from"] == "d33 of the original"
    assert found.inputs["difference"] == pytest.approx(D_NEW - D)
    assert found.inputs["p_zero"] == pytest.approx(stats.norm.cdf((D_NEW - D33) / sqrt(V_NEW)), rel=1e-6)
    assert found.inputs["p_original"] == pytest.approx(
        stats.norm.cdf((D - D_NEW - D33) / sqrt(V + V_NEW)), rel=1e-6
    )
    assert found.sentence.startswith(
        "The replication's effect is neither shown to differ from zero nor shown to be smaller than "
        "d = 0.432 (d33 of the original): equivalence to zero has p = .144. No replication could show"
    )


def test_equivalence_asks_for_a_bound_by_name() -> None:
    found = said(from_d(0.4, se=0.15), from_d(0.3, se=0.1))["equivalence"]
    assert found.sentence.startswith(
        "cannot be computed: no smallest effect is declared, and the original's n "
    )
    declared = said(from_d(0.4, se=0.15), from_d(0.3, se=0.1), smallest=0.5)["equivalence"]
    assert declared.inputs["bound_from"] == "the declared smallest effect"
    assert declared.value == pytest.approx(stats.norm.cdf(-2))


def test_the_bayes_factor_tells_what_it_rests_on() -> None:
    """R (tests/oracle/r/replication.R): 1.642 of both over 1.707 of the original; .416 of the new one."""
    found = said(ORIGINAL, REPLICATION)["bayes-factor"]
    assert found.inputs["prior_scale"] == pytest.approx(sqrt(2) / 2)
    assert (found.inputs["clear"], found.inputs["t"], found.inputs["df"]) == (3, 1.3, 118)
    assert found.inputs["scale"] == pytest.approx(2 / 60)
    assert found.sentence == (
        "Given the original, the replication changes the odds of one common effect against exactly none by a "
        "factor of 0.962 (JZS prior, r = 0.707; 3 and 1/3 count as clear): not clear either way. "
        "By itself it has BF10 = 0.416."
    )


def test_pooled_tells_its_interval_and_whether_both_differ() -> None:
    found = said(ORIGINAL, REPLICATION)["pooled"]
    v = 1 / (1 / V + 1 / V_NEW)
    d, reach = v * (D / V + D_NEW / V_NEW), stats.norm.ppf(0.975) * sqrt(v)
    q = (D - D_NEW) ** 2 / (V + V_NEW)
    assert (found.value, found.inputs["low"], found.inputs["high"]) == pytest.approx(
        (d, d - reach, d + reach)
    )
    assert (found.inputs["se"], found.inputs["q"]) == pytest.approx((sqrt(v), q))
    assert found.inputs["p_q"] == pytest.approx(stats.chi2.sf(q, 1))
    assert found.sentence == (
        f"Original and replication together, the original taken at its word: d = {d:.3f} "
        f"[{d - reach:.3f}, {d + reach:.3f}] (fixed effect), which excludes zero in the original's "
        f"direction; that the two differ is not shown (Q = {q:.2f}, p = .299)."
    )
    wide = said(ORIGINAL, from_d(0.0, se=0.1))["pooled"]
    assert wide.outcome == "not-met"
    assert "which does not exclude zero in the original's direction" in wide.sentence


def test_an_interval_of_both_that_ends_at_zero_holds_it() -> None:
    """Two of variance 1/4 each have the mean d and half that variance: no digit is lost on the way."""
    limit = 2 * Z * sqrt(1 / 8)
    for sign in (1, -1):
        original, replication = from_d(sign * 1.0, se=0.5), from_d(sign * (limit - 1.0), se=0.5)
        found = said(original, replication)["pooled"]
        assert 0 in (found.inputs["low"], found.inputs["high"])
        assert found.outcome == "not-met"


def test_a_strong_original_does_not_make_the_bayes_factor_of_the_replication() -> None:
    original, nothing = parse_summary("t=4,n=26+26"), parse_summary("t=0,n=200+200")
    assert bayes_outcome(original, nothing) == said(original, nothing)["bayes-factor"].outcome == "not-met"


def test_lebel_tells_what_the_interval_holds() -> None:
    """R: the ncp at which pt(1.3, 118, ncp) is .975 and .025, times sqrt(2 / 60)."""
    found = said(ORIGINAL, REPLICATION)["lebel"]
    assert found.sentence == (
        "The replication's interval [-0.122, 0.596] holds zero and holds the original's d = 0.588: "
        "no signal - consistent."
    )
    large = said(ORIGINAL, parse_summary("t=2.5,n=2000+2000"))["lebel"]
    assert large.sentence.endswith(
        "excludes zero and excludes the original's d = 0.588: signal - inconsistent, smaller."
    )
    assert large.inputs["d_original"] == pytest.approx(D)


def test_lebel_goes_by_the_interval_where_no_test_is_known() -> None:
    for d, label in ((0.19, "no signal - consistent"), (0.21, "signal - consistent"), (-0.21, "opposite")):
        found = said(from_d(0.3, se=0.1), replace(from_d(d, se=0.1), p=None))["lebel"]
        assert str(found.value).endswith(label)
        assert ("excludes zero" in found.sentence) is (abs(d) > 0.196)


def test_a_share_tells_its_interval_or_that_there_is_none() -> None:
    found = said(from_d(0.9, se=0.1), from_d(0.3, se=0.1))["relative-effect-size"]
    z = stats.norm.ppf(0.975)
    a, b, c = 0.81 - z * z * 0.01, 0.27, 0.09 - z * z * 0.01
    low, high = (b - sqrt(b * b - a * c)) / a, (b + sqrt(b * b - a * c)) / a
    assert (found.inputs["low"], found.inputs["high"]) == pytest.approx((low, high))
    assert found.sentence == (
        f"The replication's effect is 0.33 times the original's; 95% interval [{low:.3f}, {high:.3f}]."
    )
    none = said(from_d(0.1, se=0.1), from_d(0.3, se=0.1))["relative-effect-size"]
    assert (none.outcome, none.inputs["low"], none.inputs["high"]) == ("undecided", None, None)
    assert "times the original's; the original is too imprecise for an interval." in none.sentence
    assert said(from_d(0.9, se=0.1).flipped(), from_d(0.3, se=0.1).flipped())[
        "relative-effect-size"
    ].value == (pytest.approx(1 / 3))
    assert said(unknown("n is not known", 1), REPLICATION)["relative-effect-size"].value is None
    nowhere = relative_effect_size(replace(from_d(0.9, se=0.1), direction=None), REPLICATION)
    assert nowhere.sentence == "cannot be computed: the original's direction is not known."
