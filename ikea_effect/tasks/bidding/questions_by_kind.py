"""Comprehension questions: does the participant know what an answer means before it counts?

Understanding changes the effect that these studies look for, so it is measured, not assumed. The numbers in
a question are drawn per participant and attempt: nobody learns an answer from a neighbor or by elimination.

Sources: Cason & Plott (2014), Journal of Political Economy, 122(6), 1235-1270, on bidders who take the BDM
for a first-price auction; Predmore et al. (2021), Economies, 9(4), 173, on the IKEA effect among those who
understood.
"""

from __future__ import annotations

from collections.abc import Mapping

from ikea_effect.errors import ElicitationError, did_you_mean, listed
from ikea_effect.tasks.bidding.bdm import questions as bdm
from ikea_effect.tasks.bidding.question import Amounts, Ask, Question
from ikea_effect.tasks.bidding.sealed_bids import questions as auctions
from ikea_effect.tasks.bidding.yes_or_no import questions as choices

BANKS: Mapping[str, tuple[Ask, ...]] = {
    "bdm": bdm.QUESTIONS,
    "first-price": auctions.QUESTIONS,
    "vickrey": auctions.QUESTIONS,
    "nth-price": auctions.QUESTIONS,
    "english": auctions.OPEN_BIDS,
    "price-list": choices.PRICE_LIST,
    "take-it-or-leave-it": choices.OFFER,
    "double-bounded": choices.HYPOTHETICAL,
    "open-ended": choices.HYPOTHETICAL,
    "price-slider": choices.HYPOTHETICAL,
    "prediction": choices.PREDICTION,
}
"""Questions in the order asked, by the kind of mechanism they are about."""


def bank(name: str) -> tuple[Ask, ...]:
    """The questions of a mechanism, in the order asked.

    Raises: ElicitationError if no bank has that name.
    """
    if name not in BANKS:
        raise ElicitationError(
            f"No comprehension questions are called '{name}'. There are: {listed(BANKS)}."
            f"{did_you_mean(name, BANKS)}"
        )
    return BANKS[name]


__all__ = ["BANKS", "Amounts", "Ask", "Question", "bank"]
