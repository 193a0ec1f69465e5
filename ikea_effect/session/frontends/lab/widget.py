"""What every control shares: a place, stops for the keyboard, targets for the pointer. Pure state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from PIL import Image

from ikea_effect.screens.screens import GoodPicture
from ikea_effect.session.frontends.lab.canvas import (
    ACCENT,
    ACCENT_SOFT,
    FAINT,
    LINE,
    PAPER,
    SHADE,
    WRONG,
    Canvas,
    Point,
)

TITLE, BODY, SMALL = 0.038, 0.0262, 0.0205  # font sizes
GAP = 0.029  # between the parts of a page


Pictures = Callable[[str | GoodPicture], Image.Image]
"""A picture by its place in the experiment's folder, or of a good."""


class Scale(NamedTuple):
    """How much text and space are reduced to make a page fit."""

    text: float = 1.0
    space: float = 1.0


class Box(NamedTuple):
    """A place on the canvas, from its top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """Its center."""
        return self.left + self.width / 2, self.top - self.height / 2

    def holds(self, at: Point) -> bool:
        """Whether the place lies inside."""
        return self.left <= at[0] <= self.left + self.width and self.top - self.height <= at[1] <= self.top


class Seen(NamedTuple):
    """What the page knows when it draws a control."""

    focus: str | None = None  # the stop with the keyboard, where the ring shows
    hot: str | None = None  # the target under the pointer
    missing: bool = False  # the participant tried to go on without it


class Widget:
    """A control on a page. Stops and targets are named as the front end names them to a scripted hand."""

    takes_text = False  # has the keyboard from the beginning, and Space types
    caret = True
    needs_width = False  # leaves little room for a picture beside it
    of: tuple[str, ...] = ()  # ids of what it asks
    excuses: tuple[str, ...] = ()  # ids of what need not be answered while it is on

    def see(self, pictures: Pictures) -> None:
        """Takes the pictures that it shows; called once, before it is arranged."""

    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        """Takes its place below `top`; returns its height."""
        raise NotImplementedError

    def draw(self, canvas: Canvas, seen: Seen) -> None:
        """Draws itself where it was arranged."""
        raise NotImplementedError

    def targets(self) -> Mapping[str, Box]:
        """What can be pressed, by name."""
        return {}

    def stops(self) -> tuple[str, ...]:
        """Where the keyboard can go, in order."""
        return ()

    def hold(self, target: str, at: Point) -> None:
        """The button went down on a target, or moved while it is down."""

    def choose(self, target: str) -> None:
        """A target was pressed and released."""

    def drop(self, held: str, onto: str) -> bool:  # noqa: ARG002
        """The button went down on one target and up on another or none (""). True if that is an answer."""
        return False

    def key(self, stop: str, name: str) -> bool | str:  # noqa: ARG002
        """A named key at a stop. True if used; another stop's name moves the keyboard there."""
        return False

    def text(self, stop: str, characters: str) -> bool:  # noqa: ARG002
        """Characters typed at a stop. True if used."""
        return False

    def tick(self, elapsed_s: float) -> bool:  # noqa: ARG002
        """The page has been seen for so long. True if something changed."""
        return False

    def values(self) -> dict[str, Any]:
        """What the reply carries of this control; empty as long as it is unanswered."""
        return {}

    def missing(self) -> bool:
        """Whether an answer is still needed."""
        return not self.values()

    def lacks(self) -> str:
        """How much of the answer is lacking, in words; empty where all of it or nothing is."""
        return ""

    def wanting(self) -> str:
        """The stop where the answer is still needed, or has to be mended."""
        return self.stops()[0]

    def excusing(self) -> tuple[str, ...]:
        """Ids of what need not be answered now."""
        return self.excuses if self.values() else ()

    def refusal(self) -> str | None:
        """A sentence that says why the answer cannot be taken."""
        return None


def ring(canvas: Canvas, box: Box, *, grow: float = 0.006, radius: float = 0.014) -> None:
    """The keyboard's focus ring around a place."""
    x, y = box.middle
    size = (box.width + 2 * grow, box.height + 2 * grow)
    canvas.panel(x, y, *size, fill=None, line=ACCENT, line_width=0.0026, radius=radius)


def tick_mark(canvas: Canvas, x: float, y: float, size: float, color: str) -> None:
    """A check mark around (x, y)."""
    points = [(-0.5, 0.02), (-0.34, 0.18), (-0.13, -0.06), (0.36, 0.46), (0.5, 0.32), (-0.12, -0.36)]
    canvas.polygon([(px * size, (py - 0.04) * size) for px, py in points], fill=color, at=(x, y))


def tick_box(canvas: Canvas, x: float, y: float, side: float, *, on: bool, line: str = FAINT) -> None:
    """A box to tick around (x, y); `line` is its edge while it is empty."""
    fill, edge = (ACCENT, ACCENT) if on else (PAPER, line)
    canvas.panel(x, y, side, side, fill=fill, line=edge, radius=0.2 * side)
    if on:
        tick_mark(canvas, x, y, 0.65 * side, PAPER)


def draw_card(canvas: Canvas, box: Box, *, on: bool, hot: bool, missed: bool, edge: float = 0.003) -> None:
    """The ground of one of several things to press; `edge` is how thick its line is when it is chosen."""
    line = ACCENT if on else (WRONG if missed else (FAINT if hot else LINE))
    fill = ACCENT_SOFT if on else (SHADE if hot else PAPER)
    canvas.panel(*box.middle, *box[2:], fill=fill, line=line, line_width=edge if on else 0.0015)


def draw_fitted(canvas: Canvas, image: Image.Image, box: Box, margin: float) -> None:
    """The picture in the middle of a box, as large as the margin leaves room for."""
    factor = min((box.width - 2 * margin) / image.width, (box.height - 2 * margin) / image.height)
    canvas.picture(image, *box.middle, image.width * factor, image.height * factor)
