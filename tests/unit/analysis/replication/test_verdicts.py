"""From a protocol's published numbers and the data's estimates to verdicts."""

import pytest

from ikea_effect.analysis.basis import Interim
from ikea_effect.analysis.replication import compare, judge, replicate
from ikea_effect.analysis.replication.sources import Standard, estimated_summary, published_summary, standard
from ikea_effect.analysis.replication.verdicts import Comparison, withheld
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.protocol.hypotheses import Hypothesis, Published
from ikea_effect.protocol.loading import load_protocol, protocol_ids
from ikea_effect.protocol.models import Factor

INTERIM = Interim(complete=6, planned=8, shown=False)
BUILDERS = Standard("cells", {"build": 1.0, "prebuilt": -1.0}, "welch", "two-sided")


def published(**given):
    return Published.model_validate(
        {"hypothesis": "builders-bid-more", "locator": "p. 1", "provenance": "paper", **given}
    )


def estimate(**given):
    found = {
        "hypothesis": "builders-bid-more", "role": "primary", "measure": "wtp", "unit": "USD",
        "method": "Welch's t test", "term": "build - prebuilt", "n": {"build": 60, "prebuilt": 60},
        "mean": {"build": 0.70, "prebuilt": 0.58}, "sd": {"build": 0.55, "prebuilt": 0.45},
        "estimate": 0.12, "statistic": Statistic("t", 1.308, 113.6), "p": 0.0968, "alternative": "greater",
    }  # fmt: skip
    return Estimate(**{**found, **given})


N = {"n": {"per_condition": {"build": 26, "prebuilt": 26}}}
MEANS = {"mean": {"build": 0.78, "prebuilt": 0.48}, "sd": {"build": 0.63, "prebuilt": 0.40}}


@pytest.mark.parametrize(
    ("given", "d", "direction"),
    [
        ({**N, "statistic": {"t": 2.12, "df": 50}, **MEANS}, 0.58798, 1),
        ({**N, **MEANS}, 0.568522, 1),
        ({**N, "statistic": {"t": 2.12}, "mean": {"build": 1, "prebuilt": 2}}, -0.58798, -1),
        ({**N, "statistic": {"F": 4.4944, "df1": 1, "df2": 50}, **MEANS}, 0.58798, 1),
        ({**N, "p": 0.03899155591, "mean": MEANS["mean"]}, 0.58798, 1),
    ],
)  # fmt: skip
def test_a_published_result_becomes_an_effect(given, d, direction):
    found = published_summary(published(**given), BUILDERS)
    assert found.d == pytest.approx(d, abs=5e-6)
    assert found.direction == direction


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "n is not known"),
        ({"n": {"total": 114}, **MEANS}, "n per condition is not known (n = 114 in all)"),
        ({**N}, "result is not known: neither a test nor means with SDs were found"),
        ({**N, "statistic": {"F": 4.49}}, "direction is not known"),
        ({**N, "statistic": {"t": 2, "df": 112}},
         "numbers do not agree (t has 112 degrees of freedom, but n = 26 + 26 leaves 50)"),
    ],
)  # fmt: skip
def test_what_a_paper_does_not_say_is_not_filled_in(given, why):
    found = published_summary(published(**given), BUILDERS)
    assert (found.effect, found.why) == (None, why)


@pytest.mark.parametrize(
    ("given", "p"),
    [
        ({"statistic": {"t": 2.12, "df": 50}}, 0.0389915559057),  # R: 2 * pt(-2.12, 50), and so on
        ({"statistic": {"F": 4.41, "df1": 1, "df2": 40}}, 0.0420820189765),
        ({"statistic": {"r": 0.3, "df": 48}}, 0.0342861800329),
        ({"statistic": {"chi2": 5.2, "df": 1}}, 0.0225868881642),
        ({"statistic": {"z": -2.5}}, 0.0124193306516),
        ({"p": 0.03}, 0.03),
        ({"p": 0.03, "alternative": "greater"}, 0.06),
        ({"p": 0.0}, None),
        ({"p_below": 0.001}, None),
        ({"statistic": {"F": 4.41, "df1": 2, "df2": 40}, "p": 0.02}, None),  # of several cells
        ({"statistic": {"chi2": 9, "df": 2}}, None),
    ],
)
def test_p_of_the_original_s_own_test_needs_no_n(given, p):
    found = published_summary(published(n={"total": 52}, mean=MEANS["mean"], **given), BUILDERS)
    assert found.effect is None
    assert found.p == (None if p is None else pytest.approx(p, rel=1e-9))


