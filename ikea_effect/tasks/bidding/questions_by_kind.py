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
from ikea_effect.protocol.registry import resolve
from ikea_effect.tasks.bidding.question import Amounts, Ask, Question

_BDM = "ikea_effect.tasks.bidding.bdm.questions"
_AUCTIONS = "ikea_effect.tasks.bidding.sealed_bids.questions"
_CHOICES = "ikea_effect.tasks.bidding.yes_or_no.questions"

BANKS: Mapping[str, str] = {
    "bdm": f"{_BDM}:QUESTIONS",
    "first-price": f"{_AUCTIONS}:QUESTIONS",
    "vickrey": f"{_AUCTIONS}:QUESTIONS",
    "nth-price": f"{_AUCTIONS}:QUESTIONS",
    "english": f"{_AUCTIONS}:OPEN_BIDS",
    "price-list": f"{_CHOICES}:PRICE_LIST",
    "take-it-or-leave-it": f"{_CHOICES}:OFFER",
    "double-bounded": f"{_CHOICES}:HYPOTHETICAL",
    "open-ended": f"{_CHOICES}:HYPOTHETICAL",
    "price-slider": f"{_CHOICES}:HYPOTHETICAL",
    "prediction": f"{_CHOICES}:PREDICTION",
}
"""Where the questions about each kind of mechanism lie; imported when a study asks them."""


def bank(name: str) -> tuple[Ask, ...]:
    """The questions of a mechanism, in the order asked.

    Raises: ElicitationError if no bank has that name.
    """
    if name not in BANKS:
        raise ElicitationError(
            f"No comprehension questions are called '{name}'. There are: {listed(BANKS)}."
            f"{did_you_mean(name, BANKS)}"
        )
    found: tuple[Ask, ...] = resolve(BANKS[name])
    return found


__all__ = ["BANKS", "Amounts", "Ask", "Question", "bank"]
