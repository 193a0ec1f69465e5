"""Bidding: the rule, practice, comprehension questions, the bid, and what it means.

What differs between mechanisms stands in a `Procedure` of its own; the order of a bidding step stands here.
Every draw has a stream of its own, named by its purpose: no page, question or attempt moves another draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from ikea_effect.protocol.timeline import Bidding
from ikea_effect.session.context import Context, EndSession
from ikea_effect.session.screens import Task
from ikea_effect.session.tasks.bidding_binding import told_once
from ikea_effect.session.tasks.bidding_offer import Offer, Procedure
from ikea_effect.session.tasks.bidding_questions import comprehension

_PROCEDURES: Mapping[str, tuple[str, str]] = {
    "bdm": ("bidding_bdm", "BdmProcedure"),
    "first-price": ("bidding_auction", "AuctionProcedure"),
    "vickrey": ("bidding_auction", "AuctionProcedure"),
    "nth-price": ("bidding_auction", "AuctionProcedure"),
    "english": ("bidding_english", "EnglishProcedure"),
    "price-list": ("bidding_choices", "PriceListProcedure"),
    "take-it-or-leave-it": ("bidding_choices", "OfferProcedure"),
    "double-bounded": ("bidding_double_bounded", "DoubleBoundedProcedure"),
    "open-ended": ("bidding_stated", "StatedProcedure"),
    "price-slider": ("bidding_stated", "StatedProcedure"),
    "prediction": ("bidding_stated", "PredictionProcedure"),
}


def procedure_of(kind: str) -> Callable[[Offer[Any]], Procedure]:
    """The procedure of a mechanism; imported now, since a study has one or two of them."""
    module, name = _PROCEDURES[kind]
    found: Callable[[Offer[Any]], Procedure]
    found = getattr(import_module(f"ikea_effect.session.tasks.{module}"), name)
    return found


def bidding(step: Bidding, context: Context) -> Task:
    """The whole bidding step; its outcome is what the mechanism settled.

    Raises: EndSession where the protocol ends the session of those who did not understand the rule.
    """
    offer: Offer[Any] = Offer(step, step.mechanism, context)
    return (yield from told_once(_whole_step(offer), offer))


def _whole_step(offer: Offer[Any]) -> Task:
    step = offer.step
    procedure = procedure_of(step.mechanism.kind)(offer)
    yield from procedure.rule()
    for number in range(1, step.practice_rounds + 1):
        yield from procedure.practice(number)
    understood = yield from comprehension(offer, procedure)
    if understood == "failed" and offer.ends_if_not_understood:
        yield offer.page("ended", "common.ended")
        raise EndSession
    return (yield from procedure.bid())
