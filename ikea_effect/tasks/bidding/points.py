"""Points on screen: what questions and practice rounds earn, and what points are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text, points_text
from ikea_effect.tasks.bidding.offer import Offer

if TYPE_CHECKING:
    from ikea_effect.screens.facts_of_points import Earned


def rate(offer: Offer[Any]) -> Text:
    """What points are worth: so many for one unit of the currency."""
    return points_text("rate", offer.context.protocol.payment.points_per_unit or 0, offer.currency)


def earned(offer: Offer[Any], by: str, points: int, gain: Money | None = None) -> Earned:
    """The points of one question or practice round; below zero where a loss takes some off."""
    from ikea_effect.screens.facts_of_points import Earned  # few studies give points

    return Earned(offer.id, by, points, gain)


# --- questions --------------------------------------------------------------------------------------------


def question_points(offer: Offer[Any]) -> int:
    """What a question that is answered right at the first attempt earns."""
    rule = offer.step.comprehension
    return rule.points if rule is not None else 0


def question_note(offer: Offer[Any], key: str) -> tuple[Text, ...]:
    """What the question earns (`question`) or earned (`right`); nothing where it earns nothing."""
    points = question_points(offer)
    amount = points_text("amount", points, offer.currency)
    return (offer.text(f"common.points.{key}", amount=amount, rate=rate(offer)),) if points else ()


# --- practice ---------------------------------------------------------------------------------------------


def practice_note(offer: Offer[Any]) -> tuple[Text, ...]:
    """How gains on practice tokens become points; nothing where they do not."""
    if not offer.step.practice_points:
        return ()
    return (offer.text("common.points.practice", smallest=Money(1, offer.currency), rate=rate(offer)),)


def practice_earned(offer: Offer[Any], number: int, gain: Money) -> Earned:
    """The round's points: each smallest unit gained is one; over all rounds, losses take no more than gains.

    `offer.gains` keeps what was gained or lost so far, so that a loss counts against later gains too.
    """
    before = max(sum(offer.gains), 0)
    offer.gains.append(gain.minor)
    points = max(sum(offer.gains), 0) - before
    return earned(offer, f"practice-{number}", points, gain)


def practice_result(offer: Offer[Any]) -> Text:
    """The points from practice so far."""
    return offer.text("common.points.practice-result", points=max(sum(offer.gains), 0))
