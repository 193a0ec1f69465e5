"""The most that a session can cost its participant, step by step; whether every lowest bid can be paid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from ikea_effect.protocol.checks.amounts import exact
from ikea_effect.protocol.checks.names import Said, cell, reaches
from ikea_effect.protocol.kinds import declared_kind
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, listing, mapping


class Due(NamedTuple):
    """One real bidding step: what is left for it of the endowment in the worst case, and what it can cost."""

    at: Steps
    mechanism: dict[str, Any]
    left: Decimal
    most: Decimal

    @property
    def within(self) -> bool:
        """Whether no bid is taken that what is left cannot pay."""
        return self.mechanism.get("within_endowment") is True


def worst_case(said: Said, condition: dict[str, str]) -> list[Due]:
    """The steps at which a participant of the condition can buy something, in order."""
    payment = mapping(said.data.get("payment"))
    endowment = exact(payment.get("endowment")) or Decimal(0)
    all_count = payment.get("binding", "all") == "all"
    found: list[Due] = []
    for step in said.steps:
        mechanism = mapping(step.body.get("mechanism"))
        highest = _highest(mechanism)
        if not step.bids or highest is None or not reaches(step, condition):
            continue
        spent = sum((due.most for due in found), Decimal(0)) if all_count else Decimal(0)
        left = max(endowment - spent, Decimal(0))
        most = min(highest, left) if mechanism.get("within_endowment") is True else highest
        found.append(Due((*step.at, "mechanism"), mechanism, left, most))
    return found


def highest_price(mechanism: dict[str, Any]) -> Decimal | None:
    """The highest price at which the mechanism can trade; nothing where nothing is traded."""
    kind = declared_kind(mechanism)
    if kind is not None and not kind.trades:
        return None
    high = exact(mechanism.get("high"))
    return max(prices_drawn(mechanism), default=high)


def prices_drawn(mechanism: dict[str, Any]) -> tuple[Decimal, ...]:
    """The prices that are declared one by one and paid as declared."""
    if mechanism.get("pays") == "own-bid":
        return ()
    listed = [mapping(one).get("price", one) for one in listing(mechanism.get("prices"))]
    return tuple(price for one in listed if (price := exact(one)) is not None)


def _highest(mechanism: dict[str, Any]) -> Decimal | None:
    """The highest price that the mechanism can make one pay; nothing where nothing is bought."""
    return None if mechanism.get("trade") == "sell" else highest_price(mechanism)


def lowest_bids_can_be_paid(said: Said) -> Iterator[Problem]:
    """What is certain to be left pays the lowest bid, where bids stay within the endowment."""
    told: set[Steps] = set()
    for condition in said.conditions:
        for due in worst_case(said, condition):
            low = exact(due.mechanism.get("low"))
            if due.within and low is not None and due.left < low and due.at not in told:
                told.add(due.at)
                message = (
                    f"takes bids from {low} up, within an endowment of which {due.left} may be left here for "
                    f"{cell(condition)}. Write low: 0.00, or a larger endowment."
                )
                yield Problem((*due.at, "low"), message)


def _fixed(mechanism: dict[str, Any]) -> bool:
    """Whether prices are the same for everyone, whatever a participant has left."""
    kind = declared_kind(mechanism)
    return kind is not None and kind.prices == "fixed"


def fixed_prices_can_be_paid(said: Said) -> Iterator[Problem]:
    """What is certain to be left pays the highest price, where prices are declared within the endowment."""
    told: set[Steps] = set()
    for condition in said.conditions:
        for due in worst_case(said, condition):
            highest = _highest(due.mechanism)
            if not _fixed(due.mechanism) or not due.within or highest is None:
                continue
            if due.left < highest and due.at not in told:
                told.add(due.at)
                message = (
                    f"is declared, but a price of {highest} may have to be paid when {due.left} is left "
                    f"(for {cell(condition)}). Lower the prices, or raise payment.endowment."
                )
                yield Problem((*due.at, "within_endowment"), message, True)


def someone_can_buy(said: Said) -> Iterator[Problem]:
    """Where bids stay within the endowment, the whole of it reaches a price at which one buys."""
    endowment = exact(mapping(said.data.get("payment")).get("endowment")) or Decimal(0)
    for step in said.steps:
        mechanism = mapping(step.body.get("mechanism"))
        if mechanism.get("within_endowment") is not True or _fixed(mechanism):
            continue
        key = "reserve" if "reserve" in mechanism else "prices"
        drawn = listing(mechanism.get("prices"))
        lowest = exact(mechanism.get("reserve")) or min(
            (price for one in drawn if (price := exact(mapping(one).get("price"))) is not None), default=None
        )
        if lowest is not None and lowest > endowment:
            most = said.amount(endowment)
            message = (
                f"begins at {said.amount(lowest)}, and bids go up to the endowment of {most}: nobody can "
                "buy. Write lower ones, or raise payment.endowment."
            )
            yield Problem((*step.at, "mechanism", key), message)


ALL = (lowest_bids_can_be_paid, fixed_prices_can_be_paid, someone_can_buy)


def bids_are_given_to(said: Said) -> Iterator[Problem]:
    """To think about: prices above the endowment, or without one above the show-up fee."""
    payment = mapping(said.data.get("payment"))
    endowment, fee = (exact(payment.get(key)) or Decimal(0) for key in ("endowment", "show_up"))
    for step in said.steps:
        mechanism = mapping(step.body.get("mechanism"))
        highest = _highest(mechanism) if step.bids else None
        if highest is None or mechanism.get("within_endowment") is True or highest <= (endowment or fee):
            continue
        most = f"{said.amount(highest)} {said.data.get('currency')}"
        if endowment:
            message = (
                f"takes bids up to {most}, more than the endowment of {said.amount(endowment)}: participants "
                "may have to pay with their own money."
            )
        else:
            message = (
                f"takes bids up to {most} without an endowment: participants pay with their own money, and "
                f"the show-up fee is {said.amount(fee)}. Tell them beforehand, or write payment.endowment."
            )
        yield Problem((*step.at, "mechanism"), message)


DOUBTS = (bids_are_given_to,)
