"""What each criterion says, on a worked example and at its edges."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from ikea_effect.analysis.replication import parse_summary, replicate
from ikea_effect.analysis.replication.sceptical import sceptical_p
from ikea_effect.analysis.replication.sources import Standard, published_summary
from ikea_effect.analysis.replication.summary import N_UNKNOWN, from_d, from_t, unknown, with_source
from ikea_effect.errors import AnalysisError, ProtocolError
from ikea_effect.protocol.hypotheses import DECIDERS, Published
from ikea_effect.protocol.loading import load_protocol, protocol_from_said

ORIGINAL, REPLICATION = parse_summary("t=2.12,n=26+26"), parse_summary("t=1.30,n=60+60")


def said(original, replication, **options):
    return {found.id: found for found in replicate(original, replication, **options).criteria}


def test_the_worked_example_agrees_with_r():
    found = said(ORIGINAL, REPLICATION)
    assert found["significance"].value == pytest.approx(0.196134612, rel=1e-7)
    telescopes = found["small-telescopes"]
    assert telescopes.inputs["d33"] == pytest.approx(0.432241612815677, rel=1e-9)
    assert telescopes.value == pytest.approx(0.143114258750601, rel=1e-9)
    interval = found["prediction-interval"].inputs
    assert (interval["low"], interval["high"]) == pytest.approx(
        (-0.0732417667115196, 1.24920618270901), rel=1e-9
    )
    bayes = found["bayes-factor"]
    assert bayes.inputs["bf10_original"] == pytest.approx(1.70724784831702, rel=1e-9)
    assert bayes.inputs["bf10_replication"] == pytest.approx(0.416198011042983, rel=1e-9)
    assert bayes.inputs["bf10_both"] == pytest.approx(1.64237531955433, rel=1e-9)
    assert bayes.value == pytest.approx(0.962001692474448, rel=1e-9)
    assert found["pooled"].inputs["q"] == pytest.approx(1.0802, abs=5e-5)
    assert found["lebel"].value == "no signal - consistent"
    assert found["relative-effect-size"].value == pytest.approx(0.4036626, abs=1e-7)


def test_the_criteria_disagree_by_design():
    assert {id: found.outcome for id, found in said(ORIGINAL, REPLICATION).items()} == {
        "significance": "not-met",
        "prediction-interval": "undecided",  # [-0.07, 1.25] holds zero too
        "small-telescopes": "undecided",
        "equivalence": "undecided",
        "bayes-factor": "undecided",
        "sceptical-p": "not-met",
        "controlled-sceptical-p": "not-met",
        "edgington": "not-met",
        "pooled": "met",
        "lebel": "undecided",
        "relative-effect-size": "undecided",
    }


def test_the_panel_is_one_json_object():
    body = replicate(ORIGINAL, REPLICATION, "significance").to_json()
    assert list(body) == ["original", "replication", "criteria", "decides"]
    assert list(body["original"]) == ["d", "se"]
    assert list(body["replication"]) == ["d", "se", "p"]
    assert list(body["criteria"][0]) == ["id", "outcome", "value", "inputs", "sentence"]
    assert body["decides"] == "significance"
    assert json.loads(json.dumps(body, allow_nan=False)) == body


def test_every_criterion_that_may_decide_is_in_the_panel():
    assert set(DECIDERS) <= set(said(ORIGINAL, REPLICATION))


@pytest.mark.parametrize(
    ("replication", "expected"),
    [
        ("t=4.5,n=60+60", {"significance": "met", "small-telescopes": "met", "bayes-factor": "met",
                           "sceptical-p": "not-met", "lebel": "met", "relative-effect-size": "met"}),
        ("t=-0.5,n=100+100", {"significance": "not-met", "small-telescopes": "not-met",
                              "bayes-factor": "not-met", "lebel": "not-met", "equivalence": "not-met"}),
        ("t=-4,n=60+60", {"significance": "not-met", "small-telescopes": "not-met",
                          "prediction-interval": "not-met", "sceptical-p": "not-met", "pooled": "not-met"}),
        ("t=2.5,n=2000+2000", {"significance": "met", "small-telescopes": "not-met",
                               "equivalence": "not-met", "relative-effect-size": "met"}),
        ("t=9,n=60+60", {"significance": "met", "prediction-interval": "not-met",
                         "lebel": "larger-same-direction"}),
    ],
)  # fmt: skip
def test_outcomes_at_the_edges(replication, expected):
    found = said(ORIGINAL, parse_summary(replication))
    assert {id: found[id].outcome for id in expected} == expected


@pytest.mark.parametrize(
    ("replication", "label"),
    [
        ("t=4,n=60+60", "signal - consistent"),
        ("t=9,n=60+60", "signal - inconsistent, larger"),
        ("t=2.5,n=200+200", "signal - inconsistent, smaller"),
        ("t=-3,n=60+60", "signal - inconsistent, opposite"),
        ("t=0.2,n=200+200", "no signal - inconsistent"),
        ("t=1.3,n=60+60", "no signal - consistent"),
    ],
)
def test_labels(replication, label):
    assert said(ORIGINAL, parse_summary(replication))["lebel"].value == label


def test_a_declared_smallest_effect_is_the_bound_of_equivalence():
    found = said(ORIGINAL, parse_summary("t=0.1,n=500+500"), smallest=0.3)["equivalence"]
    assert found.inputs["bound"] == 0.3
    assert found.outcome == "not-met"
    assert "is smaller than d = 0.300 (the declared smallest effect), whatever" in found.sentence


def test_without_n_what_needs_it_cannot_be_computed():
    found = said(unknown("n is not known", direction=1), REPLICATION)
    assert found["significance"].outcome == "not-met"
    for id in set(DECIDERS) - {"significance"}:
        assert found[id].outcome == "cannot-be-computed"
        assert found[id].value is None
        missing = "own test" if id == "edgington" else "n"  # a sum of two p asks for no n
        assert found[id].sentence == f"cannot be computed: the original's {missing} is not known."


def test_an_effect_with_a_standard_error_alone_serves_where_n_is_not_needed():
    found = said(from_d(0.4, se=0.15), from_d(0.3, se=0.1), smallest=0.3)
    unable = {id for id, one in found.items() if one.outcome == "cannot-be-computed"}
    assert unable == {"small-telescopes", "bayes-factor"}


def test_within_and_between_designs_are_not_mixed():
    found = said(parse_summary("t=2.5,pairs=30"), REPLICATION)
    assert "differ in kind" in found["prediction-interval"].sentence
    assert found["significance"].outcome == "not-met"


def test_a_replication_without_a_sign_is_refused():
    with pytest.raises(AnalysisError, match="Add direction"):
        replicate(parse_summary("F=4.5,n=26+26"), parse_summary("F=4,n=60+60"))
    found = said(parse_summary("F=4.5,n=26+26"), parse_summary("F=4,n=60+60,direction=-"))
    assert found["significance"].outcome == "not-met"


def test_an_unknown_decider_is_refused_with_a_suggestion():
    with pytest.raises(AnalysisError, match="Did you mean 'small-telescopes'"):
        replicate(ORIGINAL, REPLICATION, "small-telescope")


@pytest.mark.parametrize("shown", ["prediction-interval", "pooled", "relative-effect-size"])
def test_what_a_true_zero_often_passes_cannot_decide(shown):
    with pytest.raises(AnalysisError, match=f"is '{shown}', which is shown beside the others and"):
        replicate(ORIGINAL, REPLICATION, shown)
    said = load_protocol("norton-2012-1a").said
    with pytest.raises(ProtocolError, match=r"replication.decides\n  is .*cannot decide.*\n  Allowed: sig"):
        protocol_from_said({**said, "replication": {"decides": shown}})


def test_an_exact_replication_of_great_size_meets_equivalence():
    """The same d in 4,000 + 4,000, of an original too imprecise for anything to be shown equivalent to it."""
    found = said(ORIGINAL, from_d(ORIGINAL.d, (4000, 4000)))["equivalence"]
    assert found.outcome == "met"
    assert "No replication could show that it is as close to the original, which is too" in found.sentence


@pytest.mark.parametrize(
    ("t", "n", "outcome", "words"),
    [
        (
            0.2,
            500,
            "not-met",
            "is smaller than d = 0.200 (the declared smallest effect), whatever",
        ),
        (3.0, 2000, "not-met", "differs from zero in the original's direction but is smaller than d = 0.200"),
        (-4.0, 60, "not-met", "differs from zero in the opposite direction"),
        (4.0, 60, "met", "differs from zero in the original's direction and is not shown to be smaller"),
        (0.5, 20, "undecided", "is neither shown to differ from zero nor shown to be smaller than d = 0.200"),
    ],
)
def test_equivalence_shows_an_effect_or_its_absence(t, n, outcome, words):
    found = said(ORIGINAL, from_t(t, (n, n)), smallest=0.2)["equivalence"]
    assert (found.outcome, words in found.sentence) == (outcome, True)


def test_a_larger_effect_in_the_same_direction_is_told_apart():
    found = said(ORIGINAL, from_t(9, (60, 60)))
    assert found["lebel"].outcome == "larger-same-direction"
    assert said(ORIGINAL.flipped(), from_t(-9, (60, 60)))["lebel"].outcome == "larger-same-direction"
    assert said(ORIGINAL, from_t(-9, (60, 60)))["lebel"].outcome == "not-met"


def test_a_number_not_from_the_paper_is_named_in_every_sentence():
    original = with_source(from_t(2.12, (26, 26)), "secondary", "only split that fits both means")
    for found in said(original, REPLICATION).values():
        assert "(secondary; n per condition inferred)" in found.sentence


numbers = st.floats(min_value=-12, max_value=12, allow_nan=False)
sizes = st.integers(min_value=2, max_value=300)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@example(t_o=5e-324, n1=26, n2=26, t_r=1.3, m1=60, m2=60)
@given(t_o=numbers, n1=sizes, n2=sizes, t_r=numbers, m1=sizes, m2=sizes)
def test_naming_the_conditions_the_other_way_around_changes_no_outcome(t_o, n1, n2, t_r, m1, m2):
    original, replication = from_t(t_o, (n1, n2)), from_t(t_r, (m1, m2))
    found = said(original, replication)
    mirrored = said(original.flipped(), replication.flipped())
    for id, one in found.items():
        assert mirrored[id].outcome == one.outcome
        if id in ("small-telescopes", "bayes-factor", "sceptical-p") and one.value is not None:
            assert mirrored[id].value == pytest.approx(one.value, rel=1e-6, abs=1e-12)
    json.dumps([one.to_json() for one in found.values()], allow_nan=False)


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(t_o=st.floats(2, 6), n=st.integers(10, 60), d_r=st.floats(-1, 1), m=st.integers(10, 200))
def test_a_larger_replication_effect_never_makes_small_telescopes_or_the_sceptic_stricter(t_o, n, d_r, m):
    original = from_t(t_o, (n, n))
    smaller, larger = (said(original, from_d(d, (m, m))) for d in (d_r, d_r + 0.2))
    assert larger["small-telescopes"].value >= smaller["small-telescopes"].value
    assert larger["sceptical-p"].value <= smaller["sceptical-p"].value + 1e-12


@pytest.mark.parametrize(
    ("t", "has"), [(1.3, "the same sign as"), (-1.3, "the opposite sign to"), (0, "not the sign of")]
)
def test_an_effect_of_zero_has_no_sign(t, has):
    assert f"effect has {has} the original's," in said(ORIGINAL, from_t(t, (60, 60)))["significance"].sentence


@pytest.mark.parametrize("t", [5e-324, 1e-320, -1e-310, 1e-12])
def test_nothing_is_told_as_a_share_of_an_effect_of_zero(t):
    found = said(from_t(t, (26, 26)), REPLICATION)["relative-effect-size"]
    assert found.outcome == "cannot-be-computed"
    assert found.sentence == ("cannot be computed: the original's d is zero, and nothing is a share of zero.")
    json.dumps(found.to_json(), allow_nan=False)


def test_a_replication_of_great_size_and_effect_stays_finite():
    body = replicate(from_t(56, (1000, 1000)), from_t(80, (50_000, 50_000))).to_json()
    json.dumps(body, allow_nan=False)
    assert all(math.isfinite(one["value"]) for one in body["criteria"] if one["id"] != "lebel")


def test_lebels_signal_is_what_the_declared_test_says():
    """d's interval (Student's) excludes zero, the declared quantile's p = .055 does not: no signal."""
    student = parse_summary("t=2.73,n=35+28")
    declared = replace(student, p=0.055)
    found = said(ORIGINAL, declared)["lebel"]
    assert (found.outcome, found.value) == ("undecided", "no signal - consistent")
    assert "excludes zero (the declared test does not refute it, p = .055)" in found.sentence
    assert said(ORIGINAL, student)["lebel"].outcome == "met"


