"""Claims made of several tests have an outcome of their own, which holds only if every part does."""

import dataclasses

import pytest

from ikea_effect.analysis.replication import judge
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.loading import load_protocol, protocol_from_said

CLAIM = {
    "id": "worth-more-not-liked-more",
    "claim": "Builders bid more without liking the box more",
    "all_of": [
        {"hypothesis": "builders-bid-more", "shows": "effect"},
        {"hypothesis": "builders-like-more", "shows": "no-effect"},
    ],
}


def protocol(**changed):
    said = {**load_protocol("norton-2012-1a").said, "claims": [{**CLAIM, **changed}]}
    bids, liking = said["hypotheses"]
    return protocol_from_said({**said, "hypotheses": [bids, {**liking, "smallest_effect": {"d": 0.3}}]})


def estimate(hypothesis, d, n=150, **given):
    t = d * (n / 2) ** 0.5
    found = Estimate(
        hypothesis, "primary", "wtp", "USD", "Welch's t test", "build - prebuilt",
        n={"build": n, "prebuilt": n}, mean={"build": d, "prebuilt": 0.0}, sd={"build": 1.0, "prebuilt": 1.0},
        estimate=d, statistic=Statistic("t", t, 2.0 * n - 2), p=0.001 if abs(t) > 2 else 0.5,
    )  # fmt: skip
    return dataclasses.replace(found, **given)


def judged(*estimates):
    (found,) = [one for one in judge(protocol(), estimates) if one.rule == "claim"]
    return found


@pytest.mark.parametrize(
    ("bids", "liking", "outcome", "held"),
    [
        (0.6, 0.0, "met", 2),
        (0.6, 0.15, "undecided", 1),
        (0.6, 0.6, "not-met", 1),
        (0.0, 0.0, "not-met", 1),
    ],
)
def test_a_claim_holds_if_all_its_parts_do(bids, liking, outcome, held):
    found = judged(estimate("builders-bid-more", bids), estimate("builders-like-more", liking))
    assert (found.hypothesis, found.outcome, found.value) == ("worth-more-not-liked-more", outcome, held)
    assert found.sentence.startswith("Builders bid more without liking the box more: ")


def test_a_large_p_is_no_evidence_of_absence():
    found = judged(estimate("builders-bid-more", 0.9), estimate("builders-like-more", 0.0, n=12))
    assert found.outcome == "undecided"
    assert "neither an effect nor its absence" in found.sentence


def test_a_part_that_was_not_estimated_leaves_the_claim_open():
    found = judged(estimate("builders-bid-more", 0.6))
    assert found.outcome == "cannot-be-computed"
    assert "builders-like-more cannot be computed: it was not estimated" in found.sentence


def test_a_claim_about_an_undeclared_hypothesis_is_refused():
    with pytest.raises(ProtocolError, match="Did you mean 'builders-bid-more'"):
        protocol(all_of=[{"hypothesis": "builder-bid-more", "shows": "effect"}, CLAIM["all_of"][1]])


def test_no_effect_needs_a_smallest_effect():
    said = {**load_protocol("norton-2012-1a").said, "claims": [CLAIM]}
    with pytest.raises(ProtocolError, match="declares no smallest_effect to stay below"):
        protocol_from_said(said)


def equivalence(p, welch):
    return estimate(
        "builders-like-more", 0.2, p=p, alternative="equivalence", method="two one-sided tests (equivalence)",
        details={"bounds": {"difference": 0.5}, "p_two_sided": welch},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("p", "welch", "shows", "outcome"),
    [
        (0.009, 0.643, "no-effect", "met"),
        (0.210, 0.020, "no-effect", "not-met"),
        (0.210, 0.400, "no-effect", "undecided"),
        (0.009, 0.643, "effect", "not-met"),
        (0.900, 0.001, "effect", "met"),
    ],
)
def test_a_test_of_equivalence_counts_by_its_own_bounds(p, welch, shows, outcome):
    """p below .05 says that means are alike; that they differ, Welch's p says."""
    said = load_protocol("norton-2012-1a").said
    bids, liking = said["hypotheses"]
    model = {**liking["model"], "kind": "tost", "bounds": {"difference": 0.5}}
    parts = [CLAIM["all_of"][0], {**CLAIM["all_of"][1], "shows": shows}]
    declared = protocol_from_said(
        {**said, "claims": [{**CLAIM, "all_of": parts}], "hypotheses": [bids, {**liking, "model": model}]}
    )
    found = judge(declared, [estimate("builders-bid-more", 0.6), equivalence(p, welch)])
    (claim,) = [one for one in found if one.rule == "claim"]
    assert claim.inputs["parts"][1]["outcome"] == outcome
    if shows == "no-effect" and outcome == "met":
        assert "is equivalent to zero within difference = 0.5 (equivalence p = .009)" in claim.sentence


@pytest.mark.parametrize(("p", "outcome"), [(0.01, "met"), (0.2, "not-met"), (None, "cannot-be-computed")])
def test_an_indirect_effect_counts_by_its_own_p(p, outcome):
    through = estimate("builders-bid-more", 0.6, method="mediation by effort", statistic=None, p=p)
    found = judged(through, estimate("builders-like-more", 0.0, n=2000))
    assert found.inputs["parts"][0]["outcome"] == outcome


def test_no_effect_of_a_model_without_a_standardized_size_is_refused():
    said = load_protocol("norton-2012-1a").said
    bids, liking = said["hypotheses"]
    model = {**liking["model"], "kind": "mediation", "mediators": ["wtp"]}
    changed = {**liking, "model": model, "smallest_effect": {"d": 0.3}}
    with pytest.raises(
        ProtocolError, match="is answered by mediation, whose effect has no standardized size"
    ):
        protocol_from_said({**said, "claims": [CLAIM], "hypotheses": [bids, changed]})
