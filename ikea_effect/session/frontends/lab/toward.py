"""Where an arrow key leads among places on the window: to what lies that way."""

from __future__ import annotations

from collections.abc import Mapping

from ikea_effect.session.frontends.lab.widget import Box

ARROWS = {"LEFT": (-1, 0), "RIGHT": (1, 0), "UP": (0, 1), "DOWN": (0, -1)}
"""How far an arrow leads to the right and up."""

_ASIDE = 2.0
"""A step aside counts so many times a step ahead: the next in a row comes before a nearer one beside it."""


def toward(places: Mapping[str, Box], here: str, arrow: str) -> str:
    """The nearest place in an arrow's direction; where nothing lies that way, the one that was left."""
    right, up = ARROWS[arrow]
    x, y = places[here].middle
    costs: dict[str, float] = {}
    for name, box in places.items():
        across, rise = box.middle[0] - x, box.middle[1] - y
        ahead, aside = across * right + rise * up, abs(across * up) + abs(rise * right)
        if ahead > _edge(places[here], right, up):
            costs[name] = ahead + _ASIDE * aside
    return min(costs, key=lambda name: costs[name], default=here)


def _edge(box: Box, right: int, up: int) -> float:
    """From the middle to the edge: what lies nearer than that is beside it, not ahead."""
    return max(1e-6, (box.width * abs(right) + box.height * abs(up)) / 2)
