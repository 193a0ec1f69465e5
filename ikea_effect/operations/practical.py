"""What each protocol asks of a lab: minutes, people at once, money, things to buy."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from ikea_effect.money import Money, format_money
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate import first_chunk, simulated_journals
from ikea_effect.protocol.kinds.mechanisms.english import English
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.record.observations import tables

SESSIONS = 12
"""Simulated sessions that the usual payout is the mean of: enough to plan with, quick enough for a list."""


@dataclass(frozen=True, slots=True)
class Label:
    """What one protocol asks of a lab. `usual` is what is paid out on average, where it is known at once."""

    id: str
    minutes: int | None
    together: int
    languages: tuple[str, ...]
    most: Money
    usual: Money | None
    buy: tuple[str, ...]

    def row(self) -> tuple[str, ...]:
        """The label as cells of a table."""
        minutes = "not stated" if self.minutes is None else str(self.minutes)
        usual = "settled later" if self.usual is None else format_money(self.usual, "en")
        buy = "; ".join(self.buy) or "nothing"
        most = format_money(self.most, "en")
        return self.id, minutes, str(self.together), ",".join(self.languages), usual, most, buy

    def to_json(self) -> dict[str, Any]:
        """The label as JSON values; amounts in minor units."""
        return {
            "id": self.id,
            "minutes": self.minutes,
            "together": self.together,
            "languages": list(self.languages),
            "currency": self.most.currency,
            "usual_minor": None if self.usual is None else self.usual.minor,
            "most_minor": self.most.minor,
            "buy": list(self.buy),
        }


HEADINGS = ("id", "minutes", "at once", "languages", "usually paid", "at most", "to buy")


def label(reference: str) -> Label:
    """The label of a protocol, from what it declares and from a few simulated sessions.

    Raises: ProtocolError if the protocol or its materials are not in order.
    """
    setup = load_setup(reference)
    protocol = setup.protocol
    practical = protocol.practical
    return Label(
        protocol.id,
        practical.minutes if practical else None,
        together(protocol),
        protocol.languages,
        highest(protocol),
        usual_payout(setup),
        practical.buy if practical else (),
    )


def highest(protocol: Protocol) -> Money:
    """The most that a session pays: for coming, to bid with, and every prize."""
    payment = protocol.payment
    prizes = (prize.amount for prize in payment.prizes.values())
    return protocol.money(sum(prizes, payment.show_up + payment.endowment))


def together(protocol: Protocol) -> int:
    """How many people have to be in the lab at the same time."""
    bids = [step.mechanism for step in biddings(protocol.timeline)]
    groups = [mechanism.group_size for mechanism in bids if isinstance(mechanism, English)]
    pairs = [2 for factor in protocol.factors.values() if factor.between == "pair"]
    return max([1, *groups, *pairs])


def usual_payout(setup: Setup) -> Money | None:
    """What simulated participants are paid on average, or nothing where it is settled with others later."""
    protocol = setup.protocol
    if protocol.uncollectable:
        return None
    plan = plan_of(setup, protocol.id, protocol.id, "simulated", 1)
    secret = hashlib.sha256(protocol.id.encode()).digest()
    journals = simulated_journals(setup, plan, secret, first_chunk(setup, secret, SESSIONS))
    rows = tables(protocol, (journal.events for _, journal in journals)).wide
    owed = [protocol.money(row["owed"]).minor for row in rows if row.get("owed") is not None]
    if len(owed) < len(rows) or _settled_later(protocol):
        return None
    return Money(round(sum(owed) / len(owed)), protocol.currency)


def _settled_later(protocol: Protocol) -> bool:
    """Whether a bid is settled against others' bids, after the session."""
    bids = [step.mechanism for step in biddings(protocol.timeline)]
    return any(getattr(mechanism, "group_size", None) for mechanism in bids)
