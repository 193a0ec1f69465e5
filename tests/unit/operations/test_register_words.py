"""What a registration says of bids, groups, pairs, levels and scores: each sentence true of its protocol."""

from __future__ import annotations

import pytest

from ikea_effect.protocol.setup import load_setup
from ikea_effect.report.registration.forms import filled
from ikea_effect.report.registration.plan import Plan
from tests.unit.operations.test_register import answer, plan_of


def test_a_reader_of_the_form_learns_how_bids_are_taken_and_what_is_not_adjusted() -> None:
    forms = {form.id: form for form in filled(Plan(load_setup("norton-2012-1a"), "2026-11-29"))}
    told = {one.id: one.text for one in forms["aspredicted"].answers}
    assert told["3"].startswith(
        "wtp: Willingness to pay, 0.00 to 5.00 in steps of 0.01 USD. Step bid: valued in a "
        "Becker–DeGroot–Marschak procedure, from $0.00 to $5.00 in steps of $0.01, binding, after 1 practice"
    )
    assert "on bid (wtp): Two cells compared by Welch's t test (welch: factor labor;" in told["5"]
    assert "p values of builders-bid-more and builders-like-more are not adjusted" in told["5"]


@pytest.mark.parametrize(
    ("protocol", "said"),
    [
        ("franke-schreier-2010-scarf", "in a Vickrey auction in groups of 4 (one that does not fill "),
        (
            "franke-schreier-2010-scarf",
            "told after the session, once the bids of all whom it rests on",
        ),
        ("norton-2012-1b", "binding, after 1 practice round, after questions on the rule"),
        ("norton-2012-1b", "; its outcome is told at the end"),
        ("tests/data/protocols/vickrey_rounds.yaml", "rounds of which one is drawn and counts"),
        ("tests/data/protocols/english.yaml", "its outcome is told at once"),
    ],
)
def test_when_an_outcome_is_told_and_in_which_groups_is_said_as_it_is(protocol: str, said: str) -> None:
    assert said in answer(plan_of(protocol), "osf", "12")


def test_of_what_binds_nobody_no_outcome_is_told() -> None:
    told = answer(plan_of("perceived-value"), "osf", "12")
    assert "hypothetical" in told
    assert "its outcome is told" not in told


def test_people_who_come_in_pairs_are_counted_so() -> None:
    form = filled(Plan(load_setup("norton-2012-2"), "2026-11-29"))[0]
    assert form.answers[6].text == "80 participants in each of 3 conditions, 240 in all, in pairs."


def test_a_family_of_one_is_adjusted_for_nothing() -> None:
    assert "Holm" not in answer(plan_of("customer-photos"), "osf", "21")
    assert "as one family" in answer(plan_of("perceived-value"), "osf", "21")


@pytest.mark.parametrize(
    ("protocol", "said"),
    [
        ("maker-and-judges", "in the study’s steps, and asked of nobody: place and others-place."),
        ("fuchs-2011-empowerment", "Computed from answers: the scores orientation, attitude and intentions."),
        ("norton-2012-1a", "No measure is computed from others."),
    ],
)
def test_what_is_worked_out_is_no_measure_that_is_computed_from_nothing(protocol: str, said: str) -> None:
    assert said in answer(plan_of(protocol), "osf", "20")


def test_levels_of_intervals_are_those_that_the_analysis_gives() -> None:
    said = answer(plan_of("engagement-motivators"), "osf", "21")
    assert "tests of equivalence, of shares of variance and of Cramér’s V of 90%" in said


@pytest.mark.parametrize(
    ("protocol", "whom", "whose"),
    [
        ("maker-and-judges", "Judges", "Makers"),
        ("franke-2010-tshirt", "Company's design", "Self-designers"),
        ("label-or-fact", "role: Judges · replay: Making shown", "role: Builders"),
    ],
)
def test_those_who_are_given_what_others_made_are_named(protocol: str, whom: str, whose: str) -> None:
    said = answer(plan_of(protocol), "osf", "9")
    assert f"Participants ({whom}) are given 1 piece of others ({whose}), each at most" in said
