"""Predictions of what others bid, paid for accuracy.

The quadratic score is proper: the expected payment is highest at the mean of one's belief. A band pays a
fixed prize near the truth; its best prediction is the middle of the likeliest band.
Source: Brier (1950), Monthly Weather Review, 78(1), 1-3.
"""

from __future__ import annotations

from collections.abc import Sequence

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.prediction import Band, Prediction
from ikea_effect.seeds import scaled
from ikea_effect.tasks.bidding.price_grid import PriceGrid


def prediction_grid(mechanism: Prediction, currency: str) -> PriceGrid:
    """The amounts that can be predicted."""
    return PriceGrid.of(mechanism, currency)


def truth(mechanism: Prediction, bids: Sequence[Money], draw: int) -> Money:
    """What the prediction is held against: the mean of others' bids, or the bid that a wide draw names.

    The mean is rounded to whole minor units, halves up. Raises: ElicitationError if nobody else bid.
    """
    if not bids:
        raise ElicitationError("A prediction cannot be paid before someone else has bid.")
    if mechanism.target == "one-other":
        return bids[scaled(draw, len(bids))]
    total, count = sum(bid.minor for bid in bids), len(bids)
    return Money((2 * total + count) // (2 * count), bids[0].currency)


def reward(mechanism: Prediction, predicted: Money, actual: Money) -> Money:
    """What a prediction earns. The quadratic score is rounded down to whole minor units."""
    if predicted.currency != actual.currency:
        raise ElicitationError(f"A prediction in {predicted.currency} does not fit {actual.currency}.")
    currency, scoring = predicted.currency, mechanism.scoring
    prize, distance = Money.of(scoring.prize, currency).minor, abs(predicted.minor - actual.minor)
    if isinstance(scoring, Band):
        return Money(prize if distance <= Money.of(scoring.width, currency).minor else 0, currency)
    grid = prediction_grid(mechanism, currency)
    span = grid.high - grid.low
    return Money(max(prize * (span**2 - distance**2) // span**2, 0), currency)
