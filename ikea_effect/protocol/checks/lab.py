"""What a lab's set-up leaves to think about: texts in one language only, amounts that no coins make up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ikea_effect.errors import Fault
from ikea_effect.money import Money
from ikea_effect.protocol.coins import country_of, smallest_coin
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.lab_texts import in_one_language_only
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup


def lab_doubts(setup: Setup) -> Iterator[Fault]:
    """Every warning about the experiment, at its place in the file."""
    here, languages = setup.experiment, tuple(setup.protocol.languages)
    yield from in_one_language_only(here, setup.folder, languages)
    yield from _coins(setup)


def _coins(setup: Setup) -> Iterator[Fault]:
    """Amounts that can come about and that the country's coins do not make up."""
    protocol = setup.protocol
    country = country_of(setup.experiment.lab.country, setup.experiment.language)
    smallest = Money(smallest_coin(protocol.currency, country), protocol.currency).major
    coin = protocol.payment.round_to
    if protocol.payment.paid_by == "bank" or (coin is not None and coin % smallest == 0):
        return
    odd = [(what, amount) for what, amount in _payable(protocol) if amount % smallest]
    if not odd:
        return
    what, amount = odd[0]
    where = f" in {country}" if country else ""
    message = (
        f"leaves {what} of {amount} {protocol.currency}, and the smallest coin{where} is {smallest}: what is "
        f"due cannot be handed over to the cent.\nWrite overrides: {{payment: {{round_to: {smallest}}}}}, or "
        f"prices in steps of {smallest}."
    )
    yield setup.experiment.fault(("overrides", "payment"), message)


def _payable(protocol: Protocol) -> Iterator[tuple[str, Decimal]]:
    """Amounts of which sums that are due are made, each with what it is."""
    payment = protocol.payment
    amounts = ("show_up", "endowment", "floor", "cap", "sent_away", "no_show")
    yield from ((f"a {name}", one) for name in amounts if (one := getattr(payment, name)) is not None)
    yield from (("a prize", prize.amount) for prize in payment.prizes.values())
    if payment.points_per_unit is not None:
        yield "points", Decimal(1) / payment.points_per_unit
    for step in biddings(protocol.timeline):
        yield from _of_mechanism(step.id, step.mechanism)


def _of_mechanism(bidding: str, mechanism: Any) -> Iterator[tuple[str, Decimal]]:
    for name in ("step", "low"):
        if isinstance(one := getattr(mechanism, name, None), Decimal):
            yield f"a {name} of '{bidding}'", one
    for entry in getattr(mechanism, "prices", None) or ():
        price = getattr(entry, "price", entry)
        if isinstance(price, Decimal):
            yield f"a price of '{bidding}'", price
