"""The lab on a page: its logo beside the title, and in small type who asks, who approved, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from ikea_effect.session.frontends.lab.canvas import MUTED, Canvas
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import SMALL, Box, Scale

LOGO_WIDTH, _LOGO_HEIGHT = 0.22, 0.075
_BETWEEN = " \u00b7 "
_WIDEST = 0.98


@dataclass(frozen=True, slots=True)
class Foot:
    """The small type, and where it begins."""

    words: Prose
    top: float

    @property
    def height(self) -> float:
        """How high it is."""
        return self.words.height


def foot(canvas: Canvas, said: Sequence[str], top: float, width: float, scale: Scale) -> Foot:
    """What the lab says, one after the other, from `top` down."""
    return Foot(prose(canvas, _BETWEEN.join(said), min(width, _WIDEST), SMALL * scale.text), top)


def draw_foot(canvas: Canvas, said: Foot, left: float) -> None:
    """Draws the small type."""
    draw_prose(canvas, said.words, left, said.top, color=MUTED)


def draw_logo(canvas: Canvas, logo: Image.Image, column: Box) -> None:
    """Draws the logo in the top right corner of the column."""
    factor = min(LOGO_WIDTH / logo.width, _LOGO_HEIGHT / logo.height)
    width, height = logo.width * factor, logo.height * factor
    right, top = column.left + column.width, column.top + 0.022
    canvas.picture(logo, right - width / 2, top - height / 2, width, height)
