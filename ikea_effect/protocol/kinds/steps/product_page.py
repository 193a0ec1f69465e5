"""A step that shows a product as a web shop does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, Tag

from ikea_effect.protocol.base import Amount, Declared, Name, Relative
from ikea_effect.protocol.by_levels import PLAIN_OR_BY, ByLevels, every, level_problems
from ikea_effect.protocol.kinds.columns_of_steps import count_column, seconds_column
from ikea_effect.protocol.kinds.kind import Column, Columns, StepKind, Study
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup

MOST_PICTURES = 5


class Designer(Declared):
    """Who designed the product. Text: <text>.designers.<who>. `picture` is a small portrait."""

    who: Name
    picture: Relative | None = None


class Review(Declared):
    """A buyer's opinion. Texts: <text>.reviews.<id>.words, .by."""

    id: Name
    stars: int = Field(ge=1, le=5)


Files = Annotated[tuple[Relative, ...], Field(min_length=1, max_length=MOST_PICTURES)]
Reviews = Annotated[tuple[Review, ...], Field(max_length=3)]
Price = Amount | None
Somebody = Designer | None


class ProductPage(Step):
    """A product as a web shop shows it: one picture large and more to open, price, designer, reviews.

    Each of these may depend on the condition: `{by: factor, levels: {level: ..}}`. Without `price` none is
    shown. Texts: <text>.title, .description; those of the designer and of each review.
    """

    kind = "product-page"
    id: Name
    text: Name
    pictures: Annotated[Annotated[Files, Tag("plain")] | Annotated[ByLevels[Files], Tag("by")], PLAIN_OR_BY]
    price: Annotated[Annotated[Price, Tag("plain")] | Annotated[ByLevels[Price], Tag("by")], PLAIN_OR_BY] = (
        None
    )
    designer: Annotated[
        Annotated[Somebody, Tag("plain")] | Annotated[ByLevels[Somebody], Tag("by")],
        PLAIN_OR_BY,
    ] = None
    reviews: Annotated[
        Annotated[Reviews, Tag("plain")] | Annotated[ByLevels[Reviews], Tag("by")], PLAIN_OR_BY
    ] = ()
    minimum_s: float = Field(default=0, ge=0, le=600)

    @property
    def designers(self) -> tuple[Designer, ...]:
        """Every designer that somebody is told of."""
        return tuple(one for one in every(self.designer) if one is not None)

    @property
    def files(self) -> tuple[str, ...]:
        """Every picture that somebody sees."""
        shown = [file for files in every(self.pictures) for file in files]
        portraits = [one.picture for one in self.designers if one.picture is not None]
        return tuple(dict.fromkeys([*shown, *portraits]))


def _columns(step: ProductPage, _study: Study) -> Columns:
    most = max(len(files) for files in every(step.pictures))
    seen = "Different pictures that were seen large"
    return (
        count_column(step.id, "openings", "Pictures that were opened, each time counted", "openings"),
        Column(f"{step.id}.pictures", "integer", seen, "pictures", (), Decimal(1), Decimal(most)),
        seconds_column(step.id, "How long the product was looked at"),
    )


def _texts(step: ProductPage, _setup: Setup) -> Iterator[str]:
    yield from (f"{step.text}.title", f"{step.text}.description")
    yield from dict.fromkeys(f"{step.text}.designers.{one.who}" for one in step.designers)
    names = dict.fromkeys(review.id for reviews in every(step.reviews) for review in reviews)
    yield from (f"{step.text}.reviews.{name}.{part}" for name in names for part in ("words", "by"))


def _misfits(step: ProductPage, study: Study) -> Iterable[Problem]:
    return level_problems(step, study, "pictures", "price", "designer", "reviews")


def _pictures(step: ProductPage) -> Iterable[str]:
    return step.files


KIND = StepKind(
    name="product-page",
    model=ProductPage,
    meaning="A product as a web shop shows it: pictures, price, designer, reviews",
    task="ikea_effect.tasks.products.product_page:product_page",
    columns=_columns,
    texts=_texts,
    misfits=_misfits,
    pictures=_pictures,
)
