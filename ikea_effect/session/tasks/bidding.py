"""Bidding: the rule, practice, comprehension questions, the bid, and what it means.

What differs between mechanisms stands in a `Procedure` of its own; the order of a bidding step stands here.
Every draw has a stream of its own, named by its purpose: no page, question or attempt moves another draw.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ikea_effect.protocol.timeline import Bidding
from ikea_effect.session.context import Context, EndSession
from ikea_effect.session.screens import Task
from ikea_effect.session.tasks.bidding_auction import AuctionProcedure
from ikea_effect.session.tasks.bidding_bdm import BdmProcedure
from ikea_effect.session.tasks.bidding_binding import told_once
from ikea_effect.session.tasks.bidding_choices import OfferProcedure, PriceListProcedure
from ikea_effect.session.tasks.bidding_double_bounded import DoubleBoundedProcedure
from ikea_effect.session.tasks.bidding_english import EnglishProcedure
from ikea_effect.session.tasks.bidding_offer import Offer, Procedure
from ikea_effect.session.tasks.bidding_questions import comprehension
from ikea_effect.session.tasks.bidding_stated import PredictionProcedure, StatedProcedure

PROCEDURES: dict[str, Callable[[Offer[Any]], Procedure]] = {
    "bdm": BdmProcedure,
    "first-price": AuctionProcedure,
    "vickrey": AuctionProcedure,
    "nth-price": AuctionProcedure,
    "english": EnglishProcedure,
    "price-list": PriceListProcedure,
    "take-it-or-leave-it": OfferProcedure,
    "double-bounded": DoubleBoundedProcedure,
    "open-ended": StatedProcedure,
    "price-slider": StatedProcedure,
    "prediction": PredictionProcedure,
}


def bidding(step: Bidding, context: Context) -> Task:
    """The whole bidding step; its outcome is what the mechanism settled.

    Raises: EndSession where the protocol ends the session of those who did not understand the rule.
    """
    offer: Offer[Any] = Offer(step, step.mechanism, context)
    return (yield from told_once(_whole_step(offer), offer))


def _whole_step(offer: Offer[Any]) -> Task:
    step = offer.step
    procedure = PROCEDURES[step.mechanism.kind](offer)
    yield from procedure.rule()
    for number in range(1, step.practice_rounds + 1):
        yield from procedure.practice(number)
    understood = yield from comprehension(offer, procedure)
    if understood == "failed" and offer.ends_if_not_understood:
        yield offer.page("ended", "common.ended")
        raise EndSession
    return (yield from procedure.bid())
