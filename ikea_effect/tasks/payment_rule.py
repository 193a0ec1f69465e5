"""From what sessions settled to what everyone is handed: the declared payment rule, in whole minor units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money, exponent
from ikea_effect.protocol.payment import Payment
from ikea_effect.seeds import Stream


class Entry(NamedTuple):
    """What a participant is to get, in all, for one reason: money (below zero: to pay) and goods."""

    participant: str
    reason: str
    minor: int
    good: str = ""
    quantity: int = 0
    group: str = ""


class Rules(NamedTuple):
    """A protocol's payment rule in minor units."""

    currency: str
    show_up: int
    endowment: int
    binding: str
    floor: int | None
    cap: int | None
    coin: int | None
    rounding: str
    minor_per_points: tuple[int, int] | None  # so many minor units for so many points

    @property
    def adjusts(self) -> bool:
        """Whether a floor, a cap or coins can change a total."""
        return not (self.floor is None and self.cap is None and self.coin is None)


class Trade(NamedTuple):
    """What one bidding step means for a participant, before the payment rule.

    `pays` is below zero where the participant gets money; `quantity` is what the participant holds more.
    `group` names the auction's group.
    """

    bidding: str
    good: str
    quantity: int
    pays: int
    group: str = ""


class Account(NamedTuple):
    """One participant whose session has ended, with every trade, and the step that was drawn to count."""

    participant: str
    trades: tuple[Trade, ...] = ()
    points: int = 0
    drawn: str | None = None


def rules(payment: Payment, currency: str) -> Rules:
    """The declared payment in minor units. Raises MoneyError for an amount that is not whole in them."""

    def minor(amount: object) -> int | None:
        return None if amount is None else Money.of(str(amount), currency).minor

    rate = payment.points_per_unit
    return Rules(
        currency=currency,
        show_up=minor(payment.show_up) or 0,
        endowment=minor(payment.endowment) or 0,
        binding=payment.binding,
        floor=minor(payment.floor),
        cap=minor(payment.cap),
        coin=minor(payment.round_to),
        rounding=payment.rounding,
        minor_per_points=None if rate is None else (int(10 ** exponent(currency)), rate),
    )


def draw_binding(steps: Sequence[str], stream: Stream) -> str:
    """The bidding step that counts, of several, each equally likely."""
    return stream.choice(steps)


def binding(rule: Rules, account: Account) -> tuple[Trade, ...]:
    """The trades that are carried out. Raises ElicitationError if one was to be drawn and none was."""
    if rule.binding == "all" or not account.trades:
        return account.trades
    counts = account.drawn if rule.binding == "one-random" else rule.binding
    if counts is None:
        raise ElicitationError(f"{account.participant}: no bidding step was drawn to count.")
    return tuple(trade for trade in account.trades if trade.bidding == counts)


def points_worth(rule: Rules, points: int) -> int:
    """What points are worth in minor units, rounded down. Raises ElicitationError without a declared rate."""
    if not points:
        return 0
    if rule.minor_per_points is None:
        raise ElicitationError("Points were earned, but payment.points_per_unit is not declared.")
    minor, for_points = rule.minor_per_points
    return points * minor // for_points


def entries(rule: Rules, account: Account) -> Iterator[Entry]:
    """Everything that one participant gets or pays: one entry for each reason, in the receipt's order.

    What floor, cap and coins change comes last, each as an entry of its own.
    """
    who, counting = account.participant, binding(rule, account)
    points = points_worth(rule, account.points)
    if rule.show_up:
        yield Entry(who, "show-up", rule.show_up)
    if rule.endowment:
        yield Entry(who, "endowment", rule.endowment)
    for trade in account.trades:
        if trade in counting:
            bidding, good, quantity, pays, group = trade
            yield Entry(who, bidding, -pays, good if quantity else "", quantity, group)
        elif trade.group:  # what does not count still took part in its group
            yield Entry(who, trade.bidding, 0, "", 0, trade.group)
    if points:
        yield Entry(who, "points", points)
    if rule.adjusts:
        total = rule.show_up + rule.endowment + points - sum(trade.pays for trade in counting)
        for reason, change in adjustments(rule, total):
            if change:
                yield Entry(who, reason, change)


def adjustments(rule: Rules, total: int) -> tuple[tuple[str, int], ...]:
    """What floor, cap and coins add to a total, in this order: floor <= what is handed over <= cap.

    Where rounding would leave these bounds, it goes to the last coin inside them.
    """
    raised = max(total, rule.floor) if rule.floor is not None else total
    capped = min(raised, rule.cap) if rule.cap is not None else raised
    rounded = _rounded_inside(rule, capped, rule.coin) if rule.coin else capped
    return ("floor", raised - total), ("cap", capped - raised), ("rounding", rounded - capped)


def _rounded_inside(rule: Rules, total: int, coin: int) -> int:
    """The amount in whole coins, none of them across the floor or the cap."""
    rounded = rounded_to(total, coin, rule.rounding)
    if rule.floor is not None:
        rounded = max(rounded, -(-rule.floor // coin) * coin)
    return min(rounded, rule.cap // coin * coin) if rule.cap is not None else rounded


def show_up(rule: Rules) -> int:
    """What is paid for coming alone, in the coins that the study pays."""
    return rounded_to(rule.show_up, rule.coin, rule.rounding) if rule.coin else rule.show_up


def rounded_to(total: int, coin: int, rounding: str) -> int:
    """The amount in whole coins: up, or to the nearest (halves up)."""
    return -(-total // coin) * coin if rounding == "up" else (2 * total + coin) // (2 * coin) * coin
