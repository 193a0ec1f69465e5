"""A sheet of paper and the folds that make something of it: a YAML file in materials/ of an experiment."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Declared, Name
from ikea_effect.protocol.drawing import (
    Box,
    Color,
    Coordinate,
    Grasp,
    Outline,
    Point,
    Shape,
    bounds,
    outlines,
)
from ikea_effect.protocol.faults import read_as
from ikea_effect.protocol.paper import GRIP, Face, FoldError, Paper, convex, likeness
from ikea_effect.protocol.tree import read_tree

OVER: Literal["over"] = "over"
"""What a recipe holds in place of a fold where the paper is turned over."""

Made = tuple[float, float, float, float] | Literal["over"]
"""One thing done to the paper: a corner at x, y laid on x, y; or the whole turned over."""

At = tuple[Coordinate, Coordinate]


class SheetFold(Declared):
    """One step: the corner at `from` is laid on the point `to`, or `turn: over`.

    Text: goods.<good>.folds.<id>, a sentence that says what to do.
    """

    id: Name
    from_: At | None = Field(default=None, alias="from")
    to: At | None = None
    turn: Literal["over"] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> SheetFold:
        if (self.turn is None) == (self.from_ is None) or (self.from_ is None) != (self.to is None):
            raise ValueError("A step of folding has from and to, or turn: over, and not both.")
        return self

    @property
    def done(self) -> Made:
        """What it does to the paper."""
        return OVER if self.from_ is None or self.to is None else (*self.from_, *self.to)


class Printed(Declared):
    """What is printed on a sheet before it is folded, in places of the flat sheet: eyes, for example.

    Plain fills and edges; what is on the back is given as if seen through the paper.
    """

    front: Annotated[tuple[Shape, ...], Field(max_length=40)] = ()
    back: Annotated[tuple[Shape, ...], Field(max_length=40)] = ()

    @model_validator(mode="after")
    def _plain(self) -> Printed:
        for shape in (*self.front, *self.back):
            if shape.gradient is not None or shape.grain is not None or shape.blur or shape.opacity < 1:
                raise ValueError("What is printed on a sheet has a fill, an edge or both, and no more.")
        return self


class PaperSheet(Declared):
    """A sheet and its folds, in order; it lies with its front up. Each fold must be one that paper allows."""

    height: Annotated[float, Field(ge=200, le=2000)]  # of the canvas; its width is 1000
    ground: Annotated[tuple[Shape, ...], Field(max_length=200)] = ()  # under the paper: a shadow, for example
    outline: Grasp  # of the sheet before it is folded: straight edges, and no corner that points inwards
    front: Color
    back: Color
    edge: Color = "#6b645b"
    printed: Printed = Printed.model_construct()
    tolerance: Annotated[int, Field(ge=5, le=200)] = 40
    """How far from its place a corner may be laid and still count as that fold, in thousandths."""
    folds: tuple[SheetFold, ...] = Field(min_length=2, max_length=40)

    @property
    def runs(self) -> tuple[Outline, ...]:
        """The sheet's outline as points."""
        return outlines(self.outline)

    @property
    def flat(self) -> Paper:
        """The sheet before the first fold."""
        return Paper((Face(self.runs[0].points),))

    @cached_property
    def stages(self) -> tuple[Paper, ...]:
        """The paper before the first fold and after each, as it is meant. Raises FoldError."""
        found = [self.flat]
        for fold in self.folds:
            found.append(after(found[-1], fold.done))
        return tuple(found)

    @property
    def whole(self) -> tuple[Made, ...]:
        """Every fold, as it is meant."""
        return tuple(fold.done for fold in self.folds)

    @property
    def box(self) -> Box:
        """The smallest rectangle around the finished piece."""
        return box_of(self.stages[-1])

    @model_validator(mode="after")
    def _a_sheet(self) -> PaperSheet:
        points = self.runs[0].points
        if len(self.runs) != 1 or not self.runs[0].closed or len(points) > 12 or not convex(points):
            raise ValueError(
                "The outline of a sheet is one closed run of 3 to 12 corners, none of which points inwards, "
                "and whose edges do not cross."
            )
        twice = sorted({one.id for one in self.folds if [fold.id for fold in self.folds].count(one.id) > 1})
        if twice:
            raise ValueError(f"Two folds have the same id: {', '.join(twice)}.")
        return self

    @model_validator(mode="after")
    def _can_be_folded(self) -> PaperSheet:
        paper = self.flat
        for number, fold in enumerate(self.folds, 1):
            try:
                paper = after(paper, fold.done)
            except FoldError as error:
                raise ValueError(_impossible(number, fold, paper, error)) from None
            self._check_place(number, fold, paper)
        return self

    def _check_place(self, number: int, fold: SheetFold, paper: Paper) -> None:
        if fold.from_ is not None and fold.to is not None:
            apart = math.dist(fold.from_, fold.to)
            if apart <= 2 * self.tolerance:
                raise ValueError(
                    f"Fold {number}, {fold.id}, lays its corner {apart:.0f} away, and a fold counts within "
                    f"{self.tolerance} of its place: it could not be told from none. At least "
                    f"{2 * self.tolerance + 1}, or a smaller tolerance."
                )
        box = box_of(paper)
        if min(box.left, box.top) < 0 or box.right > 1000 or box.bottom > self.height:
            raise ValueError(
                f"After fold {number}, {fold.id}, the paper reaches out of the canvas of 1000 x "
                f"{self.height:g}: from {box.left:.0f}, {box.top:.0f} to {box.right:.0f}, {box.bottom:.0f}."
            )


