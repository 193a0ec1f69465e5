"""Bidding steps that make no sense as a whole are told at their place."""

from typing import Any

import pytest

from ikea_effect.protocol.checks import funds
from ikea_effect.protocol.checks.bidding_steps import ALL, groups_fill
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.kinds import MECHANISMS


def told(mechanism: dict[str, Any], payment: dict[str, Any] | None = None, **step: Any) -> list[str]:
    bidding = {"id": "bid", "good": "box", "measure": "wtp", "mechanism": mechanism} | step
    said = Said({"goods": {"box": {}}, "timeline": [{"bidding": bidding}], "payment": payment or {}})
    return [problem.message for check in ALL for problem in check(said)]


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"mechanism": {"kind": "bdm"}, "comprehension": {"questions": "vickrey"}}, "its own questions: bdm"),
        ({"mechanism": {"kind": "bdm", "trade": "sell"}}, "owner is not 'participant'"),
        ({"mechanism": {"kind": "bdm"}, "payment": {"binding": "bidd"}}, "Did you mean 'bid'"),
        ({"mechanism": {"kind": "open-ended"}, "payment": {"binding": "bid"}}, "Allowed: all, one-random"),
        (
            {"mechanism": {"kind": "bdm"}, "comprehension": {"questions": "bdm", "points": 5}},
            "Write payment: {points_per_unit: 100}",
        ),
        (
            {"mechanism": {"kind": "bdm"}, "practice_rounds": 1, "practice_points": True},
            "points_per_unit does not say what they are worth",
        ),
        (
            {
                "mechanism": {"kind": "bdm"},
                "practice_points": True,
                "payment": {"points_per_unit": 5},
            },
            "without practice_rounds",
        ),
        (
            {
                "mechanism": {"kind": "prediction"},
                "practice_rounds": 1,
                "practice_points": True,
                "payment": {"points_per_unit": 5},
            },
            "trades no token",
        ),
    ],
)
def test_what_does_not_fit_is_told(declared, words):
    [message] = told(**declared)
    assert words in message


@pytest.mark.parametrize("binding", ["all", "one-random", "bid"])
def test_what_fits_is_not_told(binding):
    questions = {"questions": "bdm"}
    assert not told({"kind": "bdm"}, {"binding": binding}, practice_rounds=2, comprehension=questions)


def test_points_with_a_rate_are_not_told():
    questions = {"questions": "bdm", "points": 5}
    rate = {"points_per_unit": 100}
    assert not told({"kind": "bdm"}, rate, practice_rounds=2, practice_points=True, comprehension=questions)


@pytest.mark.parametrize("kind", sorted(MECHANISMS))
def test_every_mechanism_can_be_practiced(kind):
    assert not told({"kind": kind}, practice_rounds=2)


@pytest.mark.parametrize("body", [{}, {"mechanism": 3}, {"mechanism": {"kind": 5}, "comprehension": []}])
def test_what_has_another_form_is_left_to_the_model(body):
    said = Said({"timeline": [{"bidding": body}], "payment": [], "goods": None})
    assert not [problem for check in ALL for problem in check(said)]


def low_is_told(*lows: float, endowment: float = 5, binding: str = "all") -> list[str]:
    """What is said of steps that take bids from these amounts up to 5, within the endowment."""
    steps = [
        {
            "bidding": {
                "mechanism": {"kind": "bdm", "low": low, "high": 5, "step": 1, "within_endowment": True}
            }
        }
        for low in lows
    ]
    payment = {"endowment": endowment, "binding": binding}
    said = Said({"timeline": steps, "payment": payment, "factors": {}})
    return [".".join(map(str, problem.steps)) for problem in funds.lowest_bids_can_be_paid(said)]


@pytest.mark.parametrize(
    ("lows", "declared", "told_at"),
    [
        ((1,), {}, []),
        ((1,), {"endowment": 0.5}, ["timeline.0.bidding.mechanism.low"]),
        ((0, 0), {}, []),
        ((0, 1), {}, ["timeline.1.bidding.mechanism.low"]),
        ((0, 1), {"binding": "one-random"}, []),
    ],
)
def test_a_lowest_bid_that_may_not_be_affordable_is_told(lows, declared, told_at):
    assert low_is_told(*lows, **declared) == told_at


@pytest.mark.parametrize("timeline", [None, [{"bidding": {"mechanism": {"kind": "bdm", "high": "five"}}}]])
def test_amounts_of_another_form_are_left_to_the_model(timeline):
    assert not list(
        funds.lowest_bids_can_be_paid(Said({"timeline": timeline, "payment": {"endowment": "x"}}))
    )


ENGLISH = {"kind": "english", "low": 1, "high": 5, "step": 1, "group_size": 2}
PRICES = {"kind": "price-list", "prices": [1, 3]}