def test_a_finding_on_one_side_alone_is_told_beside_why_it_does_not_count():
    """Declared one-sided, p is .035: the criterion's two-sided .070 must not stand there without a word."""
    student = parse_summary("t=1.84,n=35+28")
    found = said(ORIGINAL, replace(student, p=0.07))["significance"]
    assert found.outcome == "not-met"
    assert (
        "p = .070 (two-sided): not a significant effect in that direction (a test towards" in found.sentence
    )
    assert "has p = .035; this criterion counts both sides" in found.sentence
    far = said(ORIGINAL, replace(student, p=0.4))["significance"]
    assert "counts both sides" not in far.sentence


STRONG = parse_summary("t=3.00,n=60+60")


@pytest.mark.parametrize(
    ("original", "p"),
    [
        ("t=0.10,n=26+26", "p = .921"),
        ("t=0.10,n=800+800", "p = .920"),  # precise: no effect is what it found
        ("t=1.80,n=21+21", "p = .079"),
        ("t=-1.80,n=21+21,alternative=greater", "p = .960"),  # tested on the side where it is not
        ("p=.30,n=26+26,direction=+", "p = .300"),
        ("mean=5.0/5.1,sd=1/1,n=26+26", "p = .720"),
    ],
)
@pytest.mark.parametrize("replication", [STRONG, parse_summary("t=0.30,n=60+60"), STRONG.flipped()])
def test_an_original_that_shows_no_effect_leaves_nothing_to_replicate(original, p, replication):
    found = said(parse_summary(original), replication)
    deciding = [found[name] for name in DECIDERS]
    assert {one.outcome for one in deciding} == {"undecided"}
    assert all(f"the original itself does not show an effect ({p})" in one.sentence for one in deciding)


