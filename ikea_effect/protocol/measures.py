"""What is measured: the kind of every dependent variable, told apart by `kind`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ikea_effect.protocol.base import Declared, Name


class MoneyMeasure(Declared):
    """An amount in the protocol's currency, filled by a bidding step."""

    kind: Literal["money"]


class Rating(Declared):
    """One item on a scale from low to high. Texts: <text>.question, <text>.low, <text>.high."""

    kind: Literal["rating"]
    low: int
    high: int
    text: Name


class Scale(Declared):
    """The mean of several rated items. Texts: <text>.question, .low, .high and <text>.items.<item>."""

    kind: Literal["scale"]
    low: int
    high: int
    text: Name
    items: tuple[Name, ...] = Field(min_length=2)
    reversed: tuple[Name, ...] = ()


class ChoiceMeasure(Declared):
    """One of several options. Texts: <text>.question and <text>.options.<option>."""

    kind: Literal["choice"]
    text: Name
    options: tuple[Name, ...] = Field(min_length=2)


class FreeText(Declared):
    """An open answer. Texts: <text>.question."""

    kind: Literal["free-text"]
    text: Name
    max_characters: int = Field(default=500, ge=1, le=5000)


Measure = Annotated[MoneyMeasure | Rating | Scale | ChoiceMeasure | FreeText, Field(discriminator="kind")]