def test_an_original_without_n_per_condition_can_be_judged_by_both_p():
    """p = .0390 and .04, (.0195 + .02)^2 / 2 = .00078 > .000625: no success; with .01 it is one."""
    row = published(n={"total": 52}, statistic={"t": 2.12, "df": 50}, mean=MEANS["mean"])
    for p, outcome in ((0.04, "not-met"), (0.01, "met")):
        mine = estimate(p=p, alternative="two-sided", statistic=None)
        found = replicate(published_summary(row, BUILDERS), estimated_summary(mine, BUILDERS)).criteria
        assert {one.id: one.outcome for one in found}["edgington"] == outcome


def test_means_without_n_still_give_the_direction():
    assert published_summary(published(n={"total": 114}, **MEANS), BUILDERS).direction == 1


def test_the_replication_is_standardized_by_its_cells_and_tested_two_sided():
    found = estimated_summary(estimate(), BUILDERS)
    assert found.d == pytest.approx(0.12 / ((0.55**2 + 0.45**2) / 2) ** 0.5, rel=1e-12)
    assert found.p == pytest.approx(0.19353, abs=5e-5)  # 2 pt(-1.308, 113.6)


def test_a_failed_estimate_says_so_in_every_verdict():
    failed = estimate(estimate=None, statistic=None, p=None, problem="Every wtp is the same (0).")
    protocol = load_protocol("norton-2012-1a")
    for verdict in judge(protocol, [failed]):
        assert verdict.outcome == "cannot-be-computed"
        assert verdict.sentence.startswith("cannot be computed: the replication's effect")


def test_norton_1a_is_judged_by_small_telescopes_and_called_secondary():
    protocol = load_protocol("norton-2012-1a")
    verdicts = judge(protocol, [estimate()])
    mine = [one for one in verdicts if one.hypothesis == "builders-bid-more"]
    assert [one.rule for one in mine if one.inputs["decides"]] == ["small-telescopes"]
    for one in mine:
        assert "secondary" in one.sentence
        assert "n per condition inferred" in one.sentence
        assert one.inputs["inferred"] == "only split that fits both liking means and their t"
    assert next(one for one in mine if one.rule == "equivalence").inputs["bound"] == 0.3
    liking = [one for one in verdicts if one.hypothesis == "builders-like-more"]
    assert {one.outcome for one in liking} == {"cannot-be-computed"}
    assert "was not estimated" in liking[0].sentence


def test_one_panel_per_published_result():
    found = compare(load_protocol("norton-2012-1a"), [estimate()])
    assert [one.published.hypothesis for one in found] == ["builders-bid-more", "builders-like-more"]
    assert found[0].panel.deciding.id == "small-telescopes"


def test_shares_become_an_effect_through_chi_square():
    by = BUILDERS._replace(by="shares", kind="proportion")
    found = published_summary(published(**N, mean={"build": 0.5, "prebuilt": 0.25}), by)
    # chi2 = .25^2 / (.375 x .625 x 2/26), phi^2 = chi2 / 52, d = 2 phi / sqrt(1 - phi^2)
    phi2 = 0.0625 / (0.375 * 0.625 * 2 / 26) / 52
    assert found.d == pytest.approx(2 * (phi2 / (1 - phi2)) ** 0.5, rel=1e-12)


def test_pairs_are_standardized_by_their_differences():
    by = BUILDERS._replace(by="pairs", kind="paired")
    found = published_summary(published(n={"total": 25}, statistic={"t": 2.5, "df": 24}), by)
    assert found.d == pytest.approx(0.5)
    told = estimate(n={"pairs": 25}, mean={}, sd={}, statistic=Statistic("t", 2.0, 24.0))
    assert estimated_summary(told, by).d == pytest.approx(0.4)


def test_an_interaction_of_two_by_two_is_a_contrast_of_four_cells():
    protocol = load_protocol("norton-2012-1a")
    factors = {**protocol.factors, "outcome": protocol.factors["labor"]}
    model = {"kind": "factorial", "factors": ["labor", "outcome"], "term": ["labor", "outcome"]}
    hypothesis = Hypothesis.model_validate({"id": "crossed", "measure": "wtp", "model": model})
    by = standard(protocol.model_copy(update={"factors": factors}), hypothesis)
    assert by.by == "cells"
    assert by.weights == {
        "labor=build,outcome=build": 1, "labor=build,outcome=prebuilt": -1,
        "labor=prebuilt,outcome=build": -1, "labor=prebuilt,outcome=prebuilt": 1,
    }  # fmt: skip


