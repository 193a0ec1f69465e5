"""What a criterion says of a number that equals its limit, and of a result that lacks one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy import special

from ikea_effect.analysis.replication import parse_summary, replicate
from ikea_effect.analysis.replication.criteria import (
    LARGER,
    LEAST_D,
    Z,
    _alike,
    _clear,
    _factor,
    _fieller,
    _label,
    _of_share,
    _shown,
    bayes_outcome,
    both_effects,
    is_finding,
    pool,
    significance,
)
from ikea_effect.analysis.replication.criterion import Found, NotKnown
from ikea_effect.analysis.replication.summary import N_UNKNOWN, Effect, Limits, Summary, from_d, unknown

ORIGINAL, REPLICATION = parse_summary("t=2.12,n=26+26"), parse_summary("t=1.30,n=60+60")


def said(original: Summary, replication: Summary) -> dict[str, Found]:
    return {found.id: found for found in replicate(original, replication).criteria}


@pytest.mark.parametrize(("p", "outcome"), [(0.05, "not-met"), (0.0499, "met")])
def test_a_p_of_exactly_five_hundredths_is_no_finding(p: float, outcome: str) -> None:
    found = said(ORIGINAL, replace(REPLICATION, p=p))
    assert found["significance"].outcome == outcome
    assert found["significance"].inputs == {"same_sign": True, "alpha": 0.05}
    assert ("differs from zero" in found["small-telescopes"].sentence) == (outcome == "met")
    assert found["lebel"].value == ("signal - consistent" if outcome == "met" else "no signal - consistent")
    assert found["lebel"].sentence.count("refutes") == (outcome == "met")


@pytest.mark.parametrize(("p", "finds"), [(0.0, True), (0.0499, True), (0.05, False), (0.0501, False)])
def test_what_counts_is_a_p_below_five_hundredths(p: float, finds: bool) -> None:
    assert is_finding(p) is finds


@pytest.mark.parametrize("n", [*range(10, 40), 150])
def test_a_p_of_five_hundredths_that_is_typed_is_no_finding_of_a_replication_of_any_size(n: int) -> None:
    typed = parse_summary(f"p=.05,n={n}+{n},direction=+")
    assert (typed.p, typed.own_p) == (0.05, 0.05)
    found = said(ORIGINAL, typed)
    assert found["significance"].outcome == "not-met"
    assert found["small-telescopes"].outcome != "met"
    assert str(found["lebel"].value).startswith("no signal")
    by_itself = said(typed, parse_summary("t=4,n=200+200"))["sceptical-p"]
    assert by_itself.sentence.startswith("By itself the original does not convince at this level")
    below = said(parse_summary(f"p=.0499,n={n}+{n},direction=+"), parse_summary("t=4,n=200+200"))
    assert below["sceptical-p"].sentence.startswith("A sceptic whose prior leaves the original just unconv")


def test_a_p_of_exactly_five_hundredths_refutes_nothing_though_the_interval_of_d_does() -> None:
    for p, words in ((0.05, "does not refute it, p = .050"), (0.0499, "")):
        found = said(ORIGINAL, replace(parse_summary("t=2.5,n=60+60"), p=p))["lebel"]
        assert "excludes zero" in found.sentence
        assert (f"(the declared test {words})" in found.sentence) is bool(words)


def test_an_interval_that_ends_at_zero_holds_it() -> None:
    """Of d = z standard errors the lower limit is exactly 0."""
    for d, holds in ((Z, "holds zero"), (-Z, "holds zero"), (1.01 * Z, "excludes zero"), (-2.0, "excludes")):
        assert f"] {holds}" in said(from_d(0.5, se=0.2), from_d(d, se=1.0))["lebel"].sentence


@pytest.mark.parametrize(("p", "is_told"), [(0.0999, True), (0.1, False)])
def test_one_side_alone_is_told_of_where_it_would_be_a_finding(p: float, is_told: bool) -> None:
    sentence = said(ORIGINAL, replace(REPLICATION, p=p))["significance"].sentence
    assert ("this criterion counts both sides" in sentence) is is_told


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"p": None, "direction": None, "why": "n is not known"}, "the replication's n is not known"),
        ({"direction": None}, "the replication's test has no direction: it tells that cells differ, not how"),
        ({"p": None}, "the replication's model gives no p"),
    ],
)
def test_significance_says_what_it_lacks(changes: dict[str, object], why: str) -> None:
    found = significance(ORIGINAL, replace(REPLICATION, **changes))  # type: ignore[arg-type]
    assert (found.outcome, found.sentence) == ("cannot-be-computed", f"cannot be computed: {why}.")


def test_effects_of_both_are_asked_for_the_originals_first() -> None:
    for one, other, who in (
        (unknown(N_UNKNOWN), unknown(N_UNKNOWN), "original"),
        (ORIGINAL, unknown(N_UNKNOWN), "replication"),
    ):
        with pytest.raises(NotKnown, match=f"the {who}'s n is not known"):
            both_effects(one, other)
    assert both_effects(ORIGINAL, REPLICATION) == (ORIGINAL.effect, REPLICATION.effect)
    pairs = parse_summary("t=2.5,pairs=30")
    assert both_effects(pairs, pairs) == (pairs.effect, pairs.effect)
    assert both_effects(from_d(0.4, se=0.1), pairs)[1] == pairs.effect


def test_an_effect_that_equals_a_limit_of_the_prediction_is_inside() -> None:
    original = from_d(0.9, se=0.1)
    reach = Z * (0.1**2 + 0.2**2) ** 0.5
    for limit in (0.9 + reach, 0.9 - reach):
        assert said(original, from_d(limit, se=0.2))["prediction-interval"].outcome == "met"
    assert said(original, from_d(1.0001 * (0.9 + reach), se=0.2))["prediction-interval"].outcome == "not-met"
    zero_at_the_limit = said(from_d(reach, se=0.1), from_d(reach, se=0.2))["prediction-interval"]
    assert (zero_at_the_limit.inputs["low"], zero_at_the_limit.outcome) == (0, "undecided")


@pytest.mark.parametrize(
    ("factor", "outcome"),
    [(3.0, "met"), (2.999, "undecided"), (0.334, "undecided"), (1 / 3, "not-met"), (0.0, "not-met")],
)
def test_three_and_one_third_count_as_clear(factor: float, outcome: str) -> None:
    assert _clear(factor) == outcome


@pytest.mark.parametrize(
    ("value", "written"),
    [(999.4, "999"), (1000.0, "1,000"), (12345.6, "12,346"), (999_999.0, "999,999"), (1e6, "1e+06"),
     (0.0123, "0.0123")],
)  # fmt: skip
def test_a_factor_is_written_without_an_exponent_where_a_reader_can_do_without(
    value: float, written: str
) -> None:
    assert _factor(value) == written


def test_the_outcome_of_the_bayes_factor_is_its_own_and_nothing_without_an_effect_to_replicate() -> None:
    strong = parse_summary("t=4.5,n=60+60")
    assert bayes_outcome(ORIGINAL, strong) == said(ORIGINAL, strong)["bayes-factor"].outcome == "met"
    assert bayes_outcome(parse_summary("t=0.10,n=26+26"), strong) == "undecided"
    with pytest.raises(NotKnown, match="the original's"):
        bayes_outcome(unknown(N_UNKNOWN), strong)


@pytest.mark.parametrize(
    ("absent", "significant", "p", "shown"),
    [
        (True, True, 0.01, "small"),
        (True, False, 0.01, "absent"),
        (True, None, None, "absent"),
        (False, True, 0.01, "effect"),
        (False, False, 0.0499, "opposite"),
        (False, False, 0.05, "open"),
        (False, None, None, "open"),
    ],
)
def test_what_is_shown_of_an_effect_and_its_absence(
    absent: bool, significant: bool | None, p: float | None, shown: str
) -> None:
    assert _shown(absent, significant, p) == shown


def test_closeness_to_the_original_is_out_of_reach_only_where_its_own_error_forbids_it() -> None:
    """Even of a replication without error, p is at least Phi(-bound / se): .05 at 1.6449 standard errors."""
    original = Effect(0.5, 0.04)
    assert "differs by less than that (p = .049)" in _alike(original, 0.3, 0.049)
    assert "No replication could show" in _alike(original, 0.3289, 0.05)
    assert "is not shown (p = .050)" in _alike(original, 0.3290, 0.05)
    just_there = _alike(Effect(0.5, 1.0), float(special.ndtri(0.95)), 0.06)
    assert "No replication could show" in just_there, "Phi(-bound / se) is .05, which is not below it"


@pytest.mark.parametrize(
    ("original", "limits", "direction", "differs", "label"),
    [
        (0.5, (0.5, 1.0), 1, True, "signal - consistent"),
        (0.5, (0.1, 0.5), 1, True, "signal - consistent"),
        (-0.5, (-0.5, -0.1), -1, True, "signal - consistent"),
        (0.5, (0.1, 0.4), 1, False, "no signal - inconsistent"),
        (0.5, (0.51, 1.0), 1, True, LARGER),
        (-0.5, (-1.0, -0.51), -1, True, LARGER),
        (0.5, (0.1, 0.4), 1, True, "signal - inconsistent, smaller"),
        (0.5, (-0.2, 0.2), 1, True, "signal - inconsistent, smaller"),
        (0.5, (-0.3, 0.2), 1, True, "signal - inconsistent, opposite"),
        (-0.5, (-0.2, 0.3), -1, True, "signal - inconsistent, opposite"),
    ],
)
def test_lebels_labels_by_where_the_interval_lies(
    original: float, limits: tuple[float, float], direction: int, differs: bool, label: str
) -> None:
    assert _label(original, Limits(*limits), direction, differs) == label


def test_both_studies_weigh_by_their_inverse_variances() -> None:
    both = pool(Effect(0.8, 0.04), Effect(0.2, 0.01))
    assert (both.d, both.v) == pytest.approx(((0.8 / 0.04 + 0.2 / 0.01) / 125, 1 / 125))


def test_pooled_is_met_on_the_originals_side_alone() -> None:
    for sign, outcome in ((1, "met"), (-1, "not-met")):
        found = said(from_d(0.5, se=0.2), from_d(sign * 0.6, se=0.05))["pooled"]
        assert found.outcome == outcome
        mirrored = said(from_d(-0.5, se=0.2), from_d(-sign * 0.6, se=0.05))["pooled"]
        assert mirrored.outcome == outcome
    apart = said(from_d(0.9, se=0.1), from_d(0.1, se=0.1))["pooled"]
    assert "that the two differ is shown (Q = 32.00" in apart.sentence
    assert "not shown" in said(from_d(0.5, se=0.2), from_d(0.6, se=0.1))["pooled"].sentence


def test_fiellers_limits_of_a_ratio_are_the_roots_of_its_equation() -> None:
    """Both solve (d_r - k d_o)^2 = z^2 (v_r + k^2 v_o): at them the ratio is just not refuted."""
    original, replication = Effect(0.9, 0.02), Effect(0.5, 0.01)
    found = _fieller(original, replication)
    assert found is not None
    assert found.low < 0.5 / 0.9 < found.high
    for k in found:
        assert (0.5 - k * 0.9) ** 2 == pytest.approx(Z * Z * (0.01 + k * k * 0.02))
    assert _fieller(Effect(0.1, 0.02), replication) is None
    assert _fieller(Effect(Z, 1.0), replication) is None, "a d that may just be zero has no bounded share"


@pytest.mark.parametrize(
    ("low", "high", "outcome"),
    [
        (0.1, 0.9, "not-met"), (0.1, 1.0, "met"), (0.0, 1.0, "undecided"), (0.0, 0.9, "not-met"),
        (-0.1, 1.2, "undecided"), (1.1, 1.2, "met"),
    ],
)  # fmt: skip
def test_a_share_whose_interval_ends_at_one_or_begins_at_zero_holds_it(
    low: float, high: float, outcome: str
) -> None:
    assert _of_share(Limits(low, high)) == outcome


def test_an_effect_of_which_nothing_is_a_share_by_its_lower_limit_is_undecided() -> None:
    found = said(from_d(0.9, se=0.1), from_d(Z, se=1.0))["relative-effect-size"]
    assert (found.inputs["low"], found.outcome) == (0, "undecided")


@pytest.mark.parametrize(
    ("d", "se", "outcome"), [(0.9, 0.1, "met"), (0.3, 0.1, "not-met"), (0.3, 0.4, "undecided")]
)
def test_a_share_is_met_above_zero_and_not_met_below_one(d: float, se: float, outcome: str) -> None:
    found = said(from_d(0.9, se=0.1), from_d(d, se=se))["relative-effect-size"]
    assert (found.outcome, found.value) == (outcome, pytest.approx(d / 0.9))


def test_a_share_of_the_smallest_effect_is_told_and_of_a_smaller_one_not() -> None:
    assert said(from_d(LEAST_D, se=0.1), REPLICATION)["relative-effect-size"].outcome == "undecided"
    smaller = said(from_d(0.99 * LEAST_D, se=0.1), REPLICATION)["relative-effect-size"]
    assert smaller.outcome == "cannot-be-computed"
