"""A kit of parts: a good that is put together.

It is a YAML file in an experiment's materials/ folder, drawn in the language of `drawing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol import drawing
from ikea_effect.protocol.base import Declared, Line, Name, Relative
from ikea_effect.protocol.drawing import Box, Outline, Point, Shape, bounds, outlines
from ikea_effect.protocol.faults import read_as
from ikea_effect.protocol.tree import read_tree

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


def load_kit(path: Path) -> Kit:
    """The kit that the file declares. Raises ProtocolError with every fault of the file."""
    return read_as(Kit, read_tree(path))
