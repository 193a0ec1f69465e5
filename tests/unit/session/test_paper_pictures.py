"""Pictures of folded paper: what is printed on a sheet moves with it, and hides under other layers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from ikea_effect.protocol.drawing import Box
from ikea_effect.protocol.paper import Paper
from ikea_effect.protocol.sheets import PaperSheet
from ikea_effect.session.paper_pictures import paper_picture, quick_picture

WHITE, GREEN, RED = (255, 255, 255), (0, 128, 0), (255, 0, 0)

SHEET = PaperSheet.model_validate(
    {
        "height": 1000,
        "outline": "M 200 200 L 800 200 L 800 800 L 200 800 Z",
        "front": "#ffffff",
        "back": "#008000",
        "printed": {"back": [{"ellipse": [300, 300, 50, 50], "fill": "#ff0000"}]},
        "folds": [
            {"id": "half", "from": [200, 200], "to": [800, 200]},
            {"id": "over", "turn": "over"},
        ],
    }
)
"""A dot at the back, near the upper left corner of the front."""

Drawn = Callable[[PaperSheet, Paper, Box, float], Image.Image]


@pytest.mark.parametrize("drawn", [paper_picture, quick_picture])
def test_what_is_printed_lies_where_the_paper_has_taken_it(drawn: Drawn) -> None:
    def color(paper: Paper, x: int, y: int) -> tuple[int, ...]:
        shown = drawn(SHEET, paper, Box(0, 0, 1000, 1000), 0.5).convert("RGB")
        return tuple(shown.getpixel((x // 2, y // 2)))  # type: ignore[arg-type]

    flat, half, over = SHEET.stages
    assert color(flat, 300, 300) == WHITE  # it is at the back
    assert color(half, 700, 300) == RED  # the left half lies on the right one: 300 is at 700
    assert color(half, 700, 380) == GREEN  # beside the dot
    assert color(over, 300, 300) == GREEN  # now it lies below
    assert color(flat.turned_over(500), 700, 300) == RED


def test_a_fold_through_what_is_printed_cuts_it() -> None:
    """The crease runs through the middle of the dot: half of it moved, half stays at the back."""
    paper = SHEET.flat.folded((200.0, 200.0), (400.0, 400.0))
    shown = paper_picture(SHEET, paper, Box(0, 0, 1000, 1000), 0.5).convert("RGB")
    red = sum(pixel == RED for pixel in shown.getdata())
    assert red == pytest.approx(3.14159 * 25 * 25 / 2, rel=0.1)
    assert shown.getpixel((155, 155)) == RED
    assert shown.getpixel((145, 145)) != RED
