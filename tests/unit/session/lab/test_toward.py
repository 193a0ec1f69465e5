"""Where an arrow key leads: to what lies that way."""

from __future__ import annotations

import pytest

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.gallery import Card, Gallery
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.gallery import Cards
from ikea_effect.session.frontends.lab.toward import toward
from ikea_effect.session.frontends.lab.widget import Box, Scale
from tests.unit.session.lab.pages import texts

GRID = {
    f"{row}{column}": Box(column * 0.2, -row * 0.1, 0.18, 0.08) for row in range(3) for column in range(3)
}


@pytest.mark.parametrize(
    ("here", "arrow", "reached"),
    [
        ("11", "UP", "01"),
        ("11", "DOWN", "21"),
        ("11", "LEFT", "10"),
        ("11", "RIGHT", "12"),
        ("00", "UP", "00"),
        ("02", "RIGHT", "02"),
        ("20", "DOWN", "20"),
    ],
)
def test_in_a_grid_an_arrow_goes_to_the_neighbor_and_ends_at_the_edge(
    here: str, arrow: str, reached: str
) -> None:
    assert toward(GRID, here, arrow) == reached


def test_what_lies_aside_is_reached_where_nothing_else_lies_that_way() -> None:
    places = {**GRID, "button": Box(1.0, -0.6, 0.2, 0.05)}
    assert toward(places, "20", "DOWN") == "button"
    assert toward(places, "button", "UP") == "22"


@pytest.mark.parametrize(
    ("cards", "keys", "reached"),
    [
        (5, ["DOWN"], 0),  # one row
        (6, ["DOWN"], 3),  # three and three
        (6, ["RIGHT", "RIGHT", "DOWN", "UP"], 2),
        (7, ["RIGHT", "RIGHT", "RIGHT", "DOWN"], 6),  # four and, in the middle below them, three
        (7, ["DOWN", "DOWN"], 4),
        (6, ["RIGHT", "RIGHT", "RIGHT"], 3),  # along the rows, as one reads
        (6, ["LEFT"], 0),
    ],
)
def test_among_cards_up_and_down_go_to_the_nearest(cards: int, keys: list[str], reached: int) -> None:
    ids = "abcdefg"[:cards]
    ask = Gallery("n", Text("question"), tuple(Card(one, label=Text("short")) for one in ids))
    shown = Cards(ask, texts("en"), lambda *_, **__: "")
    shown.arrange(Sheet((1280, 1024)), -0.5, 0.3, 1.0, Scale())
    for key in keys:
        assert shown.key("n", key) is True
    assert shown.ids[shown.cursor] == ids[reached]
