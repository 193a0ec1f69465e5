"""A product as a web shop shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.ask import whole_between
from ikea_effect.screens.screens import Ask

MOST_OPENED = 10_000
"""Nobody opens pictures more often."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Who designed it: a few words, and a portrait's place in the experiment's folder."""

    words: Text
    portrait: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What a buyer says of it, with one to five stars."""

    stars: int
    words: Text
    by: Text


@dataclass(frozen=True, slots=True)
class Product(Ask):
    """A product with pictures to open. Value: the pictures opened, by number from 1, in order.

    The first picture is open from the beginning; none has to be opened.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.products.product_page:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.shop:CONTROL"

    title: Text
    pictures: tuple[str, ...]
    description: Text | None = None
    price: Money | None = None
    maker: Maker | None = None
    reviews: tuple[Review, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Every picture file that it shows."""
        portrait = self.maker.portrait if self.maker else None
        return (*self.pictures, portrait) if portrait else self.pictures

    @override
    def takes(self, value: Any) -> bool:
        if not isinstance(value, list | tuple) or len(value) > MOST_OPENED:
            return False
        return all(whole_between(one, 1, len(self.pictures)) for one in value)
