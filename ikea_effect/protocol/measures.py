"""What is measured: the kind of every dependent variable, told apart by `kind`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ikea_effect.protocol.base import Declared, Name


class MoneyMeasure(Declared):
    """An amount in the protocol's currency, filled by a bidding step."""

    kind: Literal["money"]


Point = Annotated[int, Field(ge=-100, le=100)]
"""A point of a rating: each is a place to press on the screen."""


class Rating(Declared):
    """One item on a scale from low to high. Texts: <text>.question, <text>.low, <text>.high."""

    kind: Literal["rating"]
    low: Point
    high: Point
    text: Name


class Scale(Declared):
    """The mean of several rated items. Texts: <text>.question, .low, .high and <text>.items.<item>."""

    kind: Literal["scale"]
    low: Point
    high: Point
    text: Name
    items: tuple[Name, ...] = Field(min_length=2, max_length=100)
    reversed: tuple[Name, ...] = Field(default=(), max_length=100)


class ChoiceMeasure(Declared):
    """One of several options. Texts: <text>.question and <text>.options.<option>."""

    kind: Literal["choice"]
    text: Name
    options: tuple[Name, ...] = Field(min_length=2, max_length=50)


class FreeText(Declared):
    """An open answer. Texts: <text>.question."""

    kind: Literal["free-text"]
    text: Name
    max_characters: int = Field(default=500, ge=1, le=5000)


Measure = Annotated[MoneyMeasure | Rating | Scale | ChoiceMeasure | FreeText, Field(discriminator="kind")]
