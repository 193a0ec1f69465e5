"""Whether what is handed over still rewards an honest answer: floor, cap and coins; what points can cost.

Bidding one's value is best where a price changes what one is handed by just that price. A floor or a cap that
can bind, and prices that are no whole coins, end this for some bids, and no screen tells so.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from ikea_effect.protocol.checks.amounts import exact
from ikea_effect.protocol.checks.bidding_steps import hypothetical
from ikea_effect.protocol.checks.funds import highest_price, prices_drawn, worst_case
from ikea_effect.protocol.checks.names import Said, Step, cell, reaches
from ikea_effect.protocol.problem import Problem, mapping

NOTHING = Decimal(0)


class Totals(NamedTuple):
    """What participants of one condition can be due, before floor and cap: the least and the most."""

    condition: dict[str, str]
    least: Decimal
    most: Decimal


def totals(said: Said) -> Iterator[Totals]:
    """The totals of every condition in which an answer decides about money."""
    payment = mapping(said.data.get("payment"))
    given = sum((exact(payment.get(key)) or NOTHING for key in ("show_up", "endowment")), NOTHING)
    for condition in said.conditions:
        met = [step for step in said.steps if step.bids and reaches(step, condition)]
        real = [step for step in met if not hypothetical(_mechanism(step))]
        binding = payment.get("binding", "all") if len(real) > 1 else "all"
        counting = {step.at for step in real if binding in ("all", "one-random", step.name)}
        costs = [due.most for due in worst_case(said, condition) if due.at[:-1] in counting]
        gains = [_highest_gain(step) for step in real if step.at in counting]
        together = sum if binding == "all" else max
        if counting:
            least, most = given - together([NOTHING, *costs]), given + together([NOTHING, *gains])
            yield Totals(condition, least, most + sum(_points(said, met), NOTHING))


def _mechanism(step: Step) -> dict[str, Any]:
    return mapping(step.body.get("mechanism"))


def _highest_gain(step: Step) -> Decimal:
    """The most that a step can pay its participant: a sale's highest price, a prediction's prize."""
    mechanism = _mechanism(step)
    if mechanism.get("kind") == "prediction":
        return exact(mapping(mechanism.get("scoring")).get("prize")) or NOTHING
    return highest_price(mechanism) or NOTHING if mechanism.get("trade") == "sell" else NOTHING


MOST_QUESTIONS = 3
"""No mechanism has more comprehension questions."""


class Points(NamedTuple):
    """What points can come to at most, in units of the currency."""

    questions: Decimal
    practice: Decimal


def _points(said: Said, met: list[Step]) -> Points:
    """What the steps earn at most; a round of practice gains no more than the highest price."""
    rate = exact(mapping(said.data.get("payment")).get("points_per_unit"))
    if not rate or said.decimals is None:
        return Points(NOTHING, NOTHING)
    asked = practiced = NOTHING
    for step in met:
        asked += MOST_QUESTIONS * (exact(mapping(step.body.get("comprehension")).get("points")) or NOTHING)
        if step.body.get("practice_points") is True:
            rounds = exact(step.body.get("practice_rounds")) or NOTHING
            practiced += rounds * (highest_price(_mechanism(step)) or NOTHING).scaleb(said.decimals)
    return Points(asked / rate, practiced / rate)


def points_cost_little(said: Said) -> Iterator[Problem]:
    """To think about: points that can come to more than everything else that is given."""
    payment, told = mapping(said.data.get("payment")), said.amount
    given = sum((exact(payment.get(key)) or NOTHING for key in ("show_up", "endowment")), NOTHING)
    for condition in said.conditions:
        points = _points(said, [one for one in said.steps if one.bids and reaches(one, condition)])
        if (most := sum(points, NOTHING)) > given:
            message = (
                f"lets points cost up to {told(most)} for one participant ({cell(condition)}): "
                f"{told(points.questions)} for questions, and in practice as much as is gained there, "
                f"{told(points.practice)} at most. Show-up fee and endowment together are {told(given)}. "
                "Declare more points for one unit, or fewer rounds of practice."
            )
            yield Problem(("payment", "points_per_unit"), message)
            return


# --- floor and cap ----------------------------------------------------------------------------------------


def answers_change_what_is_paid(said: Said) -> Iterator[Problem]:
    """Floor and cap leave some answer that changes what is handed over."""
    floor, cap = _bounds(said)
    for condition, least, most in totals(said):
        low, high, here = said.amount(least), said.amount(most), cell(condition)
        if floor is not None and least < most <= floor:
            message = (
                f"is {said.amount(floor)}, and at most {high} is due ({here}): the floor is handed over "
                "whatever is bid, and what is bought costs nothing."
            )
            yield Problem(("payment", "floor"), f"{message} {_more_to_bid(said, floor - least)}")
            return
        if cap is not None and cap <= least < most:
            message = (
                f"is {said.amount(cap)}, and at least {low} is due ({here}): the cap is handed over "
                f"whatever is bid. {_higher_cap(high)}"
            )
            yield Problem(("payment", "cap"), message)
            return


def bounds_can_bind(said: Said) -> Iterator[Problem]:
    """To think about: a floor or a cap that is reached by some answers and not by others."""
    floor, cap = _bounds(said)
    found = list(totals(said))
    below = next((one for one in found if floor is not None and one.least < floor < one.most), None)
    above = next((one for one in found if cap is not None and one.least < cap < one.most), None)
    if below is not None and floor is not None:
        message = (
            f"is {said.amount(floor)}, and only {said.amount(below.least)} may be due "
            f"({cell(below.condition)}): what is paid below the floor costs nothing, so that bidding more "
            f"than one's value can be best. {_more_to_bid(said, floor - below.least)}"
        )
        yield Problem(("payment", "floor"), message)
    if above is not None and cap is not None:
        message = (
            f"is {said.amount(cap)}, and up to {said.amount(above.most)} may be due "
            f"({cell(above.condition)}): what is due above the cap is lost, so that bidding one's value is "
            f"not always best. {_higher_cap(said.amount(above.most))}"
        )
        yield Problem(("payment", "cap"), message)


def _bounds(said: Said) -> tuple[Decimal | None, Decimal | None]:
    """Floor and cap, where they are in order; the model says if they are not."""
    payment = mapping(said.data.get("payment"))
    floor, cap = exact(payment.get("floor")), exact(payment.get("cap"))
    return (None, None) if floor is not None and cap is not None and floor > cap else (floor, cap)


def _more_to_bid(said: Said, lacking: Decimal) -> str:
    return f"Raise payment.endowment by {said.amount(lacking)}, take lower bids only, or leave the floor out."


def _higher_cap(most: str) -> str:
    return f"Write cap: {most} or more, or leave it out."


# --- coins ------------------------------------------------------------------------------------------------


def prices_are_whole_coins(said: Said) -> Iterator[Problem]:
    """To think about: coins that prices do not fit, so that rounding depends on the price."""
    coin = exact(mapping(said.data.get("payment")).get("round_to"))
    for step in said.steps if coin and coin > 0 else ():
        odd = next((price for price in _prices(step) if coin and price % coin), None)
        if odd is None or coin is None:
            continue
        whole = said.amount(coin)
        message = (
            f"is {whole}, but a price in '{step.name}' can be {said.amount(odd)}: what rounding adds or "
            "takes depends on the price, so that a bid beside one's value can gain a little less than that. "
            f"Take prices in whole coins there (step: {whole}), or write smaller coins."
        )
        yield Problem(("payment", "round_to"), message)
        return


def _prices(step: Step) -> tuple[Decimal, ...]:
    """Prices that stand for all that can be paid in the step: on a grid the first two."""
    mechanism = _mechanism(step)
    low, apart = exact(mechanism.get("low")), exact(mechanism.get("step"))
    if not step.bids or highest_price(mechanism) is None:
        return ()
    drawn = prices_drawn(mechanism)
    return drawn or ((low, low + apart) if low is not None and apart is not None else ())


ALL = (answers_change_what_is_paid,)
DOUBTS = (bounds_can_bind, points_cost_little, prices_are_whole_coins)
