"""What others bid, predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from ikea_effect.protocol.base import Amount, Declared, Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MechanismKind, Study
from ikea_effect.protocol.kinds.mechanisms import shares
from ikea_effect.protocol.mechanism_base import Grid

if TYPE_CHECKING:
    from ikea_effect.protocol.kinds.steps.bidding import Bidding


class Band(Declared):
    """The prize for a prediction at most `width` away."""

    kind: Literal["band"]
    prize: Amount
    width: Amount


class Quadratic(Declared):
    """The prize, less (distance / range) squared of it: a proper score, best met by the mean."""

    kind: Literal["quadratic"]
    prize: Amount


class Prediction(Grid):
    """What others bid in another step: the mean of their bids, or that of one other, drawn."""

    kind: Literal["prediction"]
    of: Name  # a bidding step's id
    target: Literal["mean", "one-other"] = "mean"
    scoring: Annotated[Band | Quadratic, Field(discriminator="kind")]


def _prediction(step: Bidding, study: Study) -> Columns:
    meaning = "What the prediction earns; empty until the study is closed"
    return (Column(f"{step.id}.earned", "amount", meaning, study.currency),)


KIND = MechanismKind(
    "prediction",
    Prediction,
    "amount",
    "at-close",
    "none",
    "by predicting the bids of others",
    _prediction,
    "ikea_effect.tasks.bidding.stated.screens:PredictionProcedure",
    shared=shares("prediction"),
)
