"""What the lab's window is made of, under one name: for kinds of other packages (docs/descriptors.md)."""

from __future__ import annotations

from ikea_effect.protocol.texts import Texts
from ikea_effect.session.frontends.lab.canvas import (
    ACCENT,
    ACCENT_SOFT,
    FAINT,
    INK,
    LINE,
    MUTED,
    PAPER,
    SHADE,
    WRONG,
    Canvas,
    Point,
)
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Showing, Targets
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import (
    BODY,
    SMALL,
    TITLE,
    Box,
    Pictures,
    Scale,
    Seen,
    Widget,
    ring,
)

__all__ = [
    "ACCENT",
    "ACCENT_SOFT",
    "BODY",
    "FAINT",
    "INK",
    "LINE",
    "MUTED",
    "PAPER",
    "SHADE",
    "SMALL",
    "TITLE",
    "WRONG",
    "Box",
    "Canvas",
    "Control",
    "Hand",
    "Pictures",
    "Point",
    "Prose",
    "Scale",
    "Seen",
    "Sentence",
    "Showing",
    "Targets",
    "Texts",
    "View",
    "Widget",
    "draw_prose",
    "prose",
    "ring",
]
