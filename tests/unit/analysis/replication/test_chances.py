"""A verdict's own chances: with no effect, and with the original's."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ikea_effect.analysis.replication import parse_summary, replicate
from ikea_effect.analysis.replication.panel import Panel, criterion
from ikea_effect.analysis.replication.summary import from_t
from ikea_effect.language import speaking, spoken_language
from ikea_effect.operations.replicate import Asked, replication_of
from ikea_effect.protocol.hypotheses import DECIDERS
from ikea_effect.report.chances import chances_said


def panel(original: str = "t=3.1,n=26+26", replication: str = "t=1.3,n=60+60") -> Panel:
    return replicate(parse_summary(original), parse_summary(replication)).with_chances()


def test_every_criterion_that_can_decide_has_chances_and_those_that_are_only_shown_have_none() -> None:
    found = {one.id: one.chances for one in panel().criteria}
    assert {name for name, one in found.items() if one is not None} == set(DECIDERS)
    for one in found.values():
        if one is not None:
            assert sum(one.zero.values()) == pytest.approx(1)
            assert sum(one.original.values()) == pytest.approx(1)
            assert one.d == pytest.approx(3.1 * math.sqrt(2 / 26))


@pytest.mark.slow
@pytest.mark.parametrize("rule", DECIDERS)
def test_studies_drawn_at_random_come_out_as_often(rule: str) -> None:
    """300 studies each, of normal values: within four Monte Carlo errors."""
    rng, original = np.random.default_rng(7), parse_summary("t=3.1,n=26+26")
    (said,) = [one.chances for one in panel().criteria if one.id == rule]
    assert said is not None
    for d, shares in ((0.0, said.zero), (said.d, said.original)):
        groups = rng.normal(size=(2, 300, 60)) + np.array([d, 0.0])[:, None, None]
        difference = groups[0].mean(axis=1) - groups[1].mean(axis=1)
        pooled = np.sqrt(groups.var(axis=2, ddof=1).mean(axis=0))
        ts = difference / pooled / math.sqrt(2 / 60)
        found = [criterion(rule, original, from_t(float(t), [60, 60])).outcome for t in ts]
        for outcome in {*found, *shares}:
            share = shares.get(outcome, 0.0)
            error = math.sqrt(max(share * (1 - share), 1 / 300) / 300)
            assert found.count(outcome) / 300 == pytest.approx(share, abs=4 * error)


def test_what_an_original_that_shows_nothing_leaves_is_undecided_for_certain() -> None:
    found = {one.id: one.chances for one in panel("t=1.2,n=26+26").criteria}
    chances = found["small-telescopes"]
    assert chances is not None
    assert (chances.zero, chances.original) == ({"undecided": 1.0}, {"undecided": 1.0})


@pytest.mark.parametrize(
    ("original", "replication"), [("d=0.6,se=0.2", "d=0.1,se=0.1"), ("t=2,n=20+20", "d=0.1,se=0.1")]
)
def test_without_a_t_test_nothing_is_said(original: str, replication: str) -> None:
    assert all(one.chances is None for one in panel(original, replication).criteria)


def significance(original: str) -> float:
    """How often significance is met under the original's effect, in 50 pairs."""
    (found,) = [one.chances for one in panel(original, "t=2,pairs=50").criteria if one.id == "significance"]
    assert found is not None
    return found.original["met"]


def test_with_pairs_a_negative_original_is_as_its_mirror_image() -> None:
    assert significance("t=3,pairs=30") == pytest.approx(significance("t=-3,pairs=30"), abs=1e-7)


def test_the_chances_stand_behind_the_verdict_in_english_and_in_dutch() -> None:
    found = replication_of(Asked(None, original="t=2.12,n=26+26", replication="t=1.30,n=100+100"))
    said = (
        "Of studies of this size 2.5% meet it and 92.0% do not if there is no effect; 98.5% meet it and 0.3% "
        "do not if the effect is the original’s (d = 0.59)."
    )
    assert found.brief().endswith(said)
    one = next(one for one in found.json["criteria"] if one["id"] == "small-telescopes")
    with speaking(spoken_language("nl")):
        assert chances_said(one["chances"]).startswith(
            "Van studies van deze omvang haalt 2,5% het en 92,0% het niet"
        )
