"""Printed numbers checked against each other, on cases whose answer is known."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikea_effect.analysis.replication.grim import Answers, possible_sds, sd_possible, sums
from ikea_effect.analysis.replication.paper_numbers import Printed, decimals
from ikea_effect.analysis.replication.recheck import Reported, checks, recheck
from ikea_effect.protocol.loading import load_protocol

SEVEN = Answers(1, 7)
HALVES = {"build": 26, "prebuilt": 26}


def outcomes(result):
    return {(check.id, check.inputs.get("level")): check.outcome for check in checks(result)}


@pytest.mark.parametrize(
    ("mean", "sd", "n", "answers", "possible"),
    [
        (3.81, 1.56, 26, SEVEN, False),
        (3.81, 1.55, 26, SEVEN, True),
        (3.81, 1.58, 26, SEVEN, True),
        (2.50, 1.03, 26, SEVEN, True),
        (3.13, 1.83, 52, Answers(1, 9), True),
        (5.19, 1.34, 28, SEVEN, False),
        (4.0, 3.2, 10, SEVEN, False),
    ],
)
def test_an_sd_that_whole_answers_cannot_have(mean, sd, n, answers, possible):
    assert sd_possible(mean, sd, n, answers, 2, 2) is possible


def test_26_and_26_is_the_only_split_of_52_that_fits_both_liking_means_and_their_t():
    fitting = [n for n in range(20, 33) if sums(3.81, n, SEVEN, 2) and sums(2.50, 52 - n, SEVEN, 2)]
    assert fitting == [26, 32]
    told = {
        n: Reported(
            "liking", n={"build": n, "prebuilt": 52 - n}, mean={"build": 3.81, "prebuilt": 2.50},
            sd={"build": 1.56, "prebuilt": 1.03}, statistic={"t": 3.58, "df": 50},
        )
        for n in fitting
    }  # fmt: skip
    tested = {n: outcomes(result)["test-from-means", None] for n, result in told.items()}
    assert tested == {26: "consistent", 32: "inconsistent"}


def test_the_sds_next_to_an_impossible_one():
    assert possible_sds(3.81, 26, SEVEN, 2, 1.56, 2) == [1.55, 1.58]


def test_decimals_are_those_of_the_longest_number():
    assert decimals(3.81, 2.5) == 2
    assert decimals(3.0) == 0


@pytest.mark.parametrize(("n", "low", "high"), [(2, 1, 7), (4, 1, 5), (6, 0, 4), (7, 1, 4)])
def test_with_few_answers_exactly_the_existing_sds_pass(n, low, high):
    real = {
        (round(float(np.mean(answers)), 2), round(float(np.std(answers, ddof=1)), 2))
        for answers in itertools.combinations_with_replacement(range(low, high + 1), n)
    }
    scale = Answers(low, high)
    passed = {
        (mean, sd / 100)
        for mean in {mean for mean, _ in real}
        for sd in range(500)
        if sd_possible(mean, sd / 100, n, scale, 2, 2)
    }
    assert passed == real


@settings(max_examples=150)
@given(st.lists(st.integers(1, 7), min_size=2, max_size=40))
def test_real_answers_always_pass(answers):
    mean, sd = round(float(np.mean(answers)), 2), round(float(np.std(answers, ddof=1)), 2)
    assert sd_possible(mean, sd, len(answers), SEVEN, 2, 2)


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=30))
def test_real_answers_to_several_items_always_pass(answers):
    means = np.mean(answers, axis=1)
    mean, sd = round(float(np.mean(means)), 2), round(float(np.std(means, ddof=1)), 2)
    assert sd_possible(mean, sd, len(answers), Answers(1, 5, 3), 2, 2)


def test_norton_1a_is_rechecked_by_its_own_protocol():
    found = {
        (one.result, one.id, one.inputs.get("level")): one for one in recheck(load_protocol("norton-2012-1a"))
    }
    assert found["builders-like-more", "grim", "build"].outcome == "consistent"
    odd = found["builders-like-more", "grimmer", "build"]
    assert odd.outcome == "inconsistent"
    assert "the nearest that can are 1.55 and 1.58" in odd.sentence
    assert (
        "(secondary; n per condition inferred: only split that fits both liking means and their t)"
        in odd.sentence
    )
    assert found["builders-like-more", "grimmer", "prebuilt"].outcome == "consistent"
    assert found["builders-like-more", "test-from-means", None].outcome == "consistent"
    bids = found["builders-bid-more", "test-from-means", None]
    assert bids.outcome == "consistent"
    assert bids.inputs["low"] < 2.12 < bids.inputs["high"]
    assert found["builders-bid-more", "df", None].outcome == "consistent"
    assert ("builders-bid-more", "grim", "build") not in found


def test_franke_cannot_be_two_conditions_of_114():
    result = Reported(
        "self-design", total=114, mean={"own": 6.85, "shelf": 4.75}, sd={"own": 3.70, "shelf": 3.04}, p=0.01
    )
    (check,) = checks(result)
    assert (check.id, check.outcome) == ("split", "inconsistent")
    assert "n probably covers more conditions" in check.sentence
    assert check.inputs["p_high"] < 0.005
    two = Reported("self-design", total=76, mean=result.mean, sd=result.sd, p=0.01)
    assert [one.outcome for one in checks(two)] == ["consistent"]


def test_47_of_51_gives_the_printed_chi_square_but_for_its_last_digit():
    result = Reported(
        "prefer", total=51, mean={"preassembled": 0.92}, statistic={"chi2": 36.26, "df": 1}, p_below=0.001
    )
    found = {check.id: check for check in checks(result)}
    assert found["chi2-from-share"].outcome == "last-digit"
    assert found["chi2-from-share"].inputs["counts"] == [47]
    assert found["chi2-from-share"].value == pytest.approx(36.2549, abs=5e-5)
    assert found["p-from-test"].outcome == "consistent"


@pytest.mark.parametrize(
    ("given", "id", "outcome"),
    [
        ({"statistic": {"t": 2.12, "df": 50}, "p": 0.04}, "p-from-test", "consistent"),
        ({"statistic": {"t": 2.12, "df": 50}, "p": 0.01}, "p-from-test", "inconsistent"),
        ({"statistic": {"t": 2.12, "df": 50}, "p_below": 0.05}, "p-from-test", "consistent"),
        ({"statistic": {"t": 1.9, "df": 50}, "p_below": 0.05}, "p-from-test", "inconsistent"),
        ({"statistic": {"F": 8.05, "df1": 1, "df2": 101}, "p": 0.0055}, "p-from-test", "consistent"),
        ({"statistic": {"z": 2.58}, "p": 0.01}, "p-from-test", "consistent"),
        ({"statistic": {"t": 2.12, "df": 48}, "n": HALVES}, "df", "inconsistent"),
        ({"statistic": {"t": 2.12, "df": 51}, "total": 52}, "df", "consistent"),
    ],
)  # fmt: skip
def test_tests_and_their_p(given, id, outcome):
    found = {check.id: check.outcome for check in checks(Reported("r", **given))}
    assert found[id] == outcome


def test_a_t_that_the_means_cannot_give():
    result = Reported(
        "r", n=HALVES, mean={"build": 0.78, "prebuilt": 0.48}, sd={"build": 0.63, "prebuilt": 0.40},
        statistic={"t": 2.60, "df": 50},
    )  # fmt: skip
    assert outcomes(result)["test-from-means", None] == "inconsistent"


# --- what is printed, digit by digit -----------------------------------------------------------------------


@pytest.mark.parametrize(("text", "places"), [("5.20", 2), ("5.2", 1), (".000", 3), ("3", 0), ("1.2e-3", 4)])
def test_a_number_knows_how_it_was_written(text, places):
    assert (Printed(text), str(Printed(text)), Printed(text).places) == (float(text), text, places)


@pytest.mark.parametrize(
    ("given", "outcome", "p"),
    [
        # pt(-3, 50) * 2 = .0042; 3.00 stands for 2.995 to 3.005 only
        ({"statistic": {"t": "3.00", "df": "50"}, "p": ".001"}, "inconsistent", 0.0042),
        ({"statistic": {"t": "3.00", "df": "50"}, "p": ".004"}, "consistent", 0.0042),
        ({"statistic": {"t": "3", "df": "50"}, "p": ".001"}, "consistent", 0.0042),
        ({"statistic": {"t": "1.20", "df": "40"}, "p": ".000"}, "inconsistent", 0.2372),
        ({"statistic": {"t": "6.1", "df": "40"}, "p": "0.000"}, "consistent", 3.4e-7),
        ({"statistic": {"t": "1.80", "df": "40"}, "p": ".04", "alternative": "greater"},
         "consistent", 0.0397),
        ({"statistic": {"t": "-1.86", "df": "18"}, "p": ".96", "alternative": "greater"},
         "consistent", 0.9603),
        ({"statistic": {"t": "-1.86", "df": "18"}, "p": ".04", "alternative": "less"}, "consistent", 0.0397),
        ({"statistic": {"t": "1.80", "df": "40"}, "p": ".04"}, "inconsistent", 0.0794),
        ({"statistic": {"F": "4.49", "df1": "1.34", "df2": "51.2"}, "p": ".03"}, "consistent", 0.0286),
        ({"statistic": {"F": "4.00", "df1": "1", "df2": "60"}, "p": ".025", "alternative": "greater"},
         "consistent", 0.0250),
        # cor.test: t = r sqrt(df / (1 - r^2)) = 2.390 on 50
        ({"statistic": {"r": ".32", "df": "50"}, "p": ".02"}, "consistent", 0.0207),
        ({"statistic": {"r": ".32"}, "total": 52, "p": ".20"}, "inconsistent", 0.0207),
        ({"statistic": {"Q": "15.51", "df": "8"}, "p": ".05"}, "consistent", 0.0500),
        ({"statistic": {"chi2": "5.99", "df": "2"}, "p": ".05"}, "consistent", 0.0500),
        ({"statistic": {"t": "1.10", "df": "40"}, "p_above": ".05"}, "consistent", 0.2779),
        ({"statistic": {"t": "2.50", "df": "40"}, "p_above": ".05"}, "inconsistent", 0.0166),
    ],
)  # fmt: skip
def test_p_is_held_against_every_printed_digit(given, outcome, p):
    numbers = {key: Printed(value) for key, value in given.items() if key in ("p", "p_above")}
    statistic = {name: Printed(value) for name, value in given["statistic"].items()}
    (found,) = [
        one for one in checks(Reported("r", **{**given, **numbers, "statistic": statistic}))
        if one.id == "p-from-test"
    ]  # fmt: skip
    assert found.outcome == outcome
    assert found.value == pytest.approx(p, abs=6e-5)


def test_of_several_cells_there_is_no_side_to_test():
    several = Reported("r", statistic={"F": 4.0, "df1": 2, "df2": 60}, p=0.02, alternative="greater")
    assert {check.outcome for check in checks(several) if check.id == "p-from-test"} == {"not-applicable"}


def test_a_p_that_fits_one_side_says_what_to_declare():
    (found,) = checks(Reported("r", statistic={"t": Printed("1.80"), "df": 40.0}, p=Printed(".04")))
    assert found.outcome == "inconsistent"
    assert "as a one-sided test it would: declare `alternative: greater`" in found.sentence


@pytest.mark.parametrize(("df", "agrees"), [(49, True), (47, True), (46, False), (50, True), (44, False)])
def test_a_whole_df_may_be_welchs_rounded(df, agrees):
    """By hand: (1.21/20 + 4.84/31)^2 / (.0605^2/19 + .15613^2/30) = 46.7; n - 2 = 49, n - 1 = 50."""
    result = Reported(
        "bids", n={"build": 20, "prebuilt": 31}, mean={"build": Printed("5.20"), "prebuilt": Printed("4.10")},
        sd={"build": Printed("1.10"), "prebuilt": Printed("2.20")}, statistic={"t": 2.37, "df": df},
    )  # fmt: skip
    found = next(check for check in checks(result) if check.id == "df")
    assert (found.outcome == "consistent") is agrees
    assert agrees or "Welch's: 46.6 to 46.8" in found.sentence


@pytest.mark.parametrize(("df", "outcome"), [(76, "consistent"), (78, "inconsistent")])
def test_the_df_of_a_contrast_is_of_all_cells(df, outcome):
    """Four cells of 20: 80 - 4."""
    result = Reported("crossed", total=80, statistic={"t": 2.5, "df": df}, cells=4)
    assert outcomes(result)["df", None] == outcome
