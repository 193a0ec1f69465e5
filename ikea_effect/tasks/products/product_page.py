"""A product as a web shop shows it, and how simulated people look at it."""

from __future__ import annotations

from ikea_effect.protocol.by_levels import at
from ikea_effect.protocol.kinds.steps.product_page import Designer, ProductPage
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Page, Task
from ikea_effect.screens.shop import Maker, Product, Review
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds


def product_page(step: ProductPage, context: Context) -> Task:
    """The product, for at least `minimum_s`; which pictures were opened, and how long it was looked at."""
    reply = yield Page(name_in(step.id, "page"), asks=(_product(step, context),), minimum_s=step.minimum_s)
    assert reply is not None
    opened = reply.values["product"]
    yield noted(step.id, "openings", len(opened))
    yield noted(step.id, "pictures", len({1, *opened}))
    yield seconds(step.id, [reply])


def _product(step: ProductPage, context: Context) -> Product:
    price = at(step.price, context.condition)
    reviews = at(step.reviews, context.condition)
    return Product(
        "product",
        title=Text(f"{step.text}.title"),
        description=Text(f"{step.text}.description"),
        pictures=at(step.pictures, context.condition),
        price=None if price is None else context.protocol.money(price),
        maker=_maker(step.text, at(step.designer, context.condition)),
        reviews=tuple(_review(f"{step.text}.reviews.{one.id}", one.stars) for one in reviews),
    )


def _review(key: str, stars: int) -> Review:
    return Review(stars, Text(f"{key}.words"), Text(f"{key}.by"))


def _maker(text: str, designer: Designer | None) -> Maker | None:
    if designer is None:
        return None
    return Maker(Text(f"{text}.designers.{designer.who}"), designer.picture)


def _opened(ask: Product, _someone: Someone, stream: Stream) -> list[int]:
    """Half of the other pictures, from the second on."""
    return [number for number in range(2, len(ask.pictures) + 1) if stream.below(2)]


SIMULATED = SimulatedAsk(_opened)
