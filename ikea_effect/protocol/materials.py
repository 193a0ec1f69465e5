"""What is put together or designed: a kit of parts, or a toolkit with its good, colors and motifs.

Both are YAML files in an experiment's materials/ folder, drawn in the language of `drawing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol import drawing
from ikea_effect.protocol.base import Declared, Line, Name, Relative
from ikea_effect.protocol.drawing import Box, Color, Coordinate, Outline, Point, Shape, bounds, outlines
from ikea_effect.protocol.faults import read_as
from ikea_effect.protocol.prices import Prices, price_problems
from ikea_effect.protocol.tree import read_tree

Thousandths = Annotated[int, Field(ge=-1000, le=1000)]
Degrees = Annotated[int, Field(ge=0, le=359)]
Rectangle = tuple[Coordinate, Coordinate, Coordinate, Coordinate]
Shapes = Annotated[tuple[Shape, ...], Field(max_length=200)]


class Part(Declared):
    """One part of a kit, drawn where it is in the finished good.

    Texts: goods.<good>.parts.<id>.name ("lid") and .the ("the lid").
    """

    id: Name
    outline: drawing.Grasp  # what can be grasped, and what its open slot looks like
    needs: Annotated[tuple[Name, ...] | None, Field(max_length=60)] = None
    """Parts that have to be in place before, where nobody is guided; without it, all that stand before it."""
    turned: Literal[0, 90, 180, 270] = 0
    """How many degrees, counter-clockwise, it lies turned where a step has its parts `turned`."""
    image: Relative | None = None
    """A picture of it (materials/...) that fills the rectangle around its outline, under its shapes."""
    shapes: Annotated[tuple[Shape, ...], Field(min_length=1, max_length=200)] = ()

    @model_validator(mode="after")
    def _is_seen(self) -> Part:
        if self.image is None and not self.shapes:
            raise ValueError(
                f"Part {self.id} cannot be seen. Write shapes: [..], image: materials/.., or both."
            )
        return self

    @property
    def runs(self) -> tuple[Outline, ...]:
        """Its outline as points."""
        return outlines(self.outline)

    @property
    def box(self) -> Box:
        """The smallest rectangle around its outline."""
        return bounds(self.runs)

    @property
    def slot(self) -> Point:
        """Where its middle is in the finished good."""
        return self.box.center

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the canvas lies on the part when it is in place."""
        return drawing.holds(self.runs, x, y)


class HandInstruction(Declared):
    """One step of an assembly by hand: the key of its text, and a picture beside it (a file's path)."""

    text: Line
    picture: Relative | None = None


class Kit(Declared):
    """The parts of a good, in the order in which they are put together."""

    height: Annotated[float, Field(ge=200, le=2000)]  # of the canvas; its width is 1000
    ground: Shapes = ()  # under the first part: a shadow, for example
    parts: tuple[Part, ...] = Field(min_length=2, max_length=60)
    tray: tuple[Name, ...] = Field(
        default=(), max_length=60
    )  # the order in which the parts lie ready; without it, another than the parts'
    steps: tuple[HandInstruction, ...] = Field(
        default=(), max_length=100
    )  # for `mode: physical`; without them, one step for each part

    @model_validator(mode="after")
    def _consistent(self) -> Kit:
        ids = [part.id for part in self.parts]
        twice = sorted({part for part in ids if ids.count(part) > 1})
        if twice:
            raise ValueError(f"Two parts have the same id: {', '.join(twice)}.")
        for place, part in enumerate(self.parts):
            if unknown := sorted(set(part.needs or ()) - set(ids[:place])):
                raise ValueError(
                    f"Part {part.id} needs {', '.join(unknown)}, which does not stand before it in the kit: "
                    "it could never go in. Move that part up, or leave it out of needs."
                )
        if self.tray and sorted(self.tray) != sorted(ids):
            raise ValueError(_wrong_tray(self.tray, ids))
        return self

    @property
    def order(self) -> tuple[str, ...]:
        """The parts' ids, first to last."""
        return tuple(part.id for part in self.parts)

    def needed(self, part: str) -> tuple[str, ...]:
        """The parts that have to be in place before this one can go in. Raises KeyError."""
        needs = self.part(part).needs
        return self.order[: self.order.index(part)] if needs is None else needs

    @property
    def tray_order(self) -> tuple[str, ...]:
        """The parts' ids as they lie ready."""
        return self.tray or tuple(sorted(self.order))

    def part(self, part: str) -> Part:
        """The part with this id. Raises KeyError."""
        found = next((one for one in self.parts if one.id == part), None)
        if found is None:
            raise KeyError(part)
        return found

    @property
    def images(self) -> dict[str, str]:
        """{part: its picture} of those that have one."""
        return {part.id: part.image for part in self.parts if part.image is not None}

    def with_images(self, files: Mapping[str, Path]) -> Kit:
        """The kit with the files of its parts' pictures where they lie on this machine."""
        parts = [
            part.model_copy(update={"image": str(files[part.id])}) if part.id in files else part
            for part in self.parts
        ]
        return self.model_copy(update={"parts": tuple(parts)})

    @property
    def box(self) -> Box:
        """The smallest rectangle around the finished good."""
        return bounds(tuple(run for part in self.parts for run in part.runs))


def _wrong_tray(tray: tuple[str, ...], ids: list[str]) -> str:
    """What is wrong with the order in which parts lie ready."""
    said = {
        "lacks": [one for one in ids if one not in tray],
        "holds what is no part:": [one for one in tray if one not in ids],
        "holds twice": [one for one in dict.fromkeys(tray) if tray.count(one) > 1],
    }
    wrong = "; ".join(f"{what} {', '.join(which)}" for what, which in said.items() if which)
    return f"The tray {wrong}. It has to hold every part once: {', '.join(ids)}."


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


def load_kit(path: Path) -> Kit:
    """The kit that the file declares. Raises ProtocolError with every fault of the file."""
    return read_as(Kit, read_tree(path))


def load_toolkit(path: Path) -> Toolkit:
    """The toolkit that the file declares. Raises ProtocolError with every fault of the file."""
    return read_as(Toolkit, read_tree(path))