@pytest.mark.parametrize(
    "original",
    [
        "t=2.12,n=26+26",
        "t=1.80,n=21+21,alternative=greater",
        "p=.04,n=21+21,alternative=greater",
        "p=.05,n=26+26,direction=+",  # a printed .05 may have been below
        "t=-1.80,n=21+21,alternative=less",
    ],
)
def test_an_original_that_shows_one_by_its_own_test_is_replicated(original):
    summary = parse_summary(original)
    same = STRONG if summary.direction == 1 else STRONG.flipped()
    assert said(summary, same)["significance"].outcome == "met"


def test_p_of_one_side_says_the_direction():
    assert parse_summary("p=.04,n=21+21,alternative=greater").effect.d == pytest.approx(
        parse_summary("p=.08,n=21+21,direction=+").effect.d
    )
    assert parse_summary("p=.96,n=21+21,alternative=greater").direction == -1
    with pytest.raises(AnalysisError, match="alternative is two-sided, greater, less, not 'more'"):
        parse_summary("t=1.80,n=21+21,alternative=more")


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"statistic": {"t": 1.8, "df": 40}}, "undecided"),
        ({"statistic": {"t": 1.8, "df": 40}, "alternative": "greater"}, "met"),
        ({"statistic": {"t": 1.8, "df": 40}, "p": 0.045}, "met"),  # as the paper prints it
        ({"statistic": {"t": 2.1, "df": 40}, "p_below": 0.05}, "met"),
        ({"statistic": {"t": 2.1, "df": 40}, "p_below": 0.10}, "met"),  # t says more
    ],
)
def test_what_a_paper_says_of_its_own_test_counts(changes, outcome):
    row = Published.model_validate(
        {
            "hypothesis": "h",
            "n": {"per_condition": {"build": 21, "prebuilt": 21}},
            "locator": "p. 1",
            "provenance": "paper",
            **changes,
        }
    )
    by = Standard("cells", {"build": 1, "prebuilt": -1}, "welch", "two-sided")
    assert said(published_summary(row, by), STRONG)["significance"].outcome == outcome