def _impossible(number: int, fold: SheetFold, paper: Paper, error: FoldError) -> str:
    """Why a fold of the file cannot be made, and which corners there are."""
    corners = "; ".join(f"{x:.1f}, {y:.1f}" for x, y in paper.corners[:12])
    return (
        f"Fold {number}, {fold.id}, cannot be made: {error} Corners within {GRIP:g} of from: are taken; the "
        f"paper then has corners at {corners}."
    )


def after(paper: Paper, made: Made) -> Paper:
    """The paper after one thing is done to it. Raises FoldError where paper does not allow it."""
    if isinstance(made, str):
        return paper.turned_over(500)
    return paper.folded((made[0], made[1]), (made[2], made[3]))


def made_of(sheet: PaperSheet, done: Iterable[Sequence[float] | str]) -> Paper:
    """The paper after all that was done to it, as a recipe keeps it: {"folds": [[x, y, x, y], "over"]}."""
    paper = sheet.flat
    for one in done:
        paper = after(paper, OVER if isinstance(one, str) else (one[0], one[1], one[2], one[3]))
    return paper


def box_of(paper: Paper) -> Box:
    """The smallest rectangle around the paper."""
    return bounds(tuple(Outline(face.points, closed=True) for face in paper.faces))


def deviations(sheet: PaperSheet, done: Sequence[Made]) -> Iterator[float]:
    """How far from its place each corner was laid, of the folds that are the sheet's, in thousandths."""
    for fold, made in zip(sheet.folds, done, strict=False):
        if fold.to is not None and not isinstance(made, str):
            yield math.dist(fold.to, made[2:])


ALIKE, LEAST, MOST = 0.5, 0.4, 3.0
"""Share of the outline that is as meant, and of the paper that moves, within which a fold is right:
another layer that was taken shows in one of the two."""

STRAYS = 3
"""How far a corner may have strayed from where it is meant by earlier folds that count, in tolerances."""


def is_step(sheet: PaperSheet, number: int, paper: Paper, made: Made) -> bool:
    """Whether what is done to the paper is the sheet's step of this number, from 0. Raises FoldError."""
    fold = sheet.folds[number]
    if isinstance(made, str) or fold.from_ is None or fold.to is None:
        return made == fold.done
    start, end = (made[0], made[1]), (made[2], made[3])
    if math.dist(fold.to, end) > sheet.tolerance or math.dist(fold.from_, start) > STRAYS * sheet.tolerance:
        return False
    meant = sheet.stages[number].moved_area(fold.from_, fold.to)
    if not LEAST <= paper.moved_area(start, end) / meant <= MOST:
        return False
    return _like_stage(sheet, number, paper.folded(start, end)) >= ALIKE


def _like_stage(sheet: PaperSheet, number: int, paper: Paper) -> float:
    return likeness(paper, sheet.stages[number + 1], sheet.height, rows=40)


def corner_for(sheet: PaperSheet, number: int, paper: Paper) -> Point | None:
    """The corner of the paper, as it lies, with which this step of the sheet comes out best."""
    fold = sheet.folds[number]
    if fold.from_ is None or fold.to is None:
        return None
    near = [at for at in paper.corners if math.dist(at, fold.from_) <= STRAYS * sheet.tolerance]
    if len(near) < 2:
        return near[0] if near else paper.corner_near(fold.from_, within=math.inf)
    near.sort(key=lambda at: math.dist(at, fold.from_ or at))
    few = near[:6]  # of crooked paper there are many
    return max(few, key=lambda at: _outcome(sheet, number, paper, at))


def _outcome(sheet: PaperSheet, number: int, paper: Paper, corner: Point) -> float:
    to = sheet.folds[number].to
    try:
        return _like_stage(sheet, number, paper.folded(corner, to)) if to is not None else 0.0
    except FoldError:
        return 0.0


def load_sheet(path: Path) -> PaperSheet:
    """The sheet that the file declares. Raises ProtocolError with every fault of the file."""
    return read_as(PaperSheet, read_tree(path))


def point_of(at: Sequence[float]) -> Point:
    """A place as a recipe keeps it: in tenths of thousandths."""
    return round(float(at[0]), 1), round(float(at[1]), 1)


GRAIN = 4.0
"""Thousandths in which a place is told where a corner meets nothing: more than a pixel, and hardly seen."""


def on_grain(along: float) -> float:
    """The nearest such place, along one side."""
    return round(along / GRAIN) * GRAIN