def test_an_indirect_effect_is_not_standardized():
    model = {"kind": "mediation", "factor": "labor", "contrast": "build - prebuilt", "mediators": ["liking"]}
    hypothesis = Hypothesis.model_validate({"id": "through-liking", "measure": "wtp", "model": model})
    by = standard(load_protocol("norton-2012-1a"), hypothesis)
    found = published_summary(published(**N, statistic={"t": 2}), by)
    assert found.why == "standardized difference is not defined for a model of kind mediation"


def test_a_condition_without_values_is_named():
    lone = estimate(n={"build": 60, "prebuilt": 0}, mean={"build": 0.7, "prebuilt": None}, sd={"build": 0.5})
    assert estimated_summary(lone, BUILDERS).why == "d cannot be worked out (prebuilt has no mean)"


@pytest.mark.parametrize("id", protocol_ids())
def test_every_shipped_protocol_can_be_judged(id):
    protocol = load_protocol(id)
    assert {one.outcome for one in judge(protocol, [])} <= {"cannot-be-computed"}
    for row in protocol.published:
        hypothesis = next(one for one in protocol.hypotheses if one.id == row.hypothesis)
        found = published_summary(row, standard(protocol, hypothesis))
        assert (found.effect is None) == (row.n.per_condition is None)


CROSSED = {"kind": "factorial", "factors": ["labor", "fate"]}


def _crossed(term, **model):
    protocol = load_protocol("norton-2012-1a")
    fate = Factor.model_validate(
        {"between": "participant", "levels": {"kept": {"label": "K"}, "sold": {"label": "S"}}}
    )
    protocol = protocol.model_copy(update={"factors": {**protocol.factors, "fate": fate}})
    asked = {"id": "crossed", "measure": "wtp", "model": {**CROSSED, "term": term, **model}}
    return standard(protocol, Hypothesis.model_validate(asked))


CELLS = {f"labor={a},fate={b}": 20 for a in ("build", "prebuilt") for b in ("kept", "sold")}


@pytest.mark.parametrize("n", [CELLS, {"build": 40, "prebuilt": 40}])
def test_an_original_main_effect_is_read_by_cells_or_by_the_levels_of_its_factor(n):
    """t(76) = 2.5 of 40 against 40: d = 2.5 sqrt(1/40 + 1/40)."""
    row = published(n={"total": 80, "per_condition": n}, statistic={"t": 2.5, "df": 76})
    found = published_summary(row, _crossed(["labor"]))
    assert found.d == pytest.approx(2.5 * (2 / 40) ** 0.5)
    assert found.direction == 1


def test_an_interaction_at_equal_covariates_is_on_the_scale_of_the_original():
    """(3 - 2) - (2 - 2) = 1 with SD 1: two averages differ by 0.5, with covariates as without."""
    means = dict(zip(CELLS, (3.0, 2.0, 2.0, 2.0), strict=True))
    told = estimate(
        n=CELLS, mean=means, sd=dict.fromkeys(CELLS, 1.0), estimate=1.0, se=0.45, p=0.03,
        statistic=Statistic("t", 1 / 0.45, 75.0),
    )  # fmt: skip
    for model in ({}, {"covariates": ["liking"]}):
        assert estimated_summary(told, _crossed(["labor", "fate"], **model)).d == pytest.approx(0.5)


def test_a_verdict_that_is_withheld_keeps_what_does_not_depend_on_the_data():
    verdicts = judge(load_protocol("norton-2012-1a"), [estimate()])
    kept = withheld(verdicts, INTERIM)
    assert [(one.hypothesis, one.rule) for one in kept] == [(one.hypothesis, one.rule) for one in verdicts]
    assert {(one.outcome, one.value, one.sentence) for one in kept} == {("withheld", None, INTERIM.reason)}
    declared = {"decides", "locator", "provenance", "inferred"}
    for before, after in zip(verdicts, kept, strict=True):
        same = {name: one for name, one in before.inputs.items() if name in declared}
        assert dict(after.inputs) == same | INTERIM.to_json()
    assert "locator" in kept[0].inputs


@pytest.mark.parametrize(("rests_on", "besides"), [(None, {}), ("p of Yuen", {"rests_on": "p of Yuen"})])
def test_what_a_verdict_rests_on_stands_beside_its_inputs_where_it_has_to_be_said(rests_on, besides):
    protocol = load_protocol("norton-2012-1a")
    asked, reported = protocol.hypotheses[0], protocol.published[0]
    assert Comparison(asked, reported, panel=None, rests_on=rests_on).besides == besides  # type: ignore[arg-type]
