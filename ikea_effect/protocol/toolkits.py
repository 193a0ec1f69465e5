"""A toolkit: a good that is designed, with its colors and motifs.

It is a YAML file in an experiment's materials/ folder, drawn in the language of `drawing`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from ikea_effect.protocol import drawing
from ikea_effect.protocol.base import Declared, Line, Name
from ikea_effect.protocol.drawing import Box, Color, Coordinate, Outline, Point, Shape, bounds, outlines
from ikea_effect.protocol.faults import read_as
from ikea_effect.protocol.prices import Prices, price_problems
from ikea_effect.protocol.tree import read_tree

Thousandths = Annotated[int, Field(ge=-1000, le=1000)]
Degrees = Annotated[int, Field(ge=0, le=359)]
Rectangle = tuple[Coordinate, Coordinate, Coordinate, Coordinate]
Shapes = Annotated[tuple[Shape, ...], Field(max_length=200)]


class Motif(Declared):
    """A picture to put on the good, drawn around (0, 0). Text: goods.<good>.motifs.<id>."""

    shapes: tuple[Shape, ...] = Field(min_length=1, max_length=200)
    outline: drawing.Grasp  # what can be grasped
    symmetry: Annotated[int, Field(ge=1, le=360)] = 1  # how many turns within one circle look the same

    @property
    def runs(self) -> tuple[Outline, ...]:
        """Its outline as points."""
        return outlines(self.outline)


class Lettering(Declared):
    """What may be written on the good."""

    colors: dict[Name, Color] = Field(min_length=1, max_length=24)
    size: Annotated[float, Field(gt=0, le=300)] = 70  # height of the letters at scale 100
    max_characters: Annotated[int, Field(ge=1, le=40)] = 16


class Limits(Declared):
    """How many items a design holds, and how small and large they get (in percent)."""

    items: Annotated[int, Field(ge=1, le=20)] = 8
    low_scale: Annotated[int, Field(ge=10, le=100)] = 40
    high_scale: Annotated[int, Field(ge=100, le=500)] = 250


class Tolerance(Declared):
    """How far an item may be from the one to reproduce."""

    position: Annotated[int, Field(ge=1, le=500)] = 40
    scale: Annotated[int, Field(ge=1, le=200)] = 20
    angle: Annotated[int, Field(ge=1, le=180)] = 15


class Item(Declared):
    """A motif or a text on the good: x, y in thousandths from its center (up is plus), scale in percent.

    Degrees are counter-clockwise.
    """

    motif: Name | None = None
    text: Line | None = None
    x: Thousandths
    y: Thousandths
    scale: Annotated[int, Field(ge=10, le=500)] = 100
    angle: Degrees = 0
    color: Name | None = None  # of a text

    @model_validator(mode="after")
    def _one_kind(self) -> Item:
        if (self.motif is None) == (self.text is None):
            raise ValueError("An item is a motif or a text, and not both.")
        return self


class Recipe(Declared):
    """A design: the good's color and what is on it, from the lowest to the uppermost."""

    base: Name
    items: tuple[Item, ...] = Field(default=(), max_length=20)

    def as_data(self) -> dict[str, Any]:
        """The recipe as the journal keeps it."""
        return self.model_dump(exclude_none=True, mode="json")


class Toolkit(Declared):
    """What a design is made with: the good, its colors, motifs, letters, and the company's own design."""

    height: Annotated[float, Field(ge=200, le=2000)]  # of the canvas; its width is 1000
    outline: drawing.Grasp  # of the good; its inside takes the base color
    shapes: Shapes = ()  # over the base color: seams, folds, shadows
    above: Shapes = ()  # over what is printed: the hands of a watch, laces; nothing can be put on them
    unprinted: drawing.Grasp | None = None  # a part of it that nothing is printed on: the inside of a neck
    area: Rectangle  # left, top, right, bottom of what can be printed on
    base_colors: dict[Name, Color] = Field(min_length=1, max_length=24)
    motifs: dict[Name, Motif] = Field(min_length=1, max_length=60)
    text: Lettering
    limits: Limits = Limits.model_construct()
    tolerance: Tolerance = Tolerance.model_construct()
    company: Recipe
    prices: Prices | None = None
    """What each option costs, where a step shows prices."""

    @property
    def runs(self) -> tuple[Outline, ...]:
        """The good's outline as points."""
        return outlines(self.outline)

    @property
    def box(self) -> Box:
        """The smallest rectangle around the good."""
        return bounds(self.runs)

    @property
    def center(self) -> Point:
        """Where a recipe's (0, 0) is on the canvas: the middle of what can be printed on."""
        return Box(*self.area).center

    @model_validator(mode="after")
    def _area_has_a_size(self) -> Toolkit:
        left, top, right, bottom = self.area
        if left >= right or top >= bottom:
            raise ValueError(f"The area is left, top, right, bottom, and {list(self.area)} has no inside.")
        return self

    @model_validator(mode="after")
    def _company_can_be_made(self) -> Toolkit:
        problems = recipe_problems(self, self.company)
        if problems:
            raise ValueError("The company's design cannot be made: " + " ".join(problems))
        return self

    @model_validator(mode="after")
    def _prices_are_of_options(self) -> Toolkit:
        if self.prices is not None and (problems := tuple(price_problems(self, self.prices))):
            raise ValueError(" ".join(problems))
        return self


def recipe_problems(toolkit: Toolkit, recipe: Recipe) -> tuple[str, ...]:
    """Sentences on what the toolkit cannot make of the recipe; none if it can be made."""
    found: list[str] = []
    if recipe.base not in toolkit.base_colors:
        found.append(f"'{recipe.base}' is no base color of the toolkit.")
    for item in recipe.items:
        if item.motif is not None and item.motif not in toolkit.motifs:
            found.append(f"'{item.motif}' is no motif of the toolkit.")
        if item.color is not None and item.color not in toolkit.text.colors:
            found.append(f"'{item.color}' is no text color of the toolkit.")
        if item.text is not None and len(item.text) > toolkit.text.max_characters:
            found.append(f"'{item.text}' is longer than {toolkit.text.max_characters} characters.")
        if not toolkit.limits.low_scale <= item.scale <= toolkit.limits.high_scale:
            found.append(f"scale {item.scale} is outside the toolkit's limits.")
    if len(recipe.items) > toolkit.limits.items:
        found.append(f"{len(recipe.items)} items are more than {toolkit.limits.items}.")
    return tuple(found)


def load_toolkit(path: Path) -> Toolkit:
    """The toolkit that the file declares. Raises ProtocolError with every fault of the file."""
    return read_as(Toolkit, read_tree(path))