def test_the_sceptical_p_is_never_below_either_study_s_own():
    """Five pairs, t = 4: d over its SE would give z = 2.48 and p = .0066, below the test's own .0081."""
    found = said(parse_summary("t=30,pairs=1000"), parse_summary("t=4,pairs=5"))["sceptical-p"]
    assert found.inputs["z_replication"] == pytest.approx(2.405959, abs=1e-6)  # R: qnorm(pt(4, 4))
    assert found.value > 0.008065  # R: pt(-4, 4) = 0.008065045


@pytest.mark.parametrize("m", [30, 300, 30_000])
def test_at_the_golden_level_only_a_larger_effect_confirms_a_borderline_original(m):
    """Held, Micheloud & Pawel (2022): z_o = 1.96 asks for d_r / d_o = sqrt(1 + 1 / (c phi))."""
    z, c, phi = 1.959964, m / 30, (1 + 5**0.5) / 2
    enough = (1 + 1 / (c * phi)) ** 0.5
    assert sceptical_p(z, 0.999 * enough * z * c**0.5, c, golden=True) > 0.025
    assert sceptical_p(z, 1.001 * enough * z * c**0.5, c, golden=True) < 0.025


def test_what_is_said_of_the_sceptic_holds_in_every_direction():
    """t = -2 with 60 + 60 has a one-sided p of .976; z of both together is smaller, and so is its p."""
    against = said(ORIGINAL, parse_summary("t=-2,n=60+60"))["sceptical-p"]
    assert against.value < float(stats.norm.cdf(abs(against.inputs["z_replication"])))
    assert "never below either study" not in against.sentence
    assert "never below either study" in said(ORIGINAL, REPLICATION)["sceptical-p"].sentence
    weak = said(parse_summary("t=1,n=26+26"), STRONG)["sceptical-p"]
    assert weak.value >= 0.025
    assert weak.sentence.startswith("By itself the original does not convince at this level, and no rep")


def test_the_sum_of_two_p_asks_for_no_effect_size():
    """Edgington: p = .02 and .01, two-sided in one direction: (.010 + .005)^2 / 2 = .0001125."""
    found = said(unknown(N_UNKNOWN, 1, 0.02), unknown(N_UNKNOWN, 1, 0.01))
    assert (found["edgington"].outcome, found["edgington"].value) == ("met", pytest.approx(0.0001125))
    assert found["sceptical-p"].outcome == "cannot-be-computed"


@pytest.mark.parametrize(("original", "outcome"), [("t=2.12,n=26+26", "undecided"), ("t=6,n=100+100", "met")])
def test_inside_an_interval_that_holds_zero_too_nothing_is_shown(original, outcome):
    """0.59 +- 0.66 holds zero; 0.85 +- 0.47 does not. Both hold 0.55."""
    found = said(parse_summary(original), parse_summary("t=3,n=60+60"))["prediction-interval"]
    assert found.outcome == outcome
