"""Pooling many studies: what is left out is named, and order does not matter."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikea_effect.analysis.replication import parse_summary
from ikea_effect.analysis.replication.meta import LeftOut, Study, fixed_effect, meta, study
from ikea_effect.analysis.replication.summary import Effect, unknown, with_source
from ikea_effect.errors import AnalysisError

NORTON = with_source(parse_summary("t=2.12,n=26+26"), "secondary", "only split that fits")
FOUND = [
    study("Norton 1A", NORTON, year=2012, lab="original"),
    study("Lab 1", parse_summary("t=1.3,n=60+60"), year=2024, lab="ours"),
    study("Lab 2", parse_summary("t=2.6,n=80+80"), year=2025, lab="ours"),
    study("Lab 3", parse_summary("t=0.4,n=40+40"), year=2025, lab="other"),
]


def test_a_result_without_n_is_left_out_with_its_reason():
    found = meta([*FOUND, study("Franke", unknown("n per condition is not known (n = 114 in all)"))])
    assert len(found.studies) == 4
    assert found.left_out == (LeftOut("Franke", "its n per condition is not known (n = 114 in all)"),)


def test_a_secondary_number_is_named_in_its_label():
    assert meta(FOUND).to_json()["studies"][0]["label"].startswith("Norton 1A (secondary; n per condition")


def test_two_studies_are_pooled_by_fixed_effect_and_say_so():
    found = meta(FOUND[:2])
    assert found.fit.method == "fixed effect"
    assert found.fit.prediction is None
    assert found.leave_one_out == ()
    assert "Two studies" in found.notes[0]


def test_one_study_is_not_a_meta_analysis():
    with pytest.raises(AnalysisError, match=r"two are needed.*Franke: its n is not known"):
        meta([FOUND[0], study("Franke", unknown("n is not known"))])


def test_a_moderator_that_a_study_lacks_is_refused():
    with pytest.raises(AnalysisError, match="country is not known for"):
        meta(FOUND, ["country"])


def test_a_moderator_without_variance_is_refused():
    same = [Study(one.label, one.effect, {"country": "NL", "size": 1}) for one in FOUND]
    with pytest.raises(AnalysisError, match="country is the same for all"):
        meta(same, ["country"])
    with pytest.raises(AnalysisError, match="too alike"):
        meta(same, ["size"])


def test_names_become_columns_against_the_first():
    many = [*FOUND, study("Lab 4", parse_summary("t=1,n=50+50"), year=2026, lab="other")]
    assert [term.name for term in meta(many, ["lab"]).regression.terms] == [
        "intercept", "lab=other", "lab=ours",
    ]  # fmt: skip


def test_the_result_is_json_without_nan():
    body = meta(FOUND, ["year"]).to_json()
    assert json.loads(json.dumps(body, allow_nan=False)) == body
    assert body["pooled"]["prediction"][0] <= body["pooled"]["ci"][0]


def test_studies_that_agree_to_the_last_digit_are_pooled_with_a_note():
    found = meta([Study(str(i), Effect(0.3, 0.04)) for i in range(4)])
    assert (found.fit.tau2, found.fit.mean.se) == (0.0, pytest.approx(0.1))  # (4 / 0.04) ** -0.5
    assert any("narrower than the fixed effect's" in note for note in found.notes)
    json.dumps(found.to_json(), allow_nan=False)


@pytest.mark.parametrize("given", ["F=4.5,n=26+26", "p=.04,n=26+26", "chi2=4,n=26+26"])
def test_a_result_without_a_sign_is_refused(given):
    with pytest.raises(AnalysisError, match=r"Lab 9: its .* has no sign. Add direction=\+ or direction=-"):
        study("Lab 9", parse_summary(given))
    assert study("Lab 9", parse_summary(f"{given},direction=-")).effect.d < 0


def test_a_published_f_whose_sign_only_the_claim_tells_is_left_out():
    from ikea_effect.analysis.replication.pooling import published_studies
    from ikea_effect.protocol.loading import load_protocol, protocol_from_said

    said = load_protocol("norton-2012-1a").said
    first = {k: v for k, v in said["published"][0].items() if k not in ("mean", "sd")}
    bare = {**first, "statistic": {"F": 4.49, "df1": 1, "df2": 50}}
    (found,) = published_studies(protocol_from_said({**said, "published": [bare]}), "builders-bid-more")
    assert isinstance(found, LeftOut)
    assert found.reason.startswith("its direction is not printed: F has no sign")


def test_g_needs_n_and_d_is_corrected_by_its_degrees_of_freedom():
    from scipy.special import gamma

    d = parse_summary("d=0.5,n=10+10")
    j = gamma(9) / ((9**0.5) * gamma(8.5))  # df = 18
    found = study("a", d, "g").effect
    assert found.d == pytest.approx(0.5 * j)
    assert found.v == pytest.approx(0.2 + (0.5 * j) ** 2 / 40)
    assert study("b", parse_summary("d=0.5,se=0.2"), "g") == LeftOut(
        "b", "its n is not known, without which d cannot be corrected to g"
    )
    assert study("c", parse_summary(f"g={0.5 * j},n=10+10")).effect.d == pytest.approx(0.5)


def test_a_result_that_comes_twice_is_refused():
    with pytest.raises(AnalysisError, match="Lab 1 comes more than once"):
        meta([*FOUND, study("Lab 1", parse_summary("t=1.3,n=60+60"))])
    again = study("Lab 1", parse_summary("t=2.3,n=60+60"), id="lab-1-b")
    assert [one["id"] for one in meta([*FOUND, again]).to_json()["studies"]][-2:] == ["Lab 3", "lab-1-b"]


def test_without_one_of_three_the_fixed_effect_is_left():
    assert {fit.method for _, fit in meta(FOUND[:3]).leave_one_out} == {"fixed effect"}


effects = st.lists(st.tuples(st.floats(-2, 2), st.floats(0.005, 0.5)), min_size=3, max_size=8)


@pytest.mark.slow
@settings(deadline=None, max_examples=10)
@given(rows=effects, shift=st.floats(-1, 1))
def test_order_does_not_matter_and_a_shift_moves_the_mean_alone(rows, shift):
    studies = [Study(str(i), Effect(d, v)) for i, (d, v) in enumerate(rows)]
    fit, back = meta(studies).fit, meta(studies[::-1]).fit
    moved = meta([Study(one.label, Effect(one.effect.d + shift, one.effect.v)) for one in studies]).fit
    assert back.mean.b == pytest.approx(fit.mean.b, abs=1e-7)
    assert moved.mean.b == pytest.approx(fit.mean.b + shift, abs=1e-6)
    assert moved.tau2 == pytest.approx(fit.tau2, rel=1e-5, abs=1e-7)
    assert sum(fit.weights) == pytest.approx(1)
    fixed = fixed_effect(np.array([d for d, _ in rows]), np.array([v for _, v in rows])).mean.ci
    assert fit.mean.ci.high - fit.mean.ci.low >= (fixed.high - fixed.low) * (1 - 1e-9)


def test_published_results_and_a_study_of_ours_are_pooled():
    from ikea_effect.analysis.replication.pooling import estimated_study, published_studies
    from ikea_effect.analysis.results import Estimate
    from ikea_effect.protocol.loading import load_protocol

    protocol = load_protocol("norton-2012-1a")
    ours = Estimate(
        "builders-bid-more", "primary", "wtp", "USD", "Welch's t test", "build - prebuilt",
        n={"build": 60, "prebuilt": 60}, mean={"build": 0.7, "prebuilt": 0.6},
        sd={"build": 0.5, "prebuilt": 0.5}, estimate=0.1,
    )  # fmt: skip
    found = meta(
        [*published_studies(protocol, "builders-bid-more"), estimated_study("Dry run", protocol, ours)]
    )
    assert [one.moderators["source"] for one in found.studies] == ["published", "data"]
    assert found.studies[1].effect.d == pytest.approx(0.2)
    with pytest.raises(AnalysisError, match="Did you mean 'builders-bid-more'"):
        published_studies(protocol, "builder-bid-more")


def test_d_of_pairs_is_not_pooled_with_d_between_people():
    pairs = study("Pairs", parse_summary("t=2.2,pairs=20"))
    with pytest.raises(AnalysisError, match=r"Pairs: within participants; .*Lab 1.*: between them"):
        meta([*FOUND, pairs])
    assert meta([pairs, study("More pairs", parse_summary("t=1.2,pairs=30"))]).fit.df == np.inf


def _moderated(*pay: float | str) -> list[Study]:
    return [Study(f"Lab {n}", Effect(0.1 * n, 0.04), {"pay": one}) for n, one in enumerate(pay)]


def test_a_moderator_of_numbers_and_words_is_refused_not_made_a_level_each():
    with pytest.raises(AnalysisError, match=r"pay has numbers \(1, 2.5\) and words \(about 3\)"):
        meta(_moderated(1.0, 2.5, "about 3", 1.0, 2.5), ["pay"])


def test_a_level_in_two_spellings_is_refused():
    with pytest.raises(AnalysisError, match=r"pay is spelled in two ways: High, high"):
        meta(_moderated("high", "High", "low", "low", "low"), ["pay"])


def test_studies_that_are_equal_have_no_squares_left_over():
    fit = meta([Study(f"Lab {n}", Effect(0.4, 0.1)) for n in range(3)]).fit
    assert 0 <= fit.q < 1e-25
    assert (fit.p_q, fit.tau2) == (1, 0)


def test_studies_that_differ_by_a_moderator_alone_are_not_said_to_agree():
    """On a line but for rounding: far apart (Q far above its df), and alike where pay is given."""
    steep = [Study(f"Lab {n}", Effect(2.0 * n, 0.04), {"pay": float(n)}) for n in range(5)]
    found = meta(steep, ["pay"])
    assert not found.fit.bounded
    assert found.fit.p_q < 0.001
    [note] = found.notes
    assert note.startswith("Given the moderators, the studies agree better than chance would have it")


def test_what_a_study_of_ours_rests_on_is_told_beside_those_of_others():
    lab = study("Lab A", parse_summary("t=2.12,n=26+26"))
    dry = replace(
        study("Dry run", parse_summary("d=0.40,n=40+40")),
        basis={"mode": "simulated"}, notes=("Dry run: 80 rows read",),
    )  # fmt: skip
    found = meta([lab, dry]).to_json()
    assert [one.get("basis") for one in found["studies"]] == [None, {"mode": "simulated"}]
    assert found["notes"][-1] == "Dry run: 80 rows read"