@pytest.mark.parametrize(
    ("mechanisms", "endowment", "told_at"),
    [
        ((ENGLISH,), 5, []),
        ((ENGLISH,), 4.99, [0]),
        ((PRICES, {"kind": "take-it-or-leave-it", "prices": [2]}), 5, []),
        ((PRICES, {"kind": "take-it-or-leave-it", "prices": [2]}), 4.5, [1]),
        ((PRICES, ENGLISH), 5, [1]),
    ],
)
def test_fixed_prices_that_may_not_be_affordable_are_refused(mechanisms, endowment, told_at):
    steps = [{"bidding": {"mechanism": one | {"within_endowment": True}}} for one in mechanisms]
    said = Said({"timeline": steps, "payment": {"endowment": endowment}, "factors": {}})
    problems = list(funds.fixed_prices_can_be_paid(said))
    assert [problem.steps[1] for problem in problems] == told_at
    without = Said({"timeline": [{"bidding": {"mechanism": one}} for one in mechanisms], "payment": {}})
    assert not list(funds.fixed_prices_can_be_paid(without))


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        ("bdm", True), ("vickrey", True), ("nth-price", True), ("first-price", True), ("english", True),
        ("price-list", True), ("take-it-or-leave-it", True),
        ("open-ended", False), ("price-slider", False), ("double-bounded", False), ("prediction", False),
    ],
)  # fmt: skip
def test_what_participants_own_is_not_sold_to_them(kind, refused):
    step = {"id": "bid", "good": "box", "measure": "wtp", "mechanism": {"kind": kind}}
    said = Said({"goods": {"box": {"owner": "participant"}}, "timeline": [{"bidding": step}]})
    messages = [problem.message for check in ALL for problem in check(said)]
    assert [("own already" in message) for message in messages] == [True] * refused


def groups_told(planned: int, **auction: Any) -> list[str]:
    """What is said of groups of six where so many are planned in each of two conditions."""
    mechanism = {"kind": "vickrey", "group_size": 6} | auction
    factors = {"labor": {"levels": {"build": {}, "prebuilt": {}}}}
    said = Said(
        {
            "factors": factors,
            "sample": {"per_condition": planned},
            "timeline": [{"bidding": {"mechanism": mechanism}}],
        }
    )
    return [problem.message for problem in groups_fill(said)]


@pytest.mark.parametrize(
    ("planned", "auction", "words"),
    [
        (12, {}, None),
        (9, {}, None),  # 18 in all
        (10, {}, "20 participants are planned for this step: 2 would be left"),
        (10, {}, "Write sample.per_condition: 12"),
        (10, {"if_unfilled": "settle"}, None),  # two are enough to settle
        (10, {"kind": "english", "group_size": 7, "if_unfilled": "settle"}, None),
        (11, {"group_size": 7, "if_unfilled": "settle"}, "1 would be left"),
        (9, {"among": "condition"}, "9 participants are planned in each condition: 3 would be left"),
        (12, {"among": "condition"}, None),
    ],
)
def test_groups_that_the_sample_does_not_fill_are_warned_of(planned, auction, words):
    messages = groups_told(planned, **auction)
    assert len(messages) == (words is not None)
    assert all(words in message for message in messages)


@pytest.mark.parametrize(
    ("mechanism", "endowment", "refused"),
    [
        ({"kind": "bdm", "prices": [{"price": 8}, {"price": 9}]}, 5, ["prices"]),
        ({"kind": "bdm", "prices": [{"price": 4}, {"price": 9}]}, 5, []),
        ({"kind": "vickrey", "reserve": 6}, 5, ["reserve"]),
        ({"kind": "vickrey", "reserve": 5}, 5, []),
        ({"kind": "vickrey"}, 0, []),
    ],
)
def test_within_the_endowment_someone_can_buy(mechanism, endowment, refused):
    bids = {"low": 0, "high": 9, "step": 1, "within_endowment": True}
    timeline = [{"bidding": {"mechanism": mechanism | bids}}]
    said = Said({"timeline": timeline, "payment": {"endowment": endowment}})
    problems = list(funds.someone_can_buy(said))
    assert [problem.steps[-1] for problem in problems] == refused
    free = {key: value for key, value in (mechanism | bids).items() if key != "within_endowment"}
    assert not list(funds.someone_can_buy(Said({"timeline": [{"bidding": {"mechanism": free}}]})))


@pytest.mark.parametrize(
    ("mechanism", "payment", "words"),
    [
        ({"kind": "bdm", "high": 5}, {"show_up": 1}, "without an endowment"),
        ({"kind": "bdm", "high": 5}, {"show_up": 5}, None),
        ({"kind": "bdm", "high": 5}, {"show_up": 1, "endowment": 4}, "more than the endowment of 4.00"),
        ({"kind": "bdm", "high": 5}, {"endowment": 5}, None),
        ({"kind": "bdm", "high": 5, "within_endowment": True}, {"endowment": 4}, None),
        ({"kind": "bdm", "high": 9, "prices": [{"price": 4}]}, {"endowment": 5}, None),
        ({"kind": "bdm", "high": 9, "trade": "sell"}, {"endowment": 5}, None),
        ({"kind": "prediction", "high": 9}, {"endowment": 5}, None),
        ({"kind": "open-ended", "high": 9}, {}, None),
        ({"kind": "price-list", "prices": [1, 6]}, {}, "up to 6.00 EUR without an endowment"),
    ],
)
def test_prices_beyond_what_is_given_are_warned_of(mechanism, payment, words):
    said = Said({"timeline": [{"bidding": {"mechanism": mechanism}}], "payment": payment, "currency": "EUR"})
    messages = [problem.message for problem in funds.bids_are_given_to(said)]
    assert len(messages) == (words is not None)
    assert all(words in message for message in messages)
